//! Postings of the purchase receipt CG: Dr inventory, Dr input VAT; Cr tender, Cr AP
//! (`domain.md` Document kinds).

use super::{Direction, move_goods, partner, post_residual};
use crate::account;
use crate::amount::Amount;
use crate::document::Document;
use crate::entry::Postings;

/// Twelve at 1.359750 on account: Dr inventory 16.32, Cr payable 16.32.
pub(crate) fn goods_receipt(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    let cost: Amount = super::cost(document);
    let tax: Amount = document.lines.iter().map(|line| line.tax).sum();
    postings.debit(branch, account::INVENTORY, None, cost);
    postings.debit(branch, account::INPUT_VAT, None, tax);
    for tender in &document.tenders {
        postings.credit(branch, tender.account, None, tender.amount);
    }
    let open = cost + tax - document.tendered();
    postings.credit(branch, account::PAYABLE, partner(document), open);
    post_residual(document, postings);
    move_goods(document, postings, Direction::In);
}
