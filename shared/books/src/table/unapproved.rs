//! Documents posted without the approval that was asked for 未经审批, at head office.
//!
//! Invariant: a row is a fact about a posted document; it stops nothing and is never removed.

use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::{BranchId, DocumentId};

use crate::sql::{self, Sql, SqlError, Value, stored};
use crate::stored as read;

/// A document posted without approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unapproved {
    /// The document.
    pub id: DocumentId,
    /// Whose.
    pub branch: BranchId,
    /// Its business date.
    pub business_date: BusinessDate,
    /// What is missing, as a key.
    pub reason: String,
}

/// A row's place in the order of the list: business date, branch, stream, sequence number.
pub type Place = [i64; 4];

impl Unapproved {
    /// Its place in the list.
    pub fn place(&self) -> Place {
        let (date, branch) = (self.business_date.number(), self.branch.0);
        [i64::from(date), i64::from(branch), stored(self.id.stream.0), stored(self.id.seq)]
    }
}

/// Writes a row; one that is there stays.
pub(crate) fn insert(sql: &mut dyn Sql, row: &Unapproved) -> Result<(), SqlError> {
    let text = "INSERT INTO unapproved (branch_id, stream, seq, business_date, reason) \
                VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (branch_id, stream, seq) DO NOTHING";
    let [date, branch, stream, seq] = row.place();
    let key = [branch, stream, seq, date].map(Value::I64);
    let params = [key[0], key[1], key[2], key[3], Value::Text(&row.reason)];
    sql.execute(text, &params).map(|_| ())
}

/// A page, newest business date first.
pub fn page(
    sql: &mut dyn Sql,
    after: Option<Place>,
    limit: usize,
) -> Result<Vec<Unapproved>, SqlError> {
    let text = "SELECT branch_id, stream, seq, business_date, reason FROM unapproved \
                WHERE (business_date, branch_id, stream, seq) < (?1, ?2, ?3, ?4) \
                ORDER BY business_date DESC, branch_id DESC, stream DESC, seq DESC LIMIT ?5";
    let [date, branch, stream, seq] = after.unwrap_or([i64::MAX; 4]);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let params = [date, branch, stream, seq, limit].map(Value::I64);
    sql::all(sql, text, &params, |row| {
        Ok(Unapproved {
            branch: read::branch(row.i64(0)?)?,
            id: read::document(row.i64(1)?, row.i64(2)?)?,
            business_date: read::date(row.i64(3)?)?,
            reason: row.text(4)?.to_owned(),
        })
    })
}
