//! Keys and signatures (密钥与签名): Ed25519 (RFC 8032), strictly verified.
//!
//! Owns the signing and verifying keys, their short name, and the domain in front of everything
//! that is signed. Leaves out where keys are kept and how seeds are drawn: a seed is passed in.
//!
//! Invariant: a signature holds for one domain, one organisation and one message; a public key
//! that would accept signatures nobody made (small order, second encoding) is never built.

use core::fmt;

use ed25519_dalek::Signer as _;
use thiserror::Error;

use crate::stream::OrgId;

/// What a signature is about; its bytes stand first in every signed message, so a signature made
/// for one purpose is worth nothing for another (签名用途).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// A sealed batch.
    Batch,
    /// An acknowledgement by head office.
    Ack,
    /// A device certificate.
    Certificate,
    /// A request for enrolment: the device shows that it holds the key it asks for.
    Enrol,
    /// The header of a request other than a batch.
    Request,
    /// The head of a head-office feed.
    FeedHead,
}

impl Domain {
    /// The bytes in front of the message. They end in a zero, so none is the beginning of another.
    #[must_use]
    pub const fn prefix(self) -> &'static [u8] {
        match self {
            Self::Batch => b"fenhao.batch.v1\0",
            Self::Ack => b"fenhao.ack.v1\0",
            Self::Certificate => b"fenhao.certificate.v1\0",
            Self::Enrol => b"fenhao.enrol.v1\0",
            Self::Request => b"fenhao.request.v1\0",
            Self::FeedHead => b"fenhao.feed-head.v1\0",
        }
    }

    /// The signed message: prefix, organisation, then the parts, which the caller makes
    /// unambiguous (fixed widths first, one part of free length at most, at the end).
    fn message(self, org: &OrgId, parts: &[&[u8]]) -> Vec<u8> {
        let length = parts.iter().map(|part| part.len()).sum::<usize>();
        let mut message = Vec::with_capacity(self.prefix().len() + org.0.len() + length);
        message.extend_from_slice(self.prefix());
        message.extend_from_slice(&org.0);
        parts.iter().for_each(|part| message.extend_from_slice(part));
        message
    }
}

/// Bytes of an Ed25519 signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "Signature({a:02x}{b:02x}{c:02x}{d:02x}…)")
    }
}

/// The short name of a public key: the first eight bytes of its BLAKE3. It finds a key among the
/// few one knows and is never trusted by itself (密钥编号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Why a key or a signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The bytes are not a point of the curve.
    #[error("the public key is not a point of the curve")]
    NotAPoint,
    /// The point has a second encoding, and this is the longer one.
    #[error("the public key is not in its canonical form")]
    NotCanonical,
    /// The point has small order: it would accept signatures that nobody made.
    #[error("the public key has small order")]
    SmallOrder,
    /// The signature does not belong to this key, domain, organisation and message.
    #[error("the signature is not valid")]
    BadSignature,
}

/// A private key (私钥). Its memory is wiped when it is dropped; it never shows itself.
pub struct SigningKey {
    inner: ed25519_dalek::SigningKey,
    id: KeyId,
}

impl SigningKey {
    /// The key of a 32-byte seed, drawn by the caller from the operating system.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let inner = ed25519_dalek::SigningKey::from_bytes(seed);
        let id = key_id(inner.verifying_key().as_bytes());
        Self { inner, id }
    }

    /// The public half.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey { inner: self.inner.verifying_key(), id: self.id }
    }

    /// The short name of the public half.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Signs `parts`, joined, for one domain and one organisation.
    ///
    /// Ed25519 draws no randomness: the same message gives the same signature.
    #[must_use]
    pub fn sign(&self, domain: Domain, org: &OrgId, parts: &[&[u8]]) -> Signature {
        Signature(self.inner.sign(&domain.message(org, parts)).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.id)
    }
}

/// A public key (公钥).
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    inner: ed25519_dalek::VerifyingKey,
    id: KeyId,
}

impl VerifyingKey {
    /// The key of its 32 bytes.
    ///
    /// # Errors
    /// [`KeyError::NotAPoint`], [`KeyError::NotCanonical`] or [`KeyError::SmallOrder`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let inner =
            ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotAPoint)?;
        if inner.is_weak() {
            return Err(KeyError::SmallOrder);
        }
        if inner.to_edwards().compress().as_bytes() != bytes {
            return Err(KeyError::NotCanonical);
        }
        Ok(Self { inner, id: key_id(bytes) })
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.inner.as_bytes()
    }

    /// The short name of the key.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Five bytes that a person can carry from head office to a branch inside an enrolment code
    /// (公钥指纹). They notice a wrong address; trust comes from the code's secret.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 5] {
        let [a, b, c, d, e, ..] = self.id.0;
        [a, b, c, d, e]
    }

    /// Checks a signature over `parts`, joined, for one domain and one organisation.
    ///
    /// # Errors
    /// [`KeyError::BadSignature`].
    pub fn verify(
        &self,
        domain: Domain,
        org: &OrgId,
        parts: &[&[u8]],
        signature: &Signature,
    ) -> Result<(), KeyError> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.inner
            .verify_strict(&domain.message(org, parts), &signature)
            .map_err(|_| KeyError::BadSignature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", self.id)
    }
}

fn key_id(public_key: &[u8; 32]) -> KeyId {
    let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(public_key).as_bytes();
    KeyId([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests;
