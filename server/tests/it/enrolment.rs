//! A one-time code makes one device of one branch (`exchange.md` 2.18, fault 45).

use fenhao_books::enrol::CODE_LIFE_MS;
use fenhao_exchange::enrol::EnrolCode;

use crate::browser::ask;
use crate::device::{Device, enrol, enrolled};
use crate::hq::Hq;

#[test]
fn a_device_with_the_right_code_gets_its_stream() {
    let hq = Hq::start();
    let (shanghai, beijing) = (Device::enrol(&hq, 1, "SH"), Device::enrol(&hq, 2, "BJ"));
    assert_eq!((shanghai.stream.device, beijing.stream.device), (1, 2));
    assert_eq!(shanghai.org, hq.org());
    assert_eq!(shanghai.hq, hq.key());
}

#[test]
fn a_wrong_code_and_an_unknown_branch_are_told_apart_from_nothing() {
    let hq = Hq::start();
    let code = hq.branch(1, "SH");
    let wrong = EnrolCode::new([9; 16], &hq.key());
    for (branch, code) in [("SH", &wrong), ("GZ", &code)] {
        let (answer, _) = enrol(hq.address, 7, branch, code);
        assert_eq!((answer.status, answer.code().as_str()), (403, "code_wrong"), "{branch}");
    }
}

#[test]
fn a_code_ends_after_a_quarter_of_an_hour() {
    let hq = Hq::start();
    let code = hq.branch(1, "SH");
    hq.pass(CODE_LIFE_MS + 1);
    let (answer, _) = enrol(hq.address, 7, "SH", &code);
    assert_eq!((answer.status, answer.code().as_str()), (403, "code_expired"));
}

#[test]
fn a_code_is_used_once_and_a_lost_reply_is_given_again() {
    let hq = Hq::start();
    let code = hq.branch(1, "SH");
    let (first, request) = enrol(hq.address, 7, "SH", &code);
    let first = enrolled(&first, &request, 7, "SH", &code);
    let (stranger, _) = enrol(hq.address, 8, "SH", &code);
    assert_eq!((stranger.status, stranger.code().as_str()), (403, "code_expired"));
    let (again, request) = enrol(hq.address, 7, "SH", &code);
    let again = enrolled(&again, &request, 7, "SH", &code);
    assert_eq!(again.certificate.stream, first.certificate.stream);
}

#[test]
fn bytes_that_are_no_request_are_refused() {
    let hq = Hq::start();
    for body in [&b""[..], b"{}", &[0x84; 9000], &[0; 20_000]] {
        let answer = ask(hq.address, "POST", "/enrol", &[], body);
        assert_eq!(answer.code(), "hq_refused", "{} bytes", body.len());
        assert!(matches!(answer.status, 400 | 413), "{}", answer.status);
    }
}

#[test]
fn guessing_codes_is_slowed_down() {
    let hq = Hq::start();
    hq.branch(1, "SH");
    let wrong = EnrolCode::new([9; 16], &hq.key());
    let refused =
        (0..60).map(|_| enrol(hq.address, 7, "SH", &wrong).0).find(|answer| answer.status == 429);
    let refused = refused.expect("sixty guesses at once are too many");
    assert_eq!(refused.code(), "too_many_tries");
    assert!(refused.header("retry-after").is_some());
}
