//! From the cart to the retail sale 零售单 LS.
//!
//! Owns the last checks and what the document says. Leaves out number, cost and posting (the
//! books). Invariant: tender lines come to exactly what is due, unless the rest goes on account.

use super::{Cart, CartError, CartTender};
use crate::amount::Amount;
use crate::calendar::{BusinessDate, Timestamp};
use crate::document::{Discount, DiscountKind, Document, Line, SerialUse, TenderLine};
use crate::id::{BranchId, EmployeeId, PartnerId, WarehouseNo};
use crate::kind::Kind;
use crate::master::tender::Tender;
use crate::number::DocumentNumber;

/// What a retail document says beside its goods and money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetailHeader {
    /// The branch.
    pub branch: BranchId,
    /// Number; the books give it when it is empty.
    pub number: DocumentNumber,
    /// The date it is booked under.
    pub business_date: BusinessDate,
    /// When it is written.
    pub recorded_at: Timestamp,
    /// Who answers for it.
    pub handler: EmployeeId,
    /// The warehouse of the goods.
    pub warehouse: WarehouseNo,
    /// The customer, if known.
    pub partner: Option<PartnerId>,
    /// True when what no tender covers goes on the customer's account 挂账.
    pub on_account: bool,
    /// The key it had outside; empty for none.
    pub source: String,
    /// Remark.
    pub remark: String,
}

impl RetailHeader {
    /// A document of a kind without goods and money.
    pub(super) fn document(self, kind: Kind) -> Document {
        let RetailHeader { branch, business_date, recorded_at, handler, .. } = self;
        Document {
            number: self.number,
            warehouse: self.warehouse,
            partner: self.partner,
            source: self.source,
            remark: self.remark,
            ..Document::new(kind, branch, business_date, recorded_at, handler)
        }
    }
}

impl Cart {
    /// The sale as a document. `tenders` says which accounts they move.
    ///
    /// Three at 9.90 with 1.00 off and 30.00 in cash: list 29.70, manual discount 1.00, tax 3.30,
    /// cash 28.70 of 30.00 handed.
    pub fn into_document(
        self,
        header: RetailHeader,
        tenders: &[Tender],
    ) -> Result<Document, CartError> {
        if self.is_empty() {
            return Err(CartError::EmptyCart);
        }
        for (at, line) in self.lines.iter().enumerate() {
            line.check(at)?;
            if !line.has_price() {
                return Err(CartError::NoPrice { line: at + 1 });
            }
        }
        self.check_discounts()?;
        let totals = self.totals();
        if totals.remaining < Amount::ZERO {
            return Err(CartError::TenderTooMuch { remaining: totals.remaining });
        }
        let on_account = header.on_account && header.partner.is_some();
        if totals.remaining > Amount::ZERO && !on_account {
            return Err(CartError::TenderShort { remaining: totals.remaining });
        }
        let mut document = header.document(Kind::LS);
        document.lines = self.document_lines();
        document.tenders = net_tenders(&self.tenders, totals.change, tenders)?;
        document.rounding = totals.rounding;
        Ok(document)
    }

    fn document_lines(&self) -> Vec<Line> {
        let figures = self.figures();
        let lines = self.lines.iter().zip(figures);
        lines
            .map(|(line, figures)| {
                let off = |kind, amount| Discount { kind, amount, claim_on: None };
                let discounts = [
                    off(DiscountKind::Promotion, figures.promotion),
                    off(DiscountKind::Manual, figures.discount + figures.share),
                ];
                let unit_price = line.regular_price.unwrap_or(line.unit_price);
                Line {
                    list_amount: figures.list_amount,
                    discounts: discounts.into_iter().filter(|d| !d.amount.is_zero()).collect(),
                    tax_rate: line.tax_rate,
                    tax: figures.tax,
                    serials: line.serials.iter().map(|number| SerialUse::of(number)).collect(),
                    ..Line::new(line.product, line.quantity, unit_price)
                }
            })
            .collect()
    }
}

/// One line a tender, in the order of giving, less change; change comes out of the tenders that
/// give it, the last one first.
fn net_tenders(
    given: &[CartTender],
    change: Amount,
    tenders: &[Tender],
) -> Result<Vec<TenderLine>, CartError> {
    let mut lines: Vec<TenderLine> = Vec::new();
    let mut left = change;
    let mut net: Vec<Amount> = given.iter().map(|t| t.handed).collect();
    for (at, tender) in given.iter().enumerate().rev().filter(|(_, t)| t.gives_change) {
        let back = left.min(tender.handed);
        net[at] -= back;
        left -= back;
    }
    for (tender, amount) in given.iter().zip(net) {
        let known = tenders.iter().find(|t| t.code == tender.tender && !t.disabled);
        let Some(known) = known else {
            return Err(CartError::TenderUnknown { tender: tender.tender.clone() });
        };
        match lines.iter_mut().find(|line| line.tender == tender.tender) {
            Some(line) => {
                line.amount += amount;
                line.handed += tender.handed;
            }
            None => lines.push(TenderLine {
                tender: known.code.clone(),
                account: known.account,
                amount,
                handed: tender.handed,
            }),
        }
    }
    Ok(lines)
}
