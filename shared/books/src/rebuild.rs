//! Rebuilding 重算: facts from the documents, sums from the facts, compared with what is stored.
//!
//! Owns the comparison and the rewriting of the sums. Leaves out stored bytes (`verify`) and other
//! nodes (`reconcile`). Invariant: sums equal the fold of the facts, value by value; facts equal
//! what the documents derive to, row by row. Rewriting touches sums only: facts are never mended,
//! a difference there is for a person.

use fenhao_domain::id::{BranchId, DocumentId};

use crate::proof::{self, Derived, Findings, Listener, Meter};
use crate::rows;
use crate::sql::{self, Flow, Sql, SqlError, Value};
use crate::sums::Sums;
use crate::write::Part;
use crate::{node, stored};

mod applied;
pub mod fold;
mod tracked;
mod user;

use fold::Folded;
use tracked::Tracked;

/// Something stored that does not follow from the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A document that cannot be read.
    Unreadable {
        /// Which document.
        id: DocumentId,
    },
    /// A document's rows of a fact table are not the ones it derives to.
    Fact {
        /// Which document.
        id: DocumentId,
        /// `stock_move` or `account_entry`.
        table: &'static str,
        /// Rows that it derives to.
        derived: u64,
        /// Of those, the ones that stand as they must.
        stored: u64,
    },
    /// Fact rows that belong to no document.
    Strays {
        /// `stock_move` or `account_entry`.
        table: &'static str,
        /// How many.
        rows: u64,
    },
    /// A sum is not the fold of its facts.
    Sum {
        /// The sum's table.
        table: &'static str,
        /// Its key, column by column.
        key: Vec<String>,
        /// Which figure.
        column: &'static str,
        /// As stored.
        stored: i64,
        /// As folded.
        folded: i64,
    },
}

/// What has been compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compared {
    /// Documents derived again.
    pub documents: u64,
    /// Fact rows they derive to.
    pub facts: u64,
    /// Sums folded.
    pub sums: u64,
    /// What differs.
    pub differences: Findings<Difference>,
}

impl Compared {
    /// True when nothing differs.
    pub fn agrees(&self) -> bool {
        self.differences.is_empty()
    }
}

/// What has been rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rewritten {
    /// Documents folded.
    pub documents: u64,
}

/// Compares facts with documents and sums with facts.
pub fn compare(sql: &mut dyn Sql, listener: &mut Listener<'_>) -> Result<Compared, SqlError> {
    let mut compared = Compared::default();
    let part = part(sql)?;
    let (derived, folded, mut tracked) = from_documents(sql, part, &mut compared, listener)?;
    tracked.add_notes(sql)?;
    let stored = from_facts(sql, listener)?;
    if derived != stored {
        find_facts(sql, part, &mut compared, listener)?;
        strays(sql, &mut compared)?;
    }
    compared.sums = fold::compare(sql, &folded, &mut compared.differences, listener)?;
    let others = tracked.compare(sql, &mut compared)?;
    compared.sums += u64::try_from(others).unwrap_or(u64::MAX);
    compared.sums += applied::compare(sql, &mut compared)?;
    Ok(compared)
}

/// Whose part of the postings this node books.
fn part(sql: &mut dyn Sql) -> Result<Part, SqlError> {
    // A ledger that is nobody's yet books everything.
    Ok(node::load(sql)?.map_or(Part::All, |node| Part::booked_by(node.branch)))
}

/// A multiset of rows as count and sum of hashes: equal for equal rows in whatever order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Prints {
    rows: u64,
    sum: u128,
}

impl Prints {
    fn add(&mut self, row: &[i64]) {
        let mut hasher = blake3::Hasher::new();
        for value in row {
            hasher.update(&value.to_be_bytes());
        }
        let mut print = [0; 16];
        print.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(print));
        self.rows += 1;
    }
}

/// Both fact tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Facts {
    entries: Prints,
    moves: Prints,
}

const ENTRY_COLUMNS: usize = rows::ENTRY.len();
const MOVE_COLUMNS: usize = rows::MOVE.len();

