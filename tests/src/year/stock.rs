//! Stock keeping 库存: transfers TB, BT, FH, RS; losses, overages and counts BS, BY, PD; revaluation
//! TJ, assembly ZC, exchange CX.
//!
//! Owns what a storekeeper does. Leaves out lending (`lending`). Invariant: what is on its way is
//! received or taken back once, by whoever it is due to.

use fenhao_books::post::ReverseHeader;
use fenhao_books::table::document as documents;
use fenhao_books::{count, feed};
use fenhao_domain::account::ADMIN_EXPENSE;
use fenhao_domain::allocate::portion;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::document::{Document, Form, Line};
use fenhao_domain::entry::Side;
use fenhao_domain::id::{DocumentId, EmployeeId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::price::{UnitCost, UnitPrice};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::paper::Pool;
use super::pen::{PRODUCTS, deed, entry};
use super::purchase::has_left;
use super::shelf::{Effect, Shelf, on_the_way, own};
use super::trader::{Deed, Trader};
use crate::scenario::world::NOW;

const GOODS: WarehouseNo = WarehouseNo::GOODS;
const REPAIR: WarehouseNo = WarehouseNo::REPAIR;

/// Goods go to another store at their cost.
pub fn transfer(trader: &mut Trader, at: usize) -> Option<Deed> {
    between_stores(trader, at, Kind::TB)
}

/// Goods go to another store at another price.
pub fn repriced(trader: &mut Trader, at: usize) -> Option<Deed> {
    between_stores(trader, at, Kind::BT)
}

fn between_stores(trader: &mut Trader, at: usize, kind: Kind) -> Option<Deed> {
    let (from, to) = if trader.once_in(2) { (GOODS, REPAIR) } else { (REPAIR, GOODS) };
    let mut document =
        Document { warehouse: from, to_warehouse: Some(to), ..trader.form(at, kind) };
    let mut effect = Effect::default();
    for product in trader.products(3) {
        let Some(line) = trader.leaving(at, from, product) else { continue };
        effect.goods.push((own(document.branch, from, product), -line.quantity));
        effect.goods.push((own(document.branch, to, product), line.quantity));
        document.lines.push(line);
    }
    deed(document, effect)
}

/// Goods leave for another branch.
pub fn dispatch(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::FH);
    let mut effect = Effect::default();
    let others: Vec<usize> = (0..trader.world.places.len()).filter(|other| *other != at).collect();
    let other = *trader.random.pick(&others);
    document.counterpart = Some(trader.branch(other));
    for product in trader.products(3) {
        let Some(line) = trader.leaving(at, GOODS, product) else { continue };
        effect.goods.push((own(document.branch, GOODS, product), -line.quantity));
        effect.goods.push((on_the_way(document.branch, product), line.quantity));
        document.lines.push(Line::without_amount(product, line.quantity));
    }
    deed(document, effect)
}

/// Goods arrive from another branch: all or a part of what is due.
pub fn arrival(trader: &mut Trader, at: usize) -> Option<Deed> {
    let place = &trader.world.places[at];
    let node = place.node.clone();
    let due = place.store.read(|sql| feed::open_dispatches(sql, &node)).ok()?;
    // Others have sent more since, or taken it back.
    let due: Vec<usize> = due
        .iter()
        .filter_map(|id| trader.known.get(id).copied())
        .filter(|paper| {
            let paper = &trader.papers[*paper];
            paper.standing && !paper.closed && has_left(paper, Pool::Goods)
        })
        .collect();
    if due.is_empty() {
        return early(trader, at);
    }
    let sent = *trader.random.pick(&due);
    received(trader, at, sent, Form::Usual)
}

/// Goods come before the news of them: the paper that came along tells what they cost. All of them
/// come, or as many as cost to the cent what the paper says of one.
pub fn early(trader: &mut Trader, at: usize) -> Option<Deed> {
    let here = trader.branch(at);
    let sent = trader.some_paper(|paper| {
        let sent_here = paper.document.kind == Kind::FH && paper.document.counterpart == Some(here);
        sent_here && paper.followers == 0 && !paper.closed
    })?;
    let id = trader.papers[sent].id;
    let known = trader.world.places[at].store.read(|sql| documents::load(sql, id)).ok()?;
    if known.is_some() {
        return None;
    }
    let mut document = trader.form(at, Kind::RS);
    let mut effect = Effect::default();
    let paper = trader.papers[sent].document.clone();
    document.counterpart = Some(paper.branch);
    for mut followed in trader.rest_of(sent, Pool::Goods) {
        let line = &paper.lines[followed.line];
        let quantity = trader.some_of(line.quantity)?;
        let unit = UnitCost::of(line.cost, line.quantity)?;
        let part = portion(line.cost, Quantity::ZERO, quantity, line.quantity);
        if Amount::of_cost(quantity, unit) != part {
            continue;
        }
        followed.price = UnitPrice::from_raw(unit.raw());
        trader.follow(&mut document, &mut effect, (sent, &followed), Pool::Goods, quantity);
        arrives(&mut effect, &document, paper.branch, &followed, quantity);
    }
    deed(document, effect)
}

