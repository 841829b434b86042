//! Transfers 调拨: at the same price TB and at a changed price BT within a branch, dispatch to another
//! branch FH and its receipt RS; what they must hold.
//!
//! Leaves out claims for what is short. Invariant: a branch never dispatches to itself, that is a
//! transfer between its warehouses (`features.md` 104, 105, 275-279).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};
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

/// RS. It may come before the news of its dispatch; then it brings its own cost.
pub(crate) const RECEIPT: Rule = ACROSS
    .goods(Goods::Moving, Price::Cost)
    .into(Spot::Own, Costing::Receive)
    .within(Need::May, &[Kind::FH]);
