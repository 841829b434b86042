//! Streams 数据流 and how far each has come; what their batches say of their postings; enrolments;
//! held documents; forks.
//!
//! Invariant: `acked_seq` never passes a hole; `merged_seq` never passes `acked_seq`.

use fenhao_domain::id::{BranchId, DocumentId, StreamId};
use fenhao_exchange::document::PostingsHash;
use fenhao_exchange::hash::{BatchHash, ChainHash};
use fenhao_exchange::log::ChainHead;

use super::{branch, document, log};
use crate::sql::{self, Row, Sql, SqlError, Value, stored, unsigned};

/// A stream and its standing at this node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamRow {
    /// The stream.
    pub stream: StreamId,
    /// Whose it is.
    pub branch: BranchId,
    /// Its verifying key.
    pub public_key: [u8; 32],
    /// The batch that must come next.
    pub next_batch: u64,
    /// What has been taken in.
    pub acked: ChainHead,
    /// Hash of the last batch taken in.
    pub last_batch: Option<BatchHash>,
    /// What has been merged into the books.
    pub merged: ChainHead,
    /// What the writer says it has.
    pub branch_seq: u64,
    /// Last contact, Unix milliseconds.
    pub last_seen: Option<i64>,
    /// The writer's clock less ours, milliseconds.
    pub clock_offset: Option<i64>,
    /// Entries after this one are not trusted: the key was revoked.
    pub revoked_seq: Option<u64>,
}

const COLUMNS: &str = "stream, branch_id, public_key, next_batch, acked_seq, acked_head, \
                       last_batch_hash, merged_seq, merged_head, branch_seq, last_seen, \
                       clock_offset, revoked_seq";

impl StreamRow {
    /// A stream of which nothing has come yet.
    pub fn new(stream: StreamId, branch: BranchId, public_key: [u8; 32]) -> StreamRow {
        let genesis = ChainHead::genesis(log::wire(stream));
        StreamRow {
            stream,
            branch,
            public_key,
            next_batch: 1,
            acked: genesis,
            last_batch: None,
            merged: genesis,
            branch_seq: 0,
            last_seen: None,
            clock_offset: None,
            revoked_seq: None,
        }
    }
}

/// Writes a stream.
pub fn save(sql: &mut dyn Sql, row: &StreamRow) -> Result<(), SqlError> {
    let text = format!(
        "INSERT INTO stream ({COLUMNS}) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
         ON CONFLICT (stream) DO UPDATE SET next_batch = excluded.next_batch, \
         acked_seq = excluded.acked_seq, acked_head = excluded.acked_head, \
         last_batch_hash = excluded.last_batch_hash, merged_seq = excluded.merged_seq, \
         merged_head = excluded.merged_head, branch_seq = excluded.branch_seq, \
         last_seen = excluded.last_seen, clock_offset = excluded.clock_offset, \
         revoked_seq = excluded.revoked_seq"
    );
    let params = [
        Value::I64(stored(row.stream.0)),
        Value::I64(i64::from(row.branch.0)),
        Value::Bytes(&row.public_key),
        Value::I64(stored(row.next_batch)),
        Value::I64(stored(row.acked.seq)),
        Value::Bytes(&row.acked.hash.0),
        row.last_batch.as_ref().map_or(Value::Null, |hash| Value::Bytes(&hash.0)),
        Value::I64(stored(row.merged.seq)),
        Value::Bytes(&row.merged.hash.0),
        Value::I64(stored(row.branch_seq)),
        Value::from(row.last_seen),
        Value::from(row.clock_offset),
        Value::from(row.revoked_seq.map(stored)),
    ];
    sql.execute(&text, &params).map(|_| ())
}

/// Reads a stream.
pub fn load(sql: &mut dyn Sql, stream: StreamId) -> Result<Option<StreamRow>, SqlError> {
    let text = format!("SELECT {COLUMNS} FROM stream WHERE stream = ?1");
    sql::one(sql, &text, &[Value::I64(stored(stream.0))], read)
}

/// All streams.
pub fn list(sql: &mut dyn Sql) -> Result<Vec<StreamRow>, SqlError> {
    sql::all(sql, &format!("SELECT {COLUMNS} FROM stream ORDER BY stream"), &[], read)
}

