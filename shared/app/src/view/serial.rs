//! Views of numbered pieces and lots.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DocumentKey;

/// Which pieces to list, by number; what is left out does not limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct SerialListInput {
    /// Of a product.
    pub product_id: Option<u64>,
    /// In one of these states, by their keys: `in_stock`, `sold`, …; empty for any.
    pub states: Vec<String>,
    /// In a store.
    pub warehouse: Option<u32>,
    /// Of a branch, by its code (HQ); a branch lists its own.
    pub branch: Option<String>,
    /// With this in the number.
    pub part: String,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// A page of pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SerialPage {
    /// Rows.
    pub rows: Vec<SerialView>,
    /// Cursor of the next page.
    pub next: Option<String>,
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
    /// Its state has an end user, who may be written down here.
    pub may_user: bool,
    /// Its state may be set by hand here: its product is numbered loosely.
    pub may_state: bool,
    /// More numbers than goods are here, so that this one may be voided.
    pub may_void: bool,
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

/// A text that names serial numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SerialReadInput {
    /// One, several or from–to: `SN-098~SN-101 X1`.
    pub text: String,
}

/// The numbers that a text names, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SerialNumbersView {
    /// The numbers.
    pub numbers: Vec<String>,
}

/// States set by hand 序列号处理, of products that are numbered loosely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SerialStateInput {
    /// The product.
    pub product_id: u64,
    /// The numbers.
    pub numbers: Vec<String>,
    /// The state by its key.
    pub state: String,
}

/// A surplus number that is to be voided 删除序列号.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SerialVoidInput {
    /// The product.
    pub product_id: u64,
    /// The number.
    pub number: String,
}

/// A number whose branches contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SerialConflictView {
    /// The product.
    pub product_id: u64,
    /// Product code.
    pub code: String,
    /// Product name.
    pub name: String,
    /// The number.
    pub number: String,
    /// The branches' codes and the states in their books.
    pub sides: Vec<(String, String)>,
    /// `both_have` or `both_sold`.
    pub why: String,
}

/// How a product's pieces are to be numbered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SerialModeInput {
    /// The product.
    pub product_id: u64,
    /// `none`, `loose` or `strict`.
    pub mode: String,
    /// Somebody has read what the switch forgets and wants it all the same.
    #[serde(default)]
    pub confirmed: bool,
}

/// What a switch between modes would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SerialModeView {
    /// The product.
    pub product_id: u64,
    /// Product code.
    pub code: String,
    /// Product name.
    pub name: String,
    /// The mode it has.
    pub mode: String,
    /// Whether it can be done.
    pub possible: bool,
    /// Pieces whose numbers are no longer asked for; 0 for none.
    pub forgets: u64,
    /// Goods and numbers by branch; where the switch is not possible, those that stand in its way.
    pub stock: Vec<SerialStockView>,
}

/// Goods of a product at a branch, and how many of them have numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SerialStockView {
    /// Branch code.
    pub branch: String,
    /// Goods.
    pub stock: String,
    /// Numbers.
    pub pieces: u64,
}

/// What the company chose before opening 系统配置.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CompanyPolicyView {
    /// Costing method 成本算法: `average`, `fifo`, `lifo`.
    pub method: String,
    /// Goods may leave before they came; not under the average.
    pub negative_stock: bool,
    /// The mode of serial numbers that a new product begins with: `none`, `loose`, `strict`.
    pub serial_mode: String,
    /// Something is posted: the costing method stays.
    #[serde(default)]
    pub locked: bool,
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

/// Which lots expire soon 近效期.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LotExpiringInput {
    /// Within so many days from today; what has expired is always told.
    pub days: u32,
    /// Branch code (HQ); absent for all. A branch lists its own.
    pub branch: Option<String>,
}

/// A lot that expires soon, or has expired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExpiringView {
    /// Branch code.
    pub branch: String,
    /// Warehouse name.
    pub warehouse: String,
    /// The product.
    pub product_id: u64,
    /// Product code.
    pub code: String,
    /// Product name.
    pub name: String,
    /// Lot.
    pub lot: String,
    /// Its last day.
    pub expires: String,
    /// Days until then; below zero since then.
    pub days: i32,
    /// What there is of it.
    pub quantity: String,
    /// Unit.
    pub unit: String,
}
