//! Consignment 代销: goods at those who sell for us FS, WX, WWST, WT, and goods of those for whom we
//! sell SR, SJ, ST, SD.
//!
//! Owns what is at whom. Leaves out settling in money later (`settling`).

use fenhao_domain::document::{Document, Line};
use fenhao_domain::id::{PartnerId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::paper::Pool;
use super::pen::deed;
use super::purchase;
use super::sales;
use super::shelf::{Effect, at_partner, own};
use super::trader::{Deed, Trader};

const GOODS: WarehouseNo = WarehouseNo::GOODS;

/// Goods go to a consignee, of an order or not.
pub fn dispatch(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::FS);
    let mut effect = Effect::default();
    document.partner = Some(trader.customer());
    let order = trader
        .some_paper(|paper| paper.at == at && paper.document.kind == Kind::XD && !paper.closed);
    if let Some(order) = order.filter(|_| trader.once_in(3)) {
        document.partner = trader.papers[order].document.partner;
        sales::deliver_of(trader, at, (&mut document, &mut effect), order);
    }
    if document.lines.is_empty() {
        document.refers_to = None;
        for product in trader.products(3) {
            document.lines.extend(trader.leaving(at, GOODS, product));
        }
    }
    let partner = document.partner?;
    for line in &document.lines {
        let there = at_partner(document.branch, StockClass::ConsignedOut, partner, line.product);
        effect.goods.push((own(document.branch, GOODS, line.product), -line.quantity));
        effect.goods.push((there, line.quantity));
    }
    deed(document, effect)
}

/// A consignee settles what he has sold.
pub fn settlement(trader: &mut Trader, at: usize) -> Option<Deed> {
    let (mut document, mut effect) = held(trader, at, Kind::WX, Kind::FS)?;
    let mut lines = std::mem::take(&mut document.lines);
    lines.iter_mut().for_each(|line| trader.tax_inside(line));
    document.lines = lines;
    trader.round_down(&mut document);
    sales::take_money(trader, &mut document, &mut effect);
    deed(document, effect)
}

/// A consignee sends goods back.
pub fn goods_back(trader: &mut Trader, at: usize) -> Option<Deed> {
    let (document, mut effect) = held(trader, at, Kind::WWST, Kind::FS)?;
    for line in &document.lines {
        effect.goods.push((own(document.branch, GOODS, line.product), line.quantity));
    }
    deed(document, effect)
}

/// A consignee will be asked another price.
pub fn price_change(trader: &mut Trader, at: usize) -> Option<Deed> {
    let partner = trader.customer();
    new_price(trader, at, Kind::WT, partner)
}

/// A consignor leaves goods with us.
pub fn receipt(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::SR);
    let mut effect = Effect::default();
    let partner = trader.supplier();
    document.partner = Some(partner);
    for product in trader.products(2) {
        let (quantity, price) = (trader.some(), trader.price());
        document.lines.push(Line::new(product, quantity, price));
        let memo = at_partner(document.branch, StockClass::ConsignedIn, partner, product);
        effect.goods.push((own(document.branch, GOODS, product), quantity));
        effect.goods.push((memo, quantity));
    }
    deed(document, effect)
}

/// We settle with a consignor.
pub fn settled_with_consignor(trader: &mut Trader, at: usize) -> Option<Deed> {
    let (mut document, mut effect) = held(trader, at, Kind::SJ, Kind::SR)?;
    purchase::owe(trader, &mut document, &mut effect);
    deed(document, effect)
}

/// A consignor gets goods back.
pub fn sent_back(trader: &mut Trader, at: usize) -> Option<Deed> {
    let (document, mut effect) = held(trader, at, Kind::ST, Kind::SR)?;
    for line in &document.lines {
        effect.goods.push((own(document.branch, GOODS, line.product), -line.quantity));
    }
    deed(document, effect)
}

/// A consignor will ask another price.
pub fn consignors_price(trader: &mut Trader, at: usize) -> Option<Deed> {
    let partner = trader.supplier();
    new_price(trader, at, Kind::SD, partner)
}

fn new_price(trader: &mut Trader, at: usize, kind: Kind, partner: PartnerId) -> Option<Deed> {
    let mut document = trader.form(at, kind);
    document.partner = Some(partner);
    let (product, price) = (trader.product(), trader.price());
    document.lines.push(Line::new(product, Quantity::ONE, price));
    deed(document, Effect::default())
}

/// A document about goods that are at a partner, or a partner's here: of the paper by which they
/// came there, or of none. What it takes of them stands in the effect.
fn held(trader: &mut Trader, at: usize, kind: Kind, of: Kind) -> Option<(Document, Effect)> {
    let class = match of {
        Kind::FS => StockClass::ConsignedOut,
        _ => StockClass::ConsignedIn,
    };
    let mut document = trader.form(at, kind);
    let mut effect = Effect::default();
    let paper = trader.some_paper(|paper| {
        paper.at == at && paper.document.kind == of && purchase::has_left(paper, Pool::Goods)
    });
    match paper.filter(|_| !trader.once_in(4)) {
        Some(paper) => {
            let partner = trader.papers[paper].document.partner?;
            document.partner = Some(partner);
            for followed in trader.rest_of(paper, Pool::Goods) {
                let most = may_take(trader, &document, class, partner, followed.product);
                let Some(quantity) = trader.some_of(followed.left.min(most)) else { continue };
                let taken = (paper, &followed);
                trader.follow(&mut document, &mut effect, taken, Pool::Goods, quantity);
            }
        }
        None => {
            let branch = trader.branch(at);
            let there =
                trader.shelf.goods.keys().filter(|(b, key)| (*b, key.class) == (branch, class));
            let there: Vec<_> = there.copied().collect();
            if there.is_empty() {
                return None;
            }
            let (_, key) = *trader.random.pick(&there);
            let fenhao_domain::entry::Party::Partner(partner) = key.party? else { return None };
            document.partner = Some(partner);
            let most = may_take(trader, &document, class, partner, key.product);
            let (quantity, price) = (trader.some_of(most)?, trader.price());
            document.lines.push(Line::new(key.product, quantity, price));
        }
    }
    let partner = document.partner?;
    for line in &document.lines {
        let there = at_partner(document.branch, class, partner, line.product);
        effect.goods.push((there, -line.quantity));
    }
    (!document.lines.is_empty()).then_some((document, effect))
}

/// How much of a product at a partner the document may still take; what goes back to a consignor
/// must lie here too.
fn may_take(
    trader: &Trader,
    document: &Document,
    class: StockClass,
    partner: PartnerId,
    product: ProductId,
) -> Quantity {
    let mine = document.lines.iter().filter(|line| line.product == product);
    let already: Quantity = mine.map(|line| line.quantity).sum();
    let there = trader.shelf.at(at_partner(document.branch, class, partner, product));
    match document.kind {
        Kind::ST => there.min(trader.shelf.free(document.branch, GOODS, product)) - already,
        _ => there - already,
    }
}
