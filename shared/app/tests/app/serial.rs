//! Numbered pieces and lots on screens: lists, traces, the till's question, returns, modes. How a draft
//! carries them stands in `track.rs`.

use fenhao_app::error::ErrorCode;
use fenhao_app::view::{
    CartView, ExpiringView, LotListView, Nothing, PaidView, ReturnableView, SerialPage,
    SerialTraceView,
};
use fenhao_books::post::post_one;
use fenhao_books::table::master;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::{Document, Line, Lot, SerialUse};
use fenhao_domain::id::{EmployeeId, PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::product::{Product, SerialMode};
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;
use serde_json::{Value, json};

use crate::shop::{NOON, Shop};

/// A branch that has received `S1` and `S2` of product 1, of two lots, and given `S1` to somebody.
fn shop() -> Shop {
    let shop = Shop::empty();
    number(&shop, SerialMode::Strict);
    post(&shop, Kind::CG, "S1", "2026-12-01");
    post(&shop, Kind::CG, "S2", "2026-11-01");
    post(&shop, Kind::ZS, "S1", "2026-12-01");
    shop
}

/// Gives a node product 1 in a mode.
pub fn number(shop: &Shop, serial_mode: SerialMode) {
    let product = Product {
        id: ProductId(1),
        code: "P1".to_owned(),
        name: "手机".to_owned(),
        serial_mode,
        shelf_life_days: 30,
        ..Product::default()
    };
    let record = MasterRecord::Product(Box::new(product));
    shop.context.store.write(|sql| master::save(sql, &record)).unwrap();
}

/// Posts one of product 1 with a number and a lot that expires on a day.
pub fn post(shop: &Shop, kind: Kind, number: &str, expires: &str) {
    let mut line = Line::new(ProductId(1), Quantity::ONE, UnitPrice::parse("5.00").unwrap());
    line.serials = [number].into_iter().filter(|n| !n.is_empty()).map(SerialUse::of).collect();
    let number = format!("L-{expires}");
    line.lot = Some(Lot { number, expires: BusinessDate::parse(expires).ok() });
    let node = shop.context.node.clone().unwrap();
    let day = BusinessDate::parse("2026-11-23").unwrap();
    let document = Document {
        partner: Some(PartnerId(1)),
        remark: "opening day".to_owned(),
        lines: vec![line],
        ..Document::new(kind, node.branch, day, Timestamp(NOON), EmployeeId(1))
    };
    let posted =
        shop.context.store.write(|sql| post_one(sql, &node, document, NegativeStock::Refuse));
    posted.unwrap();
}

#[test]
fn pieces_are_listed_by_state_and_traced_by_a_part_of_their_number() {
    let shop = shop();
    let given = json!({"product_id": 1, "states": ["given"]});
    let page: SerialPage = shop.run("serial_list", given);
    let listed: Vec<_> = page.rows.iter().map(|piece| (&*piece.number, &*piece.code)).collect();
    assert_eq!((listed, page.next), (vec![("S1", "P1")], None));
    let traces: Vec<SerialTraceView> = shop.run("serial_trace", json!({"number": "1"}));
    let kinds: Vec<&str> = traces[0].steps.iter().map(|step| step.kind.as_str()).collect();
    assert_eq!((traces.len(), kinds), (1, vec!["CG", "ZS"]));
    let wrong = json!({"product_id": 1, "states": ["new"]});
    assert!(shop.call::<Value>("serial_list", wrong).unwrap_err().is(ErrorCode::InputMalformed));
}

#[test]
fn an_end_user_is_written_to_a_piece_that_has_one() {
    let shop = shop();
    let user = json!({
        "name": "王女士", "phone": "138", "address": "", "since": "2026-11-23", "remark": ""
    });
    let input = |number| json!({"product_id": 1, "number": number, "user": user});
    let _: Nothing = shop.run("serial_user_save", input("S1"));
    let traces: Vec<SerialTraceView> = shop.run("serial_trace", json!({"number": "S1"}));
    assert_eq!(traces[0].user.as_ref().map(|user| user.since.as_str()), Some("2026-11-23"));
    let refused = shop.call::<Value>("serial_user_save", input("S2")).unwrap_err();
    assert!(refused.is(ErrorCode::SerialState));
    assert_eq!(refused.param("state"), Some("in_stock"));
}

#[test]
fn what_has_expired_is_proposed_last_and_told() {
    let shop = shop();
    post(&shop, Kind::CG, "S3", "2026-12-01");
    let input = json!({"product_id": 1, "warehouse": 1, "quantity": "3"});
    let view: LotListView = shop.run("lot_list", input);
    let lots: Vec<_> = view.lots.iter().map(|lot| (&*lot.expires, lot.expired)).collect();
    assert_eq!(lots, [("2026-12-01", false), ("2026-11-01", true)]);
    assert_eq!((&*view.expired, &*view.short), ("1", "1"));
}

const KETTLE: u64 = 2_000_251_101;
const KETTLE_CODE: &str = "251101";

fn numbers(shop: &Shop, states: &[&str]) -> Vec<String> {
    let kettles = json!({"product_id": KETTLE, "states": states});
    let page: SerialPage = shop.run("serial_list", kettles);
    page.rows.into_iter().map(|piece| piece.number).collect()
}

fn scan(shop: &Shop, code: &str) -> CartView {
    shop.run("till_scan", json!({"code": code, "quantity": null}))
}

fn pay(shop: &Shop) -> PaidView {
    shop.run("till_pay", json!({"tender": {"tender": "cash", "amount": null}}))
}

#[test]
fn a_scanned_serial_number_sells_that_piece() {
    let shop = Shop::opened();
    let in_stock = numbers(&shop, &["in_stock"]);
    assert_eq!(in_stock.len(), 4, "the opening has named them");
    let cart = scan(&shop, &in_stock[1]);
    assert_eq!((cart.asks, &cart.lines[0].serials), (None, &vec![in_stock[1].clone()]));
    let code = json!({"code": in_stock[1], "quantity": null});
    let twice = shop.call::<Value>("till_scan", code).unwrap_err();
    assert!(twice.is(ErrorCode::SerialTwice));
    assert_eq!(scan(&shop, &in_stock[2]).lines.len(), 1);
    pay(&shop);
    assert_eq!(numbers(&shop, &["sold"]), in_stock[1..3]);
    let gone = json!({"code": in_stock[1], "quantity": null});
    assert!(shop.call::<Value>("till_scan", gone).unwrap_err().is(ErrorCode::ProductUnknown));
}

#[test]
fn numbered_goods_scanned_by_their_code_ask_for_each_number() {
    let shop = Shop::opened();
    let in_stock = numbers(&shop, &["in_stock"]);
    let cart: CartView = shop.run("till_scan", json!({"code": KETTLE_CODE, "quantity": "2"}));
    let asks = cart.asks.expect("two kettles without a number");
    assert_eq!((asks.line, asks.named, &*asks.quantity, &*asks.code), (1, 0, "2", KETTLE_CODE));
    let unnamed = json!({"tender": {"tender": "cash", "amount": null}});
    assert!(shop.call::<Value>("till_pay", unnamed).unwrap_err().is(ErrorCode::SerialCount));
    let name =
        |number: &str| shop.call::<CartView>("till_serial", json!({"line": 1, "number": number}));
    assert_eq!(name(&in_stock[0]).unwrap().asks.map(|asks| asks.named), Some(1));
    let wrong = |number: &str, code: ErrorCode| {
        let refused = name(number).unwrap_err();
        assert!(refused.is(code), "{number}: {refused}");
    };
    wrong(&in_stock[0], ErrorCode::SerialTwice);
    wrong("NOBODY-1", ErrorCode::SerialState);
    wrong("2511110200009", ErrorCode::SerialIsCode);
    // A number scanned before the till could ask is the answer all the same.
    let cart = scan(&shop, &in_stock[3]);
    assert_eq!((cart.lines.len(), &*cart.lines[0].quantity), (1, "2"));
    assert_eq!((cart.asks, cart.lines[0].serials.len()), (None, 2));
    pay(&shop);
    assert_eq!(numbers(&shop, &["sold"]), [in_stock[0].clone(), in_stock[3].clone()]);
}

#[test]
fn goods_without_numbers_are_asked_for_none() {
    let shop = Shop::opened();
    let cart = scan(&shop, "2511110200009");
    assert_eq!(cart.asks, None);
    let named = json!({"line": 1, "number": "X"});
    assert!(shop.call::<Value>("till_serial", named).unwrap_err().is(ErrorCode::SerialNotKept));
}

#[test]
fn a_return_takes_back_exactly_the_pieces_that_were_sold() {
    let shop = Shop::opened();
    let in_stock = numbers(&shop, &["in_stock"]);
    for number in &in_stock[..3] {
        scan(&shop, number);
    }
    let sale = pay(&shop);
    let take = |quantity: &str, serials: &[&String]| {
        let line = json!({"line": 1, "quantity": quantity, "serials": serials});
        let input =
            json!({"document": sale.document, "reason": "坏", "tender": "cash", "lines": [line]});
        shop.call::<PaidView>("till_return", input)
    };
    let refused = |quantity, serials: &[&String], code: ErrorCode| {
        let refused = take(quantity, serials).unwrap_err();
        assert!(refused.is(code), "{refused}");
    };
    refused("1", &[], ErrorCode::SerialCount);
    refused("1", &[&in_stock[0], &in_stock[1]], ErrorCode::SerialCount);
    refused("0.5", &[&in_stock[0]], ErrorCode::SerialCount);
    refused("1", &[&in_stock[3]], ErrorCode::SerialNotOfOriginal);
    take("1", &[&in_stock[1]]).unwrap();
    let left: ReturnableView = shop.run("till_return_find", json!({"number": sale.number}));
    assert_eq!(left.lines[0].serials, [in_stock[0].clone(), in_stock[2].clone()]);
    refused("1", &[&in_stock[1]], ErrorCode::SerialState);
    take("2", &[&in_stock[0], &in_stock[2]]).unwrap();
    assert_eq!(numbers(&shop, &["in_stock"]), in_stock);
}

#[test]
fn numbers_are_found_by_a_part_of_them_page_by_page() {
    let shop = Shop::opened();
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page: SerialPage = shop.run("serial_list", json!({"part": "", "after": after}));
        all.extend(page.rows.into_iter().map(|piece| piece.number));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let sorted = {
        let mut sorted = all.clone();
        sorted.sort();
        sorted.dedup();
        sorted
    };
    assert_eq!(all, sorted, "each once, in order");
    let part = &all[0][2..];
    let page: SerialPage = shop.run("serial_list", json!({"part": part}));
    assert!(page.rows.iter().all(|piece| piece.number.contains(part)) && !page.rows.is_empty());
}

#[test]
fn what_expires_within_some_days_is_listed_and_what_has_expired_marked() {
    let shop = shop();
    post(&shop, Kind::CG, "S3", "2027-06-01");
    let list = |days: u32| -> Vec<(String, i32)> {
        let found: Vec<ExpiringView> =
            shop.run("lot_expiring", json!({"days": days, "branch": null}));
        found.into_iter().map(|lot| (lot.lot, lot.days)).collect()
    };
    assert_eq!(list(7), [("L-2026-11-01".to_owned(), -22)]);
    assert_eq!(list(365).len(), 2, "the lot of the piece that was given away is used up");
}
