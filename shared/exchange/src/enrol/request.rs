//! A device asks head office for a certificate (登记申请): `[1, payload, signature, MAC]`.

use super::{ENROL_VERSION, EnrolCode, EnrolError, EnrolKey, check_size};
use crate::{
    canonical::{CanonicalError, Reader, Writer},
    key::{Domain, Signature, SigningKey, VerifyingKey},
    signed::read_payload,
    stream::OrgId,
};

const ELEMENTS: usize = 4;
pub(super) const LABEL: &[u8] = b"fenhao.enrol.request.v1";

/// What a device asks for (登记申请).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolRequest {
    /// The branch the device stands in, by its code.
    pub branch_code: String,
    /// The public half of the key the device has just made.
    pub public_key: VerifyingKey,
    /// How people call the device, such as `till 1` (设备名称).
    pub device_name: String,
}

impl EnrolRequest {
    /// The request of the device that holds `key`, for the head office behind `code`.
    #[must_use]
    pub fn seal(
        branch_code: &str,
        device_name: &str,
        key: &SigningKey,
        code: &EnrolCode,
    ) -> Vec<u8> {
        let mut writer = Writer::with_capacity(128);
        writer
            .array(ELEMENTS)
            .text(branch_code)
            .bytes(key.verifying_key().as_bytes())
            .text(device_name)
            .bytes(&code.fingerprint());
        let payload = writer.finish();
        let signature = key.sign(Domain::Enrol, &OrgId::UNKNOWN, &[&payload]);
        let mac = code.key().mac(LABEL, &[&payload, &signature.0]);
        let mut writer = Writer::with_capacity(payload.len() + 110);
        writer.array(4).uint(ENROL_VERSION).bytes(&payload).bytes(&signature.0);
        writer.bytes(mac.as_bytes());
        writer.finish()
    }
}

/// The branch a request is for, *not* verified: only to find the code that was given out for it.
///
/// # Errors
/// The bytes are not a request.
pub fn peek_branch_code(bytes: &[u8]) -> Result<String, EnrolError> {
    Ok(Payload::decode(split(bytes)?.payload)?.branch_code)
}

/// Checks and reads a request, at head office.
///
/// # Errors
/// [`EnrolError::OtherCode`] when the device does not know the code, [`EnrolError::KeyNotHeld`]
/// when it asks for a key it does not hold, [`EnrolError::PublicKey`] for a key nobody may use.
pub fn open_request(
    bytes: &[u8],
    code: &EnrolKey,
    head_office: &VerifyingKey,
) -> Result<EnrolRequest, EnrolError> {
    let parts = split(bytes)?;
    let mac = code.mac(LABEL, &[parts.payload, &parts.signature.0]);
    // `blake3::Hash` compares in constant time.
    if mac != blake3::Hash::from_bytes(parts.mac) {
        return Err(EnrolError::OtherCode);
    }
    let payload = Payload::decode(parts.payload)?;
    if payload.fingerprint != head_office.fingerprint() {
        return Err(EnrolError::OtherHeadOffice { found: head_office.fingerprint() });
    }
    let public_key =
        VerifyingKey::from_bytes(&payload.public_key).map_err(EnrolError::PublicKey)?;
    public_key
        .verify(Domain::Enrol, &OrgId::UNKNOWN, &[parts.payload], &parts.signature)
        .map_err(|_| EnrolError::KeyNotHeld)?;
    Ok(EnrolRequest {
        branch_code: payload.branch_code,
        public_key,
        device_name: payload.device_name,
    })
}

struct Parts<'a> {
    payload: &'a [u8],
    signature: Signature,
    mac: [u8; 32],
}

fn split(bytes: &[u8]) -> Result<Parts<'_>, EnrolError> {
    check_size(bytes)?;
    let mut reader = Reader::new(bytes);
    reader.array_of(4)?;
    let at = reader.position();
    let found = reader.uint()?;
    if found != ENROL_VERSION {
        return Err(CanonicalError::UnknownVersion { at, found }.into());
    }
    let parts = Parts {
        payload: reader.bytes()?,
        signature: Signature(reader.bytes_of()?),
        mac: reader.bytes_of()?,
    };
    reader.finish()?;
    Ok(parts)
}

struct Payload {
    branch_code: String,
    public_key: [u8; 32],
    device_name: String,
    fingerprint: [u8; 5],
}

impl Payload {
    fn decode(payload: &[u8]) -> Result<Self, CanonicalError> {
        read_payload(payload, ELEMENTS, |reader| {
            Ok(Self {
                branch_code: reader.text()?.to_owned(),
                public_key: reader.bytes_of()?,
                device_name: reader.text()?.to_owned(),
                fingerprint: reader.bytes_of()?,
            })
        })
    }
}
