//! Postings of rebates and price protection, given to customers and earned from suppliers
//! (`domain.md` Document kinds, `features.md` 238-242).

use super::{cost, owed};
use crate::account;
use crate::document::{Document, Form};
use crate::entry::{Postings, Side};

/// 50.00 for a customer: Dr rebates given 50.00, Cr receivable 50.00.
pub(crate) fn given(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::REBATE_GIVEN, None, document.amount());
    owed(document, postings, (account::RECEIVABLE, Side::Credit), None, document.amount());
}

/// 50.00 from a supplier: Dr payable 50.00, Cr rebates earned 50.00.
pub(crate) fn earned(document: &Document, postings: &mut Postings) {
    owed(document, postings, (account::PAYABLE, Side::Debit), None, document.amount());
    postings.credit(document.branch, account::REBATE_EARNED, None, document.amount());
}

/// Three fell by 10.00 each. For a customer: Dr price protection given 30.00, Cr receivable 30.00.
/// From a supplier, two of them still here: Dr payable 30.00, Cr inventory 20.00, Cr price
/// protection earned 10.00.
pub(crate) fn price_protection(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    let amount = document.amount();
    if document.form != Form::Earned {
        postings.debit(branch, account::PRICE_PROTECTION_GIVEN, None, amount);
        owed(document, postings, (account::RECEIVABLE, Side::Credit), None, amount);
        return;
    }
    // The lines' cost is what stock loses, so it is below zero.
    let kept = -cost(document);
    owed(document, postings, (account::PAYABLE, Side::Debit), None, amount);
    postings.credit(branch, account::INVENTORY, None, kept);
    postings.credit(branch, account::PRICE_PROTECTION_EARNED, None, amount - kept);
}
