//! Cost layers 成本层: first in first out 先进先出, last in first out 后进先出, and the piece's own cost
//! 个别计价 (`features.md` 39, decision D18).
//!
//! Owns how goods that leave take from layers and goods that come in make or refill them. Leaves out
//! which documents do so (`cost`). Invariant: what the layers hold is what the balance holds, in
//! quantity and value, wherever nothing is owed to the next receipt; a layer of zero quantity is gone
//! and its value with it.

use super::average::Balance;
use crate::amount::Amount;
use crate::document::{LayerId, LayerUse};
use crate::price::UnitCost;
use crate::quantity::Quantity;

/// How goods are costed when they leave 成本算法. Chosen before opening, then locked.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum Method {
    /// Moving weighted average 移动加权平均.
    #[default]
    Average = 0,
    /// First in, first out 先进先出.
    Fifo = 1,
    /// Last in, first out 后进先出. Offered with a warning: the books' cost is not the shelf's (D18).
    Lifo = 2,
}

impl Method {
    /// The method of a stored number.
    pub fn from_number(number: u64) -> Option<Method> {
        [Method::Average, Method::Fifo, Method::Lifo].into_iter().find(|m| *m as u64 == number)
    }
}

/// A layer as the books hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// Where it began.
    pub id: LayerId,
    /// What is left of it.
    pub quantity: Quantity,
    /// Its value.
    pub value: Amount,
}

/// A part of a layer that goods are to leave first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The layer.
    pub layer: LayerId,
    /// How much of it at most.
    pub quantity: Quantity,
    /// What was put into it, where just that is taken out again; none for its part by quantity.
    pub value: Option<Amount>,
}

/// What left a balance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Taken {
    /// From which layers; quantities and values are positive.
    pub layers: Vec<LayerUse>,
    /// What no layer covered.
    pub rest: Quantity,
    /// The cost of the rest.
    pub rest_cost: Amount,
}

impl Taken {
    /// The cost of all.
    pub(super) fn cost(&self) -> Amount {
        sum(&self.layers).1 + self.rest_cost
    }
}

/// Quantity and value of parts.
pub(super) fn sum(parts: &[LayerUse]) -> (Quantity, Amount) {
    let quantity = parts.iter().fold(Quantity::ZERO, |sum, part| sum + part.quantity);
    (quantity, parts.iter().map(|part| part.value).sum())
}

/// The parts with their signs turned.
pub(super) fn turned(parts: &[LayerUse]) -> Vec<LayerUse> {
    parts.iter().map(|p| LayerUse { quantity: -p.quantity, value: -p.value, ..*p }).collect()
}

impl Balance {
    /// What stands in no layer: nothing, or what left before it came and is negative.
    fn loose(&self) -> (Quantity, Amount) {
        let layers = self.layers.iter();
        layers.fold((self.quantity, self.value), |(quantity, value), layer| {
            (quantity - layer.quantity, value - layer.value)
        })
    }

    /// Goods leave: first from the layers named, each as far as told, then from the others by the
    /// method. What no layer covers costs `rest_cost` of its quantity, else the last known cost.
    ///
    /// Layers of 3 at 5.00 and 3 at 6.00 give 4 for 21.00 first in first out, 23.00 last in.
    pub(super) fn take(&mut self, quantity: Quantity, first: &[Wanted], method: Method) -> Taken {
        let (loose, loose_value) = self.loose();
        let usual = UnitCost::of(self.value, self.quantity).unwrap_or_default();
        let mut taken = Taken { rest: quantity, ..Taken::default() };
        for wanted in first {
            if let Some(at) = self.layers.iter().position(|layer| layer.id == wanted.layer) {
                self.take_of(at, (wanted.quantity, wanted.value), &mut taken);
            }
        }
        while method != Method::Average && !taken.rest.is_zero() && !self.layers.is_empty() {
            let at = if method == Method::Fifo { 0 } else { self.layers.len() - 1 };
            self.take_of(at, (taken.rest, None), &mut taken);
        }
        let free = loose.max(Quantity::ZERO).min(taken.rest);
        if !free.is_zero() {
            taken.rest_cost += share(loose_value, free, loose);
        }
        let last = if self.last_cost.is_zero() { usual } else { self.last_cost };
        taken.rest_cost += Amount::of_cost(taken.rest - free, last);
        self.quantity -= quantity;
        self.value -= taken.cost();
        taken
    }

