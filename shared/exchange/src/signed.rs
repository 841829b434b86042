//! The envelope of a signed message (签名信封): `[1, payload, signature]`.
//!
//! Owns wrapping, checking and unwrapping for every small signed message: acknowledgement,
//! certificate, feed head. Leaves out batches, whose signature also covers a body that is not in
//! the payload, and what a payload means.
//!
//! Invariant: a payload is handed out only after its signature held, and exactly as it was signed.

use thiserror::Error;

use crate::{
    canonical::{CanonicalError, Reader, Writer},
    key::{Domain, KeyError, Signature, SigningKey, VerifyingKey},
    stream::OrgId,
};

/// Version of the envelope.
pub const SIGNED_VERSION: u64 = 1;

/// The largest signed message, in bytes: none of them holds more than a few names and numbers.
pub const MAX_SIGNED_BYTES: usize = 4096;

/// Why a signed message is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignedError {
    /// More bytes than any such message has.
    #[error("a signed message of {bytes} bytes exceeds {limit}")]
    TooLarge {
        /// Bytes received.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The bytes are not canonical, or not this message.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// The signature does not hold.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Signs a payload and wraps it.
#[must_use]
pub fn wrap(domain: Domain, org: &OrgId, payload: &[u8], key: &SigningKey) -> Vec<u8> {
    let signature = key.sign(domain, org, &[payload]);
    let mut writer = Writer::with_capacity(payload.len() + 72);
    writer.array(3).uint(SIGNED_VERSION).bytes(payload).bytes(&signature.0);
    writer.finish()
}

/// The payload of a signed message, once its signature has held.
///
/// # Errors
/// [`SignedError`]; the payload of a message that fails is never returned.
pub fn unwrap<'a>(
    domain: Domain,
    org: &OrgId,
    bytes: &'a [u8],
    key: &VerifyingKey,
) -> Result<&'a [u8], SignedError> {
    let (payload, signature) = split(bytes)?;
    key.verify(domain, org, &[payload], &signature)?;
    Ok(payload)
}

/// The payload and signature of a message that has not been checked: only to learn which key it
/// names.
///
/// # Errors
/// [`SignedError::TooLarge`] or [`SignedError::Canonical`].
pub fn split(bytes: &[u8]) -> Result<(&[u8], Signature), SignedError> {
    if bytes.len() > MAX_SIGNED_BYTES {
        return Err(SignedError::TooLarge { bytes: bytes.len(), limit: MAX_SIGNED_BYTES });
    }
    let mut reader = Reader::new(bytes);
    reader.array_of(3)?;
    let at = reader.position();
    let found = reader.uint()?;
    if found != SIGNED_VERSION {
        return Err(CanonicalError::UnknownVersion { at, found }.into());
    }
    let payload = reader.bytes()?;
    let signature = Signature(reader.bytes_of()?);
    reader.finish()?;
    Ok((payload, signature))
}

/// Reads the whole of a payload: its elements by `read`, then whatever a newer version appended.
///
/// # Errors
/// A [`CanonicalError`].
pub(crate) fn read_payload<T>(
    payload: &[u8],
    elements: usize,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, CanonicalError>,
) -> Result<T, CanonicalError> {
    let mut reader = Reader::new(payload);
    let tail = reader.array_of_at_least(elements)?;
    let value = read(&mut reader)?;
    for _ in 0..tail {
        reader.skip()?;
    }
    reader.finish()?;
    Ok(value)
}
