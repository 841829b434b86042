//! Feeds from head office (总部下发): pages of sealed batches and a signed head.
//!
//! A feed is a stream of device 0, so its batches are opened and judged like any other. What a
//! stream cannot tell by itself is whether it goes on: whoever stands in between could withhold
//! its newer part for ever. The signed head says how far the feed went and when (`exchange.md`
//! 2.19).

use super::{begin, read_message};
use crate::{
    canonical::{CanonicalError, Writer},
    hash::ChainHash,
    key::{Domain, SigningKey, VerifyingKey},
    log::ChainHead,
    signed::{self, SignedError},
    stream::{OrgId, StreamId},
};

/// The largest page a branch reads, in bytes.
pub const MAX_PAGE_BYTES: usize = 4 * 1024 * 1024;

const REQUEST_ELEMENTS: usize = 4;
const PAGE_ELEMENTS: usize = 2;
const HEAD_ELEMENTS: usize = 5;

/// "Send me what follows in this feed" (下发请求).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedRequest {
    /// The feed.
    pub feed: StreamId,
    /// The last number the branch holds.
    pub after_seq: u64,
    /// How many bytes the page may have, at most [`MAX_PAGE_BYTES`].
    pub max_bytes: u32,
    /// Newest batch format the branch opens.
    pub reader: u16,
}

impl FeedRequest {
    /// The bytes of the message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(32);
        begin(&mut writer, REQUEST_ELEMENTS)
            .uint(self.feed.to_u64())
            .uint(self.after_seq)
            .uint(u64::from(self.max_bytes))
            .uint(u64::from(self.reader));
        writer.finish()
    }

    /// Reads the message.
    ///
    /// # Errors
    /// A [`CanonicalError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, CanonicalError> {
        read_message(bytes, REQUEST_ELEMENTS, |reader| {
            Ok(Self {
                feed: reader.uint_as()?,
                after_seq: reader.uint()?,
                max_bytes: reader.uint_as()?,
                reader: reader.uint_as()?,
            })
        })
    }
}

/// Sealed batches of a feed, oldest first, and its signed head (下发页).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPage {
    /// The sealed [`FeedHead`].
    pub head: Vec<u8>,
    /// The sealed batches. The first may begin before the number asked for; intake sorts it out.
    pub batches: Vec<Vec<u8>>,
}

impl FeedPage {
    /// The bytes of the message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let bytes: usize = self.batches.iter().map(|batch| batch.len() + 5).sum();
        let mut writer = Writer::with_capacity(bytes + 256);
        begin(&mut writer, PAGE_ELEMENTS).bytes(&self.head).array(self.batches.len());
        for batch in &self.batches {
            writer.bytes(batch);
        }
        writer.finish()
    }

    /// Reads the message. Its batches are still to be opened.
    ///
    /// # Errors
    /// A [`CanonicalError`]; [`CanonicalError::LengthBeyondInput`] for a page over
    /// [`MAX_PAGE_BYTES`].
    pub fn decode(bytes: &[u8]) -> Result<Self, CanonicalError> {
        if bytes.len() > MAX_PAGE_BYTES {
            let length = bytes.len() as u64;
            return Err(CanonicalError::LengthBeyondInput { at: 0, length });
        }
        read_message(bytes, PAGE_ELEMENTS, |reader| {
            let head = reader.bytes()?.to_vec();
            let count = reader.array()?;
            let batches =
                (0..count).map(|_| reader.bytes().map(<[u8]>::to_vec)).collect::<Result<_, _>>()?;
            Ok(Self { head, batches })
        })
    }
}

/// "The feed went to no. 92,000 at 10:32", signed by head office (下发流链头).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedHead {
    /// The feed.
    pub feed: StreamId,
    /// Its last number and chain value.
    pub head: ChainHead,
    /// Which life of head office this is.
    pub hq_epoch: u32,
    /// Head office's time, Unix milliseconds UTC: how fresh the branch's prices are.
    pub hq_time_ms: i64,
}

impl FeedHead {
    /// Signs the head.
    #[must_use]
    pub fn seal(&self, org: &OrgId, key: &SigningKey) -> Vec<u8> {
        let mut writer = Writer::with_capacity(72);
        writer
            .array(HEAD_ELEMENTS)
            .uint(self.feed.to_u64())
            .uint(self.head.seq)
            .bytes(&self.head.hash.0)
            .uint(u64::from(self.hq_epoch))
            .int(self.hq_time_ms);
        signed::wrap(Domain::FeedHead, org, &writer.finish(), key)
    }

    /// Checks and reads a head.
    ///
    /// # Errors
    /// [`SignedError`].
    pub fn open(bytes: &[u8], org: &OrgId, key: &VerifyingKey) -> Result<Self, SignedError> {
        let payload = signed::unwrap(Domain::FeedHead, org, bytes, key)?;
        Ok(signed::read_payload(payload, HEAD_ELEMENTS, |reader| {
            Ok(Self {
                feed: reader.uint_as()?,
                head: ChainHead { seq: reader.uint()?, hash: ChainHash(reader.bytes_of()?) },
                hq_epoch: reader.uint_as()?,
                hq_time_ms: reader.int()?,
            })
        })?)
    }

    /// How this head stands to the last one the branch remembers.
    #[must_use]
    pub fn weigh(&self, last: Option<&Self>) -> FeedStanding {
        let Some(last) = last else { return FeedStanding::Forward };
        if self.hq_epoch < last.hq_epoch || self.head.seq < last.head.seq {
            return FeedStanding::RolledBack { last: last.head.seq, found: self.head.seq };
        }
        if self.head.seq > last.head.seq {
            return FeedStanding::Forward;
        }
        if self.head.hash != last.head.hash {
            return FeedStanding::OtherHistory { at_seq: self.head.seq };
        }
        FeedStanding::Unmoved
    }
}

/// What a branch learns from a feed's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedStanding {
    /// The feed goes further than before.
    Forward,
    /// The feed is where it was; it is fresh as of the head's time.
    Unmoved,
    /// The feed is shorter than before, or from an earlier life of head office: refused.
    RolledBack {
        /// Number known.
        last: u64,
        /// Number found.
        found: u64,
    },
    /// The feed has another history than before: refused.
    OtherHistory {
        /// The number at which it shows.
        at_seq: u64,
    },
}
