//! Cost layers beside the balances that they are of.
//!
//! Invariant: where cost is kept in layers, the layers of a product at a place come to its balance, in
//! quantity and value; what is owed to the next receipt has no layer.

use std::collections::BTreeMap;

use fenhao_domain::amount::Amount;
use fenhao_domain::cost::layer::Method;
use fenhao_domain::quantity::Quantity;

use super::Difference;
use crate::policy;
use crate::proof::Findings;
use crate::sql::{self, Flow, Sql, SqlError};
use crate::stored;

/// Compares all layers with all balances of the classes that have layers.
pub(super) fn compare(
    sql: &mut dyn Sql,
    differences: &mut Findings<Difference>,
) -> Result<(), SqlError> {
    const LAYERS: &str = "SELECT product_id, branch_id, warehouse, class, party, quantity, value \
                          FROM layer_sum";
    const STOCK: &str = "SELECT product_id, branch_id, warehouse, class, party, quantity, value \
                         FROM stock_sum";
    if policy::load(sql)?.method == Method::Average {
        return Ok(());
    }
    let mut layers: BTreeMap<[i64; 5], (i64, i64)> = BTreeMap::new();
    sql.query(LAYERS, &[], &mut |row| {
        let sum = layers.entry(key(row)?).or_default();
        sum.0 += row.i64(5)?;
        sum.1 += row.i64(6)?;
        Ok(Flow::On)
    })?;
    sql.query(STOCK, &[], &mut |row| {
        let key = key(row)?;
        let class = stored::class(key[3])?;
        let found = layers.remove(&key).unwrap_or_default();
        let (quantity, value) = (row.i64(5)?, row.i64(6)?);
        let wanted = if quantity < 0 { (0, 0) } else { (quantity, value) };
        if class.has_layers() && found != wanted {
            differences.add(differ(&key, found, (quantity, value))?);
        }
        Ok(Flow::On)
    })?;
    for (key, found) in layers.into_iter().filter(|(_, sum)| *sum != (0, 0)) {
        differences.add(differ(&key, found, (0, 0))?);
    }
    Ok(())
}

fn key(row: &dyn sql::Row) -> Result<[i64; 5], SqlError> {
    Ok([row.i64(0)?, row.i64(1)?, row.i64(2)?, row.i64(3)?, row.i64(4)?])
}

fn differ(key: &[i64; 5], layers: (i64, i64), stock: (i64, i64)) -> Result<Difference, SqlError> {
    let of = |(quantity, value)| (Quantity::from_raw(quantity), Amount::from_raw(value));
    Ok(Difference::Layers {
        branch: stored::branch(key[1])?,
        warehouse: stored::warehouse(key[2])?,
        class: stored::class(key[3])?,
        product: stored::product(key[0])?,
        layers: of(layers),
        stock: of(stock),
    })
}
