//! Document formats 单据格式: plain 普通, discount 折扣, tax 税率, in any combination, and the way
//! back from a typed amount (`features.md` 17, 134).
//!
//! Owns one line's figures and what follows from each that is typed. Leaves out the document, which
//! stores them. Invariants: what was typed stays as it was typed and the rest follows from it; list
//! less discount is the amount, net and tax are the gross amount; each figure is rounded once.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::amount::Amount;
use crate::document::{Discount, DiscountKind, Line};
use crate::id::ProductId;
use crate::percent::PercentOff;
use crate::price::{TaxRate, UnitPrice};
use crate::quantity::Quantity;
use crate::round;
use crate::text::{self, NumberTextError};

/// Discount factor 折扣率, 6 decimals: 0.85 is 八五折, 15 % off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Factor(i64);

/// What a line of a document shows beside quantity, price and amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Format {
    /// Factor and amount after discount 折扣格式.
    pub discount: bool,
    /// Tax rate, tax, net and gross 税率格式.
    pub tax: bool,
}

/// Whether prices hold the tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    /// Prices with tax inside 含税: the amount is the gross amount.
    #[default]
    Inclusive,
    /// Prices without tax 不含税: the amount is the net amount.
    Exclusive,
}

/// A line's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormatLine {
    /// The document's format.
    pub format: Format,
    /// The document's way with tax.
    pub mode: TaxMode,
    /// Quantity in base units.
    pub quantity: Quantity,
    /// Price of one unit.
    pub unit_price: UnitPrice,
    /// Amount before the discount 金额.
    pub list_amount: Amount,
    /// Discount factor.
    pub factor: Factor,
    /// Amount after the discount 折后金额.
    pub amount: Amount,
    /// Tax rate.
    pub tax_rate: TaxRate,
    /// Tax 税额.
    pub tax: Amount,
}

/// A figure as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// Quantity; the amounts follow.
    Quantity(Quantity),
    /// Unit price; the amounts follow.
    Price(UnitPrice),
    /// Amount before the discount; the price follows.
    ListAmount(Amount),
    /// Factor; the amount after it follows.
    Factor(Factor),
    /// Amount after the discount; the factor follows.
    Amount(Amount),
    /// Tax rate; the tax follows.
    TaxRate(TaxRate),
    /// Net amount of tax-inclusive prices, gross amount of tax-exclusive ones; the rate follows.
    OtherSide(Amount),
}

/// Why a figure cannot be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FormatError {
    /// The document's format has no such figure.
    #[error("the format has no {what}")]
    NotInFormat {
        /// `factor` or `tax`.
        what: &'static str,
    },
    /// An amount is finer than the minor unit.
    #[error("{amount} is finer than the minor unit")]
    TooFine {
        /// Amount.
        amount: Amount,
    },
    /// Nothing can be divided by a quantity or amount of zero.
    #[error("{what} cannot follow from {amount} of nothing")]
    OfNothing {
        /// `price`, `factor` or `tax_rate`.
        what: &'static str,
        /// Amount typed.
        amount: Amount,
    },
    /// A tax below zero, or beyond what a rate can say.
    #[error("{amount} gives no tax rate")]
    NoRate {
        /// Amount typed.
        amount: Amount,
    },
}

impl Factor {
    /// Decimals kept.
    pub const DECIMALS: u32 = 6;
    /// No discount.
    pub const ONE: Factor = Factor(1_000_000);

    /// Reads `0.85`.
    pub fn parse(written: &str) -> Result<Factor, NumberTextError> {
        text::parse_fixed(written, Self::DECIMALS).map(Factor)
    }

    /// What is left after per cent off: 15 % off is 0.85.
    pub fn after(off: PercentOff) -> Factor {
        Factor((PercentOff::ALL.raw() - off.raw()) * 100)
    }

