//! Views of numbered pieces and lots.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DocumentKey;

/// Which pieces to list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SerialListInput {
    /// The product.
    pub product_id: u64,
    /// State by its key: `in_stock`, `sold`, …
    pub state: String,
    /// Branch code; needed at HQ, this branch at a branch.
    pub branch: Option<String>,
    /// The last number of the page before.
    pub after: Option<String>,
}

/// A piece with a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SerialView {
    /// The product.
    pub product_id: u64,
    /// Product code.
    pub code: String,
    /// Product name.
    pub name: String,
    /// The number.
    pub number: String,
    /// Branch code.
    pub branch: String,
    /// State by its key; empty for a piece that has left the branch's books.
    pub state: String,
    /// The number is void 已作废.
    pub voided: bool,
    /// The store where it stands, or stood last.
    pub warehouse: u32,
}

/// Part of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SerialTraceInput {
    /// The number, or a part of it.
    pub number: String,
}

/// What is known of a number: one entry a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SerialTraceView {
    /// The piece.
    pub piece: SerialView,
    /// Its end user, as last written.
    pub user: Option<SerialUserView>,
    /// Its posted documents at that branch, the oldest first.
    pub steps: Vec<SerialStepView>,
}

/// A document in the life of a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SerialStepView {
    /// The document; absent for a note.
    pub document: Option<DocumentKey>,
    /// Code of its kind; empty for a note.
    pub kind: String,
    /// Its number; empty for a note.
    pub number: String,
    /// Its date; empty for a note.
    pub date: String,
    /// State before; empty for none.
    pub from: String,
    /// State after; empty for none.
    pub to: String,
}

/// The end user of a piece 终端用户.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SerialUserView {
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// Since when it has the piece; empty for not known.
    pub since: String,
    /// Remark.
    pub remark: String,
}

/// Whose end user it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SerialUserInput {
    /// The product.
    pub product_id: u64,
    /// The number.
    pub number: String,
    /// The user.
    pub user: SerialUserView,
}

/// Which lots to list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LotListInput {
    /// The product.
    pub product_id: u64,
    /// The store.
    pub warehouse: u32,
    /// A quantity for which lots are to be proposed; empty for none.
    pub quantity: String,
}

/// The lots of a product in a store, those that are to leave first standing first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LotListView {
    /// The lots.
    pub lots: Vec<LotView>,
    /// Of what is proposed, how much has expired.
    pub expired: String,
    /// Of what was asked for, how much no lot covers.
    pub short: String,
}

/// A lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LotView {
    /// Its number.
    pub number: String,
    /// Its last day; empty for none.
    pub expires: String,
    /// It may not be sold any more.
    pub expired: bool,
    /// What there is of it.
    pub quantity: String,
    /// What of it is proposed; empty for nothing.
    pub proposed: String,
}
