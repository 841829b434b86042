//! Postings of the opening balance QC: goods and account lines against opening equity 期初权益
//! (`domain.md` Document kinds, `features.md` 95-103).

use super::{Direction, as_written, cost, memo, partner};
use crate::account;
use crate::amount::Amount;
use crate::document::Document;
use crate::entry::Postings;
use crate::stock::StockClass;

/// Goods worth 100.00 and cash 50.00: Dr inventory 100.00, Dr cash 50.00, Cr opening equity 150.00.
/// Goods of a consignor: Dr inventory, Cr what he is owed. Lent and borrowed: quantity only.
pub(crate) fn opening(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    let party = partner(document);
    match document.class {
        StockClass::ConsignedIn => {
            postings.debit(branch, account::INVENTORY, None, cost(document));
            postings.credit(branch, account::CONSIGNED_IN, party, cost(document));
            let class = (StockClass::ConsignedIn, Direction::In);
            memo(document, postings, class, party, |line| (line.quantity, line.cost));
        }
        StockClass::Lent | StockClass::Borrowed => {
            let class = (document.class, Direction::In);
            memo(document, postings, class, party, |line| (line.quantity, Amount::ZERO));
        }
        class => {
            let account = class.account().unwrap_or(account::INVENTORY);
            postings.debit(branch, account, None, cost(document));
            as_written(document, postings);
            let equity = cost(document) + document.entered();
            postings.credit(branch, account::OPENING_EQUITY, None, equity);
        }
    }
}
