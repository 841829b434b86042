//! Who writes: the organisation and the stream (数据流).
//!
//! Owns the two names every signed byte is bound to. Leaves out keys and certificates.
//!
//! Invariant: a stream has one writer for ever. A till that comes back from a backup, and so might
//! repeat its own numbers, takes a new incarnation instead (`exchange.md` 2.1, 2.16).

use core::fmt;

use thiserror::Error;

/// One append-only series of log entries with a single writer (数据流).
///
/// `device` is given by head office and never reused; `incarnation` grows each time the device
/// loses its memory. Device 0 is head office itself: its incarnations are its feeds.
///
/// ```
/// # use fenhao_exchange::stream::StreamId;
/// let stream = StreamId { device: 7, incarnation: 2 };
/// assert_eq!(stream.to_u64(), 458_754);
/// assert_eq!(StreamId::from_u64(458_754), Ok(stream));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// The device, numbered by head office from 1; 0 is head office.
    pub device: u32,
    /// Which life of the device, from 0.
    pub incarnation: u16,
}

impl StreamId {
    /// Head office's feed of products, prices and everything else it owns (总部下发流).
    pub const HEAD_OFFICE: Self = Self { device: 0, incarnation: 0 };

    /// The stream as one number, `device << 16 | incarnation`: at most 48 bits, so it also fits a
    /// signed 64-bit column.
    #[inline]
    #[must_use]
    pub const fn to_u64(self) -> u64 {
        (self.device as u64) << 16 | self.incarnation as u64
    }

    /// The stream behind a number made by [`StreamId::to_u64`].
    ///
    /// # Errors
    /// [`StreamIdOutOfRange`] above 48 bits.
    #[inline]
    pub const fn from_u64(value: u64) -> Result<Self, StreamIdOutOfRange> {
        if value >> 48 != 0 {
            return Err(StreamIdOutOfRange { value });
        }
        Ok(Self { device: (value >> 16) as u32, incarnation: value as u16 })
    }

    /// Whether head office writes this stream.
    #[inline]
    #[must_use]
    pub const fn is_head_office(self) -> bool {
        self.device == 0
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.device, self.incarnation)
    }
}

impl TryFrom<u64> for StreamId {
    type Error = StreamIdOutOfRange;

    fn try_from(value: u64) -> Result<Self, Self::Error> {
        Self::from_u64(value)
    }
}

impl From<StreamId> for fenhao_domain::id::StreamId {
    fn from(stream: StreamId) -> Self {
        Self(stream.to_u64())
    }
}

impl TryFrom<fenhao_domain::id::StreamId> for StreamId {
    type Error = StreamIdOutOfRange;

    fn try_from(stream: fenhao_domain::id::StreamId) -> Result<Self, Self::Error> {
        Self::from_u64(stream.0)
    }
}

/// A number too large to name a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{value} is not a stream")]
pub struct StreamIdOutOfRange {
    /// The number.
    pub value: u64,
}

/// The organisation all nodes of one chain belong to (机构): 16 random bytes drawn when head
/// office is founded. Every signature covers it, so nothing can be replayed to another chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgId(pub [u8; 16]);

impl OrgId {
    /// Stands in signatures made before a device knows its organisation: its first request.
    pub const UNKNOWN: Self = Self([0; 16]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_one_number_and_back() {
        for (device, incarnation) in [(0, 0), (1, 0), (1, u16::MAX), (u32::MAX, u16::MAX)] {
            let stream = StreamId { device, incarnation };
            assert_eq!(StreamId::from_u64(stream.to_u64()), Ok(stream));
            assert!(i64::try_from(stream.to_u64()).is_ok());
            let named = fenhao_domain::id::StreamId::from(stream);
            assert_eq!((named.device(), named.incarnation()), (device, incarnation));
            assert_eq!(StreamId::try_from(named), Ok(stream));
        }
        assert_eq!(StreamId::from_u64(1 << 48), Err(StreamIdOutOfRange { value: 1 << 48 }));
    }
}
