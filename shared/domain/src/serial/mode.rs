//! The switch between modes 序列号管理方式切换, and when a number may be voided (`features.md` 257, 258,
//! 266, decision D14).
//!
//! Owns the conditions. Leaves out who may ask and what is counted (the books). Invariant: a product
//! becomes strict only when as many pieces are known as there are goods.

use thiserror::Error;

use crate::master::product::SerialMode;
use crate::quantity::Quantity;

/// What a switch does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// Nothing but the switch.
    AtOnce,
    /// It forgets these pieces; a person confirms that first.
    Clears {
        /// Pieces in stock.
        pieces: u64,
    },
}

/// Goods whose numbers are not known yet.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{stock} in stock, {pieces} serial numbers known")]
pub struct NumbersMissing {
    /// Goods in stock.
    pub stock: Quantity,
    /// Pieces known to be in stock.
    pub pieces: u64,
}

/// Whether a product may change its mode, with what is in stock of it.
pub fn switch(
    from: SerialMode,
    to: SerialMode,
    stock: Quantity,
    pieces: u64,
) -> Result<Switch, NumbersMissing> {
    match (from, to) {
        (SerialMode::Strict, SerialMode::Strict) => Ok(Switch::AtOnce),
        (SerialMode::Strict, _) if stock.is_zero() && pieces == 0 => Ok(Switch::AtOnce),
        (SerialMode::Strict, _) => Ok(Switch::Clears { pieces }),
        (_, SerialMode::Strict) if stock == whole(pieces) => Ok(Switch::AtOnce),
        (_, SerialMode::Strict) => Err(NumbersMissing { stock, pieces }),
        (_, _) => Ok(Switch::AtOnce),
    }
}

/// Whether a number is a surplus: more pieces are known than there are goods.
pub fn is_surplus(stock: Quantity, pieces: u64) -> bool {
    whole(pieces) > stock
}

fn whole(pieces: u64) -> Quantity {
    Quantity::whole(i64::try_from(pieces).unwrap_or(i64::MAX / 1_000_000).min(i64::MAX / 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_becomes_free_at_once_only_when_nothing_is_there() {
        let free = |stock, pieces| {
            switch(SerialMode::Strict, SerialMode::None, Quantity::whole(stock), pieces)
        };
        assert_eq!(free(0, 0), Ok(Switch::AtOnce));
        assert_eq!(free(2, 2), Ok(Switch::Clears { pieces: 2 }));
    }

    #[test]
    fn free_becomes_strict_when_every_piece_is_known() {
        let strict = |stock, pieces| {
            switch(SerialMode::Loose, SerialMode::Strict, Quantity::whole(stock), pieces)
        };
        assert_eq!(strict(0, 0), Ok(Switch::AtOnce));
        assert_eq!(strict(2, 2), Ok(Switch::AtOnce));
        let missing = NumbersMissing { stock: Quantity::whole(2), pieces: 1 };
        assert_eq!(strict(2, 1), Err(missing));
    }

    #[test]
    fn a_number_is_voided_only_where_numbers_outnumber_goods() {
        assert!(is_surplus(Quantity::whole(1), 2));
        assert!(!is_surplus(Quantity::whole(2), 2));
    }
}
