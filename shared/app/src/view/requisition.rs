//! What branches ask for 请购, as head office sees it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A product that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequisitionRow {
    /// Product.
    pub product_id: u64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Its specification.
    pub spec: String,
    /// Its unit.
    pub unit: String,
    /// What branches ask for and nobody has ordered.
    pub original: String,
    /// What head office adds or, below zero, takes off.
    pub adjustment: String,
    /// What is to be ordered.
    pub last: String,
    /// Who asks for how much.
    pub parts: Vec<RequisitionPartView>,
}

/// What one branch asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequisitionPartView {
    /// Branch, by code.
    pub branch: String,
    /// How much.
    pub quantity: String,
}

/// An adjustment of what is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RequisitionAdjustInput {
    /// Product.
    pub product_id: u64,
    /// So much more, or, below zero, less; nothing for none.
    pub quantity: String,
}

/// One order for what is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RequisitionOrderInput {
    /// Supplier.
    pub supplier_id: u64,
    /// Products; all that are asked for when there are none.
    pub products: Vec<u64>,
}
