//! Selling 销售: over the counter LS, LT; on paper BJ, HT, XD, XS, XT.
//!
//! Owns what a seller does and what it does to shelf and debts. Leaves out consignment
//! (`consignment`) and settling (`settling`).

use fenhao_domain::account::CUSTOMER_PREPAYMENT;
use fenhao_domain::amount::Amount;
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::{DiscountKind, Document, Line};
use fenhao_domain::id::{PartnerId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;

use super::paper::Pool;
use super::pen::{CUSTOMERS, DEALER, RECEIVABLE, deed};
use super::shelf::{Effect, own};
use super::trader::{Deed, Trader};

const GOODS: WarehouseNo = WarehouseNo::GOODS;

/// A sale over the counter: most are paid, some customers sign for what is open.
pub fn retail(trader: &mut Trader, at: usize) -> Option<Deed> {
    use DiscountKind::{Coupon, CouponMatch, Manual, Member, Promotion};
    let mut document = trader.form(at, Kind::LS);
    let mut effect = Effect::default();
    if trader.once_in(3) {
        document.partner = Some(*trader.random.pick(&CUSTOMERS));
    }
    for product in trader.products(4) {
        let Some(mut line) = trader.leaving(at, GOODS, product) else { continue };
        trader.discount(&mut line, &[Manual, Member, CouponMatch, Coupon, Promotion]);
        trader.tax_inside(&mut line);
        goes(trader, at, &mut effect, &line);
        document.lines.push(line);
    }
    if document.lines.is_empty() {
        return None;
    }
    trader.round_down(&mut document);
    take_money(trader, &mut document, &mut effect);
    deed(document, effect)
}

/// A manager lets a sale pass of goods that are not there.
pub fn oversold(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::LS);
    let mut effect = Effect::default();
    let product = trader.product();
    let free = trader.shelf.free(trader.branch(at), GOODS, product).max(Quantity::ZERO);
    let quantity = free + Quantity::whole(2);
    if quantity > Quantity::whole(12) {
        return None;
    }
    let price = trader.price();
    let line = Line::new(product, quantity, price);
    goes(trader, at, &mut effect, &line);
    document.lines.push(line);
    let due = document.due();
    trader.pay(&mut document, due);
    let deed = deed(document, effect)?;
    Some(Deed { negative: NegativeStock::Pass, ..deed })
}

/// Goods come back over the counter, with their ticket or without.
pub fn retail_return(trader: &mut Trader, at: usize) -> Option<Deed> {
    come_back(trader, at, Kind::LT, &[Kind::LS])
}

/// Goods come back on paper, settled consignments too.
pub fn sales_return(trader: &mut Trader, at: usize) -> Option<Deed> {
    come_back(trader, at, Kind::XT, &[Kind::XS, Kind::WX])
}

/// A quotation.
pub fn quotation(trader: &mut Trader, at: usize) -> Option<Deed> {
    let document = offered(trader, at, Kind::BJ, &[]);
    deed(document.0, document.1)
}

/// A contract, of a quotation or not.
pub fn contract(trader: &mut Trader, at: usize) -> Option<Deed> {
    let document = offered(trader, at, Kind::HT, &[Kind::BJ]);
    deed(document.0, document.1)
}

/// An order, of a contract, a quotation or neither; some pay in advance.
pub fn order(trader: &mut Trader, at: usize) -> Option<Deed> {
    let (mut document, mut effect) = offered(trader, at, Kind::XD, &[Kind::HT, Kind::BJ]);
    if trader.once_in(2) {
        let deposit = trader.cents(5_000);
        trader.pay(&mut document, deposit);
        let purse = (document.branch, CUSTOMER_PREPAYMENT, document.partner?);
        effect.prepaid.push((purse, -deposit));
    }
    deed(document, effect)
}

/// A delivery, of an order or not.
pub fn delivery(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::XS);
    let mut effect = Effect::default();
    document.partner = Some(trader.customer());
    let order = trader
        .some_paper(|paper| paper.at == at && paper.document.kind == Kind::XD && !paper.closed);
    match order.filter(|_| !trader.once_in(3)) {
        Some(order) => {
            document.partner = trader.papers[order].document.partner;
            deliver_of(trader, at, (&mut document, &mut effect), order);
        }
        None => {
            for product in trader.products(3) {
                let Some(line) = trader.leaving(at, GOODS, product) else { continue };
                document.lines.push(line);
            }
        }
    }
    if document.lines.is_empty() {
        return None;
    }
    let mut lines = std::mem::take(&mut document.lines);
    for line in &mut lines {
        trader.discount(line, &[DiscountKind::Manual, DiscountKind::Promotion]);
        trader.tax_inside(line);
        goes(trader, at, &mut effect, line);
    }
    document.lines = lines;
    trader.round_down(&mut document);
    take_money(trader, &mut document, &mut effect);
    deed(document, effect)
}