fn entry_rows(derived: &Derived, part: Part) -> impl Iterator<Item = [i64; ENTRY_COLUMNS]> {
    let date = derived.document.business_date;
    let entries = derived.postings.entries.iter().enumerate();
    let mine = entries.filter(move |(_, entry)| part.has(entry.branch));
    mine.map(move |(at, entry)| rows::entry_row(derived.id, date, at, entry))
}

fn move_rows(derived: &Derived, part: Part) -> impl Iterator<Item = [i64; MOVE_COLUMNS]> {
    let date = derived.document.business_date;
    let mine = derived.postings.moves.iter().filter(move |moved| part.has(moved.branch));
    mine.map(move |moved| rows::move_row(derived.id, date, moved))
}

fn from_documents(
    sql: &mut dyn Sql,
    part: Part,
    compared: &mut Compared,
    listener: &mut Listener<'_>,
) -> Result<(Facts, Folded, Tracked), SqlError> {
    let mut meter = Meter::new("documents", listener);
    let mut facts = Facts::default();
    let mut folded = Folded::load(sql)?;
    let mut tracked = Tracked::default();
    proof::documents(sql, None, &mut |found| {
        meter.step();
        match found {
            Err(id) => compared.differences.add(Difference::Unreadable { id }),
            Ok(derived) => {
                entry_rows(&derived, part).for_each(|row| facts.entries.add(&row));
                move_rows(&derived, part).for_each(|row| facts.moves.add(&row));
                folded.add(&derived, |branch| part.has(branch));
                tracked.add(&derived, |branch| part.has(branch));
            }
        }
    })?;
    compared.documents = meter.finish();
    compared.facts = facts.entries.rows + facts.moves.rows;
    Ok((facts, folded, tracked))
}

const ENTRIES: &str = "SELECT branch_id, account, business_date, stream, seq, line, party, side, \
                       amount, item_stream, item_seq FROM account_entry";
const MOVES: &str = "SELECT product_id, branch_id, warehouse, class, party, business_date, stream, \
                     seq, line, quantity, value FROM stock_move";

fn from_facts(sql: &mut dyn Sql, listener: &mut Listener<'_>) -> Result<Facts, SqlError> {
    let mut meter = Meter::new("facts", listener);
    let mut facts = Facts::default();
    let mut each = |row: &dyn sql::Row| {
        facts.entries.add(&read::<ENTRY_COLUMNS>(row)?);
        meter.step();
        Ok(Flow::On)
    };
    sql.query(ENTRIES, &[], &mut each)?;
    sql.query(MOVES, &[], &mut |row| {
        facts.moves.add(&read::<MOVE_COLUMNS>(row)?);
        meter.step();
        Ok(Flow::On)
    })?;
    meter.finish();
    Ok(facts)
}

fn read<const N: usize>(row: &dyn sql::Row) -> Result<[i64; N], SqlError> {
    let mut values = [0; N];
    for (at, value) in values.iter_mut().enumerate() {
        *value = row.i64(at)?;
    }
    Ok(values)
}

type Rows<const N: usize> = Vec<[i64; N]>;

/// Names the documents whose fact rows are not what they derive to.
fn find_facts(
    sql: &mut dyn Sql,
    part: Part,
    compared: &mut Compared,
    listener: &mut Listener<'_>,
) -> Result<(), SqlError> {
    const ENTRY: &str = "SELECT COUNT(*) FROM account_entry WHERE branch_id = ?1 \
         AND account = ?2 AND business_date = ?3 AND stream = ?4 AND seq = ?5 AND line = ?6 \
         AND party = ?7 AND side = ?8 AND amount = ?9 AND item_stream = ?10 AND item_seq = ?11";
    const MOVE: &str = "SELECT COUNT(*) FROM stock_move WHERE product_id = ?1 \
         AND branch_id = ?2 AND warehouse = ?3 AND class = ?4 AND party = ?5 \
         AND business_date = ?6 AND stream = ?7 AND seq = ?8 AND line = ?9 AND quantity = ?10 \
         AND value = ?11";
    // What the documents derive to is gathered by branch, so that the look-ups do not stand inside
    // the walk.
    for branch in branches(sql)? {
        let mut wanted: Vec<(DocumentId, Rows<ENTRY_COLUMNS>, Rows<MOVE_COLUMNS>)> = Vec::new();
        let mut meter = Meter::new("differences", listener);
        proof::documents(sql, Some(branch), &mut |found| {
            if let Ok(derived) = found {
                let entries = entry_rows(&derived, part).collect();
                wanted.push((derived.id, entries, move_rows(&derived, part).collect()));
            }
        })?;
        for (id, entries, moves) in wanted {
            meter.step();
            let rows = entries.iter().map(|row| row.as_slice());
            find(sql, ENTRY, "account_entry", id, rows, compared)?;
            let rows = moves.iter().map(|row| row.as_slice());
            find(sql, MOVE, "stock_move", id, rows, compared)?;
        }
        meter.finish();
    }
    Ok(())
}

