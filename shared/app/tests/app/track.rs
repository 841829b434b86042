//! Serial numbers and lots in drafts: how a line names its pieces, and which lots leave first.

use fenhao_app::error::ErrorCode;
use fenhao_app::view::{DocumentView, DraftLineInput, DraftView, SerialNumbersView};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::product::SerialMode;
use serde_json::{Value, json};

use crate::serial::{number, post};
use crate::shop::Shop;

/// A kettle of the corner shop, numbered strictly; four are in stock.
const KETTLE: u64 = 2_000_251_101;

/// A supplier of the corner shop.
const SUPPLIER: u64 = 10_001;

fn receipt(quantity: &str, numbers: &[&str]) -> Value {
    json!({"kind": "CG", "partner_id": SUPPLIER, "lines": [{"product_id": KETTLE,
           "quantity": quantity, "unit_price": "50", "serials": numbers}]})
}

fn save(shop: &Shop, draft: Value) -> DraftView {
    shop.run("draft_save", draft)
}

fn numbers(line: &DraftLineInput) -> Vec<&str> {
    line.serials.iter().map(String::as_str).collect()
}

fn follow(shop: &Shop, kind: &str, document: &DocumentView) -> DraftView {
    shop.run("draft_from", json!({"kind": kind, "document": document.document}))
}

#[test]
fn a_range_is_read_into_its_numbers() {
    let shop = Shop::opened();
    let read = |text: &str| shop.call::<SerialNumbersView>("serial_read", json!({"text": text}));
    let range = read("K-098~K-101").unwrap();
    assert_eq!(range.numbers, ["K-098", "K-099", "K-100", "K-101"]);
    assert!(read("K-1~K-10").unwrap_err().is(ErrorCode::SerialRange));
}

#[test]
fn a_line_counts_its_numbers_and_says_at_its_place_what_is_wrong_with_them() {
    let shop = Shop::opened();
    let draft = save(&shop, receipt("3", &["N1", "N2"]));
    let pieces = draft.lines[0].pieces.as_ref().expect("kettles are numbered");
    assert_eq!((pieces.each, pieces.named, pieces.fresh), (true, 2, true));
    assert!(pieces.states.is_empty(), "what is bought is not chosen from what was sold once");
    let wrong = &draft.wrong[0];
    assert!(wrong.is(ErrorCode::SerialCount) && wrong.field.as_deref() == Some("lines.1.serials"));
    let twice = save(&shop, receipt("2", &["N1", "N1"]));
    assert!(twice.wrong[0].is(ErrorCode::SerialTwice));
    let whole = save(&shop, receipt("2", &["N1", "N2"]));
    assert_eq!(whole.wrong, []);
    let posted: DocumentView = shop.run("draft_post", json!({"id": whole.id}));
    assert_eq!(posted.lines[0].serials, ["N1", "N2"]);
    let again = save(&shop, receipt("1", &["N1"]));
    let wrong = &again.wrong[0];
    assert!(wrong.is(ErrorCode::SerialState) && wrong.param("state") == Some("in_stock"));
}

#[test]
fn goods_without_numbers_show_none_of_it() {
    let shop = Shop::opened();
    let cola = json!({"kind": "CG", "partner_id": SUPPLIER, "lines": [
        {"product_id": 2_000_111_101_u64, "quantity": "1", "unit_price": "2"}]});
    assert_eq!(save(&shop, cola).lines[0].pieces, None);
    let loss = save(
        &shop,
        json!({"kind": "CD", "partner_id": SUPPLIER, "lines": [
        {"product_id": KETTLE, "quantity": "1", "unit_price": "50"}]}),
    );
    assert_eq!(loss.lines[0].pieces, None, "an order moves no piece");
}

