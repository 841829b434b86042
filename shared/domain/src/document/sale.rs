//! Sales delivery 销售单 XS and sales return 销售退货 XT: what they must hold.
//!
//! Leaves out prices, credit limits and postings. Invariant: each names its customer, so that what
//! is not paid at once has someone who owes it (`features.md` 132, 143, 145).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};
use crate::kind::Kind;
use crate::stock::StockClass;

/// Of both.
const SALE: Rule =
    Rule::new().goods(Goods::Moving, Price::Sale).customer(Need::Must).tenders(Need::May);

/// XS. What an order has promised is released as it is delivered.
pub(crate) const DELIVERY: Rule =
    SALE.out_of(Spot::Own).after(Need::May, &[Kind::XD]).releases(StockClass::Reserved);

/// XT. Goods settled out of consignment come back by it too (`features.md` 181, 274).
pub(crate) const SALE_RETURN: Rule =
    SALE.into(Spot::Own, Costing::Return).within(Need::May, &[Kind::XS, Kind::WX]);
