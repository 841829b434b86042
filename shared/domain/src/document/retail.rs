//! Retail sale 零售单 LS and retail return 零售退货 LT: what they must hold.
//!
//! Leaves out prices and postings. Invariant: what no tender covers goes on a partner's account,
//! so without a partner the tenders cover all that is due (`features.md` 130, 143).

use super::{Document, DocumentError, no_entries, paid_or_on_account};

/// Zero quantities are legal: imported tickets have lines of money only (basket coupons).
pub(crate) fn check(document: &Document) -> Result<(), DocumentError> {
    no_entries(document)?;
    paid_or_on_account(document)
}
