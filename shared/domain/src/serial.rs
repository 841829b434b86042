//! Serial numbers 序列号: the sixteen states in which a numbered piece can be.
//!
//! Owns the states (`features.md` 263, decision D1). Leaves out which document makes which
//! transition (`transition`), pieces on documents (`piece`), modes (`mode`) and how numbers are typed (`range`). Invariant: numbers of
//! states never change, for they stand in signed bytes.

use serde::{Deserialize, Serialize};

pub mod mode;
pub mod piece;
pub mod range;
pub mod transition;

macro_rules! states {
    ($($name:ident = $number:literal $key:literal $zh:literal $en:literal;)*) => {
        /// The state of a numbered piece 序列号状态.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize)]
        pub enum SerialState { $(#[doc = concat!($zh, ".")] $name = $number),* }

        impl SerialState {
            /// All states.
            pub const ALL: &[SerialState] = &[$(SerialState::$name),*];

            /// The state of a stored number.
            pub fn from_number(number: u64) -> Option<SerialState> {
                match number { $($number => Some(SerialState::$name),)* _ => None }
            }

            /// The key that screens translate.
            pub const fn key(self) -> &'static str {
                match self { $(SerialState::$name => $key),* }
            }

            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(SerialState::$name => $zh),* }
            }

            /// The English name.
            pub const fn en(self) -> &'static str {
                match self { $(SerialState::$name => $en),* }
            }

            /// The state of a key.
            pub fn from_key(key: &str) -> Option<SerialState> {
                SerialState::ALL.iter().copied().find(|state| state.key() == key)
            }
        }
    };
}

states! {
    InStock = 1 "in_stock" "库存中" "in stock";
    Sold = 2 "sold" "已销售" "sold";
    Returned = 3 "returned" "已退货" "returned to the supplier";
    Lost = 4 "lost" "已报损" "written off";
    Given = 5 "given" "已赠送" "given away";
    ConsignedIn = 6 "consigned_in" "受托代销库存中" "in stock for a consignor";
    ConsignedInReturned = 7 "consigned_in_returned" "受托代销已退货" "returned to the consignor";
    ConsignedInSold = 8 "consigned_in_sold" "受托代销已销售" "sold for a consignor";
    ConsignedInLost = 9 "consigned_in_lost" "受托代销已报损" "written off for a consignor";
    ConsignedInGiven = 10 "consigned_in_given" "受托代销已赠送" "given away for a consignor";
    ConsignedInSettled = 11 "consigned_in_settled" "受托代销已结算" "settled with the consignor";
    ConsignedOut = 12 "consigned_out" "委托代销已发货" "at a consignee";
    ConsignedOutSettled = 13 "consigned_out_settled" "委托代销已结算" "settled by the consignee";
    Assembled = 14 "assembled" "已拆装出库" "used up in assembly";
    ConsignedInAssembled = 15 "consigned_in_assembled" "受托代销已拆装出库" "used up in assembly for a consignor";
    Repaired = 16 "repaired" "已返修" "returned for repair";
}

impl SerialState {
    /// Whether the piece counts among the goods in our stores.
    pub const fn is_here(self) -> bool {
        matches!(self, SerialState::InStock | SerialState::ConsignedIn | SerialState::Repaired)
    }

    /// Whether it has an end user 终端用户 whose name may be written down (`features.md` 264).
    pub const fn has_user(self) -> bool {
        use SerialState as S;
        matches!(
            self,
            S::Sold
                | S::Given
                | S::Repaired
                | S::ConsignedInSold
                | S::ConsignedInGiven
                | S::ConsignedOut
                | S::ConsignedOutSettled
                | S::Assembled
                | S::ConsignedInAssembled
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_states_have_an_end_user() {
        assert_eq!(SerialState::ALL.iter().filter(|state| state.has_user()).count(), 9);
    }

    #[test]
    fn there_are_sixteen_states() {
        assert_eq!(SerialState::ALL.len(), 16);
        for &state in SerialState::ALL {
            assert_eq!(SerialState::from_number(state as u64), Some(state));
        }
    }
}
