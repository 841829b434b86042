//! The bare limit 裸写上限: the very rows that our code wrote, written by nothing but SQLite.
//!
//! Owns finding the rows that a ledger has gained and writing them into a copy of what it was
//! before, with the same durability, page size and cache. Leaves out everything that makes them
//! books: no look-ups, no arithmetic, no hashes, no signatures. Sums are written once, as they
//! stand at the end.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rusqlite::Connection;
use rusqlite::types::Value;

/// Tables whose rows are only ever added; the sequence number is in the named column.
const FACTS: [(&str, &str); 7] = [
    ("log", "seq"),
    ("batch", "last_seq"),
    ("document", "seq"),
    ("document_source", "seq"),
    ("document_link", "seq"),
    ("stock_move", "seq"),
    ("account_entry", "seq"),
];

/// Tables whose rows change with the facts.
const SUMS: [&str; 8] = [
    "stock_sum",
    "account_sum",
    "party_sum",
    "sales_day",
    "goods_day",
    "tender_day",
    "number_counter",
    "cart",
];

/// Rows of one table.
pub struct Rows {
    insert: String,
    width: usize,
    values: Vec<Value>,
    /// Stream and sequence number of each row; empty for sums.
    keys: Vec<(i64, i64)>,
}

/// The rows that a ledger has gained.
pub struct Gained {
    facts: Vec<Rows>,
    sums: Vec<Rows>,
}

impl Gained {
    /// What `after` has beyond `before`.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn between(before: &Path, after: &Path) -> Result<Gained> {
        let connection = Connection::open(after)?;
        connection.execute("ATTACH DATABASE ?1 AS past", [before.to_string_lossy()])?;
        let mut gained = Gained { facts: Vec::new(), sums: Vec::new() };
        for (table, seq) in FACTS {
            gained.facts.push(rows(&connection, table, "INSERT", Some(seq))?);
        }
        for table in SUMS {
            gained.sums.push(rows(&connection, table, "INSERT OR REPLACE", None)?);
        }
        Ok(gained)
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.facts.iter().chain(&self.sums).map(|rows| rows.values.len() / rows.width).sum()
    }

    /// Writes all into `path`, a copy of what the ledger was, `documents` to a transaction, in the
    /// order of their streams. The sums go into the last one. Gives the time that it took.
    ///
    /// # Errors
    /// The database's.
    pub fn write(&self, path: &Path, documents: usize) -> Result<Duration> {
        let connection = open(path)?;
        let log = &self.facts[0].keys;
        let mut next = vec![0; self.facts.len()];
        let begin = Instant::now();
        for (at, group) in log.chunks(documents).enumerate() {
            let last = *group.last().context("a group has a document")?;
            let ends = (at + 1) * documents >= log.len();
            connection.execute_batch("BEGIN IMMEDIATE")?;
            for (rows, from) in self.facts.iter().zip(&mut next) {
                let to = rows.keys.partition_point(|key| *key <= last);
                let to = if ends { rows.keys.len() } else { to };
                rows.insert(&connection, *from, to)?;
                *from = to;
            }
            if ends {
                for rows in &self.sums {
                    rows.insert(&connection, 0, rows.values.len() / rows.width)?;
                }
            }
            connection.execute_batch("COMMIT")?;
        }
        Ok(begin.elapsed())
    }
}

impl Rows {
    fn insert(&self, connection: &Connection, from: usize, to: usize) -> Result<()> {
        let mut statement = connection.prepare_cached(&self.insert)?;
        for row in self.values[from * self.width..to * self.width].chunks_exact(self.width) {
            for (at, value) in row.iter().enumerate() {
                statement.raw_bind_parameter(at + 1, value)?;
            }
            statement.raw_execute()?;
        }
        Ok(())
    }
}

/// The rows that posting one document wrote or changed at its branch.
///
/// # Errors
/// When the ledger cannot be read.
pub fn of_document(connection: &Connection, stream: i64, seq: i64) -> Result<Vec<Rows>> {
    let own = format!("WHERE stream = {stream} AND seq = {seq}");
    let moved = format!("WHERE product_id IN (SELECT product_id FROM stock_move {own})");
    let booked = format!("WHERE account IN (SELECT account FROM account_entry {own})");
    let goods = format!(
        "WHERE (branch_id, business_date, kind) = (SELECT branch_id, business_date, kind \
         FROM document {own}) AND product_id IN (SELECT product_id FROM stock_move {own})"
    );
    let day = format!("WHERE business_date = (SELECT business_date FROM document {own})");
    let cases = [
        ("log", own.as_str()),
        ("document", &own),
        ("document_link", &own),
        ("document_source", &own),
        ("stock_move", &own),
        ("account_entry", &own),
        ("stock_sum", &moved),
        ("account_sum", &booked),
        ("sales_day", &day),
        ("goods_day", &goods),
        ("tender_day", &day),
        ("number_counter", &day),
        ("cart", "WHERE cart_id = 0"),
    ];
    let read = |(table, filter): (&str, &str)| {
        let text = format!("SELECT * FROM {table} {filter}");
        select(connection, &text, &format!("INSERT OR REPLACE INTO {table}"), None)
    };
    cases.into_iter().map(read).collect()
}

/// Writes rows in one durable transaction.
///
/// # Errors
/// The database's.
pub fn write_once(connection: &Connection, tables: &[Rows]) -> Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    for rows in tables {
        rows.insert(connection, 0, rows.values.len() / rows.width)?;
    }
    Ok(connection.execute_batch("COMMIT")?)
}

/// A connection as durable as the books' own.
///
/// # Errors
/// The database's.
pub fn open(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA wal_autocheckpoint = 2000; PRAGMA cache_size = -65536; \
         PRAGMA temp_store = MEMORY;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn rows(connection: &Connection, table: &str, verb: &str, seq: Option<&str>) -> Result<Rows> {
    let order = seq.map_or_else(String::new, |seq| format!(" ORDER BY stream, {seq}"));
    let text = format!("SELECT * FROM main.{table} EXCEPT SELECT * FROM past.{table}{order}");
    select(connection, &text, &format!("{verb} INTO {table}"), seq)
}

/// The rows of a query, with the statement that writes them.
fn select(connection: &Connection, text: &str, into: &str, seq: Option<&str>) -> Result<Rows> {
    let mut statement = connection.prepare_cached(text)?;
    let width = statement.column_count();
    let place = |name: &str| statement.column_index(name).ok();
    let key = seq.and_then(|seq| place("stream").zip(place(seq)));
    let columns = statement.column_names().collect::<Vec<_>>().join(", ");
    let places: Vec<String> = (1..=width).map(|at| format!("?{at}")).collect();
    let insert = format!("{into} ({columns}) VALUES ({})", places.join(", "));
    let mut found = Rows { insert, width, values: Vec::new(), keys: Vec::new() };
    let mut cursor = statement.query([])?;
    while let Some(row) = cursor.next()? {
        for at in 0..width {
            found.values.push(row.get(at)?);
        }
        if let Some((stream, seq)) = key {
            found.keys.push((row.get(stream)?, row.get(seq)?));
        }
    }
    Ok(found)
}
