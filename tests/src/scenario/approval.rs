//! Approval in a scenario: what head office asks for, applications by a name of the story's own,
//! and what is decided about them.
//!
//! Owns the words and doing them with the books' own code. Leaves out rights, which are the
//! commands' (`app`). Invariant: people are numbers, so that the story tells who is who.

use anyhow::{Context, Result, bail, ensure};
use fenhao_books::approval::{self, ApprovalError, By, judge};
use fenhao_books::feed;
use fenhao_books::post;
use fenhao_books::table::{document as documents, unapproved};
use fenhao_domain::approval::{Act, Application, State};
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::id::{DocumentId, EmployeeId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::approval_policy::{ApprovalPolicy, Step, StepPlace, Tier};

use super::act::POSTS;
use super::clause::{self, Clause};
use super::words::Words;
use super::world::{NOW, World};

/// The words for these acts.
pub const ACTS: [&str; 6] =
    ["asks approval", "applies", "approves", "refuses", "withdraws", "posts approved"];

/// An act of approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approving {
    /// `of ZS from 0.00 by manager at branch, hq at HQ`: by different people.
    Ask(Tier),
    /// `Q1 to give: A × 2, for customer, because opening day`, drafted by person 1.
    Apply { name: String, kind: Kind, clauses: Vec<Clause> },
    /// `Q1 step 1 as manager by 2`, or `… because too much`.
    Decide { name: String, step: u32, role: String, by: u32, approved: bool, remark: String },
    /// `Q1`.
    Withdraw(String),
    /// `Q1`.
    Post(String),
}

impl Approving {
    /// Reads an act's word and what stands under `with`; none for other acts.
    pub fn read(act: &str, with: &str) -> Result<Option<Approving>> {
        let mut words = Words::of(with);
        let done = match act {
            "asks approval" => Approving::Ask(tier(&mut words)?),
            "applies" => {
                let (head, told) = with.split_once(": ").context("`: ` and the document")?;
                let mut words = Words::of(head);
                let name = words.next("an application's name")?.to_owned();
                words.expect("to")?;
                let word = words.rest();
                let kind = POSTS.iter().find(|(known, _)| *known == word);
                let (_, kind) = kind.with_context(|| format!("`{word}` is no document"))?;
                let clauses = clause::read(told)?;
                return Ok(Some(Approving::Apply { name, kind: *kind, clauses }));
            }
            "approves" | "refuses" => decision(act == "approves", &mut words)?,
            "withdraws" => Approving::Withdraw(words.next("an application's name")?.to_owned()),
            "posts approved" => Approving::Post(words.next("an application's name")?.to_owned()),
            _ => return Ok(None),
        };
        words.end()?;
        Ok(Some(done))
    }

    /// Does it at a place. A refusal must be as it is written.
    pub fn perform(&self, world: &mut World, at: &str, refused: Option<&str>) -> Result<()> {
        let outcome = match self {
            Approving::Ask(tier) => return ask(world, tier),
            Approving::Apply { name, kind, clauses } => {
                return apply(world, at, name, *kind, clauses);
            }
            Approving::Decide { name, step, role, by, approved, remark } => {
                let act = Act::Decide { step: *step, approved: *approved, role: role.clone() };
                note(world, at, name, act, (*by, remark))?
            }
            Approving::Withdraw(name) => note(world, at, name, Act::Withdraw, (1, ""))?,
            Approving::Post(name) => post(world, at, name)?,
        };
        match (outcome, refused) {
            (Ok(()), None) => Ok(()),
            (Ok(()), Some(_)) => bail!("it was not refused"),
            (Err(error), None) => Err(error.into()),
            (Err(error), Some(reason)) => {
                ensure!(error.to_string() == reason, "refused: {error}");
                Ok(())
            }
        }
    }
}

fn tier(words: &mut Words<'_>) -> Result<Tier> {
    words.expect("of")?;
    let code = words.next("a kind")?;
    let kind = Kind::from_code(code).with_context(|| format!("`{code}` is no kind"))?;
    words.expect("from")?;
    let from = words.amount()?;
    words.expect("by")?;
    let mut steps = Vec::new();
    for told in words.rest().split(", ") {
        let mut words = Words::of(told);
        let role = words.next("a role")?.to_owned();
        words.expect("at")?;
        let place = match words.next("a place")? {
            "branch" => StepPlace::Branch,
            "HQ" => StepPlace::Hq,
            other => bail!("`{other}` is neither `branch` nor `HQ`"),
        };
        words.end()?;
        steps.push(Step { place, role });
    }
    Ok(Tier { kind, from, steps })
}

fn decision(approved: bool, words: &mut Words<'_>) -> Result<Approving> {
    let name = words.next("an application's name")?.to_owned();
    words.expect("step")?;
    let step = words.next("a step")?.parse()?;
    words.expect("as")?;
    let role = words.next("a role")?.to_owned();
    words.expect("by")?;
    let by = words.next("a person")?.parse()?;
    let remark = if words.take("because") { words.rest() } else { String::new() };
    Ok(Approving::Decide { name, step, role, by, approved, remark })
}

