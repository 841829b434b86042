//! Canonical bytes: the one encoding of everything that is hashed, signed or sent (规范编码).
//!
//! Owns a writer and a strict reader of deterministic CBOR (RFC 8949 §4.2): integers in their
//! shortest form, definite lengths, and only arrays, integers, byte strings, UTF-8 text, booleans
//! and null. Leaves out floats, maps, tags and indefinite lengths: a document is a positional
//! array per kind and version, so none of them is needed and each is a second way to say one
//! thing. What the items mean belongs to the module that writes them.
//!
//! Invariant: a value has exactly one encoding. Whatever the reader accepts, the writer writes
//! again byte for byte; therefore bytes may be compared, hashed and signed in place of values.

mod error;
mod reader;
mod writer;

pub use error::{CanonicalError, Item};
pub use reader::Reader;
pub use writer::Writer;

/// How many arrays may stand inside one another when an item is skipped or kept unread.
///
/// Documents use four at most; the bound keeps hostile bytes from growing any stack.
pub const MAX_DEPTH: usize = 16;

#[cfg(test)]
mod tests;
