//! Hourly copies of the ledger (备份), made while the till sells (`exchange.md` 2.17).
//!
//! Owns when a copy is made, its name, and how many are kept. Leaves out making and checking one:
//! `books::store`. Invariant: a copy under its final name is whole and was checked; an old one goes
//! only after a new one is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use fenhao_app::context::Clock as _;
use fenhao_app::error::ApiError;
use fenhao_books::table::log;
use fenhao_domain::calendar::{BusinessDate, Timestamp};

use crate::clock::WallClock;
use crate::sentence::Stopped;
use crate::state::Till;

/// A copy an hour.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The first copy of a session: not while the till is being opened.
const FIRST: Duration = Duration::from_secs(120);

/// Copies kept.
const KEPT: usize = 6;

/// The hourly copying, running on its own thread.
pub struct Backup {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

/// Begins copying.
///
/// # Panics
/// When the system gives no thread.
#[must_use]
pub fn start(till: Arc<Till>) -> Backup {
    let (end, ended) = mpsc::channel();
    let work = move || {
        let mut rest = FIRST;
        while ended.recv_timeout(rest) == Err(RecvTimeoutError::Timeout) {
            rest = HOUR;
            if let Err(error) = copy(&till) {
                tracing::warn!(%error, "no copy of the ledger was made");
            }
        }
    };
    let thread = std::thread::Builder::new().name("backup".to_owned()).spawn(work);
    Backup { end, thread: thread.expect("a program that just began gets a thread") }
}

impl Backup {
    /// Ends the copying; one that is being made is finished first.
    pub fn end(self) {
        drop(self.end);
        // A panic there has been reported by its thread.
        let _ = self.thread.join();
    }
}

fn copy(till: &Till) -> Result<(), Stopped> {
    let folder = till.folder.backups();
    let unusable = |error: std::io::Error| Stopped::FolderUnusable {
        folder: folder.clone(),
        cause: (&error).into(),
    };
    fs::create_dir_all(&folder).map_err(unusable)?;
    let store = till.context().store;
    let head = store.read(|sql| log::head(sql, till.node().stream)).map_err(ApiError::from)?;
    let file = folder.join(name(head.seq, WallClock.now_ms()));
    store.backup(&file).map_err(ApiError::from)?;
    for old in superfluous(copies(&folder).map_err(unusable)?) {
        fs::remove_file(old).map_err(unusable)?;
    }
    Ok(())
}

/// The name of a copy, its ledger's last number first, then the moment in UTC: no. 4711 at
/// 2026-11-23 15:04 gives `ledger-0000004711-20261123-1504`. So names sort by what the copies hold,
/// and a clock that was years ahead for a day makes no copy the newest for ever.
fn name(last_seq: u64, now_ms: i64) -> String {
    let date = BusinessDate::at(Timestamp(now_ms), "UTC").map(BusinessDate::number).unwrap_or(0);
    let minutes = now_ms.div_euclid(60_000).rem_euclid(24 * 60);
    format!("ledger-{last_seq:010}-{date:08}-{:02}{:02}.sqlite", minutes / 60, minutes % 60)
}

fn copies(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "sqlite") {
            found.push(path);
        }
    }
    Ok(found)
}

/// Which copies are no longer needed: all but the newest few.
fn superfluous(mut copies: Vec<PathBuf>) -> Vec<PathBuf> {
    copies.sort();
    copies.truncate(copies.len().saturating_sub(KEPT));
    copies
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_named_by_its_last_number_and_its_minute() {
        assert_eq!(name(4711, 1_795_446_240_000), "ledger-0000004711-20261123-1504.sqlite");
    }

    #[test]
    fn fault_13_a_clock_that_was_years_ahead_makes_no_copy_the_newest_for_ever() {
        let (now, year) = (1_795_446_240_000, 365 * 86_400_000);
        let ahead = (0..6).map(|hour| name(hour, now + 10 * year));
        let right = (6..9).map(|hour| name(hour, now));
        let copies: Vec<PathBuf> = ahead.chain(right).map(PathBuf::from).collect();
        assert_eq!(superfluous(copies.clone()), copies[..3]);
    }

    #[test]
    fn only_the_oldest_copies_go() {
        let copies: Vec<PathBuf> = (0..9).rev().map(|n| PathBuf::from(format!("{n}"))).collect();
        assert_eq!(superfluous(copies), ["0", "1", "2"].map(PathBuf::from));
        assert!(superfluous(vec![PathBuf::from("1")]).is_empty());
    }
}
