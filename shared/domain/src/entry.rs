//! Postings 过账结果: what a document does to the books, as plain rows.
//!
//! Owns account entries and stock moves and the proof that they balance. Leaves out how they are
//! derived (`posting`) and stored. Invariant: per branch, debits equal credits; the value of the
//! moves of a stock class equals the change of its account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::{self, AccountCode};
use crate::amount::Amount;
use crate::document::LayerId;
use crate::id::{AssetId, BranchId, DocumentId, PartnerId, ProductId, WarehouseNo};
use crate::quantity::Quantity;
use crate::stock::{StockClass, StockKey};

/// Debit or credit 借贷方向. A red-letter entry keeps its side and has a negative amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// Debit 借.
    Debit,
    /// Credit 贷.
    Credit,
}

/// Whom or what an entry concerns where an account is kept one by one 往来对象.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Party {
    /// A customer or supplier.
    Partner(PartnerId),
    /// Another branch.
    Branch(BranchId),
    /// A fixed asset or a deferred expense 固定资产、待摊费用.
    Asset(AssetId),
}

/// Below this stand the numbers of assets.
const ASSETS: i64 = -(1 << 40);

impl Party {
    /// The stored number: a partner's id, −1 − branch, or −2^40 − asset. Branch 3 is −4.
    pub fn number(self) -> i64 {
        match self {
            Party::Partner(id) => i64::try_from(id.0).expect("partner ids stay below 2^63"),
            Party::Branch(id) => -1 - i64::from(id.0),
            Party::Asset(id) => ASSETS - i64::from(id.0),
        }
    }

    /// The party of a stored number; none for 0.
    pub fn from_number(number: i64) -> Option<Party> {
        match number {
            0 => None,
            n if n > 0 => Some(Party::Partner(PartnerId(n.unsigned_abs()))),
            n if n <= ASSETS => u32::try_from(ASSETS - n).ok().map(|a| Party::Asset(AssetId(a))),
            n => u32::try_from(-1 - n).ok().map(|b| Party::Branch(BranchId(b))),
        }
    }
}

/// The open item 未清项 of AR or AP that an entry belongs to: what is owed is owed by document
/// (`features.md` 203).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// The document that is posted.
    This,
    /// An earlier one.
    Of(DocumentId),
}

/// An account entry 分录.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountEntry {
    /// Whose books.
    pub branch: BranchId,
    /// Account.
    pub account: AccountCode,
    /// Party, where the account is kept by partner.
    pub party: Option<Party>,
    /// Open item, where the account is kept by document.
    pub item: Option<Item>,
    /// Side.
    pub side: Side,
    /// Amount; negative in red letters.
    pub amount: Amount,
}

impl AccountEntry {
    /// The amount as debit less credit.
    pub fn signed(&self) -> Amount {
        match self.side {
            Side::Debit => self.amount,
            Side::Credit => -self.amount,
        }
    }
}

/// A move of goods 库存变动.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockMove {
    /// Whose stock.
    pub branch: BranchId,
    /// Warehouse.
    pub warehouse: WarehouseNo,
    /// Class.
    pub class: StockClass,
    /// The partner at whom, or from whom, the goods are; none for own goods in a store.
    pub party: Option<Party>,
    /// Product.
    pub product: ProductId,
    /// The document's line, from 1.
    pub line: u32,
    /// Quantity, signed.
    pub quantity: Quantity,
    /// Value, signed. What a class owes (consigned-in) has the sign of its quantity.
    pub value: Amount,
}

/// A move of a cost layer 成本层变动.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerMove {
    /// Whose stock.
    pub branch: BranchId,
    /// The balance whose layer it is.
    pub key: StockKey,
    /// The layer; none for the one that this document's line makes.
    pub layer: Option<LayerId>,
    /// The document's line, from 1.
    pub line: u32,
    /// Quantity, signed.
    pub quantity: Quantity,
    /// Value, signed.
    pub value: Amount,
}

