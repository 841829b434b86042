//! Income statement 利润表: income and expense of some months and of the year to date.
//!
//! Owns the order of its lines. The lines follow the small-business standard by the first digits
//! of the account: revenue with the discounts beside it, cost of sales, taxes, other income,
//! expenses, other losses. Invariant: profit = what the accounts of classes 5 moved, credit less
//! debit; no account of income or expense is left out, and a year's close, which carries them away,
//! does not count.

use std::collections::BTreeMap;

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;

use super::account_sum::{self, Months};
use super::{Cell, Column, Drill, Label, Query, Report, ReportError, ReportName, Row, columns};
use crate::sql::Sql;

/// Columns.
pub const COLUMNS: &[Column] = columns![account: Text, line: Text, amount: Amount, year: Amount];

const GROSS: Label = Label::new("gross_profit", "毛利", "Gross profit");
const OPERATING: Label = Label::new("operating_profit", "营业利润", "Operating profit");
const NET: Label = Label::new("net_profit", "净利润", "Net profit");

/// A part of the statement.
struct Part {
    heading: Label,
    /// First digits of its accounts.
    codes: &'static [&'static str],
    /// 1 when it adds to profit, −1 when it takes from it.
    sign: i64,
    /// The subtotal after it.
    subtotal: Option<Label>,
}

const PARTS: &[Part] = &[
    Part {
        heading: Label::new("revenue", "营业收入", "Revenue"),
        codes: &["50", "51"],
        sign: 1,
        subtotal: None,
    },
    Part {
        heading: Label::new("cost_of_sales", "营业成本", "Cost of sales"),
        codes: &["5401", "5402"],
        sign: -1,
        subtotal: Some(GROSS),
    },
    Part {
        heading: Label::new("taxes_and_expenses", "税金及费用", "Taxes and expenses"),
        codes: &["5403", "56"],
        sign: -1,
        subtotal: Some(OPERATING),
    },
    Part {
        heading: Label::new("other_income", "营业外收入", "Other income"),
        codes: &["52", "53"],
        sign: 1,
        subtotal: None,
    },
    Part {
        heading: Label::new("other_losses", "营业外支出", "Other losses"),
        codes: &["5"],
        sign: -1,
        subtotal: Some(NET),
    },
];

/// What an account brought: credit less debit of the months asked, and of the year so far.
#[derive(Debug, Clone, Copy, Default)]
struct Figures {
    period: Amount,
    year: Amount,
}

/// Months from that of `from` to that of `to`. Without `to`, the newest month of the books;
/// without `from`, that month alone.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let last = match query.to {
        Some(day) => Some(day.month()),
        None => account_sum::newest_month(sql, query.branch)?,
    };
    let Some(last) = last else {
        return Ok(Report { columns: COLUMNS, rows: Vec::new(), total: None, next: None });
    };
    let first = query.from.map_or(last, |day| day.month());
    let accounts = figures(sql, query, first, last)?;
    Ok(lay_out(query, first, last, accounts))
}

fn figures(
    sql: &mut dyn Sql,
    query: &Query,
    first: Month,
    last: Month,
) -> Result<BTreeMap<AccountCode, Figures>, ReportError> {
    let january = Month::from_number(last.year() * 100 + 1).unwrap_or(first);
    // One reading gives both: up to the later of the two months, and from it on.
    let (early, late) = (january.min(first), january.max(first));
    let months = Months { first: Some(late), last: Some(last) };
    let sums = account_sum::since(sql, query.branch, Some(early), months)?;
    let mut found: BTreeMap<AccountCode, Figures> = BTreeMap::new();
    for (code, sums) in sums {
        let (short, long) = (-sums.change(), -sums.closing());
        let figures = match first < january {
            true => Figures { period: long, year: short },
            false => Figures { period: short, year: long },
        };
        found.insert(code, figures);
    }
    // A year's close carries what it brought away; the statement shows what that was.
    for year in first.year()..last.year() {
        let close = Some(Month::year_close(year));
        let months = Months { first: close, last: close };
        for (code, sums) in account_sum::since(sql, query.branch, close, months)? {
            found.entry(code).or_default().period += sums.change();
        }
    }
    found.retain(|code, _| is_profit_and_loss(*code));
    Ok(found)
}

/// True for accounts of income and expense.
pub(crate) fn is_profit_and_loss(code: AccountCode) -> bool {
    code.to_string().starts_with('5')
}

fn lay_out(
    query: &Query,
    first: Month,
    last: Month,
    mut accounts: BTreeMap<AccountCode, Figures>,
) -> Report {
    let mut rows = Vec::new();
    let mut profit = Figures::default();
    for part in PARTS {
        let mine = |code: &AccountCode| {
            let text = code.to_string();
            part.codes.iter().any(|start| text.starts_with(start))
        };
        let (taken, rest): (BTreeMap<_, _>, BTreeMap<_, _>) =
            accounts.into_iter().partition(|(code, _)| mine(code));
        accounts = rest;
        let shown = taken.into_iter().filter(|(_, figures)| {
            query.zero || !figures.period.is_zero() || !figures.year.is_zero()
        });
        rows.push(Row::heading(vec![Cell::Empty, Cell::Label(part.heading)], COLUMNS.len()));
        for (code, figures) in account_sum::in_chart_order(shown) {
            profit.period += figures.period;
            profit.year += figures.year;
            rows.push(account_row(query, first, last, code, signed(figures, part.sign)));
        }
        if let Some(label) = part.subtotal {
            rows.push(Row::total(line(Cell::Empty, Cell::Label(label), profit)));
        }
    }
    let total = Some(line(Cell::Empty, Cell::Label(NET), profit));
    Report { columns: COLUMNS, rows, total, next: None }
}

fn account_row(
    query: &Query,
    first: Month,
    last: Month,
    code: AccountCode,
    figures: Figures,
) -> Row {
    let ledger = Query {
        branch: query.branch,
        from: Some(first.first_day()),
        to: Some(last.last_day()),
        account: Some(code),
        ..Query::default()
    };
    let cells = line(Cell::Text(code.to_string()), Cell::account(code), figures);
    Row::plain(cells).opening(Drill::Report(ReportName::AccountLedger, Box::new(ledger)))
}

fn signed(figures: Figures, sign: i64) -> Figures {
    match sign < 0 {
        true => Figures { period: -figures.period, year: -figures.year },
        false => figures,
    }
}

fn line(account: Cell, name: Cell, figures: Figures) -> Vec<Cell> {
    vec![account, name, Cell::Amount(figures.period), Cell::Amount(figures.year)]
}
