//! Views of approval: applications, their steps, the policy, and what was posted without.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DocumentKey, DocumentLink, DocumentView};

/// Which applications to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ApplicationListInput {
    /// `waiting` for me, `mine`, `all`.
    pub list: String,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Page length.
    pub limit: u32,
}

/// A page of applications, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApplicationPage {
    /// Rows.
    pub rows: Vec<ApplicationRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// An application in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApplicationRow {
    /// Identity.
    pub application: DocumentKey,
    /// Branch code.
    pub branch: String,
    /// Kind of its document.
    pub kind: String,
    /// Partner, empty for none.
    pub partner: String,
    /// Amount; empty where it is a cost that may not be seen.
    pub amount: String,
    /// Who asks.
    pub drafted_by: String,
    /// The document's remark.
    pub remark: String,
    /// When it was submitted, Unix milliseconds.
    pub applied_at_ms: i64,
    /// `waiting`, `approved`, `refused`, `withdrawn`, `posted`.
    pub state: String,
    /// The step it waits for or was refused at, from 1; 0 for none.
    pub step: u32,
    /// Role of that step while it waits; empty else.
    pub role: String,
    /// Branch code of the place that decides next; empty for none.
    pub decider: String,
}

/// One step of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApplicationStepView {
    /// Position from 1.
    pub step: u32,
    /// `branch` or `hq`.
    pub place: String,
    /// Code of the role.
    pub role: String,
    /// Its name.
    pub role_name: String,
    /// Its English name.
    pub role_name_en: String,
    /// `approved`, `refused`, `waiting` for the one whose turn it is, `open` for those after it.
    pub state: String,
    /// Who decided; empty before.
    pub by: String,
    /// When, Unix milliseconds.
    pub at_ms: Option<i64>,
    /// What they said.
    pub remark: String,
}

/// Something that happened to an application and changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MisfitView {
    /// Who.
    pub by: String,
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// Why: `no_step`, `too_early`, `decided`, `elsewhere`, `other_role`, `same_person`, `ended`.
    pub reason: String,
}

/// How an application stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApplicationStateView {
    /// Identity.
    pub application: DocumentKey,
    /// `waiting`, `approved`, `refused`, `withdrawn`, `posted`.
    pub state: String,
    /// Who asks.
    pub drafted_by: String,
    /// When it was submitted, Unix milliseconds.
    pub applied_at_ms: i64,
    /// The steps.
    pub steps: Vec<ApplicationStepView>,
}

/// An application with its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApplicationView {
    /// How it stands.
    pub standing: ApplicationStateView,
    /// The document as drafted, with what it would do. It has no number yet.
    pub document: DocumentView,
    /// What happened and changed nothing.
    pub misfits: Vec<MisfitView>,
    /// The step that may be decided here and by this operator; 0 for none.
    pub can_decide: u32,
    /// The document as which it was posted.
    pub posted: Option<DocumentLink>,
}

/// Names one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ApplicationKey {
    /// Identity.
    pub application: DocumentKey,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ApplicationDecideInput {
    /// The application.
    pub application: DocumentKey,
    /// The step, as it was shown: nobody decides the next one by pressing twice.
    pub step: u32,
    /// Approved, or refused.
    pub approved: bool,
    /// Why; a refusal says it.
    pub remark: String,
}

/// What a draft waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftApprovalView {
    /// The policy asks for approval of this draft as it stands.
    pub asked: bool,
    /// It is submitted and cannot be changed.
    pub frozen: bool,
    /// As what it was submitted last.
    pub standing: Option<ApplicationStateView>,
}

/// One step of a tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StepInput {
    /// `branch` or `hq`.
    pub place: String,
    /// Code of the role.
    pub role: String,
}

/// One tier of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TierInput {
    /// Kind code.
    pub kind: String,
    /// The smallest amount.
    pub from: String,
    /// Its steps; none for what is posted at once.
    pub steps: Vec<StepInput>,
}

/// The policy as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ApprovalPolicyInput {
    /// Who drafted does not approve, and nobody approves twice.
    pub two_people: bool,
    /// The tiers.
    pub tiers: Vec<TierInput>,
}

/// A role that a step can ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepRoleView {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
}

/// The policy that is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApprovalPolicyView {
    /// Since when, Unix milliseconds; absent where none was saved.
    pub since_ms: Option<i64>,
    /// Who drafted does not approve, and nobody approves twice.
    pub two_people: bool,
    /// The tiers.
    pub tiers: Vec<TierInput>,
    /// The roles that a step can ask for.
    pub roles: Vec<StepRoleView>,
    /// The kinds that can wait.
    pub kinds: Vec<String>,
}

/// Which page of documents posted without approval.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UnapprovedListInput {
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Page length.
    pub limit: u32,
}

/// Documents posted without the approval that was asked for, newest business date first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnapprovedPage {
    /// Rows.
    pub rows: Vec<UnapprovedRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnapprovedRow {
    /// The document.
    pub document: DocumentLink,
    /// Branch code.
    pub branch: String,
    /// Its business date.
    pub business_date: String,
    /// Its amount.
    pub amount: String,
    /// `no_application`, `not_approved`, `other_content`, `other_steps`.
    pub reason: String,
}
