//! A line of the cart 收银明细 and a change of its quantity as it is typed.
//!
//! Owns what one line knows of itself. Leaves out what the whole ticket takes off it (`total`).
//! Invariant: a printed amount stands only as long as quantity and price are the label's.

use serde::{Deserialize, Serialize};

use super::CartError;
use crate::amount::Amount;
use crate::id::ProductId;
use crate::price::{TaxRate, UnitPrice};
use crate::pricing::discount::TypedDiscount;
use crate::pricing::source::{PriceSource, Quote};
use crate::quantity::Quantity;
use crate::text::NumberTextError;

/// A line of the cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// Product.
    pub product: ProductId,
    /// Quantity in the product's base unit, above zero.
    pub quantity: Quantity,
    /// Price of one unit.
    pub unit_price: UnitPrice,
    /// Where the price came from.
    pub price_source: PriceSource,
    /// Price without the promotion that lowers it; none where none does.
    #[serde(default)]
    pub regular_price: Option<UnitPrice>,
    /// Tax rate inside the price.
    pub tax_rate: TaxRate,
    /// Sold by weight; such lines never merge.
    pub weighed: bool,
    /// Discount as it was typed.
    pub discount: Option<TypedDiscount>,
    /// Amount that a scale printed; charged instead of quantity × price.
    pub scale_amount: Option<Amount>,
    /// Serial numbers of the pieces, in the order in which they were scanned.
    #[serde(default)]
    pub serials: Vec<String>,
}

/// A quantity as it is typed: `3` sets it, `+2` and `-1` change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityChange {
    /// To this quantity.
    Set(Quantity),
    /// By this quantity, which may be negative.
    Add(Quantity),
}

impl QuantityChange {
    /// Reads what was typed. `-1` takes one away.
    pub fn parse(written: &str) -> Result<QuantityChange, NumberTextError> {
        let quantity = Quantity::parse(written)?;
        let signed = written.trim_start().starts_with(['+', '-', '＋', '－', '−']);
        Ok(if signed { QuantityChange::Add(quantity) } else { QuantityChange::Set(quantity) })
    }

    /// The quantity after the change.
    pub fn applied_to(self, quantity: Quantity) -> Quantity {
        match self {
            QuantityChange::Set(quantity) => quantity,
            QuantityChange::Add(by) => quantity + by,
        }
    }
}

impl CartLine {
    /// A line at a quoted price, without tax, weight or discount.
    pub fn new(product: ProductId, quantity: Quantity, quote: Quote) -> CartLine {
        CartLine {
            product,
            quantity,
            unit_price: quote.price,
            price_source: quote.source,
            regular_price: quote.regular,
            tax_rate: TaxRate::ZERO,
            weighed: false,
            discount: None,
            scale_amount: None,
            serials: Vec::new(),
        }
    }

    /// Amount before typed discounts: what the scale printed, else quantity × price.
    pub fn charged(&self) -> Amount {
        self.scale_amount.unwrap_or_else(|| Amount::of(self.quantity, self.unit_price))
    }

    /// What a promotion takes off. 3 at 1.99 in place of 2.50 take 1.53 off.
    pub fn promotion(&self) -> Amount {
        let regular = self.regular_price.filter(|_| self.scale_amount.is_none());
        regular.map_or(Amount::ZERO, |price| Amount::of(self.quantity, price) - self.charged())
    }

    /// How many of its pieces nobody has named by a serial number yet. 3 with two numbers: 1.
    pub fn unnamed(&self) -> Quantity {
        self.quantity - Quantity::whole(i64::try_from(self.serials.len()).unwrap_or(0))
    }

    /// Takes another quote; what was typed or printed stays.
    pub(super) fn requote(&mut self, quote: Quote) {
        if !matches!(self.price_source, PriceSource::Typed | PriceSource::Scale) {
            self.unit_price = quote.price;
            self.price_source = quote.source;
            self.regular_price = quote.regular;
        }
    }

    /// True when it may be sold: a price above zero, a printed amount, or a zero that was typed.
    pub fn has_price(&self) -> bool {
        !self.unit_price.is_zero()
            || self.price_source == PriceSource::Typed
            || self.scale_amount.is_some_and(|amount| !amount.is_zero())
    }

    /// True when `new` can be counted on this line.
    pub(super) fn takes(&self, new: &CartLine) -> bool {
        let plain = |line: &CartLine| {
            !line.weighed && line.discount.is_none() && line.scale_amount.is_none()
        };
        plain(self)
            && plain(new)
            && (self.product, self.unit_price, self.price_source, self.tax_rate)
                == (new.product, new.unit_price, new.price_source, new.tax_rate)
            && self.regular_price == new.regular_price
    }

    /// Refuses what no line may be, at a place from 0.
    pub(super) fn check(&self, at: usize) -> Result<(), CartError> {
        if self.quantity <= Quantity::ZERO {
            let quantity = self.quantity;
            return Err(CartError::QuantityNotPositive { line: at + 1, quantity });
        }
        if self.unit_price < UnitPrice::ZERO {
            return Err(CartError::PriceNegative { line: at + 1, price: self.unit_price });
        }
        Ok(())
    }
}
