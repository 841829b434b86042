//! Approval 审批: an application 申请 and what has become of it.
//!
//! Owns the application, the events that happen to it, and their fold into where it stands. Leaves
//! out who is asked (`master/approval_policy`: the application carries the steps it was made
//! under), rights (`permission`), and how events travel. Invariant: the fold is a function of the
//! *set* of events, so branch and head office come to one state in whatever order they hear of
//! them; a step that is decided stays decided, and what the writer's own stream has ended stays
//! ended.
//!
//! That holds because every step has one place, so one stream decides it: the first decision there
//! that fits counts. Withdrawing and posting are the writer's alone, and of those the first one
//! ends the application, whatever head office has decided meanwhile: the writer has acted on it.

use std::collections::BTreeMap;

use crate::calendar::Timestamp;
use crate::document::Document;
use crate::id::{BranchId, DocumentId, EmployeeId};
use crate::master::approval_policy::{Step, StepPlace};

mod content;
#[cfg(test)]
mod tests;

pub use content::{as_typed, is_same};

/// A document that waits for somebody's word. Its identity is its place in the stream that
/// wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The document as drafted, each line with the cost that it would have had; its handler
    /// is who asks.
    pub document: Document,
    /// The handler's name.
    pub name: String,
    /// Who drafted does not approve, and nobody approves two steps.
    pub two_people: bool,
    /// The steps asked for, by the policy that the writer knew.
    pub steps: Vec<Step>,
}

/// Something that happened to an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The application.
    pub application: DocumentId,
    /// What.
    pub act: Act,
    /// By whom; 0 for somebody who stands in no list of employees.
    pub by: EmployeeId,
    /// Their name.
    pub name: String,
    /// When, by the clock of the place. Orders nothing.
    pub at: Timestamp,
    /// Why, as typed.
    pub remark: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A step was decided.
    Decide {
        /// Which one, from 1.
        step: u32,
        /// Approved 同意, or refused 驳回.
        approved: bool,
        /// In which role.
        role: String,
    },
    /// Its writer took it back 撤回.
    Withdraw,
    /// Its writer posted it.
    Post {
        /// As this document.
        document: DocumentId,
    },
}

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for a step, from 1.
    Waiting {
        /// The step.
        step: u32,
    },
    /// All steps are approved; it can be posted.
    Approved,
    /// A step, from 1, was refused.
    Refused {
        /// The step.
        step: u32,
    },
    /// Its writer took it back.
    Withdrawn,
    /// It is posted.
    Posted {
        /// As this document.
        document: DocumentId,
    },
}

/// Why an event changed nothing. It stays in the record and is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// The application has no such step.
    NoStep,
    /// Its step's turn had not come.
    TooEarly,
    /// Its step was decided already.
    Decided,
    /// The step is decided elsewhere, or only the writer can do this.
    Elsewhere,
    /// The step is another role's.
    OtherRole,
    /// The person drafted it or has approved a step already.
    SamePerson,
    /// The application had ended.
    Ended,
}

impl Misfit {
    /// Its key on screens.
    pub const fn key(self) -> &'static str {
        match self {
            Misfit::NoStep => "no_step",
            Misfit::TooEarly => "too_early",
            Misfit::Decided => "decided",
            Misfit::Elsewhere => "elsewhere",
            Misfit::OtherRole => "other_role",
            Misfit::SamePerson => "same_person",
            Misfit::Ended => "ended",
        }
    }
}

/// The events of one application by their places. The same one twice is one.
pub type Events = BTreeMap<DocumentId, Event>;

/// An application with its events.
#[derive(Debug, Clone, Copy)]
pub struct Case<'c> {
    /// Its identity.
    pub id: DocumentId,
    /// The application.
    pub application: &'c Application,
    /// What is known to have happened.
    pub events: &'c Events,
}

/// What the events come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// The event that decided each step, in order.
    pub decided: Vec<DocumentId>,
    /// True when every step is approved; a document can be posted without that.
    pub approved: bool,
    /// The events that changed nothing.
    pub misfits: BTreeMap<DocumentId, Misfit>,
}

/// A person, as far as places can tell them apart: who stands in no list of employees is somebody
/// else at each place.
fn person(at: DocumentId, employee: EmployeeId) -> (EmployeeId, Option<u32>) {
    (employee, (employee.0 == 0).then(|| at.stream.device()))
}

