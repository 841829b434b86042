//! What can be wrong with bytes that claim to be canonical, each fact with its byte offset.

use thiserror::Error;

/// The kinds of item that canonical bytes may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A whole number of zero or more (CBOR major type 0).
    Unsigned,
    /// A whole number below zero (major type 1).
    Negative,
    /// A byte string (major type 2).
    Bytes,
    /// UTF-8 text (major type 3).
    Text,
    /// A positional array (major type 4).
    Array,
    /// `true` or `false`.
    Bool,
    /// The absent value.
    Null,
}

/// Why bytes are refused. `at` is the offset of the item's first byte from the start of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CanonicalError {
    /// The input ends inside an item, or where an item should begin.
    #[error("the input ends at byte {at} inside an item")]
    Truncated {
        /// Offset of the unfinished item.
        at: usize,
    },
    /// An integer or a length is written longer than it has to be.
    #[error("the number at byte {at} is not in its shortest form")]
    NotShortest {
        /// Offset of the item.
        at: usize,
    },
    /// An indefinite length, or the break that would end one.
    #[error("the item at byte {at} has an indefinite length")]
    Indefinite {
        /// Offset of the item.
        at: usize,
    },
    /// A length form that RFC 8949 reserves (additional information 28 to 30).
    #[error("the item at byte {at} uses a reserved length form")]
    Reserved {
        /// Offset of the item.
        at: usize,
    },
    /// A map; arrays are positional here, so there are no keys to repeat or to reorder.
    #[error("the item at byte {at} is a map")]
    Map {
        /// Offset of the item.
        at: usize,
    },
    /// A tag.
    #[error("the item at byte {at} is a tag")]
    Tag {
        /// Offset of the item.
        at: usize,
    },
    /// A floating-point number of any width.
    #[error("the item at byte {at} is a float")]
    Float {
        /// Offset of the item.
        at: usize,
    },
    /// A simple value other than false, true and null.
    #[error("the item at byte {at} is an unknown simple value")]
    Simple {
        /// Offset of the item.
        at: usize,
    },
    /// Another kind of item stands where one was expected.
    #[error("the item at byte {at} is {found:?}, expected {expected:?}")]
    WrongItem {
        /// Offset of the item.
        at: usize,
        /// What the reader asked for.
        expected: Item,
        /// What the bytes hold.
        found: Item,
    },
    /// An integer does not fit the width the reader asked for.
    #[error("the number at byte {at} is out of range")]
    OutOfRange {
        /// Offset of the item.
        at: usize,
    },
    /// A length promises more bytes, or more items, than the input still has.
    #[error("the item at byte {at} claims {length}, more than the input holds")]
    LengthBeyondInput {
        /// Offset of the item.
        at: usize,
        /// Claimed bytes, or items of an array.
        length: u64,
    },
    /// A string or an array has another length than its meaning fixes.
    #[error("the item at byte {at} has length {found}, expected {expected}")]
    WrongLength {
        /// Offset of the item.
        at: usize,
        /// Length that the meaning fixes.
        expected: usize,
        /// Length found.
        found: usize,
    },
    /// Text that is not UTF-8.
    #[error("the text at byte {at} is not UTF-8")]
    NotUtf8 {
        /// Offset of the item.
        at: usize,
    },
    /// More arrays inside one another than [`super::MAX_DEPTH`].
    #[error("the array at byte {at} is nested too deeply")]
    TooDeep {
        /// Offset of the innermost array met.
        at: usize,
    },
    /// Bytes remain after the last item.
    #[error("bytes remain from byte {at} on")]
    Trailing {
        /// Offset of the first byte left over.
        at: usize,
    },
    /// The version in front of a message is one this reader does not know.
    #[error("version {found} at byte {at} is unknown")]
    UnknownVersion {
        /// Offset of the version.
        at: usize,
        /// The version found.
        found: u64,
    },
    /// Entries that must ascend strictly (a version vector, siblings) repeat or step back.
    #[error("the entry at byte {at} does not come after the one before it")]
    NotAscending {
        /// Offset of the entry.
        at: usize,
    },
}
