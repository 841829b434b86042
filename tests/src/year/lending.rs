//! Lending and gifts 借还、赠品: JC, JH, JR, JG, ZS, HZ.
//!
//! Owns what is lent to whom and borrowed from whom: counted, not valued. Invariant: nobody gives
//! back more than he has.

use fenhao_domain::document::Line;
use fenhao_domain::entry::Party;
use fenhao_domain::id::WarehouseNo;
use fenhao_domain::kind::Kind;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::paper::Pool;
use super::pen::deed;
use super::purchase::has_left;
use super::shelf::{Effect, at_partner, own};
use super::trader::{Deed, Trader};

const GOODS: WarehouseNo = WarehouseNo::GOODS;

/// Goods are lent to somebody.
pub fn lend(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::JC);
    let partner = trader.customer();
    document.partner = Some(partner);
    let product = trader.product();
    let quantity = trader.leaving(at, GOODS, product)?.quantity;
    document.lines.push(Line::without_amount(product, quantity));
    let there = at_partner(document.branch, StockClass::Lent, partner, product);
    deed(document, Effect { goods: vec![(there, quantity)], ..Effect::default() })
}

/// Goods are borrowed from somebody.
pub fn borrow(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::JR);
    let partner = trader.supplier();
    document.partner = Some(partner);
    let (product, quantity) = (trader.product(), trader.some());
    document.lines.push(Line::without_amount(product, quantity));
    let here = at_partner(document.branch, StockClass::Borrowed, partner, product);
    deed(document, Effect { goods: vec![(here, quantity)], ..Effect::default() })
}

/// What was lent comes back.
pub fn returned(trader: &mut Trader, at: usize) -> Option<Deed> {
    back(trader, at, (Kind::JH, Kind::JC, StockClass::Lent))
}

/// What was borrowed is given back.
pub fn given_back(trader: &mut Trader, at: usize) -> Option<Deed> {
    back(trader, at, (Kind::JG, Kind::JR, StockClass::Borrowed))
}

/// Of the paper by which it went, or of none.
fn back(
    trader: &mut Trader,
    at: usize,
    (kind, of, class): (Kind, Kind, StockClass),
) -> Option<Deed> {
    let mut document = trader.form(at, kind);
    let mut effect = Effect::default();
    let paper = trader.some_paper(|paper| {
        paper.at == at && paper.document.kind == of && has_left(paper, Pool::Goods)
    });
    if let Some(paper) = paper.filter(|_| trader.once_in(2)) {
        let partner = trader.papers[paper].document.partner?;
        document.partner = Some(partner);
        for followed in trader.rest_of(paper, Pool::Goods) {
            let there = at_partner(document.branch, class, partner, followed.product);
            let most = followed.left.min(trader.shelf.at(there));
            let Some(quantity) = trader.some_of(most) else { continue };
            trader.follow(&mut document, &mut effect, (paper, &followed), Pool::Goods, quantity);
            effect.goods.push((there, -quantity));
        }
        return deed(document, effect);
    }
    let branch = trader.branch(at);
    let there = trader.shelf.goods.keys().filter(|(b, key)| (*b, key.class) == (branch, class));
    let there: Vec<_> = there.copied().collect();
    if there.is_empty() {
        return None;
    }
    let spot = *trader.random.pick(&there);
    let Party::Partner(partner) = spot.1.party? else { return None };
    document.partner = Some(partner);
    let quantity = trader.some_of(trader.shelf.at(spot))?;
    document.lines.push(Line::without_amount(spot.1.product, quantity));
    effect.goods.push((spot, -quantity));
    deed(document, effect)
}

/// A gift for a customer.
pub fn gift(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::ZS);
    document.remark = "店庆".to_owned();
    document.partner = Some(trader.customer());
    let product = trader.product();
    let quantity = trader.leaving(at, GOODS, product)?.quantity;
    document.lines.push(Line::without_amount(product, quantity));
    let goods = vec![(own(document.branch, GOODS, product), -quantity)];
    deed(document, Effect { goods, ..Effect::default() })
}

/// A gift of a supplier, at what it is said to be worth or for nothing.
pub fn gift_received(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::HZ);
    document.partner = Some(trader.supplier());
    let product = trader.product();
    let price = if trader.once_in(3) { UnitPrice::ZERO } else { trader.price() };
    let quantity = Quantity::whole(1 + i64::try_from(trader.random.below(4)).unwrap_or(0));
    document.lines.push(Line::new(product, quantity, price));
    let goods = vec![(own(document.branch, GOODS, product), quantity)];
    deed(document, Effect { goods, ..Effect::default() })
}
