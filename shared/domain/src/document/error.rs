//! What is wrong with a document 单据错误: facts with fields; screens translate them.
//!
//! Owns the errors of `check`. Leaves out what only the books can know (stock, originals, periods).

use thiserror::Error;

use crate::account::AccountCode;
use crate::amount::Amount;
use crate::quantity::Quantity;

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// Neither goods nor account lines.
    #[error("the document has no lines")]
    NoLines,
    /// More lines than a document may have.
    #[error("{count} lines are more than {limit}")]
    TooManyLines {
        /// Lines.
        count: usize,
        /// Limit.
        limit: usize,
    },
    /// A quantity has the wrong sign.
    #[error("line {line}: quantity {quantity} has the wrong sign")]
    QuantitySign {
        /// Position from 1.
        line: usize,
        /// Quantity.
        quantity: Quantity,
    },
    /// A quantity is zero where goods must move.
    #[error("line {line}: the quantity is zero")]
    QuantityZero {
        /// Position from 1.
        line: usize,
    },
    /// An amount is finer than the currency's minor unit.
    #[error("line {line}: {amount} is finer than the minor unit")]
    AmountTooFine {
        /// Position from 1, 0 for the document itself.
        line: usize,
        /// Amount.
        amount: Amount,
    },
    /// Tenders do not cover what is due and no partner takes the rest.
    #[error("{remaining} remains unpaid")]
    Unpaid {
        /// What is missing (negative: too much).
        remaining: Amount,
    },
    /// The partner is missing.
    #[error("the partner is missing")]
    PartnerMissing,
    /// The other branch is missing or is the branch itself.
    #[error("the counterpart branch is missing")]
    CounterpartMissing,
    /// A reason is missing.
    #[error("the reason is missing")]
    ReasonMissing,
    /// The second warehouse is missing or is the first.
    #[error("the other warehouse is missing")]
    WarehouseMissing,
    /// The document it must follow from is missing.
    #[error("the document it follows from is missing")]
    OriginalMissing,
    /// Account lines stand on the wrong side: the document would do the opposite of its name.
    #[error("the account lines come to {amount}, on the wrong side")]
    WrongSide {
        /// What they come to.
        amount: Amount,
    },
    /// The asset or deferred expense is not named.
    #[error("the asset is missing")]
    AssetMissing,
    /// The days that it is about are missing.
    #[error("the days from and to are missing")]
    SpanMissing,
    /// An account that documents of goods and branches keep.
    #[error("account {account} is not written by hand")]
    AccountNotTaken {
        /// The account.
        account: AccountCode,
    },
    /// An account line that does not say whom or what it concerns.
    #[error("account {account} is kept by partner or asset, and none is named")]
    PartyMissing {
        /// The account.
        account: AccountCode,
    },
    /// What is given or earned is nothing.
    #[error("line {line}: {amount} is no amount to give")]
    NothingGiven {
        /// Position from 1.
        line: usize,
        /// What is given.
        amount: Amount,
    },
    /// Not as many serial numbers as pieces.
    #[error("line {line}: {given} serial numbers for {quantity}")]
    SerialCount {
        /// Position from 1.
        line: usize,
        /// Serial numbers given.
        given: usize,
        /// Quantity.
        quantity: Quantity,
    },
    /// A serial number stands twice.
    #[error("line {line}: serial number {serial} stands twice")]
    SerialTwice {
        /// Position from 1.
        line: usize,
        /// The number.
        serial: String,
    },
    /// Nothing is settled or paid.
    #[error("nothing is paid and nothing is settled")]
    NothingPaid,
    /// Account lines do not balance.
    #[error("the account lines differ by {difference}")]
    EntriesUnbalanced {
        /// Debit less credit.
        difference: Amount,
    },
    /// The kind does not take such lines.
    #[error("this kind takes no {what}")]
    NotTaken {
        /// `tenders`, `entries`, `discounts`…
        what: &'static str,
    },
}
