//! Derivation 过账推导: document → postings, without any look-up.
//!
//! Owns the one entry point and what every kind shares: goods along their route, residuals, memos.
//! Each kind's voucher stands in the file of its name. Leaves out cost, which the price step has
//! frozen into the document before. Invariant: pure and total; the same document gives the same
//! postings at branch and HQ, for ever (golden vouchers).

use crate::account::{self, AccountCode};
use crate::amount::Amount;
use crate::cost::moved_quantity;
use crate::document::{Document, Line};
use crate::entry::{AccountEntry, Item, LayerMove, Party, Postings, Side, StockMove};
use crate::id::{BranchId, WarehouseNo};
use crate::quantity::Quantity;
use crate::route::{self, Route};
use crate::stock::{StockClass, StockKey};

pub(crate) mod close;
pub(crate) mod consign_in;
pub(crate) mod consign_out;
pub(crate) mod finance;
pub(crate) mod gift;
pub(crate) mod lending;
pub(crate) mod opening;
pub(crate) mod order;
pub(crate) mod purchase;
pub(crate) mod rebate;
pub(crate) mod retail;
pub(crate) mod sale;
pub(crate) mod settle;
pub(crate) mod stock;
pub(crate) mod transfer;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

/// What the document does to the books. Never fails: a document that passed `check` derives.
pub fn derive(document: &Document) -> Postings {
    let mut postings = Postings::default();
    document.kind.derive(document, &mut postings);
    residuals(document, &mut postings);
    goods(document, &mut postings);
    layers(document, &mut postings);
    postings.settle(document.reverses.map_or(Item::This, Item::Of));
    postings
}

/// Goods along their route at their frozen cost. Lines without quantity and value move nothing.
fn goods(document: &Document, postings: &mut Postings) {
    for (at, line) in document.lines.iter().enumerate() {
        let Route { from, to } = route::of(document, line);
        let quantity = moved_quantity(document, line);
        if let Some(from) = from {
            let value = -line.cost - line.residual_out;
            push(document, postings, at, from, (-quantity, value));
        }
        if let Some(to) = to {
            let value = route::value_in(document, line) - line.residual_in;
            push(document, postings, at, to, (quantity, value));
        }
    }
}

fn push(
    document: &Document,
    postings: &mut Postings,
    at: usize,
    key: StockKey,
    (quantity, value): (Quantity, Amount),
) {
    if quantity.is_zero() && value.is_zero() {
        return;
    }
    postings.moves.push(StockMove {
        branch: document.branch,
        warehouse: key.warehouse,
        class: key.class,
        party: key.party,
        product: key.product,
        line: line_number(at),
        quantity,
        value,
    });
}

/// Moves of cost layers as frozen. What leaves a layer leaves where the goods come from, what comes
/// into one comes in where they go.
fn layers(document: &Document, postings: &mut Postings) {
    for (at, line) in document.lines.iter().enumerate().filter(|(_, line)| !line.layers.is_empty())
    {
        let Route { from, to } = route::of(document, line);
        for used in &line.layers {
            let out = (used.quantity < Quantity::ZERO) != document.is_red();
            let key = if out && !used.quantity.is_zero() { from } else { to };
            let Some(key) = key else { continue };
            postings.layers.push(LayerMove {
                branch: document.branch,
                key,
                layer: (!used.layer.is_of_this()).then_some(used.layer),
                line: line_number(at),
                quantity: used.quantity,
                value: used.value,
            });
        }
    }
}

/// Value left on a quantity of zero goes to cost adjustment 成本尾差 (`domain.md` Numbers).
fn residuals(document: &Document, postings: &mut Postings) {
    for line in &document.lines {
        let Route { from, to } = route::of(document, line);
        for (key, residual) in [(from, line.residual_out), (to, line.residual_in)] {
            let Some(account) = key.and_then(|key| key.class.account()) else { continue };
            postings.debit(document.branch, account::COST_ADJUSTMENT, None, residual);
            postings.credit(document.branch, account, None, residual);
        }
    }
}

/// Memos of a class beside the goods: quantity and value of each line, with a sign.
fn memo(
    document: &Document,
    postings: &mut Postings,
    (class, direction): (StockClass, Direction),
    party: Option<Party>,
    measure: impl Fn(&Line) -> (Quantity, Amount),
) {
    for (at, line) in document.lines.iter().enumerate() {
        let (quantity, value) = measure(line);
        let signed = match direction {
            Direction::In => (quantity, value),
            Direction::Out => (-quantity, -value),
        };
        let warehouse = document.warehouse;
        let key = StockKey { product: line.product, warehouse, class, party };
        push(document, postings, at, key, signed);
    }
}

/// What an order promises or expects. It is the branch's, not a store's: which store delivers is
/// known at delivery, so all of it stands in the goods store.
fn promise(document: &Document, postings: &mut Postings, class: StockClass) {
    for (at, line) in document.lines.iter().enumerate() {
        push(document, postings, at, promised(line, class), (line.quantity, Amount::ZERO));
    }
}

/// What an order promised is no longer promised as far as it is delivered.
fn release(document: &Document, postings: &mut Postings) {
    let Some(class) = document.kind.rule().releases else { return };
    for (at, line) in document.lines.iter().enumerate() {
        push(document, postings, at, promised(line, class), (-line.released, Amount::ZERO));
    }
}

fn promised(line: &Line, class: StockClass) -> StockKey {
    StockKey { product: line.product, warehouse: WarehouseNo::GOODS, class, party: None }
}

/// Into or out of stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    In,
    Out,
}

fn line_number(at: usize) -> u32 {
    u32::try_from(at + 1).expect("a document has at most 10,000 lines")
}

/// Sum of the frozen costs.
fn cost(document: &Document) -> Amount {
    document.lines.iter().map(|line| line.cost).sum()
}

/// Sum of what consignors are owed for the lines.
fn liability(document: &Document) -> Amount {
    document.lines.iter().map(|line| line.liability).sum()
}

/// What no tender covers goes to the partner's account.
fn partner(document: &Document) -> Option<Party> {
    document.partner.map(Party::Partner)
}

/// The open item of the document that this one follows from: a return lowers what its sale is
/// owed.
fn original_item(document: &Document) -> Option<Item> {
    document.refers_to.map(Item::Of)
}

/// The account lines as written.
fn as_written(document: &Document, postings: &mut Postings) {
    for line in &document.entries {
        postings.entry(AccountEntry {
            branch: document.branch,
            account: line.account,
            party: line.party,
            item: None,
            side: line.side,
            amount: line.amount,
        });
    }
}

/// An amount whose sign says the side: a debit when it is positive, else a credit. A red document
/// keeps the sides of the one it takes back.
fn either_side(
    document: &Document,
    postings: &mut Postings,
    branch: BranchId,
    (account, party): (AccountCode, Option<Party>),
    amount: Amount,
) {
    let debit = (amount >= Amount::ZERO) != document.is_red();
    match debit {
        true => postings.debit(branch, account, party, amount),
        false => postings.credit(branch, account, party, -amount),
    }
}

/// An entry of AR or AP for a named open item.
fn owed(
    document: &Document,
    postings: &mut Postings,
    (account, side): (AccountCode, Side),
    item: Option<Item>,
    amount: Amount,
) {
    postings.entry(AccountEntry {
        branch: document.branch,
        account,
        party: partner(document),
        item,
        side,
        amount,
    });
}
