//! P1, P2, P3 and G1: what a cashier waits for, with a full catalogue, through the commands.
//!
//! Owns the measurement in the core; the way to the screen is the window test's.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use fenhao_app::context::{Context, FixedClock, Session};
use fenhao_app::sentence::Lang;
use fenhao_app::table::call;
use fenhao_app::view::{
    CartView, Nothing, PaidView, PayInput, ProductHit, ScanInput, SearchInput, TenderInput,
};
use fenhao_books::outbox;
use fenhao_books::store::Store;
use fenhao_domain::id::EmployeeId;
use fenhao_domain::permission::ShippedRole;
use fenhao_exchange::batch::CutLimits;
use rusqlite::Connection;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Figure, Samples, bare, catalogue, disk, millis, ratio, written};
use crate::company::{self, NOW, ORG, Shop};
use crate::random::Random;
use crate::seller::told;

/// Lines of a measured sale.
const LINES: u64 = 8;

/// What selling took, sale by sale.
#[derive(Default)]
struct Sold {
    ours: Samples,
    /// The same rows, bare.
    bare: Samples,
    /// A page appended to a log of its own.
    disk: Samples,
    /// Bytes that the cashier's thread wrote from the first scan to the receipt.
    written: Vec<u64>,
}

/// A till over a full catalogue.
pub struct Till {
    context: Context,
    session: Session,
    shop: Shop,
    products: u64,
    random: Random,
    bare: Connection,
    ours: Connection,
}

impl Till {
    /// Makes the catalogue, and a copy of the whole ledger for the bare limit.
    ///
    /// # Errors
    /// The disk's.
    pub fn found(folder: &Path, products: u64) -> Result<Till> {
        let (path, copy) = (folder.join("till.sqlite"), folder.join("till_bare.sqlite"));
        let Shop { store, node, key } = catalogue::shop(&path, products)?;
        drop(store);
        std::fs::copy(&path, &copy)?;
        let store = Store::open(&path)?;
        let clock = Arc::new(FixedClock(NOW));
        let context = Context::open(store.clone(), clock, Lang::Zh).map_err(told)?;
        let session = Session::shipped(EmployeeId(1), "店长", ShippedRole::Manager);
        let shop = Shop { store, node, key };
        let (bare, ours) = (bare::open(&copy)?, Connection::open(&path)?);
        Ok(Till { context, session, shop, products, random: Random::new(7), bare, ours })
    }

    fn call<O: DeserializeOwned>(&self, name: &str, input: &impl Serialize) -> Result<O> {
        let input = serde_json::to_string(input)?;
        let reply = call(&self.context, &self.session, name, &input).map_err(told)?;
        Ok(serde_json::from_str(&reply.json)?)
    }

    fn scan(&mut self, samples: &mut Samples) -> Result<()> {
        let code = catalogue::barcode(1 + self.random.below(self.products));
        let input = serde_json::to_string(&ScanInput { code, quantity: None })?;
        let (context, session) = (&self.context, &self.session);
        let reply = samples.time(|| call(context, session, "till_scan", &input));
        reply.map(|_| ()).map_err(told)
    }

    /// P1: scan to the new cart, carts of up to 20 lines.
    ///
    /// # Errors
    /// A command's.
    pub fn scans(&mut self, folder: &Path, times: usize) -> Result<Figure> {
        let mut ours = Samples::default();
        for at in 0..times {
            if at % 20 == 0 {
                let _: CartView = self.call("till_clear", &Nothing {})?;
            }
            self.scan(&mut ours)?;
        }
        let disk = disk::append_and_sync(folder, times)?;
        let _: CartView = self.call("till_clear", &Nothing {})?;
        let p99 = ours.percentile(99);
        Ok(Figure {
            name: format!("P1 scan → cart, {} products", self.products),
            goal: "p99 ≤ 20 ms in the core".to_owned(),
            measured: ours.text(),
            limit: format!("write + fdatasync p99 {}", millis(disk.percentile(99))),
            ratio: Some(ratio(p99, disk.percentile(99))),
            reached: p99 <= Duration::from_millis(20),
        })
    }

    /// P2: every keystroke of what people type.
    ///
    /// # Errors
    /// A command's.
    pub fn searches(&mut self, rounds: usize) -> Result<Figure> {
        let mut samples = Samples::default();
        let (mut slowest, mut hits) = ((Duration::ZERO, String::new()), 0);
        for _ in 0..rounds {
            for word in catalogue::TYPED {
                for end in word.char_indices().map(|(at, sign)| at + sign.len_utf8()) {
                    let input = SearchInput { text: word[..end].to_owned(), limit: 20 };
                    let begin = Instant::now();
                    let found: Vec<ProductHit> = self.call("product_search", &input)?;
                    let took = begin.elapsed();
                    hits += found.len();
                    samples.add(took);
                    if took > slowest.0 {
                        slowest = (took, input.text);
                    }
                }
            }
        }
        anyhow::ensure!(hits > 0, "nothing was found");
        let p99 = samples.percentile(99);
        Ok(Figure {
            name: format!("P2 search, each keystroke, {} products", self.products),
            goal: "p99 ≤ 10 ms".to_owned(),
            measured: format!("{} (slowest: {})", samples.text(), slowest.1),
            limit: String::new(),
            ratio: None,
            reached: p99 <= Duration::from_millis(10),
        })
    }

