//! What reports say of posted documents.

use fenhao_books::report::{Cell, Drill, Language, Query, Report, ReportName, RowKind, run};
use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::document::{Discount, DiscountKind};
use fenhao_domain::id::{BranchId, ProductId};
use fenhao_domain::kind::Kind;

use super::world::{Place, document, hq, sale, shop};

fn report(place: &Place, name: ReportName, query: &Query) -> Report {
    place.store.read(|sql| run(sql, name, query)).unwrap()
}

/// The rows as text, cells parted by `|`.
fn lines(report: &Report) -> Vec<String> {
    let text = |cells: &[Cell]| {
        cells.iter().map(|cell| cell.show(Language::English)).collect::<Vec<_>>().join("|")
    };
    let mut lines: Vec<String> = report.rows.iter().map(|row| text(&row.cells)).collect();
    lines.extend(report.total.as_deref().map(|cells| format!("= {}", text(cells))));
    lines
}

fn day(text: &str) -> Option<BusinessDate> {
    Some(BusinessDate::parse(text).unwrap())
}

/// Ten at 2.50 and five at 1.10 in October; two and one sold in November.
fn corner_shop() -> Place {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-10-20", &[(1, "10", "2.50"), (2, "5", "1.10")]));
    shop.post(sale("2026-11-23", &[(1, "2", "4.00"), (2, "1", "2.00")]));
    shop
}

#[test]
fn stock_status_shows_own_goods_and_goods_in_transit() {
    let shop = corner_shop();
    let mut dispatch = document(Kind::FH, "2026-11-24", &[(1, "3", "0")]);
    dispatch.counterpart = Some(BranchId(2));
    shop.post(dispatch);
    let status = report(&shop, ReportName::StockStatus, &Query::default());
    assert_eq!(
        lines(&status),
        [
            "P1|商品1||件|5|3|2.50|12.50|7.50|0|0.00|0|0|0",
            "P2|商品2||件|4|0|1.10|4.40|0.00|0|0.00|0|0|0",
            "= |||||||16.90|7.50||0.00|||",
        ]
    );
    let all = Query { zero: true, branch: Some(BranchId(1)), ..Query::default() };
    assert_eq!(lines(&report(&shop, ReportName::StockStatus, &all)).len(), 4);
    let found = Query { text: Some("sp2".to_owned()), ..Query::default() };
    assert_eq!(
        lines(&report(&shop, ReportName::StockStatus, &found)),
        ["P2|商品2||件|4|0|1.10|4.40|0.00|0|0.00|0|0|0"]
    );
}

/// Every page of a report, `limit` rows each, one after another.
fn all_pages(place: &Place, name: ReportName, query: &Query) -> Vec<String> {
    let mut query = query.clone();
    let mut found = Vec::new();
    loop {
        let page = report(place, name, &query);
        found.extend(lines(&Report { total: None, ..page.clone() }));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return found,
        }
    }
}

#[test]
fn pages_put_together_are_the_whole_report() {
    let shop = corner_shop();
    for _ in 0..4 {
        shop.post(sale("2026-11-24", &[(1, "1", "4.00"), (2, "0.5", "2.00")]));
    }
    let queries = [
        (ReportName::StockStatus, Query::default()),
        (ReportName::StockByWarehouse, Query::default()),
        (ReportName::StockLedger, Query { product: Some(ProductId(1)), ..Query::default() }),
        (ReportName::SalesByDay, Query::default()),
        (ReportName::AccountLedger, Query { account: Some(account::CASH), ..Query::default() }),
        (ReportName::PartnerBalance, Query::default()),
    ];
    for (name, query) in queries {
        let whole = all_pages(&shop, name, &query);
        assert!(!whole.is_empty(), "{name:?}");
        for limit in 1..4 {
            let paged = Query { limit, ..query.clone() };
            assert_eq!(all_pages(&shop, name, &paged), whole, "{name:?} by {limit}");
        }
    }
}

