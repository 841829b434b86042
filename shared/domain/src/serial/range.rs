//! Serial numbers as they are typed 序列号录入: one, several, or from–to.
//!
//! Owns the reading of a text into numbers. Leaves out whether a piece may move (`piece`). Invariant:
//! a range counts the digits at the end of two numbers of equal length, so `A098~A102` is five numbers
//! and `A98~A102` is refused; what is read keeps its order and its leading zeros.

use thiserror::Error;

/// The most numbers that one text may name.
pub const NUMBERS_MAX: usize = 2_000;

/// Why a text names no numbers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RangeError {
    /// The two ends do not count from one to the other.
    #[error("{from} to {to} is no range")]
    NoRange {
        /// First number as typed.
        from: String,
        /// Last number as typed.
        to: String,
    },
    /// More numbers than one document can want.
    #[error("more than {NUMBERS_MAX} numbers")]
    TooMany,
}

/// Reads numbers that stand apart by spaces, line ends, commas or semicolons; `~`, `～` or `..` between
/// two of them counts from one to the other. A dash counts nothing: it is part of many numbers.
///
/// `SN-098~SN-101 X1` gives SN-098, SN-099, SN-100, SN-101, X1.
pub fn read(text: &str) -> Result<Vec<String>, RangeError> {
    let apart = |sign: char| sign.is_whitespace() || matches!(sign, ',' | '，' | ';' | '；' | '、');
    let mut numbers = Vec::new();
    for part in text.split(apart).filter(|part| !part.is_empty()) {
        match ends(part) {
            None => numbers.push(part.to_owned()),
            Some((from, to)) => count(from, to, &mut numbers)?,
        }
        if numbers.len() > NUMBERS_MAX {
            return Err(RangeError::TooMany);
        }
    }
    Ok(numbers)
}

fn ends(part: &str) -> Option<(&str, &str)> {
    ["~", "～", ".."].iter().find_map(|sign| part.split_once(sign))
}

fn count(from: &str, to: &str, numbers: &mut Vec<String>) -> Result<(), RangeError> {
    let no_range = || RangeError::NoRange { from: from.to_owned(), to: to.to_owned() };
    let digits = |text: &str| text.bytes().rev().take_while(u8::is_ascii_digit).count().min(18);
    let width = digits(from).min(digits(to));
    let (head, first) = from.split_at(from.len() - width);
    let (other, last) = to.split_at(to.len() - width);
    if width == 0 || head != other {
        return Err(no_range());
    }
    let (first, last): (u64, u64) =
        first.parse().ok().zip(last.parse().ok()).ok_or_else(no_range)?;
    if first > last {
        return Err(no_range());
    }
    let many = usize::try_from(last - first).map_or(true, |many| many >= NUMBERS_MAX);
    if many {
        return Err(RangeError::TooMany);
    }
    numbers.extend((first..=last).map(|number| format!("{head}{number:0width$}")));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        read(text).expect("numbers")
    }

    #[test]
    fn a_range_counts_and_keeps_its_zeros() {
        assert_eq!(numbers("SN-098~SN-101"), ["SN-098", "SN-099", "SN-100", "SN-101"]);
        assert_eq!(numbers("007..007"), ["007"]);
        assert_eq!(numbers("1～3"), ["1", "2", "3"]);
    }

    #[test]
    fn numbers_stand_apart_and_keep_their_order() {
        assert_eq!(numbers(" B2, A1\nA1；X-1 "), ["B2", "A1", "A1", "X-1"]);
        assert_eq!(numbers("  "), Vec::<String>::new());
    }

    #[test]
    fn ends_of_unequal_length_or_in_the_wrong_order_are_no_range() {
        for text in ["A98~A102", "A5~A3", "A1~B1", "A~B", "~3", "1~"] {
            assert!(matches!(read(text), Err(RangeError::NoRange { .. })), "{text}");
        }
    }

    #[test]
    fn a_slip_of_the_finger_names_no_million_pieces() {
        assert_eq!(read("0000001~9999999"), Err(RangeError::TooMany));
        assert_eq!(numbers("0001~2000").len(), NUMBERS_MAX);
        assert_eq!(read("0001~2000 X"), Err(RangeError::TooMany));
    }
}
