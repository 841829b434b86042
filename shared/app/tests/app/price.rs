//! Which price a customer pays, what a manager is asked about, and promotions from head office.

use fenhao_app::error::ErrorCode;
use fenhao_app::view::{
    CartView, DocumentView, PaidView, PriceInfoView, PricePolicyView, PromotionPage, PromotionView,
    PurchasePriceView,
};
use fenhao_domain::permission::ShippedRole;
use serde_json::{Value, json};

use crate::shop::Shop;

/// 康康可乐 330ml: 2.50, level 3 2.25, 91 in stock at 1.9209.
const COLA: &str = "2511110100002";
const COLA_ID: u64 = 2_000_111_101;

fn scan(shop: &Shop) -> CartView {
    shop.run("till_scan", json!({"code": COLA}))
}

fn choose(shop: &Shop, text: &str) -> CartView {
    shop.run("till_customer", json!({"partner_id": null, "text": text}))
}

fn cash() -> Value {
    json!({"tender": {"tender": "cash", "amount": null}})
}

fn price(cart: &CartView) -> (&str, &str) {
    (&cart.lines[0].unit_price, &cart.lines[0].price_source)
}

fn promotion(offer: (&str, &str), to: &str) -> Value {
    let mut typed = json!({"id": null, "name": "小雪特价", "product_id": COLA_ID,
        "category_id": null, "class": null, "partner_id": null, "price": null, "percent": null,
        "from": "2026-11-22", "to": to});
    typed[offer.0] = json!(offer.1);
    typed
}

/// A shop that follows an office with a promotion of cola.
fn promoted(offer: (&str, &str), to: &str) -> (Shop, Shop, PromotionView) {
    let (mut office, mut shop) = (Shop::head_office(), Shop::opened());
    fenhao_app::import::products(
        &office.context,
        &crate::shop::data("corner-shop/products.csv"),
        &mut crate::shop::quiet,
    )
    .unwrap();
    let saved = office.run("promotion_save", promotion(offer, to));
    shop.follow(&mut office);
    (office, shop, saved)
}

#[test]
fn a_customer_s_level_gives_the_price_and_then_what_was_paid_last() {
    let shop = Shop::opened();
    assert_eq!(price(&scan(&shop)), ("2.50", "preset_1"));
    let cart = choose(&shop, "KH03");
    assert_eq!(price(&cart), ("2.25", "level"));
    let customer = cart.customer.unwrap();
    assert_eq!((customer.name.as_str(), customer.price_level), ("平安里社区食堂", 3));
    assert_eq!(customer.credit_left.as_deref(), Some("5000.00"));
    shop.run::<CartView>("till_set_price", json!({"line": 1, "price": "2.20"}));
    let paid: PaidView = shop.run("till_pay", cash());
    assert!(paid.cart.customer.is_none());
    scan(&shop);
    assert_eq!(price(&choose(&shop, "平安里")), ("2.20", "last"));
    let nobody: CartView = shop.run("till_customer", json!({"partner_id": null, "text": null}));
    assert_eq!((price(&nobody), &nobody.customer), (("2.50", "preset_1"), &None));
}

#[test]
fn a_customer_is_one_and_buys() {
    let shop = Shop::opened();
    let choose = |text: &str| {
        let input = json!({"partner_id": null, "text": text});
        shop.call::<CartView>("till_customer", input).unwrap_err()
    };
    assert!(choose("没有这家").is(ErrorCode::PartnerUnknown));
    assert!(choose("GY01").is(ErrorCode::PartnerUnknown), "a supplier does not buy");
    assert!(choose("KH").is(ErrorCode::PartnerAmbiguous));
}

#[test]
fn a_promotion_goes_before_everything_and_is_a_discount_on_the_ticket() {
    let (_, shop, saved) = promoted(("price", "1.99"), "2026-11-23");
    assert_eq!((saved.state.as_str(), saved.recorder.as_str()), ("running", "店长"));
    choose(&shop, "KH03");
    let cart = scan(&shop);
    assert_eq!(price(&cart), ("1.99", "promotion"));
    assert_eq!(cart.lines[0].regular_price.as_deref(), Some("2.25"));
    let sums = (cart.list_amount.as_str(), cart.discount.as_str(), cart.due.as_str());
    assert_eq!(sums, ("2.25", "0.26", "1.99"));
    let paid: PaidView = shop.run("till_pay", cash());
    let shown: DocumentView = shop.run("document_view", json!({"document": paid.document}));
    assert_eq!((shown.lines[0].unit_price.as_str(), shown.amount.as_str()), ("2.25", "1.99"));
    let info: PriceInfoView = shop.run("price_info", json!({"product_id": COLA_ID}));
    assert_eq!(info.sold[0].price, "2.25", "the promotion did not become the last price");
}

