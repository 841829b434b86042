//! G4: how fast HQ verifies, takes in and merges the data's own sales.
//!
//! Owns the measurement: the twelve stores' sealed batches through the same two steps as the
//! server's, taking in on one thread and merging on another, against a bare bulk write of the same
//! rows. Receipts are merged before, so that stock stands when it is sold.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use fenhao_books::merge::{self, Merger};
use fenhao_books::store::Store;
use fenhao_exchange::batch;

use super::bare::Gained;
use super::journey::Journey;
use super::{Figure, rate};
use crate::company::{self, Shop};

/// Documents to a transaction, as the server has it.
const GROUP: usize = 2000;

/// Sales to a batch.
const BATCH: usize = 100;

/// Runs of each side.
const ROUNDS: usize = 3;

/// The goals of this measure.
const RATE_GOAL: f64 = 5000.0;
const RATIO_GOAL: f64 = 0.5;

/// The sealed batches of all stores.
pub struct Sealed {
    /// Purchase receipts.
    pub receipts: Vec<Vec<u8>>,
    /// Sales, the branches' batches in turns.
    pub sales: Vec<Vec<u8>>,
}

/// Measures in `folder`.
///
/// # Errors
/// When the books refuse a document or the disk fails.
pub fn measure(journey: &Journey, sealed: &Sealed, folder: &Path) -> Result<Figure> {
    let sales: u64 = journey.stores.values().map(|store| store.sales.len() as u64).sum();
    let (path, before) = (folder.join("hq.sqlite"), folder.join("hq_before.sqlite"));
    let branches = u32::try_from(journey.stores.len())?;
    let hq = company::hq(&path, branches, journey.products.iter().copied())?;
    for batch in &sealed.receipts {
        company::take_in(&hq, batch)?;
    }
    company::merge_all(&hq, &mut Merger::new(), GROUP)?;
    drop(hq);
    std::fs::copy(&path, &before)?;

    // In turns, and the best of each: what else the machine does must not decide.
    let (mut ours, mut bare) = (Duration::MAX, Duration::MAX);
    let mut rows = 0;
    for _ in 0..ROUNDS {
        copy(&before, &path)?;
        ours = ours.min(run(&path, &sealed.sales, sales)?);
        let gained = Gained::between(&before, &path)?;
        let written = folder.join("hq_bare.sqlite");
        copy(&before, &written)?;
        bare = bare.min(gained.write(&written, GROUP)?);
        rows = gained.count();
    }
    let ratio = super::ratio(bare, ours);
    let goal = format!("≥ {RATE_GOAL:.0} sales/s and ≥ {RATIO_GOAL} × bare");
    Ok(Figure {
        name: format!("G4 HQ merge, {sales} sales, {rows} rows"),
        goal,
        measured: format!("{:.0} sales/s", rate(sales, ours)),
        limit: format!("{:.0} sales/s bare bulk write", rate(sales, bare)),
        ratio: Some(ratio),
        reached: ratio >= RATIO_GOAL && rate(sales, ours) >= RATE_GOAL,
    })
}

/// Posts and seals each store's year in a ledger in memory.
///
/// # Errors
/// When the books refuse a document.
pub fn seal(journey: &Journey) -> Result<Sealed> {
    let mut sealed = Sealed { receipts: Vec::new(), sales: Vec::new() };
    let mut sales: BTreeMap<usize, Vec<Vec<u8>>> = BTreeMap::new();
    for (branch, year) in (1..).zip(journey.stores.values()) {
        let shop = Shop::found(Store::open_memory()?, branch)?;
        shop.post_all(&year.receipts)?;
        sealed.receipts.extend(shop.seal(500)?);
        shop.post_all(&year.sales)?;
        for (turn, batch) in shop.seal(BATCH)?.into_iter().enumerate() {
            sales.entry(turn).or_default().push(batch);
        }
    }
    // Branches send at the same time: their batches come in turns.
    sealed.sales = sales.into_values().flatten().collect();
    Ok(sealed)
}

/// Copies a ledger that nobody has open; what an earlier one left beside it goes.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for rest in ["-wal", "-shm"] {
        let mut name = to.as_os_str().to_owned();
        name.push(rest);
        if Path::new(&name).exists() {
            std::fs::remove_file(&name)?;
        }
    }
    std::fs::copy(from, to)?;
    Ok(())
}

/// Batches with the branch that sealed each.
///
/// # Errors
/// When one is none.
pub fn with_branch(batches: &[Vec<u8>]) -> Result<Vec<(u32, &[u8])>> {
    batches.iter().map(|bytes| Ok((batch::peek(bytes)?.stream.device, &bytes[..]))).collect()
}

/// Takes in and merges side by side; the time until the last sale is in the books.
fn run(path: &Path, batches: &[Vec<u8>], sales: u64) -> Result<Duration> {
    let hq = Store::open(path)?;
    let all_taken = AtomicBool::new(false);
    let begin = Instant::now();
    std::thread::scope(|scope| -> Result<()> {
        let merge = || -> Result<u64> {
            let (mut merger, mut documents) = (Merger::new(), 0);
            loop {
                let last_round = all_taken.load(Ordering::Acquire);
                merge::gather(&hq, GROUP)?;
                let merged = merger.run(&hq, GROUP, company::NOW)?;
                documents += merged.documents;
                if merged.entries == 0 && last_round {
                    return Ok(documents);
                }
            }
        };
        let merging = std::thread::Builder::new().name("merger".to_owned());
        let merging = merging.spawn_scoped(scope, merge)?;
        let taken = batches.iter().try_for_each(|batch| company::take_in(&hq, batch));
        all_taken.store(true, Ordering::Release);
        let documents = merging.join().expect("the merging thread does not panic")?;
        taken?;
        ensure!(documents == sales, "{documents} of {sales} sales were booked");
        Ok(())
    })?;
    Ok(begin.elapsed())
}
