//! What the company chooses before opening 系统配置 (`features.md` 39-41, 44; decisions D2, D18). HQ
//! decides, the catalogue feed carries it, and after the first document it stays.

use serde::{Deserialize, Serialize};

use crate::cost::layer::Method;
use crate::master::product::SerialMode;

/// The choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CompanyPolicy {
    /// Costing method 成本算法.
    pub method: Method,
    /// Goods may leave before they came 允许负库存; only where cost is not the average (D2).
    pub negative_stock: bool,
    /// The mode of serial numbers that a new product begins with.
    pub serial_mode: SerialMode,
}

impl CompanyPolicy {
    /// Whether the books let goods leave that they do not know of, whoever asks.
    pub fn lets_pass(self) -> bool {
        self.negative_stock && self.method != Method::Average
    }
}
