//! Sealing entries into a batch, deterministically: the same input gives the same bytes (封批).

use thiserror::Error;

use super::{
    CutLimits, EntryTooLarge, MAX_BATCH_BYTES, MAX_BODY_BYTES, MAX_ENTRIES,
    codec::pack,
    cut_length,
    header::{BatchHeader, ENVELOPE_VERSION},
    open::{READER_VERSION, chain_values},
};
use crate::{
    canonical::Writer,
    document::{BookedPostings, PostingsHash},
    hash::BatchHash,
    key::{Domain, SigningKey},
    log::{ChainHead, LogEntry, NotNext},
    stream::{OrgId, StreamId},
    version::VersionVector,
};

/// Everything a batch is made of.
#[derive(Clone, Copy, Debug)]
pub struct SealInput<'a> {
    /// The organisation; signed, not sent.
    pub org: OrgId,
    /// Who writes.
    pub stream: StreamId,
    /// Number of the batch, from 1.
    pub batch_no: u64,
    /// Hash of the previous batch, [`BatchHash::NONE`] before the first.
    pub previous: BatchHash,
    /// The head before the first entry.
    pub head_before: ChainHead,
    /// The head after the last entry as the writer's books have it, if they keep one: sealing
    /// stops when the entries do not lead there.
    pub head_after: Option<ChainHead>,
    /// The entries, numbered from `head_before.seq + 1`.
    pub entries: &'a [LogEntry],
    /// What the postings of the documents among them hash to.
    pub booked: &'a BookedPostings,
    /// Version of the writer's schema.
    pub schema: u16,
    /// What the writer has seen of other streams.
    pub seen: &'a VersionVector,
}

/// A batch ready to be kept and sent (已封批次).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBatch {
    /// The exact bytes, to be stored and sent as they are.
    pub bytes: Vec<u8>,
    /// The header in them.
    pub header: BatchHeader,
    /// Hash of the bytes.
    pub hash: BatchHash,
    /// The head after the last entry.
    pub head_after: ChainHead,
}

