//! Printed copies 打印次数: how often a document has been printed here, so that a second copy says so.
//!
//! Leaves out what is printed. Invariant: the count only grows; it is this node's own and never
//! travels.

use fenhao_domain::id::DocumentId;

use crate::sql::{self, Sql, SqlError, Value, stored, unsigned};

/// Counts one more print and tells which it is, from 1.
pub fn next(sql: &mut dyn Sql, id: DocumentId) -> Result<u64, SqlError> {
    let key = [stored(id.stream.0), stored(id.seq)];
    let text = "INSERT INTO print_count (stream, seq, times) VALUES (?1, ?2, 1) \
                ON CONFLICT (stream, seq) DO UPDATE SET times = print_count.times + 1";
    sql.execute(text, &key.map(Value::I64))?;
    times(sql, id)
}

/// How often it has been printed.
pub fn times(sql: &mut dyn Sql, id: DocumentId) -> Result<u64, SqlError> {
    let key = [stored(id.stream.0), stored(id.seq)];
    let text = "SELECT times FROM print_count WHERE stream = ?1 AND seq = ?2";
    let found = sql::one(sql, text, &key.map(Value::I64), |row| unsigned(row.i64(0)?))?;
    Ok(found.unwrap_or(0))
}
