//! Moves and entries of a run 明细行: gathered in memory, inserted once at its end in the order of
//! their keys.
//!
//! Owns the rows that are many: about fifteen of a sale's twenty. In key order the same pages of
//! the table are written one after another instead of at random, and many rows go into one
//! statement. Invariant: they reach the tables in the transaction of their sums.

use crate::sql::{Sql, SqlError, Value};

const ENTRY: [&str; 9] =
    ["branch_id", "account", "business_date", "stream", "seq", "line", "party", "side", "amount"];

const MOVE: [&str; 10] = [
    "product_id",
    "branch_id",
    "warehouse",
    "class",
    "business_date",
    "stream",
    "seq",
    "line",
    "quantity",
    "value",
];

/// Rows that are not written yet, as their columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// Of `account_entry`.
    pub entries: Vec<[i64; ENTRY.len()]>,
    /// Of `stock_move`.
    pub moves: Vec<[i64; MOVE.len()]>,
}

impl Rows {
    /// Writes them.
    pub fn flush(mut self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        // The key's columns come first, so the rows' own order is the key's.
        self.entries.sort_unstable();
        self.moves.sort_unstable();
        let values: Vec<Value<'_>> =
            self.entries.iter().flatten().copied().map(Value::I64).collect();
        sql.append("account_entry", &ENTRY, &values)?;
        let values: Vec<Value<'_>> = self.moves.iter().flatten().copied().map(Value::I64).collect();
        sql.append("stock_move", &MOVE, &values)
    }
}
