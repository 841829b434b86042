//! Execution 执行数: how far a document is executed, line by line.
//!
//! Owns which rows of `follow_sum` a document adds to, and reading them. Leaves out writing
//! (`sums`) and what is left of a promise (`order`). Invariant: the rows follow from the documents
//! alone, and red documents take theirs back.

use std::collections::BTreeMap;

use fenhao_domain::document::{Document, Form};
use fenhao_domain::id::DocumentId;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;

use crate::sql::{self, Sql, SqlError, Value, stored};

/// Kinds that others execute: what they ask for stands in `follow_sum` with them.
pub const ORDERS: [Kind; 5] = [Kind::BJ, Kind::HT, Kind::XD, Kind::CS, Kind::CD];

/// Branch, document, line and kind; and the quantity that is added there.
pub(crate) type Taken = ([i64; 5], i64);

/// What a document adds to the sums: itself where it is to be executed, and what it takes of the
/// one that it follows.
pub(crate) fn taken(id: DocumentId, document: &Document) -> Vec<Taken> {
    let branch = i64::from(document.branch.0);
    let kind = i64::from(document.kind.number());
    let key = |of: DocumentId, line: i64| [branch, stored(of.stream.0), stored(of.seq), line, kind];
    let mut rows = Vec::new();
    let accrued = document.kind == Kind::CG && document.form == Form::Accrued;
    if accrued || ORDERS.contains(&document.kind) {
        let own = document.reverses.unwrap_or(id);
        rows.extend((1..).zip(&document.lines).map(|(at, l)| (key(own, at), l.quantity.raw())));
    }
    // Goods that go back after they were invoiced leave nothing more to be invoiced.
    let credited = document.kind == Kind::CT && !document.returns_uninvoiced();
    if let Some(of) = document.refers_to.filter(|_| !credited) {
        let lines = document.lines.iter().filter(|line| line.refers_to_line > 0);
        rows.extend(lines.map(|l| (key(of, i64::from(l.refers_to_line)), l.quantity.raw())));
    }
    rows
}

/// What has been taken of each line of a document, by kind. Its own kind tells what was asked for.
pub fn of(sql: &mut dyn Sql, id: DocumentId) -> Result<BTreeMap<(u32, Kind), Quantity>, SqlError> {
    let text = "SELECT line, kind, quantity FROM follow_sum WHERE to_stream = ?1 AND to_seq = ?2";
    let key = [Value::I64(stored(id.stream.0)), Value::I64(stored(id.seq))];
    let mut found: BTreeMap<(u32, Kind), Quantity> = BTreeMap::new();
    let wrong = || SqlError::Unreadable { what: "an execution" };
    let rows = sql::all(sql, text, &key, |row| {
        let line = u32::try_from(row.i64(0)?).map_err(|_| wrong())?;
        let kind = u16::try_from(row.i64(1)?).ok().and_then(Kind::from_number);
        Ok((line, kind.ok_or_else(wrong)?, Quantity::from_raw(row.i64(2)?)))
    })?;
    for (line, kind, quantity) in rows {
        *found.entry((line, kind)).or_default() += quantity;
    }
    Ok(found)
}
