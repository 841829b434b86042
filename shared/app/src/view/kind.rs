//! Views of kinds: what an editor of each kind shows, and what there is to choose from.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether a part of a document is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NeedView {
    /// Never.
    No,
    /// If the writer wants it.
    May,
    /// Always.
    Must,
}

/// Which goods a kind holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GoodsView {
    /// None.
    No,
    /// Lines.
    Lines,
    /// Lines beside others, or none.
    Optional,
    /// Goods of which only the value changes.
    Value,
}

/// What the price of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PriceView {
    /// None: the books know the cost.
    None,
    /// Selling price.
    Sale,
    /// Cost of one.
    Cost,
    /// An amount as written.
    Amount,
}

/// Who the partner is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PartnerRoleView {
    /// Customer 客户.
    Customer,
    /// Supplier 供货商.
    Supplier,
    /// Either.
    Any,
}

/// Where the tax of a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TaxView {
    /// Nowhere.
    None,
    /// Inside the amount 价内.
    Inside,
    /// Beside the amount 价外.
    Beside,
}

/// A kind of document and what its editor shows, straight from its rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KindView {
    /// Code, `XS`.
    pub code: String,
    /// Chinese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Area: `sales`, `purchasing`, `order`, …
    pub area: String,
    /// True when it is written in the editor; the till and closing write their own.
    pub drafted: bool,
    /// Goods lines.
    pub goods: GoodsView,
    /// Quantity of a line: `may` where it may be zero or left out.
    pub quantity: NeedView,
    /// What a line's price is.
    pub price: PriceView,
    /// Whether the price must be there.
    pub price_need: NeedView,
    /// Where tax stands.
    pub tax: TaxView,
    /// True when a line may have a discount.
    pub discount: bool,
    /// True when a line says whether it comes in (assembly, exchange).
    pub incoming: bool,
    /// Warehouse of the goods.
    pub warehouse: bool,
    /// Second warehouse.
    pub to_warehouse: NeedView,
    /// Partner.
    pub partner: NeedView,
    /// Who that is.
    pub role: PartnerRoleView,
    /// The other branch.
    pub counterpart: NeedView,
    /// Money.
    pub tenders: NeedView,
    /// Account lines.
    pub entries: NeedView,
    /// Reason, in the remark.
    pub reason: NeedView,
    /// Open items that are settled.
    pub settles: NeedView,
    /// Account whose open items they are: `receivable` or `payable`.
    pub settles_account: Option<String>,
    /// The document it follows from.
    pub original: NeedView,
    /// Kinds that it may follow from; empty means any.
    pub follows: Vec<String>,
    /// Forms it may have: `usual`, `accrued`, `earned`, `blind`, `undelivered`; empty when it has one only.
    pub forms: Vec<String>,
    /// Classes of goods it may open; empty when it has one only.
    pub classes: Vec<String>,
    /// First and last day that it is about.
    pub span: NeedView,
    /// The day by which it is to be paid.
    pub due_date: NeedView,
    /// Rounding 抹零.
    pub rounding: bool,
    /// Notes it may have: `transport`, `carrier`, …
    pub notes: Vec<String>,
}

/// An account 科目 to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountView {
    /// Code.
    pub code: String,
    /// Chinese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Class: `asset`, `liability`, `equity`, `income`, `expense`.
    pub class: String,
    /// Whom a line of it names: `partner`, `asset`, or nobody.
    pub party: Option<String>,
    /// True when documents of goods and branches keep it, so that nobody writes to it by hand.
    pub kept: bool,
}

/// Something to choose: a warehouse, a branch, a tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChoiceView {
    /// What is sent.
    pub code: String,
    /// Chinese name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
}

/// What an editor lets choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChoicesView {
    /// Warehouses of this branch.
    pub warehouses: Vec<ChoiceView>,
    /// Other branches.
    pub branches: Vec<ChoiceView>,
    /// Tenders.
    pub tenders: Vec<ChoiceView>,
}

/// Whose open items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenItemInput {
    /// The partner.
    pub partner_id: u64,
    /// `receivable` or `payable`.
    pub account: String,
}

/// An open item 未清项: a document on which something is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenItemView {
    /// The document.
    pub document: super::DocumentKey,
    /// Its number.
    pub number: String,
    /// Its kind.
    pub kind: String,
    /// Business date.
    pub business_date: String,
    /// The day by which it is to be paid, if one is set.
    pub due_date: Option<String>,
    /// True when that day is over.
    pub overdue: bool,
    /// Total of the document.
    pub amount: String,
    /// What is open; negative for a credit.
    pub open: String,
}

/// Which documents may be an original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PickInput {
    /// The kind that follows.
    pub kind: String,
    /// Of this partner.
    pub partner_id: Option<u64>,
    /// Begins the number.
    pub text: String,
}

/// A document that may be an original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PickView {
    /// The document.
    pub document: super::DocumentKey,
    /// Number.
    pub number: String,
    /// Kind.
    pub kind: String,
    /// Business date.
    pub business_date: String,
    /// Partner, or the branch that sent it.
    pub partner: String,
    /// Total.
    pub amount: String,
    /// Quantity that is left of all its lines.
    pub left: String,
}
