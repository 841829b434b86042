//! Transfers 调拨: at the same price TB and at a changed price BT within a branch, dispatch to another
//! branch FH and its receipt RS; what they must hold.
//!
//! Leaves out who is liable for what is short. Invariant: a branch never dispatches to itself, that
//! is a transfer between its warehouses (`features.md` 104, 105, 275-279, 283).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};
use super::{Document, DocumentError, Form};
use crate::kind::Kind;

/// Between two warehouses of a branch.
const WITHIN: Rule = Rule::new().to_warehouse(Need::Must);

/// TB.
pub(crate) const SAME_PRICE: Rule = WITHIN.goods(Goods::Moving, Price::None).between(
    Spot::Own,
    Spot::OtherWarehouse,
    Costing::Issue,
);

/// BT.
pub(crate) const CHANGED_PRICE: Rule = WITHIN.goods(Goods::Moving, Price::Cost).between(
    Spot::Own,
    Spot::OtherWarehouse,
    Costing::Reprice,
);

/// Between two branches.
const ACROSS: Rule = Rule::new().goods(Goods::Moving, Price::None).counterpart(Need::Must);

/// FH.
pub(crate) const DISPATCH: Rule = ACROSS.between(Spot::Own, Spot::Transit, Costing::Issue);

/// RS. It may come before the news of its dispatch; then it brings its own cost. What did not arrive
/// the sender takes back by a receipt of its own, form `Undelivered`: only then can it be given,
/// consigned to whom is liable, or written off like other goods of its own (`features.md` 283).
pub(crate) const RECEIPT: Rule = ACROSS
    .goods(Goods::Moving, Price::Cost)
    .into(Spot::Own, Costing::Receive)
    .within(Need::May, &[Kind::FH])
    .extra(names_what_was_sent);

/// Nothing comes back that was not sent.
fn names_what_was_sent(document: &Document) -> Result<(), DocumentError> {
    let named = document.refers_to.is_some() || document.is_red();
    match document.form == Form::Undelivered && !named {
        true => Err(DocumentError::OriginalMissing),
        false => Ok(()),
    }
}
