//! Audit rows 操作日志 and the log of sign-ins 登录记录 of this node.
//!
//! Owns writing them and reading them page by page. Leaves out what is worth a row (`app`).
//! Invariant: rows are only ever added, and a page never reads more than it shows.

use fenhao_domain::calendar::{BusinessDate, Month};

use crate::sql::{self, Row, Sql, SqlError, Value, unsigned};

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audit {
    /// When, Unix milliseconds.
    pub at: i64,
    /// Tells rows of one millisecond apart.
    pub nonce: i64,
    /// Who.
    pub operator: String,
    /// What, by its key: `login`, `price_change`.
    pub act: String,
    /// To what.
    pub detail: String,
    /// Who let it pass; empty where nobody was asked.
    pub approver: String,
    /// Why, as it was typed.
    pub reason: String,
}

/// Which rows.
#[derive(Debug, Clone, Default)]
pub struct AuditQuery {
    /// First moment, Unix milliseconds.
    pub from: Option<i64>,
    /// First moment that is no longer wanted.
    pub to: Option<i64>,
    /// Who, whole.
    pub operator: Option<String>,
    /// What, by its key.
    pub act: Option<String>,
    /// The last row of the page before: its time and nonce.
    pub after: Option<(i64, i64)>,
    /// Rows at most.
    pub limit: u32,
}

/// How often an operator signed in during a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginCount {
    /// Who.
    pub operator: String,
    /// Times.
    pub logins: u64,
    /// Days with at least one.
    pub days: u64,
    /// The last one, Unix milliseconds.
    pub last_at: i64,
}

/// Leaves a row.
pub fn write(sql: &mut dyn Sql, row: &Audit) -> Result<(), SqlError> {
    let text = "INSERT INTO audit (at, nonce, operator, act, detail, approver, reason) \
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let params = [
        Value::I64(row.at),
        Value::I64(row.nonce),
        Value::Text(&row.operator),
        Value::Text(&row.act),
        Value::Text(&row.detail),
        Value::Text(&row.approver),
        Value::Text(&row.reason),
    ];
    sql.execute(text, &params).map(|_| ())
}

/// A page, newest first.
pub fn page(sql: &mut dyn Sql, query: &AuditQuery) -> Result<Vec<Audit>, SqlError> {
    let mut text = "SELECT at, nonce, operator, act, detail, approver, reason FROM audit \
                    WHERE at >= ?1 AND at < ?2 AND (at, nonce) < (?3, ?4) "
        .to_owned();
    let (at, nonce) = query.after.unwrap_or((i64::MAX, i64::MAX));
    let from = query.from.unwrap_or(0);
    let to = query.to.unwrap_or(i64::MAX);
    let mut params: Vec<Value<'_>> =
        [from, to, at, nonce, i64::from(query.limit)].map(Value::I64).to_vec();
    if let Some(operator) = &query.operator {
        params.push(Value::Text(operator));
        text.push_str(&format!("AND operator = ?{} ", params.len()));
    }
    if let Some(act) = &query.act {
        params.push(Value::Text(act));
        text.push_str(&format!("AND act = ?{} ", params.len()));
    }
    text.push_str("ORDER BY at DESC, nonce DESC LIMIT ?5");
    sql::all(sql, &text, &params, read)
}

fn read(row: &dyn Row) -> Result<Audit, SqlError> {
    Ok(Audit {
        at: row.i64(0)?,
        nonce: row.i64(1)?,
        operator: row.text(2)?.to_owned(),
        act: row.text(3)?.to_owned(),
        detail: row.text(4)?.to_owned(),
        approver: row.text(5)?.to_owned(),
        reason: row.text(6)?.to_owned(),
    })
}

/// Notes that somebody has signed in.
pub fn note_login(
    sql: &mut dyn Sql,
    operator: &str,
    day: BusinessDate,
    at: i64,
    nonce: i64,
) -> Result<(), SqlError> {
    let text = "INSERT INTO login_log (month, operator, day, at, nonce) \
                VALUES (?1, ?2, ?3, ?4, ?5)";
    let params = [
        Value::I64(i64::from(day.month().number())),
        Value::Text(operator),
        Value::I64(i64::from(day.number())),
        Value::I64(at),
        Value::I64(nonce),
    ];
    sql.execute(text, &params).map(|_| ())
}

/// Who signed in during a month, and how often.
pub fn logins(sql: &mut dyn Sql, month: Month) -> Result<Vec<LoginCount>, SqlError> {
    let text = "SELECT operator, COUNT(*), COUNT(DISTINCT day), MAX(at) FROM login_log \
                WHERE month = ?1 GROUP BY operator ORDER BY operator";
    sql::all(sql, text, &[Value::I64(i64::from(month.number()))], |row| {
        Ok(LoginCount {
            operator: row.text(0)?.to_owned(),
            logins: unsigned(row.i64(1)?)?,
            days: unsigned(row.i64(2)?)?,
            last_at: row.i64(3)?,
        })
    })
}
