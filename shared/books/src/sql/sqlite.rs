//! The SQLite adapter. Owns the pragmas of a connection, the statement cache and the translation of
//! SQLite's answers into facts.
//!
//! Invariant: `synchronous=FULL` on every connection that writes; a commit that returned has been
//! synced (`exchange.md` 2.2, `crates.md` T5). No commit carries the write-ahead log into the file:
//! that is asked for ([`Sqlite::checkpoint`]).

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::config::DbConfig;
use rusqlite::hooks::Wal;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, ffi};

use super::{Each, Flow, Row, Sql, SqlError, Value};

/// Statements kept ready on each connection.
const STATEMENTS: usize = 256;

/// Rows that one insert takes. What a statement costs before its first row, many rows share; more
/// than these gain nothing.
const ROWS_AT_ONCE: [usize; 3] = [64, 8, 1];

/// Whose tables a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// It holds none yet.
    Nobody,
    /// Ours.
    Us,
    /// Another program's.
    Other,
}

/// A connection to an SQLite file.
pub struct Sqlite {
    connection: Connection,
    log_pages: Arc<AtomicU32>,
}

impl Sqlite {
    /// Opens for writing; makes the file when it is not there. Before the first write comes
    /// [`Sqlite::take_over`].
    pub fn open(path: &Path) -> Result<Sqlite, SqlError> {
        Self::prepare(Connection::open(path).map_err(fact)?, "")
    }

    /// Opens for reading only.
    pub fn open_reader(path: &Path) -> Result<Sqlite, SqlError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reading = "PRAGMA query_only = ON;";
        Self::prepare(Connection::open_with_flags(path, flags).map_err(fact)?, reading)
    }

    /// Opens a private database in memory.
    pub fn open_memory() -> Result<Sqlite, SqlError> {
        Self::prepare(Connection::open_in_memory().map_err(fact)?, "")
    }

    fn prepare(mut connection: Connection, pragmas: &str) -> Result<Sqlite, SqlError> {
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection
            .execute_batch(
                "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; \
                 PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; \
                 PRAGMA cache_size = -65536; PRAGMA mmap_size = 0;",
            )
            .map_err(fact)?;
        connection.execute_batch(pragmas).map_err(fact)?;
        for strict in [DbConfig::SQLITE_DBCONFIG_DQS_DML, DbConfig::SQLITE_DBCONFIG_DQS_DDL] {
            connection.set_db_config(strict, false).map_err(fact)?;
        }
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(fact)?;
        let log_pages = Arc::new(AtomicU32::new(0));
        let heard = log_pages.clone();
        // It takes the place of SQLite's own, which carries the log within a commit.
        let hear = move |_: &mut Wal, pages: i32| {
            heard.store(u32::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        };
        connection.wal_hook(Some(hear)).map_err(fact)?;
        Ok(Sqlite { connection, log_pages })
    }

    /// Brings the file into the form that a writer needs. Changes its first page, so it comes after
    /// [`Sqlite::owner`].
    pub fn take_over(&mut self) -> Result<(), SqlError> {
        let pragmas = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; \
                       PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; \
                       PRAGMA fullfsync = ON; \
                       PRAGMA checkpoint_fullfsync = ON;";
        self.connection.execute_batch(pragmas).map_err(fact)
    }

    /// Begins a transaction; a writer takes the write lock at once.
    pub fn begin(&mut self, writer: bool) -> Result<(), SqlError> {
        let text = if writer { "BEGIN IMMEDIATE" } else { "BEGIN DEFERRED" };
        self.connection.execute_batch(text).map_err(fact)
    }

    /// Commits; when it returns, the transaction is on the disk.
    pub fn commit(&mut self) -> Result<(), SqlError> {
        self.connection.execute_batch("COMMIT").map_err(fact)
    }

    /// Takes the transaction back, if there is one.
    pub fn rollback(&mut self) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be taken back");
        }
    }

    /// Whose tables the file holds.
    pub fn owner(&mut self) -> Result<Owner, SqlError> {
        let text = "SELECT COUNT(*), COUNT(*) FILTER (WHERE name = 'schema_migration') \
                    FROM sqlite_schema";
        let counts = super::one(self, text, &[], |row| Ok((row.i64(0)?, row.i64(1)?)))?;
        Ok(match counts.unwrap_or_default() {
            (0, _) => Owner::Nobody,
            (_, 0) => Owner::Other,
            _ => Owner::Us,
        })
    }

    /// Pages that the write-ahead log had after this connection's last commit.
    pub fn log_pages(&self) -> u32 {
        self.log_pages.load(Ordering::Relaxed)
    }

    /// Carries the write-ahead log into the file as far as nobody who reads or writes has to wait
    /// for it, and gives the pages that are left. Where none is left and nobody reads in the log, the
    /// next write begins it anew.
    pub fn checkpoint(&mut self) -> Result<u32, SqlError> {
        let left = |row: &dyn Row| Ok(row.i64(1)? - row.i64(2)?);
        let left = super::one(self, "PRAGMA wal_checkpoint(PASSIVE)", &[], left)?;
        Ok(left.and_then(|left| u32::try_from(left).ok()).unwrap_or(0))
    }

    /// Writes a compact copy of the whole database.
    pub fn copy_into(&mut self, path: &str) -> Result<(), SqlError> {
        let quoted = path.replace('\'', "''");
        self.connection.execute_batch(&format!("VACUUM INTO '{quoted}'")).map_err(fact)
    }

    /// Proves that every page of the file is whole.
    pub fn check_whole(&mut self) -> Result<(), SqlError> {
        let read = |row: &dyn Row| Ok(row.text(0)?.to_owned());
        match super::one(self, "PRAGMA integrity_check", &[], read)? {
            Some(verdict) if verdict == "ok" => Ok(()),
            verdict => Err(SqlError::Damaged { message: verdict.unwrap_or_default() }),
        }
    }
}

