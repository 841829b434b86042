//! Opening balance 期初 QC: what it must hold.
//!
//! Leaves out when it may be written (before the books are opened 开账). Invariant: goods lines and
//! account lines stand against opening equity, so the document needs no tenders; one document opens
//! one class of goods (`features.md` 95-103).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};
use super::{Document, DocumentError};
use crate::stock::StockClass;

/// Account lines need not balance: opening equity takes the difference.
pub(crate) const OPENING: Rule = Rule::new()
    .goods(Goods::Optional, Price::Cost)
    .entries(Need::May)
    .partner(Need::May)
    .into(Spot::Named, Costing::Receive)
    .extra(sound);

fn sound(document: &Document) -> Result<(), DocumentError> {
    if let Some(at) = document.lines.iter().position(|line| line.quantity.is_zero()) {
        return Err(DocumentError::QuantityZero { line: at + 1 });
    }
    // Equity takes the difference only where it takes the goods too.
    let counted = !matches!(document.class, StockClass::Own | StockClass::ConsignedOut);
    if counted && !document.entries.is_empty() {
        return Err(DocumentError::NotTaken { what: "entries" });
    }
    match document.class {
        StockClass::Own => Ok(()),
        StockClass::InTransit | StockClass::Reserved | StockClass::Expected => {
            Err(DocumentError::NotTaken { what: "class" })
        }
        _ if document.partner.is_none() => Err(DocumentError::PartnerMissing),
        _ => Ok(()),
    }
}
