//! What posting a document of each kind costs, beside the bare rows that it writes.
//!
//! Owns the measurement at a branch's ledger on disk that a year's trader has filled: each document is
//! posted, then the very statements of its posting are written into a copy of the ledger, in turns.
//! Leaves out the till's commands (`till`). Invariant: ours includes every look-up, the derivation
//! and the hashes; what is recorded is timed on our side, too.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use fenhao_books::close as closes;
use fenhao_books::node::Node;
use fenhao_books::post::{self, PostError, Posted, ReverseHeader};
use fenhao_books::sql::Sql;
use fenhao_books::store::Store;
use fenhao_domain::calendar::Month;
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::cost::layer::Method;
use fenhao_domain::document::Document;
use fenhao_domain::id::DocumentId;
use fenhao_domain::kind::Kind;
use rusqlite::Connection;

use super::replay::Recorder;
use super::{Figure, Samples, bare, millis, processor_time, ratio};
use crate::scenario::world::Place;
use crate::year::trader::{Clerk, Trader};
use crate::year::walk::ACTS;
use crate::year::{self, Careful, Plan, close, opening, take_back};

/// The place that is measured.
const SHOP: usize = 1;

/// Documents in the books before the first one is timed.
const BEFORE: u64 = 600;

/// Goods and money that others have sent the shop before.
const SENT: usize = 60;

/// Documents of a kind.
const EACH: usize = 40;

/// The goal: ours to bare.
const GOAL: f64 = 1.5;

/// Times of a kind.
#[derive(Debug, Clone, Default)]
struct Times {
    ours: Samples,
    bare: Samples,
    /// Of the processor alone, which a busy machine does not stretch.
    busy: [Samples; 2],
    count: usize,
    rows: usize,
}

type Measured = Rc<RefCell<BTreeMap<(Kind, bool), Times>>>;

/// A clerk who times each posting, then the bare rows of it.
struct Timer {
    bare: Connection,
    measured: Measured,
}

impl Timer {
    fn time(
        &self,
        at: &Place,
        work: impl FnOnce(&mut dyn Sql, &Node) -> Result<Posted, PostError>,
    ) -> Result<Posted> {
        let (before, begin) = (busy(), Instant::now());
        let (posted, written) = at.store.write(|sql| {
            let mut recorder = Recorder::new(sql);
            let posted = work(&mut recorder, &at.node)?;
            Ok::<_, PostError>((posted, recorder.written))
        })?;
        let (ours, between) = (begin.elapsed(), busy());
        let bare = written.write(&self.bare)?;
        let after = busy();
        let mut measured = self.measured.borrow_mut();
        let key = (posted.document.kind, posted.document.is_red());
        let times = measured.entry(key).or_default();
        times.ours.add(ours);
        times.bare.add(bare);
        times.busy[0].add(between.saturating_sub(before));
        times.busy[1].add(after.saturating_sub(between));
        times.count += 1;
        times.rows += written.rows;
        Ok(posted)
    }
}

impl Clerk for Timer {
    fn post(&mut self, at: &Place, document: Document, negative: NegativeStock) -> Result<Posted> {
        self.time(at, |sql, node| post::post_one(sql, node, document, negative))
    }

    fn take_back(
        &mut self,
        at: &Place,
        id: DocumentId,
        header: ReverseHeader,
        close: bool,
    ) -> Result<Posted> {
        self.time(at, |sql, node| take_back(sql, node, id, header, close))
    }

    fn close_month(&mut self, at: &Place, header: ReverseHeader) -> Result<Posted> {
        let month = header.business_date.month();
        self.time(at, |sql, node| closes::close_month(sql, node, month, header))
    }
}

