//! Cost 成本: the price step. Freezes the cost of every line into a document before it is posted.
//!
//! Owns which line is costed how. Leaves out the books: balances come in and go out as plain
//! values. Invariant: after it, `posting::derive` needs nothing but the document; a quantity of
//! zero never carries value (`domain.md` Costing, Numbers).

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::allocate::{allocate, portion};
use crate::amount::Amount;
use crate::document::rule::Costing;
use crate::document::{Document, Form, LayerId, LayerUse, Line};
use crate::id::ProductId;
use crate::kind::Kind;
use crate::price::UnitCost;
use crate::quantity::Quantity;
use crate::route::{self, Route};
use crate::stock::{StockClass, StockKey};

pub mod average;
mod carry;
pub mod layer;

use average::Balance;
use layer::Method;

/// What the books hold where the document's goods come from and go to.
pub type Balances = BTreeMap<StockKey, Balance>;

/// Whether goods may leave that this node does not know of (decision D2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NegativeStock {
    /// Refused.
    Refuse,
    /// A manager lets it pass, or the document is history that has already happened.
    Pass,
}

/// By which rules cost is frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The company's method.
    pub method: Method,
    /// Whether goods may leave that this node does not know of.
    pub negative: NegativeStock,
    /// The layers of the pieces with strict serial numbers on the document: each costs what it cost
    /// itself, whatever the method. A product that stands here is strict.
    pub pieces: BTreeMap<ProductId, BTreeMap<String, Option<LayerId>>>,
}

impl Terms {
    /// Moving weighted average, and no strict serial numbers.
    pub fn average(negative: NegativeStock) -> Terms {
        Terms { method: Method::Average, negative, pieces: BTreeMap::new() }
    }

    /// Whether cost layers are kept of a product at a place.
    pub fn layered(&self, key: StockKey) -> bool {
        let kept = self.method != Method::Average || self.pieces.contains_key(&key.product);
        kept && key.class.has_layers()
    }
}

/// Why cost cannot be frozen.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CostError {
    /// More is to leave than this node knows of.
    #[error("line {line}: {wanted} wanted, {on_hand} on hand")]
    StockShort {
        /// Position from 1.
        line: usize,
        /// Product.
        product: ProductId,
        /// Known stock that is free to leave.
        on_hand: Quantity,
        /// Quantity to leave.
        wanted: Quantity,
    },
    /// A return or a receipt names a line that the original does not have.
    #[error("line {line} refers to a line that the original does not have")]
    NotSold {
        /// Position from 1.
        line: usize,
    },
    /// Value is to change where there are no goods to carry it.
    #[error("line {line}: no goods carry the value")]
    NothingThere {
        /// Position from 1.
        line: usize,
        /// Product.
        product: ProductId,
    },
    /// Value is to be taken off goods that are not worth as much.
    #[error("line {line}: {value} is all the goods are worth")]
    WorthLess {
        /// Position from 1.
        line: usize,
        /// Their value.
        value: Amount,
    },
}

/// What a document is measured against that follows from another: the original, and what has come
/// back (arrived, been delivered, been invoiced) of each of its lines.
#[derive(Debug, Clone, Copy)]
pub struct Original<'a> {
    /// The sale, the dispatch, the order.
    pub document: &'a Document,
    /// Quantity taken already, by line of the original.
    pub returned: &'a [Quantity],
}

/// The balances that `freeze` wants to know.
pub fn keys(document: &Document) -> BTreeSet<StockKey> {
    let of_line = |line| {
        let Route { from, to } = route::of(document, line);
        let memo = route::memo(document, line).map(|(key, _)| key);
        let lent = (document.kind == Kind::JC).then(|| route::own(document, line));
        from.into_iter().chain(to).chain(memo).chain(lent)
    };
    document.lines.iter().flat_map(of_line).collect()
}

/// Freezes cost into the lines and moves `balances` along. On an error both may be half changed:
/// the caller drops them.
pub fn freeze(
    document: &mut Document,
    balances: &mut Balances,
    original: Option<Original<'_>>,
    terms: &Terms,
) -> Result<(), CostError> {
    let lines = std::mem::take(&mut document.lines);
    let mut step = Step { document, balances, original, terms, taken: Taken::default() };
    let frozen = match step.document.is_red() {
        true => (1..).zip(lines).map(|(at, line)| step.take_back(at, line)).collect(),
        false => step.all(lines),
    };
    document.lines = frozen?;
    Ok(())
}

