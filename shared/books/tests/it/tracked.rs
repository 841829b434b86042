//! Layers, lots and numbered pieces: proofs find what is wrong, notes travel, modes switch.

use fenhao_books::feed;
use fenhao_books::piece::look;
use fenhao_books::piece::note::{self, NoteError};
use fenhao_books::piece::switch::{self, InStock};
use fenhao_books::rebuild::{self, compare, rewrite};
use fenhao_books::reconcile::{self, reconcile};
use fenhao_books::table::master;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::cost::layer::Method;
use fenhao_domain::document::{Document, Lot, SerialUse};
use fenhao_domain::id::{BranchId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::policy::CompanyPolicy;
use fenhao_domain::master::product::{Product, SerialMode};
use fenhao_domain::master::serial_note::{EndUser, SerialMark, SerialNote};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::serial::SerialState;
use fenhao_domain::serial::mode::Switch;

use super::world::{Place, document, hq, sale, shop};

const NUMBERED: ProductId = ProductId(1);

/// HQ and a branch that cost first in first out and number the pieces of product 1.
fn company(mode: SerialMode) -> (Place, Place) {
    let (hq, shop) = (hq(2), shop(1));
    let policy = CompanyPolicy { method: Method::Fifo, ..CompanyPolicy::default() };
    let numbered = Product {
        id: NUMBERED,
        code: "P1".to_owned(),
        name: "商品1".to_owned(),
        serial_mode: mode,
        ..Product::default()
    };
    let records = [MasterRecord::Policy(policy), MasterRecord::Product(Box::new(numbered))];
    hq.store.write(|sql| feed::append_master(sql, &records)).unwrap();
    shop.store
        .write(|sql| records.iter().try_for_each(|record| master::save(sql, record).map(|_| ())))
        .unwrap();
    (hq, shop)
}

fn numbered(mut document: Document, numbers: &[&str]) -> Document {
    document.lines[0].serials = numbers.iter().map(|number| SerialUse::of(number)).collect();
    document
}

fn merge(hq: &Place, shop: &Place) {
    for batch in shop.seal(3) {
        hq.take_in(&batch).unwrap();
    }
    assert_eq!(hq.merge().held, 0);
}

/// Receipts of numbered pieces and of a lot, a sale of each.
fn trade(shop: &Place) {
    let receipt = document(Kind::CG, "2026-11-20", &[(1, "2", "5.00"), (2, "4", "1.00")]);
    let mut receipt = numbered(receipt, &["S1", "S2"]);
    let expires = BusinessDate::parse("2026-12-31").ok();
    receipt.lines[1].lot = Some(Lot { number: "L1".to_owned(), expires });
    let lot = receipt.lines[1].lot.clone();
    shop.post(receipt);
    shop.post(document(Kind::CG, "2026-11-21", &[(2, "4", "2.00")]));
    let sold = sale("2026-11-23", &[(1, "1", "9.00"), (2, "5", "3.00")]);
    let mut sold = numbered(sold, &["S1"]);
    sold.lines[1].lot = lot;
    shop.post(sold);
}

fn differences(place: &Place) -> Vec<rebuild::Difference> {
    let compared = place.store.read(|sql| compare(sql, &mut |_| {})).unwrap();
    compared.differences.first().to_vec()
}

fn note(number: &str, mark: SerialMark) -> SerialNote {
    SerialNote { branch: BranchId(1), product: NUMBERED, number: number.to_owned(), mark }
}

fn write(shop: &Place, note: SerialNote) -> Result<(), NoteError> {
    shop.store.write(|sql| note::write(sql, &shop.node, note))
}

#[test]
fn proofs_find_a_changed_layer_lot_and_piece_and_rewriting_mends_them() {
    let (hq, shop) = company(SerialMode::Strict);
    trade(&shop);
    merge(&hq, &shop);
    for place in [&hq, &shop] {
        assert_eq!(differences(place), []);
        let reconciled = place.store.read(|sql| reconcile(sql, &mut |_| {})).unwrap();
        assert!(reconciled.agrees(), "{:?}", reconciled.differences);
    }
    for text in [
        "UPDATE layer_sum SET value = value + 1 WHERE product_id = 2",
        "UPDATE lot_sum SET quantity = quantity + 1",
        "UPDATE piece SET state = 4 WHERE number = 'S1'",
    ] {
        assert_eq!(hq.store.write(|sql| sql.execute(text, &[])).unwrap(), 1, "{text}");
    }
    let changed = differences(&hq);
    let tables: Vec<&str> = changed
        .iter()
        .filter_map(|difference| match difference {
            rebuild::Difference::Sum { table, .. } => Some(*table),
            _ => None,
        })
        .collect();
    assert_eq!(tables, ["layer_sum", "lot_sum", "piece"], "{changed:?}");
    let reconciled = hq.store.read(|sql| reconcile(sql, &mut |_| {})).unwrap();
    let layers = |d: &reconcile::Difference| matches!(d, reconcile::Difference::Layers { .. });
    assert!(reconciled.differences.first().iter().any(layers));
    hq.store.write(|sql| rewrite(sql, &mut |_| {})).unwrap();
    assert_eq!(differences(&hq), []);
}

#[test]
fn a_removed_move_of_a_piece_is_found() {
    let (_, shop) = company(SerialMode::Strict);
    trade(&shop);
    let text = "DELETE FROM piece_move WHERE number = 'S2'";
    shop.store.write(|sql| sql.execute(text, &[])).unwrap();
    let missing = |difference: &rebuild::Difference| {
        matches!(difference, rebuild::Difference::Fact { table: "piece_move", .. })
    };
    assert!(differences(&shop).iter().any(missing));
}

#[test]
fn an_end_user_is_written_where_a_piece_has_one_and_reaches_head_office() {
    let (hq, shop) = company(SerialMode::Strict);
    trade(&shop);
    let user =
        EndUser { name: "王女士".to_owned(), phone: "138".to_owned(), ..EndUser::default() };
    write(&shop, note("S1", SerialMark::User(user.clone()))).unwrap();
    let state = SerialState::InStock;
    let refused = write(&shop, note("S2", SerialMark::User(user.clone())));
    assert_eq!(refused, Err(NoteError::NoUser { number: "S2".to_owned(), state }));
    let unknown = write(&shop, note("S9", SerialMark::User(user.clone())));
    assert_eq!(unknown, Err(NoteError::Unknown { number: "S9".to_owned() }));
    merge(&hq, &shop);
    for place in [&hq, &shop] {
        let found = place.store.read(|sql| look::user(sql, BranchId(1), NUMBERED, "S1")).unwrap();
        assert_eq!(found, Some(user.clone()));
    }
}

#[test]
fn the_trace_of_a_number_names_its_documents_in_order() {
    let (hq, shop) = company(SerialMode::Strict);
    trade(&shop);
    merge(&hq, &shop);
    let trace = hq.store.read(|sql| look::trace(sql, NUMBERED, "S1")).unwrap();
    let steps: Vec<_> = trace.iter().map(|step| (step.number.as_str(), step.to)).collect();
    let (in_stock, sold) = (Some(SerialState::InStock), Some(SerialState::Sold));
    assert_eq!(steps, [("CG-B1-261120-0001", in_stock), ("LS-B1-261123-0001", sold)]);
    let found = hq.store.read(|sql| look::find(sql, "2", 10)).unwrap();
    assert_eq!(found.iter().map(|piece| piece.number.as_str()).collect::<Vec<_>>(), ["S2"]);
    assert_eq!(hq.store.read(|sql| look::find(sql, "%", 10)).unwrap(), []);
}

#[test]
fn a_loose_state_is_set_by_hand_and_only_a_surplus_number_is_voided() {
    let (hq, shop) = company(SerialMode::Loose);
    shop.post(numbered(document(Kind::CG, "2026-11-20", &[(1, "1", "5.00")]), &["S1"]));
    let surplus = NoteError::NoSurplus { number: "S1".to_owned() };
    assert_eq!(write(&shop, note("S1", SerialMark::Voided)), Err(surplus));
    write(&shop, note("S2", SerialMark::State(SerialState::InStock))).unwrap();
    write(&shop, note("S2", SerialMark::Voided)).unwrap();
    shop.post(numbered(sale("2026-11-23", &[(1, "1", "9.00")]), &["S1"]));
    merge(&hq, &shop);
    for place in [&hq, &shop] {
        let found = place.store.read(|sql| look::find(sql, "S", 10)).unwrap();
        let states: Vec<_> = found.iter().map(|piece| (piece.state, piece.voided)).collect();
        assert_eq!(states, [(Some(SerialState::Sold), false), (None, true)]);
        assert_eq!(differences(place), []);
    }
}

#[test]
fn a_strict_products_states_are_not_set_by_hand() {
    let (_, shop) = company(SerialMode::Strict);
    let by_hand = NoteError::NotByHand { number: "S1".to_owned() };
    let refused = write(&shop, note("S1", SerialMark::State(SerialState::Sold)));
    assert_eq!(refused, Err(by_hand));
}

#[test]
fn a_product_becomes_strict_only_when_all_its_pieces_are_known() {
    let (_, shop) = company(SerialMode::Loose);
    shop.post(numbered(document(Kind::CG, "2026-11-20", &[(1, "2", "5.00")]), &["S1"]));
    let ask = |to| shop.store.read(|sql| switch::ask(sql, NUMBERED, to)).unwrap();
    let missing = InStock { branch: BranchId(1), stock: Quantity::whole(2), pieces: 1 };
    assert_eq!(ask(SerialMode::Strict), Err(vec![missing]));
    write(&shop, note("S2", SerialMark::State(SerialState::InStock))).unwrap();
    assert_eq!(ask(SerialMode::Strict), Ok(Switch::AtOnce));
}

#[test]
fn a_surplus_at_one_branch_hides_no_number_that_is_missing_at_another() {
    let (hq, one) = company(SerialMode::Loose);
    let two = shop(2);
    one.post(numbered(document(Kind::CG, "2026-11-20", &[(1, "1", "5.00")]), &["S1"]));
    write(&one, note("S2", SerialMark::State(SerialState::InStock))).unwrap();
    two.post(document(Kind::CG, "2026-11-20", &[(1, "1", "5.00")]));
    for place in [&one, &two] {
        merge(&hq, place);
    }
    let found = hq.store.read(|sql| switch::ask(sql, NUMBERED, SerialMode::Strict)).unwrap();
    let missing: Vec<_> = found.unwrap_err().iter().map(|at| (at.branch.0, at.pieces)).collect();
    assert_eq!(missing, [(1, 2), (2, 0)]);
}

#[test]
fn an_end_user_that_no_note_names_is_found_and_written_anew() {
    let (_, shop) = company(SerialMode::Strict);
    trade(&shop);
    let user = EndUser { name: "王女士".to_owned(), ..EndUser::default() };
    write(&shop, note("S1", SerialMark::User(user))).unwrap();
    assert_eq!(differences(&shop), []);
    shop.store
        .write(|sql| sql.execute("UPDATE piece_user SET name = 'nobody'", &[]).map(|_| ()))
        .unwrap();
    assert_eq!(differences(&shop).len(), 1);
    shop.store.write(|sql| rewrite(sql, &mut |_| {})).unwrap();
    assert_eq!(differences(&shop), []);
}

#[test]
fn plain_goods_ask_the_books_for_no_layer_lot_or_piece() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    shop.post(sale("2026-11-23", &[(1, "4", "4.00")]));
    for table in ["layer_sum", "lot_sum", "piece", "piece_move"] {
        assert_eq!(shop.rows(&format!("SELECT COUNT(*) FROM {table}"), 1), ["0"], "{table}");
    }
}
