//! Lots 批次 as stored: how much of each lot stands in which store.
//!
//! Owns `lot_sum` and what is asked of it: the lots of a product, and what expires soon. Leaves out
//! which lot leaves first (`domain::lot`). Invariant: it is the fold of the own goods that lines with a
//! lot have moved.

use std::collections::BTreeMap;

use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::document::{Document, Lot};
use fenhao_domain::entry::StockMove;
use fenhao_domain::id::{BranchId, ProductId, WarehouseNo};
use fenhao_domain::lot::LotStock;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use crate::sql::{self, Row, Sql, SqlError, Value, stored};
use crate::stored;

/// The key of a lot as it is stored: product, branch, warehouse, last day (0 for none), number.
pub(crate) type LotKey = ([i64; 4], String);

/// The lot that a move of a document concerns.
pub(crate) fn key_of(document: &Document, moved: &StockMove) -> Option<LotKey> {
    if moved.class != StockClass::Own {
        return None;
    }
    let line = document.lines.get(usize::try_from(moved.line).ok()?.checked_sub(1)?)?;
    let lot = line.lot.as_ref()?;
    let place = [
        stored(moved.product.0),
        i64::from(moved.branch.0),
        i64::from(moved.warehouse.0),
        lot.expires.map_or(0, |date| i64::from(date.number())),
    ];
    Some((place, lot.number.clone()))
}

/// Changes of lots that are not written yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lots(BTreeMap<LotKey, i64>);

impl Lots {
    /// Adds a move of a document, if its line has a lot.
    pub(crate) fn add(&mut self, document: &Document, moved: &StockMove) {
        if let Some(key) = key_of(document, moved) {
            *self.0.entry(key).or_default() += moved.quantity.raw();
        }
    }

    /// Writes the changes.
    pub(crate) fn flush(&self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        const TEXT: &str = "INSERT INTO lot_sum \
             (product_id, branch_id, warehouse, expires, lot, quantity) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (product_id, branch_id, warehouse, expires, lot) DO UPDATE SET \
             quantity = lot_sum.quantity + excluded.quantity";
        for ((place, number), quantity) in &self.0 {
            let [product, branch, warehouse, expires] = place.map(Value::I64);
            let (number, quantity) = (Value::Text(number), Value::I64(*quantity));
            sql.execute(TEXT, &[product, branch, warehouse, expires, number, quantity])?;
        }
        Ok(())
    }
}

/// What there is of a lot, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotRow {
    /// Whose.
    pub branch: BranchId,
    /// Product.
    pub product: ProductId,
    /// Where.
    pub warehouse: WarehouseNo,
    /// Lot and quantity.
    pub held: LotStock,
}

/// The lots of a product at a branch that are not used up, those that expire first standing first.
pub fn of_product(
    sql: &mut dyn Sql,
    branch: BranchId,
    product: ProductId,
) -> Result<Vec<LotRow>, SqlError> {
    let text = "SELECT product_id, branch_id, warehouse, expires, lot, quantity FROM lot_sum \
                WHERE product_id = ?1 AND branch_id = ?2 AND quantity <> 0 \
                ORDER BY expires, lot, warehouse";
    let params = [stored(product.0), i64::from(branch.0)].map(Value::I64);
    sql::all(sql, text, &params, read)
}

/// What expires at a branch, or anywhere, up to a day 近效期, the earliest first; at most `limit` rows.
pub fn expiring(
    sql: &mut dyn Sql,
    branch: Option<BranchId>,
    until: BusinessDate,
    limit: u32,
) -> Result<Vec<LotRow>, SqlError> {
    let text = "SELECT product_id, branch_id, warehouse, expires, lot, quantity FROM lot_sum \
                WHERE (branch_id = ?1 OR ?1 < 0) AND expires > 0 AND expires <= ?2 \
                AND quantity > 0 ORDER BY expires, product_id, lot, branch_id, warehouse LIMIT ?3";
    let branch = branch.map_or(-1, |branch| i64::from(branch.0));
    let params = [branch, i64::from(until.number()), i64::from(limit)];
    sql::all(sql, text, &params.map(Value::I64), read)
}

/// The last day of a lot that the branch has met before; none where it has not, or met it with two.
pub fn last_day_of(
    sql: &mut dyn Sql,
    branch: BranchId,
    product: ProductId,
    number: &str,
) -> Result<Option<BusinessDate>, SqlError> {
    let text = "SELECT DISTINCT expires FROM lot_sum \
                WHERE product_id = ?1 AND branch_id = ?2 AND lot = ?3 AND expires > 0";
    let params =
        [Value::I64(stored(product.0)), Value::I64(i64::from(branch.0)), Value::Text(number)];
    let found = sql::all(sql, text, &params, |row| stored::date(row.i64(0)?))?;
    Ok(found.first().copied().filter(|_| found.len() == 1))
}

fn read(row: &dyn Row) -> Result<LotRow, SqlError> {
    let expires = row.i64(3)?;
    Ok(LotRow {
        product: stored::product(row.i64(0)?)?,
        branch: stored::branch(row.i64(1)?)?,
        warehouse: stored::warehouse(row.i64(2)?)?,
        held: LotStock {
            lot: Lot {
                number: row.text(4)?.to_owned(),
                expires: if expires == 0 { None } else { Some(stored::date(expires)?) },
            },
            quantity: Quantity::from_raw(row.i64(5)?),
        },
    })
}
