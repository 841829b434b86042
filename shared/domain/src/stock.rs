//! Stock classes 库存类别: what goods are to the branch that counts them.
//!
//! Owns the classes, which account holds the value of each, and the place at which a balance is kept.
//! Leaves out moves (`entry`) and cost (`cost`). Invariant: a class either has an account that holds
//! its value, or carries no value at all (`domain.md` Document kinds).

use serde::{Deserialize, Serialize};

use crate::account::{self, AccountCode};
use crate::amount::Amount;
use crate::entry::Party;
use crate::id::{ProductId, WarehouseNo};

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $number:literal $key:literal $account:expr;)*) => {
        /// A stock class 库存类别.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[derive(Serialize, Deserialize)]
        pub enum StockClass { $($(#[$doc])* $name = $number),* }

        impl StockClass {
            /// All classes.
            pub const ALL: &[StockClass] = &[$(StockClass::$name),*];

            /// The class of a stored number.
            pub fn from_number(number: i64) -> Option<StockClass> {
                match number { $($number => Some(StockClass::$name),)* _ => None }
            }

            /// The key that screens translate.
            pub const fn key(self) -> &'static str {
                match self { $(StockClass::$name => $key),* }
            }

            /// The account that holds the value of the class; none where only quantity is kept.
            pub const fn account(self) -> Option<AccountCode> {
                match self { $(StockClass::$name => $account),* }
            }
        }
    };
}

classes! {
    /// Own goods 自有库存.
    #[default] Own = 1 "own" Some(account::INVENTORY);
    /// Dispatched, not received yet; the sender's 在途.
    InTransit = 2 "in_transit" Some(account::IN_TRANSIT);
    /// At a consignee, still ours 委托代销.
    ConsignedOut = 3 "consigned_out" Some(account::CONSIGNED_OUT);
    /// In our stock, not settled with the consignor yet 受托代销. A memo beside own goods; its
    /// value is what the consignor will ask for.
    ConsignedIn = 4 "consigned_in" Some(account::CONSIGNED_IN);
    /// Lent to a partner 借出: counted, not valued (decision D3).
    Lent = 5 "lent" None;
    /// Borrowed from a partner 借进: counted, not valued, not to be sold.
    Borrowed = 6 "borrowed" None;
    /// Promised by sales orders 已销售订货.
    Reserved = 7 "reserved" None;
    /// Expected by purchase orders 已进货订货.
    Expected = 8 "expected" None;
}

impl StockClass {
    /// The stored number.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// Value of the class as debit of its account: what is owed to consignors is a credit.
    pub fn as_debit(self, value: Amount) -> Amount {
        match self {
            StockClass::ConsignedIn => -value,
            _ => value,
        }
    }

    /// Whether the class keeps cost layers. What is on the way, and memos, do not.
    pub const fn has_layers(self) -> bool {
        matches!(self, StockClass::Own | StockClass::ConsignedOut)
    }

    /// What the class adds to the value of stock: goods of consignors stand among our own already.
    pub fn as_asset(self, value: Amount) -> Amount {
        match self {
            StockClass::ConsignedIn => Amount::ZERO,
            _ => value,
        }
    }
}

/// Where a balance of goods is kept: one balance for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StockKey {
    /// Product.
    pub product: ProductId,
    /// Warehouse.
    pub warehouse: WarehouseNo,
    /// Class.
    pub class: StockClass,
    /// The partner at whom, or from whom, the goods are.
    pub party: Option<Party>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lead_back_to_their_class() {
        for &class in StockClass::ALL {
            assert_eq!(StockClass::from_number(class.number()), Some(class));
        }
        assert_eq!(StockClass::from_number(0), None);
    }
}
