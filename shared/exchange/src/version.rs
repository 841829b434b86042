//! What a node has seen of every stream: dots and version vectors (版本向量).
//!
//! Owns the vector over the `crdts` crate's `VClock`, gap detection, comparison and its own frozen
//! encoding. Leaves out that crate's serde (its form changed between versions) and its `Map`
//! (it does not converge, `exchange.md` §1b).
//!
//! Invariant: a vector never moves past a hole. It says "everything up to here", so a number may
//! only follow the one before it.

use core::cmp::Ordering;

use crdts::{CmRDT as _, CvRDT as _, VClock};
use thiserror::Error;

use crate::{
    canonical::{CanonicalError, Reader, Writer},
    stream::StreamId,
};

/// One entry's place: its stream and number (事件点).
pub type Dot = crdts::Dot<StreamId>;

/// Numbers missing between what is known of a stream and an entry that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("stream {stream} lacks {missing_first} to {missing_last}")]
pub struct Gap {
    /// The stream.
    pub stream: StreamId,
    /// First number missing.
    pub missing_first: u64,
    /// Last number missing.
    pub missing_last: u64,
}

/// How two vectors stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Causality {
    /// The same has been seen.
    Equal,
    /// The left has seen less.
    Before,
    /// The left has seen more.
    After,
    /// Each has seen something the other has not.
    Concurrent,
}

/// Everything seen, per stream up to a number (版本向量).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionVector {
    clock: VClock<StreamId>,
}

impl VersionVector {
    /// Nothing seen.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The vector of (stream, last number) pairs; numbers of 0 say nothing and are left out, and
    /// of two pairs for one stream the higher counts.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (StreamId, u64)>) -> Self {
        let mut vector = Self::new();
        pairs.into_iter().for_each(|(stream, seq)| vector.raise(stream, seq));
        vector
    }

    /// The last number seen of a stream, 0 for none.
    #[must_use]
    pub fn get(&self, stream: StreamId) -> u64 {
        self.clock.get(&stream)
    }

    /// Whether the dot has been seen.
    #[must_use]
    pub fn covers(&self, dot: Dot) -> bool {
        self.get(dot.actor) >= dot.counter
    }

    /// Takes note of the next entry of a stream; one already seen changes nothing.
    ///
    /// # Errors
    /// [`Gap`] when numbers are missing in between; the vector stays as it is.
    pub fn observe(&mut self, dot: Dot) -> Result<(), Gap> {
        self.clock.validate_op(&dot).map_err(|range| Gap {
            stream: range.actor,
            missing_first: range.counter_range.start,
            missing_last: range.counter_range.end - 1,
        })?;
        self.clock.apply(dot);
        Ok(())
    }

    /// Takes note that a stream is known without a hole up to `seq`, because whoever says so has
    /// checked the entries in between: an opened batch, a signed acknowledgement.
    pub fn raise(&mut self, stream: StreamId, seq: u64) {
        if seq > 0 {
            self.clock.apply(Dot::new(stream, seq));
        }
    }

    /// Takes over everything the other has seen.
    pub fn merge(&mut self, other: &Self) {
        self.clock.merge(other.clock.clone());
    }

    /// How this vector stands to another.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Causality {
        match self.clock.partial_cmp(&other.clock) {
            Some(Ordering::Equal) => Causality::Equal,
            Some(Ordering::Less) => Causality::Before,
            Some(Ordering::Greater) => Causality::After,
            None => Causality::Concurrent,
        }
    }

    /// Streams and last numbers, streams ascending.
    pub fn iter(&self) -> impl Iterator<Item = (StreamId, u64)> + '_ {
        self.clock.dots.iter().map(|(stream, seq)| (*stream, *seq))
    }

    /// How many streams have been seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.clock.dots.len()
    }

    /// Whether nothing has been seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clock.dots.is_empty()
    }

    /// Writes the vector as one flat array: stream, number, stream, number, ascending.
    pub fn write(&self, writer: &mut Writer) {
        writer.array(self.len() * 2);
        for (stream, seq) in self.iter() {
            writer.uint(stream.to_u64()).uint(seq);
        }
    }

    /// Reads a vector written by [`VersionVector::write`].
    ///
    /// # Errors
    /// [`CanonicalError::NotAscending`] for streams out of order or repeated,
    /// [`CanonicalError::OutOfRange`] for a number of 0 or an impossible stream.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, CanonicalError> {
        let at = reader.position();
        let length = reader.array()?;
        if length % 2 != 0 {
            return Err(CanonicalError::WrongLength { at, expected: length + 1, found: length });
        }
        let mut vector = Self::new();
        let mut last = None;
        for _ in 0..length / 2 {
            let at = reader.position();
            let stream: StreamId = reader.uint_as()?;
            let seq = reader.uint()?;
            if seq == 0 {
                return Err(CanonicalError::OutOfRange { at });
            }
            if last.is_some_and(|last| last >= stream) {
                return Err(CanonicalError::NotAscending { at });
            }
            last = Some(stream);
            vector.raise(stream, seq);
        }
        Ok(vector)
    }

    /// The `crdts` clock, for the register in this crate only.
    pub(crate) fn into_clock(self) -> VClock<StreamId> {
        self.clock
    }
}

