//! Postings of orders: the sales order XD promises goods, the purchase order CD expects them, and a
//! deposit is the partner's money. Quotation, contract and requisition do nothing to the books.

use super::{partner, promise};
use crate::account;
use crate::document::Document;
use crate::entry::Postings;
use crate::stock::StockClass;

/// Nothing.
pub(crate) fn nothing(_: &Document, _: &mut Postings) {}

/// Five are promised, 20.00 in advance: reserved 5; Dr cash 20.00, Cr customer prepayment 20.00.
pub(crate) fn sales_order(document: &Document, postings: &mut Postings) {
    for tender in &document.tenders {
        postings.debit(document.branch, tender.account, None, tender.amount);
    }
    let (branch, deposit) = (document.branch, document.tendered());
    postings.credit(branch, account::CUSTOMER_PREPAYMENT, partner(document), deposit);
    promise(document, postings, StockClass::Reserved);
}

/// Five are expected, 20.00 in advance: expected 5; Dr supplier prepayment 20.00, Cr cash 20.00.
pub(crate) fn purchase_order(document: &Document, postings: &mut Postings) {
    let (branch, deposit) = (document.branch, document.tendered());
    postings.debit(branch, account::SUPPLIER_PREPAYMENT, partner(document), deposit);
    for tender in &document.tenders {
        postings.credit(document.branch, tender.account, None, tender.amount);
    }
    promise(document, postings, StockClass::Expected);
}
