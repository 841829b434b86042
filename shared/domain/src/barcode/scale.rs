//! Scale barcodes 秤码: a label that carries weight or price beside the article number.
//!
//! Owns patterns as data (`pos.md` §4: fields P A W V C, first match wins) and what a code says by
//! them. Leaves out which patterns a branch has (HQ's data; [`defaults`] until then).
//! Invariant: a pattern that does not fit the code digit by digit says nothing.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{CheckDigit, check_digit, normalise};
use crate::amount::Amount;
use crate::price::UnitPrice;
use crate::quantity::Quantity;
use crate::round;

/// The mark before the PLU in the barcode under which weighed goods are kept, whatever mark the
/// scale prints: PLU 11001 is looked up as `2111001` (and as `2111001000000`, see
/// [`product_forms`]).
pub const PRODUCT_MARK: &str = "21";

/// Decimals of a weight that is worked out from an amount: grams.
const DERIVED_DECIMALS: u32 = 3;

/// A pattern 秤码规则: digits stand for themselves, `P` article number (PLU), `W` weight, `A`
/// amount, `V` a price verifier (read over), `C` the check digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScalePattern {
    /// `21PPPPPWWWWWC`.
    pub fields: String,
    /// Decimals of the weight.
    pub weight_decimals: u32,
    /// Decimals of the amount.
    pub amount_decimals: u32,
    /// Whether the check digit must verify.
    pub check_digit: CheckDigit,
}

/// What a scale barcode says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleCode {
    /// The article number on the scale.
    pub plu: String,
    /// Weight in the product's base unit, where printed.
    pub weight: Option<Quantity>,
    /// Amount to pay, where printed.
    pub amount: Option<Amount>,
}

/// Why a pattern is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternError {
    /// A character that is no field.
    #[error("{found:?} is no field of a pattern")]
    UnknownField {
        /// The character.
        found: char,
    },
    /// It names no product.
    #[error("the pattern has no P")]
    NoProduct,
    /// It says neither weight nor amount.
    #[error("the pattern has neither W nor A")]
    NoValue,
    /// More decimals than the figure keeps.
    #[error("{decimals} decimals are more than {limit}")]
    TooManyDecimals {
        /// Decimals.
        decimals: u32,
        /// Limit.
        limit: u32,
    },
}

/// The patterns until HQ sends others: 21 with weight in grams, 22 with amount in 分.
pub fn defaults() -> [ScalePattern; 2] {
    let pattern = |fields: &str| ScalePattern {
        fields: fields.to_owned(),
        weight_decimals: 3,
        amount_decimals: 2,
        check_digit: CheckDigit::Verify,
    };
    [pattern("21PPPPPWWWWWC"), pattern("22PPPPPAAAAAC")]
}

/// What the first fitting pattern says; none when none fits. `2111001003356` is PLU 11001 with
/// 0.335 kg.
pub fn decode(code: &str, patterns: &[ScalePattern]) -> Option<ScaleCode> {
    let code = normalise(code);
    patterns.iter().find_map(|pattern| pattern.read(&code))
}

/// The forms under which the product of a PLU is looked up: `2111001`, and the label with nothing
/// on the scale, `2111001000000`, which is how price lists give it.
pub fn product_forms(plu: &str) -> Vec<String> {
    let short = format!("{PRODUCT_MARK}{plu}");
    let body = format!("{short}00000");
    let check = check_digit(&body).filter(|_| body.len() == 12);
    let empty = check.map(|digit| format!("{body}{digit}"));
    [Some(short), empty].into_iter().flatten().collect()
}

impl ScalePattern {
    /// Checks a pattern before it is kept.
    pub fn check(&self) -> Result<(), PatternError> {
        let known = |c: &char| c.is_ascii_digit() || "PWAVC".contains(*c);
        if let Some(found) = self.fields.chars().find(|c| !known(c)) {
            return Err(PatternError::UnknownField { found });
        }
        if !self.fields.contains('P') {
            return Err(PatternError::NoProduct);
        }
        if !self.fields.contains(['W', 'A']) {
            return Err(PatternError::NoValue);
        }
        let limits = [
            (self.weight_decimals, Quantity::DECIMALS),
            (self.amount_decimals, round::MINOR_DECIMALS),
        ];
        match limits.into_iter().find(|(decimals, limit)| decimals > limit) {
            Some((decimals, limit)) => Err(PatternError::TooManyDecimals { decimals, limit }),
            None => Ok(()),
        }
    }