/// One price step under way.
struct Step<'s> {
    /// The document without its lines.
    document: &'s Document,
    balances: &'s mut Balances,
    original: Option<Original<'s>>,
    terms: &'s Terms,
    taken: Taken,
}

impl Step<'_> {
    fn all(&mut self, lines: Vec<Line>) -> Result<Vec<Line>, CostError> {
        let mut frozen = Vec::with_capacity(lines.len());
        for (at, line) in lines.into_iter().enumerate() {
            frozen.push(self.freeze(at + 1, line)?);
        }
        if self.document.kind.rule().costing == Costing::Assemble {
            self.assemble(&mut frozen);
        }
        Ok(frozen)
    }

    fn freeze(&mut self, at: usize, mut line: Line) -> Result<Line, CostError> {
        let rule = self.document.kind.rule();
        let Route { from, to } = route::of(self.document, &line);
        if rule.costing == Costing::Value {
            return self.revalue(at, line, to);
        }
        if line.quantity.is_zero() {
            return Ok(line);
        }
        if let Some(from) = from {
            self.issue(at, &mut line, from)?;
        }
        let mut parts = Vec::new();
        match (rule.costing, self.original) {
            (Costing::Return, Some(original)) if to.is_some_and(|to| self.terms.layered(to)) => {
                parts = self.parts_of(original, &line, at)?;
                line.cost = layer::sum(&parts).1;
            }
            (Costing::Return | Costing::Clear, Some(original)) => {
                line.cost = self.taken.cost(original, &line, at)?;
            }
            (Costing::Receive, Some(original)) if rule.within && line.refers_to_line > 0 => {
                line.cost = self.taken.cost(original, &line, at)?;
            }
            (Costing::Receive, _) => line.cost = own_cost(&line),
            (Costing::Find, _) if !line.unit_price.is_zero() => line.cost = own_cost(&line),
            (Costing::Return | Costing::Find, _) => {
                let here = to.map(|to| self.balance(to).cost_of(line.quantity));
                line.cost = here.unwrap_or_default();
            }
            _ => {}
        }
        if let Some(to) = to.filter(|_| rule.costing != Costing::Assemble) {
            self.receive(at, &mut line, to, parts);
        }
        if let Some(original) = self.original.filter(|_| self.releases()) {
            line.released = self.taken.release(original, &line);
        }
        if self.document.kind == Kind::JC {
            let own = self.balance(route::own(self.document, &line));
            let free = own.quantity - own.lent;
            self.enough(at, &line, free)?;
        }
        if let Some((key, grows)) = route::memo(self.document, &line) {
            self.note(at, &mut line, key, grows)?;
        }
        if let Some(original) = self.original.filter(|_| self.document.returns_uninvoiced()) {
            line.liability = self.taken.cost(original, &line, at)?;
        }
        Ok(line)
    }

    fn balance(&mut self, key: StockKey) -> &mut Balance {
        self.balances.entry(key).or_default()
    }

    fn issue(&mut self, at: usize, line: &mut Line, from: StockKey) -> Result<(), CostError> {
        let terms = self.terms;
        let first = if terms.layered(from) { self.first(line) } else { Vec::new() };
        let balance = self.balance(from);
        let free = balance.quantity - balance.lent;
        // What a partner holds of ours is known to the piece: nobody can let more pass.
        let passes = terms.negative == NegativeStock::Pass && from.class == StockClass::Own;
        if terms.layered(from) {
            let taken = balance.take(line.quantity, &first, terms.method);
            line.cost = taken.cost();
            line.residual_out = balance.settle_zero();
            line.layers = layer::turned(&taken.layers);
        } else {
            (line.cost, line.residual_out) = balance.issue(line.quantity);
        }
        match passes {
            true => Ok(()),
            false => self.enough(at, line, free),
        }
    }

    /// Goods come in: into layers that they had, else into the one that this line makes.
    fn receive(&mut self, at: usize, line: &mut Line, to: StockKey, parts: Vec<LayerUse>) {
        let value = route::value_in(self.document, line);
        if !self.terms.layered(to) {
            line.residual_in = self.balance(to).receive(line.quantity, value);
            return;
        }
        let parts = match parts.is_empty() {
            false => parts,
            true => self.carried(at, line, value),
        };
        let (put, residual) = self.balance(to).put(&parts);
        line.residual_in = residual;
        line.layers.extend(put);
    }

    /// Refuses a line that wants more than there is.
    fn enough(&self, at: usize, line: &Line, on_hand: Quantity) -> Result<(), CostError> {
        let (product, wanted) = (line.product, line.quantity);
        match on_hand < wanted {
            true => Err(CostError::StockShort { line: at, product, on_hand, wanted }),
            false => Ok(()),
        }
    }

    /// What a consignor is owed grows by the cost of what came, and falls by its part of the whole;
    /// what is lent or borrowed is counted alone.
    fn note(
        &mut self,
        at: usize,
        line: &mut Line,
        key: StockKey,
        grows: bool,
    ) -> Result<(), CostError> {
        if grows {
            let valued = key.class.account().is_some();
            line.liability = if valued { line.cost } else { Amount::ZERO };
            self.balance(key).receive(line.quantity, line.liability);
            return Ok(());
        }
        let held = self.balance(key).quantity;
        self.enough(at, line, held)?;
        line.liability = self.balance(key).issue(line.quantity).0;
        Ok(())
    }

    /// Value changes by the line's amount. What a supplier gives for goods that have left already
    /// stays out of stock.
    fn revalue(
        &mut self,
        at: usize,
        mut line: Line,
        key: Option<StockKey>,
    ) -> Result<Line, CostError> {
        let Some(key) = key else { return Ok(line) };
        let earned = self.document.form == Form::Earned;
        let layered = self.terms.layered(key);
        let balance = self.balance(key);
        let here = balance.quantity.max(Quantity::ZERO);
        if earned {
            let kept = here.min(line.quantity);
            let part = portion(line.list_amount, Quantity::ZERO, kept, line.quantity);
            line.cost = -part.min(balance.value.max(Amount::ZERO));
        } else {
            line.cost = line.list_amount;
            if here.is_zero() {
                return Err(CostError::NothingThere { line: at, product: line.product });
            }
            if balance.value + line.cost < Amount::ZERO {
                return Err(CostError::WorthLess { line: at, value: balance.value });
            }
        }
        if layered {
            line.layers = balance.revalue(line.cost);
        } else {
            balance.value += line.cost;
        }
        Ok(line)
    }

    /// What went out and the fee are the cost of what comes in, split by amount where every line
    /// has one, else by quantity.
    fn assemble(&mut self, lines: &mut [Line]) {
        let out: Amount = lines.iter().filter(|l| !l.incoming).map(|l| l.cost).sum();
        // An exchange that brings nothing back has nothing to carry the cost.
        let whole = out - self.document.entered();
        let incoming = || lines.iter().filter(|line| line.incoming);
        let by_amount = incoming().all(|line| line.list_amount > Amount::ZERO);
        let weight = |line: &Line| match by_amount {
            true => line.list_amount,
            false => Amount::from_raw(line.quantity.raw()),
        };
        let weights: Vec<Amount> = incoming().map(weight).collect();
        let Ok(parts) = allocate(whole, &weights) else { return };
        let incoming = lines.iter_mut().enumerate().filter(|(_, line)| line.incoming);
        for ((at, line), cost) in incoming.zip(parts) {
            line.cost = cost;
            if let Some(to) = route::of(self.document, line).to {
                self.receive(at + 1, line, to, Vec::new());
            }
        }
    }

    /// A red line takes back exactly what its original moved, residuals included. What would be
    /// left on a quantity of zero becomes a residual of its own. What an order had promised is
    /// promised again only as far as it is open then, and what a partner holds of ours, or we of
    /// theirs, is never taken back twice.
    fn take_back(&mut self, at: usize, mut line: Line) -> Result<Line, CostError> {
        let Route { from, to } = route::of(self.document, &line);
        let moved = moved_quantity(self.document, &line);
        let frozen = std::mem::take(&mut line.layers);
        if let Some(from) = from.filter(|from| self.terms.layered(*from)) {
            self.layers_back(at, &mut line, from, &frozen);
        } else if let Some(from) = from {
            let value = -(line.cost + line.residual_out);
            line.residual_out += self.balance(from).take_back(-moved, value);
        }
        if let Some(to) = to.filter(|to| to.party.is_some()) {
            self.still_there(at, &line, to)?;
        }
        if let Some(to) = to.filter(|to| self.terms.layered(*to)) {
            self.layers_out_again(&mut line, to, &frozen);
        } else if let Some(to) = to {
            let value = route::value_in(self.document, &line) - line.residual_in;
            line.residual_in += self.balance(to).take_back(moved, value);
        }
        if let Some((key, grows)) = route::memo(self.document, &line) {
            if grows {
                self.still_there(at, &line, key)?;
            }
            let turned = |amount: Amount| if grows { amount } else { -amount };
            let quantity = if grows { line.quantity } else { -line.quantity };
            let left = self.balance(key).take_back(quantity, turned(line.liability));
            line.liability -= turned(left);
        }
        if let Some(original) = self.original.filter(|_| self.releases()) {
            line.released = self.taken.release(original, &line);
        }
        Ok(line)
    }

    fn releases(&self) -> bool {
        self.document.kind.rule().releases.is_some()
    }

    /// Refuses to take back what has been settled or has gone back since.
    fn still_there(&mut self, at: usize, line: &Line, key: StockKey) -> Result<(), CostError> {
        let (product, wanted) = (line.product, -line.quantity);
        let on_hand = self.balance(key).quantity;
        match on_hand < wanted {
            true => Err(CostError::StockShort { line: at, product, on_hand, wanted }),
            false => Ok(()),
        }
    }
}

