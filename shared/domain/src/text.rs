//! Decimal text 数字文本: reading what a person or a file wrote, writing what a screen shows.
//!
//! Owns the one grammar of numbers: optional sign, digits, optional point and digits; full-width
//! digits are folded first. Leaves out grouping and currency signs (screens add them).
//! Invariant: what is read is exact or refused; nothing passes through a float.

use rust_decimal::Decimal;
use thiserror::Error;

pub mod capital;

/// Why a text is not a number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NumberTextError {
    /// Not of the form `-12.34`.
    #[error("{text:?} is not a number")]
    NotANumber {
        /// What was written.
        text: String,
    },
    /// More decimals than the figure may have.
    #[error("{text:?} has more than {decimals} decimals")]
    TooManyDecimals {
        /// What was written.
        text: String,
        /// Decimals allowed.
        decimals: u32,
    },
    /// Too large.
    #[error("{text:?} is too large")]
    TooLarge {
        /// What was written.
        text: String,
    },
}

/// Reads a fixed-point integer with `decimals` decimals. `１２.50` at 4 gives 125,000.
pub fn parse_fixed(text: &str, decimals: u32) -> Result<i64, NumberTextError> {
    let folded: String = text.trim().chars().map(fold).collect();
    let bad = || NumberTextError::NotANumber { text: text.to_owned() };
    let (negative, digits) = match folded.as_bytes().first() {
        Some(b'-') => (true, &folded[1..]),
        Some(b'+') => (false, &folded[1..]),
        _ => (false, folded.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if (whole.is_empty() && part.is_empty())
        || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit())
    {
        return Err(bad());
    }
    let part = part.trim_end_matches('0');
    let places = usize::try_from(decimals).expect("decimals are few");
    if part.len() > places {
        return Err(NumberTextError::TooManyDecimals { text: text.to_owned(), decimals });
    }
    let mut value: i64 = 0;
    let zeros = places - part.len();
    for digit in whole.bytes().chain(part.bytes()).chain(std::iter::repeat_n(b'0', zeros)) {
        value = value
            .checked_mul(10)
            .and_then(|v| v.checked_add(i64::from(digit - b'0')))
            .ok_or_else(|| NumberTextError::TooLarge { text: text.to_owned() })?;
    }
    Ok(if negative { -value } else { value })
}

/// Writes a fixed-point integer with at least `least` decimals and no needless zeros after them.
/// 1_250_000 with 4 decimals, at least 2, gives `125.00`.
pub fn format_fixed(value: i64, decimals: u32, least: u32) -> String {
    let unit = 10_u64.pow(decimals);
    let size = value.unsigned_abs();
    let (whole, part) = (size / unit, size % unit);
    let mut digits = format!("{part:0width$}", width = decimals as usize);
    while digits.len() > least as usize && digits.ends_with('0') {
        digits.pop();
    }
    let sign = if value < 0 { "-" } else { "" };
    if digits.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{digits}") }
}

/// The exact decimal of a fixed-point integer.
pub fn exact(value: i64, decimals: u32) -> Decimal {
    Decimal::from_i128_with_scale(i128::from(value), decimals)
}

fn fold(c: char) -> char {
    match c {
        '０'..='９' => {
            char::from(b'0' + u8::try_from(c as u32 - '０' as u32).expect("ten digits"))
        }
        '．' | '。' => '.',
        '－' | '−' => '-',
        '＋' => '+',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_digits_read_as_digits() {
        assert_eq!(parse_fixed("１２３．５", 4), Ok(1_235_000));
    }

    #[test]
    fn seventeen_digits_keep_their_cents() {
        assert_eq!(parse_fixed("12345678901234.67", 4), Ok(123_456_789_012_346_700));
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in ["", ".", "-", "1_000", "1e3", "1.2.3", "１,000", "0x10", "NaN"] {
            assert!(parse_fixed(text, 4).is_err(), "{text}");
        }
        assert!(matches!(parse_fixed("1.23456", 4), Err(NumberTextError::TooManyDecimals { .. })));
        assert!(matches!(
            parse_fixed("99999999999999999999", 4),
            Err(NumberTextError::TooLarge { .. })
        ));
    }

    #[test]
    fn writing_keeps_the_least_decimals() {
        assert_eq!(format_fixed(1_250_000, 4, 2), "125.00");
        assert_eq!(format_fixed(-5_000, 4, 2), "-0.50");
        assert_eq!(format_fixed(1_500_000, 6, 0), "1.5");
        assert_eq!(format_fixed(3_000_000, 6, 0), "3");
    }
}
