//! Branches (分店交换): enrolment, the state of a stream, pushed batches, feeds.
//!
//! Owns the way from HTTP to the books and back (`exchange.md` 2.29). Leaves out every decision:
//! `books::take_in` makes them. Invariant: an acknowledgement leaves only after what it covers is
//! on the disk; all endpoints are idempotent.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_books::enrol::{self, AcceptError, Issuer};
use fenhao_books::table::stream::{self, StreamRow};
use fenhao_books::take_in::{self, TakeInError, TakenIn};
use fenhao_domain::id::{BranchId, StreamId};
use fenhao_exchange::batch;
use fenhao_exchange::capability::Capability;
use fenhao_exchange::intake::Outcome;
use fenhao_exchange::log::EntryKind;
use fenhao_exchange::protocol::{PushOutcome, PushReply, StreamStatus};
use fenhao_exchange::stream::StreamId as WireStream;
use serde::Deserialize;

use crate::error::{Refused, blocking};
use crate::feed::Signer;
use crate::signed;
use crate::state::{Office, Shared};

/// The type of canonical bytes.
const CBOR: &str = "application/cbor";

/// Tells a branch head office's time, so that a wrong clock can sign again.
const TIME: &str = "x-fenhao-time";

/// The last number a branch has (`exchange.md` 2.12, the beacon).
const BRANCH_SEQ: &str = "x-fenhao-seq";

/// Bytes of a page when the branch names no number.
const PAGE_BYTES: usize = 1024 * 1024;

/// Takes a device into the chain.
pub async fn enrol(
    State(office): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Result<Bytes, BytesRejection>,
) -> Result<Response, Refused> {
    office.limits.enrolment(from.ip())?;
    let request = body(request)?;
    blocking(move || {
        let now = office.now_ms();
        let issuer =
            Issuer { org: office.org()?, key: office.key()?, epoch: office.node()?.hq_epoch };
        let accepted = office
            .context
            .store
            .write(|sql| enrol::accept(sql, &issuer, &request, now))
            .map_err(not_enrolled)?;
        tracing::info!(stream = accepted.stream.0, branch = accepted.branch.0, "enrolled");
        office.tell(&["branch"]);
        Ok(canonical(&office, StatusCode::OK, accepted.reply))
    })
    .await
}

/// Tells what is held of a stream.
pub async fn status(
    State(office): State<Shared>,
    path: Result<Path<u64>, PathRejection>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let asked = number(path)?;
    blocking(move || {
        let mut row = signed::device(&office, &method, &uri, &headers)?;
        if row.stream.0 != asked {
            return Err(Refused::exchange(StatusCode::FORBIDDEN, "stream"));
        }
        let now = office.now_ms();
        let branch_seq = beacon(&headers).unwrap_or(row.branch_seq).max(row.branch_seq);
        let missing = office.context.write(|sql| {
            row = stream::load(sql, row.stream)?.unwrap_or_else(|| row.clone());
            row.last_seen = Some(now);
            row.branch_seq = branch_seq.min(i64::MAX as u64);
            stream::save(sql, &row)?;
            Ok(take_in::gap(sql, &row)?)
        })?;
        office.tell(&["branch"]);
        let status = StreamStatus {
            stream: wire(row.stream),
            ack: acknowledgement(&office, &row)?,
            next_batch_no: row.next_batch,
            missing,
            capability: Capability::of_this_code([
                (EntryKind::DOCUMENT, 1),
                (EntryKind::MASTER, 1),
            ]),
        };
        Ok(canonical(&office, StatusCode::OK, status.encode()))
    })
    .await
}

/// Takes in a sealed batch.
pub async fn push(
    State(office): State<Shared>,
    path: Result<Path<(u64, u64)>, PathRejection>,
    headers: HeaderMap,
    batch: Result<Bytes, BytesRejection>,
) -> Result<Response, Refused> {
    let (stream, batch_no) = number(path)?;
    office.limits.exchange(stream)?;
    let bytes = body(batch)?;
    let said = beacon(&headers);
    let taken = blocking({
        let office = office.clone();
        move || take(&office, stream, batch_no, &bytes, said)
    })
    .await?;
    let (reply, status) = taken;
    Ok(canonical(&office, status, reply.encode()))
}

/// A page of a feed.
#[derive(Deserialize)]
pub struct FeedQuery {
    #[serde(default)]
    after: u64,
    max: Option<usize>,
}

/// Gives a page of a feed to a branch that may read it: the catalogue, or its own.
pub async fn feed(
    State(office): State<Shared>,
    path: Result<Path<u64>, PathRejection>,
    query: Query<FeedQuery>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let asked = StreamId(number(path)?);
    blocking(move || {
        let row = signed::device(&office, &method, &uri, &headers)?;
        if !may_read(row.branch, asked) {
            return Err(Refused::exchange(StatusCode::NOT_FOUND, "feed"));
        }
        let signer =
            Signer { store: &office.context.store, node: office.node()?, key: office.key()? };
        let max = query.max.unwrap_or(PAGE_BYTES);
        let page = signer.page(asked, query.after, max, office.now_ms())?;
        Ok(canonical(&office, StatusCode::OK, page.encode()))
    })
    .await
}

fn may_read(branch: BranchId, feed: StreamId) -> bool {
    feed == fenhao_books::feed::CATALOGUE || feed == fenhao_books::feed::of_branch(branch)
}

