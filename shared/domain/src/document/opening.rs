//! Opening balance 期初 QC: what it must hold.
//!
//! Leaves out when it may be written (before the books are opened 开账). Invariant: goods lines and
//! account lines stand against opening equity, so the document needs no tenders (`features.md` 95-103).

use super::{Document, DocumentError, no_tenders, no_zero_quantity};

/// Account lines need not balance: opening equity takes the difference.
pub(crate) fn check(document: &Document) -> Result<(), DocumentError> {
    no_tenders(document)?;
    no_zero_quantity(document)
}
