//! Checkpoints 检查点: the write-ahead log comes into the file beside the writer, not in its commits.
//!
//! Owns the thread that carries it, and when. Leaves out what a checkpoint is: SQLite's. A commit
//! that carries 2,000 pages takes several times as long as one that does not, and a cashier would
//! wait for it; beside it, the disk alone is shared.
//!
//! Invariant: the log has at most [`LIMIT`] pages and one transaction's, and what is written while a
//! reader's snapshot holds it (a backup makes a copy). A till stays near [`FULL`]: in a pause between
//! two commits the log is carried whole, and the next commit begins it anew, in place. Where there is
//! no pause (an import, a merge), commits wait at the limit.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{StoreError, lock};
use crate::sql::sqlite::Sqlite;

/// Pages of 8 KiB in the log from which on it is carried: 16 MiB, some 80 sales of 8 lines.
const FULL: u32 = 2_000;

/// Pages from which on a commit waits until they are carried: 62.5 MiB, what a log file keeps.
const LIMIT: u32 = 8_000;

/// Passes of one try.
const PASSES: u32 = 8;

/// Between two tries: each pass syncs log and file, and sales want the disk, too.
const PAUSE: Duration = Duration::from_millis(50);

/// The thread that carries the log. It ends when this value is dropped.
pub(super) struct Checkpoints {
    own: Arc<Mutex<Sqlite>>,
    full: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// Begins for the ledger at `path`.
    pub(super) fn begin(path: &Path) -> Result<Checkpoints, StoreError> {
        let own = Arc::new(Mutex::new(Sqlite::open(path)?));
        let (full, fulls) = sync_channel(1);
        let shared = own.clone();
        let work = move || carry_when(&fulls, &shared);
        let thread = std::thread::Builder::new().name("checkpoint".to_owned()).spawn(work);
        let thread = thread.map_err(|error| StoreError::File {
            path: path.to_string_lossy().into_owned(),
            message: error.to_string(),
        })?;
        Ok(Checkpoints { own, full: Some(full), thread: Some(thread) })
    }

    /// Hears, while no other write may begin, how many pages the log has after a commit.
    pub(super) fn after_commit(&self, log_pages: u32) {
        if log_pages >= LIMIT {
            carry(&self.own);
        } else if log_pages >= FULL
            && let Some(full) = &self.full
        {
            // A full channel has told it already.
            let _told = full.try_send(());
        }
    }
}

fn carry_when(fulls: &Receiver<()>, own: &Mutex<Sqlite>) {
    while fulls.recv().is_ok() {
        // A pass leaves what was written during it, so the next is shorter, until one fits between
        // two commits.
        let mut passes = 0..PASSES;
        while passes.next().is_some() && carry(own) > 0 {}
        std::thread::sleep(PAUSE);
    }
}

/// Gives the pages that are left. They stay in the log, and the next commit asks again.
fn carry(own: &Mutex<Sqlite>) -> u32 {
    lock(own).checkpoint().unwrap_or_else(|error| {
        tracing::warn!(%error, "the write-ahead log was not carried into the file");
        0
    })
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.full = None;
        if let Some(thread) = self.thread.take() {
            // A panic there has been reported by its thread.
            let _ended = thread.join();
        }
    }
}
