//! Views of closing 结账 and of opening the books 开账.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DocumentLink, EntryView};

/// How far a node has closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CloseView {
    /// The day on which the books were opened; none while opening figures may be written.
    pub opened: Option<String>,
    /// Months in which something is booked, the newest first.
    pub months: Vec<MonthView>,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonthView {
    /// `2026-10`.
    pub month: String,
    /// Modules that are closed: `purchase`, `sales`, `stock`.
    pub modules: Vec<String>,
    /// This node's close.
    pub close: Option<DocumentLink>,
    /// Head office has closed the company's month.
    pub company: bool,
    /// The close of the year that ends with it.
    pub year: Option<DocumentLink>,
}

/// Which month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MonthInput {
    /// `2026-10`.
    pub month: String,
    /// Why it is opened again; when closing, what is remarked. At head office the codes of branches
    /// that need not have closed stand here.
    pub remark: String,
}

/// A module of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ModuleInput {
    /// `2026-10`.
    pub month: String,
    /// `purchase`, `sales` or `stock`.
    pub module: String,
}

/// Which year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct YearInput {
    /// 2026.
    pub year: i32,
    /// What is remarked.
    pub remark: String,
}

/// All codes of gaps, with the parameters of their sentences `gap.<code>`.
pub const GAPS: &[(&str, &[&str])] = &[
    ("earlier_open", &["month"]),
    ("later_closed", &["month"]),
    ("module_open", &["module"]),
    ("held", &["number"]),
    ("branch_open", &["branch"]),
    ("seal_differs", &["branch", "account", "sealed", "booked"]),
    ("bytes", &["stream", "place"]),
    ("unreadable", &[]),
    ("not_booked", &[]),
    ("row", &["column"]),
    ("no_content", &[]),
    ("postings", &[]),
    ("facts", &["table", "derived", "stored"]),
    ("strays", &["table", "rows"]),
    ("sum", &["table", "column", "stored", "folded"]),
    ("unbalanced", &[]),
    ("account", &["branch", "account", "documents", "sums"]),
    ("party", &["branch", "account", "party", "documents", "sums"]),
    ("stock", &["branch", "product", "class", "documents", "sums"]),
    ("layers", &["branch", "product", "class", "layers", "stock"]),
    ("trial_balance", &["branch", "difference"]),
    ("stock_value", &["branch", "class", "goods", "account"]),
    ("parties", &["branch", "account", "parties", "balance"]),
    ("company", &["account", "branches", "company"]),
    ("inter_branch", &["difference"]),
    ("items", &["account", "party", "items", "balance"]),
    ("lent_too_much", &["product", "own", "lent"]),
];

/// What keeps a month from closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GapView {
    /// Its sentence is `gap.<code>`.
    pub code: String,
    /// Named parameters of the sentence.
    pub params: Vec<(String, String)>,
    /// The documents that it concerns.
    pub documents: Vec<DocumentLink>,
}

/// What became of closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClosedView {
    /// The close; none where gaps are in the way.
    pub close: Option<DocumentLink>,
    /// What is in the way.
    pub gaps: Vec<GapView>,
}

/// How far a proof has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CloseProgressView {
    /// What is being read: `log`, `batches`, `documents`, `facts`, `sums`; empty while nothing is.
    pub what: String,
    /// Done of it.
    pub done: u64,
}

/// What a year's close would carry into retained earnings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct YearView {
    /// The year.
    pub year: i32,
    /// The entries; empty where nothing is left to carry.
    pub entries: Vec<EntryView>,
}

/// What the opening figures come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpeningView {
    /// The day on which the books were opened.
    pub opened: Option<String>,
    /// Goods by class, `own` and others, with their value.
    pub stock: Vec<(String, String)>,
    /// What partners owe us.
    pub receivable: String,
    /// What we owe partners.
    pub payable: String,
    /// Cash, bank and clearing accounts.
    pub money: String,
    /// Fixed assets less depreciation, and deferred expenses.
    pub assets: String,
    /// What everything together stands against: opening equity.
    pub equity: String,
    /// What keeps the books from being opened.
    pub gaps: Vec<GapView>,
}
