//! Rights 权限 and roles 角色: which role may call which command.
//!
//! Owns the list of rights and the shipped roles. Leaves out the check itself (`app` asks before
//! every command) and the eight scopes. Invariant: a right that no role has can be granted to
//! nobody by accident; unknown rights are refused.

use serde::{Deserialize, Serialize};

/// A shipped role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Cashier 收银员.
    Cashier = 1,
    /// Storekeeper 仓管员.
    Storekeeper = 2,
    /// Accountant 会计.
    Accountant = 3,
    /// Branch manager 店长.
    Manager = 4,
    /// HQ administrator 总部管理员.
    Hq = 5,
}

/// All rights, each with the roles that have it.
pub const RIGHTS: &[(&str, &[Role])] = {
    use Role::{Accountant, Cashier, Hq, Manager, Storekeeper};
    &[
        ("till.sell", &[Cashier, Manager]),
        ("till.price", &[Manager]),
        ("till.discount", &[Cashier, Manager]),
        ("till.return", &[Cashier, Manager]),
        ("till.negative_stock", &[Manager]),
        ("till.discount_beyond", &[Manager]),
        ("till.below_cost", &[Manager]),
        ("till.negative_cost", &[Manager]),
        ("till.credit", &[Manager]),
        ("exchange.run", &[Cashier, Storekeeper, Accountant, Manager]),
        ("product.see", &[Cashier, Storekeeper, Accountant, Manager, Hq]),
        ("partner.see", &[Cashier, Storekeeper, Accountant, Manager, Hq]),
        ("draft.see", &[Storekeeper, Accountant, Manager]),
        ("draft.write", &[Storekeeper, Accountant, Manager]),
        ("document.post", &[Storekeeper, Accountant, Manager]),
        ("document.see", &[Cashier, Storekeeper, Accountant, Manager, Hq]),
        ("document.reverse", &[Accountant, Manager]),
        ("stock.see", &[Cashier, Storekeeper, Accountant, Manager, Hq]),
        ("cost.see", &[Accountant, Manager, Hq]),
        ("sales.see", &[Cashier, Accountant, Manager, Hq]),
        ("report.see", &[Accountant, Manager, Hq]),
        ("promotion.see", &[Accountant, Manager, Hq]),
        ("promotion.write", &[Hq]),
        ("price_policy.write", &[Hq]),
        ("hq.see", &[Hq]),
        ("branch.see", &[Hq]),
        ("branch.add", &[Hq]),
        ("held.see", &[Hq]),
        ("held.retry", &[Hq]),
    ]
};

impl Role {
    /// True when the role has the right.
    pub fn may(self, right: &str) -> bool {
        RIGHTS.iter().any(|(name, roles)| *name == right && roles.contains(&self))
    }

    /// The rights of the role.
    pub fn rights(self) -> impl Iterator<Item = &'static str> {
        RIGHTS.iter().filter(move |(_, roles)| roles.contains(&self)).map(|(name, _)| *name)
    }

    /// The role of a stored number.
    pub fn from_number(number: u64) -> Option<Role> {
        match number {
            1 => Some(Role::Cashier),
            2 => Some(Role::Storekeeper),
            3 => Some(Role::Accountant),
            4 => Some(Role::Manager),
            5 => Some(Role::Hq),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_right_is_refused_to_everyone() {
        assert!(!Role::Manager.may("till.nothing"));
    }

    #[test]
    fn a_cashier_sells_but_does_not_reverse() {
        assert!(Role::Cashier.may("till.sell"));
        assert!(!Role::Cashier.may("document.reverse"));
    }
}