    fn take_of(
        &mut self,
        at: usize,
        (wanted, exact): (Quantity, Option<Amount>),
        taken: &mut Taken,
    ) {
        let layer = &mut self.layers[at];
        let quantity = layer.quantity.min(wanted).min(taken.rest);
        // A layer may hold goods that came into this store at another price: what was put in comes
        // out as it was, as long as the layer can bear it.
        let whole = quantity == wanted && quantity < layer.quantity;
        let exact = exact.filter(|value| whole && *value >= Amount::ZERO && *value <= layer.value);
        let value = exact.unwrap_or_else(|| share(layer.value, quantity, layer.quantity));
        let id = layer.id;
        layer.quantity -= quantity;
        layer.value -= value;
        if layer.quantity.is_zero() {
            self.layers.remove(at);
        }
        taken.rest -= quantity;
        match taken.layers.iter_mut().find(|used| used.layer == id) {
            Some(used) => {
                used.quantity += quantity;
                used.value += value;
            }
            None => taken.layers.push(LayerUse { layer: id, quantity, value }),
        }
    }

    /// Goods come in as parts of layers. What had left before they came is settled by the first of
    /// them; the difference is the residual, which does not come in. Gives what is put into layers,
    /// and the residual.
    pub(super) fn put(&mut self, parts: &[LayerUse]) -> (Vec<LayerUse>, Amount) {
        let (quantity, value) = sum(parts);
        let (loose, loose_value) = self.loose();
        let mut owed = (-loose).max(Quantity::ZERO).min(quantity);
        let at_old = if owed.is_zero() { Amount::ZERO } else { -share(loose_value, owed, -loose) };
        let mut at_new = Amount::ZERO;
        let mut put = Vec::with_capacity(parts.len());
        for part in parts {
            let settles = owed.min(part.quantity);
            let settled = share(part.value, settles, part.quantity);
            owed -= settles;
            at_new += settled;
            let (quantity, value) = (part.quantity - settles, part.value - settled);
            if !quantity.is_zero() {
                put.push(LayerUse { quantity, value, ..*part });
            }
        }
        let mut residual = at_new - at_old;
        self.quantity += quantity;
        self.value += value - residual;
        residual += self.settle_zero();
        put.iter().for_each(|part| self.refill(part));
        if let Some(cost) = UnitCost::of(value, quantity) {
            self.last_cost = cost;
        }
        (put, residual)
    }

    /// No document takes from where it puts, so the order among layers is the books' concern.
    fn refill(&mut self, part: &LayerUse) {
        match self.layers.iter_mut().find(|layer| layer.id == part.layer) {
            Some(layer) => {
                layer.quantity += part.quantity;
                layer.value += part.value;
            }
            None => {
                let LayerUse { layer: id, quantity, value } = *part;
                self.layers.push(Layer { id, quantity, value });
            }
        }
    }

    /// The value of layers changes, their quantity does not: each bears its part, by value, or by
    /// quantity where nothing has a value yet.
    pub(super) fn revalue(&mut self, change: Amount) -> Vec<LayerUse> {
        let worth = |layer: &Layer| layer.value.max(Amount::ZERO);
        let worthless = self.layers.iter().map(worth).sum::<Amount>().is_zero();
        let weight = |layer: &Layer| match worthless {
            true => Amount::from_raw(layer.quantity.raw()),
            false => worth(layer),
        };
        let weights: Vec<Amount> = self.layers.iter().map(weight).collect();
        self.value += change;
        let Ok(parts) = crate::allocate::allocate(change, &weights) else { return Vec::new() };
        let mut changes = Vec::with_capacity(parts.len());
        for (layer, value) in self.layers.iter_mut().zip(parts) {
            layer.value += value;
            let quantity = Quantity::ZERO;
            changes.push(LayerUse { layer: layer.id, quantity, value });
        }
        changes.retain(|change| !change.value.is_zero());
        changes
    }
}

/// The part of a value that belongs to a part of its quantity; the whole to the whole.
pub(super) fn share(value: Amount, part: Quantity, whole: Quantity) -> Amount {
    crate::allocate::portion(value, Quantity::ZERO, part, whole)
}

#[cfg(test)]
mod tests;
