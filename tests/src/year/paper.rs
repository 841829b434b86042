//! The papers that a trader keeps 单据夹: what was posted, what has followed from it, and whether it
//! may still be taken back.
//!
//! Owns how much of each line others have taken, by naive counting. Leaves out goods and debts
//! (`shelf`). Invariant: what it calls possible, the books must allow.

use fenhao_domain::amount::Amount;
use fenhao_domain::document::Document;
use fenhao_domain::id::DocumentId;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::numbers::Moved;
use super::shelf::{Effect, Shelf};

/// What is counted of a line that others follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// Goods delivered, received or returned.
    Goods = 0,
    /// Cleared of what was accrued: invoiced, or gone back before any invoice.
    Bill = 1,
    /// Invoiced alone.
    Invoice = 2,
}

/// A posted document.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Identity.
    pub id: DocumentId,
    /// The place that posted it.
    pub at: usize,
    /// As posted.
    pub document: Document,
    /// What it did.
    pub effect: Effect,
    /// What it did to numbered pieces.
    pub pieces: Vec<Moved>,
    /// By line and pool, what others have taken.
    pub taken: Vec<[Quantity; 3]>,
    /// How many documents follow from it and stand.
    pub followers: usize,
    /// Neither red nor taken back.
    pub standing: bool,
    /// An order of which nothing more is promised.
    pub closed: bool,
}

impl Paper {
    /// A paper of which nothing has been taken.
    pub fn new(id: DocumentId, at: usize, document: Document, effect: Effect) -> Paper {
        let taken = vec![[Quantity::ZERO; 3]; document.lines.len()];
        let standing = !document.is_red();
        Paper {
            id,
            at,
            document,
            effect,
            pieces: Vec::new(),
            taken,
            followers: 0,
            standing,
            closed: false,
        }
    }

    /// What nobody has taken of a line; nothing where more was taken than there was.
    pub fn left(&self, line: usize, pool: Pool) -> Quantity {
        let taken = self.taken[line][pool as usize];
        (self.document.lines[line].quantity - taken).max(Quantity::ZERO)
    }

    /// What was taken of a line.
    pub fn taken(&self, line: usize, pool: Pool) -> Quantity {
        self.taken[line][pool as usize]
    }

    /// Whether the books must allow it to be taken back: nothing follows, nothing was settled, nothing
    /// has gone on from a partner, and what was prepaid is still there.
    pub fn may_go_back(&self, shelf: &Shelf) -> bool {
        if !self.standing || self.closed || self.followers > 0 {
            return false;
        }
        let mut after = shelf.clone();
        after.apply(self.id, &self.effect, true);
        let unsettled = self.effect.owed.iter().filter(|(_, item, _)| item.is_none()).all(
            |((branch, account, partner), ..)| {
                !after.owed.contains_key(&(*branch, *account, *partner, self.id))
            },
        );
        let goods = self.effect.goods.iter().all(|((branch, key), _)| {
            key.class == StockClass::Own || after.at((*branch, *key)) >= Quantity::ZERO
        });
        let purses = self.effect.prepaid.iter().all(|(purse, _)| {
            let held = after.purse(*purse);
            match purse.1 {
                fenhao_domain::account::CUSTOMER_PREPAYMENT => held <= Amount::ZERO,
                _ => held >= Amount::ZERO,
            }
        });
        unsettled && goods && purses
    }

    /// Whether own goods would be missing if it were taken back.
    pub fn leaves_a_gap(&self, shelf: &Shelf) -> bool {
        let own = self.effect.goods.iter().filter(|((_, key), _)| key.class == StockClass::Own);
        own.into_iter().any(|((branch, key), quantity)| {
            shelf.free(*branch, key.warehouse, key.product) < *quantity
        })
    }
}
