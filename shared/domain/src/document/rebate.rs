//! Rebate given 返利 FL, rebate earned 获利 HL and price protection 价保 JB: what they must hold.
//!
//! Leaves out standards and which goods are unsold (the books propose the lines). Invariant: each
//! line says for which goods, and how much for them (`features.md` 238-242).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};
use super::{Document, DocumentError, Line};
use crate::amount::Amount;

/// FL.
pub(crate) const GIVEN: Rule =
    Rule::new().goods(Goods::Any, Price::Amount).customer(Need::Must).extra(has_span);

/// HL.
pub(crate) const EARNED: Rule = GIVEN.supplier(Need::Must);

/// JB. What a supplier gives lowers the value of the goods that are still here.
pub(crate) const PRICE_PROTECTION: Rule = Rule::new()
    .goods(Goods::Moving, Price::Amount)
    .partner(Need::Must)
    .into(Spot::Own, Costing::Value)
    .extra(something_is_given);

/// A rebate is for a time.
fn has_span(document: &Document) -> Result<(), DocumentError> {
    match document.span {
        Some((from, to)) if from <= to => something_is_given(document),
        _ => Err(DocumentError::SpanMissing),
    }
}

/// Nobody gives less than nothing: that would be the opposite document.
fn something_is_given(document: &Document) -> Result<(), DocumentError> {
    let given = |line: &Line| match document.is_red() {
        true => line.amount() < Amount::ZERO,
        false => line.amount() > Amount::ZERO,
    };
    match document.lines.iter().position(|line| !given(line)) {
        Some(at) => {
            let amount = document.lines[at].amount();
            Err(DocumentError::NothingGiven { line: at + 1, amount })
        }
        None => Ok(()),
    }
}