impl FromIterator<(StreamId, u64)> for VersionVector {
    fn from_iter<I: IntoIterator<Item = (StreamId, u64)>>(pairs: I) -> Self {
        Self::from_pairs(pairs)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stream(device: u32) -> StreamId {
        StreamId { device, incarnation: 0 }
    }

    fn any_vector() -> impl Strategy<Value = VersionVector> {
        proptest::collection::btree_map(0u32..6, 1u64..9, 0..6)
            .prop_map(|dots| dots.into_iter().map(|(device, seq)| (stream(device), seq)).collect())
    }

    #[test]
    fn a_hole_is_named_and_not_jumped() {
        let mut seen = VersionVector::new();
        assert_eq!(seen.observe(Dot::new(stream(4), 1)), Ok(()));
        assert_eq!(
            seen.observe(Dot::new(stream(4), 5)),
            Err(Gap { stream: stream(4), missing_first: 2, missing_last: 4 })
        );
        assert_eq!(seen.get(stream(4)), 1);
        assert_eq!(seen.observe(Dot::new(stream(4), 1)), Ok(()));
        assert_eq!(seen.observe(Dot::new(stream(4), 2)), Ok(()));
        assert!(seen.covers(Dot::new(stream(4), 2)));
    }

    #[test]
    fn vectors_out_of_order_are_refused() {
        let read = |items: &[u64]| {
            let mut writer = Writer::new();
            writer.array(items.len());
            for item in items {
                writer.uint(*item);
            }
            VersionVector::read(&mut Reader::new(&writer.finish()))
        };
        assert_eq!(read(&[1, 5, 2, 7]).map(|vector| vector.len()), Ok(2));
        assert_eq!(read(&[2, 5, 1, 7]), Err(CanonicalError::NotAscending { at: 3 }));
        assert_eq!(read(&[2, 5, 2, 7]), Err(CanonicalError::NotAscending { at: 3 }));
        assert_eq!(read(&[2, 0]), Err(CanonicalError::OutOfRange { at: 1 }));
        assert_eq!(read(&[1 << 48, 1]), Err(CanonicalError::OutOfRange { at: 1 }));
        assert!(read(&[2]).is_err());
    }

    proptest! {
        #[test]
        fn a_vector_comes_back_from_its_bytes(vector in any_vector()) {
            let mut writer = Writer::new();
            vector.write(&mut writer);
            let bytes = writer.finish();
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(VersionVector::read(&mut reader), Ok(vector));
            prop_assert!(reader.at_end());
        }

        #[test]
        fn merging_is_a_join(a in any_vector(), b in any_vector(), c in any_vector()) {
            let join = |x: &VersionVector, y: &VersionVector| {
                let mut joined = x.clone();
                joined.merge(y);
                joined
            };
            prop_assert_eq!(join(&a, &b), join(&b, &a));
            prop_assert_eq!(join(&join(&a, &b), &c), join(&a, &join(&b, &c)));
            prop_assert_eq!(join(&a, &a), a.clone());
            let both = join(&a, &b);
            prop_assert!(matches!(both.compare(&a), Causality::After | Causality::Equal));
        }
    }
}
