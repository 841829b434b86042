//! Receipt 收款单 SK, payment 付款单 FK, and what raises or lowers AR (YZ, YJ) and AP (FZ, FJ): what they
//! must hold.
//!
//! Leaves out whether a document is still open (the books). Invariant: each names its partner; an
//! adjustment does what its name says and not the opposite (`features.md` 144, 159, 199, 200, 203).

use super::rule::{Need, Rule};
use super::{Document, DocumentError};
use crate::amount::Amount;

/// SK. Allowances stand as account lines; what settles no document is prepaid.
pub(crate) const RECEIPT: Rule = Rule::new()
    .customer(Need::Must)
    .tenders(Need::May)
    .entries(Need::May)
    .settles()
    .extra(something_is_paid);

/// FK.
pub(crate) const PAYMENT: Rule = RECEIPT.supplier(Need::Must);

/// Account lines against a partner.
const ADJUSTMENT: Rule = Rule::new().entries(Need::Must).reason();

/// YZ.
pub(crate) const RECEIVABLE_UP: Rule = ADJUSTMENT.customer(Need::Must).extra(credits);

/// YJ.
pub(crate) const RECEIVABLE_DOWN: Rule = ADJUSTMENT.customer(Need::Must).extra(debits);

/// FZ.
pub(crate) const PAYABLE_UP: Rule = ADJUSTMENT.supplier(Need::Must).extra(debits);

/// FJ.
pub(crate) const PAYABLE_DOWN: Rule = ADJUSTMENT.supplier(Need::Must).extra(credits);

fn something_is_paid(document: &Document) -> Result<(), DocumentError> {
    let nothing = document.settles.is_empty() && document.tendered().is_zero();
    match nothing && document.entered().is_zero() {
        true => Err(DocumentError::NothingPaid),
        false => Ok(()),
    }
}

/// The account lines come to a debit.
pub(super) fn debits(document: &Document) -> Result<(), DocumentError> {
    let amount = document.entered();
    let right = if document.is_red() { amount < Amount::ZERO } else { amount > Amount::ZERO };
    match right {
        true => Ok(()),
        false => Err(DocumentError::WrongSide { amount }),
    }
}

/// The account lines come to a credit.
pub(super) fn credits(document: &Document) -> Result<(), DocumentError> {
    let amount = document.entered();
    let right = if document.is_red() { amount > Amount::ZERO } else { amount < Amount::ZERO };
    match right {
        true => Ok(()),
        false => Err(DocumentError::WrongSide { amount }),
    }
}
