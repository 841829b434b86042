//! A till and a head office that work until they are killed 杀进程测试.
//!
//! Owns what the two children of the crash test do: the till sells through the same commands as
//! the screen and lays sealed batches into a folder; HQ takes them in, merges them, and lays its
//! acknowledgement there. Leaves out the killing and the proof (`tests/crash.rs`). Invariant: a
//! line is printed and flushed only after the act that it tells of has returned.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use fenhao_app::context::{Context, FixedClock, Session};
use fenhao_app::error::ApiError;
use fenhao_app::sentence::Lang;
use fenhao_app::table::call;
use fenhao_app::view::{
    CartView, Nothing, PaidView, ParkInput, ParkedView, PayInput, RecallInput, ReturnFindInput,
    ReturnInput, ReturnLineInput, ReturnableView, ScanInput, TenderInput,
};
use fenhao_books::merge::Merger;
use fenhao_books::sql::SqlError;
use fenhao_books::store::Store;
use fenhao_books::table::stream;
use fenhao_books::{outbox, take_in};
use fenhao_domain::document::{Document, Line};
use fenhao_domain::id::{EmployeeId, PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::partner::Partner;
use fenhao_domain::master::product::Product;
use fenhao_domain::permission::ShippedRole;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;
use fenhao_exchange::batch::CutLimits;
use fenhao_exchange::stream::OrgId;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::company::{self, NOW, ORG, Shop};
use crate::random::Random;

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
    shop: Shop,
    place: Place,
    context: Context,
    session: Session,
    random: Random,
}

impl Till {
    /// Opens the branch's ledger `hours` after the company was founded.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(place: &Place, seed: u64, hours: i64) -> Result<Till> {
        let store = Store::open(&place.till())?;
        let clock = Arc::new(FixedClock(NOW + hours * 3_600_000));
        let context = Context::open(store.clone(), clock, Lang::Zh).map_err(told)?;
        let node = company::node_of(BRANCH);
        let shop = Shop { store, node, key: company::key(BRANCH) };
        let session = Session::shipped(EmployeeId(1), "收银员", ShippedRole::Manager);
        Ok(Till { shop, place: place.clone(), context, session, random: Random::new(seed) })
    }

    /// Calls a command.
    ///
    /// # Errors
    /// What the command says.
    pub fn call<I: Serialize, O: DeserializeOwned>(
        &self,
        name: &str,
        input: &I,
    ) -> Result<O, ApiError> {
        let input = serde_json::to_string(input).expect("an input has text keys");
        let reply = call(&self.context, &self.session, name, &input)?;
        Ok(serde_json::from_str(&reply.json).expect("a command answers in its own form"))
    }

    /// Works for ever.
    ///
    /// # Errors
    /// When a command is refused that must not be.
    pub fn work(&mut self) -> Result<()> {
        let mut last_sale = None;
        self.tell_cart()?;
        loop {
            match self.random.below(12) {
                0..=5 => last_sale = Some(self.sell().map_err(told)?),
                6 => self.park().map_err(told)?,
                7 => self.recall().map_err(told)?,
                8 => {
                    if let Some(number) = last_sale.take() {
                        self.take_back(number).map_err(told)?;
                    }
                }
                9 | 10 => {
                    self.send()?;
                }
                _ => self.take_ack()?,
            }
        }
    }

    /// One sale from scan to receipt; gives its number.
    ///
    /// # Errors
    /// What a command says.
    pub fn sell(&mut self) -> Result<String, ApiError> {
        for _ in 0..=self.random.below(4) {
            self.scan()?;
        }
        if self.random.once_in(3) {
            say("begin tender");
            let half = TenderInput { tender: "wechat".to_owned(), amount: Some("0.50".to_owned()) };
            let cart: CartView = self.call("till_tender", &half)?;
            say_cart(&cart);
        }
        say("begin pay");
        let cash = TenderInput { tender: "cash".to_owned(), amount: None };
        let paid: PaidView =
            self.call("till_pay", &PayInput { tender: Some(cash), on_account: false })?;
        say(&format!("paid {}", paid.number));
        say_cart(&paid.cart);
        Ok(paid.number)
    }

    fn scan(&mut self) -> Result<(), ApiError> {
        say("begin scan");
        let code = format!("P{}", 1 + self.random.below(GOODS));
        let quantity = self.random.once_in(2).then(|| (1 + self.random.below(9)).to_string());
        let cart: CartView = self.call("till_scan", &ScanInput { code, quantity })?;
        say_cart(&cart);
        Ok(())
    }

    fn park(&mut self) -> Result<(), ApiError> {
        self.scan()?;
        say("begin park");
        let cart: CartView = self.call("till_park", &ParkInput { note: "等一下".to_owned() })?;
        say_cart(&cart);
        Ok(())
    }

    fn recall(&mut self) -> Result<(), ApiError> {
        let parked: Vec<ParkedView> = self.call("till_parked", &Nothing {})?;
        if let Some(first) = parked.first() {
            say("begin recall");
            let cart: CartView = self.call("till_recall", &RecallInput { id: first.id })?;
            say_cart(&cart);
        }
        Ok(())
    }

    fn take_back(&mut self, number: String) -> Result<(), ApiError> {
        let sale: ReturnableView = self.call("till_return_find", &ReturnFindInput { number })?;
        say("begin return");
        let line = ReturnLineInput {
            line: sale.lines[0].line,
            quantity: "1".to_owned(),
            serials: Vec::new(),
        };
        let input = ReturnInput {
            document: sale.document,
            lines: vec![line],
            tender: "cash".to_owned(),
            reason: "不合适".to_owned(),
        };
        let paid: PaidView = self.call("till_return", &input)?;
        say(&format!("paid {}", paid.number));
        say_cart(&paid.cart);
        Ok(())
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

    /// The cart on the screen: lines, parked carts, tenders.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn cart(&self) -> Result<(u64, u64, u64)> {
        let cart: CartView = self.call("till_view", &Nothing {}).map_err(told)?;
        Ok((cart.lines.len() as u64, u64::from(cart.parked), cart.tenders.len() as u64))
    }

    fn tell_cart(&self) -> Result<()> {
        let cart: CartView = self.call("till_view", &Nothing {}).map_err(told)?;
        say("ready");
        say_cart(&cart);
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
    let refused = (0..SALES_MAX).find_map(|_| till.sell().err());
    let refused = refused.context("the disk is too large for this test")?;
    say(&format!("refused {}", refused.code));
    for _ in 0..3 {
        if let Err(error) = till.sell() {
            say(&format!("refused {}", error.code));
        }
    }
    std::fs::remove_file(&filler)?;
    for _ in 0..5 {
        till.sell().map_err(told)?;
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

/// An error of a command as one that a test shows.
pub fn told(error: ApiError) -> anyhow::Error {
    anyhow!("{} {:?}", error.code, error.params)
}

fn say_cart(cart: &CartView) {
    say(&format!("cart {} {} {}", cart.lines.len(), cart.parked, cart.tenders.len()));
}

/// Prints a line at once.
pub fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody listens any more: the test has ended, and so will this program.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}