#[test]
fn a_promotion_ends_by_itself_and_when_it_is_called_off() {
    let (_, shop, saved) = promoted(("percent", "20"), "2026-11-22");
    assert_eq!(saved.state, "ended");
    assert_eq!(price(&scan(&shop)), ("2.50", "preset_1"));
    let (mut office, mut shop, saved) = promoted(("percent", "20"), "2026-11-30");
    assert_eq!(price(&scan(&shop)), ("2.00", "promotion"));
    shop.run::<CartView>("till_park", json!({"note": ""}));
    let off: PromotionView = office.run("promotion_disable", json!({"id": saved.id}));
    assert_eq!(off.state, "off");
    shop.follow(&mut office);
    let recalled: CartView = shop.run("till_recall", json!({"id": 1}));
    assert_eq!(price(&recalled), ("2.50", "preset_1"), "what was parked has the prices of the day");
    let page: PromotionPage = office.run("promotion_list", json!({"before": null, "limit": 50}));
    assert_eq!((page.rows.len(), page.next, page.rows[0].goods.as_str()), (1, None, "康康可乐"));
}

#[test]
fn a_promotion_that_makes_no_sense_is_refused() {
    let (office, ..) = promoted(("price", "1.99"), "2026-11-23");
    let refused = |typed: Value| office.call::<PromotionView>("promotion_save", typed).unwrap_err();
    let wrong = refused(promotion(("price", "1.99"), "2026-11-21"));
    assert!(wrong.is(ErrorCode::PromotionEndsBefore));
    assert!(refused(promotion(("percent", "101"), "2026-11-23")).is(ErrorCode::PriceInvalid));
    let mut both = promotion(("price", "1.99"), "2026-11-23");
    both["percent"] = json!("5");
    assert!(refused(both).is(ErrorCode::InputMalformed));
    let mut category = promotion(("price", "1.99"), "2026-11-23");
    category["product_id"] = json!(null);
    let rows: Vec<Value> = office.run("category_list", json!({}));
    category["category_id"] = rows[0]["category_id"].clone();
    assert!(refused(category).is(ErrorCode::PromotionPriceOfCategory));
}

#[test]
fn a_category_s_promotion_reaches_the_goods_below_it() {
    let (mut office, mut shop, _) = promoted(("price", "9"), "2026-11-22");
    let rows: Vec<Value> = office.run("category_list", json!({}));
    let drinks = rows.iter().find(|row| row["path"] == "饮料").unwrap();
    let mut typed = promotion(("percent", "10"), "2026-11-30");
    typed["product_id"] = json!(null);
    typed["category_id"] = drinks["category_id"].clone();
    office.run::<PromotionView>("promotion_save", typed);
    shop.follow(&mut office);
    assert_eq!(price(&scan(&shop)), ("2.25", "promotion"));
}

#[test]
fn a_weight_label_takes_the_promotion_of_the_day() {
    let (mut office, mut shop, _) = promoted(("price", "9"), "2026-11-22");
    let found: Vec<Value> = office.run("product_search", json!({"text": "红富士", "limit": 1}));
    let mut typed = promotion(("price", "10.00"), "2026-11-30");
    typed["product_id"] = found[0]["product_id"].clone();
    office.run::<PromotionView>("promotion_save", typed);
    shop.follow(&mut office);
    let cart: CartView = shop.run("till_scan", json!({"code": "2111001012508"}));
    assert_eq!((price(&cart), cart.due.as_str()), (("10.00", "promotion"), "12.50"));
}

#[test]
fn a_cashier_asks_before_selling_below_cost_and_a_manager_does_not() {
    let shop = Shop::opened();
    scan(&shop);
    let cart: CartView = shop.run("till_set_price", json!({"line": 1, "price": "2.00"}));
    assert_eq!(cart.lines[0].warnings, ["below_cost"], "1.77 without tax, cost 1.92");
    let shop = shop.with_role(ShippedRole::Cashier);
    let asked = shop.call::<PaidView>("till_pay", cash()).unwrap_err();
    assert!(asked.is(ErrorCode::ApprovalNeeded));
    assert_eq!(asked.param("right"), Some("till.below_cost"));
    assert!(asked.params.iter().all(|(_, value)| value != "1.92"), "a cashier sees no cost");
    let shop = shop.with_role(ShippedRole::Manager);
    assert_eq!(shop.run::<PaidView>("till_pay", cash()).due, "2.00");
}

