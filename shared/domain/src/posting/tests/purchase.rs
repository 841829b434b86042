//! Golden vouchers of purchasing: requisitions and orders, goods before their invoice, returns,
//! money to suppliers, consignment in.

use expect_test::expect;

use super::super::sample::{A, SUPPLIER, begin, check};
use crate::account;
use crate::document::Form;
use crate::entry::Side;
use crate::kind::Kind;

#[test]
fn a_requisition_does_nothing_to_the_books() {
    check(
        begin(Kind::CS).line(A, "12", "6.00"),
        expect![[r#"
        CS-SH-261123-0001 请购单
    "#]],
    );
}

#[test]
fn an_order_expects_goods_and_its_deposit_is_ours() {
    check(
        begin(Kind::CD).line(A, "10", "6.00").cash("20.00"),
        expect![[r#"
        CD-SH-261123-0001 采购订单
          Dr 预付账款 Supplier prepayments (supplier)                    20.00
          Cr 库存现金 Cash on hand                                       20.00
          goods A  expected 10 = 0.00
    "#]],
    );
}

#[test]
fn goods_before_their_invoice_are_accrued() {
    check(
        begin(Kind::CG).form(Form::Accrued).line(A, "10", "10.00").cost("10.00").released("8"),
        expect![[r#"
            CG-SH-261123-0001 采购入库
              Dr 库存商品 Inventory                                         100.00
              Cr 应付暂估 Accrued receipts (supplier)                       100.00
              goods A  expected -8 = 0.00
              goods A  own 10 = 100.00
        "#]],
    );
}

#[test]
fn an_invoice_clears_what_was_accrued_and_shows_its_variance() {
    check(
        begin(Kind::FP)
            .of_original()
            .line(A, "10", "10.20")
            .cost("10.00")
            .vat("13.26")
            .cash("15.26"),
        expect![[r#"
            FP-SH-261123-0001 采购发票
              Dr 应付暂估 Accrued receipts (supplier) of original           100.00
              Dr 应交增值税-进项税额 Input VAT                               13.26
              Dr 采购价差 Purchase price variance                             2.00
              Cr 库存现金 Cash on hand                                       15.26
              Cr 应付账款 Accounts payable (supplier)                       100.00
        "#]],
    );
}

#[test]
fn a_return_is_credited_at_its_price_and_leaves_at_the_cost_of_the_books() {
    check(
        begin(Kind::CT).of_original().line(A, "2", "6.00").cost("5.50").vat("1.56"),
        expect![[r#"
            CT-SH-261123-0001 采购退货
              Dr 应付账款 Accounts payable (supplier) of original            13.56
              Cr 库存商品 Inventory                                          11.00
              Cr 应交增值税-进项税额 Input VAT                                1.56
              Dr 成本尾差 Cost adjustment                                    -1.00
              goods A  own -2 = -11.00
        "#]],
    );
}

#[test]
fn goods_that_go_back_uninvoiced_clear_their_part_of_what_was_accrued() {
    check(
        begin(Kind::CT)
            .form(Form::Accrued)
            .of_original()
            .line(A, "1", "3.3333")
            .cost("3.30")
            .liability("3.34"),
        expect![[r#"
            CT-SH-261123-0001 采购退货
              Dr 应付暂估 Accrued receipts (supplier) of original             3.34
              Cr 库存商品 Inventory                                           3.30
              Dr 成本尾差 Cost adjustment                                    -0.04
              goods A  own -1 = -3.30
        "#]],
    );
}

#[test]
fn a_payment_settles_documents_and_what_is_left_is_prepaid() {
    check(
        begin(Kind::FK).settles("80.00").cash("99.00").account(
            account::DISCOUNT_RECEIVED,
            None,
            Side::Credit,
            "1.00",
        ),
        expect![[r#"
            FK-SH-261123-0001 付款单
              Dr 应付账款 Accounts payable (supplier) of original            80.00
              Dr 预付账款 Supplier prepayments (supplier)                    20.00
              Cr 库存现金 Cash on hand                                       99.00
              Cr 现金折扣收入 Settlement discounts received                   1.00
        "#]],
    );
    check(
        begin(Kind::FK).settles("80.00").cash("60.00"),
        expect![[r#"
        FK-SH-261123-0001 付款单
          Dr 应付账款 Accounts payable (supplier) of original            80.00
          Cr 预付账款 Supplier prepayments (supplier)                    20.00
          Cr 库存现金 Cash on hand                                       60.00
    "#]],
    );
}

#[test]
fn a_payable_is_raised_against_expense_and_lowered_against_income() {
    check(
        begin(Kind::FZ).account(account::OTHER_LOSS, None, Side::Debit, "8.00"),
        expect![[r#"
        FZ-SH-261123-0001 应付增加
          Dr 营业外支出 Other losses                                      8.00
          Cr 应付账款 Accounts payable (supplier)                         8.00
    "#]],
    );
    check(
        begin(Kind::FJ).account(account::OTHER_INCOME, None, Side::Credit, "8.00"),
        expect![[r#"
            FJ-SH-261123-0001 应付减少
              Cr 营业外收入 Other income                                      8.00
              Dr 应付账款 Accounts payable (supplier)                         8.00
        "#]],
    );
}

#[test]
fn a_consignors_goods_stand_among_our_own_and_are_owed_for() {
    check(
        begin(Kind::SR).line(A, "10", "5.00").cost("5.00").liability("50.00"),
        expect![[r#"
        SR-SH-261123-0001 受托代销收货
          Dr 库存商品 Inventory                                          50.00
          Cr 受托代销商品款 Consigned-in liability (supplier)            50.00
          goods A  consigned_in (supplier) 10 = 50.00
          goods A  own 10 = 50.00
    "#]],
    );
}

#[test]
fn a_settlement_turns_the_liability_into_a_payable_with_its_variance() {
    check(
        begin(Kind::SJ).partner(SUPPLIER).line(A, "4", "5.50").liability("20.00").vat("2.86"),
        expect![[r#"
            SJ-SH-261123-0001 受托代销结算
              Dr 受托代销商品款 Consigned-in liability (supplier)            20.00
              Dr 应交增值税-进项税额 Input VAT                                2.86
              Dr 采购价差 Purchase price variance                             2.00
              Cr 应付账款 Accounts payable (supplier)                        24.86
              goods A  consigned_in (supplier) -4 = -20.00
        "#]],
    );
}

#[test]
fn unsettled_goods_go_back_at_the_cost_of_the_books() {
    check(
        begin(Kind::ST).of_original().line(A, "2", "5.00").cost("5.20").liability("10.00"),
        expect![[r#"
            ST-SH-261123-0001 受托代销退货
              Dr 受托代销商品款 Consigned-in liability (supplier)            10.00
              Cr 库存商品 Inventory                                          10.40
              Dr 成本尾差 Cost adjustment                                     0.40
              goods A  consigned_in (supplier) -2 = -10.00
              goods A  own -2 = -10.40
        "#]],
    );
}

#[test]
fn a_consignors_price_change_does_nothing_to_the_books() {
    check(
        begin(Kind::SD).line(A, "2", "5.50"),
        expect![[r#"
        SD-SH-261123-0001 受托代销调价
    "#]],
    );
}
