//! Layers along a document 成本层流转: which layers a line takes first, which it carries over, and which
//! come back.
//!
//! Owns the choice. Leaves out the arithmetic of a balance (`layer`). Invariant: goods that stay in
//! the branch keep their layers and so their age; goods that come back come back into the layers from
//! which they left, at the cost at which they left.

use super::layer::{self, Method, Wanted, share};
use super::{CostError, Original, Step, Taken};
use crate::allocate::{allocate, portion};
use crate::amount::Amount;
use crate::document::rule::Costing;
use crate::document::{LayerId, LayerUse, Line};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::route;
use crate::stock::StockKey;

/// The layer that a line of this document makes.
fn own_layer(at: usize) -> LayerId {
    LayerId::of_this(u32::try_from(at).expect("a document has at most 10,000 lines"))
}

impl Step<'_> {
    /// Strict pieces leave from their own layers; what goes back to its supplier, from the layer in
    /// which it came.
    pub(super) fn first(&self, line: &Line) -> Vec<Wanted> {
        let of = |layer, quantity| Wanted { layer, quantity, value: None };
        if let Some(pieces) = self.terms.pieces.get(&line.product) {
            let known = line.serials.iter().filter_map(|serial| pieces.get(&serial.number));
            return known.flatten().map(|layer| of(*layer, Quantity::ONE)).collect();
        }
        match (self.document.kind, self.document.refers_to, line.refers_to_line) {
            (Kind::CT | Kind::ST, Some(document), line_of @ 1..) => {
                vec![of(LayerId { document, line: line_of }, line.quantity)]
            }
            _ => Vec::new(),
        }
    }

    /// What comes in along with what the same line took out: its layers go with it. Goods from
    /// outside make a layer of their own.
    pub(super) fn carried(&self, at: usize, line: &Line, value: Amount) -> Vec<LayerUse> {
        let mut parts = layer::turned(&line.layers);
        let (quantity, worth) = layer::sum(&parts);
        let rest = line.quantity - quantity;
        if !rest.is_zero() {
            parts.push(LayerUse { layer: own_layer(at), quantity: rest, value: value - worth });
        }
        if self.document.kind.rule().costing == Costing::Reprice {
            let weight = |part: &LayerUse| Amount::from_raw(part.quantity.raw());
            let weights: Vec<Amount> = parts.iter().map(weight).collect();
            let values = allocate(value, &weights).unwrap_or_default();
            parts.iter_mut().zip(values).for_each(|(part, value)| part.value = value);
        }
        parts
    }

    /// What comes back of an original's line, in the layers from which it left.
    pub(super) fn parts_of(
        &mut self,
        original: Original<'_>,
        line: &Line,
        at: usize,
    ) -> Result<Vec<LayerUse>, CostError> {
        let Some((place, moved)) = Taken::place(original, line) else {
            return Err(CostError::NotSold { line: at });
        };
        let before = self.taken.before(original, place, line.quantity);
        let mut left = layer::turned(&moved.layers);
        left.retain(|part| part.quantity > Quantity::ZERO);
        let (quantity, worth) = layer::sum(&left);
        let rest = moved.quantity - quantity;
        if !rest.is_zero() {
            let value = moved.cost - worth;
            left.push(LayerUse { layer: own_layer(at), quantity: rest, value });
        }
        Ok(match self.terms.pieces.contains_key(&line.product) {
            true => self.pieces_of(&left, line, at),
            false => stretch(&left, before, line.quantity),
        })
    }

    /// Each piece comes back into its own layer. 3.33 of the 10.00 that three cost is a piece's part.
    fn pieces_of(&self, left: &[LayerUse], line: &Line, at: usize) -> Vec<LayerUse> {
        let (quantity, worth) = layer::sum(left);
        let pieces = self.terms.pieces.get(&line.product);
        let mut back: Vec<LayerUse> = Vec::new();
        for serial in &line.serials {
            let known = pieces.and_then(|pieces| pieces.get(&serial.number)).copied().flatten();
            let part = left.iter().find(|part| Some(part.layer) == known);
            let (layer, value) = match part {
                Some(part) => (part.layer, share(part.value, Quantity::ONE, part.quantity)),
                None => (own_layer(at), share(worth, Quantity::ONE, quantity)),
            };
            match back.iter_mut().find(|used| used.layer == layer) {
                Some(used) => {
                    used.quantity += Quantity::ONE;
                    used.value += value;
                }
                None => back.push(LayerUse { layer, quantity: Quantity::ONE, value }),
            }
        }
        back
    }

    /// A red document gives back to the layers what its original took. What no layer had covered
    /// comes back as goods of its own.
    pub(super) fn layers_back(
        &mut self,
        at: usize,
        line: &mut Line,
        from: StockKey,
        frozen: &[LayerUse],
    ) {
        let (quantity, value) = (-line.quantity, -(line.cost + line.residual_out));
        let given: Vec<LayerUse> =
            frozen.iter().filter(|part| part.quantity > Quantity::ZERO).copied().collect();
        let (covered, worth) = layer::sum(&given);
        let (rest, rest_value) = (quantity - covered, value - worth);
        let mut parts = Vec::with_capacity(given.len() + 1);
        let method = self.terms.method;
        if method != Method::Average && !rest.is_zero() {
            parts.push(LayerUse { layer: own_layer(at), quantity: rest, value: rest_value });
        }
        parts.extend(given);
        let balance = self.balance(from);
        if method == Method::Average {
            balance.quantity += rest;
            balance.value += rest_value;
        }
        let last_cost = balance.last_cost;
        let (put, residual) = balance.put(&parts);
        // Nothing was bought: the last known cost stays.
        balance.last_cost = last_cost;
        line.residual_out += residual;
        if method != Method::Average && rest.is_zero() {
            line.residual_out += rest_value;
        }
        line.layers.extend(put);
    }

    /// A red document takes out what its original put into layers. Goods that have left since are
    /// taken from the layers that are there now; the difference is a residual.
    pub(super) fn layers_out_again(&mut self, line: &mut Line, to: StockKey, frozen: &[LayerUse]) {
        let value = line.residual_in - route::value_in(self.document, line);
        if super::moved_quantity(self.document, line).is_zero() {
            return self.value_out_again(line, to, frozen, value);
        }
        let quantity = -line.quantity;
        let mut put = layer::turned(frozen);
        put.retain(|part| part.quantity > Quantity::ZERO);
        let (covered, worth) = layer::sum(&put);
        let owed = quantity - covered;
        let back =
            |p: &LayerUse| Wanted { layer: p.layer, quantity: p.quantity, value: Some(p.value) };
        let first: Vec<Wanted> = put.iter().map(back).collect();
        let method = self.terms.method;
        let balance = self.balance(to);
        let taken = balance.take(quantity, &first, method);
        let settled = taken.rest.min(owed);
        let rest_value =
            share(value - worth, settled, owed) + share(worth, taken.rest - settled, covered);
        balance.value += taken.rest_cost - rest_value;
        line.residual_in += layer::sum(&taken.layers).1 + rest_value - value;
        line.residual_in += balance.settle_zero();
        line.layers.extend(layer::turned(&taken.layers));
    }

    /// A change of value is taken off the layers that still are there, as far as they are worth it.
    fn value_out_again(
        &mut self,
        line: &mut Line,
        to: StockKey,
        frozen: &[LayerUse],
        value: Amount,
    ) {
        let balance = self.balance(to);
        let mut left = -value;
        for part in frozen {
            if let Some(layer) = balance.layers.iter_mut().find(|layer| layer.id == part.layer) {
                let change = part.value.max(-layer.value);
                layer.value += change;
                balance.value += change;
                left -= change;
                line.layers.push(LayerUse { value: change, ..*part });
            }
        }
        let worth: Amount = balance.layers.iter().map(|layer| layer.value).sum();
        let bearable = if balance.layers.is_empty() { Amount::ZERO } else { left.max(-worth) };
        for part in balance.revalue(bearable) {
            match line.layers.iter_mut().find(|used| used.layer == part.layer) {
                Some(used) => used.value += part.value,
                None => line.layers.push(part),
            }
        }
        line.layers.retain(|used| !used.value.is_zero());
        // Nothing is left to bear the rest.
        line.residual_in += left - bearable;
    }
}

/// The parts of `left` that stand between `before` and `before + quantity`.
fn stretch(left: &[LayerUse], before: Quantity, quantity: Quantity) -> Vec<LayerUse> {
    let mut start = Quantity::ZERO;
    let mut found = Vec::new();
    for part in left {
        let end = start + part.quantity;
        let (low, high) = (before.max(start), (before + quantity).min(end));
        if low < high {
            let quantity = high - low;
            let value = portion(part.value, low - start, quantity, part.quantity);
            found.push(LayerUse { quantity, value, ..*part });
        }
        start = end;
    }
    found
}
