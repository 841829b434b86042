//! Price tracking 价格跟踪: the last price at which a partner bought or sold a product (`features.md`
//! 137, 245).
//!
//! Owns which documents leave such a price and which price it is. Leaves out where it is kept (the
//! books). Invariant: the latest by business date, then stream, then place in it, counts; so the
//! order in which documents arrive does not matter.

use crate::document::{Document, Line};
use crate::id::{PartnerId, ProductId};
use crate::kind::Kind;
use crate::price::UnitPrice;

/// Whether the partner bought from us or sold to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// We sold 售价.
    Sold = 1,
    /// We bought 进价.
    Bought = 2,
}

/// A price that a document leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tracked {
    /// Sold or bought.
    pub side: Side,
    /// Customer or supplier.
    pub partner: PartnerId,
    /// Product.
    pub product: ProductId,
    /// Price of one base unit before promotions and discounts.
    pub price: UnitPrice,
}

impl Side {
    /// The number that is stored.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// What a kind of document leaves behind. A new kind of sale or purchase adds its row here.
    pub const fn of(kind: Kind) -> Option<Side> {
        match kind {
            Kind::LS | Kind::XS | Kind::WX => Some(Side::Sold),
            Kind::CG | Kind::SJ => Some(Side::Bought),
            _ => None,
        }
    }
}

/// The prices that a document leaves behind, in the order of its lines. A red document leaves none,
/// nor does a line without goods or without a price: a gift is no price for the next time.
pub fn tracked(document: &Document) -> impl Iterator<Item = Tracked> {
    let whose = Side::of(document.kind).filter(|_| !document.is_red()).zip(document.partner);
    whose.into_iter().flat_map(|(side, partner)| {
        let priced = |line: &&Line| !line.quantity.is_zero() && !line.unit_price.is_zero();
        document.lines.iter().filter(priced).map(move |line| Tracked {
            side,
            partner,
            product: line.product,
            price: line.unit_price,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{DocumentId, StreamId};
    use crate::posting::sample;
    use crate::quantity::Quantity;

    fn sale() -> Document {
        let line = |product, price: &str| {
            let price = UnitPrice::parse(price).expect("a price");
            Line::new(ProductId(product), Quantity::ONE, price)
        };
        let lines = vec![line(1, "9.90"), line(2, "2.50")];
        Document { partner: Some(PartnerId(9)), lines, ..sample::document(Kind::LS) }
    }

    #[test]
    fn a_sale_to_a_known_customer_leaves_its_prices_and_its_reversal_none() {
        let left: Vec<Tracked> = tracked(&sale()).collect();
        assert_eq!(left.len(), 2);
        assert_eq!((left[0].side, left[0].partner), (Side::Sold, PartnerId(9)));
        assert_eq!(left[0].price.to_string(), "9.90");
        let red = sale().reversal(DocumentId { stream: StreamId(1), seq: 1 });
        assert_eq!(tracked(&red).count(), 0);
        assert_eq!(tracked(&Document { partner: None, ..sale() }).count(), 0);
        assert_eq!(tracked(&Document { kind: Kind::BS, ..sale() }).count(), 0);
    }

    #[test]
    fn a_gift_is_no_price_for_the_next_time() {
        let mut sale = sale();
        sale.lines[0].unit_price = UnitPrice::ZERO;
        assert_eq!(tracked(&sale).map(|left| left.product).collect::<Vec<_>>(), [ProductId(2)]);
    }
}
