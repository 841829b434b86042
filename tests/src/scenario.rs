//! Scenarios 场景: stories of the trade in markdown, told to real books and checked.
//!
//! Owns what a scenario is, reading it whole before anything runs, and telling what went wrong by
//! line. Leaves out the wording (`sheet`, `clause`, `act`, `claim`) and the company it happens in
//! (`world`). Invariant: a word that is not in the grammar (`scenarios/README.md`) is an error of
//! its line, never passed over.

use std::collections::BTreeSet;
use std::fmt;

use fenhao_domain::kind::Kind;

mod act;
pub(crate) mod agree;
mod approval;
mod claim;
mod clause;
mod document;
mod exchange;
mod setting;
mod sheet;
mod tracked;
mod voucher;
mod words;
pub(crate) mod world;

use act::Act;
use claim::Claim;
use voucher::Written;
use world::World;

/// What went wrong, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.message)
    }
}

/// A scenario, read and understood.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its title.
    pub title: String,
    /// The kinds of documents that it is about.
    pub kinds: Vec<Kind>,
    steps: Vec<Step>,
}

/// A line of a table, a claim or a block of vouchers.
#[derive(Debug, Clone)]
struct Step {
    line: usize,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Act { at: String, act: Act },
    Claim(Claim),
    Vouchers(Vec<Written>),
}

/// The words for acts, as tables use them.
pub fn acts() -> Vec<&'static str> {
    let plain = act::PLAIN.into_iter().chain(approval::ACTS);
    act::POSTS.iter().map(|(word, _)| *word).chain(plain).collect()
}

impl Scenario {
    /// Reads a scenario; all that cannot be understood is told at once.
    pub fn parse(text: &str) -> Result<Scenario, Vec<Failure>> {
        sheet::read(text)
    }

    /// The kinds whose vouchers it shows.
    pub fn vouchers(&self) -> BTreeSet<Kind> {
        let blocks = self.steps.iter().filter_map(|step| match &step.what {
            What::Vouchers(written) => Some(written),
            _ => None,
        });
        blocks.flatten().filter_map(Written::kind).collect()
    }

    /// Tells it to a new company. An act that fails ends it; claims that fail are all told.
    pub fn run(&self) -> Vec<Failure> {
        let mut world = match World::found() {
            Ok(world) => world,
            Err(error) => return vec![Failure { line: 1, message: format!("{error:#}") }],
        };
        let mut failures = Vec::new();
        for step in &self.steps {
            let told =
                |error: anyhow::Error| Failure { line: step.line, message: format!("{error:#}") };
            match &step.what {
                What::Act { at, act } => {
                    if let Err(error) = act.perform(&mut world, at) {
                        failures.push(told(error));
                        return failures;
                    }
                }
                What::Claim(claim) => failures.extend(claim.check(&world).err().map(told)),
                What::Vouchers(written) => {
                    failures.extend(written.iter().filter_map(|one| one.check(&world).err()));
                }
            }
        }
        for kind in &self.kinds {
            if !world.posted.contains(kind) {
                let message = format!("the title names {}, and none was posted", kind.code());
                failures.push(Failure { line: 1, message });
            }
        }
        failures
    }
}
