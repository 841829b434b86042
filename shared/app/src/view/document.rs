//! Views of documents: posted ones, pages of them, and what is printed of them.

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
    /// Tax.
    pub tax: String,
    /// Tax rate in per cent.
    pub tax_percent: String,
    /// True when it comes in where others go out.
    pub incoming: bool,
    /// Line of the original, from 1; 0 for none.
    pub from_line: u32,
    /// What the books knew when goods were counted; empty for every kind but a count.
    pub book_quantity: String,
    /// Serial numbers.
    pub serials: Vec<String>,
    /// Lot number, may be empty.
    pub lot: String,
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
    /// The earlier document whose open item it changes.
    pub item: Option<DocumentLink>,
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
    /// Product.
    pub product_id: u64,
    /// Product code.
    pub code: String,
    /// Product name.
    pub name: String,
    /// Quantity, signed.
    pub quantity: String,
    /// Value, signed.
    pub value: String,
    /// The partner at whom, or from whom, the goods are; empty for goods in a store.
    pub partner: String,
}

/// What a payment settles of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettledView {
    /// The document.
    pub document: DocumentLink,
    /// How much of it.
    pub amount: String,
}

/// A note on a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct NoteView {
    /// `transport`, `carrier`, `telephone`, `address`, `confirmation`, `liable`.
    pub field: String,
    /// The text.
    pub text: String,
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
    /// The partner.
    pub partner_id: Option<u64>,
    /// Warehouse name.
    pub warehouse: String,
    /// Name of the second warehouse, empty for none.
    pub to_warehouse: String,
    /// Form: `usual`, `accrued`, `earned`, `blind`.
    pub form: String,
    /// Class of goods that it opens, `own` for other kinds.
    pub class: String,
    /// The day by which it is to be paid.
    pub due_date: Option<String>,
    /// First and last day that it is about.
    pub span: Option<(String, String)>,
    /// What is still owed on it: receivable above zero, payable below; empty when it opened nothing.
    pub open: String,
    /// Open items that it settles.
    pub settles: Vec<SettledView>,
    /// Notes.
    pub notes: Vec<NoteView>,
    /// Handler 经办人.
    pub handler: String,
    /// Remark.
    pub remark: String,
    /// Source key of an imported document (e.g. a basket's number), if any.
    pub source: String,
    /// Total amount of the document.
    pub amount: String,
    /// Sum of the taxes.
    pub tax: String,
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
    /// Whether it is an order of which something is left, that this operator may close early.
    pub can_close: bool,
    /// True when it can be copied to a draft here.
    pub can_copy: bool,
    /// Kinds that may follow from it here.
    pub next: Vec<String>,
    /// How often it has been printed here.
    pub printed: u64,
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
    /// Of this partner.
    #[serde(default)]
    pub partner_id: Option<u64>,
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

/// A document as it is printed 打印单据.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrintView {
    /// Whose document it is: name of the branch, or of the company at head office.
    pub company: String,
    /// Chinese name of the kind.
    pub title: String,
    /// English name of the kind.
    pub title_en: String,
    /// Which print it is, from 1.
    pub times: u64,
    /// Sum of the quantities.
    pub quantity: String,
    /// The total in Chinese capitals 大写金额.
    pub capital: String,
    /// Who printed it.
    pub printed_by: String,
    /// When, Unix milliseconds.
    pub printed_at_ms: i64,
    /// The document.
    pub document: DocumentView,
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
