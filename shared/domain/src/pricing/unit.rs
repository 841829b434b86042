//! Dual units 双单位: quantities and prices in a product's second unit (`features.md` 16).
//!
//! Owns reading `2箱3瓶`, showing it back, and the price of a second unit. Leaves out where it is
//! typed. Invariant: a quantity is converted exactly or refused; the books know base units only.

use thiserror::Error;

use crate::master::product::{Product, SecondUnit};
use crate::price::UnitPrice;
use crate::quantity::Quantity;
use crate::round;

/// Why a typed quantity cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnitError {
    /// No number stands where one must.
    #[error("{text:?} is not a quantity")]
    NotAQuantity {
        /// What was typed.
        text: String,
    },
    /// The product has no such unit.
    #[error("the product has no unit {unit:?}")]
    UnknownUnit {
        /// What was typed.
        unit: String,
    },
    /// A unit is named twice.
    #[error("{unit:?} stands there twice")]
    Twice {
        /// The unit.
        unit: String,
    },
    /// In base units it would be finer than 6 decimals, or too large.
    #[error("{text:?} cannot be told exactly in base units")]
    NotExact {
        /// What was typed.
        text: String,
    },
}

/// Reads a quantity in base units, second units or both. With 箱 = 24 瓶, `2箱3瓶` is 51, `2箱` is
/// 48, `3` is 3, `-1箱` is -24.
pub fn parse(product: &Product, text: &str) -> Result<Quantity, UnitError> {
    let wrong = || UnitError::NotAQuantity { text: text.to_owned() };
    let typed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let negative = typed.starts_with(['-', '－', '−']);
    let mut rest = typed.trim_start_matches(['-', '－', '−', '+', '＋']);
    let mut sum = Some(0_i64);
    let mut seen: Vec<String> = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !is_digit(c)).unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let unit = &after[..after.find(is_digit).unwrap_or(after.len())];
        rest = &after[unit.len()..];
        let number = Quantity::parse(number).map_err(|_| wrong())?;
        // A bare number is in base units, and so is the last part of `2箱3`.
        let part = match (&product.second_unit, unit) {
            (_, "") => Some(number.raw()),
            (_, base) if base == product.unit || base == product.unit_en => Some(number.raw()),
            (Some(second), name) if name == second.name => times(number, second.ratio),
            (_, other) => return Err(UnitError::UnknownUnit { unit: other.to_owned() }),
        };
        let key = if unit.is_empty() { product.unit.clone() } else { unit.to_owned() };
        if seen.contains(&key) {
            return Err(UnitError::Twice { unit: key });
        }
        seen.push(key);
        sum = sum.zip(part).and_then(|(sum, part)| sum.checked_add(part));
    }
    if seen.is_empty() {
        return Err(wrong());
    }
    let sum = sum.ok_or_else(|| UnitError::NotExact { text: text.to_owned() })?;
    Ok(Quantity::from_raw(if negative { -sum } else { sum }))
}

/// Shows a quantity in both units: 51 with 箱 = 24 瓶 is `2箱3瓶`, 48 is `2箱`. Without a second
/// unit, or below one of it, it is `3瓶`.
pub fn show(product: &Product, quantity: Quantity) -> String {
    let sign = if quantity < Quantity::ZERO { "-" } else { "" };
    let size = quantity.raw().unsigned_abs();
    let part = |raw: u64| Quantity::from_raw(i64::try_from(raw).unwrap_or(i64::MAX));
    let base = |raw: u64| format!("{}{}", part(raw), product.unit);
    let ratio = product.second_unit.as_ref().map(|unit| (unit, unit.ratio.raw().unsigned_abs()));
    match ratio {
        Some((unit, ratio)) if ratio > 0 && size >= ratio => {
            let (whole, left) = (size / ratio, size % ratio);
            let left = if left == 0 { String::new() } else { base(left) };
            format!("{sign}{whole}{}{left}", unit.name)
        }
        _ => format!("{sign}{}", base(size)),
    }
}

