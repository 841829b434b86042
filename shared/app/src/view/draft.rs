//! Views of drafts: a document as typed, and what the core makes of it.
//!
//! Figures are text as typed; an empty text is a figure that is not there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DocumentKey, DocumentLink, DraftApprovalView, NoteView};
use crate::error::ApiError;

/// A draft 草稿 as typed, of any kind that is drafted. What the kind's rule does not name is
/// refused when it is posted, not before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct DraftInput {
    /// Its number; absent for a new one.
    pub id: Option<u64>,
    /// Kind code.
    pub kind: String,
    /// Form: `accrued`, `earned`, `blind`; absent for the usual one.
    pub form: Option<String>,
    /// Business date; absent for the day on which it is posted.
    pub business_date: Option<String>,
    /// Customer or supplier.
    pub partner_id: Option<u64>,
    /// Code of the other branch.
    pub counterpart: Option<String>,
    /// Warehouse; absent for the goods store.
    pub warehouse: Option<String>,
    /// Second warehouse.
    pub to_warehouse: Option<String>,
    /// Class of goods that an opening balance opens; absent for own goods.
    pub class: Option<String>,
    /// The document it follows from.
    pub refers_to: Option<DocumentKey>,
    /// The partner's paper number or another outside key.
    pub source: String,
    /// Remark or reason.
    pub remark: String,
    /// The day by which it is to be paid.
    pub due_date: Option<String>,
    /// First day that it is about.
    pub span_from: Option<String>,
    /// Last day that it is about.
    pub span_to: Option<String>,
    /// Rounding 抹零 in the customer's favour.
    pub rounding: String,
    /// Goods.
    pub lines: Vec<DraftLineInput>,
    /// Money.
    pub tenders: Vec<DraftTenderInput>,
    /// Account lines.
    pub entries: Vec<DraftEntryInput>,
    /// Open items that are settled.
    pub settles: Vec<DraftSettleInput>,
    /// Transport and the like.
    pub notes: Vec<NoteView>,
}

/// A goods line as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct DraftLineInput {
    /// The product.
    pub product_id: u64,
    /// Quantity.
    pub quantity: String,
    /// Selling price or cost of one, as the kind wants.
    pub unit_price: String,
    /// Amount before discount where it is not quantity × price, or where there is no price.
    pub amount: String,
    /// Discount off the amount.
    pub discount: String,
    /// Tax rate in per cent; empty takes the product's where tax is inside, none where beside.
    pub tax_percent: String,
    /// Tax where the paper says another figure than the rate gives.
    pub tax: String,
    /// Comes in where others go out.
    pub incoming: bool,
    /// Line of the original, from 1; absent takes the one with the same product.
    pub from_line: Option<u32>,
    /// Serial numbers.
    pub serials: Vec<String>,
    /// Lot.
    pub lot: Option<DraftLotInput>,
}

/// A lot as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct DraftLotInput {
    /// Its number.
    pub number: String,
    /// Its last day. Absent, it follows from the day it was made, from the lot as the books know it,
    /// or from the day on which it is received.
    pub expires: Option<String>,
    /// The day on which it was made 生产日期.
    pub made: Option<String>,
}

/// A tender line as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct DraftTenderInput {
    /// Tender code.
    pub tender: String,
    /// Amount; empty takes what is still to be paid.
    pub amount: String,
}

/// An account line as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct DraftEntryInput {
    /// Account code.
    pub account: String,
    /// Its partner,
    pub partner_id: Option<u64>,
    /// or its asset.
    pub asset: Option<u32>,
    /// Debit; empty for a credit.
    pub debit: String,
    /// Credit; empty for a debit.
    pub credit: String,
}

/// What is settled of an open item, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DraftSettleInput {
    /// The document.
    pub document: DocumentKey,
    /// How much of it.
    pub amount: String,
}

