//! Postings of the purchase receipt CG, the supplier invoice FP and the purchase return CT
//! (`domain.md` Document kinds). Amounts of their lines are net; tax stands beside.

use super::{cost, liability, original_item, owed, release};
use crate::account;
use crate::document::{Document, Form};
use crate::entry::{Postings, Side};

/// Twelve at 1.359750 on account: Dr inventory 16.32, Cr payable 16.32. Its invoice still to come:
/// Cr accrued receipts 暂估 instead.
pub(crate) fn receipt(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    postings.debit(branch, account::INVENTORY, None, cost(document));
    postings.debit(branch, account::INPUT_VAT, None, document.tax());
    pay(document, postings);
    let account = match document.form {
        Form::Accrued => account::ACCRUED_RECEIPTS,
        _ => account::PAYABLE,
    };
    let open = cost(document) + document.tax() - document.tendered();
    owed(document, postings, (account, Side::Credit), None, open);
    release(document, postings);
}

/// Accrued at 100.00, invoiced at 102.00 and 13.26 tax: Dr accrued receipts 100.00, Dr input VAT
/// 13.26, Dr price variance 2.00, Cr payable 115.26.
pub(crate) fn invoice(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    let accrued = (account::ACCRUED_RECEIPTS, Side::Debit);
    owed(document, postings, accrued, original_item(document), cost(document));
    postings.debit(branch, account::INPUT_VAT, None, document.tax());
    let variance = document.amount() - cost(document);
    postings.debit(branch, account::PURCHASE_VARIANCE, None, variance);
    pay(document, postings);
    let open = document.amount() + document.tax() - document.tendered();
    owed(document, postings, (account::PAYABLE, Side::Credit), None, open);
}

/// Two bought at 6.00 go back when the average is 5.50: Dr payable 12.00, Cr inventory 11.00, Dr
/// cost adjustment −1.00. Not invoiced yet: Dr accrued receipts by their part of what was accrued.
pub(crate) fn goods_return(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    for tender in &document.tenders {
        postings.debit(branch, tender.account, None, tender.amount);
    }
    let (account, worth) = match document.returns_uninvoiced() {
        true => (account::ACCRUED_RECEIPTS, liability(document)),
        false => (account::PAYABLE, document.amount()),
    };
    let open = worth + document.tax() - document.tendered();
    owed(document, postings, (account, Side::Debit), original_item(document), open);
    postings.credit(branch, account::INVENTORY, None, cost(document));
    postings.credit(branch, account::INPUT_VAT, None, document.tax());
    postings.debit(branch, account::COST_ADJUSTMENT, None, cost(document) - worth);
}

/// Money leaves.
pub(super) fn pay(document: &Document, postings: &mut Postings) {
    for tender in &document.tenders {
        postings.credit(document.branch, tender.account, None, tender.amount);
    }
}
