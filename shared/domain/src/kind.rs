//! Kinds of documents 单据类别: one row each. Adding a kind starts here.
//!
//! Owns the table that binds a kind's code and names to its rules (`document/*`) and its postings
//! (`posting/*`). Leaves out the rules themselves. Invariant: codes and numbers never change or
//! return, for they stand in signed bytes.
//!
//! The way in for a new kind: a row here, `document/x.rs` (what it must hold, how its cost is
//! found), `posting/x.rs` with a golden voucher, `scenarios/x.md`, and its right in `permission`.

use crate::document::{Document, DocumentError, opening, purchase, retail, stock, transfer};
use crate::entry::Postings;
use crate::posting;

/// How the price step finds the cost of a kind's lines (`cost`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Costing {
    /// Goods leave at the cost of the books.
    Issue,
    /// Goods come in at the line's own unit cost.
    Receive,
    /// Goods come back at the cost at which they left.
    Return,
    /// Goods come in at the line's cost if it has one, else at the cost of the books.
    Find,
}

macro_rules! kinds {
    ($($code:ident = $number:literal $zh:literal $en:literal
        $file:ident $costing:ident $derive:path;)*) => {
        /// A kind of document. Variants are the field's two-letter codes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum Kind {
            $(#[doc = concat!($zh, " ", $en, ".")] $code = $number,)*
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &[Kind] = &[$(Kind::$code),*];

            /// The code that people read, `LS`.
            pub const fn code(self) -> &'static str {
                match self { $(Kind::$code => stringify!($code)),* }
            }

            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(Kind::$code => $zh),* }
            }

            /// The English name.
            pub const fn en(self) -> &'static str {
                match self { $(Kind::$code => $en),* }
            }

            /// How its cost is found.
            pub const fn costing(self) -> Costing {
                match self { $(Kind::$code => Costing::$costing),* }
            }

            /// The number that stands in signed bytes.
            pub const fn number(self) -> u16 {
                self as u16
            }

            /// The kind of a number; none for a kind of a later version.
            pub fn from_number(number: u16) -> Option<Kind> {
                match number { $($number => Some(Kind::$code),)* _ => None }
            }

            /// The kind of a code.
            pub fn from_code(code: &str) -> Option<Kind> {
                Kind::ALL.iter().copied().find(|kind| kind.code() == code)
            }

            /// The kind's own rules for what a document must hold.
            pub fn check(self, document: &Document) -> Result<(), DocumentError> {
                match self { $(Kind::$code => $file::check(document)),* }
            }

            /// The kind's own postings.
            pub(crate) fn derive(self, document: &Document, postings: &mut Postings) {
                match self { $(Kind::$code => $derive(document, postings)),* }
            }
        }
    };
}

kinds! {
    LS = 1 "零售单" "retail sale" retail Issue posting::retail::sale;
    LT = 2 "零售退货" "retail return" retail Return posting::retail::sale_return;
    CG = 3 "采购入库" "purchase receipt" purchase Receive posting::purchase::goods_receipt;
    QC = 4 "期初" "opening balance" opening Receive posting::opening::opening;
    BS = 5 "报损" "loss" stock Issue posting::stock::loss;
    BY = 6 "报溢" "overage" stock Find posting::stock::overage;
    FH = 7 "调拨发货" "dispatch to another branch" transfer Issue posting::transfer::dispatch;
    RS = 8 "调拨收货" "receipt of a dispatch" transfer Receive posting::transfer::receipt;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_numbers_lead_back_to_their_kind() {
        for &kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
            assert_eq!(Kind::from_number(kind.number()), Some(kind));
        }
        assert_eq!(Kind::from_number(60_000), None);
    }
}
