//! A code makes one stream, in time, for whoever holds it (`exchange.md` 45).

use fenhao_domain::master::branch::Branch;
use fenhao_exchange::enrol::open_reply;

use super::*;
use crate::store::Store;

const ORG: OrgId = OrgId([9; 16]);
const NOW: i64 = 1_795_430_000_000;

fn head_office() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn device(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

fn code() -> EnrolCode {
    EnrolCode::new([0x5a; 16], &head_office().verifying_key())
}

fn books() -> Store {
    let store = Store::open_memory().unwrap();
    store
        .write(|sql| {
            for (id, code) in [(1, "SH"), (2, "BJ")] {
                let shop = Branch {
                    id: BranchId(id),
                    code: code.to_owned(),
                    name: code.to_owned(),
                    zone: "Asia/Shanghai".to_owned(),
                    disabled: false,
                };
                branch::save(sql, &shop)?;
            }
            offer(sql, BranchId(1), &code(), NOW)
        })
        .unwrap();
    store
}

fn asked(store: &Store, request: &[u8], now_ms: i64) -> Result<Accepted, AcceptError> {
    let key = head_office();
    let issuer = Issuer { org: ORG, key: &key, epoch: 1 };
    store.write(|sql| accept(sql, &issuer, request, now_ms))
}

#[test]
fn a_code_gives_one_device_its_stream() {
    let store = books();
    let request = EnrolRequest::seal("SH", "till 1", &device(2), &code());
    let accepted = asked(&store, &request, NOW + 1).unwrap();
    assert_eq!(accepted.stream, StreamId::new(1, 0));
    assert!(accepted.first);
    let own = device(2).verifying_key();
    let enrolled = open_reply(&accepted.reply, &request, &code(), &own, "SH").unwrap();
    assert_eq!(enrolled.certificate.stream, wire(accepted.stream));
    let other = EnrolRequest::seal("SH", "till 2", &device(3), &code());
    assert_eq!(asked(&store, &other, NOW + 2), Err(AcceptError::CodeExpired));
}

#[test]
fn a_lost_reply_is_given_again_even_late() {
    let store = books();
    let request = EnrolRequest::seal("SH", "till 1", &device(2), &code());
    let first = asked(&store, &request, NOW).unwrap();
    let again = asked(&store, &request, NOW + CODE_LIFE_MS * 2).unwrap();
    assert_eq!((again.stream, again.first), (first.stream, false));
}

#[test]
fn a_late_code_and_a_strange_code_make_no_stream() {
    let store = books();
    let request = EnrolRequest::seal("SH", "till 1", &device(2), &code());
    let late = NOW + CODE_LIFE_MS + 1;
    assert_eq!(asked(&store, &request, late), Err(AcceptError::CodeExpired));
    let strange = EnrolCode::new([0x5b; 16], &head_office().verifying_key());
    for (branch, code) in [("SH", &strange), ("BJ", &code()), ("GZ", &code())] {
        let request = EnrolRequest::seal(branch, "till 1", &device(2), code);
        assert_eq!(asked(&store, &request, NOW), Err(AcceptError::CodeWrong), "{branch}");
    }
    assert!(matches!(asked(&store, b"no request", NOW), Err(AcceptError::Request(_))));
    assert_eq!(store.read(|sql| stream::list(sql)), Ok(Vec::new()));
}
