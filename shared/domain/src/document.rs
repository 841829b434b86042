//! The document 单据: one shape for every kind; kinds differ in rules and postings, not in form.
//!
//! Owns header, goods lines, tenders and account lines, and the checks that hold for all kinds.
//! Leaves out prices (`pricing`), cost (`cost`) and postings (`posting`), which all look at it.
//! Invariant: what a document says it stores; nothing in it is ever computed again. A posted
//! document is never edited: a red document reverses it.

use crate::amount::Amount;
use crate::calendar::{BusinessDate, Timestamp};
use crate::entry::Side;
use crate::id::{BranchId, DocumentId, EmployeeId, PartnerId, WarehouseNo};
use crate::kind::Kind;
use crate::number::DocumentNumber;
use crate::quantity::Quantity;
use crate::stock::StockClass;
use serde::{Deserialize, Serialize};

pub mod close;
pub mod consign_in;
pub mod consign_out;
pub mod error;
pub mod finance;
pub mod gift;
pub mod lending;
pub mod line;
pub mod opening;
pub mod order;
pub mod purchase;
pub mod rebate;
pub mod retail;
pub mod rule;
pub mod sale;
pub mod settle;
pub mod stock;
pub mod transfer;

pub use error::DocumentError;
pub use line::{
    Discount, DiscountKind, EntryLine, LayerId, LayerUse, Line, Lot, Note, NoteField, SerialUse,
    Settlement, TenderLine,
};
use rule::Price;

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
    /// The warehouse into which they go, where there are two (transfer, assembly).
    pub to_warehouse: Option<WarehouseNo>,
    /// The class into which an opening balance puts its goods; own goods for every other kind.
    pub class: StockClass,
    /// Which of its kind's forms it has.
    pub form: Form,
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
    /// What a payment settles 按单结算.
    pub settles: Vec<Settlement>,
    /// The day by which its open item is to be paid 收款期限 (`features.md` 198).
    pub due_date: Option<BusinessDate>,
    /// First and last day that it is about (rebate, price protection).
    pub span: Option<(BusinessDate, BusinessDate)>,
    /// Transport and the like.
    pub notes: Vec<Note>,
}

/// The form of a kind that has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Form {
    /// The usual one.
    #[default]
    Usual = 0,
    /// CG whose invoice has not come 暂估.
    Accrued = 1,
    /// JB that a supplier gives us.
    Earned = 2,
    /// PD counted without sight of the books 盲盘.
    Blind = 3,
    /// RS by which a sender takes back what did not arrive 未达收回.
    Undelivered = 4,
}

impl Form {
    /// The form of a stored number.
    pub fn from_number(number: u64) -> Option<Form> {
        [Form::Usual, Form::Accrued, Form::Earned, Form::Blind, Form::Undelivered]
            .into_iter()
            .find(|form| *form as u64 == number)
    }
}

/// Lines that a document may have at most.
pub const LINES_MAX: usize = 10_000;

impl Document {
    /// An empty document of a kind, in the goods store.
    pub fn new(
        kind: Kind,
        branch: BranchId,
        business_date: BusinessDate,
        recorded_at: Timestamp,
        handler: EmployeeId,
    ) -> Document {
        Document {
            kind,
            branch,
            number: DocumentNumber::default(),
            business_date,
            recorded_at,
            handler,
            warehouse: WarehouseNo::GOODS,
            to_warehouse: None,
            class: StockClass::Own,
            form: Form::Usual,
            partner: None,
            counterpart: None,
            reverses: None,
            refers_to: None,
            source: String::new(),
            remark: String::new(),
            lines: Vec::new(),
            tenders: Vec::new(),
            entries: Vec::new(),
            rounding: Amount::ZERO,
            settles: Vec::new(),
            due_date: None,
            span: None,
            notes: Vec::new(),
        }
    }

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

    /// Sum of the taxes of the lines.
    pub fn tax(&self) -> Amount {
        self.lines.iter().map(|line| line.tax).sum()
    }

    /// The account lines as debit less credit.
    pub fn entered(&self) -> Amount {
        let signed = |line: &EntryLine| match line.side {
            Side::Debit => line.amount,
            Side::Credit => -line.amount,
        };
        self.entries.iter().map(signed).sum()
    }

    /// Sum of what a payment settles.
    pub fn settled(&self) -> Amount {
        self.settles.iter().map(|settlement| settlement.amount).sum()
    }

    /// The figure that lists show: what the goods come to at their price, what they cost where
    /// they have none, else the money or the account lines. A sale of 29.70 shows 29.70, a loss
    /// its cost, a receipt of money what came.
    pub fn total(&self) -> Amount {
        let costs = || self.lines.iter().map(|line| line.cost).sum::<Amount>();
        match self.kind.rule().price {
            Price::Sale if !self.amount().is_zero() => self.amount(),
            Price::Cost | Price::Amount if !self.lines.is_empty() => {
                let amount = if self.amount().is_zero() { costs() } else { self.amount() };
                amount + self.tax()
            }
            _ if !self.lines.is_empty() => costs(),
            _ => {
                let side = |wanted| self.entries.iter().filter(move |line| line.side == wanted);
                let sum = |wanted| side(wanted).map(|line| line.amount).sum::<Amount>();
                let candidates = [self.tendered(), self.settled(), sum(Side::Debit)];
                let largest = candidates.into_iter().chain([sum(Side::Credit)]);
                largest.max_by_key(|amount| amount.abs()).unwrap_or_default()
            }
        }
    }

    /// True where goods go back that were received but never invoiced: what is accrued for them is
    /// no longer owed, and no credit note comes.
    pub fn returns_uninvoiced(&self) -> bool {
        self.kind == Kind::CT && self.form == Form::Accrued
    }

    /// True for a red document 红字.
    pub fn is_red(&self) -> bool {
        self.reverses.is_some()
    }

    /// Checks what holds for all kinds, then the kind's own rules.
    pub fn check(&self) -> Result<(), DocumentError> {
        let empty = self.lines.is_empty() && self.entries.is_empty();
        // A month without any balance is closed as well.
        if empty && self.tenders.is_empty() && self.settles.is_empty() && self.kind != Kind::YJC {
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
        for amount in (self.tenders.iter().map(|tender| tender.amount))
            .chain(self.entries.iter().map(|entry| entry.amount))
            .chain(self.settles.iter().map(|settlement| settlement.amount))
        {
            fine(0, amount)?;
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
            let residuals = [line.residual_out, line.residual_in, line.liability];
            for amount in [line.list_amount, line.tax, line.cost].into_iter().chain(residuals) {
                fine(at + 1, amount)?;
            }
            for discount in &line.discounts {
                fine(at + 1, discount.amount)?;
            }
        }
        self.kind.rule().check(self)
    }

    /// The red document 红字冲账 that takes this one back: every figure negated, same cost
    /// (`features.md` 285, section 17). Number, date, time and handler are the new document's.
    pub fn reversal(&self, id: DocumentId) -> Document {
        Document {
            reverses: Some(id),
            lines: self.lines.iter().map(|line| line.reversal(id)).collect(),
            tenders: (self.tenders.iter())
                .map(|t| TenderLine { amount: -t.amount, handed: -t.handed, ..t.clone() })
                .collect(),
            entries: (self.entries.iter())
                .map(|e| EntryLine { amount: -e.amount, ..e.clone() })
                .collect(),
            rounding: -self.rounding,
            settles: (self.settles.iter())
                .map(|s| Settlement { amount: -s.amount, ..*s })
                .collect(),
            ..self.clone()
        }
    }
}
