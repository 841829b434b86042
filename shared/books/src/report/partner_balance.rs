//! Balances by partner 往来余额表: who owes us, whom we owe, by account.
//!
//! Owns the rows by account and party, over one branch or all. Leaves out ageing. Invariant: the
//! balances of an account's parties add up to the account's balance (`reconcile` proves it).

use fenhao_domain::amount::Amount;
use fenhao_domain::entry::Party;

use super::place::Places;
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, Row, columns, cursor};
use crate::sql::{self, Flow, Sql, Value};
use crate::stored;

/// Columns. A balance stands on the side on which it is.
pub const COLUMNS: &[Column] = columns![
    account: Text, account_name: Text, code: Text, name: Text, debit: Amount, credit: Amount,
];

const READ: &str = "SELECT s.account, s.party, CAST(SUM(s.balance) AS BIGINT), \
     COALESCE(MAX(p.code), ''), COALESCE(MAX(p.name), ''), COALESCE(MAX(p.name_en), '') \
     FROM party_sum s LEFT JOIN partner p ON p.partner_id = s.party ";
const ALL: &str = "WHERE s.account >= ?1 AND s.account <= ?2 ";
const ONE: &str = "WHERE s.account >= ?1 AND s.account <= ?2 AND s.branch_id = ?3 ";
const IN_ORDER: &str = "GROUP BY s.account, s.party ORDER BY s.account, s.party";

/// By account, then party; `account` picks one account, `zero` shows settled parties too.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let places = Places::load(sql)?;
    let after = query.cursor::<2>()?;
    let (low, high) = match query.account {
        Some(account) => (i64::from(account.0), i64::from(account.0)),
        None => (0, i64::from(u32::MAX)),
    };
    let mut params = vec![Value::I64(low), Value::I64(high)];
    params.extend(query.branch.map(|branch| Value::I64(i64::from(branch.0))));
    let middle = if query.branch.is_some() { ONE } else { ALL };
    let mut rows = Vec::new();
    let (mut debit, mut credit) = (Amount::ZERO, Amount::ZERO);
    let (mut last, mut more) = ([0, 0], false);
    sql.query(&[READ, middle, IN_ORDER].concat(), &params, &mut |row| {
        let key = [row.i64(0)?, row.i64(1)?];
        let balance = Amount::from_raw(row.i64(2)?);
        let owed_to_us = balance > Amount::ZERO;
        *(if owed_to_us { &mut debit } else { &mut credit }) += balance.abs();
        let before = after.is_some_and(|after| key <= after);
        if before || (balance.is_zero() && !query.zero) {
            return Ok(Flow::On);
        }
        if rows.len() == query.page() {
            more = true;
            return Ok(Flow::On);
        }
        last = key;
        rows.push(lay_out(query, &places, row)?);
        Ok(Flow::On)
    })?;
    let mut total = vec![Cell::Empty; 4];
    total.extend([Cell::Amount(debit), Cell::Amount(credit)]);
    let next = more.then(|| cursor(&last));
    Ok(Report { columns: COLUMNS, rows, total: Some(total), next })
}

fn lay_out(query: &Query, places: &Places, row: &dyn sql::Row) -> Result<Row, sql::SqlError> {
    let account = stored::account(row.i64(0)?)?;
    let (code, name) = match Party::from_number(row.i64(1)?) {
        Some(Party::Branch(branch)) => (places.cell(branch), places.cell(branch)),
        Some(Party::Partner(_)) => {
            (Cell::text(row.text(3)?), Cell::name(row.text(4)?, row.text(5)?))
        }
        Some(Party::Asset(asset)) => (Cell::Text(asset.0.to_string()), Cell::Empty),
        None => (Cell::Empty, Cell::Empty),
    };
    let balance = Amount::from_raw(row.i64(2)?);
    let debit = if balance > Amount::ZERO { Cell::Amount(balance) } else { Cell::Empty };
    let credit = if balance < Amount::ZERO { Cell::Amount(-balance) } else { Cell::Empty };
    let ledger = Query { branch: query.branch, account: Some(account), ..Query::default() };
    let cells =
        vec![Cell::Text(account.to_string()), Cell::account(account), code, name, debit, credit];
    Ok(Row::plain(cells).opening(Drill::Report(ReportName::AccountLedger, Box::new(ledger))))
}