fn find<'r>(
    sql: &mut dyn Sql,
    text: &str,
    table: &'static str,
    id: DocumentId,
    rows: impl Iterator<Item = &'r [i64]>,
    compared: &mut Compared,
) -> Result<(), SqlError> {
    let (mut derived, mut stored) = (0, 0);
    for row in rows {
        derived += 1;
        let params: Vec<Value<'_>> = row.iter().copied().map(Value::I64).collect();
        if sql::one(sql, text, &params, |row| row.i64(0))? == Some(1) {
            stored += 1;
        }
    }
    if stored != derived {
        compared.differences.add(Difference::Fact { id, table, derived, stored });
    }
    Ok(())
}

fn branches(sql: &mut dyn Sql) -> Result<Vec<BranchId>, SqlError> {
    const NEXT: &str = "SELECT branch_id FROM document WHERE branch_id > ?1 \
                        ORDER BY branch_id LIMIT 1";
    let mut found = Vec::new();
    let mut last = -1;
    while let Some(next) = sql::one(sql, NEXT, &[Value::I64(last)], |row| row.i64(0))? {
        found.push(stored::branch(next)?);
        last = next;
    }
    Ok(found)
}

/// Fact rows beyond those of any document. Rows that a document's own do not match are told with
/// the document.
fn strays(sql: &mut dyn Sql, compared: &mut Compared) -> Result<(), SqlError> {
    const ENTRIES: &str = "SELECT COUNT(*) FROM account_entry e WHERE NOT EXISTS \
         (SELECT 1 FROM log l WHERE l.stream = e.stream AND l.seq = e.seq AND l.kind = 1)";
    const MOVES: &str = "SELECT COUNT(*) FROM stock_move m WHERE NOT EXISTS \
         (SELECT 1 FROM log l WHERE l.stream = m.stream AND l.seq = m.seq AND l.kind = 1)";
    for (text, table) in [(ENTRIES, "account_entry"), (MOVES, "stock_move")] {
        let rows = sql::one(sql, text, &[], |row| row.i64(0))?.unwrap_or(0);
        if rows != 0 {
            let rows = sql::unsigned(rows)?;
            compared.differences.add(Difference::Strays { table, rows });
        }
    }
    Ok(())
}

/// Throws the sums away and folds them anew from the documents, in the caller's write transaction.
pub fn rewrite(sql: &mut dyn Sql, listener: &mut Listener<'_>) -> Result<Rewritten, SqlError> {
    let part = part(sql)?;
    let mut meter = Meter::new("documents", listener);
    let mut folded = Folded::load(sql)?;
    let mut sums = Sums::default();
    proof::documents(sql, None, &mut |found| {
        meter.step();
        if let Ok(derived) = found {
            folded.add_to(&mut sums, &derived, |branch| part.has(branch));
        }
    })?;
    for text in [
        "DELETE FROM stock_sum",
        "DELETE FROM layer_sum",
        "DELETE FROM lot_sum",
        "DELETE FROM account_sum",
        "DELETE FROM late_sum",
        "DELETE FROM party_sum",
        "DELETE FROM item_sum",
        "DELETE FROM sales_day",
        "DELETE FROM goods_day",
        "DELETE FROM tender_day",
        "DELETE FROM price_track",
        "DELETE FROM follow_sum",
        "DELETE FROM consign_price",
    ] {
        sql.execute(text, &[])?;
    }
    sums.flush(sql)?;
    tracked::rewrite_pieces(sql)?;
    applied::rewrite(sql)?;
    Ok(Rewritten { documents: meter.finish() })
}