    fn read(&self, code: &str) -> Option<ScaleCode> {
        if code.len() != self.fields.len() || !code.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let fixed = self.fields.bytes().zip(code.bytes());
        if fixed.into_iter().any(|(field, digit)| field.is_ascii_digit() && field != digit) {
            return None;
        }
        if self.fields.ends_with('C') && self.check_digit == CheckDigit::Verify {
            let (body, last) = code.split_at(code.len() - 1);
            if !check_digit(body).is_some_and(|digit| last.starts_with(digit)) {
                return None;
            }
        }
        let weight = fixed_point(&self.field(code, 'W'), self.weight_decimals, Quantity::DECIMALS);
        let amount = fixed_point(&self.field(code, 'A'), self.amount_decimals, Amount::DECIMALS);
        Some(ScaleCode {
            plu: self.field(code, 'P'),
            weight: weight.map(Quantity::from_raw),
            amount: amount.map(Amount::from_raw),
        })
    }

    fn field(&self, code: &str, name: char) -> String {
        let named = self.fields.chars().zip(code.chars()).filter(|(field, _)| *field == name);
        named.map(|(_, digit)| digit).collect()
    }
}

impl ScaleCode {
    /// The quantity at a unit price: the printed weight, else amount ÷ price in grams. None when
    /// neither gives one. 5.60 at 16.00 a kilogram is 0.350.
    pub fn quantity(&self, price: UnitPrice) -> Option<Quantity> {
        if self.weight.is_some() {
            return self.weight;
        }
        let amount = self.amount.filter(|_| !price.is_zero())?;
        let exact: Decimal = round::half_up(amount.exact() / price.exact(), DERIVED_DECIMALS);
        round::to_fixed(exact, Quantity::DECIMALS).map(Quantity::from_raw)
    }
}

fn fixed_point(digits: &str, decimals: u32, kept: u32) -> Option<i64> {
    let value: i64 = digits.parse().ok()?;
    value.checked_mul(10_i64.checked_pow(kept.checked_sub(decimals)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::barcode::lookup_forms;

    fn label(body: &str) -> String {
        format!("{body}{}", check_digit(body).expect("digits"))
    }

    #[test]
    fn a_weight_label_gives_grams() {
        let read = decode(&label("211100100335"), &defaults()).expect("a scale code");
        assert_eq!(read.plu, "11001");
        assert_eq!(read.weight.expect("a weight").to_string(), "0.335");
        assert_eq!(read.amount, None);
        assert_eq!(read.quantity(UnitPrice::ZERO), read.weight);
    }

    #[test]
    fn an_amount_label_gives_the_amount_and_its_weight() {
        let read = decode(&label("221100100560"), &defaults()).expect("a scale code");
        assert_eq!(read.amount, Some(Amount::from_minor(560)));
        let price = UnitPrice::parse("16").expect("a price");
        assert_eq!(read.quantity(price).expect("a weight").to_string(), "0.35");
        assert_eq!(read.quantity(UnitPrice::ZERO), None, "no price, no weight");
    }

    #[test]
    fn both_marks_lead_to_the_same_product() {
        for mark in ["21", "22"] {
            let forms = lookup_forms(&label(&format!("{mark}1100100335")));
            assert!(forms.contains(&"2111001".to_owned()), "{forms:?}");
            assert!(forms.contains(&"2111001000000".to_owned()), "{forms:?}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_no_scale_code_unless_the_shop_says_so() {
        let mut patterns = defaults();
        assert_eq!(decode("2111001003350", &patterns), None);
        patterns[0].check_digit = CheckDigit::Ignore;
        assert!(decode("2111001003350", &patterns).is_some());
    }

    #[test]
    fn eighteen_digits_carry_amount_and_weight() {
        let pattern =
            ScalePattern { fields: "26PPPPPAAAAAWWWWWC".to_owned(), ..defaults()[0].clone() };
        assert_eq!(pattern.check(), Ok(()));
        let read = decode(&label("26110010056000350"), &[pattern]).expect("a scale code");
        assert_eq!(read.amount, Some(Amount::from_minor(560)));
        assert_eq!(read.weight.expect("a weight").to_string(), "0.35");
    }

    #[test]
    fn the_first_pattern_that_fits_wins() {
        let first = ScalePattern { weight_decimals: 2, ..defaults()[0].clone() };
        let read = decode(&label("211100100335"), &[first, defaults()[0].clone()]);
        assert_eq!(read.expect("a scale code").weight.expect("a weight").to_string(), "3.35");
    }

    #[test]
    fn a_pattern_without_product_or_value_is_refused() {
        let pattern =
            |fields: &str| ScalePattern { fields: fields.to_owned(), ..defaults()[0].clone() };
        assert_eq!(pattern("21WWWWWC").check(), Err(PatternError::NoProduct));
        assert_eq!(pattern("21PPPPPC").check(), Err(PatternError::NoValue));
        assert_eq!(pattern("21PPX").check(), Err(PatternError::UnknownField { found: 'X' }));
        let fine = ScalePattern { amount_decimals: 3, ..pattern("PPAA") };
        assert_eq!(fine.check(), Err(PatternError::TooManyDecimals { decimals: 3, limit: 2 }));
    }
}