impl Case<'_> {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        let end = self.end();
        let mut decided: Vec<DocumentId> = Vec::new();
        let mut refused = None;
        while refused.is_none() && decided.len() < self.application.steps.len() {
            let next = (1..).zip(&self.application.steps).nth(decided.len()).map(|(n, _)| n);
            let decides =
                |event: &Event| matches!(event.act, Act::Decide { step, .. } if Some(step) == next);
            let mut fitting = self.events.iter().filter(|(at, event)| {
                decides(event) && self.misfit(**at, event, end, &decided, None).is_none()
            });
            let Some((at, event)) = fitting.next() else { break };
            if matches!(event.act, Act::Decide { approved: false, .. }) {
                refused = next;
            }
            decided.push(*at);
        }
        let approved = refused.is_none() && decided.len() == self.application.steps.len();
        let misfits = self.events.iter().filter_map(|(at, event)| {
            self.misfit(*at, event, end, &decided, refused).map(|misfit| (*at, misfit))
        });
        let misfits = misfits.collect();
        let state = match (end.and_then(|at| self.events.get(&at)).map(|event| &event.act), refused)
        {
            (Some(Act::Post { document }), _) => State::Posted { document: *document },
            (Some(_), _) => State::Withdrawn,
            (None, Some(step)) => State::Refused { step },
            (None, None) if approved => State::Approved,
            (None, None) => State::Waiting { step: number(decided.len()) },
        };
        Standing { state, decided, approved, misfits }
    }

    /// Whether an event may be added now: what keeps it from it otherwise. A place asks before it
    /// writes one.
    pub fn check(&self, at: DocumentId, event: &Event) -> Result<(), Misfit> {
        let standing = self.standing();
        let takes = match (&event.act, standing.state) {
            (Act::Decide { .. }, State::Waiting { .. }) => true,
            (Act::Withdraw, State::Waiting { .. } | State::Approved) => true,
            (Act::Post { .. }, State::Approved) => true,
            (Act::Post { .. }, State::Waiting { .. }) => return Err(Misfit::TooEarly),
            _ => false,
        };
        if !takes {
            return Err(Misfit::Ended);
        }
        let mut events = self.events.clone();
        events.insert(at, event.clone());
        let with = Case { events: &events, ..*self }.standing();
        with.misfits.get(&at).map_or(Ok(()), |misfit| Err(*misfit))
    }

    /// Whether its writer wrote an event.
    fn is_writers(&self, at: DocumentId) -> bool {
        at.stream.device() == self.id.stream.device()
    }

    /// The event with which its writer ended it.
    fn end(&self) -> Option<DocumentId> {
        let ends = |event: &Event| !matches!(event.act, Act::Decide { .. });
        let mut found =
            self.events.iter().filter(|(at, event)| self.is_writers(**at) && ends(event));
        found.next().map(|(at, _)| *at)
    }

    /// Why an event does not count, when these steps are decided.
    fn misfit(
        &self,
        at: DocumentId,
        event: &Event,
        end: Option<DocumentId>,
        decided: &[DocumentId],
        refused: Option<u32>,
    ) -> Option<Misfit> {
        let Act::Decide { step, role, .. } = &event.act else {
            return match self.is_writers(at) {
                false => Some(Misfit::Elsewhere),
                true => (end != Some(at)).then_some(Misfit::Ended),
            };
        };
        let index = usize::try_from(*step).ok().and_then(|step| step.checked_sub(1));
        let asked = index.and_then(|index| self.application.steps.get(index));
        let (Some(index), Some(asked)) = (index, asked) else { return Some(Misfit::NoStep) };
        let here = match asked.place {
            StepPlace::Branch => self.is_writers(at),
            StepPlace::Hq => at.stream.device() == 0,
        };
        if !here {
            return Some(Misfit::Elsewhere);
        }
        if asked.role != *role {
            return Some(Misfit::OtherRole);
        }
        if self.is_writers(at) && end.is_some_and(|end| at > end) {
            return Some(Misfit::Ended);
        }
        match decided.get(index) {
            Some(counted) if *counted == at => return None,
            Some(_) => return Some(Misfit::Decided),
            None if refused.is_some() => return Some(Misfit::Ended),
            None if index > decided.len() => return Some(Misfit::TooEarly),
            None => {}
        }
        // One place's own decisions come in their order.
        let same_place = |other: &&DocumentId| other.stream.device() == at.stream.device();
        if decided.iter().filter(same_place).any(|other| at < *other) {
            return Some(Misfit::TooEarly);
        }
        (self.application.two_people && self.is_known(at, event, decided))
            .then_some(Misfit::SamePerson)
    }

    /// Whether the person has drafted it, or has decided a step already.
    fn is_known(&self, at: DocumentId, event: &Event, decided: &[DocumentId]) -> bool {
        self.took_part(person(at, event.by), decided)
    }

    fn took_part(&self, who: (EmployeeId, Option<u32>), decided: &[DocumentId]) -> bool {
        let drafter = person(self.id, self.application.document.handler);
        let others = decided.iter().filter_map(|at| Some(person(*at, self.events.get(at)?.by)));
        std::iter::once(drafter).chain(others).any(|other| other == who)
    }

    /// Segregation of duties 岗位分权 (`features.md` 57): whether a person at a place has drafted it
    /// or decided a step of it already.
    pub fn has_part(&self, here: BranchId, employee: EmployeeId) -> bool {
        let device = match here {
            BranchId::HQ => 0,
            _ => self.id.stream.device(),
        };
        let who = (employee, (employee.0 == 0).then_some(device));
        self.took_part(who, &self.standing().decided)
    }
}

/// A step's number, from 1.
fn number(index: usize) -> u32 {
    u32::try_from(index).map_or(u32::MAX, |index| index.saturating_add(1))
}
