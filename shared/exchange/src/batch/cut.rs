//! Cutting a run of entries into batches within the limits (批次切分).

use thiserror::Error;

use crate::log::{LogEntry, MAX_CONTENT_BYTES};

/// How much goes into one batch (封批上限).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutLimits {
    /// Entries at most.
    pub entries: usize,
    /// Bytes of the body at most, before packing; one entry is always let through.
    pub body_bytes: usize,
}

impl CutLimits {
    /// A branch: 500 documents, and a body that fits the wire even if nothing packs.
    pub const BRANCH: Self = Self { entries: 500, body_bytes: 224 * 1024 };
    /// A head-office feed: catalogues of hundreds of thousands of products go out at once.
    pub const FEED: Self = Self { entries: super::MAX_ENTRIES, body_bytes: 224 * 1024 };
}

/// An entry that fits no batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("entry {seq} has {bytes} bytes, more than {limit}")]
pub struct EntryTooLarge {
    /// Its number.
    pub seq: u64,
    /// Its bytes.
    pub bytes: usize,
    /// Bytes allowed.
    pub limit: usize,
}

/// How many of the entries, from the first on, belong into the next batch: 0 only when there are
/// none.
///
/// # Errors
/// [`EntryTooLarge`] for an entry within the cut that fits no batch.
pub fn cut_length(entries: &[LogEntry], limits: &CutLimits) -> Result<usize, EntryTooLarge> {
    let mut bytes = 0;
    for (count, entry) in entries.iter().enumerate() {
        let content = entry.content.len();
        if content > MAX_CONTENT_BYTES {
            let limit = MAX_CONTENT_BYTES;
            return Err(EntryTooLarge { seq: entry.seq, bytes: content, limit });
        }
        bytes += content + ENTRY_OVERHEAD;
        if count > 0 && (count >= limits.entries || bytes > limits.body_bytes) {
            return Ok(count);
        }
    }
    Ok(entries.len())
}

/// Kind (at most three bytes) and length (at most five) in front of a content.
const ENTRY_OVERHEAD: usize = 8;
