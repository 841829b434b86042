//! Typed discounts 折扣: per cent or amount off, and the ceiling 折扣上限 (`features.md` 42).
//!
//! Owns what a typed discount is worth of an amount. Leaves out to whom it is allowed (`app`) and
//! how a discount on the whole ticket is split (`cart`). Invariant: a discount is never negative.

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
pub use crate::percent::PercentOff;

/// A discount as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypedDiscount {
    /// Per cent off.
    Percent(PercentOff),
    /// Amount off, in whole minor units.
    Amount(Amount),
}

impl TypedDiscount {
    /// What it takes off an amount.
    pub fn of(self, amount: Amount) -> Amount {
        match self {
            TypedDiscount::Percent(percent) => percent.of(amount),
            TypedDiscount::Amount(off) => off,
        }
    }

    /// True when it can be typed at all: not negative, not finer than the minor unit.
    pub fn is_sound(self) -> bool {
        match self {
            TypedDiscount::Percent(_) => true,
            TypedDiscount::Amount(off) => off >= Amount::ZERO && off.is_minor(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_nothing_or_finer_than_a_cent_is_no_discount() {
        assert!(!TypedDiscount::Amount(Amount::from_minor(-1)).is_sound());
        assert!(!TypedDiscount::Amount(Amount::from_raw(1)).is_sound());
    }
}
