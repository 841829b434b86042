//! Consignment in 受托代销: receipt SR, settlement SJ, return ST, price change SD; what they must hold.
//!
//! Leaves out what is unsettled with each consignor (the books). Invariant: goods received stand
//! among our own and are owed for at the settlement price until they are settled or go back
//! (`features.md` 184-189).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};
use crate::kind::Kind;

/// Of all.
const CONSIGNMENT: Rule = Rule::new().goods(Goods::Moving, Price::Cost).supplier(Need::Must);

/// SR.
pub(crate) const RECEIPT: Rule = CONSIGNMENT.into(Spot::Own, Costing::Receive);

/// SJ.
pub(crate) const SETTLEMENT: Rule =
    CONSIGNMENT.tenders(Need::May).costed(Costing::Liability).within(Need::May, &[Kind::SR]);

/// ST.
pub(crate) const RETURN: Rule = CONSIGNMENT.out_of(Spot::Own).within(Need::May, &[Kind::SR]);

/// SD. The settlement price changes, the books do not.
pub(crate) const PRICE_CHANGE: Rule = CONSIGNMENT;
