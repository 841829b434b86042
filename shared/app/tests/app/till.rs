//! The till, from scan to ticket.

use expect_test::expect;
use fenhao_app::context::Session;
use fenhao_app::error::ErrorCode;
use fenhao_app::view::{
    CartView, DocumentPage, DocumentView, NodeView, PaidView, ParkedView, ProductHit, ReportView,
    ReturnableView, SalesTodayView, StockPage, TicketView,
};
use fenhao_domain::permission::ShippedRole;
use serde_json::{Value, json};

use crate::shop::Shop;

/// 康康可乐 330ml, 2.50, 91 in stock at 1.9209.
const COLA: &str = "2511110100002";
/// 散装红富士苹果, 11.60 a kilogram: 1.250 kg on a scale's label.
const APPLES: &str = "2111001012508";

fn stock_of(shop: &Shop, code: &str) -> String {
    let input = json!({"text": code, "branch": null, "zero": true, "after": null, "limit": 5});
    let page: StockPage = shop.run("stock_list", input);
    page.rows[0].quantity.clone()
}

fn sell_colas(shop: &Shop, pieces: &str) -> PaidView {
    shop.run::<CartView>("till_scan", json!({"code": COLA, "quantity": pieces}));
    shop.run("till_pay", json!({"tender": {"tender": "cash", "amount": null}}))
}

