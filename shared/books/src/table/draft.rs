//! Drafts 草稿: local to the node, never in the books, never in the exchange.

use crate::sql::{self, Sql, SqlError, Value};

/// A stored draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDraft {
    /// Number.
    pub id: i64,
    /// Kind code.
    pub kind: String,
    /// When it was saved, Unix milliseconds.
    pub saved_at: i64,
    /// The draft as its owner wrote it.
    pub content: String,
}

/// Reads a draft.
pub fn load(sql: &mut dyn Sql, id: i64) -> Result<Option<StoredDraft>, SqlError> {
    let text = "SELECT draft_id, kind, saved_at, content FROM draft WHERE draft_id = ?1";
    sql::one(sql, text, &[Value::I64(id)], read)
}

/// Writes a draft.
pub fn save(sql: &mut dyn Sql, draft: &StoredDraft) -> Result<(), SqlError> {
    let text = "INSERT INTO draft (draft_id, kind, saved_at, content) VALUES (?1, ?2, ?3, ?4) \
                ON CONFLICT (draft_id) DO UPDATE SET kind = excluded.kind, \
                saved_at = excluded.saved_at, content = excluded.content";
    let params = [
        Value::I64(draft.id),
        Value::Text(&draft.kind),
        Value::I64(draft.saved_at),
        Value::Text(&draft.content),
    ];
    sql.execute(text, &params).map(|_| ())
}

/// Removes a draft, and as what it was submitted.
pub fn remove(sql: &mut dyn Sql, id: i64) -> Result<(), SqlError> {
    sql.execute("DELETE FROM draft_application WHERE draft_id = ?1", &[Value::I64(id)])?;
    sql.execute("DELETE FROM draft WHERE draft_id = ?1", &[Value::I64(id)]).map(|_| ())
}

/// All drafts, newest first.
pub fn list(sql: &mut dyn Sql) -> Result<Vec<StoredDraft>, SqlError> {
    let text = "SELECT draft_id, kind, saved_at, content FROM draft ORDER BY draft_id DESC";
    sql::all(sql, text, &[], read)
}

/// The number for the next draft.
pub fn next_id(sql: &mut dyn Sql) -> Result<i64, SqlError> {
    let last = sql::one(sql, "SELECT MAX(draft_id) FROM draft", &[], |row| row.i64_opt(0))?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

fn read(row: &dyn sql::Row) -> Result<StoredDraft, SqlError> {
    Ok(StoredDraft {
        id: row.i64(0)?,
        kind: row.text(1)?.to_owned(),
        saved_at: row.i64(2)?,
        content: row.text(3)?.to_owned(),
    })
}
