//! Open items 未清项: every document on which something is owed, by account and partner.
//!
//! Owns the rows; what is owed to us stands as debit, what we owe as credit. Leaves out what was
//! prepaid (`partner_balance`). Invariant: the rows of a partner come to its balance.

use fenhao_domain::account;
use fenhao_domain::amount::Amount;

use super::open::{self, Item};
use super::{Cell, Column, Drill, Query, Report, ReportError, Row, columns, cursor};
use crate::sql::{Sql, stored};

/// Columns.
pub const COLUMNS: &[Column] = columns![
    account: Text, code: Text, name: Text, number: Text, kind: Text, business_date: Date,
    due_date: Date, debit: Amount, credit: Amount,
];

/// By account, partner and document; `account` picks one account, `text` a partner by its code.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let after = query.cursor::<4>()?;
    let accounts = match query.account {
        Some(account) => (account, account),
        None => (account::RECEIVABLE, account::ACCRUED_RECEIPTS),
    };
    let (mut debit, mut credit) = (Amount::ZERO, Amount::ZERO);
    let (mut rows, mut last, mut more) = (Vec::new(), [0; 4], false);
    open::walk(sql, query, accounts, &mut |item| {
        let owed_to_us = item.balance > Amount::ZERO;
        *(if owed_to_us { &mut debit } else { &mut credit }) += item.balance.abs();
        let id = item.document;
        let key = [i64::from(item.account.0), item.party, stored(id.stream.0), stored(id.seq)];
        if after.is_some_and(|after| key <= after) || more {
            return;
        }
        more = rows.len() == query.page();
        if !more {
            last = key;
            rows.push(lay_out(&item));
        }
    })?;
    let mut total = vec![Cell::Empty; 7];
    total.extend([Cell::Amount(debit), Cell::Amount(credit)]);
    Ok(Report { columns: COLUMNS, rows, total: Some(total), next: more.then(|| cursor(&last)) })
}

fn lay_out(item: &Item) -> Row {
    let side = |wanted: bool| match wanted == (item.balance > Amount::ZERO) {
        true => Cell::Amount(item.balance.abs()),
        false => Cell::Empty,
    };
    let cells = vec![
        Cell::Text(item.account.to_string()),
        Cell::text(&item.code),
        item.name(),
        Cell::text(&item.number),
        item.kind(),
        Cell::Date(item.date),
        Cell::Date(item.due),
        side(true),
        side(false),
    ];
    Row::plain(cells).opening(Drill::Document(item.document))
}
