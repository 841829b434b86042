//! The log of a stream and its hash chain (流水日志与哈希链).
//!
//! Owns the entry (sequence, kind, content) and the chain over entries (`exchange.md` 2.4). Leaves
//! out what an entry means: content is opaque bytes, hashed as they are stored and never written
//! anew from a value.
//!
//! Invariant: a chain head commits to every entry before it. Equal heads of one stream mean equal
//! histories, whoever computed them and however the entries were cut into batches.

use thiserror::Error;

use crate::{
    hash::{ChainHash, ContentHash},
    stream::StreamId,
};

/// The largest content of one entry, in bytes: such an entry still fits a batch of its own when
/// it does not compress.
pub const MAX_CONTENT_BYTES: usize = 192 * 1024;

/// What an entry holds (日志类别). A newtype, not an enum: a newer node may write kinds this one
/// does not know; they are stored, chained, acknowledged and held (`exchange.md` 2.21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryKind(pub u16);

impl EntryKind {
    /// A posted document (单据).
    pub const DOCUMENT: Self = Self(1);
    /// A change of master data: product, price, partner (基础资料变更).
    pub const MASTER: Self = Self(2);
    /// The first entry of a stream: who it is and where it comes from (起始记录).
    pub const GENESIS: Self = Self(3);
    /// The close of a shift, day or period (封账).
    pub const SEAL: Self = Self(4);
    /// The clock jumped or was corrected (时钟事件).
    pub const CLOCK: Self = Self(5);
    /// A put to a multi-value register of shared master data (共享字段写入).
    pub const REGISTER: Self = Self(6);
    /// Head office's decision on a held document (总部处理意见).
    pub const DECISION: Self = Self(7);
    /// A key is named, rotated or revoked (密钥事件).
    pub const KEY: Self = Self(8);
    /// A document that waits for somebody's word before it is posted (申请).
    pub const APPLICATION: Self = Self(9);
    /// What happened to an application: a step decided, withdrawn, posted (审批).
    pub const APPROVAL: Self = Self(10);
}

/// One record of a stream (日志记录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number in the stream: 1, 2, 3 … without a hole.
    pub seq: u64,
    /// What it holds.
    pub kind: EntryKind,
    /// The exact bytes, at most [`MAX_CONTENT_BYTES`].
    pub content: Vec<u8>,
}

impl LogEntry {
    /// BLAKE3 of the content.
    #[inline]
    #[must_use]
    pub fn content_hash(&self) -> ContentHash {
        ContentHash(*blake3::hash(&self.content).as_bytes())
    }
}

/// How far a stream goes: its last entry's number and the chain value after it (链头).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainHead {
    /// Number of the last entry; 0 before the first.
    pub seq: u64,
    /// The chain value after it.
    pub hash: ChainHash,
}

impl ChainHead {
    /// The head of a stream that has no entry yet. It depends on the stream alone, so a batch
    /// that begins a stream can be checked by anyone.
    #[must_use]
    pub fn genesis(stream: StreamId) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"doc0");
        hasher.update(&stream.to_u64().to_be_bytes());
        Self { seq: 0, hash: ChainHash(*hasher.finalize().as_bytes()) }
    }

    /// The head after `entry`: `BLAKE3("doc1" ‖ head ‖ stream ‖ seq ‖ kind ‖ content hash)`, the
    /// numbers big-endian in 8, 8 and 2 bytes.
    ///
    /// # Errors
    /// [`NotNext`] when the entry does not carry the next number.
    pub fn extend(&self, stream: StreamId, entry: &LogEntry) -> Result<Self, NotNext> {
        self.extend_hashed(stream, entry.seq, entry.kind, entry.content_hash())
    }

    /// As [`ChainHead::extend`] when the content hash is known, for instance because the content
    /// itself has been erased and only its hash remains.
    ///
    /// # Errors
    /// [`NotNext`] when `seq` is not the next number.
    pub fn extend_hashed(
        &self,
        stream: StreamId,
        seq: u64,
        kind: EntryKind,
        content: ContentHash,
    ) -> Result<Self, NotNext> {
        let expected = self.seq.checked_add(1);
        if expected != Some(seq) {
            return Err(NotNext { after: self.seq, found: seq });
        }
        // Every field has a fixed width, so no two chains share an input.
        let mut input = [0u8; 86];
        input[..4].copy_from_slice(b"doc1");
        input[4..36].copy_from_slice(&self.hash.0);
        input[36..44].copy_from_slice(&stream.to_u64().to_be_bytes());
        input[44..52].copy_from_slice(&seq.to_be_bytes());
        input[52..54].copy_from_slice(&kind.0.to_be_bytes());
        input[54..].copy_from_slice(&content.0);
        Ok(Self { seq, hash: ChainHash(*blake3::hash(&input).as_bytes()) })
    }

    /// The code printed on a receipt; see [`ChainHash::short`].
    #[must_use]
    pub fn short_hash(&self) -> String {
        self.hash.short()
    }
}

/// An entry that does not follow the head it is put after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("entry {found} does not follow entry {after}")]
pub struct NotNext {
    /// Number of the last entry.
    pub after: u64,
    /// Number of the entry that was to follow.
    pub found: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: StreamId = StreamId { device: 3, incarnation: 0 };

    fn entry(seq: u64, content: &[u8]) -> LogEntry {
        LogEntry { seq, kind: EntryKind::DOCUMENT, content: content.to_vec() }
    }

    fn head_of(stream: StreamId, entries: &[LogEntry]) -> ChainHead {
        entries.iter().fold(ChainHead::genesis(stream), |head, entry| {
            head.extend(stream, entry).expect("the entries are in order")
        })
    }

    #[test]
    fn any_change_of_history_changes_the_head() {
        let honest = [entry(1, b"a"), entry(2, b"b"), entry(3, b"c")];
        let head = head_of(STREAM, &honest);
        assert_eq!(head.seq, 3);
        let mut content = honest.clone();
        content[0].content = b"A".to_vec();
        let mut kind = honest.clone();
        kind[1].kind = EntryKind::CLOCK;
        assert_ne!(head_of(STREAM, &content).hash, head.hash);
        assert_ne!(head_of(STREAM, &kind).hash, head.hash);
        let other = StreamId { device: 3, incarnation: 1 };
        assert_ne!(head_of(other, &honest).hash, head.hash);
    }

    #[test]
    fn a_hole_and_a_repeat_do_not_extend_the_chain() {
        let head = head_of(STREAM, &[entry(1, b"a")]);
        for seq in [0, 1, 3] {
            assert_eq!(
                head.extend(STREAM, &entry(seq, b"b")),
                Err(NotNext { after: 1, found: seq })
            );
        }
    }

    #[test]
    fn the_last_number_has_no_successor() {
        let head = ChainHead { seq: u64::MAX, hash: ChainHash([0; 32]) };
        assert!(head.extend(STREAM, &entry(0, b"")).is_err());
    }
}
