//! The conversation between a branch and head office (会话): its messages, not its transport.
//!
//! Owns the messages of `exchange.md` 2.29 that are not batches, certificates or enrolment:
//! the state of a stream, the reply to a pushed batch, a page of a feed, and the signed header of
//! a request. Leaves out HTTP, retry and time windows: the caller gets facts and decides.
//!
//! Invariant: every message begins with its version, and a newer one may append elements. Nothing
//! in a reply is believed for being in it: what counts is the signed acknowledgement or feed head
//! inside.

mod feed;
mod push;
mod request;
mod status;

pub use feed::{FeedHead, FeedPage, FeedRequest, FeedStanding, MAX_PAGE_BYTES};
pub use push::{PushOutcome, PushReply};
pub use request::{
    MAX_CLOCK_OFFSET_MS, RequestError, RequestName, RequestSignature, VerifiedRequest,
};
pub use status::StreamStatus;

use crate::canonical::{CanonicalError, Reader, Writer};

/// Version of the messages in this module.
pub const MESSAGE_VERSION: u64 = 1;

/// Begins a message of `elements` elements besides its version.
fn begin(writer: &mut Writer, elements: usize) -> &mut Writer {
    writer.array(elements + 1).uint(MESSAGE_VERSION)
}

/// Reads a whole message: its version, its elements, and whatever a newer version appended.
fn read_message<T>(
    bytes: &[u8],
    elements: usize,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, CanonicalError>,
) -> Result<T, CanonicalError> {
    crate::signed::read_payload(bytes, elements + 1, |reader| {
        let at = reader.position();
        let found = reader.uint()?;
        if found != MESSAGE_VERSION {
            return Err(CanonicalError::UnknownVersion { at, found });
        }
        read(reader)
    })
}

#[cfg(test)]
mod tests;
