//! Loss 报损 BS and overage 报溢 BY: what they must hold.
//!
//! Leaves out the count that may have made them. Invariant: each says why (`features.md` 106, 107).

use super::{Document, DocumentError, no_entries, no_tenders, no_zero_quantity};

/// A loss without a reason is what an auditor asks about first.
pub(crate) fn check(document: &Document) -> Result<(), DocumentError> {
    no_entries(document)?;
    no_tenders(document)?;
    no_zero_quantity(document)?;
    match document.remark.trim().is_empty() {
        true => Err(DocumentError::ReasonMissing),
        false => Ok(()),
    }
}
