//! Cash and bank 现金银行查询 (`features.md` 211): of each account of money what there was, what came,
//! what was paid, what there is; by account, branch, day or month.
//!
//! Owns the accounts that are money and the running balance of days and months. Leaves out single
//! entries (`account_ledger`, which a row opens). Invariant: opening + received − paid = closing in
//! every row; the closing of a day is the opening of the next. 10.00 taken and 4.00 spent: closing 6.00.

use std::collections::BTreeMap;

use fenhao_domain::account::{self, AccountCode};
use fenhao_domain::amount::Amount;

use super::by::{self, By, Names};
use super::grouped::{self, Line};
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, Row, columns, entries};
use crate::sql::Sql;

/// Columns.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, opening_balance: Amount, money_in: Amount, money_out: Amount,
    closing_balance: Amount,
];

/// Accounts of money: cash, banks, and what is on its way from payment services.
const MONEY: [AccountCode; 6] = [
    account::CASH,
    account::BANK,
    account::CLEARING,
    account::CLEARING_WECHAT,
    account::CLEARING_ALIPAY,
    account::CLEARING_CARD,
];

#[derive(Clone, Copy, Default)]
struct Money {
    opening: Amount,
    came: Amount,
    paid: Amount,
}

impl Money {
    fn closing(&self) -> Amount {
        self.opening + self.came - self.paid
    }

    fn cells(&self) -> [Cell; 4] {
        [self.opening, self.came, self.paid, self.closing()].map(Cell::Amount)
    }
}

/// By account where nothing else is asked for; `account` picks one.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let by = match query.by {
        Some(by @ (By::Branch | By::Day | By::Month)) => by,
        _ => By::Account,
    };
    let accounts: Vec<AccountCode> =
        MONEY.into_iter().filter(|one| query.account.is_none_or(|asked| asked == *one)).collect();
    let mut rows: BTreeMap<i64, Money> = BTreeMap::new();
    let mut total = Money::default();
    for branch in entries::branches(sql, query)? {
        for &account in &accounts {
            let opening = entries::opening(sql, query, branch, account)?;
            total.opening += opening;
            match by {
                By::Account => rows.entry(i64::from(account.0)).or_default().opening += opening,
                By::Branch => rows.entry(i64::from(branch.0)).or_default().opening += opening,
                _ => {}
            }
        }
    }
    entries::walk(sql, query, &accounts, by == By::Day, &mut |moved| {
        let key = match by {
            By::Account => i64::from(moved.account.0),
            By::Branch => i64::from(moved.branch.0),
            By::Month if moved.when > 999_999 => moved.when.div_euclid(100),
            _ => moved.when,
        };
        let row = rows.entry(key).or_default();
        row.came += moved.debit;
        row.paid += moved.credit;
        total.came += moved.debit;
        total.paid += moved.credit;
    })?;
    let runs = matches!(by, By::Day | By::Month);
    let names = Names::load(sql)?;
    let mut balance = total.opening;
    let mut lines = Vec::with_capacity(rows.len());
    for (key, mut row) in rows {
        if runs {
            row.opening = balance;
            balance = row.closing();
        }
        let nothing = row.opening.is_zero() && row.came.is_zero() && row.paid.is_zero();
        if nothing && !query.zero {
            continue;
        }
        let title = names.title(sql, by, key)?;
        let mut cells = vec![title.code, title.name];
        cells.extend(row.cells());
        let row = Row::plain(cells).opening(drill(query, by, key)?);
        lines.push(Line { order: title.order, row });
    }
    let mut cells = vec![Cell::Empty; 2];
    cells.extend(total.cells());
    grouped::cut(query, COLUMNS, lines, Some(cells))
}

/// An account opens its ledger, a month its days, the rest its accounts.
fn drill(query: &Query, by: By, key: i64) -> Result<Drill, ReportError> {
    let mut next = by::narrow(query, by, key)?;
    let name = match by {
        By::Account => ReportName::AccountLedger,
        _ => ReportName::CashAndBank,
    };
    next.by = match by {
        By::Account => None,
        By::Month => Some(By::Day),
        _ => Some(By::Account),
    };
    Ok(Drill::Report(name, Box::new(next)))
}
