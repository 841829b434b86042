//! Postings 过账结果: what a document does to the books, as plain rows.
//!
//! Owns account entries and stock moves and the proof that they balance. Leaves out how they are
//! derived (`posting`) and stored. Invariant: per branch, debits equal credits; the value of the
//! moves of a stock class equals the change of its account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::{self, AccountCode};
use crate::amount::Amount;
use crate::id::{BranchId, PartnerId, ProductId, WarehouseNo};
use crate::quantity::Quantity;

/// Debit or credit 借贷方向. A red-letter entry keeps its side and has a negative amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// Debit 借.
    Debit,
    /// Credit 贷.
    Credit,
}

/// Whom an entry of AR, AP or inter-branch clearing concerns 往来对象.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Party {
    /// A customer or supplier.
    Partner(PartnerId),
    /// Another branch.
    Branch(BranchId),
}

impl Party {
    /// The stored number: a partner's id, or −1 − branch. Branch 3 is −4.
    pub fn number(self) -> i64 {
        match self {
            Party::Partner(id) => i64::try_from(id.0).expect("partner ids stay below 2^63"),
            Party::Branch(id) => -1 - i64::from(id.0),
        }
    }

    /// The party of a stored number; none for 0.
    pub fn from_number(number: i64) -> Option<Party> {
        match number {
            0 => None,
            n if n > 0 => Some(Party::Partner(PartnerId(n.unsigned_abs()))),
            n => u32::try_from(-1 - n).ok().map(|b| Party::Branch(BranchId(b))),
        }
    }
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

/// A stock class 库存类别 of a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StockClass {
    /// Own goods 自有库存.
    Own = 1,
    /// Dispatched, not received yet; the sender's 在途.
    InTransit = 2,
    /// At a consignee, still ours 委托代销.
    ConsignedOut = 3,
}

impl StockClass {
    /// The stored number.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The class of a stored number.
    pub fn from_number(number: i64) -> Option<StockClass> {
        match number {
            1 => Some(StockClass::Own),
            2 => Some(StockClass::InTransit),
            3 => Some(StockClass::ConsignedOut),
            _ => None,
        }
    }

    /// The key that screens translate.
    pub const fn key(self) -> &'static str {
        match self {
            StockClass::Own => "own",
            StockClass::InTransit => "in_transit",
            StockClass::ConsignedOut => "consigned_out",
        }
    }

    /// The account that holds the value of the class.
    pub const fn account(self) -> AccountCode {
        match self {
            StockClass::Own => account::INVENTORY,
            StockClass::InTransit => account::IN_TRANSIT,
            StockClass::ConsignedOut => account::CONSIGNED_OUT,
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
    /// Product.
    pub product: ProductId,
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
        self.entry(AccountEntry { branch, account, party, side: Side::Debit, amount });
    }

    /// Adds a credit; nothing for a zero amount.
    pub fn credit(
        &mut self,
        branch: BranchId,
        account: AccountCode,
        party: Option<Party>,
        amount: Amount,
    ) {
        self.entry(AccountEntry { branch, account, party, side: Side::Credit, amount });
    }

    /// Adds an entry to the voucher, into the one of the same account, party and side if there is
    /// one.
    pub fn entry(&mut self, entry: AccountEntry) {
        if entry.amount.is_zero() {
            return;
        }
        let twin = self.entries.iter_mut().find(|e| {
            (e.branch, e.account, e.party, e.side)
                == (entry.branch, entry.account, entry.party, entry.side)
        });
        match twin {
            Some(twin) => twin.amount += entry.amount,
            None => self.entries.push(entry),
        }
    }

    /// Drops entries that came to nothing.
    pub fn settle(&mut self) {
        self.entries.retain(|entry| !entry.amount.is_zero());
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
            stock.entry((moved.branch, moved.class.account())).or_default().0 += moved.value;
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
    [account::INVENTORY, account::IN_TRANSIT, account::CONSIGNED_OUT].contains(&account)
}
