//! Tender 收款方式: cash, WeChat, Alipay, card (`domain.md` Document kinds).

use serde::{Deserialize, Serialize};

use crate::account::{self, AccountCode};

/// A tender's code: `cash`, `wechat`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenderCode(pub String);

/// A tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// Code.
    pub code: TenderCode,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The account it moves.
    pub account: AccountCode,
    /// True when change is given from it.
    pub gives_change: bool,
    /// True when this program records the money but does not collect it 记账方式.
    pub recorded_only: bool,
    /// Place in the list, and so its key Alt+n.
    pub place: u8,
    /// Not wanted now.
    pub disabled: bool,
}

/// The tenders that every company starts with.
pub fn defaults() -> Vec<Tender> {
    let row = |place, code: &str, name: &str, name_en: &str, account, change| Tender {
        code: TenderCode(code.to_owned()),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        account,
        gives_change: change,
        recorded_only: !change,
        place,
        disabled: false,
    };
    vec![
        row(1, "cash", "现金", "Cash", account::CASH, true),
        row(2, "wechat", "微信", "WeChat Pay", account::CLEARING_WECHAT, false),
        row(3, "alipay", "支付宝", "Alipay", account::CLEARING_ALIPAY, false),
        row(4, "card", "银行卡", "Card", account::CLEARING_CARD, false),
        row(5, "bank", "银行转账", "Bank transfer", account::BANK, false),
    ]
}
