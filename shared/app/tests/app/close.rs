//! Closing and opening the books on screens.

use std::collections::BTreeMap;
use std::path::Path;

use fenhao_app::error::ErrorCode;
use fenhao_app::view::{
    AuditPage, CartView, CloseView, ClosedView, DocumentLink, GAPS, GapView, OpeningView, PaidView,
    YearView,
};
use fenhao_domain::id::{BranchId, WarehouseNo};
use fenhao_domain::permission::ShippedRole;
use fenhao_domain::scope::{Range, Scopes, Warehouse};
use serde_json::{Value, json};

use crate::shop::Shop;

const COLA: u64 = 2_000_111_101;

fn month(remark: &str) -> Value {
    json!({"month": "2026-11", "remark": remark})
}

fn module(key: &str) -> Value {
    json!({"month": "2026-11", "module": key})
}

fn sell(shop: &Shop) -> Result<PaidView, fenhao_app::error::ApiError> {
    let _: CartView = shop.run("till_add", json!({"product_id": COLA, "quantity": "1"}));
    shop.call("till_pay", json!({"tender": {"tender": "cash", "amount": null}}))
}

#[test]
fn a_month_closes_module_by_module_and_is_opened_again_for_a_reason() {
    let shop = Shop::opened();
    let gaps: Vec<GapView> = shop.run("close_check", month(""));
    assert_eq!(gaps, []);
    let early: ClosedView = shop.run("close_module", module("sales"));
    let purchase = vec![("module".to_owned(), "purchase".to_owned())];
    assert_eq!((&*early.gaps[0].code, &early.gaps[0].params), ("module_open", &purchase));
    let _: ClosedView = shop.run("close_module", module("purchase"));
    let _: ClosedView = shop.run("close_module", module("sales"));
    let refused = sell(&shop).unwrap_err();
    assert!(refused.is(ErrorCode::ModuleClosed), "{refused}");
    let closed: ClosedView = shop.run("close_month", month("十一月"));
    assert_eq!(closed.close.unwrap().number, "YJC-SH-261130-0001");
    assert!(sell(&shop).unwrap_err().is(ErrorCode::PeriodSealed));
    let list: CloseView = shop.run("close_list", json!({}));
    let state = &list.months[0];
    assert_eq!((&*state.month, state.modules.len(), state.company), ("2026-11", 3, false));
    assert_eq!(state.close.as_ref().unwrap().kind, "YJC");
    let late: Vec<DocumentLink> = shop.run("close_late", month(""));
    assert_eq!(late, []);
    assert!(
        shop.call::<Value>("close_reopen", month(" ")).unwrap_err().is(ErrorCode::ReasonMissing)
    );
    let red: ClosedView = shop.run("close_reopen", month("漏了一张"));
    assert_eq!(red.close.unwrap().number, "YJC-SH-261123-0001");
    sell(&shop).unwrap();
    let audit: AuditPage = shop.run(
        "audit_list",
        json!({"operator": null, "act": null, "from": null, "to": null, "after": null,
            "limit": 50}),
    );
    let acts: Vec<&str> = audit.rows.iter().map(|row| row.act.as_str()).collect();
    for act in ["module_close", "month_close", "reversal"] {
        assert!(acts.contains(&act), "{acts:?}");
    }
}

#[test]
fn what_is_wrong_comes_back_as_data_with_its_documents_and_nothing_is_closed() {
    let shop = Shop::opened();
    let text = "UPDATE stock_sum SET quantity = quantity + 10000 WHERE product_id = 2000111101";
    shop.context.store.write(|sql| sql.execute(text, &[])).unwrap();
    let closed: ClosedView = shop.run("close_month", month(""));
    assert_eq!(closed.close, None);
    let sum = closed.gaps.iter().find(|gap| gap.code == "sum").unwrap();
    assert_eq!(sum.params[0], ("table".to_owned(), "stock_sum".to_owned()));
    assert!(sum.documents[0].number.starts_with("QC-SH-"), "{sum:?}");
    let list: CloseView = shop.run("close_list", json!({}));
    assert_eq!((&list.months[0].close, list.months[0].modules.len()), (&None, 0));
}

#[test]
fn the_books_are_opened_once_with_figures_that_add_up() {
    let shop = Shop::opened();
    let opening: OpeningView = shop.run("opening_check", json!({}));
    assert_eq!((&opening.opened, opening.gaps.len()), (&None, 0));
    let stock: Vec<&str> = opening.stock.iter().map(|(class, _)| class.as_str()).collect();
    assert_eq!(stock, ["own"]);
    let opened: OpeningView = shop.run("opening_open", json!({}));
    assert_eq!(opened.opened.as_deref(), Some("2026-11-23"));
    assert_eq!(opened.equity, opening.equity);
    let again = shop.call::<Value>("opening_open", json!({})).unwrap_err();
    assert!(again.is(ErrorCode::BooksOpened));
    let list: CloseView = shop.run("close_list", json!({}));
    assert_eq!(list.opened.as_deref(), Some("2026-11-23"));
}

#[test]
fn a_year_is_shown_before_it_is_closed_and_waits_for_its_december() {
    let shop = Shop::opened();
    sell(&shop).unwrap();
    let year = json!({"year": 2026, "remark": ""});
    let view: YearView = shop.run("close_year_view", year.clone());
    let last = view.entries.last().unwrap();
    assert_eq!((&*last.account, &*last.name), ("3104", "利润分配"));
    let closed: ClosedView = shop.run("close_year", year);
    assert_eq!((closed.close, &*closed.gaps[0].code), (None, "earlier_open"));
}

#[test]
fn closing_is_for_whoever_sees_cost_and_everything() {
    let shop = Shop::opened().with_role(ShippedRole::Storekeeper);
    let denied = shop.call::<Value>("close_month", month("")).unwrap_err();
    assert!(denied.is(ErrorCode::PermissionDenied));
    let mut shop = shop.with_role(ShippedRole::Manager);
    let one = Range::Only([Warehouse { branch: BranchId(1), number: WarehouseNo(1) }].into());
    shop.session = shop.session.within(Scopes { warehouses: one, ..Scopes::default() });
    let refused = shop.call::<Value>("close_check", month("")).unwrap_err();
    assert!(refused.is(ErrorCode::OutOfScope), "{refused}");
}

#[test]
fn every_gap_has_words_on_screens_in_both_languages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/i18n");
    for language in ["zh-CN", "en"] {
        let json = std::fs::read_to_string(folder.join(format!("{language}.json"))).unwrap();
        let words: BTreeMap<String, String> = serde_json::from_str(&json).unwrap();
        for (code, params) in GAPS {
            let sentence = &words[&format!("gap.{code}")];
            for hole in sentence.split("{{").skip(1) {
                let (name, _) = hole.split_once("}}").unwrap();
                assert!(params.contains(&name), "{language} {code}: {name}");
            }
        }
    }
}
