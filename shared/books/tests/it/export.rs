//! The journal for hledger and beancount.

use expect_test::{Expect, expect};
use fenhao_books::export::{Exported, Format, Scope, journal};
use fenhao_domain::calendar::Month;
use fenhao_domain::id::BranchId;
use fenhao_domain::kind::Kind;

use super::world::{Place, document, hq, sale, shop};

fn written(place: &Place, format: Format, month: Option<i32>) -> (String, Exported) {
    let mut out = Vec::new();
    let month = month.and_then(Month::from_number);
    let scope = Scope { branch: None, month, currency: "CNY" };
    let done = place.store.read(|sql| journal(sql, format, &scope, &mut out, &mut |_| {})).unwrap();
    (String::from_utf8(out).unwrap(), done)
}

fn check(place: &Place, format: Format, month: Option<i32>, expect: Expect) {
    expect.assert_eq(&written(place, format, month).0);
}

fn corner_shop() -> Place {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-10-20", &[(1, "10", "2.50")]));
    shop.post(sale("2026-11-23", &[(1, "2.5", "4.00")]));
    shop
}

#[test]
fn hledger_reads_value_and_units_side_by_side() {
    check(
        &corner_shop(),
        Format::Hledger,
        None,
        expect![[r#"
            ; Fenhao: value and units stand in separate postings.
            ; hledger -f FILE check --strict; hledger -f FILE bal not:Units
            commodity 1000.00 CNY
            account Assets:B1:1405-Inventory
                ; type:A
            account Liabilities:B1:2202-Accounts-payable
                ; type:L
            ; P-1: P1 1
            commodity 1000.000 "P-1"
            account Units:B1:Own
            2026-10-20 * (CG-B1-261020-0001) purchase receipt, S1
                Assets:B1:1405-Inventory  25.00 CNY
                Liabilities:B1:2202-Accounts-payable  -25.00 CNY
                Units:B1:Own  10 "P-1" @ 0 CNY
            account Assets:B1:1001-Cash-on-hand
                ; type:A
            account Expenses:B1:5401-Cost-of-goods-sold
                ; type:X
            account Income:B1:500101-Sales-revenue
                ; type:R
            2026-11-23 * (LS-B1-261123-0001) retail sale
                Assets:B1:1001-Cash-on-hand  10.00 CNY
                Assets:B1:1405-Inventory  -6.25 CNY
                Expenses:B1:5401-Cost-of-goods-sold  6.25 CNY
                Income:B1:500101-Sales-revenue  -10.00 CNY
                Units:B1:Own  -2.5 "P-1" @ 0 CNY
            2026-11-23 * balances of the sum tables
                Assets:B1:1001-Cash-on-hand  0 CNY = 10.00 CNY
                Assets:B1:1405-Inventory  0 CNY = 18.75 CNY
                Liabilities:B1:2202-Accounts-payable  0 CNY = -25.00 CNY
                Expenses:B1:5401-Cost-of-goods-sold  0 CNY = 6.25 CNY
                Income:B1:500101-Sales-revenue  0 CNY = -10.00 CNY
                Units:B1:Own  0 "P-1" = 7.5 "P-1"
        "#]],
    );
}

#[test]
fn a_month_begins_with_its_opening_balances() {
    check(
        &corner_shop(),
        Format::Beancount,
        Some(202_611),
        expect![[r#"
        ; Fenhao 分号: value and units stand in separate postings.
        option "title" "Fenhao"
        option "operating_currency" "CNY"
        2026-11-01 open Assets:B1:1405-Inventory CNY
        2026-11-01 open Liabilities:B1:2202-Accounts-payable CNY
        2026-11-01 commodity P-1
          code: "P1"
          name: "商品1"
        2026-11-01 open Equity:B1:Units-Own:P-1 P-1
        2026-11-01 * "OPENING-B1-2026-11" "opening balances 期初余额"
          Assets:B1:1405-Inventory  25.00 CNY
          Liabilities:B1:2202-Accounts-payable  -25.00 CNY
          Equity:B1:Units-Own:P-1  10 P-1 @ 0 CNY
        2026-11-23 open Assets:B1:1001-Cash-on-hand CNY
        2026-11-23 open Expenses:B1:5401-Cost-of-goods-sold CNY
        2026-11-23 open Income:B1:500101-Sales-revenue CNY
        2026-11-23 * "LS-B1-261123-0001" "零售单 retail sale"
          Assets:B1:1001-Cash-on-hand  10.00 CNY
          Assets:B1:1405-Inventory  -6.25 CNY
          Expenses:B1:5401-Cost-of-goods-sold  6.25 CNY
          Income:B1:500101-Sales-revenue  -10.00 CNY
          Equity:B1:Units-Own:P-1  -2.5 P-1 @ 0 CNY
        2026-12-01 balance Assets:B1:1001-Cash-on-hand  10.00 CNY
        2026-12-01 balance Assets:B1:1405-Inventory  18.75 CNY
        2026-12-01 balance Liabilities:B1:2202-Accounts-payable  -25.00 CNY
        2026-12-01 balance Expenses:B1:5401-Cost-of-goods-sold  6.25 CNY
        2026-12-01 balance Income:B1:500101-Sales-revenue  -10.00 CNY
        2026-12-01 balance Equity:B1:Units-Own:P-1  7.5 P-1
    "#]],
    );
}

#[test]
fn a_receipt_of_a_dispatch_is_one_transaction_of_two_branches_at_hq() {
    let (hq, sender, receiver) = (hq(2), shop(1), shop(2));
    sender.post(document(Kind::CG, "2026-11-20", &[(1, "10", "6.00")]));
    let mut dispatch = document(Kind::FH, "2026-11-21", &[(1, "10", "0")]);
    dispatch.counterpart = Some(BranchId(2));
    let dispatched = sender.post(dispatch);
    let mut receipt = document(Kind::RS, "2026-11-22", &[(1, "8", "6.00")]);
    receipt.counterpart = Some(BranchId(1));
    receipt.refers_to = Some(dispatched.id);
    receipt.lines[0].refers_to_line = 1;
    receiver.post(receipt);
    for shop in [&sender, &receiver] {
        for batch in shop.seal(500) {
            hq.take_in(&batch).unwrap();
        }
    }
    hq.merge();
    let (text, done) = written(&hq, Format::Hledger, None);
    let last = text.split("2026-11-22 * ").nth(1).unwrap();
    expect![[r#"
        (RS-B2-261122-0001) receipt of a dispatch
            Assets:B1:1402-Goods-in-transit  -48.00 CNY
            Liabilities:B1:2251-Inter-branch-clearing  48.00 CNY
            Assets:B2:1405-Inventory  48.00 CNY
            Liabilities:B2:2251-Inter-branch-clearing  -48.00 CNY
            Units:B1:In-transit  -8 "P-1" @ 0 CNY
            Units:B2:Own  8 "P-1" @ 0 CNY
    "#]]
    .assert_eq(last);
    assert_eq!((done.documents, done.without_postings), (3, 0));
    let scope = Scope { branch: Some(BranchId(1)), month: None, currency: "CNY" };
    let mut out = Vec::new();
    let done =
        hq.store.read(|sql| journal(sql, Format::Hledger, &scope, &mut out, &mut |_| {})).unwrap();
    assert_eq!(done.documents, 3);
    assert!(!String::from_utf8(out).unwrap().contains(":B2:"));
}
