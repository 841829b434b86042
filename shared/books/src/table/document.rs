//! Documents 单据: the rows that lists need, and the way back from a row to the signed bytes.
//!
//! Invariant: a document's content stands in the log alone; these rows follow from it.

use fenhao_domain::document::Document;
use fenhao_domain::id::{BranchId, DocumentId, StreamId};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_exchange::document::{self, BookedPostings};
use fenhao_exchange::hash::ChainHash;

use super::log;
use crate::sql::{self, Sql, SqlError, Value, stored, unsigned};

/// A document as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// Identity.
    pub id: DocumentId,
    /// The document.
    pub document: Document,
    /// The chain value after it.
    pub chain: ChainHash,
}

/// What a later document is to an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkRole {
    /// It reverses it.
    Reverses = 1,
    /// It follows from it (return ← sale, receipt ← dispatch).
    Follows = 2,
}

/// Reads a posted document from the log.
pub fn load(sql: &mut dyn Sql, id: DocumentId) -> Result<Option<StoredDocument>, SqlError> {
    let text = "SELECT chain, content FROM log WHERE stream = ?1 AND seq = ?2 AND kind = 1";
    let params = [Value::I64(stored(id.stream.0)), Value::I64(stored(id.seq))];
    let found =
        sql::one(sql, text, &params, |row| Ok((log::chain(row, 0)?, row.bytes(1)?.to_vec())))?;
    let Some((chain, bytes)) = found else { return Ok(None) };
    let document = document::decode(&bytes);
    let document = document.map_err(|_| SqlError::Unreadable { what: "a document" })?;
    Ok(Some(StoredDocument { id, document, chain }))
}

/// What the postings of a stream's booked documents after entry `after` hash to, up to `last`.
pub fn booked_postings(
    sql: &mut dyn Sql,
    branch: BranchId,
    stream: StreamId,
    after: u64,
    last: u64,
) -> Result<BookedPostings, SqlError> {
    let text = "SELECT seq, postings FROM document \
                WHERE branch_id = ?1 AND stream = ?2 AND seq > ?3 AND seq <= ?4";
    let key = [i64::from(branch.0), stored(stream.0), stored(after), stored(last)];
    let rows = sql::all(sql, text, &key.map(Value::I64), |row| {
        Ok((unsigned(row.i64(0)?)?, crate::stored::postings(row.i64(1)?)))
    })?;
    Ok(rows.into_iter().collect())
}

/// The document of a number, the newest where a number stands twice.
pub fn by_number(sql: &mut dyn Sql, number: &str) -> Result<Option<DocumentId>, SqlError> {
    let text = "SELECT stream, seq FROM document WHERE number = ?1 \
                ORDER BY stream DESC, seq DESC LIMIT 1";
    sql::one(sql, text, &[Value::Text(number)], |row| read_id(row, 0))
}

/// True when a branch has a document of the kind with this outside key.
pub fn has_source(
    sql: &mut dyn Sql,
    branch: BranchId,
    kind: Kind,
    source: &str,
) -> Result<bool, SqlError> {
    let text = "SELECT seq FROM document_source \
                WHERE branch_id = ?1 AND kind = ?2 AND source = ?3 LIMIT 1";
    let params = [
        Value::I64(i64::from(branch.0)),
        Value::I64(i64::from(kind.number())),
        Value::Text(source),
    ];
    Ok(sql::one(sql, text, &params, |row| row.i64(0))?.is_some())
}

/// The first document of a kind with this outside key at a branch.
pub fn by_source(
    sql: &mut dyn Sql,
    branch: BranchId,
    kind: Kind,
    source: &str,
) -> Result<Option<DocumentId>, SqlError> {
    let text = "SELECT stream, seq FROM document_source \
                WHERE branch_id = ?1 AND kind = ?2 AND source = ?3 ORDER BY stream, seq LIMIT 1";
    let params = [
        Value::I64(i64::from(branch.0)),
        Value::I64(i64::from(kind.number())),
        Value::Text(source),
    ];
    sql::one(sql, text, &params, |row| read_id(row, 0))
}

/// The documents that point to this one.
pub fn links_to(
    sql: &mut dyn Sql,
    id: DocumentId,
    role: LinkRole,
) -> Result<Vec<DocumentId>, SqlError> {
    let text = "SELECT stream, seq FROM document_link \
                WHERE to_stream = ?1 AND to_seq = ?2 AND role = ?3 ORDER BY stream, seq";
    let params =
        [Value::I64(stored(id.stream.0)), Value::I64(stored(id.seq)), Value::I64(role as i64)];
    sql::all(sql, text, &params, |row| read_id(row, 0))
}

/// True when a red document has reversed it.
pub fn is_reversed(sql: &mut dyn Sql, id: DocumentId) -> Result<bool, SqlError> {
    Ok(!links_to(sql, id, LinkRole::Reverses)?.is_empty())
}

/// What has been taken of each line of `document` by the documents that follow from it, were not
/// reversed themselves, and count.
pub fn followed(
    sql: &mut dyn Sql,
    id: DocumentId,
    document: &Document,
    counts: impl Fn(&Document) -> bool,
) -> Result<Vec<Quantity>, SqlError> {
    let mut taken = vec![Quantity::ZERO; document.lines.len()];
    for follower in links_to(sql, id, LinkRole::Follows)? {
        if is_reversed(sql, follower)? {
            continue;
        }
        let Some(found) = load(sql, follower)? else { continue };
        // A red document copies its original's reference; it takes nothing back itself.
        if found.document.is_red() || !counts(&found.document) {
            continue;
        }
        for line in &found.document.lines {
            let place = usize::try_from(line.refers_to_line).ok().and_then(|n| n.checked_sub(1));
            if let Some(quantity) = place.and_then(|place| taken.get_mut(place)) {
                *quantity += line.quantity;
            }
        }
    }
    Ok(taken)
}

/// Reads (stream, seq) from two columns.
pub(crate) fn read_id(row: &dyn sql::Row, at: usize) -> Result<DocumentId, SqlError> {
    Ok(DocumentId { stream: StreamId(unsigned(row.i64(at)?)?), seq: unsigned(row.i64(at + 1)?)? })
}
