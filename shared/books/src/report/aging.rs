//! Ageing 账龄: what partners owe, or are owed, by how long it has been due.
//!
//! Owns the buckets and the rows by partner, for both sides (`receivable_aging`, `payable_aging`).
//! Leaves out single documents (`open_items`, `overdue`). Invariant: the buckets of a partner add up
//! to its balance on the account; a day of the past asks how old today's items were then, not what
//! was open then.

use std::collections::BTreeMap;

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::entry::Side;

use super::open::{self, Item};
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, Row, columns, cursor};
use crate::sql::{self, Sql, SqlError, Value};

/// Columns. What is prepaid stands beside, for it is not due.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, balance: Amount, not_due: Amount, days_30: Amount, days_60: Amount,
    days_90: Amount, older: Amount, prepaid: Amount,
];

/// Not due, 1 to 30 days over, 31 to 60, 61 to 90, longer.
const BUCKETS: usize = 5;

/// The bucket of an item that is due on a day: one day over is in the second, 91 in the last.
fn bucket(due: BusinessDate, as_of: BusinessDate) -> usize {
    match due.days_until(as_of) {
        days if days <= 0 => 0,
        days if days <= 30 => 1,
        days if days <= 60 => 2,
        days if days <= 90 => 3,
        _ => 4,
    }
}

/// A side of the ledger: its account, the account of what is prepaid, and the side on which debts
/// stand.
pub(super) struct Ledger {
    pub account: AccountCode,
    pub prepayment: AccountCode,
    pub side: Side,
}

#[derive(Default)]
struct Aged {
    code: String,
    name: Option<Cell>,
    buckets: [Amount; BUCKETS],
}

/// By partner; `text` picks one by its code.
pub(super) fn run(
    sql: &mut dyn Sql,
    query: &Query,
    ledger: &Ledger,
) -> Result<Report, ReportError> {
    let turned = |debit: Amount| if ledger.side == Side::Debit { debit } else { -debit };
    let after = query.cursor::<1>()?;
    let mut partners: BTreeMap<i64, Aged> = BTreeMap::new();
    if let Some(as_of) = open::as_of(sql, query)? {
        let accounts = (ledger.account, ledger.account);
        open::walk(sql, query, accounts, &mut |item: Item| {
            let aged = partners.entry(item.party).or_default();
            aged.buckets[bucket(item.due, as_of)] += turned(item.balance);
            aged.name.get_or_insert_with(|| item.name());
            aged.code = item.code;
        })?;
    }
    let mut sums = [Amount::ZERO; BUCKETS];
    let mut prepaid_sum = Amount::ZERO;
    let (mut rows, mut last, mut more) = (Vec::new(), 0, false);
    for (party, aged) in partners {
        for (sum, bucket) in sums.iter_mut().zip(aged.buckets) {
            *sum += bucket;
        }
        let prepaid = -turned(prepaid(sql, query, ledger.prepayment, party)?);
        prepaid_sum += prepaid;
        if after.is_some_and(|[after]| party <= after) || more {
            continue;
        }
        more = rows.len() == query.page();
        if !more {
            last = party;
            rows.push(lay_out(query, ledger, aged, prepaid));
        }
    }
    let mut total = vec![Cell::Empty, Cell::Empty];
    total.extend(figures(&sums, prepaid_sum));
    let next = more.then(|| cursor(&[last]));
    Ok(Report { columns: COLUMNS, rows, total: Some(total), next })
}

fn lay_out(query: &Query, ledger: &Ledger, aged: Aged, prepaid: Amount) -> Row {
    let items = Query {
        branch: query.branch,
        account: Some(ledger.account),
        text: Some(aged.code.clone()),
        ..Query::default()
    };
    let mut cells = vec![Cell::Text(aged.code), aged.name.unwrap_or(Cell::Empty)];
    cells.extend(figures(&aged.buckets, prepaid));
    Row::plain(cells).opening(Drill::Report(ReportName::OpenItems, Box::new(items)))
}

fn figures(buckets: &[Amount; BUCKETS], prepaid: Amount) -> Vec<Cell> {
    let balance = buckets.iter().copied().sum();
    let all = [balance].into_iter().chain(*buckets).chain([prepaid]);
    all.map(Cell::Amount).collect()
}

/// Debit less credit of what a partner has prepaid, or we have prepaid it.
fn prepaid(
    sql: &mut dyn Sql,
    query: &Query,
    account: AccountCode,
    party: i64,
) -> Result<Amount, SqlError> {
    const ALL: &str = "SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM party_sum \
                       WHERE account = ?1 AND party = ?2 ";
    const ONE: &str = "AND branch_id = ?3";
    let mut params = vec![Value::I64(i64::from(account.0)), Value::I64(party)];
    params.extend(query.branch.map(|branch| Value::I64(i64::from(branch.0))));
    let last = if query.branch.is_some() { ONE } else { "" };
    let found = sql::one(sql, &[ALL, last].concat(), &params, |row| row.i64(0))?;
    Ok(Amount::from_raw(found.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_grows_old_day_by_day() {
        let due = BusinessDate::parse("2026-11-23").expect("a date");
        let aged = [-1, 0, 1, 30, 31, 60, 61, 90, 91].map(|days| bucket(due, due.plus_days(days)));
        assert_eq!(aged, [0, 0, 1, 1, 2, 2, 3, 3, 4]);
    }
}
