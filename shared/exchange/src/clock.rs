//! A clock that was found wrong (时钟事件): the content of an entry of kind `CLOCK`.
//!
//! Owns what such an entry says, its bytes, and how far a clock may be off before it is called
//! wrong (`exchange.md` 2.15). Leaves out when one is written. Invariant: it is a remark in the
//! stream and nothing more. Order comes from the stream; no sale waits for a clock.

use crate::canonical::{CanonicalError, Reader, Writer};

/// From here on a clock is called wrong: two minutes, in milliseconds.
pub const TOLERANCE_MS: i64 = 2 * 60 * 1000;

/// Numbers of this version; a newer one may append more.
const ELEMENTS: usize = 3;

/// Whom a clock contradicts (佐证).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witness {
    /// The stream's last document: it was written later than the clock now says.
    LastDocument = 1,
    /// Head office, which told its time with an acknowledgement.
    HeadOffice = 2,
}

/// What an entry of kind [`EntryKind::CLOCK`](crate::log::EntryKind::CLOCK) says (时钟事件).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockEvent {
    /// Whom the clock contradicts.
    pub witness: Witness,
    /// What the writer's clock said, Unix milliseconds.
    pub clock_ms: i64,
    /// What the witness says, Unix milliseconds.
    pub witness_ms: i64,
}

impl ClockEvent {
    /// How far the clock is ahead of its witness, in milliseconds; behind is below zero. A clock at
    /// 10:05 beside a head office at 10:00 gives 300,000.
    #[must_use]
    pub fn offset_ms(&self) -> i64 {
        self.clock_ms.saturating_sub(self.witness_ms)
    }

    /// The entry's content: `[witness, clock, witness's time]`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(24);
        writer.array(ELEMENTS).uint(self.witness as u64).int(self.clock_ms).int(self.witness_ms);
        writer.finish()
    }

    /// Reads an entry's content.
    ///
    /// # Errors
    /// A [`CanonicalError`]; a witness that this program does not know is out of range.
    pub fn decode(content: &[u8]) -> Result<Self, CanonicalError> {
        let mut reader = Reader::new(content);
        let more = reader.array_of_at_least(ELEMENTS)?;
        let at = reader.position();
        let witness = match reader.uint()? {
            1 => Witness::LastDocument,
            2 => Witness::HeadOffice,
            _ => return Err(CanonicalError::OutOfRange { at }),
        };
        let event = Self { witness, clock_ms: reader.int()?, witness_ms: reader.int()? };
        for _ in 0..more {
            reader.skip()?;
        }
        reader.finish()?;
        Ok(event)
    }
}

/// Whether a clock that is this far off is called wrong.
#[must_use]
pub fn is_wrong(offset_ms: i64) -> bool {
    offset_ms.saturating_abs() > TOLERANCE_MS
}

/// Whether head office is to be told that a clock is now `offset_ms` off, when it was told `known`
/// last: it has moved by more than the tolerance, or it was wrong and is right again. A clock that
/// wavers around the tolerance is told once.
#[must_use]
pub fn is_news(known: i64, offset_ms: i64) -> bool {
    let right_again = is_wrong(known) && offset_ms.saturating_abs() <= TOLERANCE_MS / 2;
    is_wrong(offset_ms.saturating_sub(known)) || right_again
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_comes_back_whatever_the_year() {
        for clock_ms in [i64::MIN, -1, 0, 1_795_430_000_000, i64::MAX] {
            let event = ClockEvent { witness: Witness::HeadOffice, clock_ms, witness_ms: 7 };
            assert_eq!(ClockEvent::decode(&event.encode()), Ok(event));
        }
        let extreme =
            ClockEvent { witness: Witness::LastDocument, clock_ms: i64::MIN, witness_ms: i64::MAX };
        assert_eq!(extreme.offset_ms(), i64::MIN);
    }

    #[test]
    fn an_unknown_witness_and_bytes_left_over_are_refused() {
        let event = ClockEvent { witness: Witness::HeadOffice, clock_ms: 1, witness_ms: 2 };
        let mut bytes = event.encode();
        bytes[1] = 9;
        assert_eq!(ClockEvent::decode(&bytes), Err(CanonicalError::OutOfRange { at: 1 }));
        let trailing = [event.encode(), vec![0]].concat();
        assert!(ClockEvent::decode(&trailing).is_err());
    }

    #[test]
    fn a_newer_version_may_say_more() {
        let bytes = [0x84, 0x02, 0x01, 0x02, 0x63, b'U', b'P', b'S'];
        let event = ClockEvent { witness: Witness::HeadOffice, clock_ms: 1, witness_ms: 2 };
        assert_eq!(ClockEvent::decode(&bytes), Ok(event));
    }

    #[test]
    fn a_wavering_clock_is_told_once() {
        const MINUTE: i64 = 60_000;
        assert!(!is_news(0, 2 * MINUTE), "two minutes are no news");
        assert!(is_news(0, 2 * MINUTE + 1));
        let told = 2 * MINUTE + 1;
        for wavering in [told - 2, told + 2, MINUTE + 1] {
            assert!(!is_news(told, wavering), "{wavering}");
        }
        assert!(is_news(told, MINUTE), "right again");
        assert!(is_news(-3650 * 24 * 60 * MINUTE, 0), "set right after years");
    }
}
