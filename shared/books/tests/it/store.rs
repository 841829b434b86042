//! The ledger's file: no commit carries the write-ahead log into it, and yet the log is bounded.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fenhao_books::node;
use fenhao_books::sql::sqlite::Sqlite;
use fenhao_books::sql::{Sql, SqlError, Value};
use fenhao_books::store::Store;

/// Bytes in the log from which on it is carried into the file, 2,000 pages.
const FULL: u64 = 2_000 << 13;

/// Bytes from which on commits wait for that, 8,000 pages.
const LIMIT: u64 = 8_000 << 13;

/// What a log file keeps once it was longer.
const KEPT: u64 = 64 << 20;

/// A pause that is too long for any machine; only a test that fails waits for it.
const LONG: Duration = Duration::from_secs(60);

fn ledger(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("ledger.sqlite")
}

/// Writes some MiB, a quarter to a transaction.
fn write(store: &Store, name: &str, mib: u64) {
    for at in 0..mib * 4 {
        write_at(store, &format!("{name}.{at}"));
    }
}

fn write_at(store: &Store, name: &str) {
    store.write(|sql| node::set_meta(sql, name, &[0x5a; 256 << 10])).unwrap();
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

fn log_of(path: &Path) -> PathBuf {
    path.with_extension("sqlite-wal")
}

/// How often the log has begun anew: its checkpoint sequence number, four bytes from the twelfth on
/// (sqlite.org/fileformat2.html, 4.1).
fn beginnings(path: &Path) -> Option<u32> {
    let log = std::fs::read(log_of(path)).ok()?;
    log.get(12..16).map(|number| u32::from_be_bytes(number.try_into().unwrap()))
}

/// Waits until the file has this many bytes.
fn wait_for(path: &Path, bytes: u64) {
    let mut pause = Duration::from_millis(5);
    while size(path) < bytes {
        assert!(pause < LONG, "{} of {bytes} bytes", size(path));
        std::thread::sleep(pause);
        pause *= 2;
    }
}

#[test]
fn a_commit_carries_nothing_into_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut alone = Sqlite::open(&ledger(&folder)).unwrap();
    alone.take_over().unwrap();
    alone.execute("CREATE TABLE page (bytes BLOB NOT NULL)", &[]).unwrap();
    let before = size(&ledger(&folder));
    for _ in 0..4 {
        alone.begin(true).unwrap();
        let row = [Value::Bytes(&[0x5a; 8 << 20])];
        alone.execute("INSERT INTO page (bytes) VALUES (?1)", &row).unwrap();
        alone.commit().unwrap();
    }
    assert!(alone.log_pages() > 4_000, "{} pages", alone.log_pages());
    assert_eq!(size(&ledger(&folder)), before);
    alone.checkpoint().unwrap();
    assert!(size(&ledger(&folder)) > 32 << 20);
}

#[test]
fn the_log_is_carried_in_a_pause_and_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = ledger(&folder);
    let store = Store::open(&path).unwrap();
    for round in 0..4 {
        let before = beginnings(&path);
        write(&store, &format!("round {round}"), 20);
        let mut pause = Duration::from_millis(20);
        while beginnings(&path) == before {
            assert!(pause < LONG, "the log of round {round} goes on and on");
            std::thread::sleep(pause);
            pause *= 2;
            write_at(&store, &format!("round {round}, after {pause:?}"));
        }
    }
    let log = size(&log_of(&path));
    assert!(log < KEPT, "{log} bytes after 80 MiB");
    drop(store);
    assert!(!log_of(&path).exists(), "a clean close leaves no log");
    assert!(size(&path) > 80 << 20);
}

#[test]
fn a_log_that_has_no_pause_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let path = ledger(&folder);
    let store = Store::open(&path).unwrap();
    write(&store, "import", 400);
    let log = size(&log_of(&path));
    assert!(log < LIMIT + (1 << 20), "{log} bytes after 400 MiB");
}

#[test]
fn what_a_reader_holds_is_carried_when_it_lets_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = ledger(&folder);
    let store = Store::open(&path).unwrap();
    let held = store.read(|sql| {
        node::meta(sql, "nothing")?;
        write(&store, "beside a reader", LIMIT >> 20);
        write(&store, "beyond the bound", 10);
        node::meta(sql, "beside a reader.0")
    });
    assert_eq!(held, Ok::<_, SqlError>(None), "a reader keeps its snapshot");
    assert!(size(&path) < FULL, "nothing passes a reader");
    assert!(size(&log_of(&path)) > LIMIT);
    write_at(&store, "after it");
    wait_for(&path, LIMIT);
    write_at(&store, "anew");
    assert!(size(&log_of(&path)) <= KEPT, "the next write gives the room back");
}
