//! From a sale to its retail return 零售退货 LT.
//!
//! Owns what comes back of each figure when part of a sale is returned, and the guard against
//! returning more than was sold (`pos.md` §3.13). Leaves out cost: the price step takes it from the
//! sale. Invariant: all partial returns of a sale together give back exactly the sale.

use std::collections::BTreeMap;

use thiserror::Error;

use super::ticket::RetailHeader;
use crate::allocate::portion;
use crate::amount::Amount;
use crate::document::{Discount, Document, Line, SerialUse, TenderLine};
use crate::id::DocumentId;
use crate::kind::Kind;
use crate::master::tender::Tender;
use crate::quantity::Quantity;

/// Why a return is refused. Lines of the sale by position from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReturnError {
    /// The document is no sale that stands.
    #[error("the document is no retail sale")]
    NotASale,
    /// Nothing is returned.
    #[error("nothing is returned")]
    NothingTaken,
    /// The sale has no such line with goods.
    #[error("the sale has no goods on line {line}")]
    LineUnknown {
        /// Position from 1.
        line: u32,
    },
    /// A quantity must be above zero.
    #[error("line {line}: quantity {quantity} is not above zero")]
    QuantityNotPositive {
        /// Position from 1.
        line: u32,
        /// Quantity.
        quantity: Quantity,
    },
    /// More is returned than is left of what was sold.
    #[error("line {line}: only {left} is left to return")]
    TooMuch {
        /// Position from 1.
        line: u32,
        /// Sold less returned before.
        left: Quantity,
    },
    /// The piece was not sold on this line.
    #[error("line {line}: {serial} was not sold here")]
    PieceNotSold {
        /// Position from 1.
        line: u32,
        /// Its serial number.
        serial: String,
    },
}

/// The return of a part of a sale.
///
/// `returned` is what has come back before, by line of the sale (missing places are nothing);
/// `take` names lines of the sale from 1. With no `tender`, the money goes to the customer's
/// account. One of three pieces sold for 10.00 gives back 3.33, the next 3.34, the last 3.33.
/// Rounding 抹零 and lines of money only (basket coupons) come back in proportion to the list
/// amount of what is returned.
pub fn return_document(
    original: &Document,
    original_id: DocumentId,
    returned: &[Quantity],
    take: &[(u32, Quantity)],
    header: RetailHeader,
    tender: Option<&Tender>,
) -> Result<Document, ReturnError> {
    if original.kind != Kind::LS || original.is_red() {
        return Err(ReturnError::NotASale);
    }
    let taken = guarded(original, returned, take)?;
    let before = |at: usize| returned.get(at).copied().unwrap_or_default();
    let measure = Measure::of(original);
    let start = measure.sum(original, before);
    let end = measure.sum(original, |at| before(at) + taken.get(&at).copied().unwrap_or_default());
    let of_ticket = |whole: Amount| portion(whole, start, end - start, measure.all);

    let mut document = header.document(Kind::LT);
    document.partner = document.partner.or(original.partner);
    document.refers_to = Some(original_id);
    for (at, sold) in original.lines.iter().enumerate() {
        let part = if sold.quantity.is_zero() {
            part_of(sold, at, Quantity::ZERO, &of_ticket)
        } else if let Some(&quantity) = taken.get(&at) {
            let of_line = |whole| portion(whole, before(at), quantity, sold.quantity);
            part_of(sold, at, quantity, &of_line)
        } else {
            continue;
        };
        if !part.quantity.is_zero() || !part.list_amount.is_zero() || !part.discounts.is_empty() {
            document.lines.push(part);
        }
    }
    document.rounding = of_ticket(original.rounding);
    let due = document.due();
    if let Some(tender) = tender.filter(|_| !due.is_zero()) {
        document.tenders.push(TenderLine {
            tender: tender.code.clone(),
            account: tender.account,
            amount: due,
            handed: due,
        });
    }
    Ok(document)
}

