//! Derivation 过账推导: document → postings, without any look-up.
//!
//! Owns the one entry point; each kind's voucher stands in the file of its name. Leaves out cost,
//! which the price step has frozen into the document before. Invariant: pure and total; the same
//! document gives the same postings at branch and HQ, for ever (golden vouchers).

use crate::document::Document;
use crate::entry::{Party, Postings, StockClass, StockMove};
use crate::id::WarehouseNo;
use crate::{account, amount::Amount};

pub mod opening;
pub mod purchase;
pub mod retail;
pub mod stock;
pub mod transfer;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

/// What the document does to the books. Never fails: a document that passed `check` derives.
pub fn derive(document: &Document) -> Postings {
    let mut postings = Postings::default();
    document.kind.derive(document, &mut postings);
    postings.settle();
    postings
}

/// Goods move in or out of the document's warehouse at their frozen cost. `sign` is 1 for in.
/// Lines without quantity and cost move nothing.
fn move_goods(document: &Document, postings: &mut Postings, direction: Direction) {
    for (at, line) in document.lines.iter().enumerate() {
        let value = match direction {
            Direction::In => line.cost - line.cost_residual,
            Direction::Out => -line.cost - line.cost_residual,
        };
        let quantity = match direction {
            Direction::In => line.quantity,
            Direction::Out => -line.quantity,
        };
        if quantity.is_zero() && value.is_zero() {
            continue;
        }
        postings.moves.push(StockMove {
            branch: document.branch,
            warehouse: document.warehouse,
            class: StockClass::Own,
            product: line.product,
            line: line_number(at),
            quantity,
            value,
        });
    }
}

/// The same goods as moves of another class or warehouse.
fn mirror_goods(
    document: &Document,
    postings: &mut Postings,
    owner: crate::id::BranchId,
    direction: Direction,
) {
    for (at, line) in document.lines.iter().enumerate() {
        let sign = |amount: Amount| if direction == Direction::In { amount } else { -amount };
        postings.moves.push(StockMove {
            branch: owner,
            warehouse: WarehouseNo::TRANSIT,
            class: StockClass::InTransit,
            product: line.product,
            line: line_number(at),
            quantity: if direction == Direction::In { line.quantity } else { -line.quantity },
            value: sign(line.cost),
        });
    }
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

/// Value left on a quantity of zero goes to cost adjustment 成本尾差 (`domain.md` Numbers).
fn post_residual(document: &Document, postings: &mut Postings) {
    let residual: Amount = document.lines.iter().map(|line| line.cost_residual).sum();
    postings.debit(document.branch, account::COST_ADJUSTMENT, None, residual);
    postings.credit(document.branch, account::INVENTORY, None, residual);
}

/// What no tender covers goes to the partner's account.
fn partner(document: &Document) -> Option<Party> {
    document.partner.map(Party::Partner)
}
