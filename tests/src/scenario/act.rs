//! Acts: what happens at a place, one row of a table.
//!
//! Owns the words for acts, which clauses each takes, and doing them with the books' own code.
//! Leaves out how clauses become a document (`document`). Invariant: a refusal is as good as
//! written: the act must be refused, and for the reason that stands there.

use anyhow::{Context, Result, bail, ensure};
use fenhao_books::node::Node;
use fenhao_books::post::{self, PostError, Posted, ReverseHeader};
use fenhao_books::sql::Sql;
use fenhao_books::{close, count, opening};
use fenhao_domain::calendar::{BusinessDate, Month, Timestamp};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::rule::{Goods, Need, Price, Spot};
use fenhao_domain::id::{DocumentId, EmployeeId};
use fenhao_domain::kind::Kind;
use fenhao_domain::module::Module;
use fenhao_exchange::intake::Outcome;

use super::approval::Approving;
use super::clause::{self, Clause};
use super::setting::Setting;
use super::words::Words;
use super::world::{NOW, World};

/// Where an act happens that is everybody's.
const EVERYWHERE: &str = "all";

/// Documents: the act's word and the kind. Which clauses it takes is the kind's rule.
pub const POSTS: &[(&str, Kind)] = &[
    ("opening", Kind::QC),
    ("purchase", Kind::CG),
    ("sell", Kind::LS),
    ("return", Kind::LT),
    ("lose", Kind::BS),
    ("find", Kind::BY),
    ("dispatch", Kind::FH),
    ("receive", Kind::RS),
    ("quote", Kind::BJ),
    ("contract", Kind::HT),
    ("take order", Kind::XD),
    ("deliver", Kind::XS),
    ("take back", Kind::XT),
    ("collect", Kind::SK),
    ("consign", Kind::FS),
    ("settle consignment", Kind::WX),
    ("take back consignment", Kind::WWST),
    ("change consignment price", Kind::WT),
    ("requisition", Kind::CS),
    ("order", Kind::CD),
    ("invoice", Kind::FP),
    ("send back", Kind::CT),
    ("pay", Kind::FK),
    ("receive consignment", Kind::SR),
    ("settle with consignor", Kind::SJ),
    ("send back consignment", Kind::ST),
    ("consignor changes price", Kind::SD),
    ("move", Kind::TB),
    ("move repriced", Kind::BT),
    ("revalue", Kind::TJ),
    ("assemble", Kind::ZC),
    ("count", Kind::PD),
    ("exchange", Kind::CX),
    ("lend", Kind::JC),
    ("get back lent", Kind::JH),
    ("borrow", Kind::JR),
    ("give back borrowed", Kind::JG),
    ("raise receivable", Kind::YZ),
    ("lower receivable", Kind::YJ),
    ("raise payable", Kind::FZ),
    ("lower payable", Kind::FJ),
    ("spend", Kind::FY),
    ("earn", Kind::QT),
    ("transfer money", Kind::ZK),
    ("voucher", Kind::PZ),
    ("buy asset", Kind::GZ),
    ("depreciate", Kind::ZJ),
    ("give", Kind::ZS),
    ("get gift", Kind::HZ),
    ("give rebate", Kind::FL),
    ("earn rebate", Kind::HL),
    ("protect price", Kind::JB),
    ("month close", Kind::YJC),
    ("year close", Kind::NJC),
];

/// Whether a kind's document takes such a clause.
fn takes(kind: Kind, clause: &Clause) -> bool {
    let rule = kind.rule();
    match clause {
        Clause::Goods(_) => rule.goods != Goods::No,
        Clause::Account { .. } => rule.entries != Need::No,
        Clause::Paid { .. } => rule.tenders != Need::No,
        Clause::Partner(_) => rule.partner != Need::No,
        Clause::To(_) => rule.counterpart != Need::No,
        Clause::Into(_) => rule.to_warehouse != Need::No,
        Clause::Of(_) => rule.original != Need::No,
        Clause::Settles { .. } => rule.settles != Need::No,
        Clause::Rounded(_) => rule.price == Price::Sale,
        Clause::Pass => rule.from == Some(Spot::Own),
        Clause::Class(_) => kind == Kind::QC,
        Clause::In(_) | Clause::Because(_) | Clause::Form(_) => true,
        Clause::Due(_) | Clause::Between(..) => true,
    }
}

