//! `verify`, `rebuild` and `reconcile` find what is wrong and only that.

use fenhao_books::rebuild::{self, compare, rewrite};
use fenhao_books::reconcile::{self, reconcile};
use fenhao_books::sql::SqlError;
use fenhao_books::verify::{Fault, verify};
use fenhao_books::{feed, outbox};
use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::id::{BranchId, DocumentId, StreamId};
use fenhao_domain::kind::Kind;
use fenhao_exchange::batch::CutLimits;

use super::world::{NOW, ORG, Place, document, hq, sale, shop};

/// HQ with the books of two branches, goods on their way between them, and those branches.
fn company() -> (Place, Place, Place) {
    let (hq, sender, receiver) = (hq(2), shop(1), shop(2));
    sender.post(document(Kind::CG, "2026-10-20", &[(1, "10", "6.00"), (2, "4", "1.10")]));
    sender.post(sale("2026-11-20", &[(2, "1", "2.00")]));
    let mut dispatch = document(Kind::FH, "2026-11-21", &[(1, "9", "0")]);
    dispatch.counterpart = Some(BranchId(2));
    let dispatched = sender.post(dispatch);
    let mut receipt = document(Kind::RS, "2026-11-22", &[(1, "8", "6.00")]);
    receipt.counterpart = Some(BranchId(1));
    receipt.refers_to = Some(dispatched.id);
    receipt.lines[0].refers_to_line = 1;
    receiver.post(receipt);
    receiver.post(sale("2026-11-23", &[(1, "2", "9.00")]));
    for shop in [&sender, &receiver] {
        for batch in shop.seal(2) {
            hq.take_in(&batch).unwrap();
        }
    }
    hq.merge();
    (hq, sender, receiver)
}

fn change(place: &Place, text: &str) {
    let changed = place.store.write(|sql| sql.execute(text, &[])).unwrap();
    assert_eq!(changed, 1, "{text}");
}

fn faults(place: &Place) -> Vec<Fault> {
    let key = *place.key.verifying_key().as_bytes();
    let verified = place.store.read(|sql| verify(sql, Some(&key), &mut |_| {})).unwrap();
    verified.faults.first().to_vec()
}

#[test]
fn sound_books_pass_every_proof() {
    let (hq, sender, receiver) = company();
    for place in [&hq, &sender, &receiver] {
        assert_eq!(faults(place), []);
        let compared = place.store.read(|sql| compare(sql, &mut |_| {})).unwrap();
        assert!(compared.agrees(), "{:?}", compared.differences);
        assert!(compared.facts > 0);
    }
    let reconciled = hq.store.read(|sql| reconcile(sql, &mut |_| {})).unwrap();
    assert!(reconciled.agrees(), "{:?}", reconciled.differences);
    let documents: Vec<u64> = reconciled.branches.iter().map(|proof| proof.documents).collect();
    assert_eq!((documents.as_slice(), reconciled.documents), ([3, 2].as_slice(), 5));
    assert_eq!(reconciled.branches[0].code, "B1");
    assert_eq!(reconciled.debit, reconciled.credit);
    assert_eq!(reconciled.stock, hq.balance(account::INVENTORY) + hq.balance(account::IN_TRANSIT));
    let key = *hq.key.verifying_key().as_bytes();
    let verified = hq.store.read(|sql| verify(sql, Some(&key), &mut |_| {})).unwrap();
    assert_eq!((verified.documents, verified.batches), (5, 3));
}

#[test]
fn a_branch_that_head_office_sent_goods_is_sound() {
    let (hq, shop) = (hq(1), shop(1));
    hq.post(document(Kind::CG, "2026-11-20", &[(1, "10", "6.00")]));
    let mut dispatch = document(Kind::FH, "2026-11-21", &[(1, "4", "0")]);
    dispatch.counterpart = Some(BranchId(1));
    hq.post(dispatch);
    let feed = feed::of_branch(BranchId(1));
    let (key, limits) = (&hq.key, &CutLimits::BRANCH);
    let sealed = outbox::seal_next(&hq.store, &ORG, feed, key, limits, NOW);
    shop.take_in(&sealed.unwrap().unwrap().bytes).unwrap();
    shop.store.write(|sql| feed::apply_some(sql, &shop.node, feed)).unwrap();
    assert_eq!(shop.rows("SELECT number FROM document", 1), ["FH-00-261121-0001"]);
    assert_eq!(faults(&shop), []);
}

fn second(stream: u32) -> DocumentId {
    DocumentId { stream: StreamId::new(stream, 1), seq: 2 }
}

#[test]
fn a_changed_byte_is_named_by_its_place() {
    let (_, shop, _) = company();
    change(&shop, "UPDATE log SET kind = 5 WHERE stream = 65537 AND seq = 2");
    assert_eq!(faults(&shop), [Fault::Chain { id: second(1) }, Fault::NoContent { id: second(1) }]);
    let (hq, ..) = company();
    change(
        &hq,
        "UPDATE log SET chain = (SELECT chain FROM log WHERE stream = 65537 AND seq = 1) \
                 WHERE stream = 65537 AND seq = 2",
    );
    let found = faults(&hq);
    assert!(found.contains(&Fault::Chain { id: second(1) }), "{found:?}");
    assert!(found.contains(&Fault::BatchEntries { stream: StreamId::new(1, 1), batch_no: 1 }));
}

