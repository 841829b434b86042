//! Cost layers 成本层 as stored: what is left of each line by which goods came.
//!
//! Owns `layer_sum`: gathering a run's changes, writing them, and reading what is left, oldest first.
//! Leaves out which layers a document takes (`domain::cost`). Invariant: a layer of which nothing is
//! left has no row.

use std::collections::{BTreeMap, BTreeSet};

use fenhao_domain::amount::Amount;
use fenhao_domain::cost::layer::Layer;
use fenhao_domain::document::LayerId;
use fenhao_domain::entry::{LayerMove, Party};
use fenhao_domain::id::{BranchId, DocumentId};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockKey;

use crate::sql::{self, Sql, SqlError, Value, stored};
use crate::stored;

/// The key of a layer as it is stored: product, branch, warehouse, class, party, and the line by
/// which it came.
pub(crate) type LayerKey = [i64; 8];

/// Columns of `layer_sum`, its key first.
const COLUMNS: [&str; 10] = [
    "product_id",
    "branch_id",
    "warehouse",
    "class",
    "party",
    "layer_stream",
    "layer_seq",
    "layer_line",
    "quantity",
    "value",
];

/// Changes of layers that are not written yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layers(BTreeMap<LayerKey, (i64, i64)>);

fn place(branch: BranchId, key: StockKey) -> [i64; 5] {
    [
        stored(key.product.0),
        i64::from(branch.0),
        i64::from(key.warehouse.0),
        key.class.number(),
        key.party.map_or(0, Party::number),
    ]
}

/// The key of the layer that a move of a document concerns.
pub(crate) fn key_of(id: DocumentId, moved: &LayerMove) -> LayerKey {
    let layer = moved.layer.unwrap_or(LayerId { document: id, line: moved.line });
    let [product, branch, warehouse, class, party] = place(moved.branch, moved.key);
    let DocumentId { stream, seq } = layer.document;
    let line = i64::from(layer.line);
    [product, branch, warehouse, class, party, stored(stream.0), stored(seq), line]
}

impl Layers {
    /// Adds a move of a document.
    pub(crate) fn add(&mut self, id: DocumentId, moved: &LayerMove) {
        let sum = self.0.entry(key_of(id, moved)).or_default();
        sum.0 += moved.quantity.raw();
        sum.1 += moved.value.raw();
    }

    /// What is left at a place, this run's changes included, oldest first: by business date, then by
    /// stream, sequence and line.
    pub(crate) fn at(
        &self,
        sql: &mut dyn Sql,
        branch: BranchId,
        key: StockKey,
    ) -> Result<Vec<Layer>, SqlError> {
        const TEXT: &str = "SELECT layer_stream, layer_seq, layer_line, quantity, value \
                            FROM layer_sum WHERE product_id = ?1 AND branch_id = ?2 \
                            AND warehouse = ?3 AND class = ?4 AND party = ?5";
        let place = place(branch, key);
        let mut left: BTreeMap<[i64; 3], (i64, i64)> = BTreeMap::new();
        sql.query(TEXT, &place.map(Value::I64), &mut |row| {
            let layer = [row.i64(0)?, row.i64(1)?, row.i64(2)?];
            left.insert(layer, (row.i64(3)?, row.i64(4)?));
            Ok(sql::Flow::On)
        })?;
        let [product, branch, warehouse, class, party] = place;
        let low = [product, branch, warehouse, class, party, i64::MIN, i64::MIN, i64::MIN];
        let high = [product, branch, warehouse, class, party, i64::MAX, i64::MAX, i64::MAX];
        for (change_key, (quantity, value)) in self.0.range(low..=high) {
            let [.., stream, seq, line] = *change_key;
            let sum = left.entry([stream, seq, line]).or_default();
            *sum = (sum.0 + quantity, sum.1 + value);
        }
        left.retain(|_, sum| *sum != (0, 0));
        let mut aged = Vec::with_capacity(left.len());
        for ([stream, seq, line], (quantity, value)) in left {
            aged.push((day(sql, branch, stream, seq)?, stream, seq, line, quantity, value));
        }
        aged.sort_unstable();
        let layer = |(_, stream, seq, line, quantity, value)| {
            let line = u32::try_from(line).map_err(|_| SqlError::Unreadable { what: "a layer" })?;
            Ok(Layer {
                id: LayerId { document: stored::document(stream, seq)?, line },
                quantity: Quantity::from_raw(quantity),
                value: Amount::from_raw(value),
            })
        };
        aged.into_iter().map(layer).collect()
    }

    /// Writes the changes.
    pub(crate) fn flush(&self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        const ADD: &str = "ON CONFLICT (product_id, branch_id, warehouse, class, party, \
                           layer_stream, layer_seq, layer_line) DO UPDATE SET \
                           quantity = layer_sum.quantity + excluded.quantity, \
                           value = layer_sum.value + excluded.value";
        const GONE: &str = "DELETE FROM layer_sum WHERE product_id = ?1 AND branch_id = ?2 \
                            AND quantity = 0 AND value = 0";
        if self.0.is_empty() {
            return Ok(());
        }
        let changes = self.0.iter().filter(|(_, change)| **change != (0, 0));
        let row = |(key, (quantity, value)): (&LayerKey, &(i64, i64))| {
            key.iter().copied().chain([*quantity, *value]).map(Value::I64).collect::<Vec<_>>()
        };
        let rows: Vec<Value<'_>> = changes.flat_map(row).collect();
        sql.merge("layer_sum", &COLUMNS, &rows, ADD)?;
        let touched: BTreeSet<[i64; 2]> = self.0.keys().map(|key| [key[0], key[1]]).collect();
        for product in touched {
            sql.execute(GONE, &product.map(Value::I64))?;
        }
        Ok(())
    }
}

/// The business date of the document that began a layer.
fn day(sql: &mut dyn Sql, branch: i64, stream: i64, seq: i64) -> Result<i64, SqlError> {
    let text = "SELECT business_date FROM document \
                WHERE branch_id = ?1 AND stream = ?2 AND seq = ?3";
    let key = [branch, stream, seq].map(Value::I64);
    Ok(sql::one(sql, text, &key, |row| row.i64(0))?.unwrap_or(0))
}
