//! The answer to a pushed batch (批次答复).

use super::{begin, read_message};
use crate::{
    canonical::{CanonicalError, Reader, Writer},
    intake::Outcome,
};

const ELEMENTS: usize = 3;

/// What became of a pushed batch, for the branch to show and act upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushOutcome {
    /// Taken in.
    Appended,
    /// Held already.
    Repeated,
    /// Kept, but numbers before it are missing: send those first.
    Parked {
        /// First number missing.
        missing_first: u64,
        /// Last number missing.
        missing_last: u64,
    },
    /// Head office holds another history; nothing of the batch is acknowledged.
    Forked {
        /// The number at which it shows.
        at_seq: u64,
    },
    /// Not taken: the stream is another's, or its key has been revoked.
    Rejected,
}

/// The answer to a pushed batch (批次答复).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushReply {
    /// Number of the batch that was pushed.
    pub batch_no: u64,
    /// What became of it.
    pub outcome: PushOutcome,
    /// The sealed acknowledgement as it stands now: the part that is proof.
    pub ack: Vec<u8>,
}

impl From<&Outcome> for PushOutcome {
    fn from(outcome: &Outcome) -> Self {
        match *outcome {
            Outcome::Append { .. } => Self::Appended,
            Outcome::Repeat { .. } => Self::Repeated,
            Outcome::Parked { missing_first, missing_last } => {
                Self::Parked { missing_first, missing_last }
            }
            Outcome::Fork { at_seq, .. } => Self::Forked { at_seq },
            Outcome::Rejected(_) => Self::Rejected,
        }
    }
}

impl PushReply {
    /// The bytes of the message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(160);
        begin(&mut writer, ELEMENTS).uint(self.batch_no);
        self.outcome.write(&mut writer);
        writer.bytes(&self.ack);
        writer.finish()
    }

    /// Reads the message.
    ///
    /// # Errors
    /// A [`CanonicalError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, CanonicalError> {
        read_message(bytes, ELEMENTS, |reader| {
            Ok(Self {
                batch_no: reader.uint()?,
                outcome: PushOutcome::read(reader)?,
                ack: reader.bytes()?.to_vec(),
            })
        })
    }
}

impl PushOutcome {
    fn write(self, writer: &mut Writer) {
        match self {
            Self::Appended => writer.array(1).uint(0),
            Self::Repeated => writer.array(1).uint(1),
            Self::Parked { missing_first, missing_last } => {
                writer.array(3).uint(2).uint(missing_first).uint(missing_last)
            }
            Self::Forked { at_seq } => writer.array(2).uint(3).uint(at_seq),
            Self::Rejected => writer.array(1).uint(4),
        };
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CanonicalError> {
        let (start, found) = (reader.position(), reader.array()?);
        let (at, number) = (reader.position(), reader.uint()?);
        let (expected, outcome) = match number {
            0 => (1, Self::Appended),
            1 => (1, Self::Repeated),
            2 if found == 3 => {
                let (missing_first, missing_last) = (reader.uint()?, reader.uint()?);
                (3, Self::Parked { missing_first, missing_last })
            }
            3 if found == 2 => (2, Self::Forked { at_seq: reader.uint()? }),
            4 => (1, Self::Rejected),
            2 | 3 => return Err(CanonicalError::WrongLength { at: start, expected: 2, found }),
            _ => return Err(CanonicalError::OutOfRange { at }),
        };
        if found != expected {
            return Err(CanonicalError::WrongLength { at: start, expected, found });
        }
        Ok(outcome)
    }
}
