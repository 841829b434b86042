//! Views of stock: look-up at a branch, merged stock at HQ.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which stock to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StockInput {
    /// Code, name or pinyin initials; empty means all.
    pub text: String,
    /// Branch code; absent means the company at HQ, this branch at a branch.
    pub branch: Option<String>,
    /// True to list products without stock too.
    pub zero: bool,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Page length.
    pub limit: u32,
}

/// A page of stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StockPage {
    /// Rows by product code.
    pub rows: Vec<StockRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Value of all stock in scope (not only the page), from the inventory accounts.
    pub total_value: String,
    /// HQ: the oldest acknowledged time among the branches in scope, Unix milliseconds.
    pub as_of_ms: Option<i64>,
}

/// The stock of one product in scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StockRow {
    /// The product.
    pub product_id: u64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Specification.
    pub spec: String,
    /// Unit.
    pub unit: String,
    /// Category path.
    pub category: String,
    /// Own stock.
    pub quantity: String,
    /// In transit 在途.
    pub in_transit: String,
    /// Unit cost (average), empty when nothing is there.
    pub unit_cost: String,
    /// Value of own stock.
    pub value: String,
    /// Preset price 1.
    pub price: String,
    /// Number of branches that have it.
    pub branches: u32,
    /// How its pieces are numbered: `none`, `loose`, `strict`.
    pub serial_mode: String,
}

/// Which product's stock by branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ProductInput {
    /// The product.
    pub product_id: u64,
}

/// The stock of one product at one branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BranchStockRow {
    /// Branch code.
    pub branch: String,
    /// Branch name.
    pub name: String,
    /// Warehouse name.
    pub warehouse: String,
    /// Stock class.
    pub class: String,
    /// Quantity.
    pub quantity: String,
    /// Value.
    pub value: String,
    /// Until when HQ knows the branch, Unix milliseconds.
    pub as_of_ms: Option<i64>,
}
