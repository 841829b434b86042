//! Roles 角色 and operators 操作员 as stored: canonical bytes under their keys.
//!
//! Leaves out what they allow (`domain::permission`) and the roles that ship and were never changed:
//! those have no row. Invariant: a row is what head office wrote last.

use fenhao_domain::id::EmployeeId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::operator::Operator;
use fenhao_domain::master::role::Role;
use fenhao_exchange::master;

use crate::sql::{self, Row, Sql, SqlError, Value};

/// Writes a role; says whether it changed anything.
pub(super) fn save_role(sql: &mut dyn Sql, code: &str, content: &[u8]) -> Result<bool, SqlError> {
    let before = "SELECT content FROM role WHERE code = ?1";
    let text = "INSERT INTO role (code, content) VALUES (?1, ?2) \
                ON CONFLICT (code) DO UPDATE SET content = excluded.content";
    replace(sql, before, text, Value::Text(code), content)
}

/// Writes an operator; says whether it changed anything.
pub(super) fn save(
    sql: &mut dyn Sql,
    employee: EmployeeId,
    content: &[u8],
) -> Result<bool, SqlError> {
    let before = "SELECT content FROM operator WHERE employee_id = ?1";
    let text = "INSERT INTO operator (employee_id, content) VALUES (?1, ?2) \
                ON CONFLICT (employee_id) DO UPDATE SET content = excluded.content";
    replace(sql, before, text, Value::I64(i64::from(employee.0)), content)
}

fn replace(
    sql: &mut dyn Sql,
    before: &str,
    text: &str,
    key: Value<'_>,
    content: &[u8],
) -> Result<bool, SqlError> {
    let known = sql::one(sql, before, &[key], |row| Ok(row.bytes(0)? == content))?;
    if known == Some(true) {
        return Ok(false);
    }
    sql.execute(text, &[key, Value::Bytes(content)]).map(|_| true)
}

/// The roles that head office has written, by code.
pub fn roles(sql: &mut dyn Sql) -> Result<Vec<Role>, SqlError> {
    sql::all(sql, "SELECT content FROM role ORDER BY code", &[], read_role)
}

/// A role.
pub fn role(sql: &mut dyn Sql, code: &str) -> Result<Option<Role>, SqlError> {
    let text = "SELECT content FROM role WHERE code = ?1";
    sql::one(sql, text, &[Value::Text(code)], read_role)
}

/// All operators by employee.
pub fn list(sql: &mut dyn Sql) -> Result<Vec<Operator>, SqlError> {
    sql::all(sql, "SELECT content FROM operator ORDER BY employee_id", &[], read)
}

/// The operator of an employee.
pub fn load(sql: &mut dyn Sql, employee: EmployeeId) -> Result<Option<Operator>, SqlError> {
    let text = "SELECT content FROM operator WHERE employee_id = ?1";
    sql::one(sql, text, &[Value::I64(i64::from(employee.0))], read)
}

fn read_role(row: &dyn Row) -> Result<Role, SqlError> {
    match master::decode(row.bytes(0)?) {
        Ok(MasterRecord::Role(role)) => Ok(role),
        _ => Err(SqlError::Unreadable { what: "a role" }),
    }
}

fn read(row: &dyn Row) -> Result<Operator, SqlError> {
    match master::decode(row.bytes(0)?) {
        Ok(MasterRecord::Operator(operator)) => Ok(*operator),
        _ => Err(SqlError::Unreadable { what: "an operator" }),
    }
}