/// Why entries cannot be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealError {
    /// No entries, or more than [`MAX_ENTRIES`].
    #[error("a batch cannot hold {count} entries")]
    EntryCount {
        /// Entries given.
        count: usize,
    },
    /// An entry fits no batch.
    #[error(transparent)]
    EntryTooLarge(#[from] EntryTooLarge),
    /// The entries are not numbered one after another from the head on.
    #[error(transparent)]
    NotNext(#[from] NotNext),
    /// The entries lead to another head than the books have: the books are damaged.
    #[error("the entries do not lead to the head in the books at {}", books.seq)]
    HeadMismatch {
        /// The head in the books.
        books: ChainHead,
        /// The head the entries lead to.
        entries: ChainHead,
    },
    /// Body or batch exceed their limits.
    #[error("the batch would take {bytes} bytes, more than {limit}")]
    TooLarge {
        /// Bytes needed.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
}

/// Seals entries into one batch.
///
/// # Errors
/// A [`SealError`].
pub fn seal(input: &SealInput<'_>, key: &SigningKey) -> Result<SealedBatch, SealError> {
    let head_after = check(input)?;
    let body = write_entries(input.entries);
    if body.len() > MAX_BODY_BYTES {
        return Err(SealError::TooLarge { bytes: body.len(), limit: MAX_BODY_BYTES });
    }
    let body_length = u32::try_from(body.len()).expect("the limit is far below 32 bits");
    let (codec, packed) = pack(body);
    let header = BatchHeader {
        stream: input.stream,
        batch_no: input.batch_no,
        first_seq: input.head_before.seq + 1,
        count: u32::try_from(input.entries.len()).expect("the limit is far below 32 bits"),
        previous: input.previous.tag(),
        head_before: input.head_before.hash,
        head_after: head_after.hash.tag(),
        postings: PostingsHash::over(input.entries, input.booked),
        body_length,
        codec: codec.number(),
        dictionary: 0,
        schema: input.schema,
        min_reader: READER_VERSION,
        seen: input.seen.clone(),
        key: key.id(),
    };
    let bytes = sign(&input.org, &header, &packed, key);
    if bytes.len() > MAX_BATCH_BYTES {
        return Err(SealError::TooLarge { bytes: bytes.len(), limit: MAX_BATCH_BYTES });
    }
    let hash = BatchHash(*blake3::hash(&bytes).as_bytes());
    Ok(SealedBatch { bytes, header, hash, head_after })
}

/// Signs a header with a packed body and puts the four parts together.
pub(super) fn sign(org: &OrgId, header: &BatchHeader, packed: &[u8], key: &SigningKey) -> Vec<u8> {
    let header = header.encode();
    let body_hash = blake3::hash(packed);
    let signature = key.sign(Domain::Batch, org, &[body_hash.as_bytes(), &header]);
    let mut writer = Writer::with_capacity(header.len() + packed.len() + 80);
    writer.array(4).uint(ENVELOPE_VERSION).bytes(&header).bytes(packed).bytes(&signature.0);
    writer.finish()
}

fn check(input: &SealInput<'_>) -> Result<ChainHead, SealError> {
    let count = input.entries.len();
    if count == 0 || count > MAX_ENTRIES {
        return Err(SealError::EntryCount { count });
    }
    cut_length(input.entries, &CutLimits { entries: count, body_bytes: usize::MAX })?;
    let mut after = input.head_before.seq;
    for entry in input.entries {
        if after.checked_add(1) != Some(entry.seq) {
            return Err(NotNext { after, found: entry.seq }.into());
        }
        after = entry.seq;
    }
    let mut head = input.head_before;
    chain_values(input.stream, &mut head, input.entries);
    match input.head_after {
        Some(books) if books != head => Err(SealError::HeadMismatch { books, entries: head }),
        _ => Ok(head),
    }
}

/// The body: one flat array of kind, content, kind, content, …; the numbers follow from the
/// header.
pub(super) fn write_entries(entries: &[LogEntry]) -> Vec<u8> {
    let content: usize = entries.iter().map(|entry| entry.content.len() + 8).sum();
    let mut writer = Writer::with_capacity(content + 8);
    writer.array(entries.len() * 2);
    for entry in entries {
        writer.uint(u64::from(entry.kind.0)).bytes(&entry.content);
    }
    writer.finish()
}

/// Seals one batch after another of a stream and remembers where it stands (封批位置).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealer {
    /// The organisation.
    pub org: OrgId,
    /// The stream.
    pub stream: StreamId,
    /// Number of the next batch.
    pub next_batch_no: u64,
    /// Hash of the last batch.
    pub last_batch: BatchHash,
    /// The head after the last sealed entry.
    pub head: ChainHead,
    /// Version of the writer's schema.
    pub schema: u16,
}

impl Sealer {
    /// A stream of which nothing has been sealed.
    #[must_use]
    pub fn new(org: OrgId, stream: StreamId, schema: u16) -> Self {
        let head = ChainHead::genesis(stream);
        Self { org, stream, next_batch_no: 1, last_batch: BatchHash::NONE, head, schema }
    }

    /// Seals as many of the entries as the limits allow, from the first on, and moves behind
    /// them; `booked` has the postings of the documents among them. `None` when there are none.
    ///
    /// # Errors
    /// A [`SealError`]; the position stays as it is.
    pub fn seal_next(
        &mut self,
        entries: &[LogEntry],
        booked: &BookedPostings,
        seen: &VersionVector,
        limits: &CutLimits,
        key: &SigningKey,
    ) -> Result<Option<SealedBatch>, SealError> {
        let count = cut_length(entries, limits)?;
        if count == 0 {
            return Ok(None);
        }
        let input = SealInput {
            org: self.org,
            stream: self.stream,
            batch_no: self.next_batch_no,
            previous: self.last_batch,
            head_before: self.head,
            head_after: None,
            entries: &entries[..count],
            booked,
            schema: self.schema,
            seen,
        };
        let sealed = seal(&input, key)?;
        self.next_batch_no += 1;
        self.last_batch = sealed.hash;
        self.head = sealed.head_after;
        Ok(Some(sealed))
    }

    /// Seals all of the entries into as many batches as the limits ask for.
    ///
    /// # Errors
    /// A [`SealError`]; the position is behind the last batch that could be sealed.
    pub fn seal_all(
        &mut self,
        mut entries: &[LogEntry],
        booked: &BookedPostings,
        seen: &VersionVector,
        limits: &CutLimits,
        key: &SigningKey,
    ) -> Result<Vec<SealedBatch>, SealError> {
        let mut batches = Vec::new();
        while let Some(batch) = self.seal_next(entries, booked, seen, limits, key)? {
            entries = &entries[batch.header.count as usize..];
            batches.push(batch);
        }
        Ok(batches)
    }
}
