//! Promotion 促销: a price for a time, recorded with who and when (`features.md` 246, 247).
//!
//! Owns the record and what makes it wrong. Leaves out which one applies (`pricing::promotion`).
//! Invariant: the whole days from first to last, both included, in the shop's business date; what
//! was recorded before stays in HQ's feed, whatever a later record says.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::category::CategoryId;
use super::partner::PartnerClass;
use crate::calendar::{BusinessDate, Timestamp};
use crate::id::{EmployeeId, PartnerId, ProductId};
use crate::percent::PercentOff;
use crate::price::UnitPrice;

/// A promotion's identity; HQ numbers from 1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct PromotionId(pub u32);

/// What is promoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PromotedGoods {
    /// One product.
    Product(ProductId),
    /// A category and all below it.
    Category(CategoryId),
}

/// To whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Buyers {
    /// Everyone, known or not.
    Everyone,
    /// Customers of a class.
    Class(PartnerClass),
    /// One customer.
    Partner(PartnerId),
}

/// At what price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Offer {
    /// A unit price.
    Price(UnitPrice),
    /// Per cent off preset price 1, the one on the shelf.
    Percent(PercentOff),
}

/// A promotion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promotion {
    /// Identity.
    pub id: PromotionId,
    /// What it is called, 国庆特价.
    pub name: String,
    /// Goods.
    pub goods: PromotedGoods,
    /// Buyers.
    pub buyers: Buyers,
    /// Offer.
    pub offer: Offer,
    /// First day.
    pub from: BusinessDate,
    /// Last day.
    pub to: BusinessDate,
    /// Who recorded it last.
    pub recorded_by: EmployeeId,
    /// The name of who recorded it, as it was then.
    pub recorder: String,
    /// When.
    pub recorded_at: Timestamp,
    /// Called off 停用.
    pub disabled: bool,
}

/// What is wrong with a promotion.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PromotionError {
    /// It ends before it begins.
    #[error("it ends on {to}, before it begins on {from}")]
    EndsBefore {
        /// First day.
        from: BusinessDate,
        /// Last day.
        to: BusinessDate,
    },
    /// A price below zero.
    #[error("price {price} is below zero")]
    PriceNegative {
        /// Price.
        price: UnitPrice,
    },
    /// A category has no one price; per cent off it has.
    #[error("a category takes per cent off, not a price")]
    PriceOfCategory,
}

impl Promotion {
    /// Refuses what no promotion may say.
    pub fn check(&self) -> Result<(), PromotionError> {
        if self.to < self.from {
            return Err(PromotionError::EndsBefore { from: self.from, to: self.to });
        }
        match (self.offer, self.goods) {
            (Offer::Price(price), _) if price < UnitPrice::ZERO => {
                Err(PromotionError::PriceNegative { price })
            }
            (Offer::Price(_), PromotedGoods::Category(_)) => Err(PromotionError::PriceOfCategory),
            _ => Ok(()),
        }
    }

    /// True on its first day, its last day and between, unless it was called off.
    pub fn runs_on(&self, day: BusinessDate) -> bool {
        !self.disabled && self.from <= day && day <= self.to
    }
}
