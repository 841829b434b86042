//! Branches 分店 as this node knows them.

use fenhao_domain::id::BranchId;
use fenhao_domain::master::branch::Branch;

use crate::sql::{self, Row, Sql, SqlError, Value};

const COLUMNS: &str = "branch_id, code, name, zone, disabled";

/// Writes a branch.
pub fn save(sql: &mut dyn Sql, branch: &Branch) -> Result<(), SqlError> {
    let text = "INSERT INTO branch (branch_id, code, name, zone, disabled) \
                VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (branch_id) DO UPDATE SET \
                code = excluded.code, name = excluded.name, zone = excluded.zone, \
                disabled = excluded.disabled";
    let params = [
        Value::I64(i64::from(branch.id.0)),
        Value::Text(&branch.code),
        Value::Text(&branch.name),
        Value::Text(&branch.zone),
        Value::from(branch.disabled),
    ];
    sql.execute(text, &params).map(|_| ())
}

/// All branches by code.
pub fn list(sql: &mut dyn Sql) -> Result<Vec<Branch>, SqlError> {
    sql::all(sql, &format!("SELECT {COLUMNS} FROM branch ORDER BY code"), &[], read)
}

/// A branch by its identity.
pub fn load(sql: &mut dyn Sql, id: BranchId) -> Result<Option<Branch>, SqlError> {
    let text = format!("SELECT {COLUMNS} FROM branch WHERE branch_id = ?1");
    sql::one(sql, &text, &[Value::I64(i64::from(id.0))], read)
}

/// A branch by its code.
pub fn by_code(sql: &mut dyn Sql, code: &str) -> Result<Option<Branch>, SqlError> {
    let text = format!("SELECT {COLUMNS} FROM branch WHERE code = ?1");
    sql::one(sql, &text, &[Value::Text(code)], read)
}

fn read(row: &dyn Row) -> Result<Branch, SqlError> {
    Ok(Branch {
        id: id(row.i64(0)?)?,
        code: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
        zone: row.text(3)?.to_owned(),
        disabled: row.i64(4)? != 0,
    })
}

/// A stored branch number.
pub(crate) fn id(number: i64) -> Result<BranchId, SqlError> {
    u32::try_from(number).map(BranchId).map_err(|_| SqlError::Unreadable { what: "a branch" })
}
