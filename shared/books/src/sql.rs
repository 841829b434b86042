//! The small seam between the books and a database 数据库接口.
//!
//! Owns the synchronous trait that all SQL text goes through, its values, rows and errors. Leaves
//! out the engines (`sql/*`: one adapter each). Invariant: SQL text is written once, in the
//! portable subset; parameters are `?1`, `?2`, …; nothing outside this crate sees a row.

use thiserror::Error;

pub mod sqlite;

/// A parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A whole number; also flags, dates and money.
    I64(i64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::I64(value)
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(value: Option<i64>) -> Self {
        value.map_or(Value::Null, Value::I64)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::I64(i64::from(value))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::Text(value)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Value::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Value::Bytes(value)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Value::Bytes(value)
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Value::Bytes(value)
    }
}

/// What a database answers when it cannot.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SqlError {
    /// No room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The disk does not read or write as it should.
    #[error("the disk failed: {message}")]
    DiskFailed {
        /// The engine's words.
        message: String,
    },
    /// Another writer holds the file for too long.
    #[error("the database is busy")]
    Busy,
    /// The file may only be read.
    #[error("the database is read-only")]
    ReadOnly,
    /// The file is damaged.
    #[error("the database is damaged: {message}")]
    Damaged {
        /// The engine's words.
        message: String,
    },
    /// A key is there already, or a value is missing.
    #[error("a constraint is broken: {message}")]
    Constraint {
        /// The engine's words.
        message: String,
    },
    /// A stored value is not what it must be.
    #[error("{what} cannot be read")]
    Unreadable {
        /// What was read.
        what: &'static str,
    },
    /// Something else.
    #[error("the database failed: {message}")]
    Other {
        /// The engine's words.
        message: String,
    },
}

/// Whether more rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// The next one.
    On,
    /// Enough.
    Stop,
}

/// A row, valid until the next one.
pub trait Row {
    /// A whole number.
    fn i64(&self, at: usize) -> Result<i64, SqlError>;
    /// A whole number or nothing.
    fn i64_opt(&self, at: usize) -> Result<Option<i64>, SqlError>;
    /// Text.
    fn text(&self, at: usize) -> Result<&str, SqlError>;
    /// Bytes.
    fn bytes(&self, at: usize) -> Result<&[u8], SqlError>;
    /// Bytes or nothing.
    fn bytes_opt(&self, at: usize) -> Result<Option<&[u8]>, SqlError>;
}

/// What is called for each row.
pub type Each<'e> = dyn FnMut(&dyn Row) -> Result<Flow, SqlError> + 'e;

/// A connection inside a transaction.
pub trait Sql {
    /// Runs a statement and says how many rows it changed.
    fn execute(&mut self, text: &str, params: &[Value<'_>]) -> Result<u64, SqlError>;

    /// Runs a query.
    fn query(
        &mut self,
        text: &str,
        params: &[Value<'_>],
        each: &mut Each<'_>,
    ) -> Result<(), SqlError>;

    /// Inserts many rows, given one after another, by the engine's quickest way.
    fn append(
        &mut self,
        table: &str,
        columns: &[&str],
        values: &[Value<'_>],
    ) -> Result<(), SqlError> {
        self.merge(table, columns, values, "")
    }

    /// As [`Sql::append`]; `conflict` says what becomes of a row whose key is there: the words
    /// from `ON CONFLICT` on. No key stands twice among the rows given.
    fn merge(
        &mut self,
        table: &str,
        columns: &[&str],
        values: &[Value<'_>],
        conflict: &str,
    ) -> Result<(), SqlError>;

    /// Runs `work` behind a savepoint: what it did is taken back when it fails.
    fn isolate(
        &mut self,
        work: &mut dyn FnMut(&mut dyn Sql) -> Result<(), SqlError>,
    ) -> Result<(), SqlError>;
}

/// The first row, if there is one.
pub fn one<T>(
    sql: &mut dyn Sql,
    text: &str,
    params: &[Value<'_>],
    mut read: impl FnMut(&dyn Row) -> Result<T, SqlError>,
) -> Result<Option<T>, SqlError> {
    let mut found = None;
    sql.query(text, params, &mut |row| {
        found = Some(read(row)?);
        Ok(Flow::Stop)
    })?;
    Ok(found)
}

/// All rows.
pub fn all<T>(
    sql: &mut dyn Sql,
    text: &str,
    params: &[Value<'_>],
    mut read: impl FnMut(&dyn Row) -> Result<T, SqlError>,
) -> Result<Vec<T>, SqlError> {
    let mut found = Vec::new();
    sql.query(text, params, &mut |row| {
        found.push(read(row)?);
        Ok(Flow::On)
    })?;
    Ok(found)
}

/// A stored number as an unsigned one.
pub fn unsigned(value: i64) -> Result<u64, SqlError> {
    u64::try_from(value).map_err(|_| SqlError::Unreadable { what: "a number below zero" })
}

/// An identity or sequence as it is stored.
///
/// # Panics
/// Above 2^63, which no identity of ours reaches.
pub fn stored(value: u64) -> i64 {
    i64::try_from(value).expect("identities stay below 2^63")
}
