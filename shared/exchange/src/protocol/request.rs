//! The signed header of a request that is not a batch (请求签名).
//!
//! Batches prove themselves; `GET /feed` has nothing in it that does. The device signs method,
//! path, body, time and a nonce, and sends the signature as one header of about 150 characters.
//! Whether the time is near enough and the nonce new is for the caller: a till whose clock is
//! years off must still be able to learn so from the reply, and then signs with the time head
//! office told it.

use thiserror::Error;

use crate::{
    base32::{self, Base32Error},
    canonical::{CanonicalError, Reader, Writer},
    key::{Domain, KeyError, KeyId, Signature, SigningKey, VerifyingKey},
    stream::{OrgId, StreamId},
};

/// How far a request's time may be from the receiver's before it should be refused: long enough
/// for a slow link, short enough to remember every nonce of that span.
pub const MAX_CLOCK_OFFSET_MS: i64 = 5 * 60 * 1000;

const REQUEST_VERSION: u64 = 1;

/// What a request asks for: the parts that are signed and that HTTP itself carries.
#[derive(Clone, Copy, Debug)]
pub struct RequestName<'a> {
    /// `GET`, `PUT`, `POST`.
    pub method: &'a str,
    /// Path with its query, as sent.
    pub path: &'a str,
    /// The body; empty for `GET`.
    pub body: &'a [u8],
}

/// A signature over a request (请求签名).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestSignature {
    /// The device that asks.
    pub stream: StreamId,
    /// Its key.
    pub key: KeyId,
    /// When it asked, by the best time it knows, Unix milliseconds UTC.
    pub time_ms: i64,
    /// Twelve random bytes, drawn by the caller.
    pub nonce: [u8; 12],
    /// The signature over all of it and the request.
    pub signature: Signature,
}

/// Why a request's signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RequestError {
    /// The header is not base 32.
    #[error(transparent)]
    Base32(#[from] Base32Error),
    /// The header's bytes are not a request signature.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// It names another key than the device's.
    #[error("the request is signed with key {named}, expected {expected}")]
    OtherKey {
        /// Key named.
        named: KeyId,
        /// Key of the device.
        expected: KeyId,
    },
    /// The signature does not hold for this request.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A request whose signature held, and what the caller still has to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedRequest {
    /// The device that asked.
    pub stream: StreamId,
    /// To be refused if it was seen before within the window.
    pub nonce: [u8; 12],
    /// The request's time less the receiver's, in milliseconds; see [`MAX_CLOCK_OFFSET_MS`].
    pub offset_ms: i64,
}

impl RequestSignature {
    /// Signs a request.
    #[must_use]
    pub fn sign(
        name: &RequestName<'_>,
        stream: StreamId,
        time_ms: i64,
        nonce: [u8; 12],
        org: &OrgId,
        key: &SigningKey,
    ) -> Self {
        let message = message(name, stream, time_ms, &nonce);
        let signature = key.sign(Domain::Request, org, &[&message]);
        Self { stream, key: key.id(), time_ms, nonce, signature }
    }

    /// The value of the HTTP header.
    #[must_use]
    pub fn to_header(&self) -> String {
        let mut writer = Writer::with_capacity(112);
        writer
            .array(6)
            .uint(REQUEST_VERSION)
            .uint(self.stream.to_u64())
            .bytes(&self.key.0)
            .int(self.time_ms)
            .bytes(&self.nonce)
            .bytes(&self.signature.0);
        base32::encode(&writer.finish())
    }

    /// Reads the HTTP header; nothing in it is verified yet, but the stream finds the key.
    ///
    /// # Errors
    /// [`RequestError::Base32`] or [`RequestError::Canonical`].
    pub fn from_header(header: &str) -> Result<Self, RequestError> {
        if header.len() > 1024 {
            return Err(CanonicalError::Trailing { at: 1024 }.into());
        }
        let bytes = base32::decode(header)?;
        let mut reader = Reader::new(&bytes);
        reader.array_of(6)?;
        let at = reader.position();
        let found = reader.uint()?;
        if found != REQUEST_VERSION {
            return Err(CanonicalError::UnknownVersion { at, found }.into());
        }
        let signature = Self {
            stream: reader.uint_as()?,
            key: KeyId(reader.bytes_of()?),
            time_ms: reader.int()?,
            nonce: reader.bytes_of()?,
            signature: Signature(reader.bytes_of()?),
        };
        reader.finish()?;
        Ok(signature)
    }

    /// Checks the signature for the request it came with.
    ///
    /// # Errors
    /// [`RequestError::OtherKey`] or [`RequestError::Key`].
    pub fn verify(
        &self,
        name: &RequestName<'_>,
        org: &OrgId,
        key: &VerifyingKey,
        now_ms: i64,
    ) -> Result<VerifiedRequest, RequestError> {
        if self.key != key.id() {
            return Err(RequestError::OtherKey { named: self.key, expected: key.id() });
        }
        let message = message(name, self.stream, self.time_ms, &self.nonce);
        key.verify(Domain::Request, org, &[&message], &self.signature)?;
        let offset_ms = self.time_ms.saturating_sub(now_ms);
        Ok(VerifiedRequest { stream: self.stream, nonce: self.nonce, offset_ms })
    }
}

/// `body hash ‖ stream ‖ time ‖ nonce ‖ length of the method ‖ method ‖ path`: fixed widths first,
/// so that no two requests share a message.
fn message(name: &RequestName<'_>, stream: StreamId, time_ms: i64, nonce: &[u8; 12]) -> Vec<u8> {
    let mut message = Vec::with_capacity(80 + name.method.len() + name.path.len());
    message.extend_from_slice(blake3::hash(name.body).as_bytes());
    message.extend_from_slice(&stream.to_u64().to_be_bytes());
    message.extend_from_slice(&time_ms.to_be_bytes());
    message.extend_from_slice(nonce);
    message.extend_from_slice(&(name.method.len() as u64).to_be_bytes());
    message.extend_from_slice(name.method.as_bytes());
    message.extend_from_slice(name.path.as_bytes());
    message
}
