//! Numbered pieces and lots on screens. The editor of documents gives lines no numbers yet, so the
//! documents are posted by the books' own code.

use fenhao_app::error::ErrorCode;
use fenhao_app::view::{CartView, LotListView, Nothing, PaidView, SerialTraceView, SerialView};
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
    let product = Product {
        id: ProductId(1),
        code: "P1".to_owned(),
        name: "手机".to_owned(),
        serial_mode: SerialMode::Strict,
        ..Product::default()
    };
    let record = MasterRecord::Product(Box::new(product));
    shop.context.store.write(|sql| master::save(sql, &record)).unwrap();
    post(&shop, Kind::CG, "S1", "2026-12-01");
    post(&shop, Kind::CG, "S2", "2026-11-01");
    post(&shop, Kind::ZS, "S1", "2026-12-01");
    shop
}

fn post(shop: &Shop, kind: Kind, number: &str, expires: &str) {
    let mut line = Line::new(ProductId(1), Quantity::ONE, UnitPrice::parse("5.00").unwrap());
    line.serials = vec![SerialUse::of(number)];
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
    let given = json!({"product_id": 1, "state": "given", "branch": null, "after": null});
    let list: Vec<SerialView> = shop.run("serial_list", given);
    let listed: Vec<_> = list.iter().map(|piece| (&*piece.number, &*piece.code)).collect();
    assert_eq!(listed, [("S1", "P1")]);
    let traces: Vec<SerialTraceView> = shop.run("serial_trace", json!({"number": "1"}));
    let kinds: Vec<&str> = traces[0].steps.iter().map(|step| step.kind.as_str()).collect();
    assert_eq!((traces.len(), kinds), (1, vec!["CG", "ZS"]));
    let wrong = json!({"product_id": 1, "state": "new", "branch": null, "after": null});
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

#[test]
fn a_scanned_serial_number_sells_that_piece() {
    let shop = Shop::opened();
    let list = |state| {
        let kettles = json!({"product_id": 2_000_251_101_u64, "state": state, "branch": null,
            "after": null});
        let list: Vec<SerialView> = shop.run("serial_list", kettles);
        list.into_iter().map(|piece| piece.number).collect::<Vec<_>>()
    };
    let in_stock = list("in_stock");
    assert_eq!(in_stock.len(), 4, "the opening has named them");
    let scan = |code: &str| json!({"code": code, "quantity": null});
    let _: CartView = shop.run("till_scan", scan(&in_stock[1]));
    let twice = shop.call::<Value>("till_scan", scan(&in_stock[1])).unwrap_err();
    assert!(twice.is(ErrorCode::SerialTwice));
    let cart: CartView = shop.run("till_scan", scan(&in_stock[2]));
    assert_eq!(cart.lines.len(), 1);
    let _: CartView = shop.run("till_tender", json!({"tender": "cash", "amount": "178.00"}));
    let _: PaidView = shop.run("till_pay", json!({}));
    assert_eq!(list("sold"), in_stock[1..3]);
    let _: CartView = shop.run("till_scan", scan("251101"));
    let _: CartView = shop.run("till_tender", json!({"tender": "cash", "amount": "89.00"}));
    let unnamed = shop.call::<Value>("till_pay", json!({})).unwrap_err();
    assert!(unnamed.is(ErrorCode::SerialCount), "{unnamed}");
}