#[test]
fn a_stock_ledger_runs_from_opening_to_closing() {
    let shop = corner_shop();
    let query = Query { product: Some(ProductId(1)), from: day("2026-11-01"), ..Query::default() };
    let ledger = report(&shop, ReportName::StockLedger, &query);
    assert_eq!(
        lines(&ledger),
        [
            "|B1|Goods store|Own|||||",
            "|Opening|||||10|2.50|25.00",
            "2026-11-23|LS-B1-261123-0001|retail sale||2|-5.00|8|2.50|20.00",
            "|Closing|||||8|2.50|20.00",
        ]
    );
    assert!(matches!(ledger.rows[2].drill, Some(Drill::Document(id)) if id.seq == 2));
}

#[test]
fn the_trial_balance_is_zero_and_opens_with_last_month() {
    let shop = corner_shop();
    let november = Query { from: day("2026-11-01"), to: day("2026-11-30"), ..Query::default() };
    assert_eq!(
        lines(&report(&shop, ReportName::TrialBalance, &november)),
        [
            "1001|Cash on hand|0.00|10.00|0.00|10.00",
            "1405|Inventory|30.50|0.00|6.10|24.40",
            "2202|Accounts payable|-30.50|0.00|0.00|-30.50",
            "500101|Sales revenue|0.00|0.00|10.00|-10.00",
            "5401|Cost of goods sold|0.00|6.10|0.00|6.10",
            "= ||0.00|16.10|16.10|0.00",
        ]
    );
}

#[test]
fn statements_agree_on_the_profit() {
    let shop = corner_shop();
    let mut member = sale("2026-11-25", &[(2, "1", "2.00")]);
    let amount = Amount::from_minor(50);
    member.lines[0].discounts.push(Discount { kind: DiscountKind::Member, amount, claim_on: None });
    member.tenders[0].amount = Amount::from_minor(150);
    shop.post(member);
    let income = report(&shop, ReportName::IncomeStatement, &Query::default());
    assert_eq!(
        lines(&income),
        [
            "|Revenue||",
            "500101|Sales revenue|12.00|12.00",
            "500102|Loyalty discounts|-0.50|-0.50",
            "|Cost of sales||",
            "5401|Cost of goods sold|7.20|7.20",
            "|Gross profit|4.30|4.30",
            "|Taxes and expenses||",
            "|Operating profit|4.30|4.30",
            "|Other income||",
            "|Other losses||",
            "|Net profit|4.30|4.30",
            "= |Net profit|4.30|4.30",
        ]
    );
    let sheet = report(&shop, ReportName::BalanceSheet, &Query::default());
    assert_eq!(
        lines(&sheet),
        [
            "|Assets||",
            "1001|Cash on hand|11.50|0.00",
            "1405|Inventory|23.30|0.00",
            "|Total assets|34.80|0.00",
            "|Liabilities||",
            "2202|Accounts payable|30.50|0.00",
            "|Total liabilities|30.50|0.00",
            "|Equity||",
            "|Profit of this year|4.30|0.00",
            "|Total equity|4.30|0.00",
            "|Total liabilities and equity|34.80|0.00",
        ]
    );
    assert_eq!(sheet.rows[0].kind, RowKind::Heading);
}

#[test]
fn a_balance_sheet_says_by_how_much_it_is_broken() {
    let shop = corner_shop();
    shop.store
        .write(|sql| {
            sql.execute("UPDATE account_sum SET debit = debit + 500 WHERE account = 1001", &[])
        })
        .unwrap();
    let sheet = report(&shop, ReportName::BalanceSheet, &Query::default());
    let last = lines(&sheet).pop().unwrap();
    assert_eq!(last, "|Broken: the sides differ by|0.05|0.00");
}