/// All other acts.
pub const PLAIN: [&str; 13] = [
    "reverse",
    "close order",
    "goes offline",
    "comes back",
    "seals",
    "sends",
    "closes module",
    "closes month",
    "opens books",
    "posts differences",
    "day",
    "costing",
    "numbers",
];

/// What becomes of a batch that reaches HQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// New entries were taken.
    Taken,
    /// All of it was there already.
    Repeated,
    /// Entries before it are missing.
    Parked,
}

/// An act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A document is posted.
    Post {
        /// Kind.
        kind: Kind,
        /// What it holds.
        clauses: Vec<Clause>,
        /// The books refuse it with these words.
        refused: Option<String>,
    },
    /// A document is reversed.
    Reverse {
        /// Its number.
        number: String,
        /// Why.
        remark: String,
        /// The books refuse it with these words.
        refused: Option<String>,
    },
    /// What is left of an order is no longer promised.
    Close {
        /// Its number.
        number: String,
        /// Why.
        remark: String,
        /// The books refuse it with these words.
        refused: Option<String>,
    },
    /// The place cannot reach HQ any more.
    GoOffline,
    /// It can again.
    ComeBack,
    /// It seals what it has written into a batch.
    Seal,
    /// A batch reaches HQ by hand.
    Send {
        /// Number of the batch.
        batch: usize,
        /// What becomes of it.
        delivery: Delivery,
    },
    /// It closes a module of a month.
    CloseModule {
        /// Module.
        module: Module,
        /// Month.
        month: Month,
        /// The books refuse it with these words.
        refused: Option<String>,
    },
    /// It closes a month: what is open of its modules, then the month.
    CloseMonth {
        /// Month.
        month: Month,
        /// Its name, and the branches that are excepted.
        remark: String,
        /// The books refuse it with these words.
        refused: Option<String>,
    },
    /// It opens the books.
    OpenBooks {
        /// The books refuse it with these words.
        refused: Option<String>,
    },
    /// It posts what a count has found.
    PostDifferences {
        /// The count's number.
        number: String,
        /// The books refuse it with these words.
        refused: Option<String>,
    },
    /// It is another day, everywhere.
    Day(BusinessDate),
    /// A document waits for somebody's word.
    Approval {
        /// What.
        done: Approving,
        /// The books refuse it with these words.
        refused: Option<String>,
    },
    /// Head office settles something for the company.
    Set {
        /// What.
        setting: Setting,
        /// The books refuse it with these words.
        refused: Option<String>,
    },
}

impl Act {
    /// Reads the three columns of a row.
    pub fn read(at: &str, act: &str, with: &str) -> Result<Act> {
        if act == "day" {
            ensure!(at == EVERYWHERE, "a day is the same everywhere: `{EVERYWHERE}`");
            return Ok(Act::Day(BusinessDate::parse(with)?));
        }
        if let Some(setting) = Setting::read(act, with.split(" → ").next().unwrap_or_default())? {
            ensure!(at == EVERYWHERE, "it is settled for everybody: `{EVERYWHERE}`");
            let refused = refusal(with.split_once(" → ").map(|(_, outcome)| outcome))?;
            return Ok(Act::Set { setting, refused });
        }
        Words::of(at).place()?;
        let (told, outcome) = match with.split_once("→ ") {
            Some((told, outcome)) => (told.trim_end(), Some(outcome)),
            None => (with, None),
        };
        if let Some((_, kind)) = POSTS.iter().find(|(word, _)| *word == act) {
            let clauses = clause::read(told)?;
            for clause in &clauses {
                ensure!(takes(*kind, clause), "`{act}` takes no `{}`", clause.name());
            }
            return Ok(Act::Post { kind: *kind, clauses, refused: refusal(outcome)? });
        }
        if let Some(done) = Approving::read(act, told)? {
            return Ok(Act::Approval { done, refused: refusal(outcome)? });
        }
        match act {
            "reverse" | "close order" => {
                let mut words = Words::of(told);
                let number = words.next("a document's number")?.to_owned();
                words.expect("because")?;
                let (remark, refused) = (words.rest(), refusal(outcome)?);
                Ok(match act {
                    "reverse" => Act::Reverse { number, remark, refused },
                    _ => Act::Close { number, remark, refused },
                })
            }
            "sends" => send(told, outcome),
            "posts differences" => {
                let mut words = Words::of(told);
                words.expect("of")?;
                let number = words.next("a document's number")?.to_owned();
                words.end()?;
                Ok(Act::PostDifferences { number, refused: refusal(outcome)? })
            }
            "closes month" | "closes module" | "opens books" => closes(act, told, outcome),
            _ => {
                let plain = match act {
                    "goes offline" => Act::GoOffline,
                    "comes back" => Act::ComeBack,
                    "seals" => Act::Seal,
                    _ => bail!("`{act}` is no act"),
                };
                ensure!(with.is_empty(), "`{act}` takes nothing");
                Ok(plain)
            }
        }
    }