/// Verifies beside the writer, decides and stores in one transaction, and signs what is held then.
fn take(
    office: &Office,
    stream: u64,
    batch_no: u64,
    bytes: &[u8],
    said: Option<u64>,
) -> Result<(PushReply, StatusCode), Refused> {
    let header = batch::peek(bytes).map_err(|error| not_taken(error.into()))?;
    if (header.stream.to_u64(), header.batch_no) != (stream, batch_no) {
        return Err(Refused::exchange(StatusCode::BAD_REQUEST, "path"));
    }
    let org = office.node()?.org;
    let store = &office.context.store;
    let open = store.read(|sql| take_in::open(sql, &org, bytes)).map_err(not_taken)?;
    let taken = store
        .write(|sql| {
            let mut taken = take_in::take_in(sql, &open, bytes, office.now_ms())?;
            if let Some(seq) = said.filter(|seq| *seq > taken.row.branch_seq) {
                taken.row.branch_seq = seq;
                stream::save(sql, &taken.row)?;
            }
            Ok(taken)
        })
        .map_err(not_taken)?;
    tell(office, &taken);
    let reply = PushReply {
        batch_no,
        outcome: PushOutcome::from(&taken.outcome),
        ack: acknowledgement(office, &taken.row)?,
    };
    let status = match taken.outcome {
        Outcome::Append { .. } | Outcome::Repeat { .. } => StatusCode::OK,
        Outcome::Parked { .. } | Outcome::Fork { .. } | Outcome::Rejected(_) => {
            StatusCode::ACCEPTED
        }
    };
    Ok((reply, status))
}

fn tell(office: &Office, taken: &TakenIn) {
    let stream = taken.row.stream.0;
    match &taken.outcome {
        Outcome::Append { .. } => office.merger.wake(),
        Outcome::Repeat { .. } => {}
        Outcome::Parked { missing_first, missing_last } => {
            tracing::info!(stream, missing_first, missing_last, "parked behind a gap");
        }
        Outcome::Fork { at_seq, .. } => {
            tracing::warn!(stream, at_seq, "a fork: two histories under one key");
            office.tell(&["held"]);
        }
        Outcome::Rejected(rejection) => tracing::warn!(stream, ?rejection, "rejected"),
    }
    office.tell(&["branch"]);
}

fn acknowledgement(office: &Office, row: &StreamRow) -> Result<Vec<u8>, Refused> {
    let node = office.node()?;
    let ack = take_in::acknowledgement(row, node.hq_epoch, office.now_ms());
    Ok(ack.seal(&office.org()?, office.key()?))
}

fn not_taken(error: TakeInError) -> Refused {
    match error {
        TakeInError::UnknownStream { .. } => Refused::device(StatusCode::NOT_FOUND),
        TakeInError::Batch(batch::BatchError::TooLarge { .. }) => {
            Refused::exchange(StatusCode::PAYLOAD_TOO_LARGE, "too large")
        }
        TakeInError::Batch(batch::BatchError::ReaderTooOld { .. }) => {
            Refused::exchange(StatusCode::FORBIDDEN, "upgrade needed")
        }
        TakeInError::Batch(batch::BatchError::Canonical(_)) | TakeInError::Canonical(_) => {
            Refused::exchange(StatusCode::BAD_REQUEST, "not a batch")
        }
        // An altered byte fails the signature or one of the checks behind it.
        TakeInError::Batch(error) => {
            tracing::warn!(%error, "a batch was refused");
            Refused::exchange(StatusCode::FORBIDDEN, "not authentic")
        }
        TakeInError::Key(_) => Refused::broken("a stored key"),
        TakeInError::Sql(error) => ApiError::from(error).into(),
    }
}

fn not_enrolled(error: AcceptError) -> Refused {
    match error {
        AcceptError::CodeWrong => ErrorCode::CodeWrong.error().into(),
        AcceptError::CodeExpired => ErrorCode::CodeExpired.error().into(),
        AcceptError::Request(error) => {
            tracing::warn!(%error, "a request for enrolment was refused");
            Refused::exchange(StatusCode::BAD_REQUEST, "not a request for enrolment")
        }
        AcceptError::Sql(error) => ApiError::from(error).into(),
    }
}

fn canonical(office: &Office, status: StatusCode, bytes: Vec<u8>) -> Response {
    let mut response = (status, bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CBOR));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(TIME, HeaderValue::from(office.now_ms()));
    response
}

fn body(bytes: Result<Bytes, BytesRejection>) -> Result<Bytes, Refused> {
    bytes.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refused::exchange(StatusCode::PAYLOAD_TOO_LARGE, "too large")
        }
        status => Refused::exchange(status, "cut short"),
    })
}

fn number<T>(path: Result<Path<T>, PathRejection>) -> Result<T, Refused> {
    match path {
        Ok(Path(number)) => Ok(number),
        Err(_) => Err(Refused::exchange(StatusCode::NOT_FOUND, "path")),
    }
}

fn beacon(headers: &HeaderMap) -> Option<u64> {
    let seq: u64 = headers.get(BRANCH_SEQ)?.to_str().ok()?.parse().ok()?;
    i64::try_from(seq).is_ok().then_some(seq)
}

fn wire(stream: StreamId) -> WireStream {
    fenhao_books::table::log::wire(stream)
}
