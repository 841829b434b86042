//! Sealed batches: how a stream travels (封装批次).
//!
//! Owns the format `[1, header, body, signature]`, sealing, opening and cutting. Leaves out what
//! the receiver does with an opened batch (`intake`) and what entries mean.
//!
//! What is sent and what is only signed. The signature covers
//! `prefix ‖ organisation ‖ BLAKE3(body as sent) ‖ header`. Of the fields that `exchange.md` 2.6
//! lists, three are covered without being sent, because the receiver has or computes them:
//!
//! - the *organisation*: both sides know theirs, and a batch of another fails its signature;
//! - the *body hash*: taken over the bytes as sent, so a batch is refused before a single byte of
//!   it is decompressed, and no flip survives, not even one that decompresses to the same;
//! - the full *head after*: it follows from `head_before` and the entries. Eight bytes of it are
//!   sent, so that a sender whose books disagree with its own entries is found here.
//!
//! `head_before` is sent whole: it ties the batch to all earlier ones, lets anyone check a batch
//! alone, and shows a fork at first contact. The previous batch is named by eight bytes; it only
//! links the headers, for the entries are linked by the chain. So the envelope of a batch takes
//! about 165 bytes: 3.3 a sale at 50 sales a batch. Nine of them say what the postings of its
//! documents hash to: two in each document would pack into nothing and cost three bytes a sale.
//!
//! Invariant: a batch that opens is exactly what the holder of the key sealed, and its entries
//! lead from `head_before` to `head_after` without a hole. Sealed bytes are kept and sent again
//! as they are, never sealed anew.

mod codec;
mod cut;
mod header;
mod open;
mod seal;

pub use codec::{Codec, LEVEL};
pub use cut::{CutLimits, EntryTooLarge, cut_length};
pub use header::{BatchHeader, ENVELOPE_VERSION, peek};
pub use open::{BatchError, OpenBatch, OpenLimits, READER_VERSION, open};
pub use seal::{SealError, SealInput, SealedBatch, Sealer, seal};

/// The largest sealed batch, in bytes.
pub const MAX_BATCH_BYTES: usize = 256 * 1024;

/// The largest body before compression, in bytes.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The most entries in a batch.
pub const MAX_ENTRIES: usize = 4096;

#[cfg(test)]
mod tests;
