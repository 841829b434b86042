//! What the receiver does with an opened batch (收件裁决): one pure decision table.
//!
//! Owns the decision from what is held of a stream and what has arrived. Leaves out storage and
//! what the entries mean: accepting is not posting (`exchange.md` 2.8), so nothing here looks at
//! business.
//!
//! | the batch begins | and its history | outcome |
//! |---|---|---|
//! | at the next number | continues ours | `Append` |
//! | earlier | agrees with ours as far as both go | `Append` of what is new, or `Repeat` |
//! | earlier or at the next number | differs from ours | `Fork` |
//! | later | cannot be compared yet | `Parked` |
//! | anywhere | belongs to another stream, or comes after a revocation | `Rejected` |
//!
//! The entries decide, by their chain values; batch numbers only describe. A branch that came back
//! from its backup may cut the same entries into other batches, and that is no fork.
//!
//! Invariant: the acknowledged number never passes a hole, never steps back, and equal numbers
//! with different content are never both taken for the same entry.

use thiserror::Error;

use crate::{
    batch::{BatchHeader, OpenBatch},
    hash::{BatchHash, ChainHash},
    log::ChainHead,
    stream::StreamId,
};

/// What the receiver holds of a stream (流状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamState {
    /// The stream.
    pub stream: StreamId,
    /// The last entry held without a hole before it, and the chain value there. Its number is what
    /// an acknowledgement says.
    pub head: ChainHead,
    /// One more than the highest batch number taken in.
    pub next_batch_no: u64,
    /// Hash of the batch taken in last.
    pub last_batch: BatchHash,
    /// Set when the stream's key has been revoked.
    pub revoked: Option<Revocation>,
}

/// A revoked key: what it signed up to a point stays valid (吊销).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The last entry that counts.
    pub last_valid: ChainHead,
}

/// Chain values the receiver holds, for the numbers a batch repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap<'a> {
    /// Number of the first value.
    pub first_seq: u64,
    /// The chain values, one after another.
    pub chain: &'a [ChainHash],
}

impl Overlap<'_> {
    /// No values: right when [`StreamState::overlap`] asks for none.
    pub const NONE: Self = Self { first_seq: 0, chain: &[] };

    fn at(&self, seq: u64) -> Result<ChainHash, OverlapMissing> {
        let place = seq.checked_sub(self.first_seq).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.chain.get(place)).copied().ok_or(OverlapMissing { seq })
    }
}

/// The caller did not hand in a chain value it must hold: its books have a hole below the
/// acknowledged number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the chain value of entry {seq} is missing")]
pub struct OverlapMissing {
    /// The number.
    pub seq: u64,
}

/// What to do with a batch (裁决).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Store the batch, take `take` of its entries after the first `skip`, and acknowledge `head`.
    Append {
        /// Entries at the front that are held already.
        skip: usize,
        /// Entries to take. Fewer than remain only when the key was revoked in between; the rest
        /// is kept as evidence.
        take: usize,
        /// The head after them.
        head: ChainHead,
        /// The batch is not the one that was due: the sender has cut its entries anew. Worth a
        /// line in the log, no alarm.
        recut: bool,
    },
    /// Everything in it is held already: give the current acknowledgement again.
    Repeat {
        /// Other bytes than the batch stored under this number, with the same entries.
        recut: bool,
    },
    /// Keep the batch, acknowledge nothing new, and name the hole.
    Parked {
        /// First number missing.
        missing_first: u64,
        /// Last number missing.
        missing_last: u64,
    },
    /// One key, one stream, two histories: keep both and raise the alarm (分叉).
    Fork {
        /// The first number at which the batch shows a difference.
        at_seq: u64,
        /// Whether the histories agree right before it. If not, they part earlier, and an older
        /// batch of theirs will show where.
        exact: bool,
        /// Our chain value there.
        ours: ChainHash,
        /// Theirs.
        theirs: ChainHash,
    },
    /// Keep the bytes as evidence, take nothing.
    Rejected(Rejection),
}

/// Why an authentic batch is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It belongs to another stream than the one it was sent to.
    OtherStream {
        /// The stream in the batch.
        found: StreamId,
    },
    /// All that is new in it was signed after the key's last valid entry.
    Revoked {
        /// The last number that counts.
        last_valid_seq: u64,
    },
    /// It leads to another chain value at the last valid entry than the revocation names.
    NotTheRevokedHistory {
        /// Its chain value at the last valid entry.
        found: ChainHash,
    },
}

impl StreamState {
    /// A stream of which nothing has arrived.
    #[must_use]
    pub fn new(stream: StreamId) -> Self {
        Self {
            stream,
            head: ChainHead::genesis(stream),
            next_batch_no: 1,
            last_batch: BatchHash::NONE,
            revoked: None,
        }
    }

