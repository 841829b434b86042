//! Independent oracles 旁证: hledger and beancount read our journal and say what the balances are.
//!
//! Owns running them and comparing their balances with our trial balance. Leaves out how a journal
//! is written. Invariant: each program must accept the journal without a word of complaint and give
//! the same balance for every account, to the cent; an account that only one side has must be zero.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use fenhao_domain::amount::Amount;
use serde_json::Value;

use crate::program;

/// Balances by account code.
pub type Balances = BTreeMap<u32, Amount>;

/// Runs a command of one of our programs on one ledger.
pub type Runs<'r> = dyn Fn(&[&str]) -> Result<String> + 'r;

/// Exports the journal for both programs, has them read it, and compares.
pub fn agree(run: &Runs<'_>) -> Result<()> {
    let ours = trial_balance(&run(&["report", "trial-balance", "--format", "json"])?)?;
    ensure!(!ours.is_empty(), "the trial balance is empty");
    ensure!(ours.values().copied().sum::<Amount>().is_zero(), "the trial balance is not zero");
    let folder = tempfile::tempdir()?;
    for (format, read) in
        [("hledger", hledger as fn(&Path) -> Result<Balances>), ("beancount", beancount)]
    {
        let file = folder.path().join(format!("books.{format}"));
        std::fs::write(&file, run(&["export", "journal", "--format", format])?)?;
        let theirs = read(&file).with_context(|| format!("{format} reads the journal"))?;
        compare(format, &ours, &theirs)?;
    }
    Ok(())
}

/// Our closing balances, debit less credit.
pub fn trial_balance(report: &str) -> Result<Balances> {
    let report: Value = serde_json::from_str(report)?;
    let rows = report.get("rows").and_then(Value::as_array).context("rows")?;
    let mut balances = Balances::new();
    for row in rows {
        let cell = |key: &str| row.get(key).and_then(Value::as_str).context("a cell");
        let code = cell("account")?.parse()?;
        *balances.entry(code).or_default() += Amount::parse(cell("closing")?)?;
    }
    Ok(balances)
}

/// What hledger says, after its strict checks have passed.
pub fn hledger(journal: &Path) -> Result<Balances> {
    let file = journal.to_string_lossy().into_owned();
    let program = PathBuf::from("hledger");
    program::run(&program, &["-f", &file, "check", "--strict"])?;
    let csv =
        program::run(&program, &["-f", &file, "bal", "-N", "--flat", "not:Units", "-O", "csv"])?;
    balances(&csv)
}

/// What beancount says, after `bean-check` has found nothing.
pub fn beancount(journal: &Path) -> Result<Balances> {
    let file = journal.to_string_lossy().into_owned();
    program::run(&tool("bean-check")?, &["--no-cache", &file])?;
    let query = "SELECT account, sum(number) WHERE currency = 'CNY' GROUP BY account";
    balances(&program::run(&tool("bean-query")?, &["-f", "csv", "--no-errors", &file, query])?)
}

/// A program of beancount, from the developer's set-up.
fn tool(name: &str) -> Result<PathBuf> {
    let cache = std::env::var_os("FENHAO_CACHE").map(PathBuf::from).or_else(|| {
        let home = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
            .map(|cache| cache.join("fenhao"))
    });
    let path = cache.context("a cache folder")?.join("venv/bin").join(name);
    if !path.is_file() {
        bail!("{name} is not installed; run `cargo dev setup`");
    }
    Ok(path)
}

/// Reads `account, amount` lines; the account's last part begins with its code.
fn balances(text: &str) -> Result<Balances> {
    let mut balances = Balances::new();
    for row in csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes()).records() {
        let row = row?;
        let last = row[0].trim().rsplit(':').next().unwrap_or_default().to_owned();
        let code = last.split('-').next().unwrap_or_default();
        let Ok(code) = code.parse::<u32>() else { continue };
        let figure = row[1].replace("CNY", "").replace(',', "");
        *balances.entry(code).or_default() += Amount::parse(figure.trim())?;
    }
    Ok(balances)
}

/// Fails on the first account whose balances differ.
pub fn compare(oracle: &str, ours: &Balances, theirs: &Balances) -> Result<()> {
    for code in ours.keys().chain(theirs.keys()) {
        let of = |side: &Balances| side.get(code).copied().unwrap_or(Amount::ZERO);
        ensure!(
            of(ours) == of(theirs),
            "account {code}: our books say {}, {oracle} says {}",
            of(ours),
            of(theirs)
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cent_of_difference_is_named() {
        let ours = Balances::from([(1001, Amount::from_minor(100))]);
        let theirs = Balances::from([(1001, Amount::from_minor(101))]);
        let said = compare("hledger", &ours, &theirs).expect_err("a difference").to_string();
        assert_eq!(said, "account 1001: our books say 1.00, hledger says 1.01");
    }

    #[test]
    fn an_account_that_one_side_lacks_must_be_zero() {
        let ours = Balances::from([(1001, Amount::ZERO)]);
        compare("hledger", &ours, &Balances::new()).expect("zero is nothing");
        compare("hledger", &Balances::new(), &Balances::from([(1, Amount::from_minor(1))]))
            .expect_err("a balance that we lack");
    }
}
