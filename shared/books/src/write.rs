//! Writing a posted document 写账: its rows and its part of the sums. Branch and HQ share this code, so
//! that they cannot drift apart.
//!
//! Leaves out where the document comes from (`post`, `merge`) and its log entry. Invariant: facts
//! are inserted once; a second insert of the same document fails on its key.

use fenhao_domain::document::Document;
use fenhao_domain::entry::{Postings, StockMove};
use fenhao_domain::id::{BranchId, DocumentId};
use fenhao_domain::kind::Kind;
use fenhao_domain::price::UnitCost;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::route;
use fenhao_domain::stock::StockClass;
use fenhao_exchange::document::PostingsHash;

use crate::period::{self, Seals};
use crate::rows;
use crate::sql::{Sql, SqlError, Value, stored};
use crate::sums::Sums;
use crate::table::document::LinkRole;

/// Whose part of a document's postings a node books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All branches' (HQ).
    All,
    /// One branch's (its own desktop).
    Of(BranchId),
}

impl Part {
    /// The part that the node of a branch books: HQ everybody's, whoever wrote the document.
    pub fn booked_by(branch: BranchId) -> Part {
        match branch {
            BranchId::HQ => Part::All,
            own => Part::Of(own),
        }
    }

    /// Whether the node books what is tagged with this branch.
    pub(crate) fn has(self, branch: BranchId) -> bool {
        match self {
            Part::All => true,
            Part::Of(own) => own == branch,
        }
    }
}

/// A document to be booked.
#[derive(Debug, Clone, Copy)]
pub struct Booking<'d> {
    /// Identity.
    pub id: DocumentId,
    /// Content.
    pub document: &'d Document,
    /// What it does.
    pub postings: &'d Postings,
    /// What its postings hash to, as the node that sent it says.
    pub hash: PostingsHash,
    /// Its place in the feed of the other branch that it concerns, if it concerns one.
    pub told: Option<u64>,
}

/// Writes a document's head and links; its moves and entries wait in the run with the sums. A close
/// takes effect here.
pub fn document(
    sql: &mut dyn Sql,
    sums: &mut Sums,
    seals: &mut Seals,
    part: Part,
    booking: Booking<'_>,
) -> Result<(), SqlError> {
    let Booking { id, document, postings, hash, told } = booking;
    insert_document(sql, id, document, hash)?;
    insert_links(sql, id, document)?;
    let (kind, date) = (document.kind, document.business_date);
    for (at, entry) in postings.entries.iter().enumerate() {
        if part.has(entry.branch) {
            let origin = period::origin(entry.branch, id, document, told);
            let month = seals.booking_month(entry.branch, origin, kind, date);
            sums.rows.entries.push(rows::entry_row(id, date, at, entry));
            sums.add_entry(id, entry, date.month(), month);
        }
    }
    if kind == Kind::YJC {
        period::take_effect(sql, sums, seals, id, document)?;
    }
    for moved in &postings.moves {
        if part.has(moved.branch) {
            sums.rows.moves.push(rows::move_row(id, date, moved));
            sums.add_move(moved, incoming_cost(document, moved));
            sums.lots.add(document, moved);
            sums.goods.add_move(document, moved);
        }
    }
    for moved in postings.layers.iter().filter(|moved| part.has(moved.branch)) {
        sums.layers.add(id, moved);
    }
    if part.has(document.branch) {
        sums.pieces.add(id, document);
    }
    sums.add_retail(document);
    if part.has(document.branch) {
        sums.add_prices(id, document);
        sums.add_terms(id, document);
        sums.goods.add_money(document);
    }
    Ok(())
}

/// The unit cost of goods that came in, which becomes the last known one.
pub(crate) fn incoming_cost(document: &Document, moved: &StockMove) -> Option<UnitCost> {
    if document.is_red() || moved.class != StockClass::Own || moved.quantity <= Quantity::ZERO {
        return None;
    }
    let line = document.lines.get(usize::try_from(moved.line).ok()?.checked_sub(1)?)?;
    UnitCost::of(route::value_in(document, line), line.quantity)
}

fn insert_document(
    sql: &mut dyn Sql,
    id: DocumentId,
    document: &Document,
    hash: PostingsHash,
) -> Result<(), SqlError> {
    let amount = document.total();
    sql.execute(
        "INSERT INTO document (branch_id, stream, seq, kind, number, business_date, recorded_at, \
         partner_id, amount, lines, handler, due_date, postings) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        &[
            Value::I64(i64::from(document.branch.0)),
            Value::I64(stored(id.stream.0)),
            Value::I64(stored(id.seq)),
            Value::I64(i64::from(document.kind.number())),
            Value::Text(&document.number.0),
            Value::I64(i64::from(document.business_date.number())),
            Value::I64(document.recorded_at.0),
            Value::I64(document.partner.map_or(0, |partner| stored(partner.0))),
            Value::I64(amount.raw()),
            Value::I64(i64::try_from(document.lines.len()).unwrap_or(i64::MAX)),
            Value::I64(i64::from(document.handler.0)),
            Value::I64(document.due_date.map_or(0, |date| i64::from(date.number()))),
            Value::I64(i64::from_be_bytes(hash.0)),
        ],
    )?;
    Ok(())
}

fn insert_links(sql: &mut dyn Sql, id: DocumentId, document: &Document) -> Result<(), SqlError> {
    let links = [(document.reverses, LinkRole::Reverses), (document.refers_to, LinkRole::Follows)];
    for (to, role) in links {
        let Some(to) = to else { continue };
        // A red document keeps its original's reference; only the original follows from it.
        if role == LinkRole::Follows && document.is_red() {
            continue;
        }
        sql.execute(
            "INSERT INTO document_link (to_stream, to_seq, role, stream, seq, branch_id) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[
                stored(to.stream.0),
                stored(to.seq),
                role as i64,
                stored(id.stream.0),
                stored(id.seq),
                i64::from(document.branch.0),
            ]
            .map(Value::I64),
        )?;
    }
    if !document.source.is_empty() && !document.is_red() {
        sql.execute(
            "INSERT INTO document_source (branch_id, kind, source, stream, seq) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            &[
                Value::I64(i64::from(document.branch.0)),
                Value::I64(i64::from(document.kind.number())),
                Value::Text(&document.source),
                Value::I64(stored(id.stream.0)),
                Value::I64(stored(id.seq)),
            ],
        )?;
    }
    Ok(())
}
