//! Replaying 重写: what a posting wrote, written again by nothing but SQLite.
//!
//! Owns a database seam that keeps every row on its way, and writing the same statements into a copy of
//! the ledger with the same durability. Leaves out which postings (`kinds`). Invariant: the copy ends
//! as the ledger does, so both sides write the same rows into the same trees.

use std::time::{Duration, Instant};

use anyhow::Result;
use fenhao_books::sql::{Each, Sql, SqlError, Value};
use rusqlite::Connection;
use rusqlite::types::Value as Owned;

/// Rows that one insert takes, as the books have it.
const ROWS_AT_ONCE: [usize; 3] = [64, 8, 1];

/// Statements of one posting.
#[derive(Debug, Clone, Default)]
pub struct Written {
    statements: Vec<(String, Vec<Owned>)>,
    /// Rows in all.
    pub rows: usize,
}

impl Written {
    fn keep(&mut self, text: String, params: &[Value<'_>], rows: usize) {
        let owned = |value: &Value<'_>| match value {
            Value::Null => Owned::Null,
            Value::I64(number) => Owned::Integer(*number),
            Value::Text(text) => Owned::Text((*text).to_owned()),
            Value::Bytes(bytes) => Owned::Blob(bytes.to_vec()),
        };
        self.statements.push((text, params.iter().map(owned).collect()));
        self.rows += rows;
    }

    /// Writes all in one durable transaction; the time that it took.
    ///
    /// # Errors
    /// The database's.
    pub fn write(&self, connection: &Connection) -> Result<Duration> {
        let begin = Instant::now();
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for (text, params) in &self.statements {
            let mut statement = connection.prepare_cached(text)?;
            for (at, value) in params.iter().enumerate() {
                statement.raw_bind_parameter(at + 1, value)?;
            }
            statement.raw_execute()?;
        }
        connection.execute_batch("COMMIT")?;
        Ok(begin.elapsed())
    }
}

/// Passes everything on, and keeps what is written.
pub struct Recorder<'s> {
    sql: &'s mut dyn Sql,
    /// What was written so far.
    pub written: Written,
}

impl<'s> Recorder<'s> {
    /// Nothing has been written yet.
    pub fn new(sql: &'s mut dyn Sql) -> Recorder<'s> {
        Recorder { sql, written: Written::default() }
    }
}

impl Sql for Recorder<'_> {
    fn execute(&mut self, text: &str, params: &[Value<'_>]) -> Result<u64, SqlError> {
        self.written.keep(text.to_owned(), params, 1);
        self.sql.execute(text, params)
    }

    fn query(
        &mut self,
        text: &str,
        params: &[Value<'_>],
        each: &mut Each<'_>,
    ) -> Result<(), SqlError> {
        self.sql.query(text, params, each)
    }

    fn merge(
        &mut self,
        table: &str,
        columns: &[&str],
        values: &[Value<'_>],
        conflict: &str,
    ) -> Result<(), SqlError> {
        let mut rest = values;
        for rows in ROWS_AT_ONCE {
            while let Some((now, later)) = rest.split_at_checked(rows * columns.len()) {
                let text = insert(table, columns, rows) + conflict;
                self.written.keep(text, now, rows);
                rest = later;
            }
        }
        self.sql.merge(table, columns, values, conflict)
    }

    fn isolate(
        &mut self,
        work: &mut dyn FnMut(&mut dyn Sql) -> Result<(), SqlError>,
    ) -> Result<(), SqlError> {
        let written = &mut self.written;
        self.sql.isolate(&mut |sql| {
            let mut inner = Recorder { sql, written: std::mem::take(written) };
            let outcome = work(&mut inner);
            *written = inner.written;
            outcome
        })
    }
}

fn insert(table: &str, columns: &[&str], rows: usize) -> String {
    let row = |row: usize| {
        let places = (1..=columns.len()).map(|at| format!("?{}", row * columns.len() + at));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT INTO {table} ({}) VALUES {} ", columns.join(", "), rows.join(", "))
}