    /// P3: pay to committed, against a bare transaction that writes the same rows; one after the
    /// other, sale by sale.
    ///
    /// # Errors
    /// A command's.
    pub fn payments(&mut self, folder: &Path, times: usize) -> Result<Figure> {
        let Sold { ours, bare, .. } = self.sell(folder, times)?;
        let ratio = ratio(ours.percentile(50), bare.percentile(50));
        Ok(Figure {
            name: format!("P3 pay → committed, {LINES} lines"),
            goal: "p50 ≤ 1.5 × bare transaction".to_owned(),
            measured: ours.text(),
            limit: bare.text(),
            ratio: Some(ratio),
            reached: ratio <= 1.5,
        })
    }

    /// G1: the same while a second thread seals and sends and a third makes a backup.
    ///
    /// # Errors
    /// A command's.
    pub fn payments_beside_sync(&mut self, folder: &Path, times: usize) -> Result<Vec<Figure>> {
        let done = AtomicBool::new(false);
        let store = self.shop.store.clone();
        let (stream, key) = (self.shop.node.stream, company::key(1));
        let copy = folder.join("backup.sqlite");
        let Sold { ours, bare, disk, written } = std::thread::scope(|scope| -> Result<_> {
            let uploader = || -> Result<()> {
                let mut sent = 0;
                while !done.load(Ordering::Acquire) {
                    outbox::seal_next(&store, &ORG, stream, &key, &CutLimits::BRANCH, NOW)?;
                    if let Some((_, bytes)) =
                        store.read(|sql| outbox::next_to_send(sql, stream, sent))?
                    {
                        sent = fenhao_exchange::batch::peek(&bytes)?.last_seq();
                    }
                    std::thread::sleep(Duration::from_millis(20));
                }
                Ok(())
            };
            let sync = scope.spawn(uploader);
            let backup = scope.spawn(|| store.backup(&copy));
            let measured = self.sell(folder, times);
            done.store(true, Ordering::Release);
            sync.join().expect("the uploader does not panic")?;
            backup.join().expect("the backup does not panic")?;
            measured
        })?;
        let (p99, disk99) = (ours.percentile(99), disk.percentile(99));
        let to_bare = ratio(ours.percentile(50), bare.percentile(50));
        let to_disk = ratio(p99, disk99);
        Ok(vec![
            Figure {
                name: "G1 durable sale commit, sync and backup running".to_owned(),
                goal: "p99 ≤ 2.5 × the disk's own fsync p99".to_owned(),
                measured: ours.text(),
                limit: format!("write + fdatasync {}", disk.text()),
                ratio: Some(to_disk),
                reached: to_disk <= 2.5,
            },
            Figure {
                name: "G1 … against the same rows".to_owned(),
                goal: "p50 ≤ 1.5 × bare commit".to_owned(),
                measured: format!("p50 {}", millis(ours.percentile(50))),
                limit: bare.text(),
                ratio: Some(to_bare),
                reached: to_bare <= 1.5,
            },
            most_written(written),
        ])
    }

    /// Sells; payments, bare transactions and the disk in turns.
    fn sell(&mut self, folder: &Path, times: usize) -> Result<Sold> {
        let (mut sold, mut unmeasured) = (Sold::default(), Samples::default());
        let pay = PayInput {
            tender: Some(TenderInput { tender: "cash".to_owned(), amount: None }),
            on_account: false,
        };
        let pay = serde_json::to_string(&pay)?;
        let mut log = disk::Log::make(folder)?;
        for _ in 0..times {
            let before = written();
            for _ in 0..LINES {
                self.scan(&mut unmeasured)?;
            }
            let (context, session) = (&self.context, &self.session);
            let reply =
                sold.ours.time(|| call(context, session, "till_pay", &pay)).map_err(told)?;
            sold.written.extend(written().zip(before).map(|(after, before)| after - before));
            let paid: PaidView = serde_json::from_str(&reply.json)?;
            let seq = i64::try_from(paid.document.seq).context("a sequence number")?;
            let rows = bare::of_document(&self.ours, i64::try_from(paid.document.stream)?, seq)?;
            sold.bare.time(|| bare::write_once(&self.bare, &rows))?;
            sold.disk.time(|| log.append())?;
        }
        Ok(sold)
    }
}

/// No sale writes what earlier sales left to be written, as a checkpoint in its commit does.
#[expect(clippy::cast_precision_loss, reason = "bytes of a benchmark are far below 2^52")]
fn most_written(mut bytes: Vec<u64>) -> Figure {
    bytes.sort_unstable();
    let usual = bytes.get(bytes.len() / 2).copied().unwrap_or_default();
    let most = bytes.last().copied().unwrap_or_default();
    let ratio = most as f64 / usual.max(1) as f64;
    Figure {
        name: "G1 … bytes written by a sale's own commits".to_owned(),
        goal: "most ≤ 2 × the usual sale's".to_owned(),
        measured: format!("most {} KiB", most >> 10),
        limit: format!("usual {} KiB", usual >> 10),
        ratio: Some(ratio),
        reached: usual > 0 && ratio <= 2.0,
    }
}
