//! The header of a batch: what stands before the entries, all of it signed (批次头).

use crate::{
    batch::BatchError,
    canonical::{CanonicalError, Reader, Writer},
    document::PostingsHash,
    hash::{ChainHash, Tag},
    key::{KeyId, Signature},
    log::ChainHead,
    stream::StreamId,
    version::VersionVector,
};

/// Version of the envelope around header, body and signature.
pub const ENVELOPE_VERSION: u64 = 1;

/// How many elements this version's header has; a newer one may append more.
const ELEMENTS: usize = 15;

/// The header of a batch (批次头).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchHeader {
    /// Who wrote the entries.
    pub stream: StreamId,
    /// Number of the batch in the stream, from 1.
    pub batch_no: u64,
    /// Number of the first entry.
    pub first_seq: u64,
    /// How many entries follow, at least 1.
    pub count: u32,
    /// First bytes of the previous batch's hash; of [`crate::hash::BatchHash::NONE`] before the
    /// first.
    pub previous: Tag,
    /// The chain value before the first entry.
    pub head_before: ChainHash,
    /// First bytes of the chain value after the last entry.
    pub head_after: Tag,
    /// What the postings of the batch's documents hash to, as their writer booked them.
    pub postings: PostingsHash,
    /// Bytes of the body before packing.
    pub body_length: u32,
    /// How the body is packed, see [`super::Codec`].
    pub codec: u8,
    /// Compression dictionary; 0 for none.
    pub dictionary: u32,
    /// Version of the schema the writer works with, for people and for support.
    pub schema: u16,
    /// The oldest reader that may open the batch.
    pub min_reader: u16,
    /// What the writer had seen of other streams, so that a dispute can say what it knew.
    pub seen: VersionVector,
    /// The key that signed.
    pub key: KeyId,
}

impl BatchHeader {
    /// Number of the last entry.
    #[must_use]
    pub fn last_seq(&self) -> u64 {
        self.first_seq + u64::from(self.count) - 1
    }

    /// The head the batch builds upon.
    #[must_use]
    pub fn before(&self) -> ChainHead {
        ChainHead { seq: self.first_seq - 1, hash: self.head_before }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(128 + self.seen.len() * 12);
        writer
            .array(ELEMENTS)
            .uint(self.stream.to_u64())
            .uint(self.batch_no)
            .uint(self.first_seq)
            .uint(u64::from(self.count))
            .bytes(&self.previous.0)
            .bytes(&self.head_before.0)
            .bytes(&self.head_after.0)
            .bytes(&self.postings.0)
            .uint(u64::from(self.body_length))
            .uint(u64::from(self.codec))
            .uint(u64::from(self.dictionary))
            .uint(u64::from(self.schema))
            .uint(u64::from(self.min_reader));
        self.seen.write(&mut writer);
        writer.bytes(&self.key.0);
        writer.finish()
    }

    fn decode(bytes: &[u8]) -> Result<Self, BatchError> {
        let header = crate::signed::read_payload(bytes, ELEMENTS, |reader| {
            Ok(Self {
                stream: reader.uint_as()?,
                batch_no: positive(reader)?,
                first_seq: positive(reader)?,
                count: reader.uint_as()?,
                previous: Tag(reader.bytes_of()?),
                head_before: ChainHash(reader.bytes_of()?),
                head_after: Tag(reader.bytes_of()?),
                postings: PostingsHash(reader.bytes_of()?),
                body_length: reader.uint_as()?,
                codec: reader.uint_as()?,
                dictionary: reader.uint_as()?,
                schema: reader.uint_as()?,
                min_reader: reader.uint_as()?,
                seen: VersionVector::read(reader)?,
                key: KeyId(reader.bytes_of()?),
            })
        })?;
        // Numbers stay within the signed 64 bits of a database column, with room for the count.
        let last = header.first_seq.checked_add(u64::from(header.count));
        if header.count == 0 || last.is_none_or(|last| i64::try_from(last).is_err()) {
            return Err(BatchError::EntryCount { count: header.count });
        }
        Ok(header)
    }
}

/// A batch taken apart and not yet believed.
pub(super) struct Parts<'a> {
    pub(super) header: BatchHeader,
    pub(super) header_bytes: &'a [u8],
    pub(super) body: &'a [u8],
    pub(super) signature: Signature,
}

pub(super) fn split(bytes: &[u8]) -> Result<Parts<'_>, BatchError> {
    let mut reader = Reader::new(bytes);
    reader.array_of(4)?;
    let at = reader.position();
    let found = reader.uint()?;
    if found != ENVELOPE_VERSION {
        return Err(CanonicalError::UnknownVersion { at, found }.into());
    }
    let header_bytes = reader.bytes()?;
    let body = reader.bytes()?;
    let signature = Signature(reader.bytes_of()?);
    reader.finish()?;
    Ok(Parts { header: BatchHeader::decode(header_bytes)?, header_bytes, body, signature })
}

/// The header of a batch that has *not* been verified: only to learn which stream and key it
/// names. Nothing else in it may be believed before [`super::open`].
///
/// # Errors
/// [`BatchError::TooLarge`], or the bytes are not a batch.
pub fn peek(bytes: &[u8]) -> Result<BatchHeader, BatchError> {
    let limit = super::MAX_BATCH_BYTES;
    if bytes.len() > limit {
        return Err(BatchError::TooLarge { bytes: bytes.len(), limit });
    }
    split(bytes).map(|parts| parts.header)
}

fn positive(reader: &mut Reader<'_>) -> Result<u64, CanonicalError> {
    let at = reader.position();
    match reader.uint()? {
        0 => Err(CanonicalError::OutOfRange { at }),
        number => Ok(number),
    }
}
