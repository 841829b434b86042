//! Messages come back, newer ones are read over, and nothing unsigned is believed.

use super::*;
use crate::{
    capability::Capability,
    hash::ChainHash,
    key::{KeyError, SigningKey},
    log::{ChainHead, EntryKind},
    stream::{OrgId, StreamId},
};

const ORG: OrgId = OrgId([9; 16]);
const STREAM: StreamId = StreamId { device: 12, incarnation: 1 };

#[test]
fn a_stream_status_comes_back() {
    for missing in [None, Some((4, 9))] {
        let status = StreamStatus {
            stream: STREAM,
            ack: vec![1, 2, 3],
            next_batch_no: 96,
            missing,
            capability: Capability::of_this_code([(EntryKind::DOCUMENT, 1)]),
        };
        assert_eq!(StreamStatus::decode(&status.encode()), Ok(status));
    }
}

#[test]
fn a_push_reply_comes_back_and_its_shape_is_checked() {
    for outcome in [
        PushOutcome::Appended,
        PushOutcome::Repeated,
        PushOutcome::Parked { missing_first: 4, missing_last: 9 },
        PushOutcome::Forked { at_seq: 7 },
        PushOutcome::Rejected,
    ] {
        let reply = PushReply { batch_no: 5, outcome, ack: vec![7; 130] };
        assert_eq!(PushReply::decode(&reply.encode()), Ok(reply));
    }
    for outcome in [&[0x82, 0x00, 0x00][..], &[0x81, 0x02], &[0x81, 0x03], &[0x81, 0x05]] {
        let bytes = [&[0x84, 0x01, 0x05], outcome, &[0x40]].concat();
        assert!(PushReply::decode(&bytes).is_err(), "{outcome:02x?}");
    }
}

#[test]
fn a_feed_page_comes_back_within_its_bound() {
    let request =
        FeedRequest { feed: StreamId::HEAD_OFFICE, after_seq: 3, max_bytes: 65_536, reader: 1 };
    assert_eq!(FeedRequest::decode(&request.encode()), Ok(request));
    let page = FeedPage { head: vec![1; 120], batches: vec![vec![2; 300], vec![], vec![3]] };
    assert_eq!(FeedPage::decode(&page.encode()), Ok(page));
    let larger = FeedPage { head: vec![], batches: vec![vec![0; MAX_PAGE_BYTES]] }.encode();
    let length = larger.len() as u64;
    let refused = Err(CanonicalError::LengthBeyondInput { at: 0, length });
    assert_eq!(FeedPage::decode(&larger), refused);
}

#[test]
fn a_newer_message_is_read_over_and_another_version_is_not() {
    let request =
        FeedRequest { feed: StreamId::HEAD_OFFICE, after_seq: 3, max_bytes: 65_536, reader: 1 };
    let mut bytes = request.encode();
    bytes[0] += 1;
    bytes.push(0xf6);
    assert_eq!(FeedRequest::decode(&bytes), Ok(request));
    bytes[1] = 2;
    assert_eq!(
        FeedRequest::decode(&bytes),
        Err(CanonicalError::UnknownVersion { at: 1, found: 2 })
    );
}

#[test]
fn a_feed_that_steps_back_or_changes_its_past_is_refused() {
    let key = SigningKey::from_seed(&[1; 32]);
    let head = |seq, hash, hq_epoch| FeedHead {
        feed: StreamId::HEAD_OFFICE,
        head: ChainHead { seq, hash: ChainHash([hash; 32]) },
        hq_epoch,
        hq_time_ms: 1_795_430_000_000,
    };
    let last = head(92_000, 1, 2);
    assert_eq!(FeedHead::open(&last.seal(&ORG, &key), &ORG, &key.verifying_key()), Ok(last));
    assert_eq!(last.weigh(None), FeedStanding::Forward);
    assert_eq!(last.weigh(Some(&last)), FeedStanding::Unmoved);
    assert_eq!(head(92_001, 2, 2).weigh(Some(&last)), FeedStanding::Forward);
    let back = |found| FeedStanding::RolledBack { last: 92_000, found };
    assert_eq!(head(91_999, 2, 2).weigh(Some(&last)), back(91_999));
    assert_eq!(head(92_001, 2, 1).weigh(Some(&last)), back(92_001));
    assert_eq!(
        head(92_000, 2, 2).weigh(Some(&last)),
        FeedStanding::OtherHistory { at_seq: 92_000 }
    );
}

#[test]
fn a_signed_request_holds_for_itself_alone() {
    let key = SigningKey::from_seed(&[1; 32]);
    let name = RequestName { method: "GET", path: "/feed/0?after=3", body: b"" };
    let signed = RequestSignature::sign(&name, STREAM, 1_000_000, [5; 12], &ORG, &key);
    let header = signed.to_header();
    assert!(header.len() <= 180, "{} characters", header.len());
    let read = RequestSignature::from_header(&header).expect("its own header");
    assert_eq!(read, signed);
    let verify = |name: &RequestName<'_>, signed: &RequestSignature| {
        signed.verify(name, &ORG, &key.verifying_key(), 1_004_000)
    };
    let facts = VerifiedRequest { stream: STREAM, nonce: [5; 12], offset_ms: -4_000 };
    assert_eq!(verify(&name, &read), Ok(facts));
    let refused = Err(RequestError::Key(KeyError::BadSignature));
    for other in [
        RequestName { method: "PUT", ..name },
        RequestName { path: "/feed/0?after=4", ..name },
        RequestName { body: b"x", ..name },
        RequestName { method: "GET/", path: "feed/0?after=3", ..name },
    ] {
        assert_eq!(verify(&other, &read), refused, "{other:?}");
    }
    assert_eq!(verify(&name, &RequestSignature { time_ms: 1_000_001, ..read }), refused);
    assert_eq!(verify(&name, &RequestSignature { nonce: [6; 12], ..read }), refused);
    let stream = StreamId { device: 13, incarnation: 0 };
    assert_eq!(verify(&name, &RequestSignature { stream, ..read }), refused);
    let other = SigningKey::from_seed(&[2; 32]).verifying_key();
    assert_eq!(
        read.verify(&name, &ORG, &other, 0),
        Err(RequestError::OtherKey { named: key.id(), expected: other.id() })
    );
}

#[test]
fn a_strange_header_is_refused() {
    for header in ["", "0", "hello world!", "UUUU", &"0".repeat(4000)] {
        assert!(RequestSignature::from_header(header).is_err(), "{header:.20}");
    }
}

#[test]
fn a_clock_of_another_age_gives_an_offset_and_no_overflow() {
    let key = SigningKey::from_seed(&[1; 32]);
    let name = RequestName { method: "GET", path: "/", body: b"" };
    let signed = RequestSignature::sign(&name, STREAM, i64::MIN, [0; 12], &ORG, &key);
    let facts = signed.verify(&name, &ORG, &key.verifying_key(), i64::MAX);
    assert_eq!(facts.map(|facts| facts.offset_ms), Ok(i64::MIN));
}
