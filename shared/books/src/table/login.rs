//! People at HQ's console 登录: names, password hashes, opaque sessions.
//!
//! Leaves out hashing and tokens (they are made by the caller) and audit rows (`audit.rs`). Invariant: a session is stored only
//! as the hash of its token.

use crate::sql::{self, Sql, SqlError, Value};

/// A person who may log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Name.
    pub name: String,
    /// Password hash in its own text form.
    pub password: String,
    /// Role number (`Role as i64`).
    pub role: i64,
    /// Employee number.
    pub employee: i64,
}

/// Writes a login.
pub fn save(sql: &mut dyn Sql, login: &Login) -> Result<(), SqlError> {
    let text = "INSERT INTO login (name, password, role, employee_id) VALUES (?1, ?2, ?3, ?4) \
                ON CONFLICT (name) DO UPDATE SET password = excluded.password, \
                role = excluded.role, employee_id = excluded.employee_id";
    let params = [
        Value::Text(&login.name),
        Value::Text(&login.password),
        Value::I64(login.role),
        Value::I64(login.employee),
    ];
    sql.execute(text, &params).map(|_| ())
}

/// Reads a login.
pub fn load(sql: &mut dyn Sql, name: &str) -> Result<Option<Login>, SqlError> {
    let text = "SELECT name, password, role, employee_id FROM login WHERE name = ?1";
    sql::one(sql, text, &[Value::Text(name)], |row| {
        Ok(Login {
            name: row.text(0)?.to_owned(),
            password: row.text(1)?.to_owned(),
            role: row.i64(2)?,
            employee: row.i64(3)?,
        })
    })
}

/// Writes a session.
pub fn open_session(
    sql: &mut dyn Sql,
    token_hash: &[u8; 32],
    name: &str,
    expires_at: i64,
) -> Result<(), SqlError> {
    let text = "INSERT INTO session (token_hash, name, expires_at) VALUES (?1, ?2, ?3)";
    let params = [Value::Bytes(token_hash), Value::Text(name), Value::I64(expires_at)];
    sql.execute(text, &params).map(|_| ())
}

/// The login of a session that has not expired.
pub fn session(
    sql: &mut dyn Sql,
    token_hash: &[u8; 32],
    now: i64,
) -> Result<Option<Login>, SqlError> {
    let text = "SELECT name FROM session WHERE token_hash = ?1 AND expires_at > ?2";
    let params = [Value::Bytes(token_hash), Value::I64(now)];
    match sql::one(sql, text, &params, |row| Ok(row.text(0)?.to_owned()))? {
        Some(name) => load(sql, &name),
        None => Ok(None),
    }
}

/// Ends a session, and all that have expired.
pub fn close_session(sql: &mut dyn Sql, token_hash: &[u8; 32], now: i64) -> Result<(), SqlError> {
    let text = "DELETE FROM session WHERE token_hash = ?1 OR expires_at <= ?2";
    sql.execute(text, &[Value::Bytes(token_hash), Value::I64(now)]).map(|_| ())
}
