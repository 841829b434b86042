//! Every kind of document is written as a draft and posted, by its rule alone.

use std::collections::BTreeMap;

use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_app::view::{
    DocumentKey, DocumentView, DraftView, GoodsView, KindView, NeedView, OpenItemView,
    PartnerRoleView, PickView, PriceView, PrintView, RequisitionRow, TemplateView,
};
use fenhao_books::sql::Sql;
use fenhao_books::table::master;
use fenhao_domain::id::{BranchId, PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::branch::Branch;
use fenhao_domain::master::partner::Partner;
use fenhao_domain::master::product::Product;
use serde_json::{Value, json};

use crate::shop::Shop;

const COLA: u64 = 2_000_111_101;
const SUPPLIER: u64 = 10_001;
const CUSTOMER: u64 = 77_001;

/// A shop with a customer and a branch `BJ` beside it.
fn shop() -> Shop {
    let shop = Shop::opened();
    let customer = Partner {
        id: PartnerId(CUSTOMER),
        code: "KH01".into(),
        name: "永安宾馆".into(),
        customer: true,
        ..Partner::default()
    };
    let branch = Branch { id: BranchId(2), code: "BJ".into(), ..Branch::default() };
    for record in [MasterRecord::Partner(customer), MasterRecord::Branch(branch)] {
        shop.context.store.write(|sql: &mut dyn Sql| master::save(sql, &record)).unwrap();
    }
    shop
}

fn kinds(shop: &Shop) -> Vec<KindView> {
    shop.run("kind_list", json!({}))
}

fn must(need: NeedView) -> bool {
    need == NeedView::Must
}

/// The least that a document of the kind says, by its rule.
fn least(view: &KindView) -> Value {
    let mut typed = json!({"kind": view.code});
    if must(view.partner) {
        typed["partner_id"] =
            json!(if view.role == PartnerRoleView::Supplier { SUPPLIER } else { CUSTOMER });
    }
    if must(view.counterpart) {
        typed["counterpart"] = json!("BJ");
    }
    if must(view.to_warehouse) {
        typed["to_warehouse"] = json!("3");
    }
    if must(view.reason) {
        typed["remark"] = json!("有原因");
    }
    if must(view.span) {
        typed["span_from"] = json!("2026-11-01");
        typed["span_to"] = json!("2026-11-20");
    }
    if view.goods == GoodsView::Lines {
        typed["lines"] = json!([line(view)]);
    }
    if view.incoming {
        let mut incoming = line(view);
        incoming["incoming"] = json!(true);
        typed["lines"].as_array_mut().unwrap().push(incoming);
    }
    money(view, typed)
}

fn line(view: &KindView) -> Value {
    let mut line = json!({"product_id": COLA});
    if view.quantity != NeedView::No {
        // What goes to a partner first is enough for what comes back later.
        let first = ["FS", "SR", "JC", "JR"].contains(&view.code.as_str());
        line["quantity"] = json!(if first { "8" } else { "2" });
    }
    if must(view.price_need) || view.code == "RS" {
        line["unit_price"] = json!("3.50");
    }
    if view.price == PriceView::Amount {
        line["amount"] = json!("5.00");
    }
    line
}

/// Account lines and money where a kind has nothing else.
fn money(view: &KindView, mut typed: Value) -> Value {
    let entry = |account: &str, debit: &str, credit: &str| json!({"account": account, "debit": debit, "credit": credit});
    let asset = |account: &str, debit: &str, credit: &str| json!({"account": account, "asset": 1, "debit": debit, "credit": credit});
    let cash = json!([{"tender": "cash", "amount": "8.00"}]);
    match view.code.as_str() {
        "QC" => typed["entries"] = json!([entry("1001", "8.00", "")]),
        "YZ" | "FJ" => typed["entries"] = json!([entry("5301", "", "8.00")]),
        "YJ" | "FZ" => typed["entries"] = json!([entry("5711", "8.00", "")]),
        "FY" => {
            typed["entries"] = json!([entry("5601", "8.00", "")]);
            typed["tenders"] = cash;
        }
        "QT" => {
            typed["entries"] = json!([entry("5301", "", "8.00")]);
            typed["tenders"] = cash;
        }
        "GZ" => {
            typed["entries"] = json!([asset("1601", "8.00", "")]);
            typed["tenders"] = cash;
        }
        "PZ" => {
            typed["entries"] = json!([entry("500101", "8.00", ""), entry("3104", "", "8.00")]);
        }
        "ZJ" => typed["entries"] = json!([entry("5602", "8.00", ""), asset("1602", "", "8.00")]),
        "SK" | "FK" => typed["tenders"] = cash,
        "ZK" => {
            typed["tenders"] = json!([{"tender": "cash", "amount": "-8.00"},
                                      {"tender": "bank", "amount": "8.00"}]);
        }
        _ => {}
    }
    typed
}

fn save(shop: &Shop, typed: &Value) -> DraftView {
    shop.run("draft_save", typed.clone())
}

fn post(shop: &Shop, typed: &Value) -> DocumentView {
    let saved = save(shop, typed);
    assert_eq!(saved.wrong, [], "{typed}");
    let posted: DocumentView = shop.run("draft_post", json!({"id": saved.id}));
    assert_eq!(posted.amount, saved.amount, "{}: shown as it is posted", posted.kind);
    posted
}

/// Goods received whose invoice has not come: what an invoice needs.
fn accrued(shop: &Shop) -> DocumentKey {
    let typed = json!({"kind": "CG", "form": "accrued", "partner_id": SUPPLIER,
                       "lines": [{"product_id": COLA, "quantity": "2", "unit_price": "3.50"}]});
    post(shop, &typed).document
}

#[test]
fn every_kind_posts_what_was_typed() {
    let shop = shop();
    let drafted: Vec<KindView> = kinds(&shop).into_iter().filter(|view| view.drafted).collect();
    assert_eq!(drafted.len(), Kind::ALL.len() - 4, "all but the till's own and the closes");
    for view in drafted {
        let mut typed = least(&view);
        if must(view.original) {
            typed["refers_to"] = json!(accrued(&shop));
        }
        let posted = post(&shop, &typed);
        assert_eq!(posted.kind, view.code);
        assert_eq!(posted.partner_id, typed["partner_id"].as_u64(), "{}", view.code);
        assert_eq!(posted.remark, typed["remark"].as_str().unwrap_or_default());
        let span = posted.span.map(|(from, to)| json!([from, to]));
        let typed_span = [&typed["span_from"], &typed["span_to"]];
        assert_eq!(span, must(view.span).then(|| json!(typed_span)), "{}", view.code);
        let lines = typed["lines"].as_array().cloned().unwrap_or_default();
        assert_eq!(posted.lines.len(), lines.len(), "{}", view.code);
        for (typed, posted) in lines.iter().zip(&posted.lines) {
            let said = |name: &str, figure: &str| {
                let text = typed[name].as_str();
                assert!(text.is_none_or(|text| text == figure), "{}: {figure}", view.code);
            };
            said("quantity", &posted.quantity);
            said("unit_price", &posted.unit_price);
            said("amount", &posted.list_amount);
            assert_eq!(typed["incoming"].as_bool().unwrap_or_default(), posted.incoming);
        }
        let tenders = typed["tenders"].as_array().cloned().unwrap_or_default();
        let paid: Vec<Value> = (posted.tenders.iter())
            .map(|(tender, amount)| json!({"tender": tender, "amount": amount}))
            .collect();
        assert_eq!(paid, tenders, "{}", view.code);
    }
    let drafts: Vec<DraftView> = shop.run("draft_list", json!({}));
    assert!(drafts.is_empty());
}

#[test]
fn what_a_rule_asks_for_is_told_with_its_field_when_it_is_missing() {
    let shop = shop();
    for view in kinds(&shop).iter().filter(|view| view.drafted) {
        let asked = [
            ("partner_id", must(view.partner)),
            ("counterpart", must(view.counterpart)),
            ("to_warehouse", must(view.to_warehouse)),
            ("remark", must(view.reason)),
            ("span_from", must(view.span)),
            ("lines", view.goods == GoodsView::Lines),
            ("entries", must(view.entries)),
            ("tenders", must(view.tenders)),
            ("refers_to", must(view.original)),
        ];
        for (field, _) in asked.into_iter().filter(|(_, asked)| *asked) {
            let mut typed = least(view);
            typed.as_object_mut().unwrap().remove(field);
            let saved = save(&shop, &typed);
            let told = |error: &ApiError| error.field.as_deref() == Some(field);
            assert!(saved.wrong.iter().any(told), "{} {field}: {:?}", view.code, saved.wrong);
            let refused = shop.call::<Value>("draft_post", json!({"id": saved.id})).unwrap_err();
            assert!(refused.field.is_some(), "{} {field}: {refused}", view.code);
        }
        let mut asked = BTreeMap::new();
        if view.goods == GoodsView::Lines {
            asked.insert("quantity", must(view.quantity));
            asked.insert("unit_price", must(view.price_need));
            asked.insert("amount", view.price == PriceView::Amount);
        }
        for (field, _) in asked.into_iter().filter(|(_, asked)| *asked) {
            let mut typed = least(view);
            typed["lines"][0].as_object_mut().unwrap().remove(field);
            let saved = save(&shop, &typed);
            let place = format!("lines.1.{field}");
            let told = |error: &ApiError| error.field.as_deref() == Some(&place);
            assert!(saved.wrong.iter().any(told), "{} {place}: {:?}", view.code, saved.wrong);
        }
    }
}

#[test]
fn what_is_typed_stays_though_it_cannot_be_read() {
    let shop = shop();
    let typed = json!({"kind": "CG", "lines": [{"product_id": COLA, "quantity": "1.2.3",
                       "unit_price": "abc", "tax_percent": "x"}]});
    let saved = save(&shop, &typed);
    let fields: Vec<_> = saved.wrong.iter().filter_map(|error| error.field.as_deref()).collect();
    let expected = ["lines.1.quantity", "lines.1.unit_price", "lines.1.tax_percent", "partner_id"];
    assert_eq!(fields, expected);
    let again: DraftView = shop.run("draft_view", json!({"id": saved.id}));
    assert_eq!(again.draft.lines[0].quantity, "1.2.3");
}

#[test]
fn a_follower_takes_what_is_left_of_its_original() {
    let shop = shop();
    let kinds = kinds(&shop);
    let by_code = |code: &str| kinds.iter().find(|view| view.code == code).unwrap();
    let mut pairs = 0;
    for follower in &kinds {
        for code in follower.follows.iter().filter(|_| follower.drafted) {
            // What another branch sent is not here; a count is counted again whole.
            if ["FH", "ZK", "PD"].contains(&code.as_str()) {
                continue;
            }
            pairs += 1;
            let mut typed = least(by_code(code));
            // A contract is with anybody; a purchase order follows from one with its supplier.
            if code == "HT" && follower.code == "CD" {
                typed["partner_id"] = json!(SUPPLIER);
            }
            if code == "CG" && follower.code == "FP" {
                typed["form"] = json!("accrued");
            }
            if ["WX", "SJ"].contains(&code.as_str()) {
                post(&shop, &least(by_code(if code == "WX" { "FS" } else { "SR" })));
            }
            let original = post(&shop, &typed);
            let name = format!("{} from {code}", follower.code);
            if follower.code != "FP" {
                assert!(original.next.contains(&follower.code), "{name}: {:?}", original.next);
            }
            let picked: Vec<PickView> = shop.run(
                "document_pick",
                json!({"kind": follower.code, "partner_id": null, "text": original.number}),
            );
            assert_eq!(picked.len(), 1, "{name}");
            let ask = json!({"kind": follower.code, "document": original.document});
            let proposed: DraftView = shop.run("draft_from", ask.clone());
            assert_eq!(proposed.draft.partner_id.is_some(), original.partner_id.is_some());
            let quantities = |draft: &DraftView| -> Vec<String> {
                draft.lines.iter().map(|line| line.quantity.clone()).collect()
            };
            let whole: Vec<_> = original.lines.iter().map(|line| line.quantity.clone()).collect();
            assert_eq!(quantities(&proposed), whole, "{name}");
            let mut typed = json!(proposed.draft);
            if follower.code == "CD" {
                typed["partner_id"] = json!(SUPPLIER);
                typed["lines"][0]["unit_price"] = json!("3.50");
            }
            let posted = post(&shop, &typed);
            assert_eq!(posted.refers_to[0].number, original.number, "{name}");
            let rest: DraftView = shop.run("draft_from", ask);
            assert_eq!(quantities(&rest), Vec::<String>::new(), "{name}: nothing is left");
        }
    }
    assert!(pairs >= 18, "{pairs}");
}

#[test]
fn a_receipt_of_money_is_proposed_from_what_is_open() {
    let shop = shop();
    let sale = json!({"kind": "XS", "partner_id": CUSTOMER, "due_date": "2026-11-01",
                      "lines": [{"product_id": COLA, "quantity": "2", "unit_price": "3.50"}]});
    let first = post(&shop, &sale);
    let second = post(&shop, &sale);
    assert_eq!((first.open.as_str(), first.due_date.as_deref()), ("7.00", Some("2026-11-01")));
    let asked = json!({"partner_id": CUSTOMER, "account": "receivable"});
    let open: Vec<OpenItemView> = shop.run("open_item_list", asked);
    let shown: Vec<_> = open.iter().map(|item| (item.open.as_str(), item.overdue)).collect();
    assert_eq!(shown, [("7.00", true), ("7.00", true)]);
    let money = json!({"kind": "SK", "partner_id": CUSTOMER,
                       "tenders": [{"tender": "cash", "amount": "9.00"}]});
    let money = save(&shop, &money);
    let oldest: DraftView = shop.run("draft_settle", json!({"id": money.id}));
    let amounts: Vec<_> = oldest.draft.settles.iter().map(|s| s.amount.as_str()).collect();
    assert_eq!((amounts, oldest.totals.remaining.as_str()), (vec!["7.00", "2.00"], "0.00"));
    let one: DraftView = shop.run("draft_from", json!({"kind": "SK", "document": second.document}));
    assert_eq!(one.settles[0].number, second.number);
    let mut typed = json!(one.draft);
    typed["tenders"] = json!([{"tender": "cash", "amount": ""}]);
    let paid = post(&shop, &typed);
    assert_eq!(paid.tenders, [("cash".to_owned(), "7.00".to_owned())], "the rest was filled in");
    assert_eq!(paid.settles[0].document.number, second.number);
    let all: DraftView = shop.run("draft_from", json!({"kind": "SK", "partner_id": CUSTOMER}));
    assert_eq!((all.settles.len(), all.totals.settled.as_str()), (1, "7.00"));
}

#[test]
fn a_posted_document_is_copied_to_a_draft() {
    let shop = shop();
    let typed = json!({"kind": "XS", "partner_id": CUSTOMER, "remark": "送到前台",
        "notes": [{"field": "carrier", "text": "顺丰"}],
        "lines": [{"product_id": COLA, "quantity": "2", "unit_price": "3.50", "discount": "0.50"}]});
    let posted = post(&shop, &typed);
    assert_eq!(posted.amount, "6.50");
    let copied: DraftView = shop.run("draft_copy", json!({"document": posted.document}));
    assert_eq!((copied.amount.as_str(), copied.draft.remark.as_str()), ("6.50", "送到前台"));
    assert_eq!(copied.draft.notes[0].text, "顺丰");
    let again: DraftView = shop.run("draft_copy", json!({"draft": copied.id}));
    assert_ne!(again.id, copied.id);
    assert_eq!(again.wrong, []);
}

#[test]
fn a_print_says_which_it_is_and_the_amount_in_capitals() {
    let shop = shop();
    let typed = json!({"kind": "XS", "partner_id": CUSTOMER,
        "lines": [{"product_id": COLA, "quantity": "3", "unit_price": "3.50"}]});
    let posted = post(&shop, &typed);
    let print =
        || -> PrintView { shop.run("document_print", json!({"document": posted.document})) };
    assert_eq!((print().times, print().times), (1, 2));
    let paper = print();
    assert_eq!((paper.capital.as_str(), paper.quantity.as_str()), ("壹拾元伍角", "3"));
    assert_eq!(paper.company, "街角小店");
}

#[test]
fn head_office_writes_documents_of_its_own_branch() {
    let office = Shop::head_office();
    let typed = json!({"kind": "PZ", "entries": [
        {"account": "5602", "debit": "12.00"}, {"account": "1002", "credit": "12.00"}]});
    let posted = post(&office, &typed);
    assert_eq!((posted.branch.as_str(), posted.amount.as_str()), ("00", "12.00"));
    let reason = json!({"document": posted.document, "reason": "记错"});
    let red: DocumentView = office.run("document_reverse", reason);
    assert_eq!(red.amount, "-12.00");
}

#[test]
fn an_order_closed_early_promises_nothing_and_keeps_what_was_delivered() {
    let shop = shop();
    let line =
        |quantity: &str| json!([{"product_id": COLA, "quantity": quantity, "unit_price": "3.50"}]);
    let order = json!({"kind": "XD", "partner_id": CUSTOMER, "lines": line("10")});
    let order = post(&shop, &order);
    assert!(order.can_close);
    let some: DraftView = shop.run("draft_from", json!({"kind": "XS", "document": order.document}));
    let mut typed = json!(some.draft);
    typed["lines"][0]["quantity"] = json!("4");
    post(&shop, &typed);
    let close = |reason: &str| json!({"document": order.document, "reason": reason});
    let unsaid = shop.call::<DocumentView>("order_close", close(" ")).unwrap_err();
    assert!(unsaid.is(ErrorCode::ReasonMissing));
    let red: DocumentView = shop.run("order_close", close("客户不要了"));
    assert_eq!((red.kind.as_str(), red.lines[0].quantity.as_str()), ("XD", "-6"));
    let order: DocumentView = shop.run("document_view", json!({"document": order.document}));
    assert!(!order.can_close);
    let again = shop.call::<DocumentView>("order_close", close("再结束")).unwrap_err();
    assert!(again.is(ErrorCode::AlreadyReversed) || again.is(ErrorCode::NothingLeft), "{again}");
}

#[test]
fn head_office_makes_one_order_of_what_is_asked_for() {
    let office = Shop::head_office();
    let cola = Product { id: ProductId(COLA), code: "KKKL".into(), ..Product::default() };
    let supplier = Partner { id: PartnerId(SUPPLIER), supplier: true, ..Partner::default() };
    for record in [MasterRecord::Product(Box::new(cola)), MasterRecord::Partner(supplier)] {
        office.context.store.write(|sql: &mut dyn Sql| master::save(sql, &record)).unwrap();
    }
    let asked = |quantity: &str| {
        post(
            &office,
            &json!({"kind": "CS", "lines": [
            {"product_id": COLA, "quantity": quantity, "unit_price": "1.90"}]}),
        )
    };
    asked("12");
    asked("8");
    let rows: Vec<RequisitionRow> = office.run("requisition_list", json!({}));
    assert_eq!((rows[0].original.as_str(), rows[0].last.as_str()), ("20", "20"));
    let less = json!({"product_id": COLA, "quantity": "-3"});
    let rows: Vec<RequisitionRow> = office.run("requisition_adjust", less);
    assert_eq!((rows[0].adjustment.as_str(), rows[0].last.as_str()), ("-3", "17"));
    let order: DocumentView =
        office.run("requisition_order", json!({"supplier_id": SUPPLIER, "products": []}));
    assert_eq!((order.kind.as_str(), order.lines[0].quantity.as_str()), ("CD", "17"));
    assert_eq!(order.remark, "00 17");
    let rows: Vec<RequisitionRow> = office.run("requisition_list", json!({}));
    assert_eq!(rows, []);
    let nothing = json!({"supplier_id": SUPPLIER, "products": []});
    let refused = office.call::<DocumentView>("requisition_order", nothing).unwrap_err();
    assert!(refused.is(ErrorCode::LinesMissing), "{refused}");
}

#[test]
fn a_template_is_written_so_many_times_over() {
    let shop = shop();
    let typed = json!({"kind": "ZC", "lines": [
        {"product_id": COLA, "quantity": "2"},
        {"product_id": COLA, "quantity": "1", "incoming": true}]});
    let draft = save(&shop, &typed);
    let kept = json!({"draft": draft.id, "name": " 礼盒 "});
    let kept: TemplateView = shop.run("template_save", kept);
    assert_eq!((kept.name.as_str(), kept.kind.as_str(), kept.lines), ("礼盒", "ZC", 2));
    let once = json!({"id": kept.id, "times": "1"});
    let once: DraftView = shop.run("template_use", once);
    assert_eq!(once.draft.lines, draft.draft.lines);
    let thrice: DraftView = shop.run("template_use", json!({"id": kept.id, "times": "3"}));
    let quantities: Vec<_> = thrice.draft.lines.iter().map(|l| l.quantity.as_str()).collect();
    assert_eq!(quantities, ["6", "3"]);
    for times in ["0", "1.5", "-1", "", "1000000"] {
        let refused = json!({"id": kept.id, "times": times});
        let refused = shop.call::<DraftView>("template_use", refused).unwrap_err();
        assert!(refused.is(ErrorCode::QuantityInvalid), "{times}: {refused}");
    }
    shop.run::<Value>("template_remove", json!({"id": kept.id}));
    assert_eq!(shop.run::<Vec<TemplateView>>("template_list", json!({})), []);
    assert!(shop.call::<DraftView>("template_use", json!({"id": kept.id, "times": "1"})).is_err());
}

#[test]
fn a_voucher_from_a_template_has_its_amounts_so_many_times_over() {
    let office = Shop::head_office();
    let entries =
        json!([{"account": "5602", "debit": "12.00"}, {"account": "1002", "credit": "12.00"}]);
    let draft = save(&office, &json!({"kind": "PZ", "entries": entries}));
    let kept: TemplateView =
        office.run("template_save", json!({"draft": draft.id, "name": "房租"}));
    let year: DraftView = office.run("template_use", json!({"id": kept.id, "times": "12"}));
    assert_eq!(year.draft.entries[0].debit, "144.00");
}
