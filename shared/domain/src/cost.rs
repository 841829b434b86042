//! Cost 成本: the price step. Freezes the cost of every line into a document before it is posted.
//!
//! Owns which line is costed how. Leaves out the books: balances come in and go out as plain
//! values. Invariant: after it, `posting::derive` needs nothing but the document; a quantity of
//! zero never carries value (`domain.md` Costing, Numbers).

use std::collections::BTreeMap;

use thiserror::Error;

use crate::allocate::portion;
use crate::amount::Amount;
use crate::document::{Document, Line};
use crate::id::ProductId;
use crate::kind::Costing;
use crate::price::UnitCost;
use crate::quantity::Quantity;

pub mod average;

use average::Balance;

/// What the books hold of the document's products in its warehouse.
pub type Balances = BTreeMap<ProductId, Balance>;

/// Whether goods may leave that this node does not know of (decision D2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NegativeStock {
    /// Refused.
    Refuse,
    /// A manager lets it pass, or the document is history that has already happened.
    Pass,
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
        /// Known stock.
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
}

/// What a return is measured against, or a receipt from another branch: the original, and what has
/// come back (arrived) of each of its lines.
#[derive(Debug, Clone, Copy)]
pub struct Original<'a> {
    /// The sale, or the dispatch.
    pub document: &'a Document,
    /// Quantity already returned (received), by line of the original.
    pub returned: &'a [Quantity],
}

/// Freezes cost into the lines and moves `balances` along. On an error both may be half changed:
/// the caller drops them.
pub fn freeze(
    document: &mut Document,
    balances: &mut Balances,
    original: Option<Original<'_>>,
    negative: NegativeStock,
) -> Result<(), CostError> {
    let costing = document.kind.costing();
    let red = document.is_red();
    let mut taken = Taken::default();
    for (at, line) in document.lines.iter_mut().enumerate() {
        let balance = balances.entry(line.product).or_default();
        if red {
            average::take_back(balance, line, costing);
            continue;
        }
        if line.quantity.is_zero() {
            continue;
        }
        match costing {
            Costing::Issue => {
                let short = balance.quantity < line.quantity;
                if short && negative == NegativeStock::Refuse {
                    return Err(CostError::StockShort {
                        line: at + 1,
                        product: line.product,
                        on_hand: balance.quantity,
                        wanted: line.quantity,
                    });
                }
                average::issue(balance, line);
            }
            Costing::Receive => {
                line.cost = match original {
                    Some(original) if line.refers_to_line > 0 => {
                        taken.cost(original, line, at + 1)?
                    }
                    _ => own_cost(line),
                };
                average::receive(balance, line);
            }
            Costing::Return => {
                line.cost = match original {
                    Some(original) => taken.cost(original, line, at + 1)?,
                    None => balance.cost_of(line.quantity),
                };
                average::receive(balance, line);
            }
            Costing::Find => {
                line.cost = match line.unit_price.is_zero() {
                    true => balance.cost_of(line.quantity),
                    false => own_cost(line),
                };
                average::receive(balance, line);
            }
        }
    }
    Ok(())
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
        let place = usize::try_from(line.refers_to_line).ok().and_then(|n| n.checked_sub(1));
        let moved = place.and_then(|p| original.document.lines.get(p).map(|moved| (p, moved)));
        let Some((place, moved)) = moved.filter(|(_, moved)| moved.product == line.product) else {
            return Err(CostError::NotSold { line: at });
        };
        let here = self.0.entry(place).or_default();
        let before = original.returned.get(place).copied().unwrap_or_default() + *here;
        *here += line.quantity;
        Ok(portion(moved.cost, before, line.quantity, moved.quantity))
    }
}

#[cfg(test)]
mod tests;
