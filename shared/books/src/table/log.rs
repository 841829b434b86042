//! The log 流水日志: stored bytes of every stream, chained.
//!
//! Invariant: rows are only appended, without holes; `chain` is the head after the row.

use fenhao_domain::id::{DocumentId, StreamId};
use fenhao_exchange::hash::ChainHash;
use fenhao_exchange::log::{ChainHead, EntryKind, LogEntry};

use crate::sql::{self, Row, Sql, SqlError, Value, stored, unsigned};

/// The stream's name in the exchange layer.
pub fn wire(stream: StreamId) -> fenhao_exchange::stream::StreamId {
    fenhao_exchange::stream::StreamId { device: stream.device(), incarnation: stream.incarnation() }
}

/// Reads a chain value.
pub(crate) fn chain(row: &dyn Row, at: usize) -> Result<ChainHash, SqlError> {
    let bytes = row.bytes(at)?;
    let bytes = bytes.try_into().map_err(|_| SqlError::Unreadable { what: "a chain value" })?;
    Ok(ChainHash(bytes))
}

/// The head of a stream; its genesis when nothing is written.
pub fn head(sql: &mut dyn Sql, stream: StreamId) -> Result<ChainHead, SqlError> {
    let text = "SELECT seq, chain FROM log WHERE stream = ?1 ORDER BY seq DESC LIMIT 1";
    let found = sql::one(sql, text, &[Value::I64(stored(stream.0))], |row| {
        Ok(ChainHead { seq: unsigned(row.i64(0)?)?, hash: chain(row, 1)? })
    })?;
    Ok(found.unwrap_or_else(|| ChainHead::genesis(wire(stream))))
}

/// The chain value after an entry.
pub fn chain_at(
    sql: &mut dyn Sql,
    stream: StreamId,
    seq: u64,
) -> Result<Option<ChainHash>, SqlError> {
    if seq == 0 {
        return Ok(Some(ChainHead::genesis(wire(stream)).hash));
    }
    let text = "SELECT chain FROM log WHERE stream = ?1 AND seq = ?2";
    sql::one(sql, text, &[Value::I64(stored(stream.0)), Value::I64(stored(seq))], |row| {
        chain(row, 0)
    })
}

/// Appends one entry behind `head` and moves it.
pub fn append(
    sql: &mut dyn Sql,
    stream: StreamId,
    head: &mut ChainHead,
    kind: EntryKind,
    content: &[u8],
) -> Result<(), SqlError> {
    let hash = fenhao_exchange::hash::ContentHash(*blake3::hash(content).as_bytes());
    let next = head
        .extend_hashed(wire(stream), head.seq + 1, kind, hash)
        .expect("the next number follows the head");
    insert(sql, stream, next.seq, kind, &next.hash, content)?;
    *head = next;
    Ok(())
}

/// Inserts one entry whose chain value is known.
pub fn insert(
    sql: &mut dyn Sql,
    stream: StreamId,
    seq: u64,
    kind: EntryKind,
    chain: &ChainHash,
    content: &[u8],
) -> Result<(), SqlError> {
    sql.execute(
        "INSERT INTO log (stream, seq, kind, chain, content) VALUES (?1, ?2, ?3, ?4, ?5)",
        &[
            Value::I64(stored(stream.0)),
            Value::I64(stored(seq)),
            Value::I64(i64::from(kind.0)),
            Value::Bytes(&chain.0),
            Value::Bytes(content),
        ],
    )?;
    Ok(())
}

/// Inserts entries that follow one another and whose chain values are known.
pub fn insert_all<'e>(
    sql: &mut dyn Sql,
    stream: StreamId,
    entries: impl Iterator<Item = (&'e LogEntry, &'e ChainHash)>,
) -> Result<(), SqlError> {
    let values: Vec<Value<'e>> = entries
        .flat_map(|(entry, chain)| {
            [
                Value::I64(stored(stream.0)),
                Value::I64(stored(entry.seq)),
                Value::I64(i64::from(entry.kind.0)),
                Value::Bytes(&chain.0),
                Value::Bytes(&entry.content),
            ]
        })
        .collect();
    sql.append("log", &["stream", "seq", "kind", "chain", "content"], &values)
}

/// The content of an entry, if it is of this kind.
pub(crate) fn content(
    sql: &mut dyn Sql,
    id: DocumentId,
    kind: EntryKind,
) -> Result<Option<Vec<u8>>, SqlError> {
    let text = "SELECT content FROM log WHERE stream = ?1 AND seq = ?2 AND kind = ?3";
    let params = [stored(id.stream.0), stored(id.seq), i64::from(kind.0)].map(Value::I64);
    sql::one(sql, text, &params, |row| Ok(row.bytes(0)?.to_vec()))
}

/// Entries after `after`, at most `limit`.
pub fn after(
    sql: &mut dyn Sql,
    stream: StreamId,
    after: u64,
    limit: usize,
) -> Result<Vec<LogEntry>, SqlError> {
    let text = "SELECT seq, kind, content FROM log WHERE stream = ?1 AND seq > ?2 \
                ORDER BY seq LIMIT ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let params = [Value::I64(stored(stream.0)), Value::I64(stored(after)), Value::I64(limit)];
    sql::all(sql, text, &params, |row| {
        let kind = u16::try_from(row.i64(1)?);
        let kind = kind.map_err(|_| SqlError::Unreadable { what: "an entry's kind" })?;
        Ok(LogEntry {
            seq: unsigned(row.i64(0)?)?,
            kind: EntryKind(kind),
            content: row.bytes(2)?.to_vec(),
        })
    })
}
