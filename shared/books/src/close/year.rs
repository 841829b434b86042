//! Year close 年结存: income and expense of a year become retained earnings.
//!
//! Owns the content of NJC and when it may be posted or taken back. Leaves out statements, which show
//! the year as it was (`report`). Invariant: it stands in a month of its own after December and before
//! January, and comes to nothing over profit of the year 3103.

use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;
use fenhao_domain::document::{Document, EntryLine};
use fenhao_domain::id::{BranchId, DocumentId};

use super::{Gap, balance, refuse};
use crate::node::Node;
use crate::period::Seals;
use crate::post::PostError;
use crate::report::account_sum::{self, Months};
use crate::report::income_statement::is_profit_and_loss;
use crate::sql::{Sql, SqlError};
use crate::table::document as documents;

/// A year closes after its December, and before any later month has.
pub(super) fn prepare(
    sql: &mut dyn Sql,
    node: &Node,
    seals: &Seals,
    document: &mut Document,
    reverses: Option<DocumentId>,
) -> Result<(), PostError> {
    if let Some(close) = reverses {
        let found = documents::load(sql, close)?.ok_or(PostError::UnknownDocument)?;
        // It is taken back where it was booked.
        document.business_date = found.document.business_date;
    }
    let year = document.business_date.month().year();
    let december = Month::december(year);
    let mut gaps = Vec::new();
    if seals.closes(node.branch, december).is_empty() {
        gaps.push(Gap::EarlierOpen { month: december });
    }
    let newest = seals.newest(node.branch).filter(|newest| *newest > december);
    gaps.extend(newest.map(|month| Gap::LaterClosed { month }));
    refuse(december, gaps)?;
    document.business_date = december.last_day();
    if reverses.is_none() && document.entries.is_empty() {
        document.entries = proposal(sql, node.branch, year)?;
    }
    Ok(())
}

/// The entries that carry a year's income and expense of a branch through profit of the year 3103
/// into retained earnings 3104. Income 100.00, expense 60.00: Dr income 100.00, Cr expense 60.00,
/// Cr and Dr 3103 40.00, Cr 3104 40.00.
pub fn proposal(
    sql: &mut dyn Sql,
    branch: BranchId,
    year: i32,
) -> Result<Vec<EntryLine>, SqlError> {
    let months = Months { first: None, last: Some(Month::year_close(year)) };
    let sums = account_sum::by_account(sql, Some(branch), months)?;
    let mut entries = Vec::new();
    let mut loss = Amount::ZERO;
    let brought = sums.into_iter().filter(|(account, _)| is_profit_and_loss(*account));
    for (account, sums) in account_sum::in_chart_order(brought) {
        loss += sums.closing();
        entries.extend(balance(account, -sums.closing()));
    }
    entries.extend(balance(account::PROFIT_OF_YEAR, loss));
    entries.extend(balance(account::PROFIT_OF_YEAR, -loss));
    entries.extend(balance(account::RETAINED_EARNINGS, loss));
    Ok(entries)
}
