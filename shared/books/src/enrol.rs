//! Enrolment at head office 分店登记: a one-time code becomes a stream.
//!
//! Owns the codes that are given out, their life of fifteen minutes and their single use, and the
//! number a new device gets. Leaves out how code, request and reply look (`exchange::enrol`) and
//! who may give out a code. Invariant: a code makes one stream at most; the request that made it,
//! sent again because its reply was lost, gets a reply for the same stream (`exchange.md` 45).

use fenhao_domain::id::{BranchId, StreamId};
use fenhao_exchange::certificate::Certificate;
use fenhao_exchange::enrol::{
    EnrolCode, EnrolError, EnrolKey, EnrolReply, EnrolRequest, open_request, peek_branch_code,
};
use fenhao_exchange::key::SigningKey;
use fenhao_exchange::stream::OrgId;
use thiserror::Error;

use crate::sql::{Sql, SqlError};
use crate::table::log::wire;
use crate::table::stream::{EnrolmentRow, StreamRow};
use crate::table::{branch, stream};

/// How long a code is good, in milliseconds.
pub const CODE_LIFE_MS: i64 = 15 * 60 * 1000;

/// Head office as it answers a request for enrolment.
#[derive(Debug, Clone, Copy)]
pub struct Issuer<'a> {
    /// The organisation.
    pub org: OrgId,
    /// Head office's key, which signs the certificate.
    pub key: &'a SigningKey,
    /// Which life of head office this is.
    pub epoch: u32,
}

/// A device that belongs to the chain now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The sealed reply.
    pub reply: Vec<u8>,
    /// The stream it writes.
    pub stream: StreamId,
    /// Its branch.
    pub branch: BranchId,
    /// How people call the device.
    pub device_name: String,
    /// False when the same request had been answered before.
    pub first: bool,
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AcceptError {
    /// The bytes are no request, or its key must not be used.
    #[error(transparent)]
    Request(EnrolError),
    /// No code of the branch fits. An unknown branch says the same, so that nobody can ask
    /// which branches there are.
    #[error("no enrolment code fits the request")]
    CodeWrong,
    /// The code is out of time, or another device has used it.
    #[error("the enrolment code has expired or was used")]
    CodeExpired,
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// Notes that `code` was given out for `branch`, and returns until when it is good. The code
/// itself is not kept, only what checks it.
pub fn offer(
    sql: &mut dyn Sql,
    branch: BranchId,
    code: &EnrolCode,
    now_ms: i64,
) -> Result<i64, SqlError> {
    let key = code.key();
    let expires_at = now_ms + CODE_LIFE_MS;
    let row = EnrolmentRow {
        code_hash: *blake3::hash(key.as_bytes()).as_bytes(),
        branch,
        secret: key.as_bytes().to_vec(),
        expires_at,
        used_at: None,
    };
    stream::save_enrolment(sql, &row)?;
    Ok(expires_at)
}

/// Answers a request for enrolment; for use inside one write transaction.
pub fn accept(
    sql: &mut dyn Sql,
    issuer: &Issuer<'_>,
    request: &[u8],
    now_ms: i64,
) -> Result<Accepted, AcceptError> {
    let branch_code = peek_branch_code(request).map_err(AcceptError::Request)?;
    let branch = branch::by_code(sql, &branch_code)?.filter(|branch| !branch.disabled);
    let branch = branch.ok_or(AcceptError::CodeWrong)?.id;
    let (offered, key, asked) = matching(sql, issuer, branch, request)?;
    let public_key = *asked.public_key.as_bytes();
    let streams = stream::list(sql)?;
    let known = streams.iter().find(|row| row.public_key == public_key);
    let stream = match known {
        Some(known) if known.branch == branch => known.stream,
        Some(_) => return Err(AcceptError::CodeWrong),
        None if offered.used_at.is_some() || offered.expires_at < now_ms => {
            return Err(AcceptError::CodeExpired);
        }
        None => {
            let device = streams.iter().map(|row| row.stream.device()).max().unwrap_or(0) + 1;
            let mut row = StreamRow::new(StreamId::new(device, 0), branch, public_key);
            row.last_seen = Some(now_ms);
            stream::save(sql, &row)?;
            row.stream
        }
    };
    if offered.used_at.is_none() {
        stream::save_enrolment(sql, &EnrolmentRow { used_at: Some(now_ms), ..offered })?;
    }
    let certificate = Certificate {
        org: issuer.org,
        stream: wire(stream),
        branch_id: branch.0,
        branch_code,
        public_key: asked.public_key,
        issued_ms: now_ms,
    };
    let reply = EnrolReply {
        org: issuer.org,
        head_office: issuer.key.verifying_key(),
        certificate: certificate.seal(issuer.key),
        hq_epoch: issuer.epoch,
        hq_time_ms: now_ms,
    };
    Ok(Accepted {
        reply: reply.seal(request, &key),
        stream,
        branch,
        device_name: asked.device_name,
        first: known.is_none(),
    })
}

/// The code of the branch that the request was made with.
fn matching(
    sql: &mut dyn Sql,
    issuer: &Issuer<'_>,
    branch: BranchId,
    request: &[u8],
) -> Result<(EnrolmentRow, EnrolKey, EnrolRequest), AcceptError> {
    for offered in stream::enrolments(sql, branch)? {
        let secret: [u8; 32] = offered.secret[..]
            .try_into()
            .map_err(|_| SqlError::Unreadable { what: "an enrolment code" })?;
        let key = EnrolKey::from_bytes(secret);
        match open_request(request, &key, &issuer.key.verifying_key()) {
            Ok(asked) => return Ok((offered, key, asked)),
            Err(EnrolError::OtherCode) => {}
            Err(error) => return Err(AcceptError::Request(error)),
        }
    }
    Err(AcceptError::CodeWrong)
}

#[cfg(test)]
mod tests;
