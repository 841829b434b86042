//! Overdue receivables 超期应收款: sales past their term, the longest overdue first
//! (`features.md` 198, 207).
//!
//! Owns the list. Leaves out reminding anyone. Invariant: a document stands here as long as
//! something is owed on it after its day; a term is cancelled by settling or reversing, never by
//! editing.

use std::cmp::Reverse;

use fenhao_domain::account;
use fenhao_domain::amount::Amount;

use super::open::{self, Item};
use super::{Cell, Column, Drill, Query, Report, ReportError, Row, columns, cursor};
use crate::sql::{Sql, stored};

/// Columns.
pub const COLUMNS: &[Column] = columns![
    due_date: Date, days: Count, code: Text, name: Text, number: Text, kind: Text,
    business_date: Date, amount: Amount,
];

/// As of `to`; `text` picks a customer by its code.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let after = query.cursor::<4>()?;
    let mut found: Vec<(i32, Item)> = Vec::new();
    if let Some(as_of) = open::as_of(sql, query)? {
        let accounts = (account::RECEIVABLE, account::RECEIVABLE);
        open::walk(sql, query, accounts, &mut |item| {
            let days = item.due.days_until(as_of);
            if days > 0 && item.balance > Amount::ZERO {
                found.push((days, item));
            }
        })?;
    }
    let key = |item: &Item| {
        let id = item.document;
        [i64::from(item.due.number()), item.party, stored(id.stream.0), stored(id.seq)]
    };
    found.sort_by_key(|(days, item)| (Reverse(*days), key(item)));
    let amount: Amount = found.iter().map(|(_, item)| item.balance).sum();
    let mut left = found.iter().filter(|(_, item)| after.is_none_or(|after| key(item) > after));
    let page: Vec<&(i32, Item)> = left.by_ref().take(query.page()).collect();
    let more = left.next().is_some();
    let next = page.last().filter(|_| more).map(|(_, item)| cursor(&key(item)));
    let rows = page.into_iter().map(|(days, item)| lay_out(*days, item)).collect();
    let mut total = vec![Cell::Empty; 7];
    total.push(Cell::Amount(amount));
    Ok(Report { columns: COLUMNS, rows, total: Some(total), next })
}

fn lay_out(days: i32, item: &Item) -> Row {
    let cells = vec![
        Cell::Date(item.due),
        Cell::Count(i64::from(days)),
        Cell::text(&item.code),
        item.name(),
        Cell::text(&item.number),
        item.kind(),
        Cell::Date(item.date),
        Cell::Amount(item.balance),
    ];
    Row::plain(cells).opening(Drill::Document(item.document))
}
