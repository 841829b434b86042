//! Figures of the cart 合计: what each line and the whole ticket come to.
//!
//! Owns the order in which figures follow: list amount, promotion, typed discount, share of the
//! whole-ticket discount, amount, tax inside, rounding, due, change. Leaves out what they are for. Invariant:
//! the amounts of the lines less rounding are exactly what is due.

use super::{Cart, CartError};
use crate::allocate::allocate;
use crate::amount::Amount;
use crate::pricing::discount::TypedDiscount;
use crate::quantity::Quantity;

/// Figures of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineFigures {
    /// Before promotion and discounts.
    pub list_amount: Amount,
    /// What a promotion takes off 促销优惠.
    pub promotion: Amount,
    /// Discount typed on the line.
    pub discount: Amount,
    /// Its share of the whole-ticket discount.
    pub share: Amount,
    /// What the customer pays for it.
    pub amount: Amount,
    /// Tax inside `amount`.
    pub tax: Amount,
}

/// Figures of the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Pieces 件数: quantities summed, each weighed line one piece.
    pub pieces: Quantity,
    /// Before promotions and discounts.
    pub list_amount: Amount,
    /// All promotions and discounts.
    pub discount: Amount,
    /// Small change dropped 抹零.
    pub rounding: Amount,
    /// What the customer owes.
    pub due: Amount,
    /// What was handed over.
    pub tendered: Amount,
    /// What remains to be paid; below zero when more was given than can be given back.
    pub remaining: Amount,
    /// Change 找零.
    pub change: Amount,
}

impl Cart {
    /// Figures of every line. 3 × 9.90 with 1.00 off the ticket is 28.70, 3.30 of it tax at 13 %.
    pub fn figures(&self) -> Vec<LineFigures> {
        let own: Vec<(Amount, Amount)> = (self.lines.iter())
            .map(|line| {
                let charged = line.charged();
                // What a change of the line left above it is refused at payment; until then the
                // screen shows nothing below zero.
                let typed = line.discount.map(|typed| typed.of(charged).min(charged));
                (charged, typed.unwrap_or_default())
            })
            .collect();
        let weights: Vec<Amount> = own.iter().map(|(charged, off)| *charged - *off).collect();
        let base: Amount = weights.iter().copied().sum();
        let whole = self.whole_ticket.map_or(Amount::ZERO, |typed| typed.of(base).min(base));
        let shares = allocate(whole, &weights).unwrap_or_else(|_| vec![Amount::ZERO; own.len()]);
        let figures = self.lines.iter().zip(own).zip(shares);
        figures
            .map(|((line, (charged, discount)), share)| {
                let promotion = line.promotion();
                let amount = charged - discount - share;
                let tax = line.tax_rate.inside(amount);
                let list_amount = charged + promotion;
                LineFigures { list_amount, promotion, discount, share, amount, tax }
            })
            .collect()
    }

    /// Figures of the ticket.
    pub fn totals(&self) -> Totals {
        let figures = self.figures();
        let list_amount: Amount = figures.iter().map(|f| f.list_amount).sum();
        let amount: Amount = figures.iter().map(|f| f.amount).sum();
        let rounding = self.rounding_mode.dropped(amount);
        let due = amount - rounding;
        let tendered: Amount = self.tenders.iter().map(|t| t.handed).sum();
        let cash: Amount = self.tenders.iter().filter(|t| t.gives_change).map(|t| t.handed).sum();
        let change = (tendered - due).max(Amount::ZERO).min(cash);
        let pieces = |line: &super::CartLine| match line.weighed {
            true => Quantity::ONE,
            false => line.quantity,
        };
        Totals {
            pieces: self.lines.iter().map(pieces).sum(),
            list_amount,
            discount: list_amount - amount,
            rounding,
            due,
            tendered,
            remaining: due - tendered + change,
            change,
        }
    }

    /// Checks every typed discount against the ceiling: of each line, and of all together.
    pub(super) fn check_discounts(&self) -> Result<(), CartError> {
        let mut list_sum = Amount::ZERO;
        let mut off_sum = Amount::ZERO;
        for (at, line) in self.lines.iter().enumerate() {
            let list = line.charged();
            let limit = self.ceiling.of(list);
            let off = line.discount.map_or(Amount::ZERO, |typed| typed.of(list));
            if off > limit || !line.discount.is_none_or(TypedDiscount::is_sound) {
                return Err(CartError::DiscountTooHigh { line: at + 1, limit });
            }
            list_sum += list;
            off_sum += off;
        }
        let Some(whole) = self.whole_ticket else { return Ok(()) };
        let limit = (self.ceiling.of(list_sum) - off_sum).max(Amount::ZERO);
        if whole.of(list_sum - off_sum) > limit || !whole.is_sound() {
            return Err(CartError::DiscountTooHigh { line: 0, limit });
        }
        Ok(())
    }
}
