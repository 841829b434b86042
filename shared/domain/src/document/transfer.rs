//! Dispatch 调拨发货 FH and its receipt 调拨收货 RS: what they must hold.
//!
//! Leaves out claims for what is short. Invariant: both name the other branch
//! (`features.md` 275-279).

use super::{Document, DocumentError, no_entries, no_tenders, no_zero_quantity};

/// A branch never dispatches to itself; that is a transfer between its warehouses.
pub(crate) fn check(document: &Document) -> Result<(), DocumentError> {
    no_entries(document)?;
    no_tenders(document)?;
    no_zero_quantity(document)?;
    match document.counterpart {
        Some(other) if other != document.branch => Ok(()),
        _ => Err(DocumentError::CounterpartMissing),
    }
}
