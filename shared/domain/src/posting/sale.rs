//! Postings of the sales delivery XS and the sales return XT: those of a retail sale, with what is
//! not paid on the customer's account and what an order had promised released.

use super::{release, retail};
use crate::document::Document;
use crate::entry::Postings;

/// Three at 9.90 on account: Dr receivable 29.70, Cr revenue 29.70 · Dr cost 18.00, Cr inventory.
pub(crate) fn delivery(document: &Document, postings: &mut Postings) {
    retail::sale(document, postings);
    release(document, postings);
}

/// One of three comes back: Dr receivable −9.90 on the sale's open item, Cr revenue −9.90.
pub(crate) fn sale_return(document: &Document, postings: &mut Postings) {
    retail::sale_return(document, postings);
}
