//! Operators see and touch what is within their scopes only.

use std::collections::BTreeSet;

use fenhao_app::context::Session;
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_app::table::COMMANDS;
use fenhao_app::view::{
    BranchStockRow, CartView, DocumentPage, DocumentView, DraftView, NodeView, PaidView,
    PartnerHit, PickView, ProductHit, ReportView, StockPage,
};
use fenhao_books::table::master;
use fenhao_domain::id::{BranchId, EmployeeId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::permission::{Grant, Rights, ShippedRole};
use fenhao_domain::pricing::discount::PercentOff;
use fenhao_domain::scope::{Assortment, Range, Scopes, Warehouse};
use serde_json::{Value, json};

use crate::shop::Shop;

/// What each command does about scopes. A new command is entered here with its decision; the tests
/// below, or those of its own, show it.
const DECISIONS: &[(&str, &[&str])] = &[
    (
        "tells nothing that a scope could limit",
        &[
            "node_status",
            "exchange_status",
            "exchange_now",
            "seat_list",
            "seat_enter",
            "seat_leave",
            "approver_list",
            "pin_change",
            "pin_set",
            "category_list",
            "serial_read",
            "company_policy",
            "price_policy",
            "approval_policy",
            "kind_list",
            "account_list",
            "choice_list",
            "close_progress",
        ],
    ),
    (
        "is the counter's: whoever stands there sees the cart whole",
        &[
            "till_view",
            "till_select",
            "till_set_quantity",
            "till_set_price",
            "till_set_discount",
            "till_remove",
            "till_clear",
            "till_rounding",
            "till_tender",
            "till_tender_remove",
            "till_park",
            "till_parked",
            "till_recall",
            "till_serial",
        ],
    ),
    (
        "takes only products and partners in scope",
        &[
            "till_scan",
            "till_add",
            "till_customer",
            "till_pay",
            "price_info",
            "purchase_price",
            "sale_price",
            "open_item_list",
            "serial_user_save",
            "serial_state_save",
            "serial_void",
            "lot_list",
            "draft_save",
            "requisition_adjust",
            "requisition_order",
        ],
    ),
    (
        "leaves out what is not in scope",
        &[
            "product_search",
            "partner_search",
            "draft_list",
            "document_list",
            "document_pick",
            "application_list",
            "unapproved_list",
            "stock_list",
            "stock_by_branch",
            "serial_list",
            "serial_trace",
            "serial_conflicts",
            "lot_expiring",
            "hq_overview",
            "branch_list",
            "held_list",
            "fork_list",
            "sales_by_branch",
            "operator_list",
            "promotion_list",
            "requisition_list",
        ],
    ),
    (
        "refuses a document or draft that is not in scope",
        &[
            "till_return_find",
            "till_return",
            "ticket",
            "draft_view",
            "draft_copy",
            "draft_from",
            "draft_settle",
            "draft_lots",
            "draft_discard",
            "draft_post",
            "template_save",
            "template_use",
            "draft_submit",
            "draft_withdraw",
            "application_view",
            "application_decide",
            "document_view",
            "document_print",
            "document_reverse",
            "order_close",
            "held_retry",
        ],
    ),
    ("refuses a sum over what is not in scope", &["sales_today", "report", "report_file"]),
    (
        "is for whoever has everything in scope",
        &[
            "audit_list",
            "login_statistics",
            "operator_save",
            "operator_password",
            "role_save",
            "scope_find",
            "branch_add",
            "promotion_save",
            "promotion_disable",
            "price_policy_save",
            "serial_mode_check",
            "serial_mode_save",
            "company_policy_save",
            "close_list",
            "close_late",
            "close_check",
            "close_module",
            "close_month",
            "close_reopen",
            "close_year_view",
            "close_year",
            "opening_check",
            "opening_open",
            "approval_policy_save",
        ],
    ),
    ("tells names, which have no scope", &["role_list", "template_list", "template_remove"]),
];

const COLA: u64 = 2_000_111_101;
const COLA_CODE: &str = "2511110100002";
const ALL_PRODUCTS: &str = "a";

#[test]
fn every_command_has_decided_about_scopes() {
    let known: Vec<&str> = DECISIONS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    let distinct: BTreeSet<&str> = known.iter().copied().collect();
    assert_eq!(known.len(), distinct.len(), "a command stands there twice");
    let commands: BTreeSet<&str> = COMMANDS.iter().map(|command| command.name).collect();
    assert_eq!(distinct, commands);
}

/// The corner shop, and the same with an operator who may do everything a manager may, within the
/// category of drinks 饮料.
fn drinks() -> (Shop, Scopes) {
    let shop = Shop::opened();
    let categories = shop.context.read(|sql| Ok(master::categories(sql)?)).unwrap();
    let drinks = categories.iter().find(|one| one.name == "饮料" && one.level == 1).unwrap().id;
    let products = Some(Assortment { categories: [drinks].into(), ..Assortment::default() });
    (shop, Scopes { products, ..Scopes::default() })
}

fn limited(mut shop: Shop, scopes: Scopes) -> Shop {
    shop.session = shop.session.within(scopes);
    shop
}

fn hits(shop: &Shop, text: &str) -> Vec<ProductHit> {
    shop.run("product_search", json!({"text": text, "limit": 200}))
}

fn other_product(shop: &Shop) -> ProductHit {
    let is_drink = |hit: &ProductHit| hit.code.starts_with("11") || hit.code.starts_with("12");
    hits(shop, "2").into_iter().find(|hit| !is_drink(hit)).unwrap()
}

fn out_of_scope(answer: Result<Value, ApiError>) -> bool {
    answer.is_err_and(|error| error.is(ErrorCode::OutOfScope))
}

fn sell(shop: &Shop, product: u64) -> PaidView {
    shop.run::<CartView>("till_add", json!({"product_id": product, "quantity": "1"}));
    shop.run("till_pay", json!({"tender": {"tender": "cash", "amount": null}}))
}

fn documents(shop: &Shop) -> Vec<String> {
    let page: DocumentPage = shop.run(
        "document_list",
        json!({"kinds": [], "branch": null,
        "from": null, "to": null, "number": null, "after": null, "limit": 50}),
    );
    page.rows.into_iter().map(|row| row.number).collect()
}

fn report(shop: &Shop, name: &str, product: Option<u64>) -> Result<ReportView, ApiError> {
    shop.call(
        "report",
        json!({"name": name, "branch": null, "from": null, "to": null,
        "product_id": product, "account": "1405", "text": null, "zero": false, "after": null,
        "limit": 100, "lang": null}),
    )
}

fn stock(shop: &Shop, text: &str) -> StockPage {
    let input = json!({"text": text, "branch": null, "zero": false, "after": null, "limit": 500});
    shop.run("stock_list", input)
}

#[test]
fn products_of_other_categories_are_neither_found_nor_taken() {
    let (shop, scopes) = drinks();
    let other = other_product(&shop);
    let codes: BTreeSet<String> = hits(&shop, "1").into_iter().map(|hit| hit.code).collect();
    let shop = limited(shop, scopes);
    let found: BTreeSet<String> = hits(&shop, "1").into_iter().map(|hit| hit.code).collect();
    assert!(!found.is_empty() && found.len() < codes.len());
    assert!(hits(&shop, &other.code).is_empty() && hits(&shop, &other.barcode).is_empty());
    assert!(out_of_scope(shop.call("till_scan", json!({"code": other.code}))));
    let add = json!({"product_id": other.product_id, "quantity": null});
    assert!(out_of_scope(shop.call("till_add", add)));
    shop.run::<CartView>("till_scan", json!({"code": COLA_CODE}));
    let by_branch = json!({"product_id": other.product_id});
    assert!(out_of_scope(shop.call("stock_by_branch", by_branch)));
    let page = stock(&shop, "");
    assert!(!page.rows.is_empty() && page.rows.iter().all(|row| row.category.starts_with("饮料")));
    assert!(page.total_value.is_empty(), "the whole stock's value tells of the rest");
    assert!(stock(&shop, &other.code).rows.is_empty());
}

#[test]
fn a_cart_that_somebody_else_filled_is_not_sold_by_whoever_may_not_sell_it() {
    let (shop, scopes) = drinks();
    let other = other_product(&shop);
    let add = json!({"product_id": other.product_id, "quantity": "1"});
    shop.run::<CartView>("till_add", add);
    let shop = limited(shop, scopes);
    let pay = json!({"tender": {"tender": "cash", "amount": null}});
    assert!(out_of_scope(shop.call("till_pay", pay)));
}

#[test]
fn documents_with_a_line_out_of_scope_are_out_of_scope() {
    let (shop, scopes) = drinks();
    let other = other_product(&shop);
    let (mine, theirs) = (sell(&shop, COLA), sell(&shop, other.product_id));
    let shop = limited(shop, scopes);
    assert_eq!(
        documents(&shop),
        std::slice::from_ref(&mine.number),
        "the opening and the other sale are not"
    );
    shop.run::<DocumentView>("document_view", json!({"document": mine.document}));
    for name in ["document_view", "ticket"] {
        assert!(out_of_scope(shop.call(name, json!({"document": theirs.document}))), "{name}");
    }
    let reverse = json!({"document": theirs.document, "reason": "x"});
    assert!(out_of_scope(shop.call("document_reverse", reverse.clone())));
    assert!(out_of_scope(shop.call("order_close", reverse)));
    assert!(out_of_scope(shop.call("till_return_find", json!({"number": theirs.number}))));
    let back = json!({"document": theirs.document, "reason": "x", "tender": "cash",
                      "lines": [{"line": 1, "quantity": "1"}]});
    assert!(out_of_scope(shop.call("till_return", back)));
    assert!(out_of_scope(shop.call("sales_today", json!({}))));
}

#[test]
fn reports_show_what_is_in_scope_or_nothing() {
    let (shop, scopes) = drinks();
    let other = other_product(&shop);
    let whole = report(&shop, "stock_status", None).unwrap();
    let shop = limited(shop, scopes);
    for name in ["stock_status", "stock_by_warehouse"] {
        let made = report(&shop, name, None).unwrap();
        assert!(!made.rows.is_empty() && made.total.is_none(), "{name}");
        assert!(made.rows.iter().all(|row| row.cells[0].starts_with('1')), "{name}");
        assert!(made.rows.len() < whole.rows.len() || whole.next.is_some());
        let asked = report(&shop, name, Some(other.product_id)).unwrap_err();
        assert!(asked.is(ErrorCode::OutOfScope), "{name}");
    }
    assert!(report(&shop, "stock_ledger", Some(COLA)).is_ok());
    let ledger = report(&shop, "stock_ledger", Some(other.product_id)).unwrap_err();
    assert!(ledger.is(ErrorCode::OutOfScope));
    for name in [
        "sales_by_day",
        "trial_balance",
        "income_statement",
        "balance_sheet",
        "account_ledger",
        "partner_balance",
        "control_totals",
        "sales_statistics",
        "purchase_statistics",
        "purchase_sales_stock",
        "in_out_summary",
        "transfer_statistics",
        "virtual_stock",
        "goods_at_partners",
        "consigned_in",
        "gift_statistics",
        "price_protection",
        "collections",
        "cash_and_bank",
        "income_and_expense",
        "documents",
        "document_statistics",
        "wrong_documents",
    ] {
        assert!(report(&shop, name, None).unwrap_err().is(ErrorCode::OutOfScope), "{name}");
    }
}

fn draft(kind: &str, partner: Option<u64>, product: u64) -> Value {
    json!({"id": null, "kind": kind, "partner_id": partner, "counterpart": null,
           "refers_to": null, "source": "", "remark": "x",
           "lines": [{"product_id": product, "quantity": "1", "unit_price": "1"}]})
}

#[test]
fn suppliers_and_customers_are_limited_each_by_themselves() {
    let shop = Shop::opened();
    let all: Vec<PartnerHit> = shop.run("partner_search", json!({"text": "GY0", "limit": 50}));
    assert!(all.len() > 1);
    let theirs: DraftView = shop.run("draft_save", draft("CG", Some(10_002), COLA));
    let posted: DraftView = shop.run("draft_save", draft("CG", Some(10_002), COLA));
    let posted: DocumentView = shop.run("draft_post", json!({"id": posted.id}));
    let scopes = Scopes {
        suppliers: Range::Only([PartnerId(10_001)].into()),
        customers: Range::Only([].into()),
        ..Scopes::default()
    };
    let shop = limited(shop, scopes);
    let found: Vec<PartnerHit> = shop.run("partner_search", json!({"text": "GY0", "limit": 50}));
    assert_eq!(found.iter().map(|hit| hit.partner_id).collect::<Vec<_>>(), [10_001]);
    let customers: Vec<PartnerHit> = shop.run("partner_search", json!({"text": "KH", "limit": 9}));
    assert!(customers.is_empty());
    assert!(out_of_scope(shop.call("draft_save", draft("CG", Some(10_002), COLA))));
    let drafts: Vec<DraftView> = shop.run("draft_list", json!({}));
    assert!(drafts.is_empty());
    for name in [
        "draft_view",
        "draft_post",
        "draft_submit",
        "draft_withdraw",
        "draft_settle",
        "draft_lots",
        "draft_discard",
    ] {
        assert!(out_of_scope(shop.call(name, json!({"id": theirs.id}))), "{name}");
    }
    let document = posted.document;
    for (name, input) in [
        ("draft_copy", json!({"document": document})),
        ("draft_copy", json!({"draft": theirs.id})),
        ("draft_from", json!({"kind": "CT", "document": document})),
        ("document_print", json!({"document": document})),
        ("open_item_list", json!({"partner_id": 10_002, "account": "payable"})),
    ] {
        assert!(out_of_scope(shop.call(name, input.clone())), "{name} {input}");
    }
    let mut follower = draft("CT", Some(10_001), COLA);
    follower["refers_to"] = json!(document);
    assert!(out_of_scope(shop.call("draft_save", follower)), "a reference tells its document");
    let ask = json!({"kind": "CT", "partner_id": null, "text": ""});
    assert!(shop.run::<Vec<Value>>("document_pick", ask).is_empty());
    let mut taken = draft("CG", Some(10_001), COLA);
    taken["id"] = json!(theirs.id);
    assert!(
        out_of_scope(shop.call("draft_save", taken)),
        "somebody else's draft is not taken over"
    );
    let mine: DraftView = shop.run("draft_save", draft("CG", Some(10_001), COLA));
    shop.run::<DocumentView>("draft_post", json!({"id": mine.id}));
    assert_eq!(documents(&shop).len(), 2, "the opening and the receipt");
}

#[test]
fn a_warehouse_out_of_scope_shows_no_stock_and_sells_nothing() {
    let shop = Shop::opened();
    let repair = Warehouse { branch: BranchId(1), number: WarehouseNo::REPAIR };
    let scopes = Scopes { warehouses: Range::Only([repair].into()), ..Scopes::default() };
    shop.run::<CartView>("till_scan", json!({"code": COLA_CODE}));
    let shop = limited(shop, scopes);
    assert!(stock(&shop, "").rows.is_empty());
    let places: Vec<BranchStockRow> = shop.run("stock_by_branch", json!({"product_id": COLA}));
    assert!(places.is_empty() && documents(&shop).is_empty());
    assert!(hits(&shop, "111101")[0].on_hand.is_empty());
    let pay = json!({"tender": {"tender": "cash", "amount": null}});
    assert!(out_of_scope(shop.call("till_pay", pay)));
    assert!(out_of_scope(shop.call("draft_save", draft("CG", None, COLA))));
    assert!(report(&shop, "stock_status", None).unwrap_err().is(ErrorCode::OutOfScope));
}

#[test]
fn the_goods_store_alone_counts_only_its_own_goods() {
    let shop = Shop::opened();
    let goods = Warehouse { branch: BranchId(1), number: WarehouseNo::GOODS };
    let whole = stock(&shop, "111101").rows;
    let scopes = Scopes { warehouses: Range::Only([goods].into()), ..Scopes::default() };
    let shop = limited(shop, scopes);
    let rows = stock(&shop, "111101").rows;
    assert_eq!((rows.len(), &rows[0].quantity), (1, &whole[0].quantity));
    sell(&shop, COLA);
}

#[test]
fn documents_of_other_employees_are_out_of_scope() {
    let shop = Shop::opened();
    let theirs = sell(&shop, COLA);
    let me = EmployeeId(1_002);
    let scopes = Scopes { employees: Range::Only([me].into()), ..Scopes::default() };
    let mut shop = limited(shop, scopes.clone());
    assert!(documents(&shop).is_empty());
    shop.session = Session::shipped(me, "何晓梅", ShippedRole::Cashier).within(scopes);
    let mine = sell(&shop, COLA);
    assert_eq!(documents(&shop), [mine.number]);
    assert!(out_of_scope(shop.call("ticket", json!({"document": theirs.document}))));
}

#[test]
fn without_the_right_to_see_cost_no_figure_tells_it() {
    let shop = Shop::opened();
    let receipt: DraftView = shop.run("draft_save", draft("CG", Some(10_001), COLA));
    let receipt: DocumentView = shop.run("draft_post", json!({"id": receipt.id}));
    let mut loss = draft("BS", None, COLA);
    loss["lines"][0]["unit_price"] = json!("");
    shop.run::<DraftView>("draft_save", loss);
    let grants = ShippedRole::Manager.role().grants;
    let blind = Rights::of(grants.iter().filter(|grant| **grant != Grant::new("cost.see")));
    let mut shop = shop;
    shop.session = shop.session.with_rights(blind);
    let shown: DocumentView = shop.run("document_view", json!({"document": receipt.document}));
    assert!(shown.amount.is_empty() && shown.entries.is_empty() && shown.tenders.is_empty());
    let line = &shown.lines[0];
    assert!(line.amount.is_empty() && line.unit_price.is_empty() && line.cost.is_empty());
    assert!(shown.open.is_empty() && shown.tax.is_empty());
    for (name, input) in [
        ("draft_copy", json!({"document": receipt.document})),
        ("draft_from", json!({"kind": "CT", "document": receipt.document})),
    ] {
        let made: DraftView = shop.run(name, input);
        let line = &made.draft.lines[0];
        assert!(line.unit_price.is_empty() && line.amount.is_empty(), "{name} tells the cost");
        assert!(made.lines[0].cost.is_empty() && made.amount.is_empty(), "{name}");
        shop.run::<Value>("draft_discard", json!({"id": made.id}));
    }
    let pick = json!({"kind": "CT", "partner_id": null, "text": ""});
    let offered: Vec<PickView> = shop.run("document_pick", pick);
    assert!(offered[0].amount.is_empty());
    let payable = json!({"partner_id": 10_001, "account": "payable"});
    let asked = shop.call::<Value>("open_item_list", payable).unwrap_err();
    assert_eq!(asked.param("right"), Some("cost.see"));
    let drafts: Vec<DraftView> = shop.run("draft_list", json!({}));
    assert!(drafts[0].amount.is_empty() && drafts[0].lines[0].cost.is_empty());
    assert!(hits(&shop, "111101").iter().all(|hit| hit.purchase_price.is_empty()));
    let page: DocumentPage = shop.run(
        "document_list",
        json!({"kinds": ["CG", "QC"],
        "branch": null, "from": null, "to": null, "number": null, "after": null, "limit": 9}),
    );
    assert!(page.rows.iter().all(|row| row.amount.is_empty()));
    let costs = ["unit_cost", "value", "in_transit_value", "cost", "profit", "margin", "change"];
    for name in ["stock_status", "stock_by_warehouse", "stock_ledger", "sales_by_day"] {
        let made = report(&shop, name, Some(COLA)).unwrap();
        for (at, column) in made.columns.iter().enumerate() {
            if costs.contains(&column.key.as_str()) {
                let cells = made.rows.iter().map(|row| &row.cells).chain(&made.total);
                assert!({ cells }.all(|row| row[at].is_empty()), "{name} {}", column.key);
            }
        }
    }
    for name in ["trial_balance", "income_statement", "balance_sheet", "account_ledger"] {
        let asked = report(&shop, name, None).unwrap_err();
        assert_eq!(asked.param("right"), Some("cost.see"), "{name}");
    }
}

#[test]
fn a_right_holds_for_its_kind_of_document_only() {
    let shop = Shop::opened();
    let loss: DraftView = shop.run("draft_save", draft("BS", None, COLA));
    let grants = ["document.see:CG", "document.draft:CG", "document.post:CG"].map(Grant::new);
    let mut shop = shop;
    shop.session = shop.session.with_rights(Rights::of(&grants));
    let node: NodeView = shop.run("node_status", json!({}));
    assert_eq!(node.rights.len(), 3);
    assert!(documents(&shop).is_empty(), "an opening is no purchase receipt");
    assert!(shop.run::<Vec<DraftView>>("draft_list", json!({})).is_empty());
    for (name, input) in [
        ("draft_save", draft("BS", None, COLA)),
        ("draft_post", json!({"id": loss.id})),
        ("draft_discard", json!({"id": loss.id})),
    ] {
        let denied = shop.call::<Value>(name, input).unwrap_err();
        assert!(denied.is(ErrorCode::PermissionDenied), "{name}: {denied}");
    }
    let mine: DraftView = shop.run("draft_save", draft("CG", Some(10_001), COLA));
    shop.run::<DocumentView>("draft_post", json!({"id": mine.id}));
    assert_eq!(documents(&shop).len(), 1);
}

#[test]
fn more_off_than_the_operators_limit_asks_for_a_word_however_it_is_done() {
    let mut shop = Shop::opened();
    let ten = PercentOff::from_raw(1_000).unwrap();
    let cashier = Session::shipped(EmployeeId(1_002), "何晓梅", ShippedRole::Cashier);
    shop.session = cashier.with_discount_limit(ten);
    shop.run::<CartView>("till_scan", json!({"code": COLA_CODE, "quantity": "4"}));
    let off = |amount: &str| json!({"line": null, "percent": null, "amount": amount});
    shop.run::<CartView>("till_set_discount", off("1.00"));
    let asked = shop.call::<CartView>("till_set_discount", off("1.01")).unwrap_err();
    assert_eq!(asked.param("act"), Some("discount_over"), "{asked}");
    let less = json!({"line": 1, "quantity": "2"});
    let asked = shop.call::<CartView>("till_set_quantity", less).unwrap_err();
    assert_eq!(asked.param("act"), Some("discount_over"), "a smaller ticket is 20 % off");
    let manager = Session::shipped(EmployeeId(1_001), "林国栋", ShippedRole::Manager);
    shop.session = shop.session.approved_by(&manager, "老顾客");
    shop.run::<CartView>("till_set_discount", off("2.00"));
}

#[test]
fn the_products_of_a_scope_may_be_named_one_by_one() {
    let shop = Shop::opened();
    let one = Assortment { products: [ProductId(COLA)].into(), ..Assortment::default() };
    let shop = limited(shop, Scopes { products: Some(one), ..Scopes::default() });
    let codes: Vec<_> = hits(&shop, "1").into_iter().map(|hit| hit.code).collect();
    assert_eq!(codes, ["111101"]);
    assert!(hits(&shop, ALL_PRODUCTS).iter().all(|hit| hit.product_id == COLA));
    assert_eq!(stock(&shop, "").rows.len(), 1);
}
