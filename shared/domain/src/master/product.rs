//! Product 商品 (`features.md` 62-67, 16). The number may not repeat; name and spec may.

use serde::{Deserialize, Serialize};

use crate::id::{PartnerId, ProductId};
use crate::master::category::CategoryId;
use crate::price::{TaxRate, UnitCost, UnitPrice};
use crate::quantity::Quantity;

/// Whether units are told apart by serial number 序列号.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SerialMode {
    /// No serial numbers.
    #[default]
    None = 0,
    /// Noted when given 宽松.
    Loose = 1,
    /// One serial a unit, always 严密.
    Strict = 2,
}

/// A second unit 双单位: one of it is `ratio` base units. 箱 = 24 瓶.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondUnit {
    /// Name.
    pub name: String,
    /// Base units in one of it.
    pub ratio: Quantity,
}

/// A product.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Product {
    /// Identity.
    pub id: ProductId,
    /// Product code 商品编号.
    pub code: String,
    /// Barcodes, the main one first.
    pub barcodes: Vec<String>,
    /// Name, Chinese first.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
    /// Specification 规格.
    pub spec: String,
    /// Base unit.
    pub unit: String,
    /// English name of the base unit, may be empty.
    pub unit_en: String,
    /// Second unit.
    pub second_unit: Option<SecondUnit>,
    /// Category; the lowest of up to five levels.
    pub category: Option<CategoryId>,
    /// Brand.
    pub brand: String,
    /// Preset selling prices 预设售价 1-4, tax-inclusive; none where no price is set.
    pub prices: [Option<UnitPrice>; 4],
    /// Preset purchase price 预设进价.
    pub purchase_price: Option<UnitCost>,
    /// Tax rate inside the selling price.
    pub tax_rate: TaxRate,
    /// Serial numbers.
    pub serial_mode: SerialMode,
    /// Sold by weight 称重.
    pub weighed: bool,
    /// Days it keeps, 0 for no limit.
    pub shelf_life_days: u32,
    /// Usual supplier.
    pub supplier: Option<PartnerId>,
    /// Not wanted now 停用.
    pub disabled: bool,
}
