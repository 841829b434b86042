//! Partner 往来单位: customer, supplier or both, one code space (`features.md` 68-73).
//!
//! Owns the record and its classes. Leaves out what it owes (the books' sums). Invariant: numbers of
//! classes and policies stand in signed bytes and never change.

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::id::PartnerId;

/// A class of customers 客户类别 (`features.md` 69).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PartnerClass {
    /// A customer under its registered legal name 注册客户.
    Registered = 1,
    /// A branch or office of ours 分公司、办事处.
    Branch = 2,
    /// An employee, written region and name 员工 (上海李甲).
    Employee = 3,
    /// Retail, or wholesale directly at the branch 其他.
    #[default]
    Other = 4,
}

/// When a sale to the partner is revenue (decision D4).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum RevenuePolicy {
    /// With the sales document 出单即确认.
    #[default]
    OnIssue = 1,
    /// When paid and shipped 款到发货: dealers, through consignment documents.
    CashAndShipped = 2,
}

/// A partner.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Partner {
    /// Identity.
    pub id: PartnerId,
    /// Code, unique over customers and suppliers.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
    /// Buys from us 客户.
    pub customer: bool,
    /// Sells to us 供货商.
    pub supplier: bool,
    /// Credit limit 信用额度; none for no limit.
    pub credit_limit: Option<Amount>,
    /// Which preset price it gets, 1 to 4.
    pub price_level: u8,
    /// Not wanted now 停用.
    pub disabled: bool,
    /// Class 客户类别.
    pub class: PartnerClass,
    /// When a sale to it is revenue.
    pub revenue_policy: RevenuePolicy,
    /// Days until a sale on account is due 账期 (`features.md` 198); 0 for at once.
    pub payment_days: u32,
}

impl PartnerClass {
    /// All classes, in the order of their numbers.
    pub const ALL: [PartnerClass; 4] = [
        PartnerClass::Registered,
        PartnerClass::Branch,
        PartnerClass::Employee,
        PartnerClass::Other,
    ];

    /// The key that screens translate.
    pub const fn key(self) -> &'static str {
        match self {
            PartnerClass::Registered => "registered",
            PartnerClass::Branch => "branch",
            PartnerClass::Employee => "employee",
            PartnerClass::Other => "other",
        }
    }

    /// The class of a key.
    pub fn from_key(key: &str) -> Option<PartnerClass> {
        PartnerClass::ALL.into_iter().find(|class| class.key() == key)
    }

    /// The class of a stored number.
    pub fn from_number(number: u64) -> Option<PartnerClass> {
        PartnerClass::ALL.into_iter().find(|class| *class as u64 == number)
    }
}

impl RevenuePolicy {
    /// The policy of a stored number.
    pub fn from_number(number: u64) -> Option<RevenuePolicy> {
        match number {
            1 => Some(RevenuePolicy::OnIssue),
            2 => Some(RevenuePolicy::CashAndShipped),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_found_by_its_key_and_its_number() {
        for class in PartnerClass::ALL {
            assert_eq!(PartnerClass::from_key(class.key()), Some(class));
            assert_eq!(PartnerClass::from_number(class as u64), Some(class));
        }
        assert_eq!(PartnerClass::from_number(0), None);
        assert_eq!(RevenuePolicy::from_number(3), None);
    }
}