/// What has not arrived is taken back by who sent it, when the other has said what came.
pub fn undelivered(trader: &mut Trader, at: usize) -> Option<Deed> {
    let sent = trader.some_paper(|paper| {
        let short = paper.followers > 0 && has_left(paper, Pool::Goods);
        paper.at == at && paper.document.kind == Kind::FH && short && !paper.closed
    })?;
    let deed = received(trader, at, sent, Form::Undelivered)?;
    // The receiver will not look for it any more.
    trader.papers[sent].closed = true;
    Some(deed)
}

fn received(trader: &mut Trader, at: usize, sent: usize, form: Form) -> Option<Deed> {
    let mut document = Document { form, ..trader.form(at, Kind::RS) };
    let mut effect = Effect::default();
    let paper = &trader.papers[sent].document;
    let sender = paper.branch;
    document.counterpart = match form {
        Form::Undelivered => paper.counterpart,
        _ => Some(sender),
    };
    for followed in trader.rest_of(sent, Pool::Goods) {
        let all = form == Form::Undelivered || trader.once_in(2);
        let quantity = if all { Some(followed.left) } else { trader.some_of(followed.left) };
        let Some(quantity) = quantity else { continue };
        trader.follow(&mut document, &mut effect, (sent, &followed), Pool::Goods, quantity);
        arrives(&mut effect, &document, sender, &followed, quantity);
    }
    deed(document, effect)
}

fn arrives(
    effect: &mut Effect,
    document: &Document,
    sender: fenhao_domain::id::BranchId,
    followed: &super::pen::Followed,
    quantity: Quantity,
) {
    effect.goods.push((own(document.branch, GOODS, followed.product), quantity));
    effect.goods.push((on_the_way(sender, followed.product), -quantity));
}

/// Goods are lost.
pub fn loss(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::BS);
    let mut effect = Effect::default();
    document.remark = "破损".to_owned();
    for product in trader.products(2) {
        let Some(line) = trader.leaving(at, GOODS, product) else { continue };
        effect.goods.push((own(document.branch, GOODS, product), -line.quantity));
        document.lines.push(Line::without_amount(product, line.quantity));
    }
    deed(document, effect)
}

/// Goods are found, at a cost that is known or at that of the books.
pub fn overage(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::BY);
    document.remark = "多出".to_owned();
    let product = trader.product();
    let price = if trader.once_in(2) { trader.price() } else { UnitPrice::ZERO };
    document.lines.push(Line::new(product, Quantity::ONE, price));
    let goods = vec![(own(document.branch, GOODS, product), Quantity::ONE)];
    deed(document, Effect { goods, ..Effect::default() })
}

/// A count of some products, blind or not, near what must lie there; some are counted again.
pub fn counting(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::PD);
    let mut effect = Effect::default();
    document.form = if trader.once_in(2) { Form::Blind } else { Form::Usual };
    let before = trader.some_paper(|paper| {
        paper.at == at && paper.document.kind == Kind::PD && paper.followers == 0
    });
    document.refers_to = before.filter(|_| trader.once_in(4)).map(|at| trader.papers[at].id);
    for product in trader.products(4) {
        let lies = lying(&trader.shelf, document.branch, product);
        let wrong = i64::try_from(trader.random.below(3)).unwrap_or(1) - 1;
        let counted = (lies + Quantity::whole(wrong)).max(Quantity::ZERO);
        document.lines.push(Line::without_amount(product, counted));
    }
    effect.taken.clear();
    deed(document, effect)
}