    /// Does it at a place; then all places that are online exchange what is new.
    pub fn perform(&self, world: &mut World, at: &str) -> Result<()> {
        match self {
            Act::Post { kind, clauses, refused } => {
                let outcome = world.post(at, *kind, clauses)?;
                settle(world, outcome, refused.as_deref())?;
            }
            Act::Reverse { number, remark, refused } => {
                let outcome = red(world, at, number, remark, post::reverse)?;
                settle(world, outcome, refused.as_deref())?;
            }
            Act::Close { number, remark, refused } => {
                let outcome = red(world, at, number, remark, post::close_order)?;
                settle(world, outcome, refused.as_deref())?;
            }
            Act::GoOffline => {
                ensure!(at != "HQ", "HQ is where the others come to");
                let place = world.place_mut(at)?;
                ensure!(place.online, "{at} is offline already");
                place.online = false;
            }
            Act::ComeBack => {
                let place = world.place_mut(at)?;
                ensure!(!place.online, "{at} is online already");
                place.online = true;
            }
            Act::Seal => {
                let place = world.place_mut(at)?;
                ensure!(!place.online, "{at} is online and seals by itself");
                ensure!(place.seal()?, "there is nothing to seal");
            }
            Act::Send { batch, delivery } => send_by_hand(world, at, *batch, *delivery)?,
            Act::CloseModule { module, month, refused } => {
                let place = world.place(at)?;
                let closed =
                    place.store.write(|sql| close::close_module(sql, &place.node, *month, *module));
                told(closed, refused.as_deref())?;
            }
            Act::CloseMonth { month, remark, refused } => {
                let place = world.place(at)?;
                let header = world.header(remark);
                let outcome =
                    place.store.write(|sql| close::close_month(sql, &place.node, *month, header));
                settle(world, outcome, refused.as_deref())?;
            }
            Act::OpenBooks { refused } => {
                let place = world.place(at)?;
                let opened = place.store.write(|sql| opening::open(sql, &place.node, world.day));
                told(opened, refused.as_deref())?;
            }
            Act::PostDifferences { number, refused } => {
                post_differences(world, at, number, refused.as_deref())?;
            }
            Act::Day(day) => world.day = *day,
            Act::Approval { done, refused } => done.perform(world, at, refused.as_deref())?,
            Act::Set { setting, refused } => setting.perform(world, refused.as_deref())?,
        }
        world.exchange()
    }
}

fn refusal(outcome: Option<&str>) -> Result<Option<String>> {
    let Some(outcome) = outcome else { return Ok(None) };
    let reason = outcome.strip_prefix("refused: ");
    Ok(Some(reason.with_context(|| format!("`{outcome}` is no outcome"))?.to_owned()))
}

fn closes(act: &str, told: &str, outcome: Option<&str>) -> Result<Act> {
    let mut words = Words::of(told);
    let refused = refusal(outcome)?;
    let read = match act {
        "closes month" => {
            let month = words.month()?;
            let remark = if words.take("because") { words.rest() } else { String::new() };
            Act::CloseMonth { month, remark, refused }
        }
        "closes module" => {
            let key = words.next("a module")?;
            let module = Module::from_key(key).with_context(|| format!("`{key}` is none"))?;
            words.expect("of")?;
            Act::CloseModule { module, month: words.month()?, refused }
        }
        _ => Act::OpenBooks { refused },
    };
    words.end()?;
    Ok(read)
}

fn send(told: &str, outcome: Option<&str>) -> Result<Act> {
    let mut words = Words::of(told);
    words.expect("batch")?;
    let batch = words.next("a batch's number")?.parse()?;
    words.end()?;
    let delivery = match outcome.context("what becomes of the batch is missing")? {
        "taken" => Delivery::Taken,
        "repeated" => Delivery::Repeated,
        "parked" => Delivery::Parked,
        other => bail!("`{other}` is no outcome"),
    };
    Ok(Act::Send { batch, delivery })
}

