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

/// The two statements: income and expense by account, each as its statement shows it, and totals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statements {
    /// Income as credit, expense as debit, by account code; without those that are zero.
    pub income: Balances,
    /// Income less expense.
    pub profit: Amount,
    /// Assets.
    pub assets: Amount,
    /// Liabilities.
    pub liabilities: Amount,
    /// Equity, the profit included.
    pub equity: Amount,
}

/// What hledger's own statements say, by the types that the journal gives its accounts.
pub fn hledger_statements(journal: &Path) -> Result<Statements> {
    let file = journal.to_string_lossy().into_owned();
    let say = |report: &str| {
        let words = ["-f", &file, report, "--flat", "-O", "csv", "not:Units"];
        program::run(&PathBuf::from("hledger"), &words)
    };
    let (income, sheet) = (say("incomestatement")?, say("balancesheetequity")?);
    let mut found = Statements { income: balances(&income)?, ..Statements::default() };
    found.income.retain(|_, amount| !amount.is_zero());
    found.profit = *totals(&income)?.last().context("a net line")?;
    let totals = totals(&sheet)?;
    let [assets, liabilities, equity, net] = totals[..] else { bail!("four totals: {totals:?}") };
    ensure!(net == found.profit, "the statements differ by {net} and {}", found.profit);
    (found.assets, found.liabilities, found.equity) = (assets, liabilities, equity + net);
    Ok(found)
}

/// The lines `total` and `Net:` of a statement, in their order; a part without accounts has none.
fn totals(text: &str) -> Result<Vec<Amount>> {
    let mut found = Vec::new();
    for row in csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes()).records() {
        let row = row?;
        if matches!(row[0].trim(), "total" | "Total:" | "Net:") {
            found.push(row.get(1).map_or(Ok(Amount::ZERO), figure)?);
        }
    }
    Ok(found)
}

/// What beancount says of the five roots, and of every account of income and expense.
pub fn beancount_statements(journal: &Path) -> Result<Statements> {
    let file = journal.to_string_lossy().into_owned();
    let ask = |query: &str| {
        program::run(&tool("bean-query")?, &["-f", "csv", "--no-errors", &file, query])
    };
    let mut found = Statements::default();
    let turned = balances(&ask(
        "SELECT account, neg(sum(number)) WHERE currency = 'CNY' AND account ~ '^Income:' \
         GROUP BY account",
    )?)?;
    found.income = balances(&ask(
        "SELECT account, sum(number) WHERE currency = 'CNY' AND account ~ '^Expenses:' \
         GROUP BY account",
    )?)?;
    found.income.extend(turned);
    found.income.retain(|_, amount| !amount.is_zero());
    let roots = ask(
        "SELECT root(account, 1), sum(number) WHERE currency = 'CNY' GROUP BY root(account, 1)",
    )?;
    let mut sums = BTreeMap::new();
    for row in csv::ReaderBuilder::new().flexible(true).from_reader(roots.as_bytes()).records() {
        let row = row?;
        if let Ok(amount) = figure(&row[1]) {
            sums.insert(row[0].trim().to_owned(), amount);
        }
    }
    let of = |root: &str| sums.get(root).copied().unwrap_or_default();
    found.profit = -of("Income") - of("Expenses");
    (found.assets, found.liabilities) = (of("Assets"), -of("Liabilities"));
    found.equity = -of("Equity") + found.profit;
    Ok(found)
}

/// A figure with or without its currency.
fn figure(text: &str) -> Result<Amount> {
    Ok(Amount::parse(text.replace("CNY", "").replace(',', "").trim())?)
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
        *balances.entry(code).or_default() += figure(&row[1])?;
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
