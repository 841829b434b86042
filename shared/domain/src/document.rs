//! The document 单据: one shape for every kind; kinds differ in rules and postings, not in form.
//!
//! Owns header, goods lines, tenders and account lines, and the checks that hold for all kinds.
//! Leaves out prices (`pricing`), cost (`cost`) and postings (`posting`), which all look at it.
//! Invariant: what a document says it stores; nothing in it is ever computed again. A posted
//! document is never edited: a red document reverses it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::account::AccountCode;
use crate::amount::Amount;
use crate::calendar::{BusinessDate, Timestamp};
use crate::entry::{Party, Side};
use crate::id::{BranchId, DocumentId, EmployeeId, PartnerId, ProductId, WarehouseNo};
use crate::kind::Kind;
use crate::master::tender::TenderCode;
use crate::number::DocumentNumber;
use crate::price::{TaxRate, UnitPrice};
use crate::quantity::Quantity;

pub mod opening;
pub mod purchase;
pub mod retail;
pub mod stock;
pub mod transfer;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Kind.
    pub kind: Kind,
    /// The branch whose document it is.
    pub branch: BranchId,
    /// The number that people read.
    pub number: DocumentNumber,
    /// The date it is booked under.
    pub business_date: BusinessDate,
    /// When it was written, by the node's clock. Orders nothing.
    pub recorded_at: Timestamp,
    /// Who answers for it 经办人 (`features.md` 75).
    pub handler: EmployeeId,
    /// The warehouse of its goods.
    pub warehouse: WarehouseNo,
    /// Customer or supplier.
    pub partner: Option<PartnerId>,
    /// The other branch of a dispatch or its receipt.
    pub counterpart: Option<BranchId>,
    /// The document that this red document 红字 reverses.
    pub reverses: Option<DocumentId>,
    /// The document it follows from: a return its sale, a receipt its dispatch.
    pub refers_to: Option<DocumentId>,
    /// The key it had outside (a basket's number, the supplier's paper); empty for none.
    pub source: String,
    /// Remark or reason.
    pub remark: String,
    /// Goods.
    pub lines: Vec<Line>,
    /// Money.
    pub tenders: Vec<TenderLine>,
    /// Account lines as written (opening balances, vouchers).
    pub entries: Vec<EntryLine>,
    /// Rounding 抹零 in the customer's favour; its sign follows the document's.
    pub rounding: Amount,
}

/// A goods line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Product.
    pub product: ProductId,
    /// Quantity, in the product's base unit; ≥ 0 except in red documents.
    pub quantity: Quantity,
    /// List price of one unit, or its cost where goods come in. Shown, not multiplied again.
    pub unit_price: UnitPrice,
    /// Amount before discounts.
    pub list_amount: Amount,
    /// What is taken off, by kind.
    pub discounts: Vec<Discount>,
    /// Tax rate that was used.
    pub tax_rate: TaxRate,
    /// Tax inside the amount 价内税额.
    pub tax: Amount,
    /// Cost frozen by the price step: the value that moves.
    pub cost: Amount,
    /// Value left on a quantity of zero 成本尾差, frozen by the price step; ≥ 0 leaves stock.
    pub cost_residual: Amount,
    /// Line of the document referred to (returns, receipts); 0 for none.
    pub refers_to_line: u32,
}

/// Who gives a discount, and so which account bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DiscountKind {
    /// Agreed at the till 商业折扣: lowers revenue itself.
    Manual = 1,
    /// For members 会员折扣: shown beside revenue.
    Member = 2,
    /// The shop's match of a coupon 店铺配券: shown beside revenue.
    CouponMatch = 3,
    /// A manufacturer's coupon 厂商券: the customer pays less, the manufacturer owes it.
    Coupon = 4,
    /// A promotion 促销: lowers revenue itself.
    Promotion = 5,
}

impl DiscountKind {
    /// The kind of a stored number.
    pub fn from_number(number: u64) -> Option<DiscountKind> {
        match number {
            1 => Some(DiscountKind::Manual),
            2 => Some(DiscountKind::Member),
            3 => Some(DiscountKind::CouponMatch),
            4 => Some(DiscountKind::Coupon),
            5 => Some(DiscountKind::Promotion),
            _ => None,
        }
    }
}

/// A discount of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// Kind.
    pub kind: DiscountKind,
    /// Amount off; ≥ 0 except in red documents.
    pub amount: Amount,
    /// The manufacturer that owes a coupon, if known.
    pub claim_on: Option<PartnerId>,
}

/// A tender line 收付款: one a tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderLine {
    /// Tender.
    pub tender: TenderCode,
    /// The account it moves (frozen, so that no look-up is needed).
    pub account: AccountCode,
    /// What moves: net of change given.
    pub amount: Amount,
    /// What was handed over; equals `amount` when no change was given.
    pub handed: Amount,
}

/// An account line as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLine {
    /// Account.
    pub account: AccountCode,
    /// Party.
    pub party: Option<Party>,
    /// Side.
    pub side: Side,
    /// Amount.
    pub amount: Amount,
}

/// What is wrong with a document. Facts with fields; screens translate them.
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

/// Lines that a document may have at most.
pub const LINES_MAX: usize = 10_000;