    /// What it leaves of an amount, rounded half-up to the minor unit. 0.85 of 29.70 is 25.25.
    pub fn of(self, amount: Amount) -> Amount {
        Amount::rounded(amount.exact() * text::exact(self.0, Self::DECIMALS))
    }

    /// The factor between two amounts, with the fewest decimals that give the amount back; none of
    /// nothing. From 29.70 to 25.25 it is 0.85, to 25.20 it is 0.8485.
    pub fn between(list: Amount, amount: Amount) -> Option<Factor> {
        let gives = |raw| Factor(raw).of(list) == amount;
        ratio(amount, list, Self::DECIMALS, gives).map(Factor)
    }
}

impl std::fmt::Display for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad_integral(true, "", &text::format_fixed(self.0, Self::DECIMALS, 0))
    }
}

impl Format {
    /// Quantity, price and amount 普通格式.
    pub const PLAIN: Format = Format { discount: false, tax: false };
    /// With discount 折扣格式.
    pub const DISCOUNT: Format = Format { discount: true, tax: false };
    /// With tax 税率格式.
    pub const TAX: Format = Format { discount: false, tax: true };
    /// With both.
    pub const DISCOUNT_AND_TAX: Format = Format { discount: true, tax: true };
}

impl FormatLine {
    /// A line without a discount; `tax_rate` counts in a format with tax only.
    pub fn new(
        format: Format,
        mode: TaxMode,
        quantity: Quantity,
        unit_price: UnitPrice,
        tax_rate: TaxRate,
    ) -> FormatLine {
        let tax_rate = if format.tax { tax_rate } else { TaxRate::ZERO };
        let line = FormatLine {
            format,
            mode,
            quantity,
            unit_price,
            list_amount: Amount::ZERO,
            factor: Factor::ONE,
            amount: Amount::ZERO,
            tax_rate,
            tax: Amount::ZERO,
        };
        line.listed(Amount::of(quantity, unit_price))
    }

    /// The line after a figure is typed. At 3 × 9.90 inclusive of 13 %, typing the amount 25.25
    /// gives the factor 0.85 and the tax 2.90; typing the net amount 28.02 gives the rate 6 %.
    pub fn typed(self, typed: Typed) -> Result<FormatLine, FormatError> {
        if let Typed::ListAmount(amount) | Typed::Amount(amount) | Typed::OtherSide(amount) = typed
            && !amount.is_minor()
        {
            return Err(FormatError::TooFine { amount });
        }
        match typed {
            Typed::Quantity(quantity) => {
                let listed = Amount::of(quantity, self.unit_price);
                Ok(FormatLine { quantity, ..self }.listed(listed))
            }
            Typed::Price(unit_price) => {
                let listed = Amount::of(self.quantity, unit_price);
                Ok(FormatLine { unit_price, ..self }.listed(listed))
            }
            Typed::ListAmount(amount) => {
                let unit_price = UnitPrice::of(amount, self.quantity);
                let unit_price =
                    unit_price.ok_or(FormatError::OfNothing { what: "price", amount })?;
                Ok(FormatLine { unit_price, ..self }.listed(amount))
            }
            Typed::Factor(factor) => {
                self.takes_discount()?;
                Ok(FormatLine { factor, ..self }.listed(self.list_amount))
            }
            Typed::Amount(amount) => {
                self.takes_discount()?;
                self.discounted_to(amount)
            }
            Typed::TaxRate(tax_rate) => {
                self.takes_tax()?;
                Ok(FormatLine { tax_rate, ..self }.taxed(self.amount))
            }
            Typed::OtherSide(other) => {
                self.takes_tax()?;
                self.rated_by(other)
            }
        }
    }

    /// Amount without tax 不含税金额.
    pub fn net(&self) -> Amount {
        match self.mode {
            TaxMode::Inclusive => self.amount - self.tax,
            TaxMode::Exclusive => self.amount,
        }
    }

