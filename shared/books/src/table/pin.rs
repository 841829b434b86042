//! PINs of operators at this node 操作员密码: verifiers, and how many guesses were wrong.
//!
//! Leaves out hashing and how long a guess is held back (`app`). Invariant: a PIN is stored only as
//! its verifier, and nothing of this table travels.

use fenhao_domain::id::EmployeeId;

use crate::sql::{self, Sql, SqlError, Value};

/// A stored PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Whose.
    pub employee: EmployeeId,
    /// The verifier in its own text form.
    pub verifier: String,
    /// When it was set, Unix milliseconds.
    pub set_at: i64,
    /// Wrong guesses since the last right one.
    pub failures: i64,
    /// No guess is looked at before, Unix milliseconds.
    pub blocked_until: i64,
}

/// Writes a PIN with its count of guesses.
pub fn save(sql: &mut dyn Sql, pin: &Pin) -> Result<(), SqlError> {
    let text = "INSERT INTO pin (employee_id, verifier, set_at, failures, blocked_until) \
                VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (employee_id) DO UPDATE SET \
                verifier = excluded.verifier, set_at = excluded.set_at, \
                failures = excluded.failures, blocked_until = excluded.blocked_until";
    let params = [
        Value::I64(i64::from(pin.employee.0)),
        Value::Text(&pin.verifier),
        Value::I64(pin.set_at),
        Value::I64(pin.failures),
        Value::I64(pin.blocked_until),
    ];
    sql.execute(text, &params).map(|_| ())
}

/// Takes a PIN away.
pub fn remove(sql: &mut dyn Sql, employee: EmployeeId) -> Result<(), SqlError> {
    let text = "DELETE FROM pin WHERE employee_id = ?1";
    sql.execute(text, &[Value::I64(i64::from(employee.0))]).map(|_| ())
}

/// The PIN of an employee.
pub fn load(sql: &mut dyn Sql, employee: EmployeeId) -> Result<Option<Pin>, SqlError> {
    Ok(list(sql)?.into_iter().find(|pin| pin.employee == employee))
}

/// All PINs; a shop has a few dozen people at most.
pub fn list(sql: &mut dyn Sql) -> Result<Vec<Pin>, SqlError> {
    let text = "SELECT employee_id, verifier, set_at, failures, blocked_until FROM pin \
                ORDER BY employee_id";
    sql::all(sql, text, &[], |row| {
        let employee = u32::try_from(row.i64(0)?);
        let employee = employee.map_err(|_| SqlError::Unreadable { what: "an employee" })?;
        Ok(Pin {
            employee: EmployeeId(employee),
            verifier: row.text(1)?.to_owned(),
            set_at: row.i64(2)?,
            failures: row.i64(3)?,
            blocked_until: row.i64(4)?,
        })
    })
}
