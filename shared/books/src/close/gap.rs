//! Gaps 差异: what keeps a month from closing.
//!
//! Owns their list; each names the documents that it concerns, as far as there are any. Leaves out
//! finding them (`proof`, `month`, `company`) and their wording on screens. Invariant: a gap is a fact
//! with fields, so that a screen translates it and leads to its documents.

use std::fmt;

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;
use fenhao_domain::id::DocumentId;
use fenhao_domain::module::Module;

use crate::{rebuild, reconcile, verify};

/// What keeps a month from closing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// An earlier month is open.
    EarlierOpen {
        /// Which.
        month: Month,
    },
    /// A later month is closed; it is opened first.
    LaterClosed {
        /// Which.
        month: Month,
    },
    /// A module that closes before has not.
    ModuleOpen {
        /// Which.
        module: Module,
    },
    /// A stored document or its row is not what was signed.
    Stored(verify::Fault),
    /// Rows of a document are not what it derives to, or a sum is not the fold of its rows.
    Row {
        /// What differs.
        difference: rebuild::Difference,
        /// The documents that it concerns.
        documents: Vec<DocumentId>,
    },
    /// Two ledgers differ.
    Books {
        /// What differs.
        difference: reconcile::Difference,
        /// The documents that it concerns.
        documents: Vec<DocumentId>,
    },
    /// What is open on a partner's documents is not the partner's balance.
    Items {
        /// Account.
        account: AccountCode,
        /// Party.
        party: i64,
        /// Open on documents.
        items: Amount,
        /// The partner's balance.
        balance: Amount,
        /// The documents that it concerns.
        documents: Vec<DocumentId>,
    },
    /// HQ holds a document back.
    Held {
        /// Its number.
        number: String,
    },
    /// A branch has neither closed the month nor is named as an exception.
    BranchOpen {
        /// Its code.
        code: String,
    },
    /// A branch's close says another balance than HQ's books.
    SealDiffers {
        /// The branch's code.
        code: String,
        /// Account.
        account: AccountCode,
        /// Debit less credit in the close.
        sealed: Amount,
        /// Debit less credit in HQ's books.
        booked: Amount,
    },
}

impl Gap {
    /// The documents that it concerns; empty where only a whole ledger is known to be wrong.
    pub fn documents(&self) -> Vec<DocumentId> {
        use verify::Fault::{Chain, NoContent, NotBooked, Postings, Row, Unreadable};
        match self {
            Gap::Row { documents, .. }
            | Gap::Books { documents, .. }
            | Gap::Items { documents, .. } => documents.clone(),
            Gap::Stored(
                Chain { id }
                | Unreadable { id }
                | NotBooked { id }
                | Row { id, .. }
                | NoContent { id }
                | Postings { id },
            ) => vec![*id],
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Gap::EarlierOpen { month } => write!(f, "{month} is open"),
            Gap::LaterClosed { month } => write!(f, "{month} is closed"),
            Gap::ModuleOpen { module } => write!(f, "{module} is open"),
            Gap::Stored(fault) => write!(f, "{fault:?}"),
            Gap::Row { difference, documents } => write!(f, "{difference:?} of {documents:?}"),
            Gap::Books { difference, documents } => write!(f, "{difference:?} of {documents:?}"),
            Gap::Items { account, party, items, balance, .. } => {
                write!(f, "{items} is open in {account} for {party}, its balance is {balance}")
            }
            Gap::Held { number } => write!(f, "{number} is held back"),
            Gap::BranchOpen { code } => write!(f, "{code} has not closed it"),
            Gap::SealDiffers { code, account, sealed, booked } => {
                write!(f, "{code} closed {account} at {sealed}, booked is {booked}")
            }
        }
    }
}
