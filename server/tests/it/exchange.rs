//! Batches as they come over real lines: new, repeated, early, altered, forged, forked
//! (`exchange.md` §4: 18, 24-28, 39, 40).

use fenhao_books::table::stream::{forks, held, load};
use fenhao_domain::id::StreamId;
use fenhao_exchange::batch::{self, OpenLimits};
use fenhao_exchange::log::EntryKind;
use fenhao_exchange::protocol::{
    FeedHead, FeedPage, MAX_CLOCK_OFFSET_MS, PushOutcome, StreamStatus,
};

use crate::browser::{ask, ask_own, sign_in};
use crate::device::Device;
use crate::hq::Hq;

#[test]
fn a_new_batch_is_acknowledged_and_a_repeat_gets_the_same_acknowledgement() {
    let hq = Hq::start();
    let mut shop = Device::enrol(&hq, 1, "SH");
    let batch = shop.seal(5, "sale");
    let first = shop.push(&hq, 1, &batch.bytes);
    assert_eq!(first.status, 200);
    let (reply, ack) = shop.reply(&first);
    assert_eq!((reply.outcome, ack.acked_seq, ack.batch_no), (PushOutcome::Appended, 5, 1));
    assert_eq!(ack.head(), batch.head_after);
    for _ in 0..20 {
        let again = shop.push(&hq, 1, &batch.bytes);
        let (reply, repeated) = shop.reply(&again);
        assert_eq!((again.status, reply.outcome, repeated), (200, PushOutcome::Repeated, ack));
    }
}

#[test]
fn a_batch_that_comes_early_is_parked_and_names_the_hole() {
    let hq = Hq::start();
    let mut shop = Device::enrol(&hq, 1, "SH");
    let batches: Vec<_> = [3, 4, 5].map(|count| shop.seal(count, "sale")).into();
    let (_, ack) = shop.reply(&shop.push(&hq, 1, &batches[0].bytes));
    assert_eq!(ack.acked_seq, 3);

    let early = shop.push(&hq, 3, &batches[2].bytes);
    let (reply, ack) = shop.reply(&early);
    let hole = PushOutcome::Parked { missing_first: 4, missing_last: 7 };
    assert_eq!((early.status, reply.outcome, ack.acked_seq), (202, hole, 3));
    let path = format!("/s/{}", shop.stream.to_u64());
    let status = StreamStatus::decode(&shop.get(&hq, &path).body).unwrap();
    assert_eq!((status.missing, status.next_batch_no), (Some((4, 7)), 2));

    let (reply, ack) = shop.reply(&shop.push(&hq, 2, &batches[1].bytes));
    assert_eq!((reply.outcome, ack.acked_seq), (PushOutcome::Appended, 12));
    assert_eq!(ack.head(), batches[2].head_after);
    let status = StreamStatus::decode(&shop.get(&hq, &path).body).unwrap();
    assert_eq!((status.missing, status.next_batch_no), (None, 4));
}

#[test]
fn an_altered_batch_is_refused_and_leaves_nothing() {
    let hq = Hq::start();
    let mut shop = Device::enrol(&hq, 1, "SH");
    let batch = shop.seal(5, "sale");
    // A byte every few, so that header, body and signature all get their share.
    for at in (0..batch.bytes.len()).step_by(7) {
        let mut altered = batch.bytes.clone();
        altered[at] ^= 1;
        let answer = shop.push(&hq, 1, &altered);
        assert!(matches!(answer.status, 400 | 403 | 404), "byte {at}: {}", answer.status);
        assert_eq!(answer.code(), "hq_refused");
    }
    let answer = shop.push(&hq, 1, &vec![0x84; 290_000]);
    assert_eq!((answer.status, answer.code().as_str()), (413, "hq_refused"));
    let answer = shop.push(&hq, 1, &vec![0x84; 400_000]);
    assert_eq!((answer.status, answer.code().as_str()), (413, "hq_refused"));
    let (_, ack) = shop.reply(&shop.push(&hq, 1, &batch.bytes));
    assert_eq!(ack.acked_seq, 5, "the honest one goes in");
}

#[test]
fn a_batch_forged_by_another_branch_is_refused() {
    let hq = Hq::start();
    let (shop, mut other) = (Device::enrol(&hq, 1, "SH"), Device::enrol(&hq, 2, "BJ"));
    let theirs = other.seal(2, "sale");
    let to_the_wrong_stream = shop.push(&hq, 1, &theirs.bytes);
    assert_eq!(to_the_wrong_stream.status, 400);
    let mut forger = shop.twin();
    forger.key = other.key;
    let forged = forger.seal(2, "sale");
    let answer = shop.push(&hq, 1, &forged.bytes);
    assert_eq!((answer.status, answer.code().as_str()), (403, "hq_refused"));
    let unknown = ask(hq.address, "PUT", "/s/6553600/b/1", &[], &theirs.bytes);
    assert_eq!(unknown.status, 400, "the path names another stream than the batch");
}