impl Line {
    /// A line at list price without discounts.
    pub fn new(product: ProductId, quantity: Quantity, unit_price: UnitPrice) -> Line {
        Line {
            product,
            quantity,
            unit_price,
            list_amount: Amount::of(quantity, unit_price),
            discounts: Vec::new(),
            tax_rate: TaxRate::ZERO,
            tax: Amount::ZERO,
            cost: Amount::ZERO,
            cost_residual: Amount::ZERO,
            refers_to_line: 0,
        }
    }

    /// Sum of the discounts of a kind.
    pub fn discount(&self, kind: DiscountKind) -> Amount {
        self.discounts.iter().filter(|d| d.kind == kind).map(|d| d.amount).sum()
    }

    /// What the shop receives for the line: list amount less the discounts that the shop bears.
    pub fn amount(&self) -> Amount {
        let borne = self.discounts.iter().filter(|d| d.kind != DiscountKind::Coupon);
        self.list_amount - borne.map(|d| d.amount).sum()
    }

    /// What the customer pays for the line: its amount less manufacturers' coupons.
    pub fn payable(&self) -> Amount {
        self.amount() - self.discount(DiscountKind::Coupon)
    }
}

impl Document {
    /// Sum of what the shop receives for the goods.
    pub fn amount(&self) -> Amount {
        self.lines.iter().map(Line::amount).sum()
    }

    /// What the customer owes: the payable lines less rounding.
    pub fn due(&self) -> Amount {
        self.lines.iter().map(Line::payable).sum::<Amount>() - self.rounding
    }

    /// Sum of the tenders.
    pub fn tendered(&self) -> Amount {
        self.tenders.iter().map(|t| t.amount).sum()
    }

    /// True for a red document 红字.
    pub fn is_red(&self) -> bool {
        self.reverses.is_some()
    }

    /// Checks what holds for all kinds, then the kind's own rules.
    pub fn check(&self) -> Result<(), DocumentError> {
        if self.lines.is_empty() && self.entries.is_empty() {
            return Err(DocumentError::NoLines);
        }
        if self.lines.len() > LINES_MAX {
            return Err(DocumentError::TooManyLines { count: self.lines.len(), limit: LINES_MAX });
        }
        let fine = |line: usize, amount: Amount| match amount.is_minor() {
            true => Ok(()),
            false => Err(DocumentError::AmountTooFine { line, amount }),
        };
        fine(0, self.rounding)?;
        for tender in &self.tenders {
            fine(0, tender.amount)?;
        }
        for (at, line) in self.lines.iter().enumerate() {
            let wrong = if self.is_red() {
                line.quantity > Quantity::ZERO
            } else {
                line.quantity < Quantity::ZERO
            };
            if wrong {
                return Err(DocumentError::QuantitySign { line: at + 1, quantity: line.quantity });
            }
            for amount in [line.list_amount, line.tax, line.cost, line.cost_residual] {
                fine(at + 1, amount)?;
            }
            for discount in &line.discounts {
                fine(at + 1, discount.amount)?;
            }
        }
        self.kind.check(self)
    }

    /// The red document 红字冲账 that takes this one back: every figure negated, same cost
    /// (`features.md` 285, section 17). Number, date, time and handler are the new document's.
    pub fn reversal(&self, id: DocumentId) -> Document {
        let line = |line: &Line| Line {
            quantity: -line.quantity,
            list_amount: -line.list_amount,
            discounts: (line.discounts.iter())
                .map(|d| Discount { amount: -d.amount, ..*d })
                .collect(),
            tax: -line.tax,
            cost: -line.cost,
            cost_residual: -line.cost_residual,
            ..line.clone()
        };
        Document {
            reverses: Some(id),
            lines: self.lines.iter().map(line).collect(),
            tenders: (self.tenders.iter())
                .map(|t| TenderLine { amount: -t.amount, handed: -t.handed, ..t.clone() })
                .collect(),
            entries: (self.entries.iter())
                .map(|e| EntryLine { amount: -e.amount, ..e.clone() })
                .collect(),
            rounding: -self.rounding,
            ..self.clone()
        }
    }
}

/// Refuses a line without quantity.
fn no_zero_quantity(document: &Document) -> Result<(), DocumentError> {
    match document.lines.iter().position(|line| line.quantity.is_zero()) {
        Some(at) => Err(DocumentError::QuantityZero { line: at + 1 }),
        None => Ok(()),
    }
}

/// Refuses tenders.
fn no_tenders(document: &Document) -> Result<(), DocumentError> {
    match document.tenders.is_empty() && document.rounding.is_zero() {
        true => Ok(()),
        false => Err(DocumentError::NotTaken { what: "tenders" }),
    }
}

/// Refuses account lines.
fn no_entries(document: &Document) -> Result<(), DocumentError> {
    match document.entries.is_empty() {
        true => Ok(()),
        false => Err(DocumentError::NotTaken { what: "entries" }),
    }
}

/// Refuses a document whose tenders leave something open that no partner takes.
fn paid_or_on_account(document: &Document) -> Result<(), DocumentError> {
    let remaining = document.due() - document.tendered();
    match remaining.is_zero() || document.partner.is_some() {
        true => Ok(()),
        false => Err(DocumentError::Unpaid { remaining }),
    }
}