    /// The number that may be acknowledged.
    #[must_use]
    pub fn acked_seq(&self) -> u64 {
        self.head.seq
    }

    /// Which chain values [`decide`] will want for a batch: first and last number, `None` for the
    /// usual batch, which begins right after what is held.
    #[must_use]
    pub fn overlap(&self, header: &BatchHeader) -> Option<(u64, u64)> {
        if header.first_seq > self.head.seq {
            return None;
        }
        Some(((header.first_seq - 1).max(1), header.last_seq().min(self.head.seq)))
    }

    /// The state once an outcome has been carried out.
    #[must_use]
    pub fn after(&self, batch: &OpenBatch, outcome: &Outcome) -> Self {
        let Outcome::Append { head, .. } = *outcome else { return *self };
        assert!(head.seq > self.head.seq, "an append takes at least one entry");
        Self {
            head,
            next_batch_no: self.next_batch_no.max(batch.header().batch_no + 1),
            last_batch: batch.hash(),
            ..*self
        }
    }
}

/// Decides what to do with an opened batch.
///
/// `stored` is the hash of the batch stored under the same stream and number, if there is one;
/// `overlap` holds the chain values that [`StreamState::overlap`] asks for.
///
/// # Errors
/// [`OverlapMissing`] when `overlap` lacks a value: the receiver's own books are damaged.
pub fn decide(
    state: &StreamState,
    batch: &OpenBatch,
    stored: Option<BatchHash>,
    overlap: Overlap<'_>,
) -> Result<Outcome, OverlapMissing> {
    let header = batch.header();
    if header.stream != state.stream {
        return Ok(Outcome::Rejected(Rejection::OtherStream { found: header.stream }));
    }
    let held = state.head.seq;
    let all_held = header.last_seq() <= held;
    if all_held && stored == Some(batch.hash()) {
        return Ok(Outcome::Repeat { recut: false });
    }
    if header.first_seq > held + 1 {
        let (missing_first, missing_last) = (held + 1, header.first_seq - 1);
        return Ok(Outcome::Parked { missing_first, missing_last });
    }
    if let Some(fork) = compare(state, batch, overlap)? {
        return Ok(fork);
    }
    if all_held {
        return Ok(Outcome::Repeat { recut: true });
    }
    let recut = header.batch_no != state.next_batch_no
        || header.first_seq != held + 1
        || header.previous != state.last_batch.tag();
    Ok(append(state, batch, recut))
}

/// The first difference between the batch and what is held, if there is one.
fn compare(
    state: &StreamState,
    batch: &OpenBatch,
    overlap: Overlap<'_>,
) -> Result<Option<Outcome>, OverlapMissing> {
    let held = state.head.seq;
    let before = batch.header().before();
    let ours = match before.seq {
        0 => ChainHead::genesis(state.stream).hash,
        seq if seq == held => state.head.hash,
        seq => overlap.at(seq)?,
    };
    if ours != before.hash {
        let (at_seq, theirs) = (before.seq, before.hash);
        return Ok(Some(Outcome::Fork { at_seq, exact: false, ours, theirs }));
    }
    for (at_seq, &theirs) in (before.seq + 1..=held).zip(batch.chain()) {
        let ours = if at_seq == held { state.head.hash } else { overlap.at(at_seq)? };
        if ours != theirs {
            return Ok(Some(Outcome::Fork { at_seq, exact: true, ours, theirs }));
        }
    }
    Ok(None)
}

/// Takes what is new, up to the last valid entry of a revoked key.
fn append(state: &StreamState, batch: &OpenBatch, recut: bool) -> Outcome {
    let header = batch.header();
    let mut last = header.last_seq();
    if let Some(Revocation { last_valid }) = state.revoked {
        if last_valid.seq <= state.head.seq {
            let last_valid_seq = last_valid.seq;
            return Outcome::Rejected(Rejection::Revoked { last_valid_seq });
        }
        if last >= last_valid.seq {
            let found = chain_at(batch, last_valid.seq);
            if found != last_valid.hash {
                return Outcome::Rejected(Rejection::NotTheRevokedHistory { found });
            }
            last = last_valid.seq;
        }
    }
    let entries =
        |from: u64, to: u64| usize::try_from(to - from).expect("both numbers lie within one batch");
    Outcome::Append {
        skip: entries(header.first_seq, state.head.seq + 1),
        take: entries(state.head.seq, last),
        head: ChainHead { seq: last, hash: chain_at(batch, last) },
        recut,
    }
}

fn chain_at(batch: &OpenBatch, seq: u64) -> ChainHash {
    let place = usize::try_from(seq - batch.header().first_seq).expect("a batch fits memory");
    batch.chain()[place]
}

#[cfg(test)]
mod tests;
