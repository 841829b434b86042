//! Receivables by age 应收账龄:  what customers owe us, and for how long it has been due
//! (`features.md` 198, 207).
//!
//! Owns the choice of accounts; rows and buckets are `aging`'s. Invariant: see there.

use fenhao_domain::account;
use fenhao_domain::entry::Side;

use super::aging::{self, Ledger};
use super::{Column, Query, Report, ReportError};
use crate::sql::Sql;

/// Columns.
pub const COLUMNS: &[Column] = aging::COLUMNS;

const LEDGER: Ledger = Ledger {
    account: account::RECEIVABLE,
    prepayment: account::CUSTOMER_PREPAYMENT,
    side: Side::Debit,
};

/// By partner; `text` picks one by its code, `to` the day as of which is asked.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    aging::run(sql, query, &LEDGER)
}
