//! Batches from branch to HQ: the named outcomes of `exchange.md` section 4.

use fenhao_books::merge::Merger;
use fenhao_books::post::Poster;
use fenhao_books::sql::SqlError;
use fenhao_books::table::log;
use fenhao_books::take_in::TakeInError;
use fenhao_domain::account;
use fenhao_domain::id::DocumentId;
use fenhao_domain::kind::Kind;
use fenhao_exchange::batch;
use fenhao_exchange::intake::Outcome;
use fenhao_exchange::log::{EntryKind, LogEntry};

use super::world::{Place, document, hq, sale, shop};

#[test]
fn hq_books_what_the_branch_booked() {
    let (hq, shop) = (hq(1), shop(1));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50"), (2, "5", "1.10")]));
    shop.post(sale("2026-11-23", &[(1, "2", "4.00"), (2, "1", "2.00")]));
    for batch in shop.seal(500) {
        assert!(matches!(hq.take_in(&batch).unwrap().outcome, Outcome::Append { .. }));
    }
    assert_eq!(hq.merge().documents, 2);
    assert_eq!(hq.books(), shop.books());
}

#[test]
fn fault_24_a_repeated_batch_changes_nothing() {
    let (hq, shop) = (hq(1), shop(1));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    let batch = shop.seal(500).remove(0);
    hq.take_in(&batch).unwrap();
    hq.merge();
    let books = hq.books();
    for _ in 0..1000 {
        assert!(matches!(hq.take_in(&batch).unwrap().outcome, Outcome::Repeat { recut: false }));
    }
    assert_eq!(hq.merge().entries, 0);
    assert_eq!(hq.books(), books);
}

#[test]
fn fault_25_a_gap_is_parked_and_named_and_never_acknowledged_past() {
    let (hq, shop) = (hq(1), shop(1));
    for _ in 0..3 {
        shop.post(document(Kind::CG, "2026-11-20", &[(1, "1", "2.50")]));
    }
    let batches = shop.seal(1);
    hq.take_in(&batches[0]).unwrap();
    let parked = hq.take_in(&batches[2]).unwrap();
    assert_eq!(parked.outcome, Outcome::Parked { missing_first: 2, missing_last: 2 });
    assert_eq!(parked.row.acked.seq, 1);
    let filled = hq.take_in(&batches[1]).unwrap();
    assert_eq!(filled.row.acked.seq, 3);
    assert_eq!(hq.merge().documents, 3);
}

#[test]
fn fault_26_two_contents_for_one_number_are_kept_and_shown() {
    let hq = hq(1);
    let (one, other) = (shop(1), shop(1));
    one.post(document(Kind::CG, "2026-11-20", &[(1, "1", "2.50")]));
    other.post(document(Kind::CG, "2026-11-20", &[(1, "1", "9.99")]));
    hq.take_in(&one.seal(500)[0]).unwrap();
    let fork = hq.take_in(&other.seal(500)[0]).unwrap();
    assert!(matches!(fork.outcome, Outcome::Fork { at_seq: 1, exact: true, .. }));
    assert_eq!(hq.rows("SELECT stream, seq FROM fork", 2), ["65537 1"]);
    assert_eq!(hq.merge().documents, 1);
    assert_eq!(hq.balance(account::INVENTORY).to_string(), "2.50");
}

#[test]
fn fault_27_a_poison_document_is_held_and_the_stream_flows() {
    let (hq, shop) = (hq(1), shop(1));
    shop.post(document(Kind::CG, "2026-11-20", &[(99, "1", "2.50")]));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "1", "2.50")]));
    hq.take_in(&shop.seal(500)[0]).unwrap();
    let merged = hq.merge();
    assert_eq!((merged.documents, merged.held), (1, 1));
    assert_eq!(hq.rows("SELECT seq, reason FROM held", 2), ["1 product_unknown"]);
}

/// A branch that has booked one of its documents otherwise than HQ derives it: the second of four.
fn of_another_mind() -> Place {
    let shop = shop(1);
    for _ in 0..4 {
        shop.post(document(Kind::CG, "2026-11-20", &[(1, "1", "2.50")]));
    }
    let text = "UPDATE document SET postings = postings + 1 WHERE seq = 2";
    shop.store.write(|sql| sql.execute(text, &[])).unwrap();
    shop
}

