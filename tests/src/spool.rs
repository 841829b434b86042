//! A till and a head office that exchange through a folder 文件夹交换, until they are killed.
//!
//! Owns what the two children of the crash test do: the till sells and lays sealed batches into a
//! folder; HQ takes them in, merges them, and lays its acknowledgement there. Leaves out selling
//! (`seller`), the killing and the proof (`tests/crash.rs`). No network and no start of a program
//! stands between two acts, so that a kill meets the books more often than anything else.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use fenhao_books::merge::Merger;
use fenhao_books::sql::SqlError;
use fenhao_books::store::Store;
use fenhao_books::table::stream;
use fenhao_books::{outbox, take_in};
use fenhao_domain::document::{Document, Line};
use fenhao_domain::id::{PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::partner::Partner;
use fenhao_domain::master::product::Product;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;
use fenhao_exchange::batch::CutLimits;
use fenhao_exchange::stream::OrgId;

use crate::company::{self, NOW, ORG, Shop};
use crate::random::Random;
use crate::seller::{Seller, say, told};

/// The only branch.
pub const BRANCH: u32 = 1;

/// Goods on sale.
const GOODS: u64 = 20;

/// Entries to a batch: few, so that batches are many.
const BATCH: usize = 7;

/// What is taken away to make room on a full disk.
const FILLER: usize = 1024 * 1024;

/// Sales that fill the small disk for certain.
const SALES_MAX: u32 = 50_000;

/// Where things are.
#[derive(Debug, Clone)]
pub struct Place(PathBuf);

impl Place {
    /// Below a folder.
    #[must_use]
    pub fn new(folder: &Path) -> Place {
        Place(folder.to_owned())
    }

    /// The branch's ledger.
    #[must_use]
    pub fn till(&self) -> PathBuf {
        self.0.join("till.sqlite")
    }

    /// HQ's ledger.
    #[must_use]
    pub fn hq(&self) -> PathBuf {
        self.0.join("hq.sqlite")
    }

    fn batch(&self, number: u64) -> PathBuf {
        self.0.join(format!("batch-{number:08}"))
    }

    fn ack(&self) -> PathBuf {
        self.0.join("ack")
    }
}

/// Founds HQ and the branch, with goods in stock.
///
/// # Errors
/// When a ledger cannot be made.
pub fn found(place: &Place) -> Result<()> {
    let hq = company::hq(&place.hq(), BRANCH, std::iter::empty())?;
    let records = goods();
    hq.write(|sql| fenhao_books::feed::append_master(sql, &records))?;
    let shop = Shop::found(Store::open(&place.till())?, BRANCH)?;
    shop.store.write(|sql| {
        for record in &records {
            fenhao_books::table::master::save(sql, record)?;
        }
        Ok::<_, SqlError>(())
    })?;
    shop.post_all(&[receipt()?])
}

fn goods() -> Vec<MasterRecord> {
    let product = |id: u64| {
        MasterRecord::Product(Box::new(Product {
            id: ProductId(id),
            code: format!("P{id}"),
            name: format!("商品{id}"),
            unit: "件".to_owned(),
            prices: [UnitPrice::parse(&format!("{id}.90")).ok(), None, None, None],
            ..Product::default()
        }))
    };
    let supplier = Partner {
        id: PartnerId(1),
        code: "S1".to_owned(),
        name: "供货商".to_owned(),
        supplier: true,
        price_level: 1,
        ..Partner::default()
    };
    let mut records: Vec<MasterRecord> = (1..=GOODS).map(product).collect();
    records.push(MasterRecord::Partner(supplier));
    records
}

fn receipt() -> Result<Document> {
    let mut receipt = company::document(Kind::CG);
    receipt.partner = Some(PartnerId(1));
    for id in 1..=GOODS {
        let cost = UnitPrice::parse(&format!("{id}.37"))?;
        receipt.lines.push(Line::new(ProductId(id), Quantity::whole(100_000), cost));
    }
    Ok(receipt)
}

/// A till at work.
pub struct Till {
    /// Whoever sells there.
    pub seller: Seller,
    shop: Shop,
    place: Place,
    random: Random,
}

impl Till {
    /// Opens the branch's ledger `hours` after the company was founded.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(place: &Place, seed: u64, hours: i64) -> Result<Till> {
        let store = Store::open(&place.till())?;
        let goods = (1..=GOODS).map(|id| format!("P{id}")).collect();
        let seller = Seller::new(store.clone(), seed, NOW + hours * 3_600_000, goods)?;
        let node = company::node_of(BRANCH);
        let shop = Shop { store, node, key: company::key(BRANCH) };
        Ok(Till { seller, shop, place: place.clone(), random: Random::new(!seed) })
    }

    /// Works for ever.
    ///
    /// # Errors
    /// When a command is refused that must not be.
    pub fn work(&mut self) -> Result<()> {
        self.seller.tell_cart()?;
        loop {
            match self.random.below(12) {
                0..=8 => self.seller.act().map_err(told)?,
                9 | 10 => {
                    self.send()?;
                }
                _ => self.take_ack()?,
            }
        }
    }

    /// Seals one batch and lays all that HQ does not acknowledge into the folder.
    ///
    /// # Errors
    /// The outbox's or the folder's.
    pub fn send(&self) -> Result<bool> {
        let Shop { store, node, key } = &self.shop;
        let limits = CutLimits { entries: BATCH, ..CutLimits::BRANCH };
        let sealed = outbox::seal_next(store, &ORG, node.stream, key, &limits, NOW)?;
        let ack = store.read(|sql| outbox::acknowledged(sql, node))?;
        let mut after = ack.map_or(0, |ack| ack.acked_seq);
        while let Some((number, bytes)) =
            store.read(|sql| outbox::next_to_send(sql, node.stream, after))?
        {
            let path = self.place.batch(number);
            if !path.exists() {
                lay(&path, &bytes)?;
            }
            after = fenhao_exchange::batch::peek(&bytes)?.last_seq();
        }
        Ok(sealed.is_some())
    }

    /// Takes HQ's acknowledgement, if there is one.
    ///
    /// # Errors
    /// When it is not HQ's.
    pub fn take_ack(&self) -> Result<()> {
        let Ok(bytes) = std::fs::read(self.place.ack()) else { return Ok(()) };
        let Shop { store, node, .. } = &self.shop;
        let (ack, _) = store.write(|sql| outbox::take_ack(sql, node, &bytes, NOW))?;
        say(&format!("acked {}", ack.acked_seq));
        Ok(())
    }
}

