//! Postings of transfers: within a branch at cost TB or at a changed price BT, the dispatch FH to
//! another branch and its receipt RS. What is on the way stays the sender's (`features.md` 276); the
//! receipt's rows are tagged by branch, so each side books its own.

use super::{cost, line_number};
use crate::account;
use crate::amount::Amount;
use crate::document::{Document, Form};
use crate::entry::{Party, Postings, StockMove};
use crate::id::WarehouseNo;
use crate::stock::StockClass;

/// Four at 6.00 go to the other warehouse: Dr inventory 24.00, Cr inventory 24.00.
pub(crate) fn same_price(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::INVENTORY, None, cost(document));
    postings.credit(document.branch, account::INVENTORY, None, cost(document));
}

/// Four at 6.00 go over at 7.00: Dr inventory 28.00, Cr inventory 24.00, Dr transfer price
/// difference −4.00.
pub(crate) fn changed_price(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    let into: Amount = document.lines.iter().map(|line| line.list_amount).sum();
    postings.debit(branch, account::INVENTORY, None, into);
    postings.credit(branch, account::INVENTORY, None, cost(document));
    postings.debit(branch, account::TRANSFER_DIFFERENCE, None, cost(document) - into);
}

/// Ten at 6.00 leave: Dr goods in transit 60.00, Cr inventory 60.00; own −10, in transit +10.
pub(crate) fn dispatch(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::IN_TRANSIT, None, cost(document));
    postings.credit(document.branch, account::INVENTORY, None, cost(document));
}

/// Eight of ten arrive at 6.00. Receiver: Dr inventory 48.00, Cr inter-branch (sender) 48.00.
/// Sender: Dr inter-branch (receiver) 48.00, Cr goods in transit 48.00. Two stay in transit.
///
/// The sender takes the two back: Dr inventory 12.00, Cr goods in transit 12.00, all its own.
pub(crate) fn receipt(document: &Document, postings: &mut Postings) {
    let receiver = document.branch;
    let sender = match (document.form, document.counterpart) {
        (Form::Undelivered, _) => receiver,
        (_, Some(sender)) => sender,
        (_, None) => return,
    };
    let value = cost(document);
    postings.debit(receiver, account::INVENTORY, None, value);
    if sender != receiver {
        postings.credit(receiver, account::INTER_BRANCH, Some(Party::Branch(sender)), value);
        postings.debit(sender, account::INTER_BRANCH, Some(Party::Branch(receiver)), value);
    }
    postings.credit(sender, account::IN_TRANSIT, None, value);
    for (at, line) in document.lines.iter().enumerate() {
        postings.moves.push(StockMove {
            branch: sender,
            warehouse: WarehouseNo::TRANSIT,
            class: StockClass::InTransit,
            party: None,
            product: line.product,
            line: line_number(at),
            quantity: -line.quantity,
            value: -line.cost,
        });
    }
}
