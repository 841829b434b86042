//! Buying 采购: requisition CS, order CD, receipt CG, invoice FP, return CT.
//!
//! Owns what a buyer does, with the invoice at once or later 暂估. Leaves out paying (`settling`).

use fenhao_domain::account::{ACCRUED_RECEIPTS, SUPPLIER_PREPAYMENT};
use fenhao_domain::amount::Amount;
use fenhao_domain::document::{Document, Form, Line};
use fenhao_domain::id::WarehouseNo;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;

use super::paper::{Paper, Pool};
use super::pen::{PAYABLE, deed};
use super::shelf::{Effect, own};
use super::trader::{Deed, Trader};

const GOODS: WarehouseNo = WarehouseNo::GOODS;

/// What a branch asks for.
pub fn requisition(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::CS);
    document.partner = trader.once_in(2).then(|| trader.supplier());
    goods(trader, &mut document);
    deed(document, Effect::default())
}

/// An order, of a requisition or not; some are paid in advance.
pub fn order(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::CD);
    let mut effect = Effect::default();
    let asked = trader.some_paper(|paper| paper.at == at && paper.document.kind == Kind::CS);
    document.partner = Some(trader.supplier());
    if let Some(asked) = asked.filter(|_| trader.once_in(2)) {
        document.partner = trader.papers[asked].document.partner.or(document.partner);
        take(trader, &mut document, &mut effect, asked, Pool::Goods);
    }
    if document.lines.is_empty() {
        goods(trader, &mut document);
    }
    if trader.once_in(3) {
        let deposit = trader.cents(8_000);
        trader.pay(&mut document, deposit);
        let purse = (document.branch, SUPPLIER_PREPAYMENT, document.partner?);
        effect.prepaid.push((purse, deposit));
    }
    deed(document, effect)
}

/// Goods arrive, with their invoice or before it, of an order or not.
pub fn receipt(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::CG);
    let mut effect = Effect::default();
    document.partner = Some(trader.supplier());
    let order = trader
        .some_paper(|paper| paper.at == at && paper.document.kind == Kind::CD && !paper.closed);
    if let Some(order) = order.filter(|_| trader.once_in(2)) {
        document.partner = trader.papers[order].document.partner;
        take(trader, &mut document, &mut effect, order, Pool::Goods);
    }
    if document.lines.is_empty() {
        document.refers_to = None;
        goods(trader, &mut document);
    }
    for line in &document.lines {
        effect.goods.push((own(document.branch, GOODS, line.product), line.quantity));
    }
    let partner = document.partner?;
    if trader.once_in(2) {
        document.form = Form::Accrued;
        let purse = (document.branch, ACCRUED_RECEIPTS, partner);
        effect.owed.push((purse, None, -document.amount()));
    } else {
        owe(trader, &mut document, &mut effect);
    }
    deed(document, effect)
}

/// The invoice of goods that came before it, at the price that was accrued or another.
pub fn invoice(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::FP);
    let mut effect = Effect::default();
    let receipt = trader
        .some_paper(|paper| paper.at == at && accrued(paper) && has_left(paper, Pool::Bill))?;
    document.partner = trader.papers[receipt].document.partner;
    take(trader, &mut document, &mut effect, receipt, Pool::Bill);
    let invoiced: Vec<_> =
        effect.taken.iter().map(|(id, line, _, q)| (*id, *line, Pool::Invoice, *q)).collect();
    effect.taken.extend(invoiced);
    if trader.once_in(2) {
        for at in 0..document.lines.len() {
            let line = &document.lines[at];
            let price = trader.price();
            document.lines[at] = Line {
                refers_to_line: line.refers_to_line,
                ..Line::new(line.product, line.quantity, price)
            };
        }
    }
    owe(trader, &mut document, &mut effect);
    deed(document, effect)
}