#[test]
fn an_account_ledger_opens_in_the_middle_of_a_month() {
    let shop = corner_shop();
    shop.post(sale("2026-11-25", &[(1, "1", "4.00")]));
    let query = Query { account: Some(account::CASH), from: day("2026-11-24"), ..Query::default() };
    assert_eq!(
        lines(&report(&shop, ReportName::AccountLedger, &query)),
        [
            "|Opening balance|||||10.00",
            "2026-11-25|LS-B1-261125-0001|retail sale||4.00||14.00",
            "|Closing balance|||||14.00",
        ]
    );
}

#[test]
fn partners_show_on_the_side_on_which_they_stand() {
    let shop = corner_shop();
    assert_eq!(
        lines(&report(&shop, ReportName::PartnerBalance, &Query::default())),
        ["2202|Accounts payable|S1|供货商||30.50", "= ||||0.00|30.50"]
    );
}

#[test]
fn sales_by_day_tells_profit_and_margin() {
    let shop = corner_shop();
    assert_eq!(
        lines(&report(&shop, ReportName::SalesByDay, &Query::default())),
        [
            "2026-11-23|1|0|2|10.00|0.00|0.00|10.00|0.00|6.10|3.90|39",
            "= |1|0|2|10.00|0.00|0.00|10.00|0.00|6.10|3.90|39",
        ]
    );
}

#[test]
fn the_tax_inside_a_sale_is_no_profit() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "1", "5.00")]));
    let mut taxed = sale("2026-11-23", &[(1, "1", "11.30")]);
    taxed.lines[0].tax = Amount::from_minor(130);
    shop.post(taxed);
    let days = lines(&report(&shop, ReportName::SalesByDay, &Query::default()));
    assert_eq!(days[0], "2026-11-23|1|0|1|11.30|0.00|0.00|11.30|1.30|5.00|5.00|50");
}

#[test]
fn control_totals_come_from_posted_documents_only() {
    let (hq, shop) = (hq(1), shop(1));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "0.001832"), (99, "1", "1")]));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "0.001832")]));
    let mut basket = sale("2026-11-23", &[(1, "2", "4.00")]);
    basket.lines[0].discounts.push(Discount {
        kind: DiscountKind::Coupon,
        amount: Amount::from_minor(150),
        claim_on: None,
    });
    basket.tenders[0].amount = Amount::from_minor(650);
    shop.post(basket);
    for batch in shop.seal(500) {
        hq.take_in(&batch).unwrap();
    }
    assert_eq!(hq.merge().held, 1);
    let totals = report(&hq, ReportName::ControlTotals, &Query::default());
    assert_eq!(
        lines(&totals),
        [
            "B1|1|1|2|8.00|0.00|1.50|0.00|6.50|1|1|10|0.018320",
            "= |1|1|2|8.00|0.00|1.50|0.00|6.50|1|1|10|0.018320",
        ]
    );
}

#[test]
fn a_wrong_cursor_is_refused() {
    let shop = corner_shop();
    let query = Query { after: Some("1.x".to_owned()), ..Query::default() };
    let outcome = shop.store.read(|sql| run(sql, ReportName::StockStatus, &query));
    assert!(outcome.is_err());
    assert_eq!(ReportName::from_code("control-totals"), Some(ReportName::ControlTotals));
}

#[test]
fn an_income_statement_over_the_turn_of_the_year_keeps_the_year_apart() {
    let shop = corner_shop();
    shop.post(sale("2027-01-05", &[(1, "1", "3.00")]));
    shop.post(sale("2027-02-05", &[(1, "1", "4.00")]));
    let of = |from, to| {
        let query = Query { from: day(from), to: day(to), ..Query::default() };
        lines(&report(&shop, ReportName::IncomeStatement, &query))[1].clone()
    };
    assert_eq!(of("2026-11-01", "2027-01-31"), "500101|Sales revenue|13.00|3.00");
    assert_eq!(of("2027-02-01", "2027-02-28"), "500101|Sales revenue|4.00|7.00");
}
