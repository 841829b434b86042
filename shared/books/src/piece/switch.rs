//! What the switch between modes 序列号管理方式切换 must know: goods and pieces, branch by branch.
//!
//! Owns the counting and the question. Leaves out the conditions (`domain::serial::mode`) and the
//! writing of the product, which is the catalogue's. Invariant: a surplus of numbers at one branch never
//! hides numbers that are missing at another.

use std::collections::BTreeMap;

use fenhao_domain::id::{BranchId, ProductId};
use fenhao_domain::master::product::SerialMode;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::serial::SerialState;
use fenhao_domain::serial::mode::{self, Switch};
use fenhao_domain::stock::StockClass;

use super::state_of;
use crate::sql::{self, Sql, SqlError, Value, stored, unsigned};
use crate::stored as read;

/// Own goods of a product at a branch, and pieces known to be among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InStock {
    /// The branch.
    pub branch: BranchId,
    /// Goods.
    pub stock: Quantity,
    /// Pieces.
    pub pieces: u64,
}

/// Goods and pieces of a product, by branch; branches with neither are left out.
pub fn in_stock(sql: &mut dyn Sql, product: ProductId) -> Result<Vec<InStock>, SqlError> {
    const STOCK: &str = "SELECT branch_id, quantity FROM stock_sum \
                         WHERE product_id = ?1 AND class = ?2";
    const PIECES: &str = "SELECT branch_id, state, CAST(COUNT(*) AS BIGINT) FROM piece \
                          WHERE product_id = ?1 AND state > 0 GROUP BY branch_id, state";
    let product = Value::I64(stored(product.0));
    let mut counted: BTreeMap<i64, (i64, u64)> = BTreeMap::new();
    sql.query(STOCK, &[product, Value::I64(StockClass::Own.number())], &mut |row| {
        counted.entry(row.i64(0)?).or_default().0 += row.i64(1)?;
        Ok(sql::Flow::On)
    })?;
    sql.query(PIECES, &[product], &mut |row| {
        if state_of(row.i64(1)?)?.is_some_and(SerialState::is_here) {
            counted.entry(row.i64(0)?).or_default().1 += unsigned(row.i64(2)?)?;
        }
        Ok(sql::Flow::On)
    })?;
    let rows = counted.into_iter().filter(|(_, counts)| *counts != (0, 0));
    let row = |(branch, (stock, pieces))| {
        Ok(InStock { branch: read::branch(branch)?, stock: Quantity::from_raw(stock), pieces })
    };
    rows.map(row).collect()
}

/// Goods and pieces of a product at a branch.
pub fn in_stock_at(
    sql: &mut dyn Sql,
    branch: BranchId,
    product: ProductId,
) -> Result<(Quantity, u64), SqlError> {
    let found = in_stock(sql, product)?.into_iter().find(|counted| counted.branch == branch);
    Ok(found.map_or((Quantity::ZERO, 0), |counted| (counted.stock, counted.pieces)))
}

/// What a switch would do, by all that this node has of the product: the pieces that it would forget,
/// or the branches whose numbers are missing.
pub fn ask(
    sql: &mut dyn Sql,
    product: ProductId,
    to: SerialMode,
) -> Result<Result<Switch, Vec<InStock>>, SqlError> {
    let from = super::mode(sql, product)?.unwrap_or_default();
    let (mut missing, mut forgets) = (Vec::new(), false);
    let mut pieces = 0;
    for counted in in_stock(sql, product)? {
        match mode::switch(from, to, counted.stock, counted.pieces) {
            Ok(Switch::AtOnce) => {}
            Ok(Switch::Clears { pieces: here }) => {
                forgets = true;
                pieces += here;
            }
            Err(_) => missing.push(counted),
        }
    }
    Ok(match (missing.is_empty(), forgets) {
        (false, _) => Err(missing),
        (true, true) => Ok(Switch::Clears { pieces }),
        (true, false) => Ok(Switch::AtOnce),
    })
}
