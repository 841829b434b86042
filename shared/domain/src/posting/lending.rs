//! Postings of lending: quantities at the partner, no value and no account (decision D3).

use super::{Direction, memo, partner};
use crate::amount::Amount;
use crate::document::Document;
use crate::entry::Postings;
use crate::stock::StockClass;

/// Three are lent: lent +3 at the partner.
pub(crate) fn lend(document: &Document, postings: &mut Postings) {
    count(document, postings, StockClass::Lent, Direction::In);
}

/// One is returned: lent −1.
pub(crate) fn returned(document: &Document, postings: &mut Postings) {
    count(document, postings, StockClass::Lent, Direction::Out);
}

/// Three are borrowed: borrowed +3 from the partner.
pub(crate) fn borrow(document: &Document, postings: &mut Postings) {
    count(document, postings, StockClass::Borrowed, Direction::In);
}

/// One is given back: borrowed −1.
pub(crate) fn given_back(document: &Document, postings: &mut Postings) {
    count(document, postings, StockClass::Borrowed, Direction::Out);
}

fn count(document: &Document, postings: &mut Postings, class: StockClass, way: Direction) {
    let measure = |line: &crate::document::Line| (line.quantity, Amount::ZERO);
    memo(document, postings, (class, way), partner(document), measure);
}
