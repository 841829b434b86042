//! The two statements 两表 and the goods, as the oracles see them.
//!
//! Owns exporting a place's journal, having hledger and beancount read it, and comparing balances,
//! value of goods, income statement and balance sheet with our own reports. Leaves out running the
//! programs (`oracle`). Invariant: the figures on their side are computed by them, from our journal,
//! by the types of accounts; ours come from the reports that people read.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use fenhao_books::export::{self, Format, Scope};
use fenhao_books::report::account_sum::{self, Months};
use fenhao_books::report::{self, Cell, Query, ReportName};
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;
use fenhao_domain::stock::StockClass;

use crate::oracle::{self, Balances, Statements};
use crate::scenario::world::Place;

/// Both programs.
pub const BOTH: &[Format] = &[Format::Hledger, Format::Beancount];

/// Has programs read a place's journal and compares: all of it up to the end of `until`, or that
/// month alone, which begins with its opening balances.
///
/// # Errors
/// What differs, or what a program says.
pub fn agree(place: &Place, until: Month, month_alone: bool, by: &[Format]) -> Result<()> {
    let ours = balances(place, until)?;
    let statements = statements(place, until)?;
    if !month_alone {
        worth(place, &ours)?;
    }
    let folder = tempfile::tempdir()?;
    for format in by {
        let name = format!("{format:?}").to_lowercase();
        let file = folder.path().join(format!("books.{name}"));
        journal(place, *format, month_alone.then_some(until), &file)?;
        let (theirs, read) = match format {
            Format::Hledger => (oracle::hledger(&file), oracle::hledger_statements(&file)),
            Format::Beancount => (oracle::beancount(&file), oracle::beancount_statements(&file)),
        };
        let told = || format!("{name} reads the journal of {}", place.name);
        let (theirs, read) = (theirs.with_context(told)?, read.with_context(told)?);
        oracle::compare(&name, &ours, &theirs).with_context(|| place.name)?;
        ensure!(
            read == statements,
            "{}: our statements say {statements:?}, {name} says {read:?}",
            place.name
        );
    }
    Ok(())
}

fn journal(place: &Place, format: Format, month: Option<Month>, file: &Path) -> Result<()> {
    let mut out = Vec::new();
    let scope = Scope { branch: None, month, currency: "CNY" };
    place.store.read(|sql| export::journal(sql, format, &scope, &mut out, &mut |_| {}))?;
    Ok(std::fs::write(file, out)?)
}

/// Debit less credit of every account at the end of a month.
fn balances(place: &Place, until: Month) -> Result<Balances> {
    let months = Months { first: None, last: Some(until) };
    let sums = place.store.read(|sql| account_sum::by_account(sql, None, months))?;
    Ok(sums.into_iter().map(|(code, sums)| (code.0, sums.closing())).collect())
}

/// The goods are worth what their accounts say, warehouse by warehouse.
fn worth(place: &Place, balances: &Balances) -> Result<()> {
    let rows = place.numbers("SELECT class, warehouse, value FROM stock_sum", &[])?;
    let mut worth: BTreeMap<StockClass, Amount> = BTreeMap::new();
    for row in rows {
        let class = StockClass::from_number(row[0]).context("a class")?;
        *worth.entry(class).or_default() += class.as_debit(Amount::from_raw(row[2]));
    }
    for (class, value) in worth {
        let Some(account) = class.account() else { continue };
        let balance = balances.get(&account.0).copied().unwrap_or_default();
        ensure!(value == balance, "{}: {account} is {balance}, goods {value}", place.name);
    }
    Ok(())
}

/// What our two reports say of the year up to the end of a month.
fn statements(place: &Place, until: Month) -> Result<Statements> {
    let january = Month::from_number(until.year() * 100 + 1).context("a month")?;
    let (from, to) = (Some(january.first_day()), Some(until.last_day()));
    let query = Query { from, to, ..Query::default() };
    let run = |name| {
        let made = place.store.read(|sql| report::run(sql, name, &query));
        made.with_context(|| format!("{name:?} at {}", place.name))
    };
    let (income, sheet) = (run(ReportName::IncomeStatement)?, run(ReportName::BalanceSheet)?);
    let mut found = Statements::default();
    for row in &income.rows {
        if let (Some(Cell::Text(code)), Some(Cell::Amount(amount))) =
            (row.cells.first(), row.cells.get(2))
        {
            found.income.insert(code.parse()?, *amount);
        }
        if let (Some(Cell::Label(label)), Some(Cell::Amount(amount))) =
            (row.cells.get(1), row.cells.get(2))
            && label.key == "net_profit"
        {
            found.profit = *amount;
        }
    }
    for row in &sheet.rows {
        let (Some(Cell::Label(label)), Some(Cell::Amount(amount))) =
            (row.cells.get(1), row.cells.get(2))
        else {
            continue;
        };
        match label.key {
            "assets_total" => found.assets = *amount,
            "liabilities_total" => found.liabilities = *amount,
            "equity_total" => found.equity = *amount,
            "broken_invariant" => anyhow::bail!("the sides of {} differ by {amount}", place.name),
            _ => {}
        }
    }
    found.income.retain(|_, amount| !amount.is_zero());
    Ok(found)
}
