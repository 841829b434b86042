//! What a trader knows without books 心账: what lies where, who owes what, counted on the fingers.
//!
//! Owns the naive model that the books are compared with: quantities by place, debts by document,
//! prepayments. Leaves out value, which is the books' to find. Invariant: it is moved by what a
//! person sees happen (`Effect`), never by postings.

use std::collections::BTreeMap;

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::entry::Party;
use fenhao_domain::id::{BranchId, DocumentId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::{StockClass, StockKey};

use super::paper::Pool;

/// A place of goods at a branch.
pub type Spot = (BranchId, StockKey);

/// What a partner owes on an account, by document: debit less credit.
pub type Debt = (BranchId, AccountCode, PartnerId, DocumentId);

/// What a partner has paid before: debit less credit.
pub type Purse = (BranchId, AccountCode, PartnerId);

/// What a document does, in the words of the shop floor.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// Goods that come to a place or leave it.
    pub goods: Vec<(Spot, Quantity)>,
    /// What is owed; on the document itself where none is named.
    pub owed: Vec<(Purse, Option<DocumentId>, Amount)>,
    /// What is paid before or used of it.
    pub prepaid: Vec<(Purse, Amount)>,
    /// What it takes of the lines of another document.
    pub taken: Vec<(DocumentId, usize, Pool, Quantity)>,
}

/// Own goods of a product in a store.
pub fn own(branch: BranchId, warehouse: WarehouseNo, product: ProductId) -> Spot {
    (branch, StockKey { product, warehouse, class: StockClass::Own, party: None })
}

/// Goods of a class at a partner, counted in the goods store.
pub fn at_partner(
    branch: BranchId,
    class: StockClass,
    partner: PartnerId,
    product: ProductId,
) -> Spot {
    let (warehouse, party) = (WarehouseNo::GOODS, Some(Party::Partner(partner)));
    (branch, StockKey { product, warehouse, class, party })
}

/// Goods that a branch has sent and that have not arrived.
pub fn on_the_way(branch: BranchId, product: ProductId) -> Spot {
    let (warehouse, class) = (WarehouseNo::TRANSIT, StockClass::InTransit);
    (branch, StockKey { product, warehouse, class, party: None })
}

/// The model.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// Goods, where there are any.
    pub goods: BTreeMap<Spot, Quantity>,
    /// Debts that are open.
    pub owed: BTreeMap<Debt, Amount>,
    /// Prepayments.
    pub prepaid: BTreeMap<Purse, Amount>,
}

impl Shelf {
    /// What lies at a place.
    pub fn at(&self, spot: Spot) -> Quantity {
        self.goods.get(&spot).copied().unwrap_or_default()
    }

    /// Own goods of a store that are not lent out.
    pub fn free(&self, branch: BranchId, warehouse: WarehouseNo, product: ProductId) -> Quantity {
        let lent = self.goods.iter().filter(|((at, key), _)| {
            *at == branch
                && (key.class, key.warehouse, key.product) == (StockClass::Lent, warehouse, product)
        });
        let lent: Quantity = lent.map(|(_, quantity)| *quantity).sum();
        self.at(own(branch, warehouse, product)) - lent
    }

    /// What is open of the debts of a partner, oldest first.
    pub fn open(&self, (branch, account, partner): Purse) -> Vec<(DocumentId, Amount)> {
        let mine =
            self.owed.iter().filter(|((b, a, p, _), _)| (*b, *a, *p) == (branch, account, partner));
        mine.map(|((.., document), amount)| (*document, *amount)).collect()
    }

    /// What a partner's debts come to.
    pub fn owes(&self, purse: Purse) -> Amount {
        self.open(purse).into_iter().map(|(_, amount)| amount).sum()
    }

    /// What a partner has paid before.
    pub fn purse(&self, purse: Purse) -> Amount {
        self.prepaid.get(&purse).copied().unwrap_or_default()
    }

    /// A document of this identity has happened; taken back where `sign` is below zero.
    pub fn apply(&mut self, id: DocumentId, effect: &Effect, back: bool) {
        for (spot, quantity) in &effect.goods {
            let here = self.goods.entry(*spot).or_default();
            *here += if back { -*quantity } else { *quantity };
        }
        for ((branch, account, partner), item, amount) in &effect.owed {
            let debt = (*branch, *account, *partner, item.unwrap_or(id));
            *self.owed.entry(debt).or_default() += if back { -*amount } else { *amount };
        }
        for (purse, amount) in &effect.prepaid {
            *self.prepaid.entry(*purse).or_default() += if back { -*amount } else { *amount };
        }
        self.goods.retain(|_, quantity| !quantity.is_zero());
        self.owed.retain(|_, amount| !amount.is_zero());
        self.prepaid.retain(|_, amount| !amount.is_zero());
    }
}
