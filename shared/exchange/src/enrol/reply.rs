//! Head office answers a request (登记答复): `[1, payload, MAC]`.

use super::{ENROL_VERSION, EnrolCode, EnrolError, EnrolKey, check_size};
use crate::{
    canonical::{CanonicalError, Reader, Writer},
    certificate::Certificate,
    key::VerifyingKey,
    signed::read_payload,
    stream::OrgId,
};

const ELEMENTS: usize = 5;
const LABEL: &[u8] = b"fenhao.enrol.reply.v1";

/// What head office answers (登记答复).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolReply {
    /// The organisation.
    pub org: OrgId,
    /// Head office's public key: it signs certificates, acknowledgements and feeds.
    pub head_office: VerifyingKey,
    /// The sealed certificate, as [`Certificate::seal`] made it.
    pub certificate: Vec<u8>,
    /// Which life of head office this is.
    pub hq_epoch: u32,
    /// Head office's time, Unix milliseconds UTC.
    pub hq_time_ms: i64,
}

/// What a device knows once it is enrolled (登记结果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// The checked certificate.
    pub certificate: Certificate,
    /// The reply it came in; its certificate bytes are to be kept.
    pub reply: EnrolReply,
}

impl EnrolReply {
    /// The reply to exactly the request in `request`. Asked again with the same request, because
    /// the reply was lost, head office may give the same reply again.
    #[must_use]
    pub fn seal(&self, request: &[u8], code: &EnrolKey) -> Vec<u8> {
        let mut writer = Writer::with_capacity(256);
        writer
            .array(ELEMENTS)
            .bytes(&self.org.0)
            .bytes(self.head_office.as_bytes())
            .bytes(&self.certificate)
            .uint(u64::from(self.hq_epoch))
            .int(self.hq_time_ms);
        let payload = writer.finish();
        let mac = code.mac(LABEL, &[request, &payload]);
        let mut writer = Writer::with_capacity(payload.len() + 40);
        writer.array(3).uint(ENROL_VERSION).bytes(&payload).bytes(mac.as_bytes());
        writer.finish()
    }
}

/// Checks and reads the reply to `request`, at the device whose own public key is `own` and that
/// asked to belong to `branch_code`.
///
/// # Errors
/// [`EnrolError::OtherCode`] when whoever answered does not know the code,
/// [`EnrolError::OtherHeadOffice`] when it knows the code but has another key, and the certificate
/// errors.
pub fn open_reply(
    bytes: &[u8],
    request: &[u8],
    code: &EnrolCode,
    own: &VerifyingKey,
    branch_code: &str,
) -> Result<Enrolled, EnrolError> {
    let (payload, mac) = split(bytes)?;
    if code.key().mac(LABEL, &[request, payload]) != blake3::Hash::from_bytes(mac) {
        return Err(EnrolError::OtherCode);
    }
    let reply = decode(payload)?;
    let found = reply.head_office.fingerprint();
    if found != code.fingerprint() {
        return Err(EnrolError::OtherHeadOffice { found });
    }
    let certificate = Certificate::open(&reply.certificate, &reply.org, &reply.head_office)?;
    if certificate.public_key != *own {
        return Err(EnrolError::CertificateForOtherKey);
    }
    if certificate.branch_code != branch_code {
        let certified = certificate.branch_code;
        return Err(EnrolError::CertificateForOtherBranch { certified });
    }
    Ok(Enrolled { certificate, reply })
}

fn split(bytes: &[u8]) -> Result<(&[u8], [u8; 32]), EnrolError> {
    check_size(bytes)?;
    let mut reader = Reader::new(bytes);
    reader.array_of(3)?;
    let at = reader.position();
    let found = reader.uint()?;
    if found != ENROL_VERSION {
        return Err(CanonicalError::UnknownVersion { at, found }.into());
    }
    let parts = (reader.bytes()?, reader.bytes_of()?);
    reader.finish()?;
    Ok(parts)
}

fn decode(payload: &[u8]) -> Result<EnrolReply, EnrolError> {
    let (org, key, certificate, hq_epoch, hq_time_ms) =
        read_payload(payload, ELEMENTS, |reader| {
            Ok((
                OrgId(reader.bytes_of()?),
                reader.bytes_of()?,
                reader.bytes()?.to_vec(),
                reader.uint_as()?,
                reader.int()?,
            ))
        })?;
    let head_office = VerifyingKey::from_bytes(&key).map_err(EnrolError::PublicKey)?;
    Ok(EnrolReply { org, head_office, certificate, hq_epoch, hq_time_ms })
}
