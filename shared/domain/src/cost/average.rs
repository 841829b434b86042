//! Moving weighted average 移动加权平均 (`domain.md` Costing, `features.md` 39, 40).
//!
//! Owns how issue, receipt and red documents change quantity and value of one product in one
//! warehouse. Invariant: after each step, a quantity of zero has a value of zero; what was left
//! over stands in the line's `cost_residual`.

use crate::amount::Amount;
use crate::document::Line;
use crate::kind::Costing;
use crate::price::UnitCost;
use crate::quantity::Quantity;

/// What the books hold of a product in a warehouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Quantity; negative when a manager let goods pass.
    pub quantity: Quantity,
    /// Value.
    pub value: Amount,
    /// Last known unit cost.
    pub last_cost: UnitCost,
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
    fn settle_zero(&mut self) -> Amount {
        if !self.quantity.is_zero() {
            return Amount::ZERO;
        }
        std::mem::take(&mut self.value)
    }
}

/// Goods leave. Beyond what is known they leave at the last known cost.
pub(super) fn issue(balance: &mut Balance, line: &mut Line) {
    let known = balance.quantity.max(Quantity::ZERO).min(line.quantity);
    let unknown = line.quantity - known;
    line.cost = if known.is_zero() { Amount::ZERO } else { balance.cost_of(known) };
    if !unknown.is_zero() {
        let last = match balance.last_cost.is_zero() {
            true => UnitCost::of(balance.value, balance.quantity).unwrap_or_default(),
            false => balance.last_cost,
        };
        line.cost += Amount::of_cost(unknown, last);
    }
    balance.quantity -= line.quantity;
    balance.value -= line.cost;
    line.cost_residual = balance.settle_zero();
}

/// Goods come in at `line.cost`. What had left before it came, at the last known cost, is settled
/// at the new one; the difference is the residual.
///
/// −2 at −6.00, then 5 for 17.50: 1.00 settles, 3 are left at 10.50.
pub(super) fn receive(balance: &mut Balance, line: &mut Line) {
    let owed = (-balance.quantity).max(Quantity::ZERO).min(line.quantity);
    line.cost_residual = Amount::ZERO;
    if !owed.is_zero() {
        let at_new = Amount::rounded(line.cost.exact() * owed.exact() / line.quantity.exact());
        let at_old =
            Amount::rounded(balance.value.exact() * owed.exact() / balance.quantity.exact());
        line.cost_residual = at_new - at_old;
    }
    balance.quantity += line.quantity;
    balance.value += line.cost - line.cost_residual;
    line.cost_residual += balance.settle_zero();
    if let Some(cost) = UnitCost::of(line.cost, line.quantity) {
        balance.last_cost = cost;
    }
}

/// A red line takes back exactly what its original moved, residual included.
pub(super) fn take_back(balance: &mut Balance, line: &mut Line, costing: Costing) {
    match costing {
        Costing::Issue => {
            balance.quantity -= line.quantity;
            balance.value -= line.cost + line.cost_residual;
        }
        Costing::Receive | Costing::Return | Costing::Find => {
            balance.quantity += line.quantity;
            balance.value += line.cost - line.cost_residual;
        }
    }
    line.cost_residual += balance.settle_zero();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::ProductId;
    use crate::price::UnitPrice;

    fn line(quantity: i64) -> Line {
        Line::new(ProductId(1), Quantity::whole(quantity), UnitPrice::ZERO)
    }

    fn received(quantity: i64, minor: i64) -> Line {
        Line { cost: Amount::from_minor(minor), ..line(quantity) }
    }

    #[test]
    fn issue_takes_the_average() {
        let mut balance = Balance::default();
        receive(&mut balance, &mut received(10, 2500));
        receive(&mut balance, &mut received(10, 2800));
        let mut out = line(12);
        issue(&mut balance, &mut out);
        assert_eq!(out.cost, Amount::from_minor(3180));
        assert_eq!(balance.value, Amount::from_minor(2120));
    }

    #[test]
    fn the_last_unit_takes_all_value() {
        let mut balance = Balance::default();
        receive(&mut balance, &mut received(3, 1000));
        let costs: Vec<_> = (0..3)
            .map(|_| {
                let mut out = line(1);
                issue(&mut balance, &mut out);
                out.cost
            })
            .collect();
        assert_eq!(costs.iter().copied().sum::<Amount>(), Amount::from_minor(1000));
        assert_eq!(balance.value, Amount::ZERO);
    }

    #[test]
    fn goods_sold_before_they_came_settle_at_the_next_receipt() {
        let mut balance =
            Balance { last_cost: UnitCost::parse("3").expect("a cost"), ..Balance::default() };
        let mut out = line(2);
        issue(&mut balance, &mut out);
        assert_eq!(out.cost, Amount::from_minor(600));
        let mut came = received(5, 1750);
        receive(&mut balance, &mut came);
        assert_eq!(came.cost_residual, Amount::from_minor(100));
        assert_eq!(
            (balance.quantity, balance.value),
            (Quantity::whole(3), Amount::from_minor(1050))
        );
    }

    proptest! {
        #[test]
        fn zero_quantity_never_carries_value(
            steps in prop::collection::vec((any::<bool>(), 1_i64..20, 0_i64..10_000), 1..60),
        ) {
            let mut balance = Balance::default();
            let mut stock = Amount::ZERO;
            for (incoming, quantity, minor) in steps {
                if incoming {
                    let mut came = received(quantity, minor);
                    receive(&mut balance, &mut came);
                    stock += came.cost - came.cost_residual;
                } else {
                    let mut out = line(quantity);
                    issue(&mut balance, &mut out);
                    stock -= out.cost + out.cost_residual;
                }
                prop_assert!(!balance.quantity.is_zero() || balance.value.is_zero());
                prop_assert_eq!(stock, balance.value);
            }
        }
    }
}