impl Sql for Sqlite {
    fn execute(&mut self, text: &str, params: &[Value<'_>]) -> Result<u64, SqlError> {
        let mut statement = self.connection.prepare_cached(text).map_err(fact)?;
        bind(&mut statement, params)?;
        let changed = statement.raw_execute().map_err(fact)?;
        Ok(u64::try_from(changed).unwrap_or(0))
    }

    fn query(
        &mut self,
        text: &str,
        params: &[Value<'_>],
        each: &mut Each<'_>,
    ) -> Result<(), SqlError> {
        let mut statement = self.connection.prepare_cached(text).map_err(fact)?;
        bind(&mut statement, params)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(fact)? {
            if each(&SqliteRow(row))? == Flow::Stop {
                break;
            }
        }
        Ok(())
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
            let width = rows * columns.len();
            if rest.len() < width {
                continue;
            }
            let text = insert(table, columns, rows) + conflict;
            let mut statement = self.connection.prepare_cached(&text).map_err(fact)?;
            while let Some((now, later)) = rest.split_at_checked(width) {
                bind(&mut statement, now)?;
                statement.raw_execute().map_err(fact)?;
                rest = later;
            }
        }
        Ok(())
    }

    fn isolate(
        &mut self,
        work: &mut dyn FnMut(&mut dyn Sql) -> Result<(), SqlError>,
    ) -> Result<(), SqlError> {
        self.connection.execute_batch("SAVEPOINT isolated").map_err(fact)?;
        let outcome = work(self);
        let end = match outcome {
            Ok(()) => "RELEASE isolated",
            Err(_) => "ROLLBACK TO isolated; RELEASE isolated",
        };
        self.connection.execute_batch(end).map_err(fact)?;
        outcome
    }
}

/// An insert of `rows` rows, open for what becomes of a conflict. Its text is made for every run, so
/// its places have no numbers to be written.
fn insert(table: &str, columns: &[&str], rows: usize) -> String {
    let mut text = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    for row in 0..rows {
        text.push_str(if row == 0 { "(?" } else { ", (?" });
        for _ in 1..columns.len() {
            text.push_str(", ?");
        }
        text.push(')');
    }
    text.push(' ');
    text
}

fn bind(
    statement: &mut rusqlite::CachedStatement<'_>,
    params: &[Value<'_>],
) -> Result<(), SqlError> {
    for (at, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, value).map_err(fact)?;
    }
    Ok(())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::I64(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

struct SqliteRow<'r>(&'r rusqlite::Row<'r>);

impl Row for SqliteRow<'_> {
    fn i64(&self, at: usize) -> Result<i64, SqlError> {
        match self.0.get_ref(at).map_err(fact)? {
            ValueRef::Integer(number) => Ok(number),
            _ => Err(SqlError::Unreadable { what: "a number" }),
        }
    }

    fn i64_opt(&self, at: usize) -> Result<Option<i64>, SqlError> {
        match self.0.get_ref(at).map_err(fact)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(number) => Ok(Some(number)),
            _ => Err(SqlError::Unreadable { what: "a number" }),
        }
    }

    fn text(&self, at: usize) -> Result<&str, SqlError> {
        match self.0.get_ref(at).map_err(fact)? {
            ValueRef::Text(text) => {
                std::str::from_utf8(text).map_err(|_| SqlError::Unreadable { what: "text" })
            }
            _ => Err(SqlError::Unreadable { what: "text" }),
        }
    }

    fn bytes(&self, at: usize) -> Result<&[u8], SqlError> {
        match self.0.get_ref(at).map_err(fact)? {
            ValueRef::Blob(bytes) => Ok(bytes),
            _ => Err(SqlError::Unreadable { what: "bytes" }),
        }
    }

    fn bytes_opt(&self, at: usize) -> Result<Option<&[u8]>, SqlError> {
        match self.0.get_ref(at).map_err(fact)? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(bytes) => Ok(Some(bytes)),
            _ => Err(SqlError::Unreadable { what: "bytes" }),
        }
    }
}

/// Translates what SQLite says.
pub(crate) fn fact(error: rusqlite::Error) -> SqlError {
    let message = error.to_string();
    let extended = error.sqlite_error().map(|error| error.extended_code);
    match error.sqlite_error_code() {
        // No room for the file by which connections agree on the write-ahead log.
        _ if extended == Some(ffi::SQLITE_IOERR_SHMSIZE) => SqlError::DiskFull,
        Some(ErrorCode::DiskFull) => SqlError::DiskFull,
        Some(ErrorCode::SystemIoFailure) => SqlError::DiskFailed { message },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => SqlError::Busy,
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            SqlError::ReadOnly
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => SqlError::Damaged { message },
        Some(ErrorCode::ConstraintViolation) => SqlError::Constraint { message },
        _ => SqlError::Other { message },
    }
}
