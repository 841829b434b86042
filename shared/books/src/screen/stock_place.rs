//! Where a product is 分仓库存: every branch, warehouse and class with stock or value.

use fenhao_domain::amount::Amount;
use fenhao_domain::id::{BranchId, ProductId, WarehouseNo};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use crate::sql::{self, Sql, SqlError, Value};
use crate::stored;

/// Goods of a product at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockPlace {
    /// Branch.
    pub branch: BranchId,
    /// Warehouse.
    pub warehouse: WarehouseNo,
    /// Class.
    pub class: StockClass,
    /// Quantity.
    pub quantity: Quantity,
    /// Value.
    pub value: Amount,
}

/// The places of a product, by branch, warehouse and class.
pub fn of_product(sql: &mut dyn Sql, product: ProductId) -> Result<Vec<StockPlace>, SqlError> {
    let text = "SELECT branch_id, warehouse, class, quantity, value FROM stock_sum \
                WHERE product_id = ?1 AND (quantity <> 0 OR value <> 0) \
                ORDER BY branch_id, warehouse, class";
    sql::all(sql, text, &[Value::I64(sql::stored(product.0))], |row| {
        Ok(StockPlace {
            branch: stored::branch(row.i64(0)?)?,
            warehouse: stored::warehouse(row.i64(1)?)?,
            class: stored::class(row.i64(2)?)?,
            quantity: Quantity::from_raw(row.i64(3)?),
            value: Amount::from_raw(row.i64(4)?),
        })
    })
}
