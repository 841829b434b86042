//! The office at a branch: drafts; and head office's own commands.

use fenhao_app::error::ErrorCode;
use fenhao_app::view::{
    BranchStockRow, BranchView, DocumentView, DraftView, EnrolCodeView, HqOverview, PartnerHit,
    StockPage,
};
use fenhao_books::sql::Sql;
use fenhao_books::table::master;
use fenhao_domain::id::BranchId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::branch::Branch;
use serde_json::{Value, json};

use crate::shop::Shop;

fn draft(kind: &str, lines: Value) -> Value {
    json!({"kind": kind, "lines": lines})
}

fn line(quantity: &str, cost: Option<&str>) -> Value {
    let cost = cost.unwrap_or_default();
    json!({"product_id": 2_000_111_101_u64, "quantity": quantity, "unit_price": cost})
}

#[test]
fn a_purchase_receipt_is_drafted_and_posted_on_account() {
    let shop = Shop::opened();
    let mut typed = draft("CG", json!([line("12", Some("1.95"))]));
    let saved: DraftView = shop.run("draft_save", typed.clone());
    assert_eq!((saved.amount.as_str(), saved.lines[0].name.as_str()), ("23.40", "康康可乐"));
    let post = json!({"id": saved.id});
    let refused = shop.call::<DocumentView>("draft_post", post.clone()).unwrap_err();
    assert!(refused.is(ErrorCode::PartnerMissing));
    typed["id"] = json!(saved.id);
    typed["partner_id"] = json!(10_001);
    shop.run::<DraftView>("draft_save", typed);
    let posted: DocumentView = shop.run("draft_post", post);
    assert_eq!((posted.kind.as_str(), posted.partner.as_str()), ("CG", "汇泽饮品商行"));
    assert_eq!(posted.amount, "23.40");
    let drafts: Vec<DraftView> = shop.run("draft_list", json!({}));
    assert!(drafts.is_empty());
    let hits: Vec<PartnerHit> = shop.run("partner_search", json!({"text": "GY01", "limit": 5}));
    assert_eq!(hits[0].balance, "-23.40", "we owe the supplier");
}

#[test]
fn a_loss_says_why_and_leaves_at_the_cost_of_the_books() {
    let shop = Shop::opened();
    let mut typed = draft("BS", json!([line("1", None)]));
    let saved: DraftView = shop.run("draft_save", typed.clone());
    let post = json!({"id": saved.id});
    let refused = shop.call::<DocumentView>("draft_post", post.clone()).unwrap_err();
    assert!(refused.is(ErrorCode::ReasonMissing));
    typed["id"] = json!(saved.id);
    typed["remark"] = json!("摔破");
    shop.run::<DraftView>("draft_save", typed);
    let posted: DocumentView = shop.run("draft_post", post);
    assert_eq!(posted.lines[0].cost, "1.92");
}

#[test]
fn a_receipt_without_a_cost_names_the_line() {
    let shop = Shop::opened();
    let mut typed = draft("CG", json!([line("1", Some("1")), line("12", None)]));
    typed["partner_id"] = json!(10_001);
    let saved: DraftView = shop.run("draft_save", typed);
    let refused = shop.call::<DocumentView>("draft_post", json!({"id": saved.id})).unwrap_err();
    assert!(refused.is(ErrorCode::CostMissing));
    assert_eq!(refused.param("line"), Some("2"));
}

#[test]
fn a_branch_gets_a_code_once_and_another_only_while_nobody_has_enrolled() {
    let office = Shop::head_office();
    let input = json!({"code": "SH", "name": "街角小店"});
    let first: EnrolCodeView = office.run("branch_add", input.clone());
    let second: EnrolCodeView = office.run("branch_add", input);
    assert_ne!(first.code, second.code);
    assert_eq!(first.code.len(), 41, "seven groups of five");
    let other = office.call::<Value>("branch_add", json!({"code": "SH", "name": "别家"}));
    assert!(other.unwrap_err().is(ErrorCode::BranchCodeTaken));
    let branches: Vec<BranchView> = office.run("branch_list", json!({}));
    assert_eq!((branches.len(), branches[0].enrolled), (1, false));
    let overview: HqOverview = office.run("hq_overview", json!({}));
    assert_eq!((overview.branches, overview.documents), (1, 0));
}

#[test]
fn the_value_of_the_stock_is_the_balance_of_its_account() {
    let shop = Shop::opened();
    let mut sum = 0_i64;
    let mut after = Value::Null;
    let mut total;
    loop {
        let input =
            json!({"text": "", "branch": null, "zero": false, "after": after, "limit": 100});
        let page: StockPage = shop.run("stock_list", input);
        for row in &page.rows {
            sum += row.value.replace('.', "").parse::<i64>().unwrap();
        }
        total = page.total_value;
        match page.next {
            Some(next) => after = json!(next),
            None => break,
        }
    }
    assert_eq!(total.replace('.', "").parse::<i64>().unwrap(), sum);
    assert!(sum > 0);
}

#[test]
fn a_dispatch_is_on_its_way_and_still_ours() {
    let shop = Shop::opened();
    let branch = Branch { id: BranchId(2), code: "BJ".into(), ..Branch::default() };
    let save = |sql: &mut dyn Sql| master::save(sql, &MasterRecord::Branch(branch));
    shop.context.store.write(save).unwrap();
    let mut typed = draft("FH", json!([line("10", None)]));
    typed["counterpart"] = json!("BJ");
    let saved: DraftView = shop.run("draft_save", typed);
    let posted: DocumentView = shop.run("draft_post", json!({"id": saved.id}));
    assert_eq!(posted.partner, "BJ");
    let moves: Vec<_> =
        posted.moves.iter().map(|m| (m.class.as_str(), m.quantity.as_str())).collect();
    assert_eq!(moves, [("own", "-10"), ("in_transit", "10")]);
    let rows: Vec<BranchStockRow> =
        shop.run("stock_by_branch", json!({"product_id": 2_000_111_101_u64}));
    let places: Vec<_> =
        rows.iter().map(|row| (row.class.as_str(), row.quantity.as_str())).collect();
    assert_eq!(places, [("own", "81"), ("in_transit", "10")]);
}
