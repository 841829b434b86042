//! What of a document was typed, and what posting puts into it.
//!
//! Owns the line between the two, so that what is posted can be told to be what was approved.
//! Invariant: posting an application's document as typed gives a document that is the same.

use crate::amount::Amount;
use crate::calendar::Timestamp;
use crate::document::Document;
use crate::number::DocumentNumber;
use crate::quantity::Quantity;

/// The document without what posting finds in the books: number, costs, layers, states of pieces.
pub fn as_typed(document: &Document) -> Document {
    let mut typed = Document { number: DocumentNumber::default(), ..document.clone() };
    for line in &mut typed.lines {
        for figure in
            [&mut line.cost, &mut line.residual_out, &mut line.residual_in, &mut line.liability]
        {
            *figure = Amount::ZERO;
        }
        (line.released, line.book_quantity) = (Quantity::ZERO, Quantity::ZERO);
        line.layers.clear();
        for serial in &mut line.serials {
            (serial.from, serial.to) = (None, None);
        }
    }
    typed
}

/// Whether a posted document is what was approved: all that was typed is the same. The day on
/// which it is posted may be another one, and the day by which it is to be paid follows from it
/// where none was typed.
pub fn is_same(approved: &Document, posted: &Document) -> bool {
    let plain = |document: &Document| Document {
        business_date: approved.business_date,
        recorded_at: Timestamp(0),
        due_date: approved.due_date.and(document.due_date),
        ..as_typed(document)
    };
    plain(approved) == plain(posted)
}
