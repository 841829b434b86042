//! The cart 收银草稿: what the till holds before a sale is posted.
//!
//! Owns the draft's lines, discounts, rounding and tenders and the acts on them. Figures stand in
//! `total`, the way into a document in `ticket`, returns in `sale_return`. Leaves out who may do
//! what (`app`) and where the draft is kept (`books`, as JSON text). Invariant: the figures shown
//! are the figures posted; both come from `Cart::totals` and `Cart::figures`.
//!
//! Lines are addressed by their place from 0 (`current`, arguments named `at`); errors name them
//! by position from 1, as documents do.

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::id::{PartnerId, ProductId};
use crate::master::tender::{Tender, TenderCode};
use crate::price::UnitPrice;
use crate::pricing::discount::{PercentOff, TypedDiscount};
use crate::pricing::rounding::RoundingMode;
use crate::pricing::source::{PriceSource, Quote};
use crate::quantity::Quantity;

pub mod error;
pub mod line;
pub mod sale_return;
pub mod ticket;
pub mod total;

pub use error::CartError;
pub use line::{CartLine, QuantityChange};
pub use sale_return::{ReturnError, name_pieces, return_document};
pub use ticket::RetailHeader;
pub use total::{LineFigures, Totals};

/// The till's draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cart {
    /// Lines in the order of scanning.
    pub lines: Vec<CartLine>,
    /// Place of the current line from 0; 0 when there is none.
    pub current: usize,
    /// What small change is dropped 抹零.
    pub rounding_mode: RoundingMode,
    /// Tenders in the order of giving.
    pub tenders: Vec<CartTender>,
    /// Discount on the whole ticket 整单折扣, split over the lines.
    pub whole_ticket: Option<TypedDiscount>,
    /// How much may be taken off by hand 折扣上限, of a line and of the ticket (`features.md` 42).
    pub ceiling: PercentOff,
    /// The customer, if one was chosen; prices are the customer's.
    pub partner: Option<PartnerId>,
}

/// A tender of the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartTender {
    /// Tender.
    pub tender: TenderCode,
    /// What was handed over.
    pub handed: Amount,
    /// True when change comes out of it.
    pub gives_change: bool,
}

/// What a discount is typed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscountTarget {
    /// The line at a place from 0.
    Line(usize),
    /// The whole ticket.
    WholeTicket,
}

impl Default for Cart {
    fn default() -> Cart {
        Cart {
            lines: Vec::new(),
            current: 0,
            rounding_mode: RoundingMode::None,
            tenders: Vec::new(),
            whole_ticket: None,
            ceiling: PercentOff::ALL,
            partner: None,
        }
    }
}

impl Cart {
    /// True when it has no lines.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds a line, into the one of the same product and price if there is one without a discount;
    /// weighed lines stand alone. Makes it the current line and returns its place.
    pub fn add(&mut self, line: CartLine) -> Result<usize, CartError> {
        line.check(self.lines.len())?;
        let twin = self.lines.iter().position(|old| old.takes(&line));
        let at = match twin {
            Some(at) => {
                self.lines[at].quantity += line.quantity;
                self.lines[at].serials.extend(line.serials);
                at
            }
            None => {
                self.lines.push(line);
                self.lines.len() - 1
            }
        };
        self.current = at;
        Ok(at)
    }

    /// Whether a piece of a product stands on any line.
    pub fn has_piece(&self, product: ProductId, number: &str) -> bool {
        let of_product = self.lines.iter().filter(|line| line.product == product);
        of_product.flat_map(|line| &line.serials).any(|serial| serial == number)
    }

    /// Names the next piece of a line; one more than it has makes it one piece longer.
    pub fn name_piece(&mut self, at: usize, number: String) -> Result<(), CartError> {
        let line = self.line_mut(at)?;
        if line.unnamed() <= Quantity::ZERO {
            line.quantity += Quantity::ONE;
        }
        line.serials.push(number);
        self.current = at;
        Ok(())
    }

    /// Sets or changes the quantity of a line. A printed amount gives way to quantity × price.
    pub fn set_quantity(&mut self, at: usize, change: QuantityChange) -> Result<(), CartError> {
        let line = self.line_mut(at)?;
        let quantity = change.applied_to(line.quantity);
        if quantity <= Quantity::ZERO {
            return Err(CartError::QuantityNotPositive { line: at + 1, quantity });
        }
        line.quantity = quantity;
        line.scale_amount = None;
        // The piece that was scanned last is the one that is put back.
        while line.unnamed() < Quantity::ZERO && !line.serials.is_empty() {
            line.serials.pop();
        }
        self.current = at;
        Ok(())
    }

