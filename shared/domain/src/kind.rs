//! Kinds of documents 单据类别: one row each. Adding a kind starts here.
//!
//! Owns the table that binds a kind's code and names to its rule (`document/*`) and its postings
//! (`posting/*`). Leaves out both. Invariant: codes and numbers never change or return, for they
//! stand in signed bytes.
//!
//! The way in for a new kind: a row here, its rule in `document/x.rs`, `posting/x.rs` with a golden
//! voucher, and `scenarios/KIND-….md`.

use crate::document::Document;
use crate::document::rule::Rule;
use crate::document::{
    close, consign_in, consign_out, finance, gift, lending, opening, order, purchase, rebate,
    retail, sale, settle, stock, transfer,
};
use crate::entry::Postings;
use crate::posting;

macro_rules! kinds {
    ($($code:ident = $number:literal $zh:literal $en:literal
        $file:ident::$rule:ident $derive:ident;)*) => {
        /// A kind of document. Variants are the field's codes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum Kind {
            $(#[doc = concat!($zh, " ", $en, ".")] $code = $number,)*
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &[Kind] = &[$(Kind::$code),*];

            /// The code that stands in document numbers.
            pub const fn code(self) -> &'static str {
                match self { $(Kind::$code => stringify!($code)),* }
            }

            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(Kind::$code => $zh),* }
            }

            /// The English name.
            pub const fn en(self) -> &'static str {
                match self { $(Kind::$code => $en),* }
            }

            /// What a document of the kind holds.
            pub const fn rule(self) -> &'static Rule {
                match self { $(Kind::$code => const { &$file::$rule }),* }
            }

            /// The number that stands in signed bytes.
            pub const fn number(self) -> u16 {
                self as u16
            }

            /// The kind of a number; none for a kind of a later version.
            pub fn from_number(number: u16) -> Option<Kind> {
                match number { $($number => Some(Kind::$code),)* _ => None }
            }

            /// The kind of a code.
            pub fn from_code(code: &str) -> Option<Kind> {
                Kind::ALL.iter().copied().find(|kind| kind.code() == code)
            }

            /// The kind's own entries and memos.
            pub(crate) fn derive(self, document: &Document, postings: &mut Postings) {
                match self { $(Kind::$code => posting::$file::$derive(document, postings)),* }
            }
        }
    };
}

kinds! {
    LS = 1 "零售单" "retail sale" retail::SALE sale;
    LT = 2 "零售退货" "retail return" retail::SALE_RETURN sale_return;
    CG = 3 "采购入库" "purchase receipt" purchase::RECEIPT receipt;
    QC = 4 "期初" "opening balance" opening::OPENING opening;
    BS = 5 "报损" "loss" stock::LOSS loss;
    BY = 6 "报溢" "overage" stock::OVERAGE overage;
    FH = 7 "调拨发货" "dispatch to another branch" transfer::DISPATCH dispatch;
    RS = 8 "调拨收货" "receipt of a dispatch" transfer::RECEIPT receipt;
    XS = 9 "销售单" "sales delivery" sale::DELIVERY delivery;
    XT = 10 "销售退货" "sales return" sale::SALE_RETURN sale_return;
    BJ = 11 "报价单" "quotation" order::QUOTATION nothing;
    HT = 12 "合同" "contract" order::CONTRACT nothing;
    XD = 13 "销售订单" "sales order" order::SALES_ORDER sales_order;
    SK = 14 "收款单" "receipt of money" settle::RECEIPT receipt;
    FS = 15 "委托代销发货" "consignment dispatch" consign_out::DISPATCH dispatch;
    WX = 16 "委托代销结算" "consignment settlement" consign_out::SETTLEMENT settlement;
    WWST = 17 "委托代销退货" "consignment return" consign_out::RETURN goods_return;
    WT = 18 "委托代销调价" "consignment price change" consign_out::PRICE_CHANGE price_change;
    CS = 19 "请购单" "purchase requisition" order::REQUISITION nothing;
    CD = 20 "采购订单" "purchase order" order::PURCHASE_ORDER purchase_order;
    FP = 21 "采购发票" "supplier invoice" purchase::INVOICE invoice;
    CT = 22 "采购退货" "purchase return" purchase::RETURN goods_return;
    FK = 23 "付款单" "payment" settle::PAYMENT payment;
    SR = 24 "受托代销收货" "consignment receipt" consign_in::RECEIPT receipt;
    SJ = 25 "受托代销结算" "settlement with a consignor" consign_in::SETTLEMENT settlement;
    ST = 26 "受托代销退货" "return to a consignor" consign_in::RETURN goods_return;
    SD = 27 "受托代销调价" "price change by a consignor" consign_in::PRICE_CHANGE price_change;
    TB = 28 "同价调拨" "transfer between warehouses" transfer::SAME_PRICE same_price;
    BT = 29 "变价调拨" "transfer at a changed price" transfer::CHANGED_PRICE changed_price;
    TJ = 30 "成本调价" "cost adjustment" stock::COST_ADJUSTMENT cost_adjustment;
    ZC = 31 "生产拆装" "assembly" stock::ASSEMBLY assembly;
    PD = 32 "盘点" "stock count" stock::COUNT nothing;
    CX = 33 "换货报废" "exchange and scrap" stock::EXCHANGE exchange;
    JC = 34 "借出" "lending" lending::LEND lend;
    JH = 35 "借出还回" "return of lent goods" lending::RETURNED returned;
    JR = 36 "借进" "borrowing" lending::BORROW borrow;
    JG = 37 "借进还出" "giving back" lending::GIVEN_BACK given_back;
    YZ = 38 "应收增加" "receivable up" settle::RECEIVABLE_UP receivable;
    YJ = 39 "应收减少" "receivable down" settle::RECEIVABLE_DOWN receivable;
    FZ = 40 "应付增加" "payable up" settle::PAYABLE_UP payable;
    FJ = 41 "应付减少" "payable down" settle::PAYABLE_DOWN payable;
    FY = 42 "费用单" "expense" finance::EXPENSE expense;
    QT = 43 "其他收入" "other income" finance::INCOME income;
    ZK = 44 "转款" "bank transfer" finance::BANK_TRANSFER bank_transfer;
    PZ = 45 "凭证" "journal voucher" finance::VOUCHER as_written;
    GZ = 46 "固定资产" "fixed asset" finance::ASSET expense;
    ZJ = 47 "折旧摊销" "depreciation" finance::DEPRECIATION as_written;
    ZS = 48 "赠送" "gift given" gift::GIVEN given;
    HZ = 49 "获赠" "gift received" gift::RECEIVED received;
    FL = 50 "返利" "rebate given" rebate::GIVEN given;
    HL = 51 "获利" "rebate earned" rebate::EARNED earned;
    JB = 52 "价保" "price protection" rebate::PRICE_PROTECTION price_protection;
    YJC = 53 "月结存" "month close" close::MONTH nothing;
    NJC = 54 "年结存" "year close" close::YEAR as_written;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_numbers_lead_back_to_their_kind() {
        for &kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
            assert_eq!(Kind::from_number(kind.number()), Some(kind));
        }
        assert_eq!(Kind::from_number(60_000), None);
    }

    #[test]
    fn goods_move_only_where_their_cost_is_found() {
        use crate::document::rule::Costing;
        for &kind in Kind::ALL {
            let rule = kind.rule();
            let moves = rule.from.is_some() || rule.to.is_some();
            let costed =
                !matches!(rule.costing, Costing::None | Costing::Clear | Costing::Liability);
            assert_eq!(moves, costed, "{}", kind.code());
        }
    }
}