#[test]
fn a_cashier_takes_off_no_more_than_head_office_allows() {
    let (mut office, mut shop, _) = promoted(("price", "9"), "2026-11-22");
    let policy = json!({"factor_at_most_one": true,
        "ceilings": [{"role": 1, "operator": null, "percent": "10"}]});
    let saved: PricePolicyView = office.run("price_policy_save", policy);
    assert_eq!(saved.ceilings.len(), 1);
    shop.follow(&mut office);
    let shop = shop.with_role(ShippedRole::Cashier);
    scan(&shop);
    let off = |percent: &str| json!({"line": 1, "percent": percent, "amount": null});
    shop.run::<CartView>("till_set_discount", off("10"));
    let asked = shop.call::<CartView>("till_set_discount", off("11")).unwrap_err();
    assert!(asked.is(ErrorCode::ApprovalNeeded));
    assert_eq!(asked.param("right"), Some("till.discount_over"));
    let shop = shop.with_role(ShippedRole::Manager);
    shop.run::<CartView>("till_set_discount", off("11"));
}

#[test]
fn beyond_the_credit_limit_a_sale_on_account_needs_a_manager() {
    let shop = Shop::opened();
    let on_account = json!({"tender": null, "on_account": true});
    choose(&shop, "KH03");
    scan(&shop);
    shop.run::<CartView>("till_set_price", json!({"line": 1, "price": "4999.00"}));
    shop.run::<PaidView>("till_pay", on_account.clone());
    choose(&shop, "KH03");
    let cart = scan(&shop);
    let customer = cart.customer.as_ref().unwrap();
    let owed = (customer.balance.as_str(), customer.credit_left.as_deref());
    assert_eq!(owed, ("4999.00", Some("1.00")));
    shop.run::<CartView>("till_set_price", json!({"line": 1, "price": "2.50"}));
    let shop = shop.with_role(ShippedRole::Cashier);
    let asked = shop.call::<PaidView>("till_pay", on_account.clone()).unwrap_err();
    assert!(asked.is(ErrorCode::ApprovalNeeded));
    assert!(asked.param("what").is_some_and(|what| what.ends_with("+1.50")), "{asked}");
    shop.with_role(ShippedRole::Manager).run::<PaidView>("till_pay", on_account);
}

#[test]
fn parked_carts_of_a_customer_use_the_limit_up() {
    let shop = Shop::opened();
    choose(&shop, "KH03");
    scan(&shop);
    shop.run::<CartView>("till_park", json!({"note": ""}));
    let cart = choose(&shop, "KH03");
    assert_eq!(cart.customer.unwrap().credit_left.as_deref(), Some("4997.75"));
}

#[test]
fn a_purchase_takes_the_preset_price_and_then_the_supplier_s_last() {
    let shop = Shop::opened();
    let ask = || -> PurchasePriceView {
        shop.run("purchase_price", json!({"product_id": COLA_ID, "partner_id": 10_001}))
    };
    let found = ask();
    assert_eq!((found.cost.as_deref(), found.source.as_str()), (Some("1.90"), "preset_purchase"));
    let line = json!({"product_id": COLA_ID, "quantity": "12", "unit_price": "1.85"});
    let typed = json!({"kind": "CG", "partner_id": 10_001, "lines": [line]});
    let saved: Value = shop.run("draft_save", typed);
    shop.run::<DocumentView>("draft_post", json!({"id": saved["id"]}));
    let found = ask();
    assert_eq!((found.cost.as_deref(), found.source.as_str()), (Some("1.85"), "last"));
    let info: PriceInfoView = shop.run("price_info", json!({"product_id": COLA_ID}));
    assert_eq!(info.bought[0].price, "1.85");
    let shop = shop.with_role(ShippedRole::Cashier);
    let info: PriceInfoView = shop.run("price_info", json!({"product_id": COLA_ID}));
    assert!(info.bought.is_empty() && info.unit_cost.is_none() && info.purchase_price.is_none());
}

#[test]
fn who_writes_no_purchases_and_sees_no_cost_is_not_told_a_purchase_price() {
    let ask = |role: ShippedRole| {
        let asked = json!({"product_id": COLA_ID, "partner_id": 10_001});
        Shop::opened().with_role(role).call::<PurchasePriceView>("purchase_price", asked)
    };
    assert!(ask(ShippedRole::Cashier).unwrap_err().is(ErrorCode::PermissionDenied));
    assert_eq!(ask(ShippedRole::Storekeeper).unwrap().cost.as_deref(), Some("1.90"));
}