/// The quantity that a line moves: none where only value changes.
pub(crate) fn moved_quantity(document: &Document, line: &Line) -> Quantity {
    match document.kind.rule().costing {
        Costing::Value => Quantity::ZERO,
        _ => line.quantity,
    }
}

/// What a line that brings goods says they cost.
fn own_cost(line: &Line) -> Amount {
    Amount::of_cost(line.quantity, UnitCost::from_raw(line.unit_price.raw()))
}

/// What this document has taken of each line of the original so far, by place.
#[derive(Default)]
struct Taken(BTreeMap<usize, Quantity>);

impl Taken {
    /// The cost of the original that belongs to the line, so that all parts together come to
    /// exactly the original's cost, in one document or in many.
    fn cost(
        &mut self,
        original: Original<'_>,
        line: &Line,
        at: usize,
    ) -> Result<Amount, CostError> {
        let Some((place, moved)) = Self::place(original, line) else {
            return Err(CostError::NotSold { line: at });
        };
        let before = self.before(original, place, line.quantity);
        Ok(portion(moved.cost, before, line.quantity, moved.quantity))
    }

    /// By how much less the line leaves open of what an order promised; by how much more, negative,
    /// where a red line takes a delivery back. Five ordered, four delivered: a delivery of three
    /// releases one, and taking those four back then promises two again.
    fn release(&mut self, original: Original<'_>, line: &Line) -> Quantity {
        let Some((place, ordered)) = Self::place(original, line) else { return Quantity::ZERO };
        let before = self.before(original, place, line.quantity);
        let open = |taken: Quantity| (ordered.quantity - taken).max(Quantity::ZERO);
        open(before) - open(before + line.quantity)
    }

    fn place<'o>(original: Original<'o>, line: &Line) -> Option<(usize, &'o Line)> {
        let place = usize::try_from(line.refers_to_line).ok()?.checked_sub(1)?;
        let found = original.document.lines.get(place)?;
        (found.product == line.product).then_some((place, found))
    }

    /// What was taken of a line before `quantity` more is.
    fn before(&mut self, original: Original<'_>, place: usize, quantity: Quantity) -> Quantity {
        let here = self.0.entry(place).or_default();
        let before = original.returned.get(place).copied().unwrap_or_default() + *here;
        *here += quantity;
        before
    }
}

#[cfg(test)]
mod tests;
