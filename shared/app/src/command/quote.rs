//! Which price this customer pays today 取价: promotion, last price, level and preset price brought
//! together from the books (decision D15).
//!
//! Owns the look-ups. Leaves out the order of the sources (`domain::pricing::source`). Invariant:
//! one reading of a product's price serves the till, the price information and the purchase draft.

use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::{master, price_track, promotion};
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::cart::Cart;
use fenhao_domain::id::{BranchId, PartnerId, ProductId};
use fenhao_domain::master::partner::Partner;
use fenhao_domain::master::product::Product;
use fenhao_domain::price::UnitCost;
use fenhao_domain::pricing::promotion::{Buyer, Goods, best};
use fenhao_domain::pricing::source::{PurchaseQuote, Quote, Terms, quote, quote_purchase};
use fenhao_domain::pricing::track::Side;

use super::names::Names;
use crate::context::Context;
use crate::error::ApiError;

/// Where, when and to whom prices are quoted.
pub(super) struct Quoting {
    branch: BranchId,
    day: BusinessDate,
    partner: Option<Partner>,
}

impl Quoting {
    /// Today's prices at this branch for a customer, if there is one.
    pub(super) fn today(
        context: &Context,
        sql: &mut dyn Sql,
        partner: Option<PartnerId>,
    ) -> Result<Quoting, ApiError> {
        let partner = match partner {
            Some(id) => master::partner(sql, id)?,
            None => None,
        };
        Ok(Quoting { branch: context.node()?.branch, day: context.business_date()?, partner })
    }

    /// The price of a product.
    pub(super) fn price(&self, sql: &mut dyn Sql, product: &Product) -> Result<Quote, SqlError> {
        let offer = promotion::on_offer(sql, product, self.day)?;
        let goods = Goods {
            product: product.id,
            categories: &offer.categories,
            shelf_price: product.prices[0],
        };
        let buyer = self.partner.as_ref().map_or_else(Buyer::default, Buyer::from);
        let promoted = best(&offer.promotions, &goods, buyer, self.day);
        let last = match &self.partner {
            None => None,
            Some(partner) => {
                price_track::last(sql, self.branch, Side::Sold, partner.id, product.id)?
            }
        };
        let price_level = self.partner.as_ref().map_or(0, |partner| partner.price_level);
        let promotion = promoted.map(|promoted| promoted.price);
        Ok(quote(product, Terms { promotion, last, price_level }))
    }

    /// Quotes all lines of a cart anew.
    pub(super) fn requote(&self, sql: &mut dyn Sql, cart: &mut Cart) -> Result<(), SqlError> {
        let mut names = Names::default();
        let mut quotes = Vec::with_capacity(cart.lines.len());
        for line in &cart.lines {
            let product = names.product(sql, line.product)?.clone();
            quotes.push((line.product, self.price(sql, &product)?));
        }
        let of = |product: ProductId| quotes.iter().find(|(id, _)| *id == product).map(|q| q.1);
        cart.requote(|product| of(product).unwrap_or_default());
        Ok(())
    }
}

/// What a purchase from a supplier is to cost: its last price, else the preset one.
pub(super) fn purchase(
    sql: &mut dyn Sql,
    branch: BranchId,
    supplier: Option<PartnerId>,
    product: &Product,
) -> Result<PurchaseQuote, SqlError> {
    let last = match supplier {
        Some(id) => price_track::last(sql, branch, Side::Bought, id, product.id)?,
        None => None,
    };
    Ok(quote_purchase(product, last.map(|price| UnitCost::from_raw(price.raw()))))
}
