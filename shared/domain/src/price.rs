//! Unit price 单价, unit cost 成本单价 and tax rate 税率: fixed-point integers.
//!
//! Owns the three types. Leaves out which price is taken (`pricing`) and how cost moves (`cost`).
//! Invariant: a price times a quantity becomes money only in `Amount::of` and `Amount::of_cost`.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::quantity::Quantity;
use crate::round;
use crate::text::{self, NumberTextError};

macro_rules! fixed {
    ($(#[$doc:meta])* $name:ident, $decimals:literal, $least:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[derive(Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Decimals kept.
            pub const DECIMALS: u32 = $decimals;
            /// Nothing.
            pub const ZERO: $name = $name(0);

            /// From the stored integer.
            pub const fn from_raw(raw: i64) -> $name {
                $name(raw)
            }

            /// The stored integer.
            pub const fn raw(self) -> i64 {
                self.0
            }

            /// The exact decimal.
            pub fn exact(self) -> Decimal {
                text::exact(self.0, Self::DECIMALS)
            }

            /// Reads a plain decimal.
            pub fn parse(written: &str) -> Result<$name, NumberTextError> {
                text::parse_fixed(written, Self::DECIMALS).map($name)
            }

            /// True for nothing.
            pub fn is_zero(self) -> bool {
                self.0 == 0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad_integral(true, "", &text::format_fixed(self.0, Self::DECIMALS, $least))
            }
        }
    };
}

fixed! {
    /// Selling price of one unit, 6 decimals.
    UnitPrice, 6, 2
}
fixed! {
    /// Cost of one unit, 6 decimals.
    UnitCost, 6, 2
}
fixed! {
    /// Tax rate 税率 as a fraction, 4 decimals: 0.13.
    TaxRate, 4, 2
}

impl UnitPrice {
    /// The price that an amount for a quantity amounts to, rounded half-up to 6 decimals;
    /// none when the quantity is zero. 10.00 for 3 gives 3.333333.
    pub fn of(amount: Amount, quantity: Quantity) -> Option<UnitPrice> {
        per_unit(amount, quantity).map(UnitPrice)
    }
}

impl UnitCost {
    /// The cost that a value of a quantity amounts to, rounded half-up to 6 decimals;
    /// none when the quantity is zero.
    pub fn of(value: Amount, quantity: Quantity) -> Option<UnitCost> {
        per_unit(value, quantity).map(UnitCost)
    }
}

impl TaxRate {
    /// The tax inside a tax-inclusive amount: amount × rate ÷ (1 + rate), rounded half-up to the
    /// minor unit. 28.70 at 0.13 gives 3.30 (`features.md` 134).
    pub fn inside(self, inclusive: Amount) -> Amount {
        if self.is_zero() {
            return Amount::ZERO;
        }
        Amount::rounded(inclusive.exact() * self.exact() / (Decimal::ONE + self.exact()))
    }

    /// The tax on a tax-exclusive amount, rounded half-up to the minor unit. 29.70 at 0.13 gives
    /// 3.86.
    pub fn on(self, exclusive: Amount) -> Amount {
        Amount::rounded(exclusive.exact() * self.exact())
    }

    /// Reads a rate as people write it, in per cent, with or without the sign. `13` is 0.13.
    pub fn parse_percent(written: &str) -> Result<TaxRate, NumberTextError> {
        let figure = written.trim().trim_end_matches(['%', '％']);
        text::parse_fixed(figure, TaxRate::DECIMALS - 2).map(TaxRate)
    }

    /// The rate in per cent. 0.13 is `13`.
    pub fn percent(self) -> String {
        text::format_fixed(self.0, TaxRate::DECIMALS - 2, 0)
    }
}

fn per_unit(amount: Amount, quantity: Quantity) -> Option<i64> {
    if quantity.is_zero() {
        return None;
    }
    round::to_fixed(round::half_up(amount.exact() / quantity.exact(), 6), 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_inside_an_inclusive_amount() {
        let rate = TaxRate::parse("0.13").expect("a rate");
        assert_eq!(rate.inside(Amount::from_minor(2870)).to_string(), "3.30");
        assert_eq!(TaxRate::ZERO.inside(Amount::from_minor(2870)), Amount::ZERO);
    }

    #[test]
    fn tax_beside_an_amount_without_it() {
        let rate = TaxRate::parse_percent("13%").expect("a rate");
        assert_eq!(rate, TaxRate::parse("0.13").expect("a rate"));
        assert_eq!(rate.percent(), "13");
        assert_eq!(rate.on(Amount::from_minor(2340)).to_string(), "3.04");
        assert!(TaxRate::parse_percent("13.001").is_err());
    }

    #[test]
    fn unit_price_of_nothing_is_unknown() {
        assert_eq!(UnitPrice::of(Amount::from_minor(1000), Quantity::ZERO), None);
        let third = UnitPrice::of(Amount::from_minor(1000), Quantity::whole(3));
        assert_eq!(third.expect("a price").to_string(), "3.333333");
    }
}
