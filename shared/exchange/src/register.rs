//! Multi-value registers (多值寄存器): one field of shared master data that several nodes may
//! write while apart.
//!
//! Owns the put, the siblings and their frozen encoding, over the `crdts` crate's `MVReg` by its
//! operations only. Leaves out which fields are shared (`exchange.md` 2.22), what a value means,
//! and the choice between siblings, which a person makes: a put that has seen all of them.
//!
//! A put is the content of a log entry, so its dot is that entry's stream and number: unique for
//! ever and without any counter of its own. Deleting is a put of a value that says so.
//!
//! Invariant: nodes that have applied the same puts, in any order and any number of times, hold
//! the same siblings in the same order and write the same bytes.

use crdts::{CmRDT as _, MVReg, mvreg};
use thiserror::Error;

use crate::{
    canonical::{CanonicalError, Reader, Writer},
    stream::StreamId,
    version::{Dot, VersionVector},
};

/// One writing of a value (一次写入).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The log entry that carries it.
    pub dot: Dot,
    /// What the writer had seen of this register, without the put itself: it replaces all that.
    pub seen: VersionVector,
    /// The value; opaque here.
    pub value: Vec<u8>,
}

/// Why a put cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PutError {
    /// It claims to have seen itself, or carries the number 0.
    #[error("the put {stream}/{seq} has seen itself")]
    SeesItself {
        /// Stream of the put.
        stream: StreamId,
        /// Number of the put.
        seq: u64,
    },
    /// Another value stands under the same dot: the writer reused its numbers after a restore.
    /// Applying it would leave nodes apart for ever, without a word.
    #[error("the number {stream}/{seq} carries two different values")]
    DotReused {
        /// Stream of the put.
        stream: StreamId,
        /// Number of the put.
        seq: u64,
    },
}

/// A field and its concurrent values (多值寄存器). Empty, one value, or siblings.
#[derive(Clone, Debug, Default)]
pub struct Register {
    inner: MVReg<Put, StreamId>,
}

impl Register {
    /// A field nobody has written.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The concurrent values, sorted by stream and number. One for a settled field.
    #[must_use]
    pub fn siblings(&self) -> Vec<Put> {
        let mut siblings = self.inner.read().val;
        siblings.sort_by_key(|put| (put.dot.actor, put.dot.counter));
        siblings
    }

    /// The value, when there is exactly one.
    #[must_use]
    pub fn settled(&self) -> Option<Vec<u8>> {
        match <[Put; 1]>::try_from(self.siblings()) {
            Ok([put]) => Some(put.value),
            Err(_) => None,
        }
    }

    /// Everything this register has seen.
    #[must_use]
    pub fn seen(&self) -> VersionVector {
        self.inner.read_ctx().add_clock.dots.into_iter().collect()
    }

    /// The put that replaces all that this register holds. It is not applied yet: the caller
    /// writes it to its log first.
    ///
    /// # Errors
    /// [`PutError::SeesItself`] when the register already holds that number or a later one of the
    /// stream: the caller's log has stepped back.
    pub fn put(&self, dot: Dot, value: Vec<u8>) -> Result<Put, PutError> {
        let put = Put { dot, seen: self.seen(), value };
        put.check().map(|()| put)
    }

    /// Applies a put, its own or another node's. A repeat changes nothing.
    ///
    /// # Errors
    /// A [`PutError`]; the register stays as it is.
    pub fn apply(&mut self, put: Put) -> Result<(), PutError> {
        put.check()?;
        let reused = |other: &Put| other.dot == put.dot && *other != put;
        if self.inner.read().val.iter().any(reused) {
            return Err(PutError::DotReused { stream: put.dot.actor, seq: put.dot.counter });
        }
        let clock = put.clock().into_clock();
        self.inner.apply(mvreg::Op::Put { clock, val: put });
        Ok(())
    }

    /// Writes the siblings, sorted.
    pub fn write(&self, writer: &mut Writer) {
        let siblings = self.siblings();
        writer.array(siblings.len());
        siblings.iter().for_each(|put| put.write(writer));
    }

    /// Reads what [`Register::write`] wrote.
    ///
    /// # Errors
    /// [`CanonicalError::NotAscending`] for siblings out of order, repeated, or of which one
    /// replaces another, so that no register ever held them together.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, CanonicalError> {
        let mut register = Self::new();
        let mut last = None;
        for count in 1..=reader.array()? {
            let at = reader.position();
            let put = Put::read(reader)?;
            let place = (put.dot.actor, put.dot.counter);
            if last.is_some_and(|last| last >= place) {
                return Err(CanonicalError::NotAscending { at });
            }
            last = Some(place);
            register.apply(put).map_err(|_| CanonicalError::OutOfRange { at })?;
            if register.siblings().len() != count {
                return Err(CanonicalError::NotAscending { at });
            }
        }
        Ok(register)
    }
}

impl PartialEq for Register {
    fn eq(&self, other: &Self) -> bool {
        // Not `MVReg`'s own equality: that one panics on a hostile state.
        self.siblings() == other.siblings()
    }
}

impl Eq for Register {}

impl Put {
    /// Everything known once the put is applied.
    fn clock(&self) -> VersionVector {
        let mut clock = self.seen.clone();
        clock.raise(self.dot.actor, self.dot.counter);
        clock
    }

    fn check(&self) -> Result<(), PutError> {
        if self.seen.covers(self.dot) {
            let Dot { actor: stream, counter: seq } = self.dot;
            return Err(PutError::SeesItself { stream, seq });
        }
        Ok(())
    }

    /// Writes `[stream, number, seen, value]`.
    pub fn write(&self, writer: &mut Writer) {
        writer.array(4).uint(self.dot.actor.to_u64()).uint(self.dot.counter);
        self.seen.write(writer);
        writer.bytes(&self.value);
    }

    /// Reads what [`Put::write`] wrote.
    ///
    /// # Errors
    /// A [`CanonicalError`].
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, CanonicalError> {
        reader.array_of(4)?;
        let dot = Dot::new(reader.uint_as()?, reader.uint()?);
        let seen = VersionVector::read(reader)?;
        Ok(Self { dot, seen, value: reader.bytes()?.to_vec() })
    }
}

#[cfg(test)]
mod tests;
