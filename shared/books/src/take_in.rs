//! Taking in a batch 收件: verify, decide, store the raw bytes and the entries, in one transaction.
//!
//! Owns the receiver's side of a stream, at HQ for branches and at a branch for HQ's feeds. Leaves
//! out what the entries mean: an authentic batch is never refused for business reasons
//! (`exchange.md` 2.8). Invariant: what is acknowledged is stored; a hole is never passed; two
//! contents for one place are both kept and shown.

use fenhao_domain::id::StreamId;
use fenhao_exchange::ack::Ack;
use fenhao_exchange::batch::{self, BatchError, OpenBatch, OpenLimits};
use fenhao_exchange::canonical::CanonicalError;
use fenhao_exchange::hash::{BatchHash, ChainHash};
use fenhao_exchange::intake::{self, Outcome, Overlap, Revocation, StreamState};
use fenhao_exchange::key::{KeyError, VerifyingKey};
use fenhao_exchange::log::ChainHead;
use fenhao_exchange::stream::OrgId;
use thiserror::Error;

use crate::sql::{self, Sql, SqlError, Value, stored, unsigned};
use crate::table::log::{self, wire};
use crate::table::stream::{self, BatchPostings, StreamRow};

/// Bytes that a writer may send before it asks again.
const CREDIT: u32 = 4 * 1024 * 1024;

/// Why bytes are not taken in at all. Nothing is stored.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TakeInError {
    /// The stream is not enrolled here.
    #[error("stream {stream} is not enrolled")]
    UnknownStream {
        /// The stream's number.
        stream: u64,
    },
    /// The batch does not open: forged, altered, cut or too large.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The stored key of the stream is no key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The bytes are not a batch.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// The decision.
    pub outcome: Outcome,
    /// The stream as it stands now.
    pub row: StreamRow,
}

/// Verifies a batch against the key of its stream. Needs a read only, so that the writer is not
/// held while signatures are checked.
pub fn open(sql: &mut dyn Sql, org: &[u8; 16], bytes: &[u8]) -> Result<OpenBatch, TakeInError> {
    let number = batch::peek(bytes)?.stream.to_u64();
    let row = stream::load(sql, StreamId(number))?;
    let row = row.ok_or(TakeInError::UnknownStream { stream: number })?;
    let key = VerifyingKey::from_bytes(&row.public_key)?;
    Ok(batch::open(bytes, &OrgId(*org), &key, &OpenLimits::WIRE)?)
}

/// Decides about a verified batch and carries the decision out, in the caller's transaction.
pub fn take_in(
    sql: &mut dyn Sql,
    open: &OpenBatch,
    bytes: &[u8],
    now: i64,
) -> Result<TakenIn, TakeInError> {
    let number = open.header().stream.to_u64();
    let row = stream::load(sql, StreamId(number))?;
    let mut row = row.ok_or(TakeInError::UnknownStream { stream: number })?;
    row.last_seen = Some(now);
    row.branch_seq = row.branch_seq.max(open.header().last_seq());
    let outcome = carry_out(sql, &mut row, open, bytes, now)?;
    if matches!(outcome, Outcome::Append { .. }) {
        take_parked(sql, &mut row, now)?;
    }
    stream::save(sql, &row)?;
    Ok(TakenIn { outcome, row })
}

/// The acknowledgement of a stream as it stands. Nothing is durable elsewhere yet, so
/// `durable_through` is 0 until HQ's own backup says otherwise.
pub fn acknowledgement(row: &StreamRow, hq_epoch: u32, now: i64) -> Ack {
    Ack {
        stream: wire(row.stream),
        acked_seq: row.acked.seq,
        batch_no: row.next_batch - 1,
        head_hash: row.acked.hash,
        hq_epoch,
        hq_time_ms: now,
        durable_through: 0,
        credit: CREDIT,
    }
}

fn carry_out(
    sql: &mut dyn Sql,
    row: &mut StreamRow,
    open: &OpenBatch,
    bytes: &[u8],
    now: i64,
) -> Result<Outcome, TakeInError> {
    let header = open.header();
    let state = state(sql, row)?;
    let chain = match state.overlap(header) {
        Some((first, last)) => chain_values(sql, row.stream, first, last)?,
        None => (0, Vec::new()),
    };
    let overlap = Overlap { first_seq: chain.0, chain: &chain.1 };
    let known = stored_hash(sql, row.stream, header.batch_no)?;
    let outcome = intake::decide(&state, open, known, overlap)
        .map_err(|_| SqlError::Damaged { message: "a hole below the acknowledged entry".into() })?;
    match &outcome {
        Outcome::Append { skip, take, head, .. } => {
            let new = open.entries().iter().zip(open.chain()).skip(*skip).take(*take);
            log::insert_all(sql, row.stream, new)?;
            store_batch(sql, row.stream, open, bytes, TAKEN, now)?;
            let (first_seq, last_seq) = (header.first_seq, header.last_seq());
            let postings = BatchPostings { first_seq, last_seq, hash: header.postings };
            stream::save_postings(sql, row.stream, &postings)?;
            row.acked = *head;
            row.next_batch = row.next_batch.max(header.batch_no + 1);
            row.last_batch = Some(open.hash());
        }
        Outcome::Parked { .. } => store_batch(sql, row.stream, open, bytes, PARKED, now)?,
        Outcome::Fork { at_seq, ours, theirs, .. } => {
            let params = [
                Value::I64(stored(row.stream.0)),
                Value::I64(stored(*at_seq)),
                Value::Bytes(&theirs.0),
                Value::Bytes(&ours.0),
                Value::I64(stored(header.batch_no)),
                Value::Bytes(bytes),
                Value::I64(now),
            ];
            let text = "INSERT INTO fork (stream, seq, theirs, ours, batch_no, bytes, seen_at) \
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
                        ON CONFLICT (stream, seq, theirs) DO NOTHING";
            sql.execute(text, &params)?;
        }
        Outcome::Repeat { .. } | Outcome::Rejected(_) => {}
    }
    Ok(outcome)
}

