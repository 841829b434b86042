//! Enrolment (分店登记): how a new device and head office come to trust each other.
//!
//! Head office shows a one-time code. The device makes its key itself, asks with the code, and
//! gets a certificate back. Owns the code, the request and the reply. Leaves out when a code
//! expires and that it is used once: the caller keeps time and counts.
//!
//! The code carries a secret of 128 bits and five bytes of head office's key. Whoever answers must
//! know the secret, so neither a stranger in the middle nor a wrong address can enrol a device;
//! the five bytes let the device say *which* of the two went wrong.
//!
//! Invariant: neither side accepts a key that the holder of the code has not vouched for, and the
//! secret itself never travels.

mod code;
mod reply;
mod request;

pub use code::{CodeError, EnrolCode, EnrolKey};
pub use reply::{EnrolReply, Enrolled, open_reply};
pub use request::{EnrolRequest, open_request, peek_branch_code};

use thiserror::Error;

use crate::{
    canonical::CanonicalError, certificate::CertificateError, key::KeyError, signed::SignedError,
};

/// Version of request and reply.
pub const ENROL_VERSION: u64 = 1;

/// Why a request or a reply is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EnrolError {
    /// More bytes than such a message has.
    #[error("an enrolment message of {bytes} bytes exceeds {limit}")]
    TooLarge {
        /// Bytes received.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The bytes are not canonical, or not this message.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// The other side does not know the code: it was mistyped, has been used, or is another's.
    #[error("the other side does not know this enrolment code")]
    OtherCode,
    /// Whoever answered knows the code, but is not the head office the code was made for.
    #[error("the head office that answered is not the one that made the code")]
    OtherHeadOffice {
        /// Fingerprint of the key that answered.
        found: [u8; 5],
    },
    /// A public key in the message must not be used.
    #[error("the key is refused: {0}")]
    PublicKey(KeyError),
    /// The asking device does not hold the private half of the key it asks for.
    #[error("the device does not hold the key it asks for")]
    KeyNotHeld,
    /// The certificate in the reply does not hold.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The certificate is for another key than the device asked for.
    #[error("the certificate is for another key")]
    CertificateForOtherKey,
    /// The certificate is for another branch than the device asked for.
    #[error("the certificate is for branch {certified}")]
    CertificateForOtherBranch {
        /// Branch code in the certificate.
        certified: String,
    },
}

impl From<SignedError> for EnrolError {
    fn from(error: SignedError) -> Self {
        Self::Certificate(CertificateError::Signed(error))
    }
}

/// The largest enrolment message, in bytes.
const MAX_ENROL_BYTES: usize = 8192;

fn check_size(bytes: &[u8]) -> Result<(), EnrolError> {
    if bytes.len() > MAX_ENROL_BYTES {
        return Err(EnrolError::TooLarge { bytes: bytes.len(), limit: MAX_ENROL_BYTES });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
