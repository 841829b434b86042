//! The console: signing in, the session, changes from our own page only, events.

use std::net::SocketAddr;

use fenhao_app::login::SESSION_LIFE_MS;

use crate::browser::{Events, ask, ask_own, sign_in};
use crate::device::Device;
use crate::hq::Hq;

fn node_status(to: SocketAddr, cookie: &str) -> u16 {
    ask_own(to, "POST", "/rpc/node_status", cookie, "{}").status
}

#[test]
fn health_answers_when_the_ledger_can_be_read() {
    let hq = Hq::start();
    let answer = ask(hq.address, "GET", "/health", &[], b"");
    assert_eq!((answer.status, &answer.json()["ok"]), (200, &true.into()));
}

#[test]
fn the_first_password_opens_the_console_until_one_signs_out() {
    let hq = Hq::start();
    let cookie = sign_in(hq.address, "admin", &hq.password).expect("the password is right");
    let answer = ask_own(hq.address, "POST", "/rpc/node_status", &cookie, "{}");
    assert_eq!((answer.status, &answer.json()["role"]), (200, &"hq".into()));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let out = ask_own(hq.address, "DELETE", "/session", &cookie, "");
    assert_eq!(out.status, 204);
    assert_eq!(node_status(hq.address, &cookie), 401, "the token is worth nothing any more");
}

#[test]
fn the_cookie_is_for_this_site_and_no_script() {
    let hq = Hq::start();
    let input = format!(r#"{{"name":"admin","password":"{}"}}"#, hq.password);
    let headers = [("x-fenhao", "1"), ("x-forwarded-proto", "https")];
    let answer = ask(hq.address, "POST", "/session", &headers, input.as_bytes());
    let cookie = answer.header("set-cookie").unwrap();
    for word in ["HttpOnly", "SameSite=Strict", "Path=/", "Secure"] {
        assert!(cookie.contains(word), "{word} in {cookie}");
    }
}

#[test]
fn a_session_ends_with_the_working_day() {
    let hq = Hq::start();
    let cookie = sign_in(hq.address, "admin", &hq.password).unwrap();
    hq.pass(SESSION_LIFE_MS - 1);
    assert_eq!(node_status(hq.address, &cookie), 200);
    hq.pass(2);
    assert_eq!(node_status(hq.address, &cookie), 401);
}

#[test]
fn a_wrong_password_and_an_unknown_name_are_refused_alike() {
    let hq = Hq::start();
    let wrong = sign_in(hq.address, "admin", "12345").unwrap_err();
    let nobody = sign_in(hq.address, "nobody", "12345").unwrap_err();
    assert_eq!((wrong.status, wrong.code().as_str()), (401, "login_wrong"));
    assert_eq!(wrong.body, nobody.body);
    let malformed = ask_own(hq.address, "POST", "/session", "", "name=admin");
    assert_eq!((malformed.status, malformed.code().as_str()), (400, "input_malformed"));
}

#[test]
fn guessing_is_slowed_down_and_the_right_password_waits_too() {
    let hq = Hq::start();
    let refused = (0..10)
        .filter_map(|_| sign_in(hq.address, "admin", "guess").err())
        .find(|answer| answer.status == 429)
        .expect("ten guesses at once are too many");
    assert_eq!(refused.code(), "too_many_tries");
    assert!(refused.header("retry-after").is_some());
    let waits = sign_in(hq.address, "admin", &hq.password).unwrap_err();
    assert_eq!(waits.status, 429);
}

#[test]
fn a_change_from_a_foreign_page_is_refused() {
    let hq = Hq::start();
    let cookie = sign_in(hq.address, "admin", &hq.password).unwrap();
    let post = |headers: &[(&str, &str)]| {
        let headers = [&[("cookie", cookie.as_str())], headers].concat();
        ask(hq.address, "POST", "/rpc/node_status", &headers, b"{}").status
    };
    assert_eq!(post(&[]), 403, "without our header");
    assert_eq!(post(&[("x-fenhao", "1"), ("origin", "https://evil.example")]), 403);
    assert_eq!(post(&[("x-fenhao", "1"), ("sec-fetch-site", "cross-site")]), 403);
    let own = format!("http://{}", hq.address);
    assert_eq!(
        post(&[("x-fenhao", "1"), ("origin", &own), ("sec-fetch-site", "same-origin")]),
        200
    );
}

#[test]
fn nobody_without_a_session_calls_a_command_or_hears_an_event() {
    let hq = Hq::start();
    for cookie in ["", "fenhao=", "fenhao=0000", "other=1"] {
        let answer = ask_own(hq.address, "POST", "/rpc/hq_overview", cookie, "{}");
        assert_eq!((answer.status, answer.code().as_str()), (401, "login_needed"));
        assert_eq!(Events::open(hq.address, cookie).err(), Some(401));
    }
}

#[test]
fn a_command_that_is_not_there_or_not_head_offices_is_refused() {
    let hq = Hq::start();
    let cookie = sign_in(hq.address, "admin", &hq.password).unwrap();
    let ask = |name: &str, input: &str| {
        let answer = ask_own(hq.address, "POST", &format!("/rpc/{name}"), &cookie, input);
        (answer.status, answer.code())
    };
    assert_eq!(ask("no_such_command", "{}"), (400, "input_malformed".to_owned()));
    assert_eq!(ask("till_scan", r#"{"code":"1"}"#), (403, "not_here".to_owned()));
    assert_eq!(ask("branch_add", "nonsense"), (400, "input_malformed".to_owned()));
}

#[test]
fn a_pushed_batch_touches_every_open_screen() {
    let hq = Hq::start();
    let mut shop = Device::enrol(&hq, 1, "SH");
    let cookie = sign_in(hq.address, "admin", &hq.password).unwrap();
    let mut screens =
        [0, 1].map(|_| Events::open(hq.address, &cookie).expect("somebody is signed in"));
    let batch = shop.seal(3, "poison");
    shop.push(&hq, 1, &batch.bytes);
    for screen in &mut screens {
        screen.wait_for(&["branch", "stock"]);
    }
}

#[test]
fn an_act_at_one_screen_touches_the_others() {
    let hq = Hq::start();
    let cookie = sign_in(hq.address, "admin", &hq.password).unwrap();
    let mut screen = Events::open(hq.address, &cookie).unwrap();
    let input = r#"{"code":"SH","name":"上海"}"#;
    let added = ask_own(hq.address, "POST", "/rpc/branch_add", &cookie, input);
    assert_eq!((added.status, &added.json()["branch"]), (200, &"SH".into()));
    screen.wait_for(&["branch"]);
    let other = r#"{"code":"SH","name":"山海"}"#;
    let again = ask_own(hq.address, "POST", "/rpc/branch_add", &cookie, other);
    assert_eq!((again.status, again.code().as_str()), (409, "branch_code_taken"));
}

#[test]
fn a_stop_ends_open_streams_at_once() {
    let hq = Hq::start();
    let cookie = sign_in(hq.address, "admin", &hq.password).unwrap();
    let mut screen = Events::open(hq.address, &cookie).unwrap();
    let begun = std::time::Instant::now();
    drop(hq);
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(screen.next(), None);
}
