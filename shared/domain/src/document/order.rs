//! Quotation 报价单 BJ, contract 合同 HT, sales order 销售订单 XD, purchase requisition 请购单 CS and
//! purchase order 采购订单 CD: what they must hold, and how an order is closed early.
//!
//! Leaves out how far they are executed (the books count it). Invariant: none of them moves goods
//! or owes money; an order's deposit is the partner's, not ours (`features.md` 131, 150, 151, 156).

use super::rule::{Goods, Need, Price, Rule};
use super::{Document, Line};
use crate::allocate::portion;
use crate::amount::Amount;
use crate::id::DocumentId;
use crate::kind::Kind;
use crate::quantity::Quantity;

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

/// The red document that closes an order early 提前结束订单: it takes back what is left of each line
/// and nothing of the money. Five ordered at 9.90 and three delivered: a red order of −2 = −19.80;
/// what was paid in advance stays the partner's. Lines of which nothing is left keep their place.
pub fn closing(order: &Document, id: DocumentId, left: &[Quantity]) -> Document {
    let close = |(at, line): (usize, &Line)| {
        let left = left.get(at).copied().unwrap_or_default();
        let part = |amount| -portion(amount, line.quantity - left, left, line.quantity);
        Line {
            quantity: -left,
            list_amount: part(line.amount()),
            discounts: Vec::new(),
            tax: part(line.tax),
            ..line.clone()
        }
    };
    Document {
        reverses: Some(id),
        lines: order.lines.iter().enumerate().map(close).collect(),
        tenders: Vec::new(),
        rounding: Amount::ZERO,
        ..order.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::StreamId;
    use crate::posting::sample::{A, B, begin};

    #[test]
    fn a_closed_order_takes_back_what_is_left_and_no_money() {
        let order = begin(Kind::XD).line(A, "5", "9.90").line(B, "2", "4.00").cash("20.00");
        let (order, id) = (order.document(), DocumentId { stream: StreamId(1), seq: 1 });
        let closed = closing(&order, id, &[Quantity::whole(2), Quantity::ZERO]);
        assert_eq!(closed.check(), Ok(()));
        assert_eq!(closed.lines[0].quantity, -Quantity::whole(2));
        assert_eq!(closed.amount(), Amount::from_minor(-1980));
        assert_eq!((closed.lines.len(), closed.tendered()), (2, Amount::ZERO));
    }
}