/// Goods go back to their supplier: of a receipt, invoiced or not, of a settled consignment, or of
/// none.
pub fn goods_return(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::CT);
    let mut effect = Effect::default();
    let receipt = trader
        .some_paper(|paper| paper.at == at && matches!(paper.document.kind, Kind::CG | Kind::SJ));
    match receipt.filter(|_| !trader.once_in(5)) {
        Some(receipt) => {
            document.partner = trader.papers[receipt].document.partner;
            let uninvoiced = accrued(&trader.papers[receipt]) && trader.once_in(2);
            document.form = if uninvoiced { Form::Accrued } else { Form::Usual };
            send_back(trader, at, (&mut document, &mut effect), receipt);
        }
        None => {
            document.partner = Some(trader.supplier());
            let product = trader.product();
            document.lines.extend(trader.leaving(at, GOODS, product));
        }
    }
    for line in &document.lines {
        effect.goods.push((own(document.branch, GOODS, line.product), -line.quantity));
    }
    if document.lines.is_empty() {
        return None;
    }
    if document.form == Form::Usual {
        let mut lines = std::mem::take(&mut document.lines);
        lines.iter_mut().for_each(|line| trader.tax_beside(line));
        document.lines = lines;
        let due = document.amount() + document.tax();
        let back = if trader.once_in(3) { trader.part_of(due) } else { Amount::ZERO };
        trader.pay(&mut document, back);
        let purse = (document.branch, PAYABLE, document.partner?);
        effect.owed.push((purse, document.refers_to, due - back));
    }
    deed(document, effect)
}

/// Lines of a receipt that may go back: what nobody invoiced, or what was.
fn send_back(
    trader: &mut Trader,
    at: usize,
    (document, effect): (&mut Document, &mut Effect),
    receipt: usize,
) {
    let uninvoiced = document.form == Form::Accrued;
    let pool = if uninvoiced { Pool::Bill } else { Pool::Goods };
    for followed in trader.rest_of(receipt, pool) {
        let paper = &trader.papers[receipt];
        let mut limit = followed.left;
        if accrued(paper) && !uninvoiced {
            let gone = paper.taken(followed.line, Pool::Goods);
            limit = limit.min(paper.taken(followed.line, Pool::Invoice) - gone);
        }
        let already: Quantity = document
            .lines
            .iter()
            .filter(|line| line.product == followed.product)
            .map(|line| line.quantity)
            .sum();
        let free = trader.shelf.free(trader.branch(at), GOODS, followed.product) - already;
        let Some(quantity) = trader.some_of(limit.min(free)) else { continue };
        trader.follow(document, effect, (receipt, &followed), pool, quantity);
    }
}

/// A receipt whose invoice is still to come.
pub(super) fn accrued(paper: &Paper) -> bool {
    paper.document.kind == Kind::CG && paper.document.form == Form::Accrued
}

/// Whether anything is left of a paper.
pub(super) fn has_left(paper: &Paper, pool: Pool) -> bool {
    (0..paper.document.lines.len()).any(|line| !paper.left(line, pool).is_zero())
}

fn goods(trader: &mut Trader, document: &mut Document) {
    for product in trader.products(3) {
        let (quantity, price) = (trader.some(), trader.price());
        document.lines.push(Line::new(product, quantity, price));
    }
}

/// Lines of a paper, as far as they are left.
pub(super) fn take(
    trader: &mut Trader,
    document: &mut Document,
    effect: &mut Effect,
    paper: usize,
    pool: Pool,
) {
    for followed in trader.rest_of(paper, pool) {
        let Some(quantity) = trader.some_of(followed.left) else { continue };
        trader.follow(document, effect, (paper, &followed), pool, quantity);
    }
}

/// What is bought is taxed, and paid at once, in part or later.
pub(super) fn owe(trader: &mut Trader, document: &mut Document, effect: &mut Effect) {
    let mut lines = std::mem::take(&mut document.lines);
    lines.iter_mut().for_each(|line| trader.tax_beside(line));
    document.lines = lines;
    let due = document.amount() + document.tax();
    let paid = if trader.once_in(3) { trader.part_of(due) } else { Amount::ZERO };
    trader.pay(document, paid);
    if let Some(partner) = document.partner {
        effect.owed.push(((document.branch, PAYABLE, partner), None, paid - due));
    }
}
