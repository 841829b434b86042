//! Golden vouchers 分录样张: what each kind of document does to the books, written out as a small
//! journal. They never change; a voucher that differs means that old documents would derive
//! differently at branch and HQ.

use expect_test::expect;
use proptest::prelude::*;

use super::sample::{A, B, CUSTOMER, MANUFACTURER, SUPPLIER, Sample, begin, check, check_negative};
use crate::account;
use crate::entry::Side;
use crate::kind::Kind;

mod purchase;
mod sales;

#[test]
fn whole_ticket_discount_lowers_revenue_and_vat() {
    check(
        begin(Kind::LS)
            .line(A, "3", "9.90")
            .cost("6.00")
            .discount("1.00")
            .tax("0.13")
            .cash("28.70"),
        expect![[r#"
            LS-SH-261123-0001 零售单
              Dr 库存现金 Cash on hand                                       28.70
              Cr 主营业务收入 Sales revenue                                  25.40
              Cr 应交增值税-销项税额 Output VAT                               3.30
              Dr 主营业务成本 Cost of goods sold                             18.00
              Cr 库存商品 Inventory                                          18.00
              goods A  own -3 = -18.00
        "#]],
    );
}

#[test]
fn small_change_dropped_is_the_shops_expense() {
    check(
        begin(Kind::LS).line(A, "1", "12.37").cost("8.00").rounding("0.07").cash("12.30"),
        expect![[r#"
            LS-SH-261123-0001 零售单
              Dr 库存现金 Cash on hand                                       12.30
              Dr 抹零 Rounding in the customer's favour                       0.07
              Cr 主营业务收入 Sales revenue                                  12.37
              Dr 主营业务成本 Cost of goods sold                              8.00
              Cr 库存商品 Inventory                                           8.00
              goods A  own -1 = -8.00
        "#]],
    );
}

#[test]
fn split_tender_moves_each_account_net_of_change() {
    check(
        begin(Kind::LS)
            .line(A, "2", "50.00")
            .cost("30.00")
            .tender("wechat", "60.00")
            .handed("40.00", "50.00"),
        expect![[r#"
            LS-SH-261123-0001 零售单
              Dr 微信待清算 WeChat clearing                                  60.00
              Dr 库存现金 Cash on hand                                       40.00
              Cr 主营业务收入 Sales revenue                                 100.00
              Dr 主营业务成本 Cost of goods sold                             60.00
              Cr 库存商品 Inventory                                          60.00
              goods A  own -2 = -60.00
        "#]],
    );
}

#[test]
fn member_discount_and_coupon_match_stand_beside_revenue() {
    check(
        begin(Kind::LS)
            .line(A, "1", "10.00")
            .cost("6.00")
            .member("1.50")
            .coupon_match("0.50")
            .cash("8.00"),
        expect![[r#"
            LS-SH-261123-0001 零售单
              Dr 库存现金 Cash on hand                                        8.00
              Dr 会员折扣 Loyalty discounts                                   1.50
              Dr 店铺配券 Shop's match of coupons                             0.50
              Cr 主营业务收入 Sales revenue                                  10.00
              Dr 主营业务成本 Cost of goods sold                              6.00
              Cr 库存商品 Inventory                                           6.00
              goods A  own -1 = -6.00
        "#]],
    );
}

#[test]
fn a_manufacturers_coupon_is_owed_by_the_manufacturer() {
    check(
        begin(Kind::LS)
            .line(A, "2", "3.00")
            .cost("2.00")
            .coupon("1.00", Some(MANUFACTURER))
            .cash("5.00"),
        expect![[r#"
            LS-SH-261123-0001 零售单
              Dr 库存现金 Cash on hand                                        5.00
              Dr 厂商券应收 Coupon claims on manufacturers (manufacturer)      1.00
              Cr 主营业务收入 Sales revenue                                   6.00
              Dr 主营业务成本 Cost of goods sold                              4.00
              Cr 库存商品 Inventory                                           4.00
              goods A  own -2 = -4.00
        "#]],
    );
}

#[test]
fn a_coupon_above_the_line_pays_the_customer() {
    check(
        begin(Kind::LS).line(A, "1", "3.00").cost("2.00").coupon("4.00", None).cash("-1.00"),
        expect![[r#"
            LS-SH-261123-0001 零售单
              Dr 库存现金 Cash on hand                                       -1.00
              Dr 厂商券应收 Coupon claims on manufacturers                    4.00
              Cr 主营业务收入 Sales revenue                                   3.00
              Dr 主营业务成本 Cost of goods sold                              2.00
              Cr 库存商品 Inventory                                           2.00
              goods A  own -1 = -2.00
        "#]],
    );
}

#[test]
fn a_basket_coupon_moves_money_and_no_goods() {
    check(
        begin(Kind::LS)
            .line(A, "1", "20.00")
            .cost("12.00")
            .line(B, "0", "0.00")
            .coupon("5.00", None)
            .cash("15.00"),
        expect![[r#"
            LS-SH-261123-0001 零售单
              Dr 库存现金 Cash on hand                                       15.00
              Cr 主营业务收入 Sales revenue                                  20.00
              Dr 厂商券应收 Coupon claims on manufacturers                    5.00
              Dr 主营业务成本 Cost of goods sold                             12.00
              Cr 库存商品 Inventory                                          12.00
              goods A  own -1 = -12.00
        "#]],
    );
}

#[test]
fn a_credit_sale_is_the_customers_debt() {
    check(
        begin(Kind::LS)
            .partner(CUSTOMER)
            .line(A, "2", "11.30")
            .cost("5.00")
            .tax("0.13")
            .cash("10.00"),
        expect![[r#"
            LS-SH-261123-0001 零售单
              Dr 库存现金 Cash on hand                                       10.00
              Dr 应收账款 Accounts receivable (customer)                     12.60
              Cr 主营业务收入 Sales revenue                                  20.00
              Cr 应交增值税-销项税额 Output VAT                               2.60
              Dr 主营业务成本 Cost of goods sold                             10.00
              Cr 库存商品 Inventory                                          10.00
              goods A  own -2 = -10.00
        "#]],
    );
}

#[test]
fn a_return_is_the_sale_with_every_sign_turned() {
    check(
        begin(Kind::LT)
            .line(A, "3", "9.90")
            .cost("6.00")
            .discount("1.00")
            .tax("0.13")
            .cash("28.70"),
        expect![[r#"
            LT-SH-261123-0001 零售退货
              Dr 库存现金 Cash on hand                                      -28.70
              Cr 主营业务收入 Sales revenue                                 -25.40
              Cr 应交增值税-销项税额 Output VAT                              -3.30
              Dr 主营业务成本 Cost of goods sold                            -18.00
              Cr 库存商品 Inventory                                         -18.00
              goods A  own 3 = 18.00
        "#]],
    );
}

#[test]
fn a_purchase_on_account_is_owed_to_the_supplier() {
    check(
        begin(Kind::CG).partner(SUPPLIER).line(A, "12", "1.359750").cost("1.359750"),
        expect![[r#"
        CG-SH-261123-0001 采购入库
          Dr 库存商品 Inventory                                          16.32
          Cr 应付账款 Accounts payable (supplier)                        16.32
          goods A  own 12 = 16.32
    "#]],
    );
}

#[test]
fn a_purchase_paid_at_once_owes_nothing() {
    check(
        begin(Kind::CG)
            .partner(SUPPLIER)
            .line(A, "10", "5.00")
            .cost("5.00")
            .vat("6.50")
            .cash("56.50"),
        expect![[r#"
            CG-SH-261123-0001 采购入库
              Dr 库存商品 Inventory                                          50.00
              Dr 应交增值税-进项税额 Input VAT                                6.50
              Cr 库存现金 Cash on hand                                       56.50
              goods A  own 10 = 50.00
        "#]],
    );
}

#[test]
fn goods_sold_before_they_came_settle_at_their_receipt() {
    check(
        begin(Kind::CG).partner(SUPPLIER).line(A, "5", "3.50").cost("3.50").residual_in("1.00"),
        expect![[r#"
            CG-SH-261123-0001 采购入库
              Dr 库存商品 Inventory                                          17.50
              Cr 应付账款 Accounts payable (supplier)                        17.50
              Dr 成本尾差 Cost adjustment                                     1.00
              Cr 库存商品 Inventory                                           1.00
              goods A  own 5 = 16.50
        "#]],
    );
}

#[test]
fn opening_goods_and_accounts_stand_against_opening_equity() {
    check(
        begin(Kind::QC)
            .line(A, "10", "10.00")
            .cost("10.00")
            .account(account::CASH, None, Side::Debit, "50.00")
            .account(account::PAYABLE, Some(SUPPLIER), Side::Credit, "30.00"),
        expect![[r#"
            QC-SH-261123-0001 期初
              Dr 库存商品 Inventory                                         100.00
              Dr 库存现金 Cash on hand                                       50.00
              Cr 应付账款 Accounts payable (supplier)                        30.00
              Cr 期初权益 Opening equity                                    120.00
              goods A  own 10 = 100.00
        "#]],
    );
}

#[test]
fn a_loss_waits_for_its_cause() {
    check(
        begin(Kind::BS).line(A, "2", "0").cost("3.00"),
        expect![[r#"
        BS-SH-261123-0001 报损
          Dr 待处理财产损溢 Pending losses and gains                      6.00
          Cr 库存商品 Inventory                                           6.00
          goods A  own -2 = -6.00
    "#]],
    );
}

#[test]
fn what_is_left_when_nothing_is_left_is_cost_adjustment() {
    check(
        begin(Kind::BS).line(A, "3", "0").cost("3.33").residual("0.01"),
        expect![[r#"
        BS-SH-261123-0001 报损
          Dr 待处理财产损溢 Pending losses and gains                      9.99
          Cr 库存商品 Inventory                                          10.00
          Dr 成本尾差 Cost adjustment                                     0.01
          goods A  own -3 = -10.00
    "#]],
    );
}

#[test]
fn an_overage_waits_for_its_cause() {
    check(
        begin(Kind::BY).line(A, "1", "0").cost("3.00"),
        expect![[r#"
        BY-SH-261123-0001 报溢
          Dr 库存商品 Inventory                                           3.00
          Cr 待处理财产损溢 Pending losses and gains                      3.00
          goods A  own 1 = 3.00
    "#]],
    );
}

#[test]
fn a_dispatch_stays_the_senders_in_transit() {
    check(
        begin(Kind::FH).line(A, "10", "0").cost("6.00"),
        expect![[r#"
        FH-SH-261123-0001 调拨发货
          Dr 在途物资 Goods in transit                                   60.00
          Cr 库存商品 Inventory                                          60.00
          goods A  own -10 = -60.00
          goods A  in_transit 10 = 60.00
    "#]],
    );
}

#[test]
fn short_receipt_takes_only_what_arrived_out_of_transit() {
    check(
        begin(Kind::RS).line(A, "8", "0").cost("6.00"),
        expect![[r#"
        RS-SH-261123-0001 调拨收货
          Dr 库存商品 Inventory                                          48.00
          Cr 内部往来 Inter-branch clearing (NJ)                         48.00
          goods A  own 8 = 48.00
          NJ Dr 内部往来 Inter-branch clearing (SH)                      48.00
          NJ Cr 在途物资 Goods in transit                                48.00
          NJ goods A  in_transit -8 = -48.00
    "#]],
    );
}

#[test]
fn a_red_sale_has_the_same_voucher_in_red() {
    check(
        begin(Kind::LS)
            .line(A, "3", "9.90")
            .cost("6.00")
            .discount("1.00")
            .tax("0.13")
            .cash("28.70")
            .red(),
        expect![[r#"
            LS-SH-261123-0001 零售单 红字
              Dr 库存现金 Cash on hand                                      -28.70
              Cr 主营业务收入 Sales revenue                                 -25.40
              Cr 应交增值税-销项税额 Output VAT                              -3.30
              Dr 主营业务成本 Cost of goods sold                            -18.00
              Cr 库存商品 Inventory                                         -18.00
              goods A  own 3 = 18.00
        "#]],
    );
}

#[test]
fn a_red_receipt_puts_the_goods_back_in_transit() {
    check(
        begin(Kind::RS).line(A, "8", "0").cost("6.00").red(),
        expect![[r#"
        RS-SH-261123-0001 调拨收货 红字
          Dr 库存商品 Inventory                                         -48.00
          Cr 内部往来 Inter-branch clearing (NJ)                        -48.00
          goods A  own -8 = -48.00
          NJ Dr 内部往来 Inter-branch clearing (SH)                     -48.00
          NJ Cr 在途物资 Goods in transit                               -48.00
          NJ goods A  in_transit 8 = 48.00
    "#]],
    );
}

#[test]
fn the_red_document_of_every_kind_is_the_exact_negative() {
    for &kind in Kind::ALL {
        let document = Sample::of(kind).document;
        assert_eq!(document.check(), Ok(()), "{}", kind.code());
        check_negative(&document);
    }
}

proptest! {
    #[test]
    fn every_document_balances_and_its_red_one_takes_it_back(sample in Sample::any()) {
        prop_assert_eq!(sample.document.check(), Ok(()));
        check_negative(&sample.document);
    }
}
