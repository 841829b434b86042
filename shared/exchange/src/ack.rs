//! Signed acknowledgements (回执): head office's word for what it holds.
//!
//! Owns the acknowledgement, its bytes and how a new one stands to the last. Leaves out when head
//! office may give one: only after it has stored what it acknowledges.
//!
//! Invariant: an acknowledgement never covers an entry beyond a hole, and within one epoch of head
//! office it never steps back (`exchange.md` 2.10, 2.11).

use crate::{
    canonical::{CanonicalError, Writer},
    hash::ChainHash,
    key::{Domain, SigningKey, VerifyingKey},
    log::ChainHead,
    signed::{self, SignedError},
    stream::{OrgId, StreamId},
};

/// How many elements this version has; a newer one may append more.
const ELEMENTS: usize = 8;

/// "Head office has everything of this stream up to no. 4711, at 10:32" (回执).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ack {
    /// The stream acknowledged.
    pub stream: StreamId,
    /// Head office holds every entry up to this number; 0 for none.
    pub acked_seq: u64,
    /// Highest batch number it has taken in; 0 for none.
    pub batch_no: u64,
    /// The chain value after `acked_seq` as head office computed it.
    pub head_hash: ChainHash,
    /// Which life of head office this is; it grows when head office comes back from a backup.
    pub hq_epoch: u32,
    /// Head office's time, Unix milliseconds UTC.
    pub hq_time_ms: i64,
    /// Entries up to this number are also in head office's own backup; the branch may forget
    /// their content only then.
    pub durable_through: u64,
    /// How many bytes the branch may send before it asks again.
    pub credit: u32,
}

impl Ack {
    /// The head acknowledged.
    #[must_use]
    pub fn head(&self) -> ChainHead {
        ChainHead { seq: self.acked_seq, hash: self.head_hash }
    }

    /// Signs the acknowledgement: about 130 bytes.
    #[must_use]
    pub fn seal(&self, org: &OrgId, key: &SigningKey) -> Vec<u8> {
        let mut writer = Writer::with_capacity(96);
        writer
            .array(ELEMENTS)
            .uint(self.stream.to_u64())
            .uint(self.acked_seq)
            .uint(self.batch_no)
            .bytes(&self.head_hash.0)
            .uint(u64::from(self.hq_epoch))
            .int(self.hq_time_ms)
            .uint(self.durable_through)
            .uint(u64::from(self.credit));
        signed::wrap(Domain::Ack, org, &writer.finish(), key)
    }

    /// Checks and reads an acknowledgement signed by head office's `key`.
    ///
    /// # Errors
    /// [`SignedError`]: anything else that came back with status 200, such as a portal's page, is
    /// not an acknowledgement.
    pub fn open(bytes: &[u8], org: &OrgId, key: &VerifyingKey) -> Result<Self, SignedError> {
        let payload = signed::unwrap(Domain::Ack, org, bytes, key)?;
        Ok(Self::decode(payload)?)
    }

    fn decode(payload: &[u8]) -> Result<Self, CanonicalError> {
        signed::read_payload(payload, ELEMENTS, |reader| {
            Ok(Self {
                stream: reader.uint_as()?,
                acked_seq: reader.uint()?,
                batch_no: reader.uint()?,
                head_hash: ChainHash(reader.bytes_of()?),
                hq_epoch: reader.uint_as()?,
                hq_time_ms: reader.int()?,
                durable_through: reader.uint()?,
                credit: reader.uint_as()?,
            })
        })
    }

    /// How this acknowledgement stands to the last one of its stream and to the branch's own
    /// chain. `own` is the branch's chain value at `acked_seq`, `None` when its log is shorter.
    #[must_use]
    pub fn weigh(&self, last: Option<&Self>, own: Option<ChainHash>) -> AckStanding {
        match own {
            None => return AckStanding::BeyondOwnLog { acked_seq: self.acked_seq },
            Some(ours) if ours != self.head_hash => {
                return AckStanding::OtherHistory {
                    at_seq: self.acked_seq,
                    theirs: self.head_hash,
                };
            }
            Some(_) => {}
        }
        let Some(last) = last else { return AckStanding::Forward };
        if self.hq_epoch < last.hq_epoch {
            return AckStanding::OlderEpoch { last: last.hq_epoch, found: self.hq_epoch };
        }
        match self.acked_seq.cmp(&last.acked_seq) {
            core::cmp::Ordering::Less => {
                AckStanding::RolledBack { last: last.acked_seq, found: self.acked_seq }
            }
            core::cmp::Ordering::Equal => AckStanding::Unmoved,
            core::cmp::Ordering::Greater => AckStanding::Forward,
        }
    }
}

/// What a branch learns from an acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AckStanding {
    /// Head office has more than before.
    Forward,
    /// Head office has what it had.
    Unmoved,
    /// Head office has less than it acknowledged before: it came back from a backup. Send again
    /// from there and raise the alarm (`exchange.md` 2.11).
    RolledBack {
        /// Acknowledged before.
        last: u64,
        /// Acknowledged now.
        found: u64,
    },
    /// An acknowledgement from a life of head office that is over: delayed or replayed.
    OlderEpoch {
        /// Epoch known.
        last: u32,
        /// Epoch found.
        found: u32,
    },
    /// Head office holds another history under this stream's name: a fork.
    OtherHistory {
        /// The number acknowledged.
        at_seq: u64,
        /// Head office's chain value there.
        theirs: ChainHash,
    },
    /// Head office holds more than this branch ever wrote, as far as it remembers: the branch came
    /// back from a backup and must not go on in this stream (`exchange.md` 2.16).
    BeyondOwnLog {
        /// The number acknowledged.
        acked_seq: u64,
    },
}

#[cfg(test)]
mod tests;