#[test]
fn a_missing_entry_is_a_hole() {
    let (hq, ..) = company();
    change(&hq, "DELETE FROM log WHERE stream = 65537 AND seq = 2");
    let found = faults(&hq);
    let hole = Fault::Hole { stream: StreamId::new(1, 1), after: 1, found: 3 };
    assert!(found.contains(&hole) && found.contains(&Fault::NoContent { id: second(1) }));
}

#[test]
fn a_changed_row_and_a_changed_batch_are_found() {
    let (hq, ..) = company();
    change(&hq, "UPDATE document SET amount = amount + 1 WHERE stream = 65537 AND seq = 2");
    assert_eq!(faults(&hq), [Fault::Row { id: second(1), column: "amount" }]);
    let (hq, ..) = company();
    change(
        &hq,
        "UPDATE batch SET bytes = (SELECT bytes FROM batch WHERE stream = 131073) \
                 WHERE stream = 65537 AND batch_no = 2",
    );
    let batch = Fault::BatchBytes { stream: StreamId::new(1, 1), batch_no: 2 };
    assert_eq!(faults(&hq), [batch]);
    let (hq, ..) = company();
    change(&hq, "DELETE FROM document WHERE stream = 65537 AND seq = 2");
    assert_eq!(faults(&hq), [Fault::NotBooked { id: second(1) }]);
}

#[test]
fn postings_that_nobody_derives_are_told_by_document_and_by_batch() {
    let (hq, sender, receiver) = company();
    let other = "UPDATE document SET postings = postings + 1 WHERE stream = 65537 AND seq = 2";
    let of_the_batch = Fault::BatchPostings { stream: StreamId::new(1, 1), batch_no: 1 };
    for place in [&hq, &sender] {
        change(place, other);
        let key = *sender.key.verifying_key().as_bytes();
        let verified = place.store.read(|sql| verify(sql, Some(&key), &mut |_| {})).unwrap();
        let found = verified.faults.first();
        assert_eq!(found, [of_the_batch.clone(), Fault::Postings { id: second(1) }]);
    }
    let reconciled = hq.store.read(|sql| reconcile(sql, &mut |_| {})).unwrap();
    let postings = reconcile::Difference::Postings { id: second(1) };
    assert_eq!(reconciled.differences.first(), [postings]);
    // Sold since, and not sealed yet.
    receiver.post(sale("2026-11-23", &[(1, "1", "9.00")]));
    change(&receiver, "UPDATE document SET postings = 0 WHERE stream = 131073 AND seq = 3");
    let unsealed = DocumentId { stream: StreamId::new(2, 1), seq: 3 };
    assert_eq!(faults(&receiver), [Fault::Postings { id: unsealed }]);
}

#[test]
fn a_wrong_sum_is_found_and_folded_anew() {
    let (hq, ..) = company();
    change(&hq, "UPDATE stock_sum SET value = value + 100 WHERE product_id = 2");
    change(&hq, "DELETE FROM account_sum WHERE branch_id = 2 AND account = 1001");
    let compared = hq.store.read(|sql| compare(sql, &mut |_| {})).unwrap();
    let first = compared.differences.first();
    assert_eq!(compared.differences.count(), 2, "{first:?}");
    assert_eq!(
        first[0],
        rebuild::Difference::Sum {
            table: "stock_sum",
            key: ["2", "1", "1", "1", "0"].map(str::to_owned).to_vec(),
            column: "value",
            stored: 33_100,
            folded: 33_000,
        }
    );
    let reconciled = hq.store.read(|sql| reconcile(sql, &mut |_| {})).unwrap();
    assert!(reconciled.differences.first().contains(&reconcile::Difference::StockValue {
        branch: BranchId(1),
        class: fenhao_domain::stock::StockClass::Own,
        goods: Amount::from_minor(931),
        account: Amount::from_minor(930),
    }));
    let books = company().0.books();
    hq.store
        .write(|sql| rewrite(sql, &mut |_| {}).map(|_| ()))
        .unwrap_or_else(|e: SqlError| panic!("{e}"));
    assert_eq!(hq.books(), books);
}

#[test]
fn a_wrong_fact_is_told_with_its_document() {
    let (hq, ..) = company();
    change(&hq, "UPDATE stock_move SET quantity = quantity - 1 WHERE stream = 65537 AND seq = 2");
    let compared = hq.store.read(|sql| compare(sql, &mut |_| {})).unwrap();
    let fact =
        rebuild::Difference::Fact { id: second(1), table: "stock_move", derived: 1, stored: 0 };
    assert_eq!(compared.differences.first(), [fact]);
}
