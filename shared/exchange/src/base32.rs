//! Crockford's base 32: bytes that people read aloud and type (便于口述的编码).
//!
//! Owns the alphabet and its tolerance: case does not matter, O is read as 0, I and L as 1, and
//! the full-width forms a Chinese input method types count as their narrow ones. Leaves out
//! grouping and check symbols, which belong to the code that has them.

use thiserror::Error;

/// The 32 symbols in the order of their values: digits, then letters without I, L, O and U.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why symbols are not the encoding of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Base32Error {
    /// A character outside the alphabet.
    #[error("the character {found:?} at place {place} cannot occur")]
    UnknownSymbol {
        /// Place of the character, counted from 1 without spaces and dashes.
        place: usize,
        /// The character.
        found: char,
    },
    /// The last symbol carries bits no byte uses, or the number of symbols fits no whole bytes.
    #[error("the symbols do not end at a whole byte")]
    UnevenEnd,
}

/// Encodes bytes, most significant bit first; the last symbol is filled with zero bits.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut pending, mut bits) = (0u32, 0);
    for &byte in bytes {
        pending = pending << 8 | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(symbol((pending >> bits & 31) as u8));
        }
    }
    if bits > 0 {
        text.push(symbol((pending << (5 - bits) & 31) as u8));
    }
    text
}

/// The symbol of a value below 32.
#[must_use]
pub fn symbol(value: u8) -> char {
    char::from(ALPHABET[usize::from(value & 31)])
}

/// The values of the symbols in `text`; spaces and dashes are passed over.
///
/// # Errors
/// [`Base32Error::UnknownSymbol`] for any other character.
pub fn values(text: &str) -> Result<Vec<u8>, Base32Error> {
    let mut values = Vec::with_capacity(text.len());
    for found in text.chars() {
        let narrow = narrow(found);
        if narrow.is_whitespace() || matches!(narrow, '-' | '_' | '‐'..='―' | '−') {
            continue;
        }
        let place = values.len() + 1;
        values.push(value(narrow).ok_or(Base32Error::UnknownSymbol { place, found })?);
    }
    Ok(values)
}

/// Packs values of five bits into bytes.
///
/// # Errors
/// [`Base32Error::UnevenEnd`] when the bits left over are not zero or are a whole symbol.
pub fn pack(values: &[u8]) -> Result<Vec<u8>, Base32Error> {
    let mut bytes = Vec::with_capacity(values.len() * 5 / 8);
    let (mut pending, mut bits) = (0u32, 0);
    for &value in values {
        pending = (pending << 5 | u32::from(value)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((pending >> bits) as u8);
        }
    }
    if bits >= 5 || pending & ((1 << bits) - 1) != 0 {
        return Err(Base32Error::UnevenEnd);
    }
    Ok(bytes)
}

/// Decodes symbols into bytes.
///
/// # Errors
/// As [`values`] and [`pack`].
pub fn decode(text: &str) -> Result<Vec<u8>, Base32Error> {
    pack(&values(text)?)
}

fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        _ => character,
    }
}

fn value(character: char) -> Option<u8> {
    let folded = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|&symbol| char::from(symbol) == folded)?;
    u8::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }
    }

    #[test]
    fn reading_forgives_case_lookalikes_and_full_width() {
        let bytes = decode("01AB-CDEF").expect("eight symbols are five bytes");
        for typed in ["oiab cdef", "OLABCDEF", "０１ＡＢ－ＣＤＥＦ", " 0lab–cdef "] {
            assert_eq!(decode(typed), Ok(bytes.clone()), "{typed}");
        }
    }

    #[test]
    fn bits_beyond_the_last_byte_are_refused() {
        assert_eq!(decode("00"), Ok(vec![0]));
        assert_eq!(decode("01"), Err(Base32Error::UnevenEnd));
        assert_eq!(decode("0"), Err(Base32Error::UnevenEnd));
        assert_eq!(decode("0U"), Err(Base32Error::UnknownSymbol { place: 2, found: 'U' }));
    }
}
