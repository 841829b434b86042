//! Whether a posted document was approved as the policy of its time asked 审批稽核.
//!
//! Owns head office's judgement on what branches post. Leaves out refusing: a posted document is a
//! fact, so a branch that is old or hostile is shown to a person and never stopped. Invariant: the
//! judgement follows from the entries before the document and the policies alone.

use fenhao_domain::amount::Amount;
use fenhao_domain::approval::{Act, is_same};
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::document::Document;
use fenhao_domain::id::{BranchId, DocumentId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::approval_policy::{ApprovalPolicy, Step};
use fenhao_exchange::approval as wire;
use fenhao_exchange::log::EntryKind;

use super::Found;
use crate::sql::{Sql, SqlError};
use crate::table::unapproved::{self, Unapproved};
use crate::table::{approval_policy, log};

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Nobody was asked.
    Application,
    /// Somebody was asked and had not agreed.
    Approval,
    /// Something else was approved.
    Content,
    /// Others were asked than the policy says.
    Steps,
}

impl Missing {
    /// Its key on screens.
    pub const fn key(self) -> &'static str {
        match self {
            Missing::Application => "no_application",
            Missing::Approval => "not_approved",
            Missing::Content => "other_content",
            Missing::Steps => "other_steps",
        }
    }
}

/// The steps that a document waits for, by the policy in force when it was recorded. A red
/// document waits for nobody: taking back is a right of its own.
pub fn asked(sql: &mut dyn Sql, document: &Document) -> Result<Asked, SqlError> {
    let policy = approval_policy::at(sql, document.recorded_at)?;
    Ok(Asked::of(&policy, document))
}

/// What a policy asks of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The steps; none for what is posted at once.
    pub steps: Vec<Step>,
    /// By different people.
    pub two_people: bool,
}

impl Asked {
    fn of(policy: &ApprovalPolicy, document: &Document) -> Asked {
        if document.is_red() {
            return Asked::default();
        }
        Asked::for_amount(policy, document.kind, document.total())
    }

    /// What a policy asks of a kind and amount.
    pub fn for_amount(policy: &ApprovalPolicy, kind: Kind, amount: Amount) -> Asked {
        let steps = policy.steps(kind, amount).to_vec();
        Asked { steps, two_people: policy.two_people }
    }
}

/// The company's policies, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Judge {
    policies: Vec<ApprovalPolicy>,
}

impl Judge {
    pub(crate) fn load(sql: &mut dyn Sql) -> Result<Judge, SqlError> {
        Ok(Judge { policies: approval_policy::all(sql)? })
    }

    /// Notes a document of a branch that lacks what was asked for.
    pub(crate) fn look(
        &self,
        sql: &mut dyn Sql,
        id: DocumentId,
        document: &Document,
    ) -> Result<(), SqlError> {
        if self.asked(document.recorded_at, document).steps.is_empty() {
            return Ok(());
        }
        let Some(missing) = self.missing(sql, id, document)? else { return Ok(()) };
        let row = Unapproved {
            id,
            branch: document.branch,
            business_date: document.business_date,
            reason: missing.key().to_owned(),
        };
        unapproved::insert(sql, &row)
    }

    fn asked(&self, at: Timestamp, document: &Document) -> Asked {
        let policy = self.policies.iter().rev().find(|policy| policy.since <= at);
        policy.map_or_else(Asked::default, |policy| Asked::of(policy, document))
    }

    fn missing(
        &self,
        sql: &mut dyn Sql,
        id: DocumentId,
        document: &Document,
    ) -> Result<Option<Missing>, SqlError> {
        let Some(found) = posted_as(sql, id, document.branch)? else {
            return Ok(Some(Missing::Application));
        };
        let standing = found.standing();
        let posted = fenhao_domain::approval::State::Posted { document: id };
        let approved = &found.application.document;
        let asked = self.asked(approved.recorded_at, approved);
        let under = Asked {
            steps: found.application.steps.clone(),
            two_people: found.application.two_people,
        };
        Ok(match () {
            () if standing.state != posted || !standing.approved => Some(Missing::Approval),
            () if !is_same(approved, document) => Some(Missing::Content),
            () if asked != under => Some(Missing::Steps),
            () => None,
        })
    }
}

/// The application that a document was posted as: the entry before it says so.
fn posted_as(
    sql: &mut dyn Sql,
    id: DocumentId,
    branch: BranchId,
) -> Result<Option<Found>, SqlError> {
    let Some(seq) = id.seq.checked_sub(1) else { return Ok(None) };
    let before = DocumentId { seq, ..id };
    let content = log::content(sql, before, EntryKind::APPROVAL)?;
    let Some(Ok(event)) = content.map(|content| wire::decode_event(&content)) else {
        return Ok(None);
    };
    if event.act != (Act::Post { document: id }) {
        return Ok(None);
    }
    let found = super::load(sql, event.application)?;
    Ok(found.filter(|found| found.application.document.branch == branch))
}