/// Head office at work: takes in, acknowledges and merges, for ever or until all is done.
///
/// # Errors
/// When a batch is refused or the disk fails.
pub fn head_office(place: &Place, seed: u64, for_ever: bool) -> Result<()> {
    let hq = Store::open(&place.hq())?;
    let (mut random, mut merger) = (Random::new(seed), Merger::new());
    let say = |text: &str| {
        if for_ever {
            say(text);
        }
    };
    say("ready");
    loop {
        let row = hq.read(|sql| stream::load(sql, company::stream_of(BRANCH)))?;
        let next = row.context("the branch is enrolled")?.next_batch;
        // Now and then one comes twice.
        let number = if random.once_in(5) { 1 + random.below(next) } else { next };
        let batch = std::fs::read(place.batch(number)).ok();
        if let Some(bytes) = &batch {
            let open = hq.read(|sql| take_in::open(sql, &ORG, bytes))?;
            let taken = hq.write(|sql| take_in::take_in(sql, &open, bytes, NOW))?;
            let ack = take_in::acknowledgement(&taken.row, 1, NOW);
            lay(&place.ack(), &ack.seal(&OrgId(ORG), &company::key(0)))?;
            say(&format!("taken {}", ack.acked_seq));
        }
        if batch.is_none() || random.once_in(3) {
            let merged = merger.run(&hq, 5, NOW)?;
            if batch.is_none() && number == next && merged.entries == 0 {
                if !for_ever {
                    return Ok(());
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    }
}

/// Sells on a disk without room until a sale is refused, makes room, and sells on. Prints what
/// happened; the folder must be on a disk of some megabytes.
///
/// # Errors
/// When a sale is refused for another reason, or the ledger is not sound afterwards.
pub fn small_disk(folder: &Path, seed: u64) -> Result<()> {
    let place = Place::new(folder);
    let filler = folder.join("filler");
    std::fs::write(&filler, vec![0x5a; FILLER])?;
    found(&place)?;
    let mut till = Till::open(&place, seed, 0)?;
    let refused = (0..SALES_MAX).find_map(|_| till.seller.sell().err());
    let refused = refused.context("the disk is too large for this test")?;
    say(&format!("refused {}", refused.code));
    for _ in 0..3 {
        if let Err(error) = till.seller.sell() {
            say(&format!("refused {}", error.code));
        }
    }
    std::fs::remove_file(&filler)?;
    for _ in 0..5 {
        till.seller.sell().map_err(told)?;
        say("sold again");
    }
    crate::proof::sound(&till.shop.store, Some(till.shop.key.verifying_key().as_bytes()))?;
    drop(till);
    for (number, times) in crate::proof::numbers(&place.till())? {
        say(&format!("stored {number} {times}"));
    }
    Ok(())
}

/// Writes a file that is there whole or not at all, also when the writer is killed.
fn lay(path: &Path, bytes: &[u8]) -> Result<()> {
    let partial = path.with_extension("partial");
    std::fs::write(&partial, bytes)?;
    Ok(std::fs::rename(&partial, path)?)
}
