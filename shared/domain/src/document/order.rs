//! Quotation 报价单 BJ, contract 合同 HT, sales order 销售订单 XD, purchase requisition 请购单 CS and
//! purchase order 采购订单 CD: what they must hold.
//!
//! Leaves out how far they are executed (the books count it). Invariant: none of them moves goods
//! or owes money; an order's deposit is the partner's, not ours (`features.md` 131, 150, 151, 156).

use super::rule::{Goods, Need, Price, Rule};
use crate::kind::Kind;

/// BJ.
pub(crate) const QUOTATION: Rule =
    Rule::new().goods(Goods::Moving, Price::Sale).customer(Need::Must);

/// HT.
pub(crate) const CONTRACT: Rule = QUOTATION.partner(Need::Must).after(Need::May, &[Kind::BJ]);

/// XD.
pub(crate) const SALES_ORDER: Rule =
    QUOTATION.tenders(Need::May).after(Need::May, &[Kind::BJ, Kind::HT]);

/// CS. Who will deliver is HQ's to decide.
pub(crate) const REQUISITION: Rule =
    Rule::new().goods(Goods::Moving, Price::Cost).supplier(Need::May);

/// CD.
pub(crate) const PURCHASE_ORDER: Rule = Rule::new()
    .goods(Goods::Moving, Price::Cost)
    .supplier(Need::Must)
    .tenders(Need::May)
    .after(Need::May, &[Kind::CS, Kind::HT]);
