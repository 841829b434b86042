//! The ledger's file 账本文件: one writer, many readers.
//!
//! Owns opening, migrating, the write transaction, read snapshots, and the backup. Leaves out what
//! is written, and when the write-ahead log comes into the file (`checkpoint`). Invariant: a write
//! that returned is on the disk; a write that failed or panicked left nothing behind. Readers never
//! wait for the writer.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;

use crate::migrate::{self, MigrateError};
use crate::sql::sqlite::Sqlite;
use crate::sql::{Sql, SqlError};

mod checkpoint;

use checkpoint::Checkpoints;

/// Readers kept open.
const READERS: usize = 8;

/// Why a ledger cannot be opened or copied.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// Its structure is not ours to use.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The file or its folder cannot be used.
    #[error("{path}: {message}")]
    File {
        /// Path.
        path: String,
        /// The system's words.
        message: String,
    },
}

/// A ledger's file. Clones share it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

/// Checkpoints and readers stand before the writer, and so are closed before it: only a writer that
/// is the last to close brings the whole write-ahead log into the file.
struct Inner {
    path: Option<PathBuf>,
    checkpoints: Option<Checkpoints>,
    readers: Mutex<Vec<Sqlite>>,
    writer: Mutex<Sqlite>,
    asked: AtomicU64,
}

impl Store {
    /// Opens a ledger, makes it when it is not there, and brings its structure up to date.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        Self::prepare(Sqlite::open(path)?, Some(path.to_owned()))
    }

    /// A ledger in memory, for tests and for looking at data without keeping it.
    pub fn open_memory() -> Result<Store, StoreError> {
        Self::prepare(Sqlite::open_memory()?, None)
    }

    fn prepare(mut writer: Sqlite, path: Option<PathBuf>) -> Result<Store, StoreError> {
        writer.begin(true)?;
        let prepared = writer
            .is_foreign()
            .map_err(MigrateError::from)
            .and_then(|foreign| migrate::migrate(&mut writer, foreign, migrate::in_sqlite, 0));
        match prepared {
            Ok(()) => writer.commit()?,
            Err(error) => {
                writer.rollback();
                return Err(error.into());
            }
        }
        let checkpoints = path.as_deref().map(Checkpoints::begin).transpose()?;
        let (writer, asked) = (Mutex::new(writer), AtomicU64::new(0));
        let inner = Inner { path, checkpoints, writer, asked, readers: Mutex::default() };
        Ok(Store { inner: Arc::new(inner) })
    }

    /// Runs `work` in the one write transaction. Commits when it returns `Ok`, takes everything
    /// back when it fails or panics.
    pub fn write<T, E: From<SqlError>>(
        &self,
        work: impl FnOnce(&mut dyn Sql) -> Result<T, E>,
    ) -> Result<T, E> {
        self.inner.asked.fetch_add(1, Ordering::Relaxed);
        let mut writer = lock(&self.inner.writer);
        // A panic inside an earlier write left its transaction open.
        writer.rollback();
        writer.begin(true)?;
        let outcome = work(&mut *writer);
        match outcome {
            Ok(value) => match writer.commit() {
                Ok(()) => {
                    if let Some(checkpoints) = &self.inner.checkpoints {
                        checkpoints.after_commit(writer.log_pages());
                    }
                    Ok(value)
                }
                Err(error) => {
                    writer.rollback();
                    Err(error.into())
                }
            },
            Err(error) => {
                writer.rollback();
                Err(error)
            }
        }
    }

    /// How often the writer has been asked for. A number that stands still says that nobody else
    /// is writing through this value or one of its clones.
    #[must_use]
    pub fn writes_asked(&self) -> u64 {
        self.inner.asked.load(Ordering::Relaxed)
    }

    /// Runs `work` on one snapshot of the committed books.
    pub fn read<T, E: From<SqlError>>(
        &self,
        work: impl FnOnce(&mut dyn Sql) -> Result<T, E>,
    ) -> Result<T, E> {
        let Some(path) = &self.inner.path else {
            return self.write(work);
        };
        let kept = lock(&self.inner.readers).pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => Sqlite::open_reader(path)?,
        };
        reader.begin(false)?;
        let outcome = work(&mut reader);
        reader.rollback();
        let mut readers = lock(&self.inner.readers);
        if readers.len() < READERS {
            readers.push(reader);
        }
        outcome
    }

    /// Writes a copy of the ledger to `to`, checks the copy, and only then gives it its name: a
    /// copy that exists is whole (`exchange.md` 2.17).
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let partial = to.with_extension("partial");
        let text = partial.to_string_lossy().into_owned();
        let file = |error: std::io::Error| StoreError::File {
            path: text.clone(),
            message: error.to_string(),
        };
        if partial.exists() {
            std::fs::remove_file(&partial).map_err(file)?;
        }
        match &self.inner.path {
            Some(path) => Sqlite::open(path)?.copy_into(&text)?,
            None => lock(&self.inner.writer).copy_into(&text)?,
        }
        Sqlite::open_reader(&partial)?.check_whole()?;
        std::fs::File::open(&partial).and_then(|copy| copy.sync_all()).map_err(file)?;
        std::fs::rename(&partial, to).map_err(file)
    }

    /// The file, if it is one.
    pub fn path(&self) -> Option<&Path> {
        self.inner.path.as_deref()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
