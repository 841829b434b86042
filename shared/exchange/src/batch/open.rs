//! Opening a batch: cheap checks first, nothing believed before the signature (拆封验证).

use thiserror::Error;

use super::{
    Codec, MAX_BATCH_BYTES, MAX_BODY_BYTES, MAX_ENTRIES, codec,
    header::{BatchHeader, Parts, split},
};
use crate::{
    canonical::{CanonicalError, Reader},
    hash::{BatchHash, ChainHash, Tag},
    key::{Domain, KeyError, KeyId, VerifyingKey},
    log::{ChainHead, EntryKind, LogEntry, MAX_CONTENT_BYTES},
    stream::{OrgId, StreamId},
};

/// The newest batch format this code can read; a batch with a higher `min_reader` waits for an
/// upgrade of the reader.
pub const READER_VERSION: u16 = 1;

/// What the receiver is willing to take (接收上限).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenLimits {
    /// Bytes of the whole batch.
    pub batch_bytes: usize,
    /// Bytes of the body after unpacking.
    pub body_bytes: usize,
    /// Number of entries.
    pub entries: usize,
}

impl OpenLimits {
    /// What every node must accept.
    pub const WIRE: Self =
        Self { batch_bytes: MAX_BATCH_BYTES, body_bytes: MAX_BODY_BYTES, entries: MAX_ENTRIES };
}

/// Why a batch is refused. Every variant is a fact about the bytes; none is about business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BatchError {
    /// More bytes than the limit.
    #[error("a batch of {bytes} bytes exceeds {limit}")]
    TooLarge {
        /// Bytes received.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The bytes are not canonical, or not a batch.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// The batch names another key than the one it is to be checked with.
    #[error("the batch is signed with key {named}, expected {expected}")]
    OtherKey {
        /// Key named in the header.
        named: KeyId,
        /// Key of the stream.
        expected: KeyId,
    },
    /// The signature does not hold.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The batch asks for a newer reader.
    #[error("the batch needs reader version {needed}, this is {ours}")]
    ReaderTooOld {
        /// Version it needs.
        needed: u16,
        /// Version of this code.
        ours: u16,
    },
    /// A codec this reader does not know.
    #[error("codec {codec} is unknown")]
    UnknownCodec {
        /// Its number.
        codec: u8,
    },
    /// A dictionary this reader does not have.
    #[error("dictionary {dictionary} is unknown")]
    UnknownDictionary {
        /// Its number.
        dictionary: u32,
    },
    /// No entries, too many, or numbers beyond 63 bits.
    #[error("a batch cannot hold {count} entries there")]
    EntryCount {
        /// Entries claimed.
        count: u32,
    },
    /// The unpacked body would exceed the limit.
    #[error("a body of {bytes} bytes exceeds {limit}")]
    BodyTooLarge {
        /// Bytes claimed.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The body does not unpack, or not within the length the header claims.
    #[error("the body does not decompress within its claimed length")]
    Undecompressable,
    /// The body unpacks to another length than the header claims.
    #[error("the body has {found} bytes, the header claims {claimed}")]
    BodyLength {
        /// Bytes claimed.
        claimed: usize,
        /// Bytes found.
        found: usize,
    },
    /// An entry is larger than any may be.
    #[error("entry {seq} has {bytes} bytes")]
    EntryTooLarge {
        /// Its number.
        seq: u64,
        /// Its bytes.
        bytes: usize,
    },
    /// The first batch of a stream does not begin at the stream's genesis.
    #[error("the batch begins a stream at a head that is not its genesis")]
    NotGenesis {
        /// Head it claims.
        found: ChainHash,
    },
    /// The entries do not lead to the head the sender claims: its books are damaged.
    #[error("the entries lead to {found}, the header claims {claimed}")]
    ChainBroken {
        /// First bytes of the head claimed.
        claimed: Tag,
        /// First bytes of the head the entries lead to.
        found: Tag,
    },
}

/// A batch that has passed every check that needs no knowledge of the stream (已验批次).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenBatch {
    header: BatchHeader,
    hash: BatchHash,
    entries: Vec<LogEntry>,
    chain: Vec<ChainHash>,
}

impl OpenBatch {
    /// The header.
    #[must_use]
    pub fn header(&self) -> &BatchHeader {
        &self.header
    }

    /// Hash of the exact bytes.
    #[must_use]
    pub fn hash(&self) -> BatchHash {
        self.hash
    }

    /// The entries, numbered from `first_seq` on.
    #[must_use]
    pub fn entries(&self) -> &[LogEntry] {
        &self.entries
    }

