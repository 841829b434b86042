//! Postings of the dispatch FH and its receipt RS. What is on the way stays the sender's
//! (`features.md` 276); the receipt's rows are tagged by branch, so each side books its own.

use super::{Direction, cost, mirror_goods, move_goods, post_residual};
use crate::account;
use crate::document::Document;
use crate::entry::{Party, Postings};

/// Ten at 6.00 leave: Dr goods in transit 60.00, Cr inventory 60.00; own −10, in transit +10.
pub(crate) fn dispatch(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    postings.debit(branch, account::IN_TRANSIT, None, cost(document));
    postings.credit(branch, account::INVENTORY, None, cost(document));
    post_residual(document, postings);
    move_goods(document, postings, Direction::Out);
    mirror_goods(document, postings, branch, Direction::In);
}

/// Eight of ten arrive at 6.00. Receiver: Dr inventory 48.00, Cr inter-branch (sender) 48.00.
/// Sender: Dr inter-branch (receiver) 48.00, Cr goods in transit 48.00. Two stay in transit.
pub(crate) fn receipt(document: &Document, postings: &mut Postings) {
    let receiver = document.branch;
    let Some(sender) = document.counterpart else { return };
    let value = cost(document);
    postings.debit(receiver, account::INVENTORY, None, value);
    postings.credit(receiver, account::INTER_BRANCH, Some(Party::Branch(sender)), value);
    post_residual(document, postings);
    move_goods(document, postings, Direction::In);
    postings.debit(sender, account::INTER_BRANCH, Some(Party::Branch(receiver)), value);
    postings.credit(sender, account::IN_TRANSIT, None, value);
    mirror_goods(document, postings, sender, Direction::Out);
}
