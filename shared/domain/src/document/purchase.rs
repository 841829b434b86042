//! Purchase receipt 采购入库 CG: what it must hold.
//!
//! Leaves out orders and supplier invoices. Invariant: it names its supplier, and every line
//! brings goods (`features.md` 157).

use super::{Document, DocumentError, no_entries, no_zero_quantity};

/// The supplier is needed even when it is paid at once: price history and returns hang on it.
pub(crate) fn check(document: &Document) -> Result<(), DocumentError> {
    no_entries(document)?;
    no_zero_quantity(document)?;
    match document.partner {
        Some(_) => Ok(()),
        None => Err(DocumentError::PartnerMissing),
    }
}