/// All that a document does to the books.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Postings {
    /// Account entries in the order of the voucher.
    pub entries: Vec<AccountEntry>,
    /// Stock moves in the order of the lines.
    pub moves: Vec<StockMove>,
    /// Moves of cost layers; none where cost is the average.
    pub layers: Vec<LayerMove>,
}

/// How postings fail their proof. It means a broken invariant, not wrong input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BalanceError {
    /// Debits and credits differ.
    #[error("branch {branch:?}: debits exceed credits by {difference}")]
    Unbalanced {
        /// Whose books.
        branch: BranchId,
        /// Debit less credit.
        difference: Amount,
    },
    /// The moves of a class and its account differ.
    #[error(
        "branch {branch:?}: stock of account {account} moves by {moved}, its account by {posted}"
    )]
    StockDiffers {
        /// Whose books.
        branch: BranchId,
        /// The class's account.
        account: AccountCode,
        /// Value of the moves.
        moved: Amount,
        /// Debit less credit of the account.
        posted: Amount,
    },
}

impl Postings {
    /// Adds a debit; nothing for a zero amount.
    pub fn debit(
        &mut self,
        branch: BranchId,
        account: AccountCode,
        party: Option<Party>,
        amount: Amount,
    ) {
        self.entry(AccountEntry { branch, account, party, item: None, side: Side::Debit, amount });
    }

    /// Adds a credit; nothing for a zero amount.
    pub fn credit(
        &mut self,
        branch: BranchId,
        account: AccountCode,
        party: Option<Party>,
        amount: Amount,
    ) {
        self.entry(AccountEntry { branch, account, party, item: None, side: Side::Credit, amount });
    }

    /// Adds an entry to the voucher, into the one of the same account, party and side if there is
    /// one.
    pub fn entry(&mut self, entry: AccountEntry) {
        if entry.amount.is_zero() {
            return;
        }
        let twin = self.entries.iter_mut().find(|e| {
            (e.branch, e.account, e.party, e.item, e.side)
                == (entry.branch, entry.account, entry.party, entry.item, entry.side)
        });
        match twin {
            Some(twin) => twin.amount += entry.amount,
            None => self.entries.push(entry),
        }
    }

    /// Drops entries that came to nothing, and gives those of AR and AP that name no item the one
    /// of their document: `item`.
    pub fn settle(&mut self, item: Item) {
        self.entries.retain(|entry| !entry.amount.is_zero());
        for entry in &mut self.entries {
            if entry.item.is_none() && entry.party.is_some() && account::by_item(entry.account) {
                entry.item = Some(item);
            }
        }
    }

    /// Proves the invariants of this file.
    pub fn prove(&self) -> Result<(), BalanceError> {
        let mut sums: BTreeMap<BranchId, Amount> = BTreeMap::new();
        let mut stock: BTreeMap<(BranchId, AccountCode), (Amount, Amount)> = BTreeMap::new();
        for entry in &self.entries {
            *sums.entry(entry.branch).or_default() += entry.signed();
            if is_stock_account(entry.account) {
                stock.entry((entry.branch, entry.account)).or_default().1 += entry.signed();
            }
        }
        for moved in &self.moves {
            if let Some(account) = moved.class.account() {
                let value = moved.class.as_debit(moved.value);
                stock.entry((moved.branch, account)).or_default().0 += value;
            }
        }
        for (branch, difference) in sums {
            if !difference.is_zero() {
                return Err(BalanceError::Unbalanced { branch, difference });
            }
        }
        for ((branch, account), (moved, posted)) in stock {
            if moved != posted {
                return Err(BalanceError::StockDiffers { branch, account, moved, posted });
            }
        }
        Ok(())
    }
}

/// True for the accounts that hold the value of stock.
pub fn is_stock_account(account: AccountCode) -> bool {
    StockClass::ALL.iter().any(|class| class.account() == Some(account))
}
