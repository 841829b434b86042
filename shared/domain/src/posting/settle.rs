//! Postings of the receipt SK and the payment FK, document by document, and of what raises or lowers
//! AR (YZ, YJ) and AP (FZ, FJ) (`domain.md` Document kinds, `features.md` 203).

use super::{as_written, owed, partner, purchase};
use crate::account::{self, AccountCode};
use crate::amount::Amount;
use crate::document::Document;
use crate::entry::{Item, Postings, Side};

/// 95.00 in cash and 5.00 of discount settle a sale of 80.00: Dr cash 95.00, Dr settlement discount
/// 5.00, Cr receivable 80.00 of the sale, Cr customer prepayment 20.00.
pub(crate) fn receipt(document: &Document, postings: &mut Postings) {
    for tender in &document.tenders {
        postings.debit(document.branch, tender.account, None, tender.amount);
    }
    as_written(document, postings);
    settle(document, postings, (account::RECEIVABLE, Side::Credit));
    let rest = document.tendered() + document.entered() - document.settled();
    prepay(document, postings, (account::CUSTOMER_PREPAYMENT, Side::Credit), rest);
}

/// The mirror: Dr payable by document, rest Dr supplier prepayment; Cr tender, Cr discount received.
pub(crate) fn payment(document: &Document, postings: &mut Postings) {
    settle(document, postings, (account::PAYABLE, Side::Debit));
    let rest = document.tendered() - document.entered() - document.settled();
    prepay(document, postings, (account::SUPPLIER_PREPAYMENT, Side::Debit), rest);
    purchase::pay(document, postings);
    as_written(document, postings);
}

/// Other income of 8.00 is owed by a customer: Dr receivable 8.00, Cr other income 8.00.
pub(crate) fn receivable(document: &Document, postings: &mut Postings) {
    against(document, postings, account::RECEIVABLE);
}

/// 8.00 more are owed to a supplier: Dr expense 8.00, Cr payable 8.00.
pub(crate) fn payable(document: &Document, postings: &mut Postings) {
    against(document, postings, account::PAYABLE);
}

/// The partner's account takes what the account lines leave open.
fn against(document: &Document, postings: &mut Postings, account: AccountCode) {
    as_written(document, postings);
    let open = document.entered();
    let credit = (open > Amount::ZERO) != document.is_red();
    match credit {
        true => owed(document, postings, (account, Side::Credit), None, open),
        false => owed(document, postings, (account, Side::Debit), None, -open),
    }
}

fn settle(document: &Document, postings: &mut Postings, place: (AccountCode, Side)) {
    for settlement in &document.settles {
        let item = Some(Item::Of(settlement.document));
        owed(document, postings, place, item, settlement.amount);
    }
}

/// What settles no document is prepaid; what is settled beyond the money was prepaid before.
fn prepay(
    document: &Document,
    postings: &mut Postings,
    (account, side): (AccountCode, Side),
    rest: Amount,
) {
    let used = (rest < Amount::ZERO) != document.is_red();
    let (side, amount) = match (used, side) {
        (false, side) => (side, rest),
        (true, Side::Credit) => (Side::Debit, -rest),
        (true, Side::Debit) => (Side::Credit, -rest),
    };
    match side {
        Side::Debit => postings.debit(document.branch, account, partner(document), amount),
        Side::Credit => postings.credit(document.branch, account, partner(document), amount),
    }
}