/// Names the pieces that come back, by line of the sale from 1. Each must be one that the line sold;
/// that there are as many as pieces come back, the books ask.
pub fn name_pieces(
    back: &mut Document,
    sale: &Document,
    pieces: &[(u32, Vec<String>)],
) -> Result<(), ReturnError> {
    for (line, numbers) in pieces.iter().filter(|(_, numbers)| !numbers.is_empty()) {
        let line = *line;
        let place = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
        let sold = place.and_then(|at| sale.lines.get(at));
        let sold = sold.ok_or(ReturnError::LineUnknown { line })?;
        let stray = |number: &&String| !sold.serials.iter().any(|serial| serial.number == **number);
        if let Some(number) = numbers.iter().find(stray) {
            return Err(ReturnError::PieceNotSold { line, serial: number.clone() });
        }
        for part in back.lines.iter_mut().filter(|part| part.refers_to_line == line) {
            part.serials = numbers.iter().map(|number| SerialUse::of(number)).collect();
        }
    }
    Ok(())
}

/// What is taken by place, each checked against what is left.
fn guarded(
    original: &Document,
    returned: &[Quantity],
    take: &[(u32, Quantity)],
) -> Result<BTreeMap<usize, Quantity>, ReturnError> {
    let mut taken: BTreeMap<usize, Quantity> = BTreeMap::new();
    for &(line, quantity) in take {
        let place = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
        let sold = place.and_then(|at| original.lines.get(at).map(|sold| (at, sold.quantity)));
        let Some((at, sold)) = sold.filter(|(_, sold)| *sold > Quantity::ZERO) else {
            return Err(ReturnError::LineUnknown { line });
        };
        if quantity <= Quantity::ZERO {
            return Err(ReturnError::QuantityNotPositive { line, quantity });
        }
        let left = sold - returned.get(at).copied().unwrap_or_default();
        let wanted = taken.entry(at).or_default();
        *wanted += quantity;
        if *wanted > left {
            return Err(ReturnError::TooMuch { line, left });
        }
    }
    if taken.is_empty() {
        return Err(ReturnError::NothingTaken);
    }
    Ok(taken)
}

/// How far a sale has been returned, for the figures that belong to no goods: by list amount, or
/// by quantity when the whole sale has none. Either is a fixed-point integer, which is all that
/// `portion` looks at.
struct Measure {
    by_amount: bool,
    all: Quantity,
}

impl Measure {
    fn of(original: &Document) -> Measure {
        let goods = original.lines.iter().filter(|line| !line.quantity.is_zero());
        let list: Amount = goods.map(|line| line.list_amount).sum();
        let mut measure = Measure { by_amount: !list.is_zero(), all: Quantity::ZERO };
        measure.all = measure.sum(original, |at| original.lines[at].quantity);
        measure
    }

    fn sum(&self, original: &Document, back: impl Fn(usize) -> Quantity) -> Quantity {
        let lines = original.lines.iter().enumerate();
        lines
            .filter(|(_, line)| !line.quantity.is_zero())
            .map(|(at, line)| match self.by_amount {
                true => {
                    let part = portion(line.list_amount, Quantity::ZERO, back(at), line.quantity);
                    Quantity::from_raw(part.raw())
                }
                false => back(at),
            })
            .sum()
    }
}

fn part_of(sold: &Line, at: usize, quantity: Quantity, share: &dyn Fn(Amount) -> Amount) -> Line {
    let discounts = sold.discounts.iter().map(|d| Discount { amount: share(d.amount), ..*d });
    // Of a part a person names the pieces (`name_pieces`).
    let whole = if quantity == sold.quantity { sold.serials.as_slice() } else { &[] };
    Line {
        list_amount: share(sold.list_amount),
        discounts: discounts.filter(|d| !d.amount.is_zero()).collect(),
        tax: share(sold.tax),
        refers_to_line: u32::try_from(at + 1).expect("a document has at most 10,000 lines"),
        tax_rate: sold.tax_rate,
        lot: sold.lot.clone(),
        serials: whole.iter().map(|serial| SerialUse::of(&serial.number)).collect(),
        ..Line::new(sold.product, quantity, sold.unit_price)
    }
}