const PARKED: i64 = 0;
const TAKEN: i64 = 1;

/// After a hole was filled, takes what had been parked behind it.
fn take_parked(sql: &mut dyn Sql, row: &mut StreamRow, now: i64) -> Result<(), TakeInError> {
    loop {
        let text = "SELECT bytes FROM batch WHERE stream = ?1 AND state = 0 AND first_seq <= ?2 \
                    ORDER BY batch_no LIMIT 1";
        let params = [Value::I64(stored(row.stream.0)), Value::I64(stored(row.acked.seq + 1))];
        let Some(bytes) = sql::one(sql, text, &params, |r| Ok(r.bytes(0)?.to_vec()))? else {
            return Ok(());
        };
        let org = crate::node::load(sql)?.ok_or(SqlError::Unreadable { what: "the node" })?.org;
        let batch = open(sql, &org, &bytes)?;
        let number = batch.header().batch_no;
        carry_out(sql, row, &batch, &bytes, now)?;
        // Whatever was decided, it is not parked any more; a fork has kept its bytes elsewhere.
        let text = "UPDATE batch SET state = 1 WHERE stream = ?1 AND batch_no = ?2";
        sql.execute(text, &[Value::I64(stored(row.stream.0)), Value::I64(stored(number))])?;
    }
}

/// The first hole before a parked batch.
pub fn gap(sql: &mut dyn Sql, row: &StreamRow) -> Result<Option<(u64, u64)>, SqlError> {
    let text = "SELECT MIN(first_seq) FROM batch WHERE stream = ?1 AND state = 0";
    let first = sql::one(sql, text, &[Value::I64(stored(row.stream.0))], |r| r.i64_opt(0))?;
    let Some(first) = first.flatten() else { return Ok(None) };
    Ok(Some((row.acked.seq + 1, unsigned(first)? - 1)))
}

fn state(sql: &mut dyn Sql, row: &StreamRow) -> Result<StreamState, SqlError> {
    let revoked = match row.revoked_seq {
        None => None,
        Some(seq) => {
            let hash = log::chain_at(sql, row.stream, seq)?.unwrap_or(row.acked.hash);
            Some(Revocation { last_valid: ChainHead { seq, hash } })
        }
    };
    Ok(StreamState {
        stream: wire(row.stream),
        head: row.acked,
        next_batch_no: row.next_batch,
        last_batch: row.last_batch.unwrap_or(BatchHash::NONE),
        revoked,
    })
}

fn chain_values(
    sql: &mut dyn Sql,
    stream: StreamId,
    first: u64,
    last: u64,
) -> Result<(u64, Vec<ChainHash>), SqlError> {
    let text = "SELECT chain FROM log WHERE stream = ?1 AND seq >= ?2 AND seq <= ?3 ORDER BY seq";
    let params =
        [Value::I64(stored(stream.0)), Value::I64(stored(first)), Value::I64(stored(last))];
    Ok((first, sql::all(sql, text, &params, |row| log::chain(row, 0))?))
}

fn stored_hash(
    sql: &mut dyn Sql,
    stream: StreamId,
    batch_no: u64,
) -> Result<Option<BatchHash>, SqlError> {
    let text = "SELECT hash FROM batch WHERE stream = ?1 AND batch_no = ?2";
    let params = [Value::I64(stored(stream.0)), Value::I64(stored(batch_no))];
    sql::one(sql, text, &params, |row| log::chain(row, 0).map(|hash| BatchHash(hash.0)))
}

/// A batch number that stands already keeps its first bytes: the entries are what counts, and they
/// are in the log.
fn store_batch(
    sql: &mut dyn Sql,
    stream: StreamId,
    open: &OpenBatch,
    bytes: &[u8],
    state: i64,
    now: i64,
) -> Result<(), SqlError> {
    let text = "INSERT INTO batch (stream, batch_no, first_seq, last_seq, hash, state, \
                received_at, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                ON CONFLICT (stream, batch_no) DO NOTHING";
    let header = open.header();
    let params = [
        Value::I64(stored(stream.0)),
        Value::I64(stored(header.batch_no)),
        Value::I64(stored(header.first_seq)),
        Value::I64(stored(header.last_seq())),
        Value::Bytes(&open.hash().0),
        Value::I64(state),
        Value::I64(now),
        Value::Bytes(bytes),
    ];
    sql.execute(text, &params).map(|_| ())
}