fn read(row: &dyn Row) -> Result<StreamRow, SqlError> {
    let key = row.bytes(2)?.try_into();
    let last: Option<[u8; 32]> = match row.bytes_opt(6)? {
        None => None,
        Some(bytes) => {
            Some(bytes.try_into().map_err(|_| SqlError::Unreadable { what: "a batch hash" })?)
        }
    };
    let head = |seq: usize, hash: usize| -> Result<ChainHead, SqlError> {
        let hash: ChainHash = log::chain(row, hash)?;
        Ok(ChainHead { seq: unsigned(row.i64(seq)?)?, hash })
    };
    Ok(StreamRow {
        stream: StreamId(unsigned(row.i64(0)?)?),
        branch: branch::id(row.i64(1)?)?,
        public_key: key.map_err(|_| SqlError::Unreadable { what: "a key" })?,
        next_batch: unsigned(row.i64(3)?)?,
        acked: head(4, 5)?,
        last_batch: last.map(BatchHash),
        merged: head(7, 8)?,
        branch_seq: unsigned(row.i64(9)?)?,
        last_seen: row.i64_opt(10)?,
        clock_offset: row.i64_opt(11)?,
        revoked_seq: row.i64_opt(12)?.map(unsigned).transpose()?,
    })
}

/// What the postings of a batch's documents hash to, as their writer booked them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchPostings {
    /// The batch's first entry.
    pub first_seq: u64,
    /// Its last.
    pub last_seq: u64,
    /// The hash.
    pub hash: PostingsHash,
}

/// Keeps what a batch says of its postings.
pub fn save_postings(
    sql: &mut dyn Sql,
    stream: StreamId,
    batch: &BatchPostings,
) -> Result<(), SqlError> {
    let text = "INSERT INTO batch_postings (stream, last_seq, first_seq, hash) \
                VALUES (?1, ?2, ?3, ?4)";
    let hash = i64::from_be_bytes(batch.hash.0);
    let params = [stored(stream.0), stored(batch.last_seq), stored(batch.first_seq), hash];
    sql.execute(text, &params.map(Value::I64)).map(|_| ())
}

/// What the batch that brought an entry says of its postings.
pub fn postings_at(
    sql: &mut dyn Sql,
    stream: StreamId,
    seq: u64,
) -> Result<BatchPostings, SqlError> {
    let text = "SELECT first_seq, last_seq, hash FROM batch_postings \
                WHERE stream = ?1 AND last_seq >= ?2 ORDER BY last_seq LIMIT 1";
    let found = sql::one(sql, text, &[stored(stream.0), stored(seq)].map(Value::I64), |row| {
        Ok(BatchPostings {
            first_seq: unsigned(row.i64(0)?)?,
            last_seq: unsigned(row.i64(1)?)?,
            hash: crate::stored::postings(row.i64(2)?),
        })
    })?;
    let damaged = || SqlError::Damaged { message: format!("entry {seq} came in no batch") };
    found.filter(|batch| batch.first_seq <= seq).ok_or_else(damaged)
}

/// A document that is held back with a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRow {
    /// Identity.
    pub id: DocumentId,
    /// Whose.
    pub branch: BranchId,
    /// Kind code, empty when unknown.
    pub kind: String,
    /// Number, empty when it cannot be read.
    pub number: String,
    /// Reason as a code.
    pub reason: String,
    /// Parameters of the reason, `name=value` lines.
    pub params: String,
    /// Since when, Unix milliseconds.
    pub since: i64,
}

/// Holds a document.
pub fn hold(sql: &mut dyn Sql, held: &HeldRow) -> Result<(), SqlError> {
    let text = "INSERT INTO held (stream, seq, branch_id, kind, number, reason, params, since) \
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (stream, seq) DO UPDATE SET \
                reason = excluded.reason, params = excluded.params";
    let params = [
        Value::I64(stored(held.id.stream.0)),
        Value::I64(stored(held.id.seq)),
        Value::I64(i64::from(held.branch.0)),
        Value::Text(&held.kind),
        Value::Text(&held.number),
        Value::Text(&held.reason),
        Value::Text(&held.params),
        Value::I64(held.since),
    ];
    sql.execute(text, &params).map(|_| ())
}

