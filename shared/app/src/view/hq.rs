//! Views of the console at HQ: branches, held documents, forks, sales by branch.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DocumentKey;

/// A branch as HQ sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BranchView {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// True once a desktop has enrolled.
    pub enrolled: bool,
    /// Last contact, Unix milliseconds.
    pub last_seen_ms: Option<i64>,
    /// Acknowledged sequence number.
    pub acked_seq: u64,
    /// Merged sequence number.
    pub merged_seq: u64,
    /// Entries the branch says it has (from its last contact).
    pub branch_seq: u64,
    /// Documents waiting at the branch or parked here.
    pub waiting: u64,
    /// Held documents.
    pub held: u64,
    /// Forks.
    pub forks: u64,
    /// First missing sequence number when batches are parked behind a gap.
    pub gap: Option<u64>,
    /// Clock offset of the branch against HQ in milliseconds, if known.
    pub clock_offset_ms: Option<i64>,
}

/// A new branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BranchAddInput {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// The one-time code for a branch's enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnrolCodeView {
    /// Branch code.
    pub branch: String,
    /// The code to type at the branch.
    pub code: String,
    /// Until when it is good, Unix milliseconds.
    pub expires_ms: i64,
}

/// A document that HQ holds back with a reason. It is stored, acknowledged and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeldView {
    /// Identity.
    pub document: DocumentKey,
    /// Branch code.
    pub branch: String,
    /// Number, if the document could be read.
    pub number: String,
    /// Kind code, if known.
    pub kind: String,
    /// Reason as an error code.
    pub reason: String,
    /// Parameters of the reason.
    pub params: Vec<(String, String)>,
    /// Since when, Unix milliseconds.
    pub since_ms: i64,
}

/// A fork: two contents for one place in a stream. Both are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ForkView {
    /// Branch code.
    pub branch: String,
    /// Where.
    pub document: DocumentKey,
    /// Chain hash kept first (hex).
    pub ours: String,
    /// Chain hash that came later (hex).
    pub theirs: String,
    /// When it was seen, Unix milliseconds.
    pub seen_ms: i64,
}

/// Which day of sales.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SalesByBranchInput {
    /// Business date; absent means the latest day with sales.
    pub date: Option<String>,
}

/// Sales of a day by branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SalesByBranchView {
    /// Business date.
    pub date: String,
    /// Rows by branch code.
    pub rows: Vec<BranchSalesRow>,
    /// Sum of the amounts.
    pub amount: String,
    /// Sum of the sales.
    pub sales: u64,
    /// The last 30 days: date and amount of the company.
    pub days: Vec<(String, String)>,
}

/// A branch's sales of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BranchSalesRow {
    /// Branch code.
    pub branch: String,
    /// Branch name.
    pub name: String,
    /// Number of sales.
    pub sales: u64,
    /// Amount.
    pub amount: String,
    /// Gross profit.
    pub profit: String,
}

/// The state of HQ's merging.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HqOverview {
    /// Branches.
    pub branches: u64,
    /// Documents merged.
    pub documents: u64,
    /// Batches stored but not merged yet.
    pub unmerged: u64,
    /// Held documents.
    pub held: u64,
    /// Forks.
    pub forks: u64,
    /// Value of all stock.
    pub stock_value: String,
    /// Sales of the latest day with sales.
    pub sales_today: String,
}