    /// The chain value after each entry, in the order of the entries.
    #[must_use]
    pub fn chain(&self) -> &[ChainHash] {
        &self.chain
    }

    /// The head after the last entry.
    #[must_use]
    pub fn head_after(&self) -> ChainHead {
        let hash = *self.chain.last().expect("a batch that opened has an entry");
        ChainHead { seq: self.header.last_seq(), hash }
    }

    /// The entries and their chain values, for the receiver that stores them.
    #[must_use]
    pub fn into_entries(self) -> (Vec<LogEntry>, Vec<ChainHash>) {
        (self.entries, self.chain)
    }
}

/// Opens a batch of organisation `org`, signed by `key`.
///
/// Order of the checks (`exchange.md` 2.7): size, shape, signature, limits, bounded unpacking,
/// canonical entries, chain from `head_before` to `head_after`. That the key belongs to the stream
/// is for the caller, who found the key by [`super::peek`] in its certificates.
///
/// # Errors
/// A [`BatchError`]; nothing of a batch that fails is returned.
pub fn open(
    bytes: &[u8],
    org: &OrgId,
    key: &VerifyingKey,
    limits: &OpenLimits,
) -> Result<OpenBatch, BatchError> {
    if bytes.len() > limits.batch_bytes {
        return Err(BatchError::TooLarge { bytes: bytes.len(), limit: limits.batch_bytes });
    }
    let parts = split(bytes)?;
    verify(&parts, org, key)?;
    let header = parts.header;
    let codec = within_limits(&header, limits)?;
    let body = codec::unpack(codec, parts.body, header.body_length as usize)?;
    let entries = read_entries(&header, &body)?;
    let chain = chain_of(&header, &entries)?;
    Ok(OpenBatch { header, hash: BatchHash(*blake3::hash(bytes).as_bytes()), entries, chain })
}

fn verify(parts: &Parts<'_>, org: &OrgId, key: &VerifyingKey) -> Result<(), BatchError> {
    let named = parts.header.key;
    if named != key.id() {
        return Err(BatchError::OtherKey { named, expected: key.id() });
    }
    let body_hash = blake3::hash(parts.body);
    let signed = [body_hash.as_bytes(), parts.header_bytes];
    key.verify(Domain::Batch, org, &signed, &parts.signature)?;
    Ok(())
}

fn within_limits(header: &BatchHeader, limits: &OpenLimits) -> Result<Codec, BatchError> {
    if header.min_reader > READER_VERSION {
        return Err(BatchError::ReaderTooOld { needed: header.min_reader, ours: READER_VERSION });
    }
    if header.count as usize > limits.entries {
        return Err(BatchError::EntryCount { count: header.count });
    }
    if header.dictionary != 0 {
        return Err(BatchError::UnknownDictionary { dictionary: header.dictionary });
    }
    let bytes = header.body_length as usize;
    if bytes > limits.body_bytes {
        return Err(BatchError::BodyTooLarge { bytes, limit: limits.body_bytes });
    }
    Codec::from_number(header.codec)
}

fn read_entries(header: &BatchHeader, body: &[u8]) -> Result<Vec<LogEntry>, BatchError> {
    let mut reader = Reader::new(body);
    reader.array_of(header.count as usize * 2)?;
    let mut entries = Vec::with_capacity(header.count as usize);
    for seq in header.first_seq..=header.last_seq() {
        let kind = EntryKind(reader.uint_as()?);
        let content = reader.bytes()?.to_vec();
        if content.len() > MAX_CONTENT_BYTES {
            return Err(BatchError::EntryTooLarge { seq, bytes: content.len() });
        }
        entries.push(LogEntry { seq, kind, content });
    }
    reader.finish()?;
    Ok(entries)
}

fn chain_of(header: &BatchHeader, entries: &[LogEntry]) -> Result<Vec<ChainHash>, BatchError> {
    let mut head = header.before();
    if head.seq == 0 && head != ChainHead::genesis(header.stream) {
        return Err(BatchError::NotGenesis { found: head.hash });
    }
    let chain = chain_values(header.stream, &mut head, entries);
    if head.hash.tag() == header.head_after {
        Ok(chain)
    } else {
        Err(BatchError::ChainBroken { claimed: header.head_after, found: head.hash.tag() })
    }
}

/// The chain value after each entry; `head` moves to the last.
pub(super) fn chain_values(
    stream: StreamId,
    head: &mut ChainHead,
    entries: &[LogEntry],
) -> Vec<ChainHash> {
    let next = |entry: &LogEntry| {
        *head = head.extend(stream, entry).expect("the entries are numbered from the head on");
        head.hash
    };
    entries.iter().map(next).collect()
}
