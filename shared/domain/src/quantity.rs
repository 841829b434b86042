//! Quantity 数量: goods as a fixed-point integer of 6 decimals, signed.
//!
//! Owns the type and its sums. Leaves out units and their ratios (`master::product`).
//! Invariant: quantities are exact; they are never rounded.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::text::{self, NumberTextError};

/// A quantity, 6 decimals. `Quantity::whole(3)` is 3.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// Decimals kept.
    pub const DECIMALS: u32 = 6;
    /// Nothing.
    pub const ZERO: Quantity = Quantity(0);
    /// One piece.
    pub const ONE: Quantity = Quantity(1_000_000);

    /// From the stored integer (6 decimals).
    pub const fn from_raw(raw: i64) -> Quantity {
        Quantity(raw)
    }

    /// The stored integer (6 decimals).
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// From a whole number.
    pub const fn whole(pieces: i64) -> Quantity {
        Quantity(pieces * 1_000_000)
    }

    /// The exact decimal.
    pub fn exact(self) -> Decimal {
        text::exact(self.0, Self::DECIMALS)
    }

    /// Reads `0.335`; at most 6 decimals.
    pub fn parse(written: &str) -> Result<Quantity, NumberTextError> {
        text::parse_fixed(written, Self::DECIMALS).map(Quantity)
    }

    /// True for nothing.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad_integral(true, "", &text::format_fixed(self.0, Self::DECIMALS, 0))
    }
}

impl Add for Quantity {
    type Output = Quantity;
    fn add(self, other: Quantity) -> Quantity {
        Quantity(self.0 + other.0)
    }
}

impl Sub for Quantity {
    type Output = Quantity;
    fn sub(self, other: Quantity) -> Quantity {
        Quantity(self.0 - other.0)
    }
}

impl Neg for Quantity {
    type Output = Quantity;
    fn neg(self) -> Quantity {
        Quantity(-self.0)
    }
}

impl AddAssign for Quantity {
    fn add_assign(&mut self, other: Quantity) {
        self.0 += other.0;
    }
}

impl SubAssign for Quantity {
    fn sub_assign(&mut self, other: Quantity) {
        self.0 -= other.0;
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Quantity>>(parts: I) -> Quantity {
        parts.fold(Quantity::ZERO, Add::add)
    }
}
