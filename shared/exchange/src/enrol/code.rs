//! The one-time code that a person carries from head office to a branch (登记码).

use core::{fmt, str::FromStr};

use thiserror::Error;
use zeroize::Zeroizing;

use crate::{
    base32::{self, Base32Error},
    key::VerifyingKey,
};

const SECRET_BYTES: usize = 16;
const FINGERPRINT_BYTES: usize = 5;
/// 21 bytes take 34 symbols; the check symbol fills the seventh group of five.
const SYMBOLS: usize = 35;
const GROUP: usize = 5;

/// A one-time enrolment code (登记码): seven groups of five symbols.
///
/// The last symbol checks the others: any one symbol wrong, or any two neighbours swapped, is
/// noticed before anything is sent. It is a weighted sum in GF(32), which needs no symbols beyond
/// the alphabet, so a code can stand unquoted on a command line.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolCode {
    secret: Zeroizing<[u8; SECRET_BYTES]>,
    fingerprint: [u8; FINGERPRINT_BYTES],
}

/// Why typed text is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Too few or too many symbols.
    #[error("the code has {found} symbols, expected {expected}")]
    WrongLength {
        /// Symbols a code has.
        expected: usize,
        /// Symbols typed, spaces and dashes aside.
        found: usize,
    },
    /// A character that no code contains.
    #[error("the character {found:?} at place {place} cannot occur in a code")]
    UnknownSymbol {
        /// Place of the character, counted from 1 without spaces and dashes.
        place: usize,
        /// The character typed.
        found: char,
    },
    /// The check symbol does not fit: at least one symbol is mistyped.
    #[error("the code is mistyped: its check symbol does not fit")]
    WrongCheck,
}

impl EnrolCode {
    /// The code of a fresh secret, drawn by the caller from the operating system, for the head
    /// office that holds `head_office`.
    #[must_use]
    pub fn new(secret: [u8; SECRET_BYTES], head_office: &VerifyingKey) -> Self {
        Self { secret: Zeroizing::new(secret), fingerprint: head_office.fingerprint() }
    }

    /// Fingerprint of the head office that made the code.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; FINGERPRINT_BYTES] {
        self.fingerprint
    }

    /// The key both sides prove their knowledge of the code with. Head office keeps this in place
    /// of the code, so that nobody can read codes out of its books.
    #[must_use]
    pub fn key(&self) -> EnrolKey {
        let mut material = Zeroizing::new([0; SECRET_BYTES + FINGERPRINT_BYTES]);
        material[..SECRET_BYTES].copy_from_slice(&self.secret[..]);
        material[SECRET_BYTES..].copy_from_slice(&self.fingerprint);
        let context = "fenhao 2026-11-23 enrolment code v1";
        EnrolKey(Zeroizing::new(blake3::derive_key(context, &material[..])))
    }
}

impl fmt::Display for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut symbols = base32::encode(&[&self.secret[..], &self.fingerprint].concat());
        let values = base32::values(&symbols).map_err(|_| fmt::Error)?;
        symbols.push(base32::symbol(check_value(&values)));
        for (place, symbol) in symbols.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{symbol}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolCode(…)")
    }
}

impl FromStr for EnrolCode {
    type Err = CodeError;

    /// Reads a typed code: case, spaces, dashes and full-width forms do not matter, O counts as 0,
    /// I and L as 1.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let values = base32::values(text).map_err(|error| match error {
            Base32Error::UnknownSymbol { place, found } => {
                CodeError::UnknownSymbol { place, found }
            }
            Base32Error::UnevenEnd => CodeError::WrongCheck,
        })?;
        if values.len() != SYMBOLS {
            return Err(CodeError::WrongLength { expected: SYMBOLS, found: values.len() });
        }
        let (check, symbols) = values.split_last().ok_or(CodeError::WrongCheck)?;
        if check_value(symbols) != *check {
            return Err(CodeError::WrongCheck);
        }
        let bytes = base32::pack(symbols).map_err(|_| CodeError::WrongCheck)?;
        let (secret, fingerprint) = bytes.split_at(SECRET_BYTES);
        Ok(Self {
            secret: Zeroizing::new(secret.try_into().map_err(|_| CodeError::WrongCheck)?),
            fingerprint: fingerprint.try_into().map_err(|_| CodeError::WrongCheck)?,
        })
    }
}

/// What both sides derive from a code and authenticate their messages with (登记密钥).
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolKey(Zeroizing<[u8; 32]>);

impl EnrolKey {
    /// The key as head office stored it.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes for head office to store until the code is used or expires.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Keyed BLAKE3 over a label of its own and the parts, each with its length in front.
    pub(super) fn mac(&self, label: &[u8], parts: &[&[u8]]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in [&[label][..], parts].concat() {
            hasher.update(&(part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        hasher.finalize()
    }
}

impl fmt::Debug for EnrolKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolKey(…)")
    }
}

/// Σ αⁱ·sᵢ over GF(32) with α = 2, i from 1: neighbours always have different weights, and no
/// weight is zero.
fn check_value(values: &[u8]) -> u8 {
    let mut sum = 0;
    for value in values.iter().rev() {
        sum = double(sum ^ value);
    }
    sum
}

/// Times α in GF(32), reduced by x⁵ + x² + 1.
fn double(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0x20 == 0 { doubled } else { doubled ^ 0x25 }
}
