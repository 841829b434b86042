//! Requests that a device signs (签名请求): everything of the exchange that is not a batch.
//!
//! Owns finding the device's key, the window of time, and that a nonce is used once. Leaves out
//! the signature itself (`exchange::protocol`). Invariant: nothing of the books is told to a
//! request that no enrolled device signed just now.

use axum::http::{HeaderMap, Method, StatusCode, Uri};
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_books::table::stream::{self, StreamRow};
use fenhao_domain::id::StreamId;
use fenhao_exchange::key::VerifyingKey;
use fenhao_exchange::protocol::{MAX_CLOCK_OFFSET_MS, RequestName, RequestSignature};

use crate::error::Refused;
use crate::state::Office;

/// The header that carries the signature.
pub const SIGNATURE: &str = "x-fenhao-signature";

/// The enrolled device behind a request without a body. Reads the ledger, so call it where
/// blocking is allowed.
///
/// # Errors
/// `device_unknown` when the signature is not that of a device enrolled here, `hq_refused` without
/// a readable one or with one that was used before, `clock_wrong` outside the window of time.
pub fn device(
    office: &Office,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<StreamRow, Refused> {
    let refused = |reason: &str| Refused::exchange(StatusCode::FORBIDDEN, reason);
    let header = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    let header = header.ok_or_else(|| refused("signature missing"))?;
    let signature = RequestSignature::from_header(header).map_err(|_| refused("signature"))?;
    office.limits.exchange(signature.stream.to_u64())?;
    let row = known(office, StreamId(signature.stream.to_u64()))?;
    let key = key(&row)?;
    let path = uri.path_and_query().map_or(uri.path(), |path| path.as_str());
    let name = RequestName { method: method.as_str(), path, body: b"" };
    let verified = signature
        .verify(&name, &office.org()?, &key, office.now_ms())
        .map_err(|_| Refused::device(StatusCode::FORBIDDEN))?;
    if verified.offset_ms.saturating_abs() > MAX_CLOCK_OFFSET_MS {
        let minutes = verified.offset_ms / 60_000;
        return Err(ErrorCode::ClockWrong.with("minutes", minutes).into());
    }
    if !office.is_new(verified.stream, verified.nonce, MAX_CLOCK_OFFSET_MS) {
        return Err(refused("repeated"));
    }
    Ok(row)
}

/// A stream that was enrolled here.
///
/// # Errors
/// `device_unknown` with status 404 for any other.
pub fn known(office: &Office, stream: StreamId) -> Result<StreamRow, Refused> {
    let found = office.context.read(|sql| Ok::<_, ApiError>(stream::load(sql, stream)?))?;
    found.ok_or_else(|| Refused::device(StatusCode::NOT_FOUND))
}

/// The key of a stream.
///
/// # Errors
/// `broken_invariant` for a stored key that must not be used.
pub fn key(row: &StreamRow) -> Result<VerifyingKey, Refused> {
    VerifyingKey::from_bytes(&row.public_key).map_err(|_| Refused::broken("a stored key"))
}