fn ask(world: &World, tier: &Tier) -> Result<()> {
    let policy =
        ApprovalPolicy { since: Timestamp(NOW), two_people: true, tiers: vec![tier.clone()] };
    policy.check()?;
    let record = MasterRecord::ApprovalPolicy(policy);
    let new = world.hq().store.write(|sql| feed::append_master(sql, &[record]))?;
    ensure!(new == 1, "head office has asked already");
    Ok(())
}

fn apply(world: &mut World, at: &str, name: &str, kind: Kind, clauses: &[Clause]) -> Result<()> {
    let mut document = world.write(at, kind, clauses)?;
    let place = world.place(at)?;
    let (node, negative) = (&place.node, NegativeStock::Refuse);
    let costed = place.store.read(|sql| post::preview(sql, node, document.clone(), negative))?;
    for (line, costed) in document.lines.iter_mut().zip(costed.lines) {
        line.cost = costed.cost;
    }
    let asked = place.store.read(|sql| judge::asked(sql, &document))?;
    ensure!(!asked.steps.is_empty(), "nobody is asked");
    let (two_people, steps) = (asked.two_people, asked.steps);
    let application = Application { document, name: "1".to_owned(), two_people, steps };
    let id = place.store.write(|sql| approval::submit(sql, node, &application))?;
    ensure!(world.applications.insert(name.to_owned(), id).is_none(), "{name} is there already");
    Ok(())
}

type Outcome = Result<(), ApprovalError>;

fn by(employee: u32, remark: &str) -> By {
    By {
        employee: EmployeeId(employee),
        name: employee.to_string(),
        at: Timestamp(NOW),
        remark: remark.to_owned(),
    }
}

fn named(world: &World, name: &str) -> Result<DocumentId> {
    let found = world.applications.get(name).copied();
    found.with_context(|| format!("`{name}` is no application"))
}

fn note(
    world: &World,
    at: &str,
    name: &str,
    act: Act,
    (who, remark): (u32, &str),
) -> Result<Outcome> {
    let (place, id) = (world.place(at)?, named(world, name)?);
    let by = by(who, remark);
    let noted = place.store.write(|sql| approval::note(sql, &place.node, id, act, by));
    Ok(noted.map(|_| ()))
}

fn post(world: &mut World, at: &str, name: &str) -> Result<Outcome> {
    let (place, id) = (world.place(at)?, named(world, name)?);
    let told = (by(1, ""), world.day);
    let posted =
        place.store.write(|sql| approval::post(sql, &place.node, id, told, NegativeStock::Refuse));
    Ok(match posted {
        Ok(posted) => {
            world.remember(&posted);
            Ok(())
        }
        Err(error) => Err(error),
    })
}

/// What is claimed of approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approved {
    /// `sees Q1 waiting for step 2`, `approved`, `refused at step 2`, `withdrawn`, `posted`.
    Sees {
        /// The application.
        name: String,
        /// Its state.
        state: String,
    },
    /// `sees ZS-SH-261123-0001 unapproved`, `sees nothing unapproved`.
    Unapproved(Vec<String>),
}

impl Approved {
    /// Reads what stands behind `sees`.
    pub fn read(words: &mut Words<'_>) -> Result<Approved> {
        let told = words.rest();
        if let Some(numbers) = told.strip_suffix(" unapproved") {
            let numbers = numbers.split(", ").filter(|number| *number != "nothing");
            return Ok(Approved::Unapproved(numbers.map(str::to_owned).collect()));
        }
        let (name, state) = told.split_once(' ').context("an application and its state")?;
        Ok(Approved::Sees { name: name.to_owned(), state: state.to_owned() })
    }

    /// Looks it up in the ledger of a place.
    pub fn check(&self, world: &World, at: &str) -> Result<()> {
        let place = world.place(at)?;
        match self {
            Approved::Sees { name, state } => {
                let id = named(world, name)?;
                let found = place.store.read(|sql| approval::load(sql, id))?;
                let found = found.with_context(|| format!("{at} does not know {name}"))?;
                let told = match found.standing().state {
                    State::Waiting { step } => format!("waiting for step {step}"),
                    State::Approved => "approved".to_owned(),
                    State::Refused { step } => format!("refused at step {step}"),
                    State::Withdrawn => "withdrawn".to_owned(),
                    State::Posted { .. } => "posted".to_owned(),
                };
                ensure!(told == *state, "{at} sees {name} {told}");
            }
            Approved::Unapproved(numbers) => {
                let rows = place.store.read(|sql| unapproved::page(sql, None, 100))?;
                let mut found = Vec::new();
                for row in rows {
                    let stored = place.store.read(|sql| documents::load(sql, row.id))?;
                    found.extend(stored.map(|stored| stored.document.number.0));
                }
                found.sort();
                ensure!(found == *numbers, "{at} sees {found:?} unapproved");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use fenhao_domain::amount::Amount;

    use super::*;

    #[test]
    fn a_tier_is_read_as_it_is_told() {
        let read =
            Approving::read("asks approval", "of ZS from 0.00 by manager at branch, hq at HQ");
        let Some(Approving::Ask(tier)) = read.expect("it is understood") else { panic!("a tier") };
        assert_eq!((tier.kind, tier.from, tier.steps.len()), (Kind::ZS, Amount::ZERO, 2));
        assert!(Approving::read("asks approval", "of ZS from 0.00 by hq at home").is_err());
    }
}
