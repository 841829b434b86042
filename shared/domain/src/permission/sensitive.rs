//! Sensitive acts 敏感操作: what a person may do with a manager's PIN beside them.
//!
//! Owns the acts, the right that lets one do each alone, and the right that one needs to ask for
//! it. Leaves out PINs (`app`). Invariant: whoever lacks the right to ask is refused outright; a
//! manager's PIN never gives a storekeeper the till.

use super::{DocumentAct, Rights};

macro_rules! sensitive {
    ($($name:ident = $key:literal $right:literal asks $base:literal $doc:literal;)*) => {
        /// An act that is watched: it leaves an audit row, whoever does it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum SensitiveAct {
            $(#[doc = $doc] $name,)*
        }

        impl SensitiveAct {
            /// All of them.
            pub const ALL: &[SensitiveAct] = &[$(SensitiveAct::$name),*];

            /// The key in audit rows and screens, `price_change`.
            pub const fn key(self) -> &'static str {
                match self { $(SensitiveAct::$name => $key),* }
            }

            /// The right to do it alone. Reversal has it for every kind.
            pub const fn right(self) -> &'static str {
                match self { $(SensitiveAct::$name => $right),* }
            }

            /// The right to ask a manager for it.
            pub const fn asks(self) -> &'static str {
                match self { $(SensitiveAct::$name => $base),* }
            }
        }
    };
}

sensitive! {
    PriceChange = "price_change" "till.price" asks "till.sell"
        "A price by hand 改价.";
    DiscountOver = "discount_over" "till.discount_over" asks "till.discount"
        "More off than the operator's limit 超限折扣.";
    BelowCost = "below_cost" "till.below_cost" asks "till.sell"
        "Sold for less than it cost 低于成本.";
    NegativeCost = "negative_cost" "till.negative_cost" asks "till.sell"
        "Sold at a cost below zero 成本为负.";
    CreditOver = "credit_over" "till.credit" asks "till.sell"
        "On account beyond the credit limit 超信用额度.";
    NegativeStock = "negative_stock" "till.negative_stock" asks "till.sell"
        "Sold without stock 负库存.";
    Reversal = "reversal" "document.reverse" asks "document.see"
        "A red document 红字冲账.";
    DrawerOpen = "drawer_open" "till.drawer" asks "till.sell"
        "The drawer opened without a sale 开钱箱.";
}

impl SensitiveAct {
    /// The act that a right allows, `document.reverse:CG` included.
    pub fn of_right(right: &str) -> Option<SensitiveAct> {
        let name = right.split_once(':').map_or(right, |(act, _)| act);
        SensitiveAct::ALL.iter().copied().find(|act| act.right() == name)
    }

    /// Whether somebody with these rights may ask a manager for what `right` allows. To ask for the
    /// reversal of a kind one must see that kind.
    pub fn may_ask(self, rights: &Rights, right: &str) -> bool {
        match (DocumentAct::from_right(self.asks()), right.split_once(':')) {
            (Some(act), Some((_, kind))) => rights.may(&format!("{}:{kind}", act.right())),
            _ => rights.may(self.asks()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::{Grant, ShippedRole};

    #[test]
    fn a_cashier_may_ask_for_a_price_and_a_storekeeper_may_not() {
        let act = SensitiveAct::of_right("till.price").unwrap();
        assert_eq!(act, SensitiveAct::PriceChange);
        assert!(act.may_ask(&ShippedRole::Cashier.rights(), "till.price"));
        assert!(!act.may_ask(&ShippedRole::Storekeeper.rights(), "till.price"));
    }

    #[test]
    fn a_reversal_is_asked_for_by_whoever_sees_that_kind() {
        let rights = Rights::of(&[Grant::new("document.see:LS")]);
        let act = SensitiveAct::of_right("document.reverse:LS").unwrap();
        assert!(act.may_ask(&rights, "document.reverse:LS"));
        assert!(!act.may_ask(&rights, "document.reverse:CG"));
    }

    #[test]
    fn a_right_that_is_no_sensitive_act_cannot_be_lent() {
        assert_eq!(SensitiveAct::of_right("operator.edit"), None);
        assert_eq!(SensitiveAct::of_right("cost.see"), None);
    }
}
