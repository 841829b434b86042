//! How a batch's body is packed (压缩).
//!
//! Owns the codec numbers and bounded decompression. Leaves out dictionaries: number 0 means
//! none, and none other exists yet.

use super::{BatchError, MAX_BODY_BYTES};

/// The zstd level of a sealed batch.
///
/// Measured on 4,194 real grocery sales of 9.9 lines each (209 bytes raw a sale), 50 to a batch, on
/// one slow core, bytes and time to seal a sale: level 3 = 89.6 B, 1.3 µs; 6 = 86.6 B, 3.4 µs;
/// 9 = 84.5 B, 8.2 µs; 12 = 82.8 B, 15 µs; 19 = 81.7 B, 37 µs. At 500 to a batch 3 = 77.9 B and
/// 12 = 70.8 B. Level 12 takes most of the gain; a branch seals in the background, and a month of
/// its sales takes 0.2 s. Unpacking costs the receiver the same at every level.
pub const LEVEL: i32 = 12;

/// The level of a body that is no backlog. A shop's day goes out in bodies like this, each packed
/// in some milliseconds beside the till; a link by the byte is worth them.
const SMALL_LEVEL: i32 = 19;

/// Bytes up to which a body is small: some two hundred sales.
const SMALL_BYTES: usize = 48 * 1024;

/// How the body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// As it is: always legal, and what is sent when packing does not help.
    Raw,
    /// One zstd frame (RFC 8878).
    Zstd,
}

impl Codec {
    /// The number in the header.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Raw => 0,
            Self::Zstd => 1,
        }
    }

    pub(super) fn from_number(codec: u8) -> Result<Self, BatchError> {
        match codec {
            0 => Ok(Self::Raw),
            1 => Ok(Self::Zstd),
            _ => Err(BatchError::UnknownCodec { codec }),
        }
    }
}

/// Packs a body if that makes it shorter.
pub(super) fn pack(body: Vec<u8>) -> (Codec, Vec<u8>) {
    let level = if body.len() <= SMALL_BYTES { SMALL_LEVEL } else { LEVEL };
    match compress(&body, level) {
        Some(packed) if packed.len() < body.len() => (Codec::Zstd, packed),
        _ => (Codec::Raw, body),
    }
}

/// One zstd frame without content size and checksum: the header carries the one, the signature
/// does the work of the other.
pub(super) fn compress(body: &[u8], level: i32) -> Option<Vec<u8>> {
    let mut compressor = zstd::bulk::Compressor::new(level).ok()?;
    compressor.include_contentsize(false).ok()?;
    compressor.include_checksum(false).ok()?;
    compressor.compress(body).ok()
}

/// Unpacks a body into exactly `length` bytes; a frame that holds more or less is refused and
/// never allocates more.
pub(super) fn unpack(codec: Codec, packed: &[u8], length: usize) -> Result<Vec<u8>, BatchError> {
    debug_assert!(length <= MAX_BODY_BYTES, "the caller checks the limit before it unpacks");
    let body = match codec {
        Codec::Raw => packed.to_vec(),
        Codec::Zstd => {
            zstd::bulk::decompress(packed, length).map_err(|_| BatchError::Undecompressable)?
        }
    };
    if body.len() == length {
        Ok(body)
    } else {
        Err(BatchError::BodyLength { claimed: length, found: body.len() })
    }
}