#[test]
fn a_whole_sale_goes_through_commands_alone() {
    let shop = Shop::opened();
    shop.run::<CartView>("till_scan", json!({"code": COLA}));
    shop.run::<CartView>("till_scan", json!({"code": COLA}));
    let cart: CartView = shop.run("till_set_quantity", json!({"line": 1, "quantity": "+1"}));
    assert_eq!((cart.lines.len(), cart.pieces.as_str(), cart.due.as_str()), (1, "3", "7.50"));
    let cart: CartView = shop.run("till_scan", json!({"code": APPLES}));
    assert_eq!(cart.lines[1].quantity, "1.25");
    assert_eq!(cart.lines[1].amount, "14.50");
    let discount = json!({"line": 1, "percent": "10", "amount": null});
    let cart: CartView = shop.run("till_set_discount", discount);
    assert_eq!((cart.lines[0].discount.as_str(), cart.due.as_str()), ("0.75", "21.25"));
    shop.run::<CartView>("till_rounding", json!({"mode": "fen"}));
    let split = json!({"tender": "wechat", "amount": "10"});
    let cart: CartView = shop.run("till_tender", split);
    assert_eq!((cart.rounding.as_str(), cart.remaining.as_str()), ("0.05", "11.20"));
    let paid: PaidView =
        shop.run("till_pay", json!({"tender": {"tender": "cash", "amount": "20"}}));
    assert_eq!((paid.due.as_str(), paid.change.as_str()), ("21.20", "8.80"));
    assert!(paid.cart.lines.is_empty());
    assert_eq!(paid.cart.rounding_mode, "fen");
    let ticket = paid.ticket.text.iter().filter(|line| !line.starts_with("存证"));
    let ticket: Vec<&str> = ticket.map(|line| line.trim_end()).collect();
    expect![[r#"
                            街角小店
        ------------------------------------------------
        单号                           LS-SH-261123-0001
        日期                         2026-11-23 14:15:09
        分店                                          SH
        收银员                                    林国栋
        ------------------------------------------------
        康康可乐 330ml
          3 罐 × 2.50                              7.50
          优惠                                     -0.75
        散装红富士苹果 散称
          1.25 千克 × 11.60                       14.50
        ------------------------------------------------
        件数                                           4
        合计                                       22.00
        优惠                                       -0.75
        抹零                                       -0.05
        应收                                     ￥21.20
        其中税额                                    1.98
        微信                                       10.00
        现金                                       20.00
        找零                                        8.80
        ------------------------------------------------
                     谢谢惠顾，退换请带小票"#]]
    .assert_eq(&ticket.join("\n"));
    assert_eq!(stock_of(&shop, "111101"), "88");
    let today: SalesTodayView = shop.run("sales_today", json!({}));
    assert_eq!((today.sales, today.amount.as_str()), (1, "21.25"));
    assert_eq!(today.tenders, [("cash".into(), "11.20".into()), ("wechat".into(), "10.00".into())]);
    assert_eq!(today.hours[14], "21.25");
    assert_eq!(today.latest.len(), 1);
    let shown: DocumentView = shop.run("document_view", json!({"document": paid.document}));
    let voucher: Vec<String> = (shown.entries.iter())
        .map(|e| format!("{} {} {} {}", e.account, e.name, e.debit, e.credit))
        .collect();
    expect![[r#"
        101201 微信待清算 10.00 
        1001 库存现金 11.20 
        560199 抹零 0.05 
        500101 主营业务收入  19.27
        222102 应交增值税-销项税额  1.98
        5401 主营业务成本 15.72 
        1405 库存商品  15.72"#]]
    .assert_eq(&voucher.join("\n"));
    assert!(shown.can_reverse);
}

#[test]
fn what_the_cashier_may_not_see_does_not_leave_the_core() {
    let shop = Shop::opened();
    let paid = sell_colas(&shop, "1");
    let shop = shop.with_role(ShippedRole::Cashier);
    let shown: DocumentView = shop.run("document_view", json!({"document": paid.document}));
    assert!(shown.entries.is_empty() && shown.lines[0].cost.is_empty());
    assert!(shown.can_reverse, "a manager is asked when the cashier does it");
    assert!(shown.moves.iter().all(|moved| moved.value.is_empty()));
    let today: SalesTodayView = shop.run("sales_today", json!({}));
    assert!(today.profit.is_empty());
    let input = json!({"text": "", "branch": null, "zero": false, "after": null, "limit": 5});
    let page: StockPage = shop.run("stock_list", input);
    assert!(page.total_value.is_empty() && page.rows.iter().all(|row| row.value.is_empty()));
}

#[test]
fn the_cart_and_the_parked_carts_survive_a_restart() {
    let shop = Shop::opened();
    shop.run::<CartView>("till_scan", json!({"code": COLA}));
    let cart: CartView = shop.run("till_park", json!({"note": "红衣女士"}));
    assert_eq!((cart.lines.len(), cart.parked), (0, 1));
    shop.run::<CartView>("till_scan", json!({"code": APPLES}));
    let shop = shop.restart();
    let cart: CartView = shop.run("till_view", json!({}));
    assert_eq!(cart.lines[0].quantity, "1.25");
    let parked: Vec<ParkedView> = shop.run("till_parked", json!({}));
    assert_eq!((parked[0].note.as_str(), parked[0].due.as_str()), ("红衣女士", "2.50"));
    let cart: CartView = shop.run("till_recall", json!({"id": parked[0].id}));
    assert_eq!(cart.lines[0].code, "111101");
    assert_eq!(cart.parked, 1, "what was on the screen is parked in its turn");
}

#[test]
fn a_sale_and_its_ticket_are_there_after_a_restart() {
    let shop = Shop::opened();
    let paid = sell_colas(&shop, "2");
    let shop = shop.restart();
    let ticket: TicketView = shop.run("ticket", json!({"document": paid.document}));
    assert_eq!(ticket, paid.ticket);
}

#[test]
fn parts_of_a_sale_come_back_until_nothing_is_left() {
    let shop = Shop::opened();
    let paid = sell_colas(&shop, "3");
    let back = |quantity: &str, reason: &str| {
        let lines = json!([{"line": 1, "quantity": quantity}]);
        shop.call::<PaidView>(
            "till_return",
            json!({"document": paid.document, "lines": lines, "tender": "cash", "reason": reason}),
        )
    };
    assert!(back("1", " ").unwrap_err().is(ErrorCode::ReasonMissing));
    let first = back("1", "破损").unwrap();
    assert_eq!(first.due, "2.50");
    assert!(first.ticket.text.iter().any(|line| line.contains("【退货】")));
    let too_much = back("3", "破损").unwrap_err();
    assert!(too_much.is(ErrorCode::ReturnTooMuch));
    assert_eq!(too_much.param("left"), Some("2"));
    let found: ReturnableView = shop.run("till_return_find", json!({"number": paid.number}));
    assert_eq!((found.lines[0].sold.as_str(), found.lines[0].returned.as_str()), ("3", "1"));
    back("2", "破损").unwrap();
    assert_eq!(stock_of(&shop, "111101"), "91");
    let today: SalesTodayView = shop.run("sales_today", json!({}));
    assert_eq!((today.sales, today.returns, today.amount.as_str()), (1, 2, "0.00"));
    let reversed = shop.call::<DocumentView>(
        "document_reverse",
        json!({"document": paid.document, "reason": "误收"}),
    );
    assert!(reversed.unwrap_err().is(ErrorCode::HasFollower));
}

#[test]
fn a_reversed_sale_is_as_if_it_had_not_been() {
    let shop = Shop::opened();
    let before: ReportView = shop.run("report", trial_balance());
    let paid = sell_colas(&shop, "3");
    let red: DocumentView =
        shop.run("document_reverse", json!({"document": paid.document, "reason": "误收"}));
    assert_eq!(red.amount, "-7.50");
    assert_eq!(stock_of(&shop, "111101"), "91");
    let balances = |report: &ReportView| -> Vec<Vec<String>> {
        report.rows.iter().map(|row| row.cells.clone()).collect()
    };
    let after: ReportView = shop.run("report", trial_balance());
    let stock = |report: &ReportView| balances(report).into_iter().find(|row| row[0] == "1405");
    let ends = |row: Option<Vec<String>>| row.unwrap().split_off(4);
    assert_eq!(ends(stock(&after)), ends(stock(&before)));
    let again = shop.call::<DocumentView>(
        "document_reverse",
        json!({"document": paid.document, "reason": "误收"}),
    );
    assert!(again.unwrap_err().is(ErrorCode::AlreadyReversed));
    let find = shop.call::<ReturnableView>("till_return_find", json!({"number": paid.number}));
    assert!(find.unwrap_err().is(ErrorCode::AlreadyReversed));
}

fn trial_balance() -> Value {
    json!({"name": "trial_balance", "branch": null, "from": null, "to": null,
           "product_id": null, "account": null, "text": null, "zero": false, "after": null,
           "limit": 0, "lang": null})
}

#[test]
fn a_manager_lets_a_short_sale_pass_and_a_cashier_does_not() {
    let shop = Shop::opened().with_role(ShippedRole::Cashier);
    let cart: CartView = shop.run("till_scan", json!({"code": COLA, "quantity": "92"}));
    assert_eq!(cart.lines[0].warnings, ["stock_short"]);
    let pay = json!({"tender": {"tender": "cash", "amount": null}});
    let short = shop.call::<PaidView>("till_pay", pay.clone()).unwrap_err();
    assert!(short.is(ErrorCode::ApprovalNeeded));
    assert_eq!(short.param("act"), Some("negative_stock"));
    assert_eq!(short.param("what"), Some("111101: 91 < 92"));
    let cart: CartView = shop.run("till_view", json!({}));
    assert_eq!((cart.lines.len(), cart.tenders.len()), (1, 0), "the refused payment left nothing");
    let shop = shop.with_role(ShippedRole::Manager);
    shop.run::<PaidView>("till_pay", pay);
    assert_eq!(stock_of(&shop, "111101"), "-1");
}

#[test]
fn what_cannot_be_done_is_told_as_a_code_and_leaves_the_cart() {
    let shop = Shop::opened();
    let refused = |name: &str, input: Value| shop.call::<Value>(name, input).unwrap_err().code;
    let cash = |amount: Value| json!({"tender": {"tender": "cash", "amount": amount}});
    assert_eq!(refused("till_pay", cash(Value::Null)), "cart_empty");
    assert_eq!(refused("till_park", json!({"note": ""})), "cart_empty");
    assert_eq!(refused("till_scan", json!({"code": "4006381333931"})), "product_unknown");
    assert_eq!(refused("till_scan", json!({"code": COLA, "quantity": "0"})), "quantity_invalid");
    assert_eq!(refused("till_scan", json!({"code": COLA, "quantity": "x"})), "quantity_invalid");
    shop.run::<CartView>("till_scan", json!({"code": COLA}));
    assert_eq!(
        refused("till_set_quantity", json!({"line": 1, "quantity": "-1"})),
        "quantity_invalid"
    );
    assert_eq!(refused("till_set_price", json!({"line": 1, "price": "-1"})), "price_invalid");
    assert_eq!(refused("till_set_price", json!({"line": 0, "price": "1"})), "line_unknown");
    assert_eq!(refused("till_remove", json!({"line": 2})), "line_unknown");
    let over = json!({"line": null, "percent": null, "amount": "99"});
    assert_eq!(refused("till_set_discount", over), "discount_too_high");
    assert_eq!(refused("till_pay", json!({"tender": null})), "tender_short");
    assert_eq!(refused("till_pay", cash(json!("1"))), "tender_short");
    let card = json!({"tender": {"tender": "card", "amount": "100"}});
    assert_eq!(refused("till_pay", card), "change_not_possible");
    let shells = json!({"tender": {"tender": "shells", "amount": null}});
    assert_eq!(refused("till_pay", shells), "tender_unknown");
    let cart: CartView = shop.run("till_view", json!({}));
    assert_eq!((cart.due.as_str(), cart.tenders.len()), ("2.50", 0));
}

#[test]
fn a_product_is_found_by_initials_and_added() {
    let shop = Shop::opened();
    let hits: Vec<ProductHit> = shop.run("product_search", json!({"text": "kkkl", "limit": 9}));
    assert!(hits.iter().any(|hit| hit.code == "111101"), "{hits:?}");
    let cart: CartView =
        shop.run("till_add", json!({"product_id": hits[0].product_id, "quantity": "2"}));
    assert_eq!(cart.pieces, "2");
}

#[test]
fn the_operator_of_a_shop_with_employees_is_its_manager() {
    let shop = Shop::opened();
    let node: NodeView = shop.run("node_status", json!({}));
    assert_eq!((node.operator.as_str(), node.products), ("林国栋", 628));
    assert_eq!(node.business_date, "2026-11-23");
    assert!(node.rights.contains(&"document.reverse:CG".to_owned()));
}

#[test]
fn an_operator_who_is_not_here_is_nobody() {
    let shop = Shop::opened();
    let node = shop.context.node.clone().unwrap();
    let at = |code| shop.context.read(|sql| Session::at_branch(sql, &node, code));
    assert!(!at(Some("YG02")).unwrap().may("till.price"));
    assert!(at(Some("YG99")).unwrap_err().is(ErrorCode::EmployeeUnknown));
}

#[test]
fn documents_are_listed_page_by_page_without_a_hole() {
    let shop = Shop::opened();
    let numbers: Vec<String> = (0..5).map(|_| sell_colas(&shop, "1").number).collect();
    let mut listed = Vec::new();
    let mut after = Value::Null;
    loop {
        let input = json!({"kinds": ["LS"], "branch": null, "from": null, "to": null,
                           "number": null, "after": after, "limit": 2});
        let page: DocumentPage = shop.run("document_list", input);
        listed.extend(page.rows.into_iter().map(|row| row.number));
        match page.next {
            Some(next) => after = json!(next),
            None => break,
        }
    }
    listed.reverse();
    assert_eq!(listed, numbers);
}
