//! Partner 往来单位: customer, supplier or both, one code space (`features.md` 68-73).

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::id::PartnerId;

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
}
