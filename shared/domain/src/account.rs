//! Chart of accounts 科目表: the small-business standard's codes and the default account map.
//!
//! Owns the accounts that postings use and their names in Chinese and English. Leaves out balances.
//! Invariant: every account that a posting names stands in `CHART` (`every_used_account_is_named`).

use serde::{Deserialize, Serialize};

/// An account's code as a number: 1405, 500101. Its first digit is its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountCode(pub u32);

/// The class of an account 科目类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountClass {
    /// Assets 资产.
    Asset,
    /// Liabilities 负债.
    Liability,
    /// Equity 所有者权益.
    Equity,
    /// Income 收入.
    Income,
    /// Expense 费用.
    Expense,
}

/// An account 科目.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Code.
    pub code: AccountCode,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Class.
    pub class: AccountClass,
    /// True when its balance is kept one by one: by partner, branch or asset.
    pub by_partner: bool,
}

macro_rules! chart {
    ($($name:ident = $code:literal $class:ident $by:literal $zh:literal $en:literal;)*) => {
        $(#[doc = concat!($zh, " ", $en, ".")] pub const $name: AccountCode = AccountCode($code);)*

        /// All accounts, by code.
        pub const CHART: &[Account] = &[$(Account {
            code: $name, zh: $zh, en: $en, class: AccountClass::$class, by_partner: $by,
        }),*];
    };
}

chart! {
    CASH = 1001 Asset false "库存现金" "Cash on hand";
    BANK = 1002 Asset false "银行存款" "Bank deposits";
    CLEARING = 1012 Asset false "其他货币资金" "Clearing accounts";
    CLEARING_WECHAT = 101201 Asset false "微信待清算" "WeChat clearing";
    CLEARING_ALIPAY = 101202 Asset false "支付宝待清算" "Alipay clearing";
    CLEARING_CARD = 101203 Asset false "银行卡待清算" "Card clearing";
    RECEIVABLE = 1122 Asset true "应收账款" "Accounts receivable";
    SUPPLIER_PREPAYMENT = 1123 Asset true "预付账款" "Supplier prepayments";
    COUPON_CLAIM = 122101 Asset true "厂商券应收" "Coupon claims on manufacturers";
    IN_TRANSIT = 1402 Asset false "在途物资" "Goods in transit";
    INVENTORY = 1405 Asset false "库存商品" "Inventory";
    CONSIGNED_OUT = 1406 Asset false "发出商品" "Consigned-out goods";
    DEFERRED_EXPENSE = 1501 Asset true "待摊费用" "Deferred expenses";
    FIXED_ASSET = 1601 Asset true "固定资产" "Fixed assets";
    DEPRECIATION = 1602 Asset true "累计折旧" "Accumulated depreciation";
    PENDING_LOSS = 1901 Asset false "待处理财产损溢" "Pending losses and gains";
    PAYABLE = 2202 Liability true "应付账款" "Accounts payable";
    ACCRUED_RECEIPTS = 220299 Liability true "应付暂估" "Accrued receipts";
    CUSTOMER_PREPAYMENT = 2203 Liability true "预收账款" "Customer prepayments";
    INPUT_VAT = 222101 Liability false "应交增值税-进项税额" "Input VAT";
    OUTPUT_VAT = 222102 Liability false "应交增值税-销项税额" "Output VAT";
    OTHER_PAYABLE = 2241 Liability true "其他应付款" "Other payables and deposits";
    INTER_BRANCH = 2251 Liability true "内部往来" "Inter-branch clearing";
    CONSIGNED_IN = 2314 Liability true "受托代销商品款" "Consigned-in liability";
    CAPITAL = 3001 Equity false "实收资本" "Paid-in capital";
    OPENING_EQUITY = 300199 Equity false "期初权益" "Opening equity";
    PROFIT_OF_YEAR = 3103 Equity false "本年利润" "Profit of the year";
    RETAINED_EARNINGS = 3104 Equity false "利润分配" "Retained earnings";
    REVENUE = 500101 Income false "主营业务收入" "Sales revenue";
    MEMBER_DISCOUNT = 500102 Income false "会员折扣" "Loyalty discounts";
    COUPON_MATCH = 500103 Income false "店铺配券" "Shop's match of coupons";
    REBATE_GIVEN = 500104 Income false "销售返利" "Rebates given";
    PRICE_PROTECTION_GIVEN = 500105 Income false "价保支出" "Price protection given";
    OTHER_REVENUE = 5051 Income false "其他业务收入" "Other operating revenue";
    OTHER_INCOME = 5301 Income false "营业外收入" "Other income";
    COST_REVALUATION = 530102 Income false "成本调价收入" "Cost adjustment income";
    GIFT_INCOME = 530103 Income false "获赠收入" "Gifts received";
    COST_OF_SALES = 5401 Expense false "主营业务成本" "Cost of goods sold";
    PURCHASE_VARIANCE = 540102 Expense false "采购价差" "Purchase price variance";
    TRANSFER_DIFFERENCE = 540103 Expense false "变价调拨差价" "Transfer price difference";
    REBATE_EARNED = 540104 Expense false "采购返利" "Rebates earned";
    PRICE_PROTECTION_EARNED = 540105 Expense false "获得价保" "Price protection earned";
    COST_ADJUSTMENT = 540199 Expense false "成本尾差" "Cost adjustment";
    OTHER_COST = 5402 Expense false "其他业务成本" "Other operating costs";
    BUSINESS_TAX = 5403 Expense false "税金及附加" "Taxes and surcharges";
    ROUNDING = 560199 Expense false "抹零" "Rounding in the customer's favour";
    SELLING_EXPENSE = 5601 Expense false "销售费用" "Selling expenses";
    GIFT_EXPENSE = 560101 Expense false "赠送费用" "Gifts given";
    ADMIN_EXPENSE = 5602 Expense false "管理费用" "Administrative expenses";
    FINANCE_EXPENSE = 5603 Expense false "财务费用" "Finance expenses";
    SETTLEMENT_DISCOUNT = 560301 Expense false "现金折扣" "Settlement discounts given";
    DISCOUNT_RECEIVED = 560302 Expense false "现金折扣收入" "Settlement discounts received";
    OTHER_LOSS = 5711 Expense false "营业外支出" "Other losses";
}

/// True for the accounts that are kept by document within a partner 按单 (AR, AP and what is
/// accrued): each entry belongs to an open item.
pub const fn by_item(account: AccountCode) -> bool {
    matches!(account, RECEIVABLE | PAYABLE | ACCRUED_RECEIPTS)
}

impl AccountCode {
    /// The account, if the chart has it.
    pub fn account(self) -> Option<&'static Account> {
        CHART.iter().find(|account| account.code == self)
    }
}

impl std::fmt::Display for AccountCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_the_class_of_their_first_digit() {
        for (at, account) in CHART.iter().enumerate() {
            assert!(CHART[at + 1..].iter().all(|other| other.code != account.code));
            let first = account.code.to_string().as_bytes()[0];
            let class = match first {
                b'1' => vec![AccountClass::Asset],
                b'2' => vec![AccountClass::Liability],
                b'3' => vec![AccountClass::Equity],
                _ => vec![AccountClass::Income, AccountClass::Expense],
            };
            assert!(class.contains(&account.class), "{}", account.code);
        }
    }
}
