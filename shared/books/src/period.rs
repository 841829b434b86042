//! Periods 会计期间: which month a document is booked in.
//!
//! Owns the seals of months. Invariant: no document of a node enters a month that the node has
//! sealed; what arrives late is booked in the first open month and keeps its own date
//! (`domain.md` Periods).

use std::collections::BTreeSet;

use fenhao_domain::calendar::{BusinessDate, Month};
use fenhao_domain::id::BranchId;

use crate::sql::{self, Sql, SqlError, Value};

/// The sealed months of a branch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sealed(BTreeSet<i32>);

impl Sealed {
    /// Reads them.
    pub fn load(sql: &mut dyn Sql, branch: BranchId) -> Result<Sealed, SqlError> {
        let text = "SELECT month FROM period_seal WHERE branch_id = ?1";
        let months = sql::all(sql, text, &[Value::I64(i64::from(branch.0))], |row| {
            i32::try_from(row.i64(0)?).map_err(|_| SqlError::Unreadable { what: "a month" })
        })?;
        Ok(Sealed(months.into_iter().collect()))
    }

    /// True when the month is sealed.
    pub fn has(&self, month: Month) -> bool {
        self.0.contains(&month.number())
    }

    /// The month a document of this date is booked in: its own, or the first open one after it.
    pub fn booking_month(&self, date: BusinessDate) -> Month {
        let mut month = date.month();
        while self.has(month) {
            month = month.last_day().plus_days(1).month();
        }
        month
    }
}

/// Seals a month of a branch.
pub fn seal(
    sql: &mut dyn Sql,
    branch: BranchId,
    month: Month,
    sealed_at: i64,
) -> Result<(), SqlError> {
    let text = "INSERT INTO period_seal (branch_id, month, sealed_at) VALUES (?1, ?2, ?3) \
                ON CONFLICT (branch_id, month) DO NOTHING";
    let params = [
        Value::I64(i64::from(branch.0)),
        Value::I64(i64::from(month.number())),
        Value::I64(sealed_at),
    ];
    sql.execute(text, &params).map(|_| ())
}
