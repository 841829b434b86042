//! Templates 模板 as stored: head office's and this node's own.

use fenhao_domain::id::BranchId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::template::{Template, TemplateId};
use fenhao_exchange::master;

use crate::sql::{self, Sql, SqlError, Value, stored, unsigned};

/// Writes a template; says whether it changed anything.
pub(super) fn save(sql: &mut dyn Sql, id: TemplateId, content: &[u8]) -> Result<bool, SqlError> {
    let key = [Value::I64(stored(id.0))];
    let text = "SELECT content FROM template WHERE template_id = ?1";
    let before = sql::one(sql, text, &key, |row| Ok(row.bytes(0)?.to_vec()))?;
    if before.as_deref() == Some(content) {
        return Ok(false);
    }
    let text = "INSERT INTO template (template_id, content) VALUES (?1, ?2) \
                ON CONFLICT (template_id) DO UPDATE SET content = excluded.content";
    sql.execute(text, &[Value::I64(stored(id.0)), Value::Bytes(content)])?;
    Ok(true)
}

/// The templates that are offered, head office's first.
pub fn list(sql: &mut dyn Sql) -> Result<Vec<Template>, SqlError> {
    let text = "SELECT content FROM template ORDER BY template_id";
    let found = sql::all(sql, text, &[], |row| read(row.bytes(0)?))?;
    Ok(found.into_iter().filter(|template| !template.disabled).collect())
}

/// Reads a template.
pub fn load(sql: &mut dyn Sql, id: TemplateId) -> Result<Option<Template>, SqlError> {
    let text = "SELECT content FROM template WHERE template_id = ?1";
    sql::one(sql, text, &[Value::I64(stored(id.0))], |row| read(row.bytes(0)?))
}

/// The identity for the next template of a branch.
pub fn next_id(sql: &mut dyn Sql, branch: BranchId) -> Result<TemplateId, SqlError> {
    let (first, last) = (TemplateId::new(branch, 0), TemplateId::new(branch, u32::MAX));
    let text = "SELECT MAX(template_id) FROM template \
                WHERE template_id >= ?1 AND template_id <= ?2";
    let params = [Value::I64(stored(first.0)), Value::I64(stored(last.0))];
    let newest = sql::one(sql, text, &params, |row| row.i64_opt(0))?.flatten();
    let newest = newest.map_or(Ok(first.0), unsigned)?;
    Ok(TemplateId(newest + 1))
}

fn read(bytes: &[u8]) -> Result<Template, SqlError> {
    match master::decode(bytes) {
        Ok(MasterRecord::Template(template)) => Ok(*template),
        _ => Err(SqlError::Unreadable { what: "a template" }),
    }
}
