//! Postings of consignment in: goods stand among our own and are owed for at the settlement price
//! until they are settled or go back (SR, SJ, ST). A change of that price (SD) does nothing to the
//! books (`features.md` 184-189).

use super::{Direction, cost, liability, memo, partner, purchase};
use crate::account;
use crate::document::Document;
use crate::entry::{Postings, Side};
use crate::stock::StockClass;

/// Ten come at 5.00: Dr inventory 50.00, Cr consigned-in liability 50.00.
pub(crate) fn receipt(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    postings.debit(branch, account::INVENTORY, None, cost(document));
    postings.credit(branch, account::CONSIGNED_IN, partner(document), liability(document));
    let difference = liability(document) - cost(document);
    postings.debit(branch, account::COST_ADJUSTMENT, None, difference);
    owe(document, postings, Direction::In);
}

/// Four are settled at 5.50 and 2.86 tax: Dr consigned-in liability 20.00, Dr input VAT 2.86, Dr
/// price variance 2.00, Cr payable 24.86.
pub(crate) fn settlement(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    postings.debit(branch, account::CONSIGNED_IN, partner(document), liability(document));
    postings.debit(branch, account::INPUT_VAT, None, document.tax());
    let variance = document.amount() - liability(document);
    postings.debit(branch, account::PURCHASE_VARIANCE, None, variance);
    purchase::pay(document, postings);
    let open = document.amount() + document.tax() - document.tendered();
    super::owed(document, postings, (account::PAYABLE, Side::Credit), None, open);
    owe(document, postings, Direction::Out);
}

/// Two go back when the average is 5.20: Dr consigned-in liability 10.00, Cr inventory 10.40, Dr
/// cost adjustment 0.40.
pub(crate) fn goods_return(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    postings.debit(branch, account::CONSIGNED_IN, partner(document), liability(document));
    postings.credit(branch, account::INVENTORY, None, cost(document));
    let difference = cost(document) - liability(document);
    postings.debit(branch, account::COST_ADJUSTMENT, None, difference);
    owe(document, postings, Direction::Out);
}

/// Nothing.
pub(crate) fn price_change(_: &Document, _: &mut Postings) {}

fn owe(document: &Document, postings: &mut Postings, direction: Direction) {
    let memos = (StockClass::ConsignedIn, direction);
    memo(document, postings, memos, partner(document), |line| (line.quantity, line.liability));
}