    /// Sets the price of a line by hand; zero is a price when it is typed.
    pub fn set_price(&mut self, at: usize, price: UnitPrice) -> Result<(), CartError> {
        let line = self.line_mut(at)?;
        if price < UnitPrice::ZERO {
            return Err(CartError::PriceNegative { line: at + 1, price });
        }
        line.unit_price = price;
        line.price_source = PriceSource::Typed;
        line.regular_price = None;
        line.scale_amount = None;
        self.current = at;
        Ok(())
    }

    /// Sets or takes away a discount. Refused beyond the ceiling; the cart then stays as it was.
    pub fn set_discount(
        &mut self,
        target: DiscountTarget,
        discount: Option<TypedDiscount>,
    ) -> Result<(), CartError> {
        let before = self.clone();
        let position = match target {
            DiscountTarget::Line(at) => {
                self.line_mut(at)?.discount = discount;
                self.current = at;
                at + 1
            }
            DiscountTarget::WholeTicket => {
                self.whole_ticket = discount;
                0
            }
        };
        match self.check_discounts() {
            // What is wrong elsewhere, or was taken away here, does not stand in the way.
            Err(CartError::DiscountTooHigh { line, limit })
                if discount.is_some() && (line == position || line == 0) =>
            {
                *self = before;
                Err(CartError::DiscountTooHigh { line, limit })
            }
            _ => Ok(()),
        }
    }

    /// Takes a line out.
    pub fn remove(&mut self, at: usize) -> Result<(), CartError> {
        self.line_mut(at)?;
        self.lines.remove(at);
        if self.current > at || self.current >= self.lines.len() {
            self.current = self.current.saturating_sub(1);
        }
        Ok(())
    }

    /// Quotes the lines anew, after the customer or the day has changed; prices that were typed or
    /// printed stay.
    pub fn requote(&mut self, mut quote: impl FnMut(ProductId) -> Quote) {
        for line in &mut self.lines {
            line.requote(quote(line.product));
        }
    }

    /// Empties the cart; rounding mode and ceiling stay.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.tenders.clear();
        self.whole_ticket = None;
        self.partner = None;
        self.current = 0;
    }

    /// Makes a line the current one.
    pub fn select(&mut self, at: usize) -> Result<(), CartError> {
        self.line_mut(at)?;
        self.current = at;
        Ok(())
    }

    /// Sets what small change is dropped.
    pub fn set_rounding(&mut self, mode: RoundingMode) {
        self.rounding_mode = mode;
    }

    /// Takes a tender: an amount, or the rest when none is given. Only a tender that gives change
    /// may exceed the rest. Returns its place.
    pub fn tender(&mut self, tender: &Tender, amount: Option<Amount>) -> Result<usize, CartError> {
        if self.is_empty() {
            return Err(CartError::EmptyCart);
        }
        let remaining = self.totals().remaining;
        if remaining <= Amount::ZERO {
            return Err(CartError::TenderTooMuch { remaining });
        }
        let handed = amount.unwrap_or(remaining);
        if handed <= Amount::ZERO || !handed.is_minor() {
            return Err(CartError::TenderNotPositive { amount: handed });
        }
        if handed > remaining && !tender.gives_change {
            return Err(CartError::TenderTooMuch { remaining });
        }
        self.tenders.push(CartTender {
            tender: tender.code.clone(),
            handed,
            gives_change: tender.gives_change,
        });
        Ok(self.tenders.len() - 1)
    }

    /// Takes a tender back, by its place from 0.
    pub fn tender_remove(&mut self, at: usize) -> Result<(), CartError> {
        if at >= self.tenders.len() {
            return Err(CartError::TenderLineUnknown { line: at + 1 });
        }
        self.tenders.remove(at);
        Ok(())
    }

    fn line_mut(&mut self, at: usize) -> Result<&mut CartLine, CartError> {
        self.lines.get_mut(at).ok_or(CartError::LineUnknown { line: at + 1 })
    }
}

#[cfg(test)]
mod tests;
