//! What accounts moved, by day or by month, branch by branch.
//!
//! Owns the choice between the month sums and the entries of single days. Leaves out who is concerned.
//! Invariant: whole months are read from their sums, so that a question without days does not grow
//! with history. A month is the month of booking, a day the business date: what came late to a closed
//! month counts in the month that booked it.

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::id::BranchId;

use super::filter;
use super::{Query, ReportError, account_ledger, account_sum, days};
use crate::sql::Sql;

/// The account of a branch on a day or in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moved {
    pub branch: BranchId,
    pub account: AccountCode,
    /// 20261123, or 202611 where months are told.
    pub when: i64,
    pub debit: Amount,
    pub credit: Amount,
}

/// The branches that are asked for.
pub(super) fn branches(sql: &mut dyn Sql, query: &Query) -> Result<Vec<BranchId>, ReportError> {
    Ok(match query.branch {
        Some(branch) => vec![branch],
        None => account_sum::branches(sql)?,
    })
}

/// True where the days asked for are whole months.
fn whole_months(query: &Query) -> bool {
    query.from.is_none_or(|day| day == day.month().first_day())
        && query.to.is_none_or(|day| day == day.month().last_day())
}

/// Tells what the accounts moved in the days asked for: by month where nobody asks for days and the
/// months are whole. Year closes are not told.
pub(super) fn walk(
    sql: &mut dyn Sql,
    query: &Query,
    accounts: &[AccountCode],
    by_day: bool,
    each: &mut dyn FnMut(Moved),
) -> Result<(), ReportError> {
    const MONTHS: &str = "SELECT month, debit, credit FROM account_sum WHERE branch_id = ?1 \
         AND account = ?2 AND month >= ?3 AND month <= ?4";
    const DAYS: &str = "SELECT e.business_date, \
         CAST(SUM(CASE WHEN e.side = 1 THEN e.amount ELSE 0 END) AS BIGINT), \
         CAST(SUM(CASE WHEN e.side = 1 THEN 0 ELSE e.amount END) AS BIGINT) \
         FROM account_entry e WHERE e.branch_id = ?1 AND e.account = ?2 \
         AND e.business_date >= ?3 AND e.business_date <= ?4 \
         AND NOT EXISTS (SELECT 1 FROM document d WHERE d.branch_id = e.branch_id \
         AND d.stream = e.stream AND d.seq = e.seq AND d.kind = 54) GROUP BY e.business_date";
    let months = !by_day && whole_months(query);
    let (from, to) = days(query);
    let (text, first, last) = match months {
        true => (MONTHS, from.div_euclid(100), to.div_euclid(100)),
        false => (DAYS, from, to),
    };
    for branch in branches(sql, query)? {
        for &account in accounts {
            let params = [i64::from(branch.0), i64::from(account.0), first, last];
            filter::each_row(sql, text, &params, &mut |row| {
                let when = row.i64(0)?;
                let (debit, credit) =
                    (Amount::from_raw(row.i64(1)?), Amount::from_raw(row.i64(2)?));
                // A year's close stands after its December.
                if !(months && when.rem_euclid(100) > 12) {
                    each(Moved { branch, account, when, debit, credit });
                }
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// Debit less credit of an account of a branch before the first day asked for.
pub(super) fn opening(
    sql: &mut dyn Sql,
    query: &Query,
    branch: BranchId,
    account: AccountCode,
) -> Result<Amount, ReportError> {
    Ok(match query.from {
        Some(from) => account_ledger::balance_before(sql, branch, account, from)?,
        None => Amount::ZERO,
    })
}