#[test]
fn a_return_is_of_the_pieces_that_came_and_of_no_others() {
    let shop = Shop::opened();
    let draft = save(&shop, receipt("3", &["N1", "N2", "N3"]));
    let posted: DocumentView = shop.run("draft_post", json!({"id": draft.id}));
    let mut back = follow(&shop, "CT", &posted);
    assert_eq!(numbers(&back.draft.lines[0]), ["N1", "N2", "N3"]);
    back.draft.lines[0].quantity = "1".to_owned();
    back.draft.lines[0].serials = vec!["N2".to_owned()];
    let back = save(&shop, serde_json::to_value(&back.draft).unwrap());
    assert_eq!(back.wrong, []);
    let pieces = back.lines[0].pieces.as_ref().unwrap();
    assert_eq!((pieces.offered.len(), &*pieces.states[0]), (3, "in_stock"));
    shop.run::<DocumentView>("draft_post", json!({"id": back.id}));
    let mut rest = follow(&shop, "CT", &posted);
    assert_eq!(numbers(&rest.draft.lines[0]), ["N1", "N3"], "N2 has gone back");
    let other = json!({"product_id": KETTLE, "states": ["in_stock"]});
    let other: Value = shop.run("serial_list", other);
    let stray = other["rows"][0]["number"].as_str().unwrap().to_owned();
    rest.draft.lines[0].serials[0] = stray;
    let wrong = save(&shop, serde_json::to_value(&rest.draft).unwrap()).wrong;
    assert!(wrong.iter().any(|error| error.is(ErrorCode::SerialNotOfOriginal)), "{wrong:?}");
}

#[test]
fn a_copy_names_no_piece_and_a_copy_of_a_red_document_names_those_it_took_back() {
    let shop = Shop::opened();
    let draft = save(&shop, receipt("1", &["N1"]));
    let copied: DraftView = shop.run("draft_copy", json!({"draft": draft.id}));
    assert_eq!(numbers(&copied.draft.lines[0]), <[&str; 0]>::default());
    let posted: DocumentView = shop.run("draft_post", json!({"id": draft.id}));
    let copied: DraftView = shop.run("draft_copy", json!({"document": posted.document}));
    assert_eq!(numbers(&copied.draft.lines[0]), <[&str; 0]>::default());
    let reverse = json!({"document": posted.document, "reason": "x"});
    let red: DocumentView = shop.run("document_reverse", reverse);
    let redone: DraftView = shop.run("draft_copy", json!({"document": red.document}));
    assert_eq!(numbers(&redone.draft.lines[0]), ["N1"]);
    assert_eq!(redone.wrong, []);
}

/// A branch with two pieces of a lot that expires in January and one of a lot that expires in May.
fn lots() -> Shop {
    let shop = Shop::empty();
    number(&shop, SerialMode::None);
    for day in ["2027-05-01", "2027-01-01", "2027-01-01"] {
        post(&shop, Kind::CG, "", day);
    }
    shop
}

#[test]
fn one_key_takes_what_expires_first_and_splits_the_line() {
    let shop = lots();
    let loss = json!({"kind": "BS", "remark": "x", "lines": [
        {"product_id": 1, "quantity": "4"}]});
    let draft = save(&shop, loss);
    assert!(draft.lines[0].lot.as_ref().is_some_and(|lot| lot.leaves));
    let filled: DraftView = shop.run("draft_lots", json!({"id": draft.id}));
    let lines = filled
        .draft
        .lines
        .iter()
        .map(|line| (line.quantity.as_str(), line.lot.as_ref().map(|lot| lot.number.as_str())));
    let wanted = [("2", Some("L-2027-01-01")), ("1", Some("L-2027-05-01")), ("1", None)];
    assert_eq!(lines.collect::<Vec<_>>(), wanted);
    let again: DraftView = shop.run("draft_lots", json!({"id": draft.id}));
    assert_eq!(again.draft.lines.len(), 3, "what is filled is not filled again");
}

#[test]
fn a_lots_last_day_follows_from_what_is_known_of_it() {
    let shop = lots();
    let last = |kind: &str, lot: Value| {
        let line = json!({"product_id": 1, "quantity": "1", "unit_price": "1", "lot": lot});
        let draft = json!({"kind": kind, "partner_id": null, "remark": "x", "lines": [line]});
        save(&shop, draft).lines[0].lot.clone().unwrap().expires
    };
    let lot = |number: &str| json!({"number": number});
    assert_eq!(last("CG", json!({"number": "N", "made": "2026-11-20"})), "2026-12-20");
    assert_eq!(last("CG", lot("N")), "2026-12-23", "received today, it keeps 30 days");
    assert_eq!(last("CG", json!({"number": "N", "expires": "2026-12-01"})), "2026-12-01");
    assert_eq!(last("CG", lot("L-2027-05-01")), "2027-05-01", "the books know the lot");
    assert_eq!(last("XT", lot("OLD")), "", "what comes back was made long before");
    assert_eq!(last("BS", lot("L-2027-01-01")), "2027-01-01");
}
