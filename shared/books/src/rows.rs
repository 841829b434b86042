//! Moves and entries of a run 明细行: gathered in memory, inserted once at its end in the order of
//! their keys.
//!
//! Owns how an entry and a move become a row, for writing and for proving, and the rows that are
//! many: about fifteen of a sale's twenty. In key order the same pages of
//! the table are written one after another instead of at random, and many rows go into one
//! statement. Invariant: they reach the tables in the transaction of their sums.

use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::entry::{AccountEntry, Item, Party, Side, StockMove};
use fenhao_domain::id::DocumentId;

use crate::sql::{Sql, SqlError, Value, stored};

/// Columns of `account_entry`, its key first.
pub(crate) const ENTRY: [&str; 11] = [
    "branch_id",
    "account",
    "business_date",
    "stream",
    "seq",
    "line",
    "party",
    "side",
    "amount",
    "item_stream",
    "item_seq",
];

/// Columns of `stock_move`, its key first.
pub(crate) const MOVE: [&str; 11] = [
    "product_id",
    "branch_id",
    "warehouse",
    "class",
    "party",
    "business_date",
    "stream",
    "seq",
    "line",
    "quantity",
    "value",
];

/// An entry as a row of `account_entry`; `at` is its place in the voucher.
pub(crate) fn entry_row(
    id: DocumentId,
    date: BusinessDate,
    at: usize,
    entry: &AccountEntry,
) -> [i64; ENTRY.len()] {
    let (item_stream, item_seq) = match entry.item {
        None => (0, 0),
        Some(Item::This) => (stored(id.stream.0), stored(id.seq)),
        Some(Item::Of(of)) => (stored(of.stream.0), stored(of.seq)),
    };
    [
        i64::from(entry.branch.0),
        i64::from(entry.account.0),
        i64::from(date.number()),
        stored(id.stream.0),
        stored(id.seq),
        i64::try_from(at + 1).expect("a voucher has few entries"),
        entry.party.map_or(0, Party::number),
        if entry.side == Side::Debit { 1 } else { 2 },
        entry.amount.raw(),
        item_stream,
        item_seq,
    ]
}

/// A move as a row of `stock_move`.
pub(crate) fn move_row(id: DocumentId, date: BusinessDate, moved: &StockMove) -> [i64; MOVE.len()] {
    [
        stored(moved.product.0),
        i64::from(moved.branch.0),
        i64::from(moved.warehouse.0),
        moved.class.number(),
        moved.party.map_or(0, Party::number),
        i64::from(date.number()),
        stored(id.stream.0),
        stored(id.seq),
        i64::from(moved.line),
        moved.quantity.raw(),
        moved.value.raw(),
    ]
}

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
