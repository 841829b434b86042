//! Device certificates (设备证书): head office says whose key writes which stream.
//!
//! Owns the certificate, its bytes and its check. Leaves out roles, limits and revocation lists,
//! which later versions append; and storage.
//!
//! Invariant: one certificate binds one key to one stream of one branch in one organisation.

use thiserror::Error;

use crate::{
    canonical::{CanonicalError, Writer},
    key::{Domain, KeyError, SigningKey, VerifyingKey},
    signed::{self, SignedError},
    stream::{OrgId, StreamId},
};

/// How many elements this version has; a newer one may append more.
const ELEMENTS: usize = 6;

/// "This key writes stream 12.0 of branch SH" (设备证书), signed by head office's issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The organisation.
    pub org: OrgId,
    /// The stream the key may write.
    pub stream: StreamId,
    /// Number of the branch in head office's books.
    pub branch_id: u32,
    /// Code of the branch as people say it, such as `SH` (分店代码).
    pub branch_code: String,
    /// The device's public key.
    pub public_key: VerifyingKey,
    /// When it was issued, Unix milliseconds UTC. It never expires by itself: a branch that was
    /// dark for a year must still sell and be believed.
    pub issued_ms: i64,
}

/// Why a certificate is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// Not a signed certificate of the issuer.
    #[error(transparent)]
    Signed(#[from] SignedError),
    /// The key in it must not be used.
    #[error("the certified key is refused: {0}")]
    PublicKey(KeyError),
    /// It is for another organisation.
    #[error("the certificate is for another organisation")]
    OtherOrg {
        /// The organisation found.
        found: OrgId,
    },
}

impl Certificate {
    /// Signs the certificate with head office's issuer key.
    #[must_use]
    pub fn seal(&self, issuer: &SigningKey) -> Vec<u8> {
        let mut writer = Writer::with_capacity(96);
        writer
            .array(ELEMENTS)
            .bytes(&self.org.0)
            .uint(self.stream.to_u64())
            .uint(u64::from(self.branch_id))
            .text(&self.branch_code)
            .bytes(self.public_key.as_bytes())
            .int(self.issued_ms);
        signed::wrap(Domain::Certificate, &self.org, &writer.finish(), issuer)
    }

    /// Checks and reads a certificate of organisation `org` signed by `issuer`.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn open(
        bytes: &[u8],
        org: &OrgId,
        issuer: &VerifyingKey,
    ) -> Result<Self, CertificateError> {
        let payload = signed::unwrap(Domain::Certificate, org, bytes, issuer)?;
        let raw = RawCertificate::decode(payload).map_err(SignedError::Canonical)?;
        if raw.org != *org {
            return Err(CertificateError::OtherOrg { found: raw.org });
        }
        Ok(Self {
            org: raw.org,
            stream: raw.stream,
            branch_id: raw.branch_id,
            branch_code: raw.branch_code,
            public_key: VerifyingKey::from_bytes(&raw.public_key)
                .map_err(CertificateError::PublicKey)?,
            issued_ms: raw.issued_ms,
        })
    }
}

struct RawCertificate {
    org: OrgId,
    stream: StreamId,
    branch_id: u32,
    branch_code: String,
    public_key: [u8; 32],
    issued_ms: i64,
}

impl RawCertificate {
    fn decode(payload: &[u8]) -> Result<Self, CanonicalError> {
        signed::read_payload(payload, ELEMENTS, |reader| {
            Ok(Self {
                org: OrgId(reader.bytes_of()?),
                stream: reader.uint_as()?,
                branch_id: reader.uint_as()?,
                branch_code: reader.text()?.to_owned(),
                public_key: reader.bytes_of()?,
                issued_ms: reader.int()?,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: OrgId = OrgId([9; 16]);

    fn certificate(public_key: VerifyingKey) -> Certificate {
        Certificate {
            org: ORG,
            stream: StreamId { device: 12, incarnation: 0 },
            branch_id: 3,
            branch_code: "上海".to_owned(),
            public_key,
            issued_ms: 1_795_430_000_000,
        }
    }

    #[test]
    fn a_certificate_comes_back_and_no_flip_survives() {
        let issuer = SigningKey::from_seed(&[1; 32]);
        let device = SigningKey::from_seed(&[2; 32]).verifying_key();
        let bytes = certificate(device.clone()).seal(&issuer);
        let open = |bytes: &[u8]| Certificate::open(bytes, &ORG, &issuer.verifying_key());
        assert_eq!(open(&bytes), Ok(certificate(device)));
        for at in 0..bytes.len() {
            for mask in 1..=255u8 {
                let mut flipped = bytes.clone();
                flipped[at] ^= mask;
                assert!(open(&flipped).is_err(), "{at} {mask}");
            }
        }
    }

    #[test]
    fn only_the_issuer_certifies() {
        let issuer = SigningKey::from_seed(&[1; 32]);
        let device = SigningKey::from_seed(&[2; 32]);
        let own = certificate(device.verifying_key()).seal(&device);
        assert_eq!(
            Certificate::open(&own, &ORG, &issuer.verifying_key()),
            Err(CertificateError::Signed(KeyError::BadSignature.into()))
        );
    }

    #[test]
    fn a_batch_signature_does_not_certify() {
        let issuer = SigningKey::from_seed(&[1; 32]);
        let device = SigningKey::from_seed(&[2; 32]).verifying_key();
        let bytes = certificate(device).seal(&issuer);
        let (payload, _) = signed::split(&bytes).expect("the shape is right");
        for domain in [Domain::Batch, Domain::Ack, Domain::Enrol, Domain::Request] {
            let crossed = signed::wrap(domain, &ORG, payload, &issuer);
            assert_eq!(
                Certificate::open(&crossed, &ORG, &issuer.verifying_key()),
                Err(CertificateError::Signed(KeyError::BadSignature.into()))
            );
        }
    }

    #[test]
    fn a_certificate_names_the_organisation_it_is_signed_for() {
        let issuer = SigningKey::from_seed(&[1; 32]);
        let device = SigningKey::from_seed(&[2; 32]).verifying_key();
        let found = OrgId([8; 16]);
        let sealed = Certificate { org: found, ..certificate(device) }.seal(&issuer);
        let (payload, _) = signed::split(&sealed).expect("the shape is right");
        let crossed = signed::wrap(Domain::Certificate, &ORG, payload, &issuer);
        assert_eq!(
            Certificate::open(&crossed, &ORG, &issuer.verifying_key()),
            Err(CertificateError::OtherOrg { found })
        );
    }

    #[test]
    fn a_weak_key_is_not_certified() {
        let issuer = SigningKey::from_seed(&[1; 32]);
        let mut writer = Writer::new();
        writer.array(6).bytes(&ORG.0).uint(65_536).uint(1).text("SH").bytes(&[0; 32]).int(0);
        let bytes = signed::wrap(Domain::Certificate, &ORG, &writer.finish(), &issuer);
        assert_eq!(
            Certificate::open(&bytes, &ORG, &issuer.verifying_key()),
            Err(CertificateError::PublicKey(KeyError::SmallOrder))
        );
    }
}
