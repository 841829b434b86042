//! Proofs 验证 over whole ledgers, for tests that break things.
//!
//! Owns the questions: is a ledger sound, are its numbers without gaps, do two ledgers hold the
//! same books. The answers come from the books' own proofs and from plain SQLite.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};
use fenhao_books::store::Store;
use fenhao_books::{rebuild, verify};
use rusqlite::Connection;

/// Facts and sums of the books.
const BOOKS: [&str; 11] = [
    "document",
    "document_link",
    "document_source",
    "stock_move",
    "account_entry",
    "stock_sum",
    "account_sum",
    "party_sum",
    "sales_day",
    "goods_day",
    "tender_day",
];

/// Chain, batches and rows are whole, and the sums are the fold of the facts.
///
/// # Errors
/// What is not.
pub fn sound(store: &Store, own_key: Option<&[u8; 32]>) -> Result<()> {
    let verified = store.read(|sql| verify::verify(sql, own_key, &mut |_| {}))?;
    ensure!(verified.is_sound(), "verify: {:?}", verified.faults.first());
    let compared = store.read(|sql| rebuild::compare(sql, &mut |_| {}))?;
    ensure!(compared.agrees(), "rebuild: {:?}", compared.differences.first());
    Ok(())
}

/// The document numbers of a ledger, each with how often it stands there; the counters of a day
/// and kind run from 1 without a gap.
///
/// # Errors
/// A gap.
pub fn numbers(path: &Path) -> Result<BTreeMap<String, u64>> {
    let connection = Connection::open(path)?;
    let mut statement = connection.prepare("SELECT number FROM document ORDER BY stream, seq")?;
    let mut found = BTreeMap::new();
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for number in statement.query_map([], |row| row.get::<_, String>(0))? {
        let number = number?;
        if let Some((series, count)) = number.rsplit_once('-') {
            let last = last.entry(series.to_owned()).or_insert(0);
            ensure!(count.parse() == Ok(*last + 1), "{number} follows {series}-{last:04}");
            *last += 1;
        }
        *found.entry(number).or_insert(0) += 1;
    }
    Ok(found)
}

/// Two ledgers hold the same books, row by row.
///
/// # Errors
/// The first table that differs.
pub fn same_books(one: &Path, other: &Path) -> Result<()> {
    let connection = Connection::open(one)?;
    connection.execute("ATTACH DATABASE ?1 AS other", [other.to_string_lossy()])?;
    let differ = |table: &str, rows: &str| -> Result<()> {
        for (here, there) in [("main", "other"), ("other", "main")] {
            let text = format!(
                "SELECT COUNT(*) FROM (SELECT * FROM {here}.{table} {rows} \
                 EXCEPT SELECT * FROM {there}.{table} {rows})"
            );
            let count: i64 = connection.query_row(&text, [], |row| row.get(0))?;
            ensure!(count == 0, "{table}: {count} rows of {here} are not in {there}");
        }
        Ok(())
    };
    BOOKS.iter().try_for_each(|table| differ(table, ""))?;
    // HQ's log also holds its feeds, which are of device 0.
    differ("log", "WHERE stream > 65535")
}
