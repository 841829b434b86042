//! Gift given 赠送 ZS and gift received 获赠 HZ: what they must hold.
//!
//! Leaves out the application and its approval. Invariant: a gift names who gave or got it
//! (`features.md` 236, 237, 282).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};

/// ZS.
pub(crate) const GIVEN: Rule =
    Rule::new().goods(Goods::Moving, Price::None).customer(Need::Must).out_of(Spot::Own).reason();

/// HZ. Without a cost of its own it comes in for nothing.
pub(crate) const RECEIVED: Rule = Rule::new()
    .goods(Goods::Moving, Price::Cost)
    .supplier(Need::Must)
    .into(Spot::Own, Costing::Receive);