/// A goods line with what the core makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftLineView {
    /// Position from 1.
    pub line: u32,
    /// The product.
    pub product_id: u64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
    /// Specification.
    pub spec: String,
    /// Unit.
    pub unit: String,
    /// Quantity.
    pub quantity: String,
    /// Price or cost of one, by kind; what the books find where none is typed.
    pub unit_price: String,
    /// Amount before discount.
    pub list_amount: String,
    /// Amount.
    pub amount: String,
    /// Tax.
    pub tax: String,
    /// Tax rate in per cent that was used.
    pub tax_percent: String,
    /// Cost as the books would find it now; empty without the right to see cost or where none is.
    pub cost: String,
    /// Own goods in the warehouse; empty where no goods leave or come.
    pub on_hand: String,
    /// Line of the original, from 1; 0 for none.
    pub from_line: u32,
    /// What is left of the original's line; empty for none.
    pub left: String,
    /// How its pieces are named; absent where none have numbers, or the kind does not touch them.
    pub pieces: Option<DraftPiecesView>,
    /// Its lot; absent where none is kept.
    pub lot: Option<DraftLotView>,
}

/// The serial numbers of a line: how many are there, how many are wanted, and what they may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftPiecesView {
    /// True when every piece is named; else as many as one likes.
    pub each: bool,
    /// How many are named.
    pub named: u32,
    /// States that a piece may have, by their keys; empty where only new numbers come.
    pub states: Vec<String>,
    /// True when a number may be one that the books do not have.
    pub fresh: bool,
    /// The pieces of the original that have not come back or arrived; empty where it named none.
    pub offered: Vec<String>,
}

/// The lot of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftLotView {
    /// True when goods leave, so that there are lots to choose from.
    pub leaves: bool,
    /// Its last day, typed or found; empty for none.
    pub expires: String,
    /// It may not be sold any more.
    pub expired: bool,
    /// Days that the product keeps; 0 for no limit.
    pub shelf_life_days: u32,
}

/// An account line with its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftEntryView {
    /// Chinese name of the account.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Name of its party, empty for none.
    pub party: String,
}

/// The totals of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftTotals {
    /// Sum of the quantities.
    pub quantity: String,
    /// Goods after discount.
    pub goods: String,
    /// Sum of the discounts.
    pub discount: String,
    /// Sum of the taxes.
    pub tax: String,
    /// Sum of the costs; empty without the right to see cost.
    pub cost: String,
    /// What is to be paid.
    pub due: String,
    /// What is paid.
    pub tendered: String,
    /// What stays open, or is paid too much below zero.
    pub remaining: String,
    /// Sum of the debits of the account lines.
    pub debit: String,
    /// Sum of their credits.
    pub credit: String,
    /// Sum of what is settled.
    pub settled: String,
}

/// A draft with what Rust computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftView {
    /// Its number.
    pub id: u64,
    /// As typed.
    pub draft: DraftInput,
    /// Partner name, or the other branch's.
    pub partner: String,
    /// What the partner owes, or is owed below zero; empty without a partner.
    pub partner_balance: String,
    /// The document it follows from.
    pub original: Option<DocumentLink>,
    /// Lines with names and figures, one a line typed.
    pub lines: Vec<DraftLineView>,
    /// Account lines with names, one a line typed.
    pub entries: Vec<DraftEntryView>,
    /// Amounts of the tender lines, one a line typed.
    pub tenders: Vec<String>,
    /// Numbers of the documents that are settled, one a line typed.
    pub settles: Vec<DocumentLink>,
    /// Totals.
    pub totals: DraftTotals,
    /// The figure that lists show.
    pub amount: String,
    /// What keeps it from being posted, each with its field: `partner_id`, `lines.2.quantity`, …
    pub wrong: Vec<ApiError>,
    /// When it was last saved, Unix milliseconds.
    pub saved_at_ms: i64,
    /// Whose word it waits for before it is posted.
    pub approval: DraftApprovalView,
}

/// Names one draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DraftKey {
    /// Its number.
    pub id: u64,
}

/// What is copied to a new draft: one of the two.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct DraftCopyInput {
    /// A posted document.
    pub document: Option<DocumentKey>,
    /// A draft.
    pub draft: Option<u64>,
}

/// What a new draft follows from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct DraftFromInput {
    /// Kind of the new draft.
    pub kind: String,
    /// The document it follows from, or whose open item it settles.
    pub document: Option<DocumentKey>,
    /// A payment's partner, all of whose open items are proposed.
    pub partner_id: Option<u64>,
}
