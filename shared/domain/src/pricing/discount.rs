//! Typed discounts 折扣: per cent or amount off, and the ceiling 折扣上限 (`features.md` 42).
//!
//! Owns what a typed discount is worth of an amount. Leaves out to whom it is allowed (`app`) and
//! how a discount on the whole ticket is split (`cart`). Invariant: a discount is never negative.

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::text::{self, NumberTextError};

/// Per cent off, 2 decimals: 12.5 % off is 八七五折.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PercentOff(i64);

/// A discount as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypedDiscount {
    /// Per cent off.
    Percent(PercentOff),
    /// Amount off, in whole minor units.
    Amount(Amount),
}

impl PercentOff {
    /// Decimals kept.
    pub const DECIMALS: u32 = 2;
    /// All of it.
    pub const ALL: PercentOff = PercentOff(10_000);

    /// From hundredths of a per cent; none outside 0 to 100 %. 1250 is 12.5 %.
    pub const fn from_raw(raw: i64) -> Option<PercentOff> {
        if raw >= 0 && raw <= PercentOff::ALL.0 { Some(PercentOff(raw)) } else { None }
    }

    /// Hundredths of a per cent.
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// Reads `12.5`; none when it lies outside 0 to 100.
    pub fn parse(written: &str) -> Result<Option<PercentOff>, NumberTextError> {
        text::parse_fixed(written, Self::DECIMALS).map(PercentOff::from_raw)
    }

    /// What it takes off, rounded half-up to the minor unit. 10 % of 28.75 is 2.88.
    pub fn of(self, amount: Amount) -> Amount {
        Amount::rounded(amount.exact() * text::exact(self.0, 4))
    }
}

impl std::fmt::Display for PercentOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad_integral(true, "", &text::format_fixed(self.0, Self::DECIMALS, 0))
    }
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
    fn per_cent_rounds_half_up() {
        let ten = PercentOff::parse("10").expect("a number").expect("in range");
        assert_eq!(ten.of(Amount::from_minor(2875)), Amount::from_minor(288));
        assert_eq!(ten.to_string(), "10");
    }

    #[test]
    fn more_than_all_is_no_discount() {
        assert_eq!(PercentOff::parse("100.01"), Ok(None));
        assert_eq!(PercentOff::parse("-1"), Ok(None));
        assert!(PercentOff::parse("1.234").is_err());
        assert!(!TypedDiscount::Amount(Amount::from_minor(-1)).is_sound());
        assert!(!TypedDiscount::Amount(Amount::from_raw(1)).is_sound());
    }
}
