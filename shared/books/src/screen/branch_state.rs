//! How far branches are 分店状态, and the counts of the whole.

use std::collections::BTreeMap;

use fenhao_domain::id::{BranchId, StreamId};

use crate::sql::{self, Sql, SqlError, Value, stored, unsigned};
use crate::stored as read;
use crate::table::log;

/// What a writer knows of its own stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OwnStream {
    /// Entries saved here.
    pub saved_seq: u64,
    /// Entries sealed into batches.
    pub sealed_seq: u64,
    /// Entries that HQ has acknowledged.
    pub acked_seq: u64,
    /// When the newest acknowledgement came, Unix milliseconds.
    pub acked_at: Option<i64>,
}

/// How far the exchange of an own stream is.
pub fn own(sql: &mut dyn Sql, stream: StreamId) -> Result<OwnStream, SqlError> {
    let key = [Value::I64(stored(stream.0))];
    let sealed = "SELECT last_seq FROM batch WHERE stream = ?1 ORDER BY batch_no DESC LIMIT 1";
    let sealed = sql::one(sql, sealed, &key, |row| unsigned(row.i64(0)?))?;
    let acked = "SELECT acked_seq, received_at FROM acknowledgement WHERE stream = ?1";
    let acked = sql::one(sql, acked, &key, |row| Ok((unsigned(row.i64(0)?)?, row.i64(1)?)))?;
    Ok(OwnStream {
        saved_seq: log::head(sql, stream)?.seq,
        sealed_seq: sealed.unwrap_or(0),
        acked_seq: acked.map_or(0, |(seq, _)| seq),
        acked_at: acked.map(|(_, at)| at),
    })
}

/// Held documents by branch.
pub fn held(sql: &mut dyn Sql) -> Result<BTreeMap<BranchId, u64>, SqlError> {
    let text = "SELECT branch_id, COUNT(*) FROM held GROUP BY branch_id";
    let rows =
        sql::all(sql, text, &[], |row| Ok((read::branch(row.i64(0)?)?, unsigned(row.i64(1)?)?)))?;
    Ok(rows.into_iter().collect())
}

/// Forks by stream.
pub fn forks(sql: &mut dyn Sql) -> Result<BTreeMap<StreamId, u64>, SqlError> {
    let text = "SELECT stream, COUNT(*) FROM fork GROUP BY stream";
    let rows = sql::all(sql, text, &[], |row| {
        Ok((StreamId(unsigned(row.i64(0)?)?), unsigned(row.i64(1)?)?))
    })?;
    Ok(rows.into_iter().collect())
}

/// Documents in the books.
pub fn documents(sql: &mut dyn Sql) -> Result<u64, SqlError> {
    let count = sql::one(sql, "SELECT COUNT(*) FROM document", &[], |row| row.i64(0))?;
    unsigned(count.unwrap_or(0))
}
