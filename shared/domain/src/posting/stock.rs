//! Postings of loss BS and overage BY against pending losses and gains 待处理财产损溢
//! (`domain.md` Document kinds).

use super::{Direction, cost, move_goods, post_residual};
use crate::account;
use crate::document::Document;
use crate::entry::Postings;

/// Two lost at 3.00: Dr pending loss 6.00, Cr inventory 6.00.
pub(crate) fn loss(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::PENDING_LOSS, None, cost(document));
    postings.credit(document.branch, account::INVENTORY, None, cost(document));
    post_residual(document, postings);
    move_goods(document, postings, Direction::Out);
}

/// One found at 3.00: Dr inventory 3.00, Cr pending gain 3.00.
pub(crate) fn overage(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::INVENTORY, None, cost(document));
    postings.credit(document.branch, account::PENDING_LOSS, None, cost(document));
    post_residual(document, postings);
    move_goods(document, postings, Direction::In);
}
