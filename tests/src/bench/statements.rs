//! P6: trial balance and both statements of a company, with little history and with much.
//!
//! Owns filling the account sums of all branches and months, and a history of documents that nobody
//! may read for them. Invariant: the same questions are asked before the history is there and after.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use fenhao_books::report::{self, Query, ReportName};
use fenhao_books::store::Store;
use fenhao_domain::account::CHART;

use super::{Figure, Samples, bare, millis, processor_time, ratio};
use crate::company;

/// The goal for each of them.
const GOAL: Duration = Duration::from_millis(200);

/// Times that each is asked for.
const ROUNDS: usize = 15;

/// What is asked for.
const REPORTS: [(ReportName, &str); 3] = [
    (ReportName::TrialBalance, "trial balance"),
    (ReportName::IncomeStatement, "income statement"),
    (ReportName::BalanceSheet, "balance sheet"),
];

/// Measures a company of so many branches over a year, with so many documents of history.
///
/// # Errors
/// The database's.
pub fn measure(
    folder: &Path,
    branches: u32,
    documents: u64,
    say: &dyn Fn(&str),
) -> Result<Vec<Figure>> {
    let path = folder.join("statements.sqlite");
    drop(company::hq(&path, branches, 1..=1)?);
    sums(&path, branches)?;
    let before = ask(&path)?;
    say(&format!("P6: writing {documents} documents of history"));
    history(&path, branches, documents)?;
    let after = ask(&path)?;
    let cases = REPORTS.iter().zip(before.into_iter().zip(after));
    let cases = cases.map(|((_, name), (before, after))| {
        let busy = |times: &(Samples, Samples)| times.1.percentile(50);
        Figure {
            name: format!("P6 {name}, {branches} branches, {documents} documents"),
            goal: "p99 ≤ 200 ms, independent of history".to_owned(),
            measured: format!("{}, processor {}", after.0.text(), millis(busy(&after))),
            limit: format!("without history p50 {}", millis(before.0.percentile(50))),
            ratio: Some(ratio(busy(&after), busy(&before))),
            reached: after.0.percentile(99) <= GOAL,
        }
    });
    Ok(cases.collect())
}

/// Times of the reports, and of the processor alone.
fn ask(path: &Path) -> Result<[(Samples, Samples); 3]> {
    let store = Store::open(path)?;
    let mut found = [(); 3].map(|()| (Samples::default(), Samples::default()));
    for _ in 0..ROUNDS {
        for ((name, _), (samples, busy)) in REPORTS.iter().zip(&mut found) {
            let (before, begin) = (processor_time().unwrap_or_default(), Instant::now());
            let made = store.read(|sql| report::run(sql, *name, &Query::default()))?;
            samples.add(begin.elapsed());
            busy.add(processor_time().unwrap_or_default().saturating_sub(before));
            ensure!(made.rows.len() > 10, "{name:?} has {} rows", made.rows.len());
        }
    }
    Ok(found)
}

/// Every account of every branch in every month of a year; debits and credits are equal.
fn sums(path: &Path, branches: u32) -> Result<()> {
    let connection = bare::open(path)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut insert = connection.prepare(
        "INSERT INTO account_sum (branch_id, account, month, debit, credit) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for branch in 1..=branches {
        for (at, account) in CHART.iter().enumerate() {
            let figure = 10_000 * (1 + i64::try_from(at / 2)?);
            let (debit, credit) = if at % 2 == 0 { (figure, 0) } else { (0, figure) };
            for month in 202_601..=202_612 {
                insert.execute((branch, account.code.0, month, debit, credit))?;
            }
        }
    }
    drop(insert);
    Ok(connection.execute_batch("COMMIT")?)
}

/// Documents with four entries each, in the order of their keys.
fn history(path: &Path, branches: u32, documents: u64) -> Result<()> {
    let connection = bare::open(path)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut document = connection.prepare(
        "INSERT INTO document (branch_id, stream, seq, kind, number, business_date, recorded_at, \
         partner_id, amount, lines, handler, due_date, postings) \
         VALUES (?1, ?1 << 16, ?2, 1, '', 20260101, 0, 0, 10000, 1, 1, 0, 0)",
    )?;
    let mut entry = connection.prepare(
        "INSERT INTO account_entry (branch_id, account, business_date, stream, seq, line, party, \
         side, amount, item_stream, item_seq) \
         VALUES (?1, ?2, 20260101, ?1 << 16, ?3, ?4, 0, ?5, 10000, 0, 0)",
    )?;
    let each = i64::try_from(documents / u64::from(branches))?;
    for branch in 1..=branches {
        for seq in 1..=each {
            document.execute((branch, seq))?;
        }
        for (line, account) in (1..).zip([1001, 1405, 5401, 500_101]) {
            for seq in 1..=each {
                entry.execute((branch, account, seq, line, 1 + line % 2))?;
            }
        }
    }
    drop((document, entry));
    Ok(connection.execute_batch("COMMIT")?)
}