/// What lies in the goods store: own goods that are not lent, and what is borrowed.
fn lying(
    shelf: &Shelf,
    branch: fenhao_domain::id::BranchId,
    product: fenhao_domain::id::ProductId,
) -> Quantity {
    let borrowed = shelf.goods.iter().filter(|((at, key), _)| {
        *at == branch && (key.class, key.product) == (StockClass::Borrowed, product)
    });
    let borrowed: Quantity = borrowed.map(|(_, quantity)| *quantity).sum();
    shelf.free(branch, GOODS, product) + borrowed
}

/// The drafts of a count put stock right: one of them.
pub fn put_right(trader: &mut Trader, at: usize) -> Option<Deed> {
    let counted = trader.some_paper(|paper| paper.at == at && paper.document.kind == Kind::PD)?;
    let id: DocumentId = trader.papers[counted].id;
    let header = ReverseHeader {
        business_date: trader.world.day,
        recorded_at: Timestamp(NOW),
        handler: EmployeeId(1),
        remark: String::new(),
    };
    let place = &trader.world.places[at];
    let drafts = place.store.read(|sql| count::drafts(sql, id, &header)).ok()?;
    let document = drafts.into_iter().next()?;
    let mut effect = Effect::default();
    for line in &document.lines {
        let free = trader.shelf.free(document.branch, GOODS, line.product);
        if document.kind == Kind::BS && free < line.quantity {
            return None;
        }
        let quantity = if document.kind == Kind::BS { -line.quantity } else { line.quantity };
        effect.goods.push((own(document.branch, GOODS, line.product), quantity));
    }
    deed(document, effect)
}

/// Goods are worth more, or a little less.
pub fn revaluation(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::TJ);
    document.remark = "调价".to_owned();
    let product = trader.product();
    let here = trader.shelf.at(own(document.branch, GOODS, product));
    if here < Quantity::whole(3) {
        return None;
    }
    let text = "SELECT value FROM stock_sum WHERE product_id = ?1 AND branch_id = ?2 \
                AND warehouse = 1 AND class = 1";
    let key = [i64::try_from(product.0).ok()?, i64::from(document.branch.0)];
    let worth = trader.world.places[at].numbers(text, &key).ok()?.first()?[0];
    let less = trader.once_in(2) && worth > Amount::from_minor(500).raw();
    let change = trader.cents(400);
    let mut line = Line::without_amount(product, Quantity::ZERO);
    line.list_amount = if less { -change } else { change };
    document.lines.push(line);
    deed(document, Effect::default())
}

/// Parts make a product, with work or without, here or into the repair store.
pub fn assembly(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::ZC);
    let mut effect = Effect::default();
    document.to_warehouse = trader.once_in(3).then_some(REPAIR);
    parts_go(trader, at, &mut document, &mut effect)?;
    made(trader, &mut document, &mut effect);
    if trader.once_in(2) {
        let fee = trader.cents(900);
        document.entries.push(entry(ADMIN_EXPENSE, None, Side::Credit, fee));
    }
    deed(document, effect)
}

/// Goods are exchanged for others, or scrapped.
pub fn exchange(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::CX);
    let mut effect = Effect::default();
    document.remark = "换货".to_owned();
    document.partner = trader.once_in(2).then(|| trader.supplier());
    parts_go(trader, at, &mut document, &mut effect)?;
    if trader.once_in(2) {
        made(trader, &mut document, &mut effect);
    }
    deed(document, effect)
}

fn parts_go(
    trader: &mut Trader,
    at: usize,
    document: &mut Document,
    effect: &mut Effect,
) -> Option<()> {
    for product in trader.products(2) {
        let Some(line) = trader.leaving(at, GOODS, product) else { continue };
        effect.goods.push((own(document.branch, GOODS, product), -line.quantity));
        document.lines.push(Line::without_amount(product, line.quantity));
    }
    (!document.lines.is_empty()).then_some(())
}

fn made(trader: &mut Trader, document: &mut Document, effect: &mut Effect) {
    let gone: Vec<_> = document.lines.iter().map(|line| line.product).collect();
    let others = PRODUCTS.map(fenhao_domain::id::ProductId).filter(|id| !gone.contains(id));
    let others: Vec<_> = others.collect();
    let product = *trader.random.pick(&others);
    let quantity = Quantity::whole(1 + i64::try_from(trader.random.below(3)).unwrap_or(0));
    let into = document.to_warehouse.unwrap_or(GOODS);
    effect.goods.push((own(document.branch, into, product), quantity));
    document.lines.push(Line { incoming: true, ..Line::without_amount(product, quantity) });
}
