//! Numbers and kinds of documents that belong to another branch.
//!
//! Owns one look-up: the receipt of our dispatch is the receiver's document, so its row does not
//! stand under the branch whose ledger shows it. Invariant: every figure of a ledger names its
//! document.

use super::{Cell, Drill, Row};
use crate::sql::{Sql, SqlError};
use crate::table::document;

/// Fills the number and kind, in the second and third cell, where they were not found.
pub(super) fn name_documents(sql: &mut dyn Sql, rows: &mut [Row]) -> Result<(), SqlError> {
    for row in rows {
        let Some(Drill::Document(id)) = row.drill else { continue };
        if !matches!(&row.cells[1], Cell::Text(number) if number.is_empty()) {
            continue;
        }
        if let Some(found) = document::load(sql, id)? {
            row.cells[1] = Cell::Text(found.document.number.0.clone());
            row.cells[2] = Cell::kind(found.document.kind);
        }
    }
    Ok(())
}