    /// Amount with tax 价税合计.
    pub fn gross(&self) -> Amount {
        self.net() + self.tax
    }

    /// What the discount takes off; below zero where the factor raises the price.
    pub fn discount(&self) -> Amount {
        self.list_amount - self.amount
    }

    /// The document's line: what it comes to is the gross amount, with the tax inside. A factor
    /// above 1 raises the list amount, for a discount is never below zero.
    pub fn line(&self, product: ProductId) -> Line {
        let off = self.discount().max(Amount::ZERO);
        let discount = Discount { kind: DiscountKind::Manual, amount: off, claim_on: None };
        Line {
            list_amount: self.gross() + off,
            discounts: if off.is_zero() { Vec::new() } else { vec![discount] },
            tax_rate: self.tax_rate,
            tax: self.tax,
            ..Line::new(product, self.quantity, self.unit_price)
        }
    }

    fn takes_discount(&self) -> Result<(), FormatError> {
        match self.format.discount {
            true => Ok(()),
            false => Err(FormatError::NotInFormat { what: "factor" }),
        }
    }

    fn takes_tax(&self) -> Result<(), FormatError> {
        match self.format.tax {
            true => Ok(()),
            false => Err(FormatError::NotInFormat { what: "tax" }),
        }
    }

    /// With this list amount, the rest follows.
    fn listed(self, list_amount: Amount) -> FormatLine {
        FormatLine { list_amount, ..self }.taxed(self.factor.of(list_amount))
    }

    /// With this amount after discount, the tax follows.
    fn taxed(self, amount: Amount) -> FormatLine {
        let tax = match self.mode {
            TaxMode::Inclusive => self.tax_rate.inside(amount),
            TaxMode::Exclusive => self.tax_rate.on(amount),
        };
        FormatLine { amount, tax, ..self }
    }

    fn discounted_to(self, amount: Amount) -> Result<FormatLine, FormatError> {
        let factor = match Factor::between(self.list_amount, amount) {
            Some(factor) => factor,
            None if amount.is_zero() => Factor::ONE,
            None => return Err(FormatError::OfNothing { what: "factor", amount }),
        };
        Ok(FormatLine { factor, ..self }.taxed(amount))
    }

    fn rated_by(self, other: Amount) -> Result<FormatLine, FormatError> {
        let (net, gross) = match self.mode {
            TaxMode::Inclusive => (other, self.amount),
            TaxMode::Exclusive => (self.amount, other),
        };
        let tax = gross - net;
        if net.is_zero() {
            return match tax.is_zero() {
                true => Ok(FormatLine { tax, ..self }),
                false => Err(FormatError::OfNothing { what: "tax_rate", amount: other }),
            };
        }
        let no_rate = FormatError::NoRate { amount: other };
        if !tax.is_zero() && (tax < Amount::ZERO) != (net < Amount::ZERO) {
            return Err(no_rate);
        }
        let gives = |raw| {
            let rate = TaxRate::from_raw(raw);
            tax == match self.mode {
                TaxMode::Inclusive => rate.inside(gross),
                TaxMode::Exclusive => rate.on(net),
            }
        };
        let tax_rate = ratio(tax, net, TaxRate::DECIMALS, gives).ok_or(no_rate)?;
        Ok(FormatLine { tax_rate: TaxRate::from_raw(tax_rate), tax, ..self })
    }
}

/// A ratio as people say it: with the fewest decimals that give the part back, else with all; none
/// of nothing.
fn ratio(part: Amount, whole: Amount, decimals: u32, gives: impl Fn(i64) -> bool) -> Option<i64> {
    if whole.is_zero() {
        return None;
    }
    let exact = part.exact() / whole.exact();
    let at = |places| round::to_fixed(round::half_up(exact, places), decimals);
    (0..decimals).filter_map(at).find(|raw| gives(*raw)).or_else(|| at(decimals))
}

#[cfg(test)]
mod tests;
