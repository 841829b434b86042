//! Postings of gifts: given ZS at cost, received HZ at what they are said to be worth
//! (`domain.md` Document kinds).

use super::cost;
use crate::account;
use crate::document::Document;
use crate::entry::Postings;

/// Two worth 12.00 are given: Dr gifts given 12.00, Cr inventory 12.00.
pub(crate) fn given(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::GIFT_EXPENSE, None, cost(document));
    postings.credit(document.branch, account::INVENTORY, None, cost(document));
}

/// Two said to be worth 10.00 come as a gift: Dr inventory 10.00, Cr gifts received 10.00.
pub(crate) fn received(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::INVENTORY, None, cost(document));
    postings.credit(document.branch, account::GIFT_INCOME, None, cost(document));
}
