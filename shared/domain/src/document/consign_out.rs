//! Consignment out 委托代销: dispatch FS, settlement WX, return WWST, price change WT; what they must
//! hold.
//!
//! Leaves out what each customer still has (the books). Invariant: goods at a consignee are ours
//! until they are settled or come back (`features.md` 179-183).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};
use crate::kind::Kind;
use crate::stock::StockClass;

/// Of all.
const CONSIGNMENT: Rule = Rule::new().goods(Goods::Moving, Price::Sale).customer(Need::Must);

/// FS. Its price is what will be asked for at settlement.
pub(crate) const DISPATCH: Rule = CONSIGNMENT
    .between(Spot::Own, Spot::ConsignedOut, Costing::Issue)
    .after(Need::May, &[Kind::XD])
    .releases(StockClass::Reserved);

/// WX.
pub(crate) const SETTLEMENT: Rule =
    CONSIGNMENT.tenders(Need::May).out_of(Spot::ConsignedOut).within(Need::May, &[Kind::FS]);

/// WWST.
pub(crate) const RETURN: Rule = CONSIGNMENT
    .between(Spot::ConsignedOut, Spot::Own, Costing::Issue)
    .within(Need::May, &[Kind::FS]);

/// WT. Settlement prices change, the books do not.
pub(crate) const PRICE_CHANGE: Rule = CONSIGNMENT;
