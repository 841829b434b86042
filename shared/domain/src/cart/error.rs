//! What the cart refuses. Facts with fields; screens translate them.

use thiserror::Error;

use crate::amount::Amount;
use crate::master::tender::TenderCode;
use crate::price::UnitPrice;
use crate::quantity::Quantity;

/// Why the cart refuses an act. Facts with fields; lines by position from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CartError {
    /// Nothing is in the cart.
    #[error("the cart is empty")]
    EmptyCart,
    /// The cart has no such line.
    #[error("there is no line {line}")]
    LineUnknown {
        /// Position from 1.
        line: usize,
    },
    /// A quantity must be above zero.
    #[error("line {line}: quantity {quantity} is not above zero")]
    QuantityNotPositive {
        /// Position from 1.
        line: usize,
        /// The quantity it would have.
        quantity: Quantity,
    },
    /// A line has no price, and zero was not typed as its price.
    #[error("line {line} has no price")]
    NoPrice {
        /// Position from 1.
        line: usize,
    },
    /// A price is below zero.
    #[error("line {line}: price {price} is below zero")]
    PriceNegative {
        /// Position from 1.
        line: usize,
        /// Price.
        price: UnitPrice,
    },
    /// More is taken off than the ceiling lets, or the discount is below zero.
    #[error("at most {limit} may be taken off")]
    DiscountTooHigh {
        /// Position from 1; 0 for the whole ticket.
        line: usize,
        /// What may be taken off at most.
        limit: Amount,
    },
    /// The tenders do not cover what is due.
    #[error("{remaining} remains to be paid")]
    TenderShort {
        /// What is missing.
        remaining: Amount,
    },
    /// More is given than remains, by a tender that gives no change.
    #[error("only {remaining} remains to be paid")]
    TenderTooMuch {
        /// What remained; below zero when what was given before is too much already.
        remaining: Amount,
    },
    /// A tender must be above zero, in whole minor units.
    #[error("{amount} is no amount to give")]
    TenderNotPositive {
        /// Amount.
        amount: Amount,
    },
    /// No such tender.
    #[error("there is no tender {tender:?}")]
    TenderUnknown {
        /// Tender.
        tender: TenderCode,
    },
    /// The cart has no tender at that place.
    #[error("there is no tender line {line}")]
    TenderLineUnknown {
        /// Position from 1.
        line: usize,
    },
}
