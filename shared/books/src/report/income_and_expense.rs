//! Income and expense 收入、费用查询 (`features.md` 211): by type, branch, day or month, down to the
//! documents.
//!
//! Owns the figures of a row. Leaves out the subtotals of the income statement. Invariant: income less
//! expense of a period is its net profit; what the year's close carries forward is no income. Sales of
//! 10.00 that cost 6.10: income 10.00, expense 6.10, profit 3.90.

use std::collections::BTreeMap;

use fenhao_domain::account::{AccountClass, AccountCode, CHART};
use fenhao_domain::amount::Amount;

use super::by::{By, Names};
use super::grouped::{self, Figures};
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, columns, entries};
use crate::sql::Sql;

/// Columns. Returns and discounts stand as negative income.
pub const COLUMNS: &[Column] =
    columns![code: Text, name: Text, unit: Text, income: Amount, expense: Amount, profit: Amount];

#[derive(Default)]
struct Earned {
    income: Amount,
    expense: Amount,
}

impl Figures for Earned {
    fn add(&mut self, other: &Earned) {
        self.income += other.income;
        self.expense += other.expense;
    }

    fn cells(&self) -> Vec<Cell> {
        [self.income, self.expense, self.income - self.expense].map(Cell::Amount).to_vec()
    }

    fn is_nothing(&self) -> bool {
        self.income.is_zero() && self.expense.is_zero()
    }
}

/// True for accounts of income.
fn is_income(account: AccountCode) -> bool {
    account.account().is_some_and(|account| account.class == AccountClass::Income)
}

/// By account where nothing else is asked for; `account` picks one.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let by = match query.by {
        Some(by @ (By::Branch | By::Day | By::Month)) => by,
        _ => By::Account,
    };
    let wanted = |class| matches!(class, AccountClass::Income | AccountClass::Expense);
    let all = CHART.iter().filter(|account| wanted(account.class)).map(|account| account.code);
    let accounts: Vec<AccountCode> =
        all.filter(|one| query.account.is_none_or(|asked| asked == *one)).collect();
    let mut rows: BTreeMap<i64, Earned> = BTreeMap::new();
    entries::walk(sql, query, &accounts, by == By::Day, &mut |moved| {
        let key = match by {
            By::Account => i64::from(moved.account.0),
            By::Branch => i64::from(moved.branch.0),
            By::Month if moved.when > 999_999 => moved.when.div_euclid(100),
            _ => moved.when,
        };
        let row = rows.entry(key).or_default();
        match is_income(moved.account) {
            true => row.income += moved.credit - moved.debit,
            false => row.expense += moved.debit - moved.credit,
        }
    })?;
    let names = Names::load(sql)?;
    grouped::report(sql, query, COLUMNS, by, (names, rows), &|narrowed, _| {
        let mut next = narrowed.clone();
        let name = match by {
            By::Account => ReportName::AccountLedger,
            _ => ReportName::IncomeAndExpense,
        };
        next.by = match by {
            By::Account => None,
            By::Month => Some(By::Day),
            _ => Some(By::Account),
        };
        Drill::Report(name, Box::new(next))
    })
}