/// Measures in `folder`: a line a kind, and one for red documents.
///
/// # Errors
/// The disk's, or what the books find broken.
pub fn measure(folder: &Path) -> Result<Vec<Figure>> {
    let plan = Plan { seed: 54, documents: BEFORE, method: Method::Average };
    let mut trader = year::found(&plan, Box::new(Careful))?;
    prepare(&mut trader)?;
    let (path, copy) = (folder.join("kinds.sqlite"), folder.join("kinds_bare.sqlite"));
    trader.world.places[SHOP].store.backup(&path)?;
    std::fs::copy(&path, &copy)?;
    trader.world.places[SHOP].store = Store::open(&path)?;
    let measured = Measured::default();
    let bare = bare::open(&copy)?;
    trader.hand_over(Box::new(Timer { bare, measured: Rc::clone(&measured) }));
    trade(&mut trader, &measured)?;
    let measured = measured.borrow();
    let lacking: Vec<&str> = (Kind::ALL.iter())
        .filter(|kind| !measured.contains_key(&(**kind, false)))
        .map(|kind| kind.code())
        .collect();
    ensure!(lacking.is_empty(), "never posted: {lacking:?}, refused: {:?}", trader.refusals);
    let mut figures: Vec<Figure> = measured
        .iter()
        .filter(|((_, red), _)| !red)
        .map(|((kind, _), times)| figure(&format!("posting {} {}", kind.code(), kind.en()), times))
        .collect();
    let mut red = Times::default();
    for (_, times) in measured.iter().filter(|((_, red), _)| *red) {
        red.ours.join(&times.ours);
        red.bare.join(&times.bare);
        red.busy.iter_mut().zip(&times.busy).for_each(|(all, busy)| all.join(busy));
        red.count += times.count;
        red.rows += times.rows;
    }
    figures.push(figure("posting red documents", &red));
    Ok(figures)
}

/// Everybody trades for a while, and sends the shop goods and money that it has not booked yet.
fn prepare(trader: &mut Trader) -> Result<()> {
    trader.open()?;
    while trader.count() < BEFORE {
        let places = trader.world.places.len() as u64;
        let at = usize::try_from(trader.random.below(places))?;
        trader.act(at)?;
    }
    let shop = trader.branch(SHOP);
    for wanted in [Kind::FH, Kind::ZK] {
        let (.., act) = ACTS.iter().find(|(kind, ..)| *kind == wanted).context("an act")?;
        let mut sent = 0;
        for _ in 0..SENT * 40 {
            let Some(deed) = act(trader, 0) else { continue };
            let out = deed.document.refers_to.is_none();
            if out && deed.document.counterpart == Some(shop) && sent < SENT {
                sent += usize::from(trader.perform(0, deed)?.is_some());
            }
        }
    }
    trader.come_together()
}

/// The kind of which there is least comes next; then some are taken back, and all is closed.
fn trade(trader: &mut Trader, measured: &Measured) -> Result<()> {
    let count = |kind: Kind| measured.borrow().get(&(kind, false)).map_or(0, |times| times.count);
    let mut tried: BTreeMap<usize, usize> = BTreeMap::new();
    loop {
        let open = (0..ACTS.len()).filter(|at| {
            count(ACTS[*at].0) < EACH && tried.get(at).copied().unwrap_or(0) < EACH * 8
        });
        let Some(next) = open.min_by_key(|at| (tried.get(at).copied().unwrap_or(0), *at)) else {
            break;
        };
        *tried.entry(next).or_default() += 1;
        let (.., act) = ACTS[next];
        if let Some(deed) = act(trader, SHOP) {
            trader.perform(SHOP, deed)?;
        }
    }
    for _ in 0..EACH * 3 {
        trader.take_something_back(SHOP)?;
    }
    while count(Kind::QC) < EACH {
        for deed in opening::all(trader, SHOP) {
            trader.perform(SHOP, deed)?;
        }
    }
    // A month's close proves the whole books before it writes its rows.
    for month in 1..=12 {
        let month = Month::from_number(202_600 + month).context("a month")?;
        trader.world.day = month.last_day();
        close::month(trader, SHOP)?;
    }
    close::year(trader, SHOP)
}

fn figure(name: &str, times: &Times) -> Figure {
    let (ours, bare) = (times.ours.percentile(50), times.bare.percentile(50));
    let ratio = ratio(ours, bare);
    let rows = times.rows / times.count.max(1);
    let processor = |side: usize| millis(times.busy[side].percentile(50));
    Figure {
        name: format!("{name}, {rows} rows"),
        goal: format!("p50 ≤ {GOAL} × bare rows"),
        measured: format!("p50 {}, processor {} of {}", millis(ours), processor(0), times.count),
        limit: format!("p50 {}, processor {}", millis(bare), processor(1)),
        ratio: Some(ratio),
        reached: ratio <= GOAL,
    }
}

fn busy() -> Duration {
    processor_time().unwrap_or_default()
}
