//! Faults 1, 21 and 30 over the real programs: `fenhao-hq serve`, `fenhao sync --once` and a
//! seller, killed -9 alone and together, 100 rounds. The other 400 are in `crash.rs`.
//!
//! Owns when each is killed and the proof after each round. A third of the kills wait until head
//! office has just stored a batch, a third until it merges; the rest come at any time. At a
//! ledger's end the programs prove themselves: both verify, head office reconciles, its trial
//! balance is even, and it holds the branch's books row by row. The seed is printed;
//! `FENHAO_SEED` draws the same kills again, though the machine decides what they meet.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use fenhao_books::outbox;
use fenhao_books::store::Store;
use fenhao_books::table::stream::{self, StreamRow};
use fenhao_books::{node, table};
use fenhao_tests::program::{self, Hq, Shop, corner_shop_data, fenhao, fenhao_hq};
use fenhao_tests::proof;
use fenhao_tests::random::{Random, seed};
use fenhao_tests::victim::{LastWords, Victim};
use serde_json::Value;

const ROUNDS: u64 = 100;

/// Rounds that one company lives.
const ROUNDS_OF_A_COMPANY: u64 = 20;

/// Companies that live at the same time.
const SIDE_BY_SIDE: usize = 3;

/// A kill at any time comes within this, milliseconds.
const ANY_MS: u64 = 150;

/// A merge is met within this after the store, microseconds.
const MERGE_US: u64 = 15_000;

/// Between two looks at whether the moment has come: a fifth of what a commit takes.
const LOOK: Duration = Duration::from_micros(200);

/// How long a kill waits for what it is meant to meet.
const PATIENCE: Duration = Duration::from_secs(3);

/// When the kill comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// At any time.
    Any(Duration),
    /// As soon as head office has stored more: its acknowledgement is under way.
    Stored,
    /// So long after head office has stored more: it merges.
    Merging(Duration),
}

impl Moment {
    fn draw(random: &mut Random) -> Moment {
        match random.below(3) {
            0 => Moment::Any(Duration::from_millis(random.below(ANY_MS))),
            1 => Moment::Stored,
            _ => Moment::Merging(Duration::from_micros(random.below(MERGE_US))),
        }
    }
}

/// What the kills met, over all companies.
#[derive(Default)]
struct Met {
    receipts: AtomicU64,
    /// Head office had stored what the branch had no acknowledgement of.
    unacknowledged: AtomicU64,
    /// Head office had stored what it had not merged.
    unmerged: AtomicU64,
}

/// A head office with one branch, whoever of them lives.
struct Company {
    hq_data: PathBuf,
    shop: Shop,
    port: u16,
    hq: Option<Victim>,
    seller: Option<Victim>,
    printed: BTreeSet<String>,
}

impl Company {
    fn found(folder: &Path) -> Result<Company> {
        let (hq_data, port) = (folder.join("hq"), program::lasting_port()?);
        let hq = Hq::serve(&hq_data, port)?;
        let goods = corner_shop_data();
        hq.run(&["import", "products", &goods.join("products.csv").to_string_lossy()])?;
        let shop = Shop::enrol(&hq, folder, "SH", "街角小店")?;
        shop.sync()?;
        shop.run(&["import", "opening", &goods.to_string_lossy()])?;
        let printed = BTreeSet::new();
        Ok(Company { hq_data, shop, port, hq: None, seller: None, printed })
    }

    /// Starts whoever is dead. Head office has printed its address when this returns.
    fn revive(&mut self, random: &mut Random) -> Result<()> {
        if self.hq.is_none() {
            let mut serve = Command::new(fenhao_hq()?);
            serve.arg("--data").arg(&self.hq_data).arg("serve").env("RUST_LOG", "off");
            serve.args(["--listen", &format!("127.0.0.1:{}", self.port)]);
            self.hq = Some(Victim::start(&mut serve, true)?);
        }
        if self.seller.is_none() {
            let mut seller = Command::new(env!("CARGO_BIN_EXE_seller"));
            seller.arg("shop").arg(&self.shop.data).args([&random.bits().to_string(), "0"]);
            self.seller = Some(Victim::start(&mut seller, random.once_in(2))?);
        }
        Ok(())
    }

    fn sync(&self) -> Result<Victim> {
        let mut sync = Command::new(fenhao()?);
        sync.arg("--data").arg(&self.shop.data).args(["sync", "--once"]);
        Victim::start(&mut sync, false)
    }

