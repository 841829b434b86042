//! Per cent off 折扣百分比: a discount or a promotion as people say it, 2 decimals.
//!
//! Owns the type and what it leaves of an amount or a price. Leaves out who may give it. Invariant:
//! never below nothing and never more than all.

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::price::UnitPrice;
use crate::round;
use crate::text::{self, NumberTextError};

/// Per cent off, 2 decimals: 12.5 % off is 八七五折.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PercentOff(i64);

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

    /// What is left of a price, rounded half-up to 6 decimals. 10 % off 9.99 leaves 8.991: money
    /// is rounded only where the price becomes an amount.
    pub fn off_price(self, price: UnitPrice) -> UnitPrice {
        let left = price.exact() * text::exact(PercentOff::ALL.0 - self.0, 4);
        let fixed = round::to_fixed(round::half_up(left, 6), 6);
        UnitPrice::from_raw(fixed.expect("a part of a price is no larger than the price"))
    }
}

impl std::fmt::Display for PercentOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad_integral(true, "", &text::format_fixed(self.0, Self::DECIMALS, 0))
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
    fn a_price_keeps_what_is_finer_than_a_cent() {
        let ten = PercentOff::parse("10").expect("a number").expect("in range");
        let price = UnitPrice::parse("9.99").expect("a price");
        assert_eq!(ten.off_price(price).to_string(), "8.991");
        assert_eq!(PercentOff::ALL.off_price(price), UnitPrice::ZERO);
    }

    #[test]
    fn more_than_all_is_no_discount() {
        assert_eq!(PercentOff::parse("100.01"), Ok(None));
        assert_eq!(PercentOff::parse("-1"), Ok(None));
        assert!(PercentOff::parse("1.234").is_err());
    }
}
