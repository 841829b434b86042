//! Amount 金额: money as a fixed-point integer of 4 decimals.
//!
//! Owns the type and its sums. Leaves out rounding (`round`) and splitting (`allocate`).
//! Invariant: an amount that enters a document is a whole number of minor units (分).

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::price::{UnitCost, UnitPrice};
use crate::quantity::Quantity;
use crate::round::{self, MINOR_DECIMALS};
use crate::text::{self, NumberTextError};

/// Money, 4 decimals. `Amount::from_minor(1999)` is 19.99.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Amount(i64);

impl Amount {
    /// Decimals kept.
    pub const DECIMALS: u32 = 4;
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// From the stored integer (4 decimals).
    pub const fn from_raw(raw: i64) -> Amount {
        Amount(raw)
    }

    /// The stored integer (4 decimals).
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// From minor units: 1999 分 is 19.99.
    pub const fn from_minor(minor: i64) -> Amount {
        Amount(minor * 100)
    }

    /// Quantity × price, rounded half-up to the minor unit. 3 × 9.90 is 29.70.
    pub fn of(quantity: Quantity, price: UnitPrice) -> Amount {
        Self::rounded(quantity.exact() * price.exact())
    }

    /// Quantity × cost, rounded half-up to the minor unit. 12 × 1.359750 is 16.32.
    pub fn of_cost(quantity: Quantity, cost: UnitCost) -> Amount {
        Self::rounded(quantity.exact() * cost.exact())
    }

    /// Rounds an exact figure half-up to the minor unit. The only way from an exact figure.
    pub fn rounded(exact: Decimal) -> Amount {
        let minor = round::half_up(exact, MINOR_DECIMALS);
        Amount(round::to_fixed(minor, Self::DECIMALS).expect("amounts stay below 9e14"))
    }

    /// The exact decimal.
    pub fn exact(self) -> Decimal {
        text::exact(self.0, Self::DECIMALS)
    }

    /// Reads `12.34`; at most 4 decimals.
    pub fn parse(written: &str) -> Result<Amount, NumberTextError> {
        text::parse_fixed(written, Self::DECIMALS).map(Amount)
    }

    /// True when it is a whole number of minor units.
    pub fn is_minor(self) -> bool {
        self.0 % 100 == 0
    }

    /// True for nothing.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Size without sign.
    pub fn abs(self) -> Amount {
        Amount(self.0.abs())
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad_integral(true, "", &text::format_fixed(self.0, Self::DECIMALS, 2))
    }
}

impl Add for Amount {
    type Output = Amount;
    fn add(self, other: Amount) -> Amount {
        Amount(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Amount;
    fn sub(self, other: Amount) -> Amount {
        Amount(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Amount;
    fn neg(self) -> Amount {
        Amount(-self.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        self.0 += other.0;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Amount) {
        self.0 -= other.0;
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(parts: I) -> Amount {
        parts.fold(Amount::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn product_rounds_once_half_up() {
        let quantity = Quantity::parse("0.335").expect("a quantity");
        let price = UnitPrice::parse("1").expect("a price");
        assert_eq!(Amount::of(quantity, price).to_string(), "0.34");
    }
}