    /// Exchanges again and again until the moment has come; gives the exchange under way.
    fn exchange_until(&self, moment: Moment) -> Result<Victim> {
        let watch = Watch::begin(&self.hq_data)?;
        let begin = Instant::now();
        let mut sync = self.sync()?;
        loop {
            let come = match moment {
                Moment::Any(after) => begin.elapsed() >= after,
                Moment::Stored | Moment::Merging(_) => watch.has_stored_more()?,
            };
            if come || begin.elapsed() > PATIENCE {
                // The ledger is closed here before anybody is killed: whoever opens it next finds
                // it as a dead program leaves it.
                drop(watch);
                if let Moment::Merging(after) = moment {
                    std::thread::sleep(after);
                }
                return Ok(sync);
            }
            if sync.has_ended()? {
                sync = self.sync()?;
            }
            std::thread::sleep(LOOK);
        }
    }

    /// One round: everybody works, some are killed, the ledgers are looked at.
    fn round(&mut self, random: &mut Random, met: &Met) -> Result<()> {
        self.revive(random)?;
        let moment = Moment::draw(random);
        let sync = self.exchange_until(moment)?;
        // Bit by bit: head office, the seller, the exchange; at least one of them.
        let who = 1 + random.below(7);
        let hq_first = random.once_in(2);
        if who & 1 != 0 && hq_first {
            self.kill_hq()?;
        }
        if who & 4 != 0 {
            sync.kill()?;
        } else {
            // It goes on: to its end, or to what it says of a head office that is gone.
            let mut sync = sync;
            while !sync.has_ended()? {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        if who & 1 != 0 && !hq_first {
            self.kill_hq()?;
        }
        if who & 2 != 0 {
            self.kill_seller(met)?;
        }
        self.prove(met).with_context(|| format!("{moment:?}, killed {who:03b}"))
    }

    fn kill_hq(&mut self) -> Result<()> {
        let LastWords { complaint, .. } = self.hq.take().context("it lives")?.kill()?;
        ensure!(complaint.is_empty(), "head office complained: {complaint}");
        Ok(())
    }

    fn kill_seller(&mut self, met: &Met) -> Result<()> {
        let LastWords { lines, complaint } = self.seller.take().context("it lives")?.kill()?;
        ensure!(complaint.is_empty(), "the seller ended by itself: {complaint}");
        let printed = lines.iter().filter_map(|line| line.strip_prefix("paid "));
        let before = self.printed.len();
        self.printed.extend(printed.map(str::to_owned));
        met.receipts.fetch_add((self.printed.len() - before) as u64, Ordering::Relaxed);
        let numbers = proof::numbers(&self.shop.data.join("ledger.sqlite"))?;
        for number in &self.printed {
            ensure!(numbers.get(number) == Some(&1), "{number}: {:?}", numbers.get(number));
        }
        // At most the one sale under way may stand there without having been printed.
        let retail = numbers.keys().filter(|number| !number.starts_with("QC"));
        let unprinted: Vec<String> =
            retail.filter(|number| !self.printed.contains(*number)).cloned().collect();
        ensure!(unprinted.len() <= 1, "sold without a receipt: {unprinted:?}");
        self.printed.extend(unprinted);
        Ok(())
    }

    /// The proof after a round, while whoever was not killed works on.
    fn prove(&self, met: &Met) -> Result<()> {
        let till = Store::open(&self.shop.data.join("ledger.sqlite"))?;
        let own = till.read(|sql| node::meta(sql, "own_key"))?.context("an enrolled branch")?;
        let own: [u8; 32] = own.as_slice().try_into()?;
        proof::sound(&till, Some(&own))?;
        let node = till.read(node::load)?.context("an enrolled branch")?;
        let held = till.read(|sql| outbox::acknowledged(sql, &node))?;
        let held = held.map_or(0, |ack| ack.acked_seq);
        let row = standing(&self.hq_data)?;
        ensure!(row.acked.seq >= held, "HQ lost what it acknowledged: {} < {held}", row.acked.seq);
        ensure!(row.merged.seq <= row.acked.seq, "merged beyond what was taken in");
        // No exchange is under way here.
        met.unacknowledged.fetch_add(u64::from(row.acked.seq > held), Ordering::Relaxed);
        if self.hq.is_none() {
            // Head office lies still, so this is how the kill left it.
            met.unmerged.fetch_add(u64::from(row.acked.seq > row.merged.seq), Ordering::Relaxed);
        }
        Ok(())
    }

    /// The end of the company's days: everything reaches head office, and the programs prove it.
    fn settle(mut self, met: &Met) -> Result<()> {
        if self.seller.is_some() {
            self.kill_seller(met)?;
        }
        if self.hq.is_some() {
            self.kill_hq()?;
        }
        let hq = Hq::serve(&self.hq_data, self.port)?;
        self.shop.sync()?;
        let begin = Instant::now();
        while let StreamRow { acked, merged, .. } = standing(&self.hq_data)?
            && merged.seq < acked.seq
        {
            ensure!(begin.elapsed() < Duration::from_secs(30), "it does not merge");
            std::thread::sleep(Duration::from_millis(20));
        }
        self.shop.run(&["verify"])?;
        hq.run(&["verify"])?;
        hq.run(&["reconcile"])?;
        even(&hq.run(&["report", "trial-balance", "--format", "json"])?)?;
        let (ours, theirs) = (self.shop.data.join("ledger.sqlite"), self.hq_data.join("hq.sqlite"));
        let (numbers, at_hq) = (proof::numbers(&ours)?, proof::numbers(&theirs)?);
        ensure!(numbers == at_hq, "HQ has other documents than the branch");
        ensure!(self.printed.iter().all(|number| at_hq.get(number) == Some(&1)));
        proof::same_books(&ours, &theirs)
    }
}

/// What head office's ledger says of the branch's stream.
fn standing(hq_data: &Path) -> Result<StreamRow> {
    let hq = Store::open(&hq_data.join("hq.sqlite"))?;
    let branch = hq.read(|sql| table::branch::by_code(sql, "SH"))?.context("the branch")?;
    let rows = hq.read(stream::list)?;
    rows.into_iter().find(|row| row.branch == branch.id).context("the branch is enrolled")
}

/// A look at how much head office has stored, as quick as can be.
struct Watch {
    ledger: rusqlite::Connection,
    before: i64,
}

impl Watch {
    const ACKED: &str = "SELECT SUM(acked_seq) FROM stream";

    fn begin(hq_data: &Path) -> Result<Watch> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let ledger = rusqlite::Connection::open_with_flags(hq_data.join("hq.sqlite"), flags)?;
        ledger.busy_timeout(Duration::from_secs(5))?;
        let before = ledger.query_row(Self::ACKED, [], |row| row.get(0))?;
        Ok(Watch { ledger, before })
    }

    fn has_stored_more(&self) -> Result<bool> {
        let now: i64 = self.ledger.prepare_cached(Self::ACKED)?.query_row([], |row| row.get(0))?;
        Ok(now > self.before)
    }
}

/// A trial balance whose debits are its credits, and which has some.
fn even(report: &str) -> Result<()> {
    let report: Value = serde_json::from_str(report)?;
    let total = &report["total"];
    ensure!(total["debit"] == total["credit"] && total["closing"] == "0.00", "uneven: {total}");
    ensure!(total["debit"] != "0.00", "nothing is booked");
    Ok(())
}

/// One company's life.
fn company(seed: u64, rounds: u64, met: &Met) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut company = Company::found(folder.path())?;
    let mut random = Random::new(seed);
    for at in 0..rounds {
        company
            .round(&mut random, met)
            .with_context(|| format!("company of seed {seed}, round {at}"))?;
    }
    company.settle(met).with_context(|| format!("company of seed {seed}, its end"))
}

#[test]
fn faults_1_21_and_30_kill_9_of_the_real_programs_loses_and_doubles_nothing() {
    let seed = seed("FENHAO_SEED");
    println!("FENHAO_SEED={seed}");
    let (next, met) = (AtomicU64::new(0), Met::default());
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= ROUNDS / ROUNDS_OF_A_COMPANY {
                        break;
                    }
                    if let Err(error) = company(seed.wrapping_add(at), ROUNDS_OF_A_COMPANY, &met) {
                        panic!("FENHAO_SEED={seed}: {error:#}");
                    }
                }
            });
        }
    });
    let [receipts, unacknowledged, unmerged] =
        [met.receipts, met.unacknowledged, met.unmerged].map(AtomicU64::into_inner);
    println!(
        "{ROUNDS} rounds, {receipts} receipts printed, none lost, none doubled; {unacknowledged} \
         kills came between store and acknowledgement, {unmerged} before a merge was done"
    );
    assert!(receipts > ROUNDS, "the seller hardly worked: {receipts} receipts");
    assert!(unacknowledged > 0, "no kill came between store and acknowledgement");
    assert!(unmerged > 0, "no kill came before a merge was done");
}
