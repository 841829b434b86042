//! Moving weighted average 移动加权平均 (`domain.md` Costing, `features.md` 39, 40).
//!
//! Owns how issue, receipt and red documents change quantity and value of one product at one place.
//! Invariant: after each step, a quantity of zero has a value of zero; what was left over is given
//! back as the residual.

use super::layer::Layer;
use crate::amount::Amount;
use crate::price::UnitCost;
use crate::quantity::Quantity;

/// What the books hold of a product at a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balance {
    /// Quantity; negative when a manager let goods pass.
    pub quantity: Quantity,
    /// Value.
    pub value: Amount,
    /// Last known unit cost.
    pub last_cost: UnitCost,
    /// Of the quantity, what is lent out and so not here to leave 借出.
    pub lent: Quantity,
    /// Cost layers, oldest first; empty where cost is the average.
    pub layers: Vec<Layer>,
}

impl Balance {
    /// What `quantity` costs at the average, or at the last known cost where nothing is left.
    /// 7 of 10 worth 25.00 cost 17.50.
    pub fn cost_of(&self, quantity: Quantity) -> Amount {
        if self.quantity > Quantity::ZERO && quantity == self.quantity {
            return self.value;
        }
        if self.quantity > Quantity::ZERO {
            return Amount::rounded(self.value.exact() * quantity.exact() / self.quantity.exact());
        }
        Amount::of_cost(quantity, self.last_cost)
    }

    /// Value that must leave because nothing is left to carry it.
    pub(super) fn settle_zero(&mut self) -> Amount {
        if !self.quantity.is_zero() {
            return Amount::ZERO;
        }
        std::mem::take(&mut self.value)
    }

    /// Goods leave: their cost, and the residual that leaves with them. Beyond what is known they
    /// leave at the last known cost.
    pub(super) fn issue(&mut self, quantity: Quantity) -> (Amount, Amount) {
        let known = self.quantity.max(Quantity::ZERO).min(quantity);
        let unknown = quantity - known;
        let mut cost = if known.is_zero() { Amount::ZERO } else { self.cost_of(known) };
        if !unknown.is_zero() {
            let last = match self.last_cost.is_zero() {
                true => UnitCost::of(self.value, self.quantity).unwrap_or_default(),
                false => self.last_cost,
            };
            cost += Amount::of_cost(unknown, last);
        }
        self.quantity -= quantity;
        self.value -= cost;
        (cost, self.settle_zero())
    }

    /// Goods come in for `value`. What had left before they came, at the last known cost, is
    /// settled at the new one; the difference is the residual, which does not come in.
    ///
    /// −2 at −6.00, then 5 for 17.50: 1.00 settles, 3 are left at 10.50.
    pub(super) fn receive(&mut self, quantity: Quantity, value: Amount) -> Amount {
        let owed = (-self.quantity).max(Quantity::ZERO).min(quantity);
        let mut residual = Amount::ZERO;
        if !owed.is_zero() {
            let at_new = Amount::rounded(value.exact() * owed.exact() / quantity.exact());
            let at_old = Amount::rounded(self.value.exact() * owed.exact() / self.quantity.exact());
            residual = at_new - at_old;
        }
        self.quantity += quantity;
        self.value += value - residual;
        residual += self.settle_zero();
        if let Some(cost) = UnitCost::of(value, quantity) {
            self.last_cost = cost;
        }
        residual
    }

    /// A red document takes back what its original moved: the residual that is left then.
    pub(super) fn take_back(&mut self, quantity: Quantity, value: Amount) -> Amount {
        self.quantity += quantity;
        self.value += value;
        self.settle_zero()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minor(minor: i64) -> Amount {
        Amount::from_minor(minor)
    }

    #[test]
    fn issue_takes_the_average() {
        let mut balance = Balance::default();
        balance.receive(Quantity::whole(10), minor(2500));
        balance.receive(Quantity::whole(10), minor(2800));
        assert_eq!(balance.issue(Quantity::whole(12)), (minor(3180), Amount::ZERO));
        assert_eq!(balance.value, minor(2120));
    }

    #[test]
    fn the_last_unit_takes_all_value() {
        let mut balance = Balance::default();
        balance.receive(Quantity::whole(3), minor(1000));
        let cost: Amount = (0..3).map(|_| balance.issue(Quantity::ONE).0).sum();
        assert_eq!(cost, minor(1000));
        assert_eq!(balance.value, Amount::ZERO);
    }

    #[test]
    fn goods_sold_before_they_came_settle_at_the_next_receipt() {
        let mut balance =
            Balance { last_cost: UnitCost::parse("3").expect("a cost"), ..Balance::default() };
        assert_eq!(balance.issue(Quantity::whole(2)).0, minor(600));
        assert_eq!(balance.receive(Quantity::whole(5), minor(1750)), minor(100));
        assert_eq!((balance.quantity, balance.value), (Quantity::whole(3), minor(1050)));
    }

    proptest! {
        #[test]
        fn zero_quantity_never_carries_value(
            steps in prop::collection::vec((any::<bool>(), 1_i64..20, 0_i64..10_000), 1..60),
        ) {
            let mut balance = Balance::default();
            let mut stock = Amount::ZERO;
            for (incoming, quantity, value) in steps {
                let quantity = Quantity::whole(quantity);
                if incoming {
                    stock += minor(value) - balance.receive(quantity, minor(value));
                } else {
                    let (cost, residual) = balance.issue(quantity);
                    stock -= cost + residual;
                }
                prop_assert!(!balance.quantity.is_zero() || balance.value.is_zero());
                prop_assert_eq!(stock, balance.value);
            }
        }
    }
}
