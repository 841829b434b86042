//! Trial balance 试算平衡表: opening, debit, credit and closing of every account over months.
//!
//! Owns its rows and total. Balances are debit less credit, so the total of each balance column is
//! zero in sound books, and debits equal credits. Leaves out entries: a row opens its account's
//! ledger.

use fenhao_domain::account::CHART;
use fenhao_domain::amount::Amount;

use super::account_sum::{self, Months, Sums};
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, Row, columns};
use crate::sql::Sql;

/// Columns.
pub const COLUMNS: &[Column] = columns![
    account: Text, name: Text, opening: Amount, debit: Amount, credit: Amount, closing: Amount,
];

/// Whole months from that of `from` to that of `to`. `zero` shows accounts that never moved too.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let months = Months { first: query.from.map(|d| d.month()), last: query.to.map(|d| d.month()) };
    let mut sums = account_sum::by_account(sql, query.branch, months)?;
    if query.zero {
        for account in CHART {
            sums.entry(account.code).or_default();
        }
    } else {
        sums.retain(|_, sums| *sums != Sums::default());
    }
    let mut total = Sums::default();
    let mut closing = Amount::ZERO;
    let mut rows = Vec::with_capacity(sums.len());
    for (code, sums) in account_sum::in_chart_order(sums) {
        total.opening += sums.opening;
        total.debit += sums.debit;
        total.credit += sums.credit;
        closing += sums.closing();
        let cells = [vec![Cell::Text(code.to_string()), Cell::account(code)], figures(&sums)];
        let ledger = Query {
            branch: query.branch,
            from: months.first.map(|month| month.first_day()),
            to: months.last.map(|month| month.last_day()),
            account: Some(code),
            ..Query::default()
        };
        let drill = Drill::Report(ReportName::AccountLedger, Box::new(ledger));
        rows.push(Row::plain(cells.concat()).opening(drill));
    }
    debug_assert_eq!(closing, total.closing(), "balances add up whichever way they are added");
    let total = Some([vec![Cell::Empty, Cell::Empty], figures(&total)].concat());
    Ok(Report { columns: COLUMNS, rows, total, next: None })
}

fn figures(sums: &Sums) -> Vec<Cell> {
    vec![
        Cell::Amount(sums.opening),
        Cell::Amount(sums.debit),
        Cell::Amount(sums.credit),
        Cell::Amount(sums.closing()),
    ]
}
