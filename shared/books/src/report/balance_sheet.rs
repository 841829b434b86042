//! Balance sheet 资产负债表: what there is and whose it is, at the end of a month.
//!
//! Owns its lines and the proof that both sides are equal. Profit that no year close has carried
//! forward stands in equity, this year's and earlier years' apart. Invariant: assets equal
//! liabilities and equity; if they differ the report says by how much, for that is a broken
//! invariant and never to be smoothed over.

use std::collections::BTreeMap;

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;

use super::account_sum::{self, Months, Sums};
use super::income_statement::is_profit_and_loss;
use super::{Cell, Column, Drill, Label, Query, Report, ReportError, ReportName, Row, columns};
use crate::sql::Sql;

/// Columns. `year_opening` is the balance at the start of the year 年初余额.
pub const COLUMNS: &[Column] = columns![
    account: Text, line: Text, closing: Amount, year_opening: Amount,
];

const ASSETS: Label = Label::new("assets", "资产", "Assets");
const ASSETS_TOTAL: Label = Label::new("assets_total", "资产总计", "Total assets");
const LIABILITIES: Label = Label::new("liabilities", "负债", "Liabilities");
const LIABILITIES_TOTAL: Label = Label::new("liabilities_total", "负债合计", "Total liabilities");
const EQUITY: Label = Label::new("equity", "所有者权益", "Equity");
const EQUITY_TOTAL: Label = Label::new("equity_total", "所有者权益合计", "Total equity");
const PROFIT: Label = Label::new("profit_of_year", "本年净利润", "Profit of this year");
const EARLIER: Label =
    Label::new("profit_of_earlier_years", "以前年度未结转利润", "Profit of earlier years");
const CLAIMS: Label =
    Label::new("liabilities_and_equity", "负债和所有者权益总计", "Total liabilities and equity");
const DIFFERENCE: Label =
    Label::new("broken_invariant", "不平：两边相差", "Broken: the sides differ by");

/// A balance at the end of the month and at the start of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Balance {
    closing: Amount,
    opening: Amount,
}

impl Balance {
    fn add(&mut self, other: Balance) {
        self.closing += other.closing;
        self.opening += other.opening;
    }

    fn turned(self) -> Balance {
        Balance { closing: -self.closing, opening: -self.opening }
    }

    fn is_zero(self) -> bool {
        self == Balance::default()
    }
}

/// At the end of the month of `to`; without it, of the newest month of the books.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let last = match query.to {
        Some(day) => Some(day.month()),
        None => account_sum::newest_month(sql, query.branch)?,
    };
    let Some(last) = last else {
        return Ok(Report { columns: COLUMNS, rows: Vec::new(), total: None, next: None });
    };
    let january = Month::from_number(last.year() * 100 + 1);
    let months = Months { first: january, last: Some(last) };
    let sums = account_sum::by_account(sql, query.branch, months)?;
    Ok(lay_out(query, last, &sums))
}

fn lay_out(query: &Query, last: Month, sums: &BTreeMap<AccountCode, Sums>) -> Report {
    let mut rows = Vec::new();
    let assets = part(&mut rows, query, last, sums, '1', (ASSETS, ASSETS_TOTAL), &[]);
    let owed = part(&mut rows, query, last, sums, '2', (LIABILITIES, LIABILITIES_TOTAL), &[]);
    let mut profit = Balance::default();
    let mut earlier = Balance::default();
    for (_, sums) in sums.iter().filter(|(code, _)| is_profit_and_loss(**code)) {
        profit.closing += -sums.change();
        earlier.add(Balance { closing: -sums.opening, opening: -sums.opening });
    }
    let mut carried = vec![(PROFIT, profit)];
    if !earlier.is_zero() {
        carried.push((EARLIER, earlier));
    }
    let own = part(&mut rows, query, last, sums, '3', (EQUITY, EQUITY_TOTAL), &carried);
    let mut claims = owed;
    claims.add(own);
    rows.push(Row::total(line(Cell::Empty, Cell::Label(CLAIMS), claims)));
    let mut difference = assets;
    difference.add(claims.turned());
    if !difference.is_zero() {
        rows.push(Row::total(line(Cell::Empty, Cell::Label(DIFFERENCE), difference)));
    }
    Report { columns: COLUMNS, rows, total: None, next: None }
}

/// One side's part: heading, accounts by their first digit, lines that are no account, total.
fn part(
    rows: &mut Vec<Row>,
    query: &Query,
    last: Month,
    sums: &BTreeMap<AccountCode, Sums>,
    digit: char,
    (heading, total): (Label, Label),
    more: &[(Label, Balance)],
) -> Balance {
    rows.push(Row::heading(vec![Cell::Empty, Cell::Label(heading)], COLUMNS.len()));
    let mut whole = Balance::default();
    let mine = sums.iter().filter(|(code, _)| code.to_string().starts_with(digit));
    for (code, sums) in account_sum::in_chart_order(mine.map(|(code, sums)| (*code, sums))) {
        let debit = Balance { closing: sums.closing(), opening: sums.opening };
        let balance = if digit == '1' { debit } else { debit.turned() };
        whole.add(balance);
        if balance.is_zero() && !query.zero {
            continue;
        }
        let ledger = Query {
            branch: query.branch,
            from: Month::from_number(last.year() * 100 + 1).map(|month| month.first_day()),
            to: Some(last.last_day()),
            account: Some(code),
            ..Query::default()
        };
        let cells = line(Cell::Text(code.to_string()), Cell::account(code), balance);
        let drill = Drill::Report(ReportName::AccountLedger, Box::new(ledger));
        rows.push(Row::plain(cells).opening(drill));
    }
    for (label, balance) in more {
        whole.add(*balance);
        rows.push(Row::plain(line(Cell::Empty, Cell::Label(*label), *balance)));
    }
    rows.push(Row::total(line(Cell::Empty, Cell::Label(total), whole)));
    whole
}

fn line(account: Cell, name: Cell, balance: Balance) -> Vec<Cell> {
    vec![account, name, Cell::Amount(balance.closing), Cell::Amount(balance.opening)]
}
