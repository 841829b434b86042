//! What is written down of a numbered piece 序列号资料: its end user, a state set by hand, a number
//! voided (`features.md` 255, 264, 266; decision D14). The branch that has the piece writes it.

use serde::{Deserialize, Serialize};

use crate::calendar::BusinessDate;
use crate::id::{BranchId, ProductId};
use crate::serial::SerialState;

/// The end user of a piece 终端用户.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EndUser {
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// Since when it has the piece.
    pub since: Option<BusinessDate>,
    /// Remark.
    pub remark: String,
}

/// What a note does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SerialMark {
    /// Says who uses it.
    User(EndUser),
    /// Sets its state by hand (loose products).
    State(SerialState),
    /// Voids a surplus number 已作废: it is out of the books, its history stays.
    Voided,
}

/// A note on a numbered piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SerialNote {
    /// Whose books.
    pub branch: BranchId,
    /// Product.
    pub product: ProductId,
    /// The number.
    pub number: String,
    /// What is noted.
    pub mark: SerialMark,
}
