//! Branch 分店 and its warehouses 仓库 (`features.md` 72, 79): three stores each, none added or
//! dropped by the branch.

use serde::{Deserialize, Serialize};

use crate::id::{BranchId, WarehouseNo};

/// A branch.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Branch {
    /// Identity.
    pub id: BranchId,
    /// Code, `SH`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Time zone of its business day (IANA name).
    pub zone: String,
    /// Not wanted now.
    pub disabled: bool,
}

/// The name of a warehouse that every branch has: Chinese, English.
pub fn warehouse_name(no: WarehouseNo) -> (&'static str, &'static str) {
    match no {
        WarehouseNo::GOODS => ("商品库", "Goods store"),
        WarehouseNo::TRANSIT => ("在途库", "In transit"),
        WarehouseNo::REPAIR => ("维修库", "Repair store"),
        _ => ("其他仓库", "Other store"),
    }
}
