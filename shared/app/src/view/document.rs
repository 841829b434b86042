//! Views of documents: drafts being written, posted ones, and pages of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DocumentKey;

/// A goods line of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DocumentLineView {
    /// Position from 1.
    pub line: u32,
    /// The product.
    pub product_id: u64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Specification.
    pub spec: String,
    /// Unit.
    pub unit: String,
    /// Quantity.
    pub quantity: String,
    /// Unit price or unit cost, by kind.
    pub unit_price: String,
    /// Amount at list price.
    pub list_amount: String,
    /// Sum of discounts.
    pub discount: String,
    /// Amount of the line.
    pub amount: String,
    /// Cost, empty without the right to see cost.
    pub cost: String,
}

/// An account entry 分录.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EntryView {
    /// Account code.
    pub account: String,
    /// Account name (Chinese).
    pub name: String,
    /// Account name (English).
    pub name_en: String,
    /// Partner, if any.
    pub partner: String,
    /// Debit, empty when none.
    pub debit: String,
    /// Credit, empty when none.
    pub credit: String,
}

/// A goods move 库存变动.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MoveView {
    /// Branch code.
    pub branch: String,
    /// Warehouse name.
    pub warehouse: String,
    /// Stock class: `own`, `in_transit`, …
    pub class: String,
    /// Product code.
    pub code: String,
    /// Product name.
    pub name: String,
    /// Quantity, signed.
    pub quantity: String,
    /// Value, signed.
    pub value: String,
}

/// A posted document with its postings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DocumentView {
    /// Identity.
    pub document: DocumentKey,
    /// Kind code, `LS`.
    pub kind: String,
    /// Number.
    pub number: String,
    /// Branch code.
    pub branch: String,
    /// Business date.
    pub business_date: String,
    /// When it was recorded, Unix milliseconds.
    pub recorded_at_ms: i64,
    /// Partner name, if any.
    pub partner: String,
    /// Warehouse name.
    pub warehouse: String,
    /// Handler 经办人.
    pub handler: String,
    /// Remark.
    pub remark: String,
    /// Source key of an imported document (e.g. a basket's number), if any.
    pub source: String,
    /// Total amount of the document.
    pub amount: String,
    /// Goods lines.
    pub lines: Vec<DocumentLineView>,
    /// Tenders: code and amount.
    pub tenders: Vec<(String, String)>,
    /// Rounding 抹零.
    pub rounding: String,
    /// Account entries.
    pub entries: Vec<EntryView>,
    /// Goods moves.
    pub moves: Vec<MoveView>,
    /// The document that this one reverses or returns.
    pub refers_to: Vec<DocumentLink>,
    /// Documents that reverse or return this one.
    pub referred_by: Vec<DocumentLink>,
    /// True when a red document 红字 has reversed it.
    pub reversed: bool,
    /// True when it can be reversed here.
    pub can_reverse: bool,
    /// Where it stands: `saved`, `sent`, `acknowledged`; at HQ `merged` or `held`.
    pub exchange: String,
    /// Chain hash (hex).
    pub chain: String,
}

/// A link to another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DocumentLink {
    /// Identity.
    pub document: DocumentKey,
    /// Number.
    pub number: String,
    /// Kind.
    pub kind: String,
}

/// Names one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DocumentInput {
    /// Identity.
    pub document: DocumentKey,
}

/// A reversal 红字冲账.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReverseInput {
    /// The document to reverse.
    pub document: DocumentKey,
    /// Why.
    pub reason: String,
}

/// Which documents to list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DocumentListInput {
    /// Kind codes; empty means all.
    pub kinds: Vec<String>,
    /// Branch code (HQ); absent means all.
    pub branch: Option<String>,
    /// First business date.
    pub from: Option<String>,
    /// Last business date.
    pub to: Option<String>,
    /// Number starts with.
    pub number: Option<String>,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Page length.
    pub limit: u32,
}

/// A page of documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DocumentPage {
    /// Rows.
    pub rows: Vec<DocumentRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A row in a list of documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DocumentRow {
    /// Identity.
    pub document: DocumentKey,
    /// Kind.
    pub kind: String,
    /// Number.
    pub number: String,
    /// Branch code.
    pub branch: String,
    /// Business date.
    pub business_date: String,
    /// When it was recorded, Unix milliseconds.
    pub recorded_at_ms: i64,
    /// Partner name.
    pub partner: String,
    /// Amount.
    pub amount: String,
    /// Number of lines.
    pub lines: u32,
    /// True when it has been reversed.
    pub reversed: bool,
    /// `saved`, `acknowledged`, `merged`.
    pub exchange: String,
}

/// A draft 草稿 as typed. Kinds: `CG`, `QC`, `BS`, `BY`, `FH`, `RS`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DraftInput {
    /// Its number; absent for a new one.
    pub id: Option<u64>,
    /// Kind code.
    pub kind: String,
    /// Partner (supplier of a purchase receipt).
    pub partner_id: Option<u64>,
    /// Counterpart branch code (dispatch).
    pub counterpart: Option<String>,
    /// The dispatch that an `RS` answers.
    pub refers_to: Option<DocumentKey>,
    /// The supplier's paper number or another outside key.
    pub source: String,
    /// Remark or reason.
    pub remark: String,
    /// Lines.
    pub lines: Vec<DraftLineInput>,
    /// Paid at once with this tender; absent means on account.
    pub tender: Option<String>,
}

/// A line as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DraftLineInput {
    /// The product.
    pub product_id: u64,
    /// Quantity.
    pub quantity: String,
    /// Unit cost; ignored by kinds whose cost the books decide (`BS`, `FH`).
    pub unit_cost: Option<String>,
}

/// A draft with what Rust computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftView {
    /// Its number.
    pub id: u64,
    /// As typed.
    pub draft: DraftInput,
    /// Partner name.
    pub partner: String,
    /// Lines with names and amounts.
    pub lines: Vec<DocumentLineView>,
    /// Total.
    pub amount: String,
    /// When it was last saved, Unix milliseconds.
    pub saved_at_ms: i64,
}

/// Names one draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DraftKey {
    /// Its number.
    pub id: u64,
}

/// A partner found by code, name or pinyin initials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PartnerHit {
    /// The partner.
    pub partner_id: u64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Balance: receivable is positive, payable negative.
    pub balance: String,
}