/// Lines of an order that can be delivered from the goods store.
pub(super) fn deliver_of(
    trader: &mut Trader,
    at: usize,
    (document, effect): (&mut Document, &mut Effect),
    order: usize,
) {
    for followed in trader.rest_of(order, Pool::Goods) {
        let free = trader.shelf.free(trader.branch(at), GOODS, followed.product);
        let already: Quantity = document
            .lines
            .iter()
            .filter(|line| line.product == followed.product)
            .map(|line| line.quantity)
            .sum();
        let Some(quantity) = trader.some_of(followed.left.min(free - already)) else { continue };
        trader.follow(document, effect, (order, &followed), Pool::Goods, quantity);
    }
}

/// Own goods leave the goods store.
fn goes(trader: &Trader, at: usize, effect: &mut Effect, line: &Line) {
    effect.goods.push((own(trader.branch(at), GOODS, line.product), -line.quantity));
}

/// What is offered or ordered: it follows an earlier paper of the customer, or nothing.
fn offered(trader: &mut Trader, at: usize, kind: Kind, follows: &[Kind]) -> (Document, Effect) {
    let mut document = trader.form(at, kind);
    let mut effect = Effect::default();
    document.partner = Some(trader.customer());
    let paper = trader.some_paper(|paper| paper.at == at && follows.contains(&paper.document.kind));
    if let Some(paper) = paper.filter(|_| !trader.once_in(3)) {
        document.partner = trader.papers[paper].document.partner;
        for followed in trader.rest_of(paper, Pool::Goods) {
            let Some(quantity) = trader.some_of(followed.left) else { continue };
            trader.follow(&mut document, &mut effect, (paper, &followed), Pool::Goods, quantity);
        }
    }
    if document.lines.is_empty() {
        document.refers_to = None;
        for product in trader.products(3) {
            let (quantity, price) = (trader.some(), trader.price());
            document.lines.push(Line::new(product, quantity, price));
        }
    }
    (document, effect)
}

fn come_back(trader: &mut Trader, at: usize, kind: Kind, follows: &[Kind]) -> Option<Deed> {
    let mut document = trader.form(at, kind);
    let mut effect = Effect::default();
    let sale = trader.some_paper(|paper| {
        let sold = paper.at == at && follows.contains(&paper.document.kind);
        sold && (0..paper.document.lines.len()).any(|l| !paper.left(l, Pool::Goods).is_zero())
    });
    match sale.filter(|_| !trader.once_in(5)) {
        Some(sale) => {
            document.partner = trader.papers[sale].document.partner;
            for followed in trader.rest_of(sale, Pool::Goods) {
                let Some(quantity) = trader.some_of(followed.left) else { continue };
                trader.follow(&mut document, &mut effect, (sale, &followed), Pool::Goods, quantity);
            }
        }
        None => {
            document.partner = (kind == Kind::XT).then(|| *trader.random.pick(&CUSTOMERS));
            let (product, price) = (trader.product(), trader.price());
            document.lines.push(Line::new(product, Quantity::ONE, price));
        }
    }
    for line in &mut document.lines {
        trader.tax_inside(line);
        effect.goods.push((own(trader.branch(at), GOODS, line.product), line.quantity));
    }
    let due = document.due();
    let back = match document.partner {
        Some(_) if trader.once_in(2) => Amount::ZERO,
        Some(_) => trader.part_of(due),
        None => due,
    };
    trader.pay(&mut document, back);
    if let Some(partner) = document.partner {
        let purse = (document.branch, RECEIVABLE, partner);
        effect.owed.push((purse, document.refers_to, back - due));
    }
    deed(document, effect)
}

/// What a sale is paid with: who may owe pays nothing, a part or all; the dealer pays, unless what he
/// has paid before covers it.
pub(super) fn take_money(trader: &mut Trader, document: &mut Document, effect: &mut Effect) {
    let due = document.due();
    let paid = match document.partner {
        None => due,
        Some(DEALER) if !covered(trader, document, DEALER, due) => due,
        Some(_) if trader.once_in(3) => Amount::ZERO,
        Some(_) => trader.part_of(due),
    };
    trader.pay(document, paid);
    if let Some(partner) = document.partner {
        effect.owed.push(((document.branch, RECEIVABLE, partner), None, due - paid));
    }
}

fn covered(trader: &Trader, document: &Document, partner: PartnerId, due: Amount) -> bool {
    let owes = trader.shelf.owes((document.branch, RECEIVABLE, partner));
    let before = trader.shelf.purse((document.branch, CUSTOMER_PREPAYMENT, partner));
    due + owes + before <= Amount::ZERO
}
