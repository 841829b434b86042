//! Golden vouchers of sales: orders, deliveries and returns on account, consignment out, money of
//! customers.

use expect_test::expect;

use super::super::sample::{A, B, CUSTOMER, begin, check};
use crate::account;
use crate::entry::Side;
use crate::kind::Kind;

#[test]
fn a_delivery_on_account_is_the_customers_debt_and_keeps_the_orders_promise() {
    check(
        begin(Kind::XS).line(A, "3", "11.30").cost("6.00").tax("0.13").released("2").cash("10.00"),
        expect![[r#"
            XS-SH-261123-0001 销售单
              Dr 库存现金 Cash on hand                                       10.00
              Dr 应收账款 Accounts receivable (customer)                     23.90
              Cr 主营业务收入 Sales revenue                                  30.00
              Cr 应交增值税-销项税额 Output VAT                               3.90
              Dr 主营业务成本 Cost of goods sold                             18.00
              Cr 库存商品 Inventory                                          18.00
              goods A  reserved -2 = 0.00
              goods A  own -3 = -18.00
        "#]],
    );
}

#[test]
fn a_sales_return_lowers_what_its_delivery_is_owed() {
    check(
        begin(Kind::XT).of_original().line(A, "1", "9.90").cost("6.00"),
        expect![[r#"
        XT-SH-261123-0001 销售退货
          Dr 应收账款 Accounts receivable (customer) of original         -9.90
          Cr 主营业务收入 Sales revenue                                  -9.90
          Dr 主营业务成本 Cost of goods sold                             -6.00
          Cr 库存商品 Inventory                                          -6.00
          goods A  own 1 = 6.00
    "#]],
    );
}

#[test]
fn a_quotation_and_a_contract_do_nothing_to_the_books() {
    check(
        begin(Kind::BJ).line(A, "3", "9.90"),
        expect![[r#"
        BJ-SH-261123-0001 报价单
    "#]],
    );
    check(
        begin(Kind::HT).line(A, "3", "9.90"),
        expect![[r#"
        HT-SH-261123-0001 合同
    "#]],
    );
}

#[test]
fn an_order_promises_goods_and_its_deposit_is_the_customers() {
    check(
        begin(Kind::XD).line(A, "5", "9.90").line(B, "1", "4.00").cash("20.00"),
        expect![[r#"
        XD-SH-261123-0001 销售订单
          Dr 库存现金 Cash on hand                                       20.00
          Cr 预收账款 Customer prepayments (customer)                    20.00
          goods A  reserved 5 = 0.00
          goods B  reserved 1 = 0.00
    "#]],
    );
}

#[test]
fn money_settles_documents_and_what_is_left_is_prepaid() {
    check(
        begin(Kind::SK)
            .cash("95.00")
            .account(account::SETTLEMENT_DISCOUNT, None, Side::Debit, "5.00")
            .settles("80.00"),
        expect![[r#"
            SK-SH-261123-0001 收款单
              Dr 库存现金 Cash on hand                                       95.00
              Dr 现金折扣 Settlement discounts given                          5.00
              Cr 应收账款 Accounts receivable (customer) of original         80.00
              Cr 预收账款 Customer prepayments (customer)                    20.00
        "#]],
    );
}

#[test]
fn a_receipt_that_settles_more_than_it_brings_uses_the_prepayment() {
    check(
        begin(Kind::SK).cash("30.00").settles("80.00"),
        expect![[r#"
        SK-SH-261123-0001 收款单
          Dr 库存现金 Cash on hand                                       30.00
          Cr 应收账款 Accounts receivable (customer) of original         80.00
          Dr 预收账款 Customer prepayments (customer)                    50.00
    "#]],
    );
}

#[test]
fn money_goes_back_to_a_customer_out_of_the_prepayment() {
    check(
        begin(Kind::SK).cash("-20.00"),
        expect![[r#"
        SK-SH-261123-0001 收款单
          Dr 库存现金 Cash on hand                                      -20.00
          Dr 预收账款 Customer prepayments (customer)                    20.00
    "#]],
    );
}

#[test]
fn a_receivable_is_raised_against_income_and_lowered_against_expense() {
    check(
        begin(Kind::YZ).account(account::OTHER_INCOME, None, Side::Credit, "8.00"),
        expect![[r#"
            YZ-SH-261123-0001 应收增加
              Cr 营业外收入 Other income                                      8.00
              Dr 应收账款 Accounts receivable (customer)                      8.00
        "#]],
    );
    check(
        begin(Kind::YJ).account(account::SETTLEMENT_DISCOUNT, None, Side::Debit, "8.00"),
        expect![[r#"
            YJ-SH-261123-0001 应收减少
              Dr 现金折扣 Settlement discounts given                          8.00
              Cr 应收账款 Accounts receivable (customer)                      8.00
        "#]],
    );
    check(
        begin(Kind::YJ).account(account::SETTLEMENT_DISCOUNT, None, Side::Debit, "8.00").red(),
        expect![[r#"
            YJ-SH-261123-0001 应收减少 红字
              Dr 现金折扣 Settlement discounts given                         -8.00
              Cr 应收账款 Accounts receivable (customer)                     -8.00
        "#]],
    );
}

#[test]
fn goods_at_a_consignee_are_ours_at_cost() {
    check(
        begin(Kind::FS).line(A, "10", "9.90").cost("6.00").released("4"),
        expect![[r#"
        FS-SH-261123-0001 委托代销发货
          Dr 发出商品 Consigned-out goods                                60.00
          Cr 库存商品 Inventory                                          60.00
          goods A  reserved -4 = 0.00
          goods A  own -10 = -60.00
          goods A  consigned_out (customer) 10 = 60.00
    "#]],
    );
}

#[test]
fn a_settled_consignment_is_revenue_and_leaves_consigned_out_goods() {
    check(
        begin(Kind::WX).line(A, "4", "11.30").cost("6.00").tax("0.13").residual("0.01"),
        expect![[r#"
            WX-SH-261123-0001 委托代销结算
              Dr 应收账款 Accounts receivable (customer)                     45.20
              Cr 主营业务收入 Sales revenue                                  40.00
              Cr 应交增值税-销项税额 Output VAT                               5.20
              Dr 主营业务成本 Cost of goods sold                             24.00
              Cr 发出商品 Consigned-out goods                                24.01
              Dr 成本尾差 Cost adjustment                                     0.01
              goods A  consigned_out (customer) -4 = -24.01
        "#]],
    );
}

#[test]
fn unsettled_goods_come_back_at_cost() {
    check(
        begin(Kind::WWST).of_original().line(A, "2", "9.90").cost("6.00").residual_in("0.02"),
        expect![[r#"
            WWST-SH-261123-0001 委托代销退货
              Dr 库存商品 Inventory                                          12.00
              Cr 发出商品 Consigned-out goods                                12.00
              Dr 成本尾差 Cost adjustment                                     0.02
              Cr 库存商品 Inventory                                           0.02
              goods A  consigned_out (customer) -2 = -12.00
              goods A  own 2 = 11.98
        "#]],
    );
}

#[test]
fn a_price_change_on_consignment_does_nothing_to_the_books() {
    check(
        begin(Kind::WT).line(A, "2", "8.80"),
        expect![[r#"
        WT-SH-261123-0001 委托代销调价
    "#]],
    );
}

#[test]
fn a_delivery_from_the_books_of_a_customer_is_taken_back_whole() {
    check(
        begin(Kind::XS).partner(CUSTOMER).line(A, "3", "9.90").cost("6.00").released("2").red(),
        expect![[r#"
            XS-SH-261123-0001 销售单 红字
              Dr 应收账款 Accounts receivable (customer)                    -29.70
              Cr 主营业务收入 Sales revenue                                 -29.70
              Dr 主营业务成本 Cost of goods sold                            -18.00
              Cr 库存商品 Inventory                                         -18.00
              goods A  reserved 2 = 0.00
              goods A  own 3 = 18.00
        "#]],
    );
}
