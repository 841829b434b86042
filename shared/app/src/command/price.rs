//! Price information 物价信息: all prices of a product in one place (`features.md` 244), and what a
//! purchase is to cost.
//!
//! Leaves out the order of sources (`domain::pricing::source`). Invariant: without the right to see
//! cost neither purchase prices nor costs leave this file.

use fenhao_books::sql::Sql;
use fenhao_books::sums;
use fenhao_books::table::{master, price_track, promotion};
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::document::rule::Price;
use fenhao_domain::id::{PartnerId, ProductId, WarehouseNo};
use fenhao_domain::master::product::Product;
use fenhao_domain::master::promotion::{PromotedGoods, Promotion};
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::price::UnitCost;
use fenhao_domain::pricing::track::Side;
use fenhao_domain::pricing::unit;

use super::names::{self, Names};
use super::within::Within;
use super::{promotion as promotions, quote};
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    LastPriceView, PriceInfoView, ProductInput, PromotionView, PurchasePriceInput,
    PurchasePriceView,
};

/// Last prices and promotions shown at most.
const ROWS: usize = 100;

/// All prices of a product.
pub(crate) fn info(
    context: &Context,
    session: &Session,
    input: ProductInput,
) -> Result<PriceInfoView, ApiError> {
    let sees_cost = session.sees_cost();
    let branch = context.node()?.branch;
    let today = context.business_date()?;
    context.read(|sql| {
        let product = known(sql, input.product_id)?;
        let mut within = Within::of(session);
        within.need_product(sql, product.id)?;
        let mut names = Names::default();
        let balance = sums::own_balance(sql, branch, WarehouseNo::GOODS, product.id)?;
        let cost = UnitCost::of(balance.value, balance.quantity);
        let second = product.second_unit.as_ref();
        let by_second = second.zip(product.prices[0]);
        Ok(PriceInfoView {
            product_id: product.id.0,
            code: product.code.clone(),
            name: product.name.clone(),
            name_en: product.name_en.clone(),
            spec: product.spec.clone(),
            unit: product.unit.clone(),
            second_unit: second.map(|unit| unit.name.clone()),
            ratio: second.map(|unit| unit.ratio.to_string()),
            prices: product.prices.iter().map(|price| price.map(|p| p.to_string())).collect(),
            second_unit_price: by_second
                .and_then(|(second, price)| unit::price_of_second(price, second))
                .map(|price| price.to_string()),
            tax_rate: product.tax_rate.to_string(),
            purchase_price: product
                .purchase_price
                .filter(|_| sees_cost)
                .map(|cost| cost.to_string()),
            unit_cost: cost.filter(|_| sees_cost).map(|cost| cost.to_string()),
            on_hand: unit::show(&product, balance.quantity),
            promotions: running(sql, &mut names, &product, today)?,
            sold: last_prices(sql, (&mut names, &mut within), Side::Sold, product.id)?,
            bought: match sees_cost {
                true => last_prices(sql, (&mut names, &mut within), Side::Bought, product.id)?,
                false => Vec::new(),
            },
        })
    })
}

/// The product's own promotions, and those of its categories that run today.
fn running(
    sql: &mut dyn Sql,
    names: &mut Names,
    product: &Product,
    today: BusinessDate,
) -> Result<Vec<PromotionView>, ApiError> {
    let mut found = promotion::of_product(sql, product.id, ROWS)?;
    let of_category = |one: &Promotion| matches!(one.goods, PromotedGoods::Category(_));
    let on_offer = promotion::on_offer(sql, product, today)?.promotions;
    found.extend(on_offer.into_iter().filter(of_category));
    found.iter().map(|one| promotions::view(sql, names, one, today)).collect()
}

fn last_prices(
    sql: &mut dyn Sql,
    (names, within): (&mut Names, &mut Within<'_>),
    side: Side,
    product: ProductId,
) -> Result<Vec<LastPriceView>, ApiError> {
    let mut found = price_track::of_product(sql, side, product, ROWS)?;
    let mut seen = Vec::with_capacity(found.len());
    for last in found.drain(..) {
        if within.partner(sql, last.partner)? {
            seen.push(last);
        }
    }
    seen.into_iter()
        .map(|last| {
            Ok(LastPriceView {
                branch: names.branch(sql, last.branch)?.0,
                partner: names.partner(sql, Some(last.partner))?,
                price: last.price.to_string(),
                business_date: last.business_date.to_string(),
                document: names::key(last.document),
            })
        })
        .collect()
}

/// What a purchase of a product from a supplier is to cost: for who writes it down on a paper that
/// has that price, or sees cost anyway.
pub(crate) fn purchase(
    context: &Context,
    session: &Session,
    input: PurchasePriceInput,
) -> Result<PurchasePriceView, ApiError> {
    let mut drafted = session.rights().kinds(DocumentAct::Draft).into_iter();
    if !drafted.any(|kind| kind.rule().price == Price::Cost) {
        session.permit("cost.see")?;
    }
    let branch = context.node()?.branch;
    context.read(|sql| {
        let product = known(sql, input.product_id)?;
        Within::of(session).need_product(sql, product.id)?;
        let supplier = input.partner_id.map(PartnerId);
        let quote = quote::purchase(sql, branch, supplier, &product)?;
        let known = !quote.cost.is_zero();
        Ok(PurchasePriceView {
            cost: Some(quote.cost.to_string()).filter(|_| known),
            source: quote.source.key().to_owned(),
        })
    })
}

/// What a product is sold for to a customer today, promotion included.
pub(crate) fn sale(
    context: &Context,
    session: &Session,
    input: PurchasePriceInput,
) -> Result<PurchasePriceView, ApiError> {
    context.read(|sql| {
        let product = known(sql, input.product_id)?;
        let mut within = Within::of(session);
        within.need_product(sql, product.id)?;
        let customer = input.partner_id.map(PartnerId);
        if let Some(customer) = customer {
            within.need_partner(sql, customer)?;
        }
        let quote = quote::Quoting::today(context, sql, customer)?.price(sql, &product)?;
        let known = !quote.price.is_zero();
        Ok(PurchasePriceView {
            cost: Some(quote.price.to_string()).filter(|_| known),
            source: quote.source.key().to_owned(),
        })
    })
}

fn known(sql: &mut dyn Sql, id: u64) -> Result<Product, ApiError> {
    let found = master::product(sql, ProductId(id))?;
    found.ok_or_else(|| ErrorCode::ProductUnknown.with("code", id).at("product_id"))
}
