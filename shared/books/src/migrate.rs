//! Migrations 结构升级: numbered files that never change once shipped.
//!
//! Owns the list, the words that stand for storage types, and the refusal of a newer schema.
//! Invariant: a database is at the version its `schema_migration` table names, and every applied
//! file still has the hash with which it was applied.

use thiserror::Error;

use crate::sql::{self, Sql, SqlError, Value};

/// The files, in order.
const FILES: &[(&str, &str)] = &[
    ("0001_ledger", include_str!("migrations/0001_ledger.sql")),
    ("0002_approval", include_str!("migrations/0002_approval.sql")),
];

/// The newest version that this program knows.
pub const VERSION: i64 = FILES.len() as i64;

/// Why a database cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MigrateError {
    /// A newer program has written it.
    #[error("the data is of version {found}, this program knows {known}")]
    NewerSchema {
        /// Version found.
        found: i64,
        /// Version known.
        known: i64,
    },
    /// An applied file has been changed since.
    #[error("migration {name} is not the one that was applied")]
    Changed {
        /// Its name.
        name: String,
    },
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// The words of a migration file in an engine's storage types.
pub fn in_sqlite(text: &str) -> String {
    text.replace("{I64}", "INTEGER")
        .replace("{TEXT}", "TEXT")
        .replace("{BYTES}", "BLOB")
        .replace("{STRICT}", "STRICT, WITHOUT ROWID")
}

/// Brings a database to the newest version, inside the caller's transaction.
pub fn migrate(
    sql: &mut dyn Sql,
    words: fn(&str) -> String,
    applied_at: i64,
) -> Result<(), MigrateError> {
    let table = "CREATE TABLE IF NOT EXISTS schema_migration (version {I64} NOT NULL, \
                 name {TEXT} NOT NULL, hash {BYTES} NOT NULL, applied_at {I64} NOT NULL, \
                 PRIMARY KEY (version)) {STRICT}";
    sql.execute(&words(table), &[])?;
    let applied = applied(sql)?;
    for (at, (name, file)) in FILES.iter().enumerate().skip(applied) {
        for statement in statements(&words(file)) {
            sql.execute(&statement, &[])?;
        }
        let version = i64::try_from(at + 1).expect("migrations are few");
        sql.execute(
            "INSERT INTO schema_migration (version, name, hash, applied_at) VALUES (?1, ?2, ?3, ?4)",
            &[
                Value::I64(version),
                Value::Text(name),
                Value::Bytes(blake3::hash(file.as_bytes()).as_bytes()),
                Value::I64(applied_at),
            ],
        )?;
    }
    Ok(())
}

/// How many of the files have been applied to a database that has its table of them. Only reads.
///
/// # Errors
/// [`MigrateError::NewerSchema`] and [`MigrateError::Changed`].
pub fn applied(sql: &mut dyn Sql) -> Result<usize, MigrateError> {
    let text = "SELECT version, name, hash FROM schema_migration ORDER BY version";
    let applied = sql::all(sql, text, &[], |row| {
        Ok((row.i64(0)?, row.text(1)?.to_owned(), row.bytes(2)?.to_vec()))
    })?;
    let found = applied.last().map_or(0, |(version, ..)| *version);
    if found > VERSION {
        return Err(MigrateError::NewerSchema { found, known: VERSION });
    }
    for ((_, name, hash), (_, file)) in applied.iter().zip(FILES) {
        if hash.as_slice() != blake3::hash(file.as_bytes()).as_bytes() {
            return Err(MigrateError::Changed { name: name.clone() });
        }
    }
    Ok(applied.len())
}

/// The statements of a file without its comments; our files have no `;` inside a statement.
fn statements(text: &str) -> Vec<String> {
    let code: Vec<&str> =
        text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let parts = code.join("\n");
    parts.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