#[test]
fn a_batch_whose_postings_differ_is_held_whole_and_the_stream_flows() {
    let (hq, shop) = (hq(1), of_another_mind());
    for batch in shop.seal(3) {
        hq.take_in(&batch).unwrap();
    }
    let merged = hq.merge();
    assert_eq!((merged.documents, merged.held, merged.entries), (1, 3, 4));
    let held = hq.rows("SELECT seq, reason, params FROM held ORDER BY seq", 3);
    assert!(held[0].starts_with("1 postings_differ first=1\nlast=3\npostings="), "{held:?}");
    // What stands beside it tells a person which one: the branch's row has another hash.
    let here = |line: &String| line.split("postings=").last().map(str::to_owned).unwrap();
    let there = shop.rows("SELECT postings FROM document ORDER BY seq LIMIT 3", 1);
    let differ = held.iter().zip(&there).map(|(held, there)| {
        u64::from_str_radix(&here(held), 16).unwrap().cast_signed() != there.parse::<i64>().unwrap()
    });
    assert_eq!(differ.collect::<Vec<_>>(), [false, true, false]);
}

#[test]
fn a_held_batch_is_let_go_when_its_postings_agree() {
    let (hq, shop) = (hq(1), of_another_mind());
    hq.take_in(&shop.seal(500)[0]).unwrap();
    assert_eq!(hq.merge().held, 4);
    let retry = |seq| {
        let id = DocumentId { stream: shop.node.stream, seq };
        Merger::new().retry(&hq.store, id, super::world::NOW).unwrap()
    };
    assert!(!retry(1), "nothing has changed");
    // As a program does that derives what the branch booked.
    let honest = super::world::shop(1);
    for _ in 0..4 {
        honest.post(document(Kind::CG, "2026-11-20", &[(1, "1", "2.50")]));
    }
    let told = batch::peek(&honest.seal(500)[0]).unwrap().postings;
    let text = format!("UPDATE batch_postings SET hash = {}", i64::from_be_bytes(told.0));
    hq.store.write(|sql| sql.execute(&text, &[])).unwrap();
    assert!((1..=4).all(retry));
    assert_eq!(hq.books(), honest.books());
}

#[test]
fn fault_39_a_batch_of_another_key_is_refused() {
    let hq = hq(2);
    let (mut shop, thief) = (shop(1), shop(2));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "1", "2.50")]));
    shop.key = fenhao_exchange::key::SigningKey::from_seed(&[thief.node.name.as_bytes()[5]; 32]);
    let forged = shop.seal(500).remove(0);
    assert!(matches!(hq.take_in(&forged), Err(TakeInError::Batch(_))));
    assert!(hq.rows("SELECT stream FROM batch WHERE stream > 65535", 1).is_empty());
}

#[test]
fn fault_39_any_altered_byte_is_refused() {
    let (hq, shop) = (hq(1), shop(1));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "1", "2.50")]));
    let batch = shop.seal(500).remove(0);
    for at in 0..batch.len() {
        let mut altered = batch.clone();
        altered[at] ^= 1;
        assert!(hq.take_in(&altered).is_err(), "byte {at}");
    }
    hq.take_in(&batch).unwrap();
}

#[test]
fn fault_28_what_a_newer_till_wrote_is_stored_acknowledged_and_held_with_its_bytes() {
    let (hq, shop) = (hq(1), shop(1));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "1", "2.50")]));
    let unknown_kind = [0x82, 0x01, 0x02];
    let newer_layout = {
        let mut writer = fenhao_exchange::canonical::Writer::new();
        writer.array(12).uint(fenhao_exchange::document::VERSION + 1);
        for field in 0..11 {
            writer.uint(field);
        }
        writer.finish()
    };
    let entries: [(EntryKind, &[u8]); 2] =
        [(EntryKind(999), &unknown_kind), (EntryKind::DOCUMENT, &newer_layout)];
    shop.store
        .write(|sql| -> Result<(), SqlError> {
            let mut poster = Poster::begin(sql, &shop.node)?;
            for (kind, content) in entries {
                poster.append(sql, kind, content)?;
            }
            poster.finish(sql)
        })
        .unwrap();
    shop.post(document(Kind::CG, "2026-11-21", &[(1, "1", "2.50")]));
    let taken = hq.take_in(&shop.seal(500)[0]).unwrap();
    assert_eq!(taken.row.acked.seq, 4);
    let merged = hq.merge();
    assert_eq!((merged.documents, merged.held), (2, 2));
    assert_eq!(
        hq.rows("SELECT seq, reason FROM held ORDER BY seq", 2),
        ["2 kind_unknown", "3 version_unknown"]
    );
    let stored = |seq: u64| {
        hq.store
            .read(|sql| log::after(sql, shop.node.stream, seq - 1, 1))
            .map(|entries: Vec<LogEntry>| entries[0].content.clone())
            .unwrap_or_else(|error: SqlError| panic!("{error}"))
    };
    assert_eq!(stored(2), unknown_kind);
    assert_eq!(stored(3), newer_layout);
}
