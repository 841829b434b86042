//! Postings of consignment out: goods stay ours, at cost, until they are settled (FS, WX, WWST). A
//! change of the settlement price (WT) does nothing to the books.

use super::{Direction, cost, release, retail};
use crate::account;
use crate::document::Document;
use crate::entry::Postings;

/// Ten at 6.00 go to the consignee: Dr consigned-out goods 60.00, Cr inventory 60.00.
pub(crate) fn dispatch(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::CONSIGNED_OUT, None, cost(document));
    postings.credit(document.branch, account::INVENTORY, None, cost(document));
    release(document, postings);
}

/// Four are settled at 9.90: Dr receivable 39.60, Cr revenue 39.60 · Dr cost of sales 24.00, Cr
/// consigned-out goods 24.00.
pub(crate) fn settlement(document: &Document, postings: &mut Postings) {
    retail::money(document, postings, Direction::Out);
    postings.debit(document.branch, account::COST_OF_SALES, None, cost(document));
    postings.credit(document.branch, account::CONSIGNED_OUT, None, cost(document));
}

/// Two come back: Dr inventory 12.00, Cr consigned-out goods 12.00.
pub(crate) fn goods_return(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::INVENTORY, None, cost(document));
    postings.credit(document.branch, account::CONSIGNED_OUT, None, cost(document));
}

/// Nothing.
pub(crate) fn price_change(_: &Document, _: &mut Postings) {}