/// The price of one second unit, rounded half-up to 6 decimals. 2.50 a 瓶 is 60.00 a 箱 of 24.
pub fn price_of_second(base: UnitPrice, unit: &SecondUnit) -> Option<UnitPrice> {
    let exact = base.exact().checked_mul(unit.ratio.exact())?;
    round::to_fixed(round::half_up(exact, 6), 6).map(UnitPrice::from_raw)
}

/// The price of one base unit where one second unit costs so much, rounded half-up to 6 decimals;
/// none for a unit of nothing. 100.00 a 箱 of 24 is 4.166667 a 瓶: the amount is taken from the
/// price that was typed, not from this one.
pub fn price_of_base(second: UnitPrice, unit: &SecondUnit) -> Option<UnitPrice> {
    if unit.ratio.is_zero() {
        return None;
    }
    let exact = second.exact() / unit.ratio.exact();
    round::to_fixed(round::half_up(exact, 6), 6).map(UnitPrice::from_raw)
}

/// Exact, or none: nothing may be lost where one unit becomes another.
fn times(number: Quantity, ratio: Quantity) -> Option<i64> {
    let product = i128::from(number.raw()) * i128::from(ratio.raw());
    let unit = i128::from(Quantity::ONE.raw());
    if product % unit != 0 {
        return None;
    }
    i64::try_from(product / unit).ok()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | '０'..='９' | '．' | '。')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn beer(ratio: &str) -> Product {
        let ratio = Quantity::parse(ratio).expect("a ratio");
        let second_unit = Some(SecondUnit { name: "箱".to_owned(), ratio });
        Product { unit: "瓶".to_owned(), second_unit, ..Product::default() }
    }

    fn read(text: &str) -> Result<String, UnitError> {
        parse(&beer("24"), text).map(|quantity| quantity.to_string())
    }

    #[test]
    fn cases_and_bottles_are_read_as_bottles() {
        for (text, bottles) in [
            ("2箱3瓶", "51"),
            ("2箱", "48"),
            ("3", "3"),
            ("2 箱 3", "51"),
            ("３瓶", "3"),
            ("０。5箱", "12"),
            ("-1箱", "-24"),
            ("0.5箱", "12"),
        ] {
            assert_eq!(read(text), Ok(bottles.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity_of_the_product_is_refused() {
        let unknown = |unit: &str| Err(UnitError::UnknownUnit { unit: unit.to_owned() });
        assert_eq!(read("2包"), unknown("包"));
        let loose = Product { unit: "瓶".to_owned(), ..Product::default() };
        assert_eq!(parse(&loose, "2箱").map(|q| q.to_string()), unknown("箱"));
        assert_eq!(read("2箱1箱"), Err(UnitError::Twice { unit: "箱".to_owned() }));
        for text in ["", "箱", "-", "2箱瓶"] {
            assert!(read(text).is_err(), "{text}");
        }
        let inexact = parse(&beer("0.333333"), "0.1箱");
        assert_eq!(inexact, Err(UnitError::NotExact { text: "0.1箱".to_owned() }));
    }

    #[test]
    fn a_case_costs_its_bottles_and_a_bottle_its_part() {
        let product = beer("24");
        let unit = product.second_unit.as_ref().expect("a second unit");
        let price = |text| UnitPrice::parse(text).expect("a price");
        assert_eq!(price_of_second(price("2.50"), unit), Some(price("60")));
        assert_eq!(price_of_base(price("100"), unit), Some(price("4.166667")));
        let nothing = SecondUnit { name: String::new(), ratio: Quantity::ZERO };
        assert_eq!(price_of_base(price("100"), &nothing), None);
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_as_the_same_quantity(
            raw in -1_000_000_000_000_i64..1_000_000_000_000, ratio in 1_i64..2_000,
        ) {
            let product = beer(&ratio.to_string());
            let quantity = Quantity::from_raw(raw);
            prop_assert_eq!(parse(&product, &show(&product, quantity)), Ok(quantity));
        }
    }
}