fn settle(
    world: &mut World,
    outcome: Result<Posted, PostError>,
    refused: Option<&str>,
) -> Result<()> {
    match (outcome, refused) {
        (Ok(posted), None) => {
            world.remember(&posted);
            Ok(())
        }
        (Ok(posted), Some(_)) => bail!("{} was posted", posted.document.number),
        (Err(error), None) => Err(error.into()),
        (Err(error), Some(reason)) => {
            ensure!(error.to_string() == reason, "refused: {error}");
            Ok(())
        }
    }
}

/// A refusal must come when it is written, and for its reason.
fn told<T, E: std::error::Error + Send + Sync + 'static>(
    outcome: Result<T, E>,
    refused: Option<&str>,
) -> Result<()> {
    match (outcome, refused) {
        (Ok(_), None) => Ok(()),
        (Ok(_), Some(_)) => bail!("it was not refused"),
        (Err(error), None) => Err(error.into()),
        (Err(error), Some(reason)) => {
            ensure!(error.to_string() == reason, "refused: {error}");
            Ok(())
        }
    }
}

/// Posts the drafts of a count.
fn post_differences(
    world: &mut World,
    at: &str,
    number: &str,
    refused: Option<&str>,
) -> Result<()> {
    let place = world.place(at)?;
    let (id, header) = (world.document(number)?, world.header(""));
    let drafts = place.store.read(|sql| count::drafts(sql, id, &header));
    let drafts = match drafts {
        Ok(drafts) if !drafts.is_empty() => drafts,
        Ok(_) => {
            ensure!(refused == Some("nothing differs"), "nothing differs");
            return Ok(());
        }
        refusal => return told(refusal, refused),
    };
    ensure!(refused.is_none(), "it was not refused");
    let mut posted = Vec::new();
    for draft in drafts {
        let post =
            place.store.write(|sql| post::post_one(sql, &place.node, draft, NegativeStock::Refuse));
        posted.push(post?);
    }
    posted.iter().for_each(|posted| world.remember(posted));
    Ok(())
}

/// How the books take a document back, or what is left of it.
type TakeBack = fn(&mut dyn Sql, &Node, DocumentId, ReverseHeader) -> Result<Posted, PostError>;

fn red(
    world: &World,
    at: &str,
    number: &str,
    remark: &str,
    take_back: TakeBack,
) -> Result<Result<Posted, PostError>> {
    let place = world.place(at)?;
    let header = world.header(remark);
    let id = world.document(number)?;
    Ok(place.store.write(|sql| take_back(sql, &place.node, id, header)))
}

fn send_by_hand(world: &mut World, at: &str, batch: usize, expected: Delivery) -> Result<()> {
    let place = world.place(at)?;
    let sealed = batch.checked_sub(1).and_then(|index| place.batches.get(index));
    let bytes = sealed.with_context(|| format!("{at} has no batch {batch}"))?;
    let (outcome, _) = world.deliver(bytes)?;
    let found = match outcome {
        Outcome::Append { .. } => Delivery::Taken,
        Outcome::Repeat { .. } => Delivery::Repeated,
        Outcome::Parked { .. } => Delivery::Parked,
        other @ (Outcome::Fork { .. } | Outcome::Rejected(_)) => bail!("HQ says {other:?}"),
    };
    ensure!(found == expected, "batch {batch} is {found:?}, not {expected:?}");
    world.merge()
}

impl World {
    /// The header of what somebody does today.
    fn header(&self, remark: &str) -> ReverseHeader {
        ReverseHeader {
            business_date: self.day,
            recorded_at: Timestamp(NOW),
            handler: EmployeeId(1),
            remark: remark.to_owned(),
        }
    }

    /// Posts a document at a place. The outer error is the scenario's, the inner the books'.
    fn post(&self, at: &str, kind: Kind, clauses: &[Clause]) -> Result<Result<Posted, PostError>> {
        let document = self.write(at, kind, clauses)?;
        let negative = match clauses.contains(&Clause::Pass) {
            true => NegativeStock::Pass,
            false => NegativeStock::Refuse,
        };
        let place = self.place(at)?;
        Ok(place.store.write(|sql| post::post_one(sql, &place.node, document, negative)))
    }
}