#[test]
fn a_fork_is_kept_and_shown_and_acknowledges_nothing_new() {
    let hq = Hq::start();
    let mut shop = Device::enrol(&hq, 1, "SH");
    let mut twin = shop.twin();
    let (ours, theirs) = (shop.seal(3, "morning"), twin.seal(4, "evening"));
    let (_, before) = shop.reply(&shop.push(&hq, 1, &ours.bytes));
    for _ in 0..2 {
        let answer = shop.push(&hq, 1, &theirs.bytes);
        let (reply, ack) = shop.reply(&answer);
        assert_eq!((answer.status, reply.outcome), (202, PushOutcome::Forked { at_seq: 1 }));
        assert_eq!((ack.acked_seq, ack.head_hash), (3, before.head_hash));
    }
    let kept = hq.context.read(|sql| Ok(forks(sql)?)).unwrap();
    assert_eq!(kept.len(), 1, "once, however often it comes");
    assert_eq!(kept[0].id.seq, 1);
}

#[test]
fn what_cannot_be_read_is_acknowledged_and_held_and_the_stream_flows_on() {
    let hq = Hq::start();
    let mut shop = Device::enrol(&hq, 1, "SH");
    for number in 1..=2 {
        let batch = shop.seal(3, "poison");
        let (_, ack) = shop.reply(&shop.push(&hq, number, &batch.bytes));
        assert_eq!(ack.acked_seq, number * 3);
    }
    hq.until("six held documents", |context| {
        context.read(|sql| Ok(held(sql)?)).unwrap().len() == 6
    });
}

#[test]
fn what_was_accepted_before_a_stop_is_merged_after_it() {
    let hq = Hq::start();
    let mut shop = Device::enrol(&hq, 1, "SH");
    let batch = shop.seal(400, "poison");
    shop.push(&hq, 1, &batch.bytes);
    let hq = hq.restart();
    hq.until("all of it merged", |context| {
        let row = context.read(|sql| Ok(load(sql, StreamId(shop.stream.to_u64()))?));
        row.unwrap().unwrap().merged.seq == 400
    });
    let (reply, ack) = shop.reply(&shop.push(&hq, 1, &batch.bytes));
    assert_eq!((reply.outcome, ack.acked_seq), (PushOutcome::Repeated, 400));
}

#[test]
fn only_an_enrolled_device_is_told_anything_and_only_once_a_nonce() {
    let hq = Hq::start();
    let (mut shop, other) = (Device::enrol(&hq, 1, "SH"), Device::enrol(&hq, 2, "BJ"));
    let path = format!("/s/{}", shop.stream.to_u64());
    let get = |path: &str, header: &str| {
        ask(hq.address, "GET", path, &[("x-fenhao-signature", header)], b"")
    };
    assert_eq!(get(&path, "").status, 403);
    assert_eq!(get(&path, "0000").status, 403);
    let header = shop.sign(&path, hq.now());
    assert_eq!(get(&path, &header).status, 200);
    assert_eq!(get(&path, &header).status, 403, "a recorded request is worth nothing");
    let header = shop.sign(&path, hq.now());
    let theirs = format!("/s/{}", other.stream.to_u64());
    assert_eq!(get(&theirs, &header).status, 403);
    let late = shop.sign(&path, hq.now() - MAX_CLOCK_OFFSET_MS - 1);
    let refused = get(&path, &late);
    assert_eq!((refused.status, refused.code().as_str()), (403, "clock_wrong"));
    assert_eq!(get("/s/999", &header).status, 403);
}

#[test]
fn a_branch_reads_the_catalogue_and_its_own_feed_and_no_other() {
    let hq = Hq::start();
    let mut shop = Device::enrol(&hq, 1, "SH");
    let (own, theirs) = (0x101, 0x102);
    for feed in [1, own] {
        let answer = shop.get(&hq, &format!("/feed/{feed}?after=0&max=65536&reader=1"));
        assert_eq!(answer.status, 200, "feed {feed}");
        let page = FeedPage::decode(&answer.body).unwrap();
        let head = FeedHead::open(&page.head, &shop.org, &shop.hq).unwrap();
        assert_eq!((head.feed.to_u64(), head.hq_time_ms), (feed, hq.now()));
    }
    assert_eq!(shop.get(&hq, &format!("/feed/{theirs}?after=0")).status, 404);
    assert_eq!(shop.get(&hq, "/feed/0?after=0").status, 404);
}

#[test]
fn a_branch_that_is_added_stands_sealed_in_the_catalogue() {
    let hq = Hq::start();
    let mut shop = Device::enrol(&hq, 1, "SH");
    let cookie = sign_in(hq.address, "admin", &hq.password).unwrap();
    let input = r#"{"code":"BJ","name":"北京"}"#;
    assert_eq!(ask_own(hq.address, "POST", "/rpc/branch_add", &cookie, input).status, 200);
    let page = shop.get(&hq, "/feed/1?after=0&max=65536&reader=1");
    let page = FeedPage::decode(&page.body).unwrap();
    let [sealed] = &page.batches[..] else { panic!("{} batches", page.batches.len()) };
    let batch = batch::open(sealed, &shop.org, &shop.hq, &OpenLimits::WIRE).unwrap();
    assert_eq!(batch.entries()[0].kind, EntryKind::MASTER);
    let head = FeedHead::open(&page.head, &shop.org, &shop.hq).unwrap();
    assert_eq!(head.head, batch.head_after());
    let rest = shop.get(&hq, &format!("/feed/1?after={}", head.head.seq));
    assert_eq!(FeedPage::decode(&rest.body).unwrap().batches, Vec::<Vec<u8>>::new());
}
