//! Retail sale 零售单 LS and retail return 零售退货 LT: what they must hold.
//!
//! Leaves out prices and postings. Invariant: what no tender covers goes on a partner's account,
//! so without a partner the tenders cover all that is due (`features.md` 130, 143).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot, paid_or_on_account};
use crate::kind::Kind;

/// Zero quantities are legal: imported tickets have lines of money only (basket coupons).
const TICKET: Rule = Rule::new()
    .goods(Goods::Any, Price::Sale)
    .customer(Need::May)
    .tenders(Need::May)
    .extra(paid_or_on_account);

/// LS.
pub(crate) const SALE: Rule = TICKET.out_of(Spot::Own);

/// LT.
pub(crate) const SALE_RETURN: Rule =
    TICKET.into(Spot::Own, Costing::Return).within(Need::May, &[Kind::LS]);