/// Lets a held document go.
pub fn release(sql: &mut dyn Sql, id: DocumentId) -> Result<(), SqlError> {
    let params = [Value::I64(stored(id.stream.0)), Value::I64(stored(id.seq))];
    sql.execute("DELETE FROM held WHERE stream = ?1 AND seq = ?2", &params).map(|_| ())
}

/// All held documents, oldest first.
pub fn held(sql: &mut dyn Sql) -> Result<Vec<HeldRow>, SqlError> {
    let text = "SELECT stream, seq, branch_id, kind, number, reason, params, since FROM held \
                ORDER BY since, stream, seq";
    sql::all(sql, text, &[], |row| {
        Ok(HeldRow {
            id: document::read_id(row, 0)?,
            branch: branch::id(row.i64(2)?)?,
            kind: row.text(3)?.to_owned(),
            number: row.text(4)?.to_owned(),
            reason: row.text(5)?.to_owned(),
            params: row.text(6)?.to_owned(),
            since: row.i64(7)?,
        })
    })
}

/// How many documents are held.
pub fn count_held(sql: &mut dyn Sql) -> Result<u64, SqlError> {
    sql::one(sql, "SELECT COUNT(*) FROM held", &[], |row| unsigned(row.i64(0)?))
        .map(Option::unwrap_or_default)
}

/// Two contents for one place in a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForkRow {
    /// Where.
    pub id: DocumentId,
    /// Chain value kept first.
    pub ours: Vec<u8>,
    /// Chain value that came later.
    pub theirs: Vec<u8>,
    /// When, Unix milliseconds.
    pub seen_at: i64,
}

/// All forks.
pub fn forks(sql: &mut dyn Sql) -> Result<Vec<ForkRow>, SqlError> {
    let text = "SELECT stream, seq, ours, theirs, seen_at FROM fork ORDER BY seen_at, stream, seq";
    sql::all(sql, text, &[], |row| {
        Ok(ForkRow {
            id: document::read_id(row, 0)?,
            ours: row.bytes(2)?.to_vec(),
            theirs: row.bytes(3)?.to_vec(),
            seen_at: row.i64(4)?,
        })
    })
}

/// A one-time enrolment code: only its hash and the secret for the answer's seal are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentRow {
    /// Hash of the code.
    pub code_hash: [u8; 32],
    /// For which branch.
    pub branch: BranchId,
    /// The code's secret bytes.
    pub secret: Vec<u8>,
    /// Good until, Unix milliseconds.
    pub expires_at: i64,
    /// When it was used.
    pub used_at: Option<i64>,
}

/// Writes an enrolment code.
pub fn save_enrolment(sql: &mut dyn Sql, row: &EnrolmentRow) -> Result<(), SqlError> {
    let text = "INSERT INTO enrolment (code_hash, branch_id, secret, expires_at, used_at) \
                VALUES (?1, ?2, ?3, ?4, ?5) \
                ON CONFLICT (code_hash) DO UPDATE SET used_at = excluded.used_at";
    let params = [
        Value::Bytes(&row.code_hash),
        Value::I64(i64::from(row.branch.0)),
        Value::Bytes(&row.secret),
        Value::I64(row.expires_at),
        Value::from(row.used_at),
    ];
    sql.execute(text, &params).map(|_| ())
}

/// The codes given out for a branch, newest first.
pub fn enrolments(sql: &mut dyn Sql, branch: BranchId) -> Result<Vec<EnrolmentRow>, SqlError> {
    let text = "SELECT code_hash, branch_id, secret, expires_at, used_at FROM enrolment \
                WHERE branch_id = ?1 ORDER BY expires_at DESC";
    sql::all(sql, text, &[Value::I64(i64::from(branch.0))], |row| {
        let hash = row.bytes(0)?.try_into();
        Ok(EnrolmentRow {
            code_hash: hash.map_err(|_| SqlError::Unreadable { what: "a code" })?,
            branch: branch::id(row.i64(1)?)?,
            secret: row.bytes(2)?.to_vec(),
            expires_at: row.i64(3)?,
            used_at: row.i64_opt(4)?,
        })
    })
}
