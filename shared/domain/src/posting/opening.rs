//! Postings of the opening balance QC: goods and account lines against opening equity 期初权益
//! (`domain.md` Document kinds).

use super::{Direction, cost, move_goods, post_residual};
use crate::account;
use crate::document::Document;
use crate::entry::{AccountEntry, Postings, Side};

/// Goods worth 100.00 and cash 50.00: Dr inventory 100.00, Dr cash 50.00, Cr opening equity 150.00.
pub(crate) fn opening(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    postings.debit(branch, account::INVENTORY, None, cost(document));
    let mut equity = cost(document);
    for line in &document.entries {
        postings.entry(AccountEntry {
            branch,
            account: line.account,
            party: line.party,
            side: line.side,
            amount: line.amount,
        });
        match line.side {
            Side::Debit => equity += line.amount,
            Side::Credit => equity -= line.amount,
        }
    }
    postings.credit(branch, account::OPENING_EQUITY, None, equity);
    post_residual(document, postings);
    move_goods(document, postings, Direction::In);
}
