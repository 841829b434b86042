//! Postings of expense FY and fixed asset GZ, other income QT, bank transfer ZK, and of what is
//! written as it stands: voucher PZ, depreciation ZJ (`domain.md` Document kinds).

use super::{cost, either_side, owed, purchase};
use crate::account;
use crate::document::Document;
use crate::entry::{Party, Postings, Side};

/// Freight of 30.00 paid in cash: Dr selling expense 30.00, Cr cash 30.00. Taken into the cost of
/// goods: Dr inventory 30.00 instead.
pub(crate) fn expense(document: &Document, postings: &mut Postings) {
    super::as_written(document, postings);
    postings.debit(document.branch, account::INVENTORY, None, cost(document));
    purchase::pay(document, postings);
    let open = document.entered() + cost(document) - document.tendered();
    owed(document, postings, (account::PAYABLE, Side::Credit), None, open);
}

/// 8.00 of other income in cash: Dr cash 8.00, Cr other income 8.00.
pub(crate) fn income(document: &Document, postings: &mut Postings) {
    for tender in &document.tenders {
        postings.debit(document.branch, tender.account, None, tender.amount);
    }
    let open = -document.entered() - document.tendered();
    owed(document, postings, (account::RECEIVABLE, Side::Debit), None, open);
    super::as_written(document, postings);
}

/// 500.00 from the cash box to the bank: Dr bank 500.00, Cr cash 500.00. To another branch: Dr
/// inter-branch instead of its bank, which that branch books itself.
pub(crate) fn bank_transfer(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    for tender in &document.tenders {
        either_side(document, postings, branch, (tender.account, None), tender.amount);
    }
    let elsewhere = document.counterpart.map(Party::Branch);
    let place = (account::INTER_BRANCH, elsewhere);
    either_side(document, postings, branch, place, -document.tendered());
}

/// As it stands.
pub(crate) fn as_written(document: &Document, postings: &mut Postings) {
    super::as_written(document, postings);
}
