//! Price policy 价格政策: what may be taken off by whom 折扣上限 (`features.md` 42).
//!
//! Owns HQ's one record and the question how far a person may go. Leaves out the sum of discounts
//! on a ticket (`cart`). Invariant: who is not named may go as far as the role, and a role that is
//! not named may take off everything; the narrower entry counts.

use serde::{Deserialize, Serialize};

use crate::id::EmployeeId;
use crate::percent::PercentOff;
use crate::permission::ShippedRole;

/// The company's price policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PricePolicy {
    /// Forces the discount factor to be at most 1 折扣不大于1: nobody raises a price by a factor.
    pub factor_at_most_one: bool,
    /// How much a role may take off.
    pub roles: Vec<(ShippedRole, PercentOff)>,
    /// How much an operator may take off; goes before the role's.
    pub operators: Vec<(EmployeeId, PercentOff)>,
}

impl PricePolicy {
    /// How much may be taken off by an operator of a role.
    pub fn ceiling(&self, role: ShippedRole, operator: EmployeeId) -> PercentOff {
        let own = self.operators.iter().find(|(who, _)| *who == operator).map(|(_, off)| *off);
        let of_role = || self.roles.iter().find(|(whose, _)| *whose == role).map(|(_, off)| *off);
        own.or_else(of_role).unwrap_or(PercentOff::ALL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operators_own_ceiling_goes_before_the_roles() {
        let off = |hundredths| PercentOff::from_raw(hundredths).expect("in range");
        let policy = PricePolicy {
            factor_at_most_one: true,
            roles: vec![(ShippedRole::Cashier, off(1_000))],
            operators: vec![(EmployeeId(7), off(2_000))],
        };
        assert_eq!(policy.ceiling(ShippedRole::Cashier, EmployeeId(1)), off(1_000));
        assert_eq!(policy.ceiling(ShippedRole::Cashier, EmployeeId(7)), off(2_000));
        assert_eq!(policy.ceiling(ShippedRole::Manager, EmployeeId(1)), PercentOff::ALL);
    }
}
