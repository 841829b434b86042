//! The five roles that ship 内置角色, as data that a company may change.
//!
//! Owns their codes, names and grants, written by areas so that a new kind of document falls to the
//! right people by itself. Leaves out roles that a company makes (`master/role.rs`). Invariant: the
//! numbers stand in signed bytes of employees and never change.

use serde::{Deserialize, Serialize};

use super::{Grant, Rights};
use crate::master::role::Role;

macro_rules! shipped {
    ($($name:ident = $number:literal $code:literal $zh:literal $en:literal [$($grant:literal)*];)*) => {
        /// A role that ships.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum ShippedRole {
            $(#[doc = concat!($zh, " ", $en, ".")] $name = $number,)*
        }

        impl ShippedRole {
            /// All of them.
            pub const ALL: &[ShippedRole] = &[$(ShippedRole::$name),*];

            /// Its code as a role, `cashier`.
            pub const fn code(self) -> &'static str {
                match self { $(ShippedRole::$name => $code),* }
            }

            /// As it ships.
            pub fn role(self) -> Role {
                let (name, name_en, grants): (&str, &str, &[&str]) = match self {
                    $(ShippedRole::$name => ($zh, $en, &[$($grant),*])),*
                };
                Role {
                    code: self.code().to_owned(),
                    name: name.to_owned(),
                    name_en: name_en.to_owned(),
                    grants: grants.iter().map(|grant| Grant::new(grant)).collect(),
                    disabled: false,
                }
            }
        }
    };
}

shipped! {
    Cashier = 1 "cashier" "收银员" "Cashier" [
        "till.sell" "till.discount" "till.return" "exchange.run" "product.see" "partner.see"
        "stock.see" "sales.see" "document.see:@retail" "document.post:@retail"
        "document.print:@retail" "document.draft:@retail"
    ];
    Storekeeper = 2 "storekeeper" "仓管员" "Storekeeper" [
        "exchange.run" "product.see" "partner.see" "stock.see" "serial.edit"
        "document.see:@purchasing" "document.draft:@purchasing" "document.post:@purchasing"
        "document.see:@stock" "document.draft:@stock" "document.post:@stock"
        "document.see:@lending" "document.draft:@lending" "document.post:@lending"
        "document.see:@consignment" "document.draft:@consignment" "document.post:@consignment"
        "document.see:@opening" "document.draft:@opening" "document.post:@opening"
        "document.see:@gift" "document.draft:@gift" "document.see:@order" "document.draft:@order"
        "document.see:@sales" "document.print:*"
    ];
    Accountant = 3 "accountant" "会计" "Accountant" [
        "exchange.run" "product.see" "partner.see" "stock.see" "cost.see" "sales.see" "report.see"
        "promotion.see" "books.open"
        "document.see:*" "document.draft:*" "document.post:*" "document.approve:*"
        "document.reverse:*" "document.print:*" "document.export:*"
    ];
    Manager = 4 "manager" "店长" "Manager" [
        "till.sell" "till.price" "till.discount" "till.discount_over" "till.below_cost"
        "till.negative_cost" "till.credit" "promotion.see" "till.return" "till.negative_stock" "till.drawer" "exchange.run" "product.see"
        "partner.see" "stock.see" "serial.edit" "cost.see" "sales.see" "report.see" "books.open"
        "pin.set" "audit.see"
        "document.see:*" "document.draft:*" "document.post:*" "document.approve:*"
        "document.reverse:*" "document.print:*" "document.export:*"
    ];
    Hq = 5 "hq" "总部管理员" "Head office" [
        "product.see" "partner.see" "stock.see" "cost.see" "sales.see" "report.see" "books.open"
        "audit.see" "company.edit"
        "operator.see" "operator.edit" "promotion.see" "promotion.write" "price_policy.write" "approval_policy.write" "hq.see" "branch.see" "branch.add" "held.see" "held.retry"
        "document.see:*" "document.draft:*" "document.post:*" "document.approve:*"
        "document.reverse:*" "document.print:*" "document.export:*"
    ];
}

impl ShippedRole {
    /// The rights as they ship.
    pub fn rights(self) -> Rights {
        Rights::of(&self.role().grants)
    }

    /// The role of a stored number.
    pub fn from_number(number: u64) -> Option<ShippedRole> {
        ShippedRole::ALL.iter().copied().find(|role| *role as u64 == number)
    }

    /// The role of a code.
    pub fn from_code(code: &str) -> Option<ShippedRole> {
        ShippedRole::ALL.iter().copied().find(|role| role.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::PLAIN;

    #[test]
    fn a_cashier_sells_but_neither_reverses_nor_prices() {
        let rights = ShippedRole::Cashier.rights();
        assert!(rights.may("till.sell") && rights.may("document.post:LS"));
        assert!(!rights.may("document.reverse") && !rights.may("till.price"));
        assert!(!rights.may("document.see:CG") && !rights.may("cost.see"));
    }

    #[test]
    fn what_ships_grants_only_what_is_known_and_leaves_no_right_to_nobody() {
        let roles = ShippedRole::ALL.iter().map(|role| role.role());
        assert!(roles.clone().all(|role| role.grants.iter().all(Grant::is_known)));
        for right in PLAIN {
            assert!(ShippedRole::ALL.iter().any(|role| role.rights().may(right)), "{right}");
        }
    }

    #[test]
    fn a_code_and_a_number_lead_back_to_their_role() {
        for &role in ShippedRole::ALL {
            assert_eq!(ShippedRole::from_number(role as u64), Some(role));
            assert_eq!(ShippedRole::from_code(role.code()), Some(role));
        }
        assert_eq!(ShippedRole::from_number(6), None);
    }
}
