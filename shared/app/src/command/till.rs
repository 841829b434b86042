//! The till 收银: scanning, adding, quantity, price, discount, rounding and tenders.
//!
//! Owns the acts on the cart up to payment (`pay`). The cart is the counter's: whoever stands there
//! sees it whole, but adds and sells only what is within their scopes. Invariant: an act that is
//! refused leaves the cart as it was.

use fenhao_books::piece::look;
use fenhao_books::sql::Sql;
use fenhao_books::table::{cart as carts, master};
use fenhao_domain::amount::Amount;
use fenhao_domain::barcode::{self, scale};
use fenhao_domain::cart::{Cart, CartLine, DiscountTarget, QuantityChange};
use fenhao_domain::id::{BranchId, ProductId};
use fenhao_domain::master::product::Product;
use fenhao_domain::master::tender::{Tender, TenderCode};
use fenhao_domain::permission::SensitiveAct;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::pricing::discount::{PercentOff, TypedDiscount};
use fenhao_domain::pricing::rounding::RoundingMode;
use fenhao_domain::pricing::source::{self, PriceSource, Quote, Terms};
use fenhao_domain::pricing::unit;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::text::NumberTextError;

use super::cart_view::{self, place};
use super::names::Names;
use super::quote::Quoting;
use super::till_serial;
use super::warning;
use super::within::Within;
use crate::audit;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    AddInput, CartView, DiscountInput, LineInput, Nothing, PriceInput, QuantityInput,
    RoundingInput, ScanInput, TenderInput,
};

/// Shows the cart.
pub(crate) fn view(context: &Context, _: &Session, _: Nothing) -> Result<CartView, ApiError> {
    let node = context.node()?;
    context.read(|sql| {
        let cart = cart_view::load(sql)?;
        cart_view::view(sql, node, &cart)
    })
}

/// Adds what a barcode, product code, scale label or serial number names.
pub(crate) fn scan(
    context: &Context,
    session: &Session,
    input: ScanInput,
) -> Result<CartView, ApiError> {
    let node = context.node()?;
    change(context, session, |sql, cart| {
        let (product, label) = find(sql, node.branch, &input.code)?;
        Within::of(session).need_product(sql, product.id)?;
        let typed = typed_quantity(&product, input.quantity.as_deref())?;
        let quote = Quoting::today(context, sql, cart.partner)?.price(sql, &product)?;
        let line = match label {
            Some(Label::Scale(label)) => labelled(&product, &label, typed, quote),
            Some(Label::Serial(number)) => {
                till_serial::check(sql, node, &product, cart, &number)?;
                // A piece that is asked for already is named, not sold beside it.
                if let Some(at) = till_serial::unnamed(cart, product.id) {
                    return Ok(cart.name_piece(at, number)?);
                }
                CartLine { serials: vec![number], ..line_of(&product, None, quote) }
            }
            None => line_of(&product, typed, quote),
        };
        Ok(cart.add(line).map(|_| ())?)
    })
}

/// Adds a product chosen from the search list.
pub(crate) fn add(
    context: &Context,
    session: &Session,
    input: AddInput,
) -> Result<CartView, ApiError> {
    change(context, session, |sql, cart| {
        let product = known(sql, ProductId(input.product_id))?;
        Within::of(session).need_product(sql, product.id)?;
        let typed = typed_quantity(&product, input.quantity.as_deref())?;
        let quote = Quoting::today(context, sql, cart.partner)?.price(sql, &product)?;
        Ok(cart.add(line_of(&product, typed, quote)).map(|_| ())?)
    })
}

/// Moves the current line.
pub(crate) fn select(
    context: &Context,
    session: &Session,
    input: LineInput,
) -> Result<CartView, ApiError> {
    change(context, session, |_, cart| Ok(cart.select(place(input.line))?))
}

/// Sets or changes a line's quantity.
pub(crate) fn set_quantity(
    context: &Context,
    session: &Session,
    input: QuantityInput,
) -> Result<CartView, ApiError> {
    change(context, session, |sql, cart| {
        let at = place(input.line);
        let typed = match QuantityChange::parse(&input.quantity) {
            Ok(typed) => typed,
            // In units: `2箱3瓶` sets, `+1箱` changes.
            Err(_) => {
                let line = cart.lines.get(at).ok_or_else(|| ErrorCode::LineUnknown.error())?;
                let product = known(sql, line.product)?;
                let quantity = in_units(&product, &input.quantity)?;
                match input.quantity.trim_start().starts_with(['+', '-', '＋', '－', '−']) {
                    true => QuantityChange::Add(quantity),
                    false => QuantityChange::Set(quantity),
                }
            }
        };
        Ok(cart.set_quantity(at, typed)?)
    })
}

/// Sets a line's price by hand.
pub(crate) fn set_price(
    context: &Context,
    session: &Session,
    input: PriceInput,
) -> Result<CartView, ApiError> {
    let price = UnitPrice::parse(&input.price)
        .map_err(|_| ErrorCode::PriceInvalid.with("text", &input.price).at("price"))?;
    change(context, session, |sql, cart| {
        let at = place(input.line);
        let before = cart.lines.get(at).map(|line| (line.product, line.unit_price));
        cart.set_price(at, price)?;
        let Some((product, before)) = before else { return Ok(()) };
        let code = Names::default().product(sql, product)?.code.clone();
        let detail = format!("{code}: {before} → {price}");
        audit::watch(context, sql, session, SensitiveAct::PriceChange, "till.price", &detail)
    })
}

/// Sets a discount on a line or the whole ticket; neither percentage nor amount takes it away.
pub(crate) fn set_discount(
    context: &Context,
    session: &Session,
    input: DiscountInput,
) -> Result<CartView, ApiError> {
    let discount = typed_discount(&input)?;
    let target = match input.line {
        Some(line) => DiscountTarget::Line(place(line)),
        None => DiscountTarget::WholeTicket,
    };
    change(context, session, |_, cart| Ok(cart.set_discount(target, discount)?))
}

/// Asks when a change takes more off than the operator's limit lets. What somebody has let pass
/// before is not asked for again.
fn within_limit(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    before: &Cart,
    cart: &Cart,
) -> Result<(), ApiError> {
    let Some(limit) = warning::limit(sql, session)? else { return Ok(()) };
    let off = |cart: &Cart| cart.totals().discount;
    if !over(cart, limit) || (over(before, limit) && off(cart) <= off(before)) {
        return Ok(());
    }
    let totals = cart.totals();
    let detail = format!("-{} / {} > {limit} %", totals.discount, totals.list_amount);
    let act = SensitiveAct::DiscountOver;
    audit::watch(context, sql, session, act, act.right(), &detail)
}

/// Whether more is taken off a line, or all together, than a limit lets.
fn over(cart: &Cart, limit: PercentOff) -> bool {
    let totals = cart.totals();
    let lines = cart.lines.iter().zip(cart.figures());
    totals.discount > limit.of(totals.list_amount) || { lines }
        .any(|(_, figures)| figures.discount > limit.of(figures.list_amount))
}

/// Takes a line out.
pub(crate) fn remove(
    context: &Context,
    session: &Session,
    input: LineInput,
) -> Result<CartView, ApiError> {
    change(context, session, |_, cart| Ok(cart.remove(place(input.line))?))
}

/// Empties the cart.
pub(crate) fn clear(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<CartView, ApiError> {
    change(context, session, |_, cart| {
        cart.clear();
        Ok(())
    })
}

/// Sets what small change is dropped 抹零.
pub(crate) fn rounding(
    context: &Context,
    session: &Session,
    input: RoundingInput,
) -> Result<CartView, ApiError> {
    let mode = RoundingMode::from_key(&input.mode)
        .ok_or_else(|| ErrorCode::InputMalformed.with("what", &input.mode).at("mode"))?;
    change(context, session, |_, cart| {
        cart.set_rounding(mode);
        Ok(())
    })
}

/// Puts a tender down.
pub(crate) fn tender(
    context: &Context,
    session: &Session,
    input: TenderInput,
) -> Result<CartView, ApiError> {
    change(context, session, |sql, cart| put_down(sql, cart, &input))
}

/// Takes a tender back.
pub(crate) fn tender_remove(
    context: &Context,
    session: &Session,
    input: LineInput,
) -> Result<CartView, ApiError> {
    change(context, session, |_, cart| Ok(cart.tender_remove(place(input.line))?))
}

/// Loads the cart, acts, saves and shows it, in one transaction. Whatever the act was, it may not
/// leave more taken off than the operator may take off alone.
pub(super) fn change(
    context: &Context,
    session: &Session,
    act: impl FnOnce(&mut dyn Sql, &mut Cart) -> Result<(), ApiError>,
) -> Result<CartView, ApiError> {
    let node = context.node()?;
    let now = context.now();
    context.write(|sql| {
        let mut cart = cart_view::load(sql)?;
        let before = cart.clone();
        act(sql, &mut cart)?;
        within_limit(context, session, sql, &before, &cart)?;
        match cart == Cart::default() {
            true => carts::remove(sql, 0)?,
            false => cart_view::save(sql, now, &cart)?,
        }
        cart_view::view(sql, node, &cart)
    })
}

/// Adds a tender to the cart; without an amount, all that remains.
pub(super) fn put_down(
    sql: &mut dyn Sql,
    cart: &mut Cart,
    input: &TenderInput,
) -> Result<(), ApiError> {
    let tender = find_tender(sql, &input.tender)?;
    let amount = input.amount.as_deref().map(amount).transpose()?;
    Ok(cart.tender(&tender, amount).map(|_| ())?)
}

/// The tender of a code.
pub(super) fn find_tender(sql: &mut dyn Sql, code: &str) -> Result<Tender, ApiError> {
    let code = TenderCode(code.to_owned());
    let found = cart_view::tenders(sql)?.into_iter().find(|tender| tender.code == code);
    found.ok_or_else(|| ErrorCode::TenderUnknown.with("tender", code.0).at("tender"))
}

/// What a code says besides which product it is.
enum Label {
    /// What a scale printed.
    Scale(scale::ScaleCode),
    /// Which piece it is.
    Serial(String),
}

/// The product that a code names, and what it was found through. An exact barcode wins over every
/// reading of it, and a product's code over a piece's number.
fn find(
    sql: &mut dyn Sql,
    branch: BranchId,
    code: &str,
) -> Result<(Product, Option<Label>), ApiError> {
    let forms = barcode::lookup_forms(code);
    for (at, form) in forms.iter().enumerate() {
        let found = master::products_by_code(sql, form)?;
        let [id] = found.as_slice() else {
            match found.is_empty() {
                true => continue,
                false => return Err(ErrorCode::ProductAmbiguous.with("code", form)),
            }
        };
        let product = master::product(sql, *id)?;
        let product = product.ok_or_else(|| ErrorCode::ProductUnknown.with("code", form))?;
        let label = scale::decode(code, &scale::defaults());
        return Ok((product, label.filter(|_| at > 0).map(Label::Scale)));
    }
    if let [piece] = look::here(sql, branch, code.trim())?.as_slice() {
        return Ok((known(sql, piece.product)?, Some(Label::Serial(piece.number.clone()))));
    }
    Err(ErrorCode::ProductUnknown.with("code", code).at("code"))
}

fn line_of(product: &Product, quantity: Option<Quantity>, quote: Quote) -> CartLine {
    CartLine {
        tax_rate: product.tax_rate,
        weighed: product.weighed,
        ..CartLine::new(product.id, quantity.unwrap_or(Quantity::ONE), quote)
    }
}

/// What the label says goes before what was typed: the customer sees the label. An amount was
/// printed at the shelf price, so it stands and is divided by that; a weight takes today's price.
fn labelled(
    product: &Product,
    label: &scale::ScaleCode,
    typed: Option<Quantity>,
    today: Quote,
) -> CartLine {
    let shelf = source::quote(product, Terms::default());
    let quantity = label.quantity(shelf.price).or(typed);
    match label.amount {
        None => line_of(product, quantity, today),
        Some(_) => CartLine {
            scale_amount: label.amount,
            price_source: PriceSource::Scale,
            ..line_of(product, quantity, shelf)
        },
    }
}

/// A product that must be known.
pub(super) fn known(sql: &mut dyn Sql, id: ProductId) -> Result<Product, ApiError> {
    let unknown = || ErrorCode::ProductUnknown.with("code", id.0);
    master::product(sql, id)?.ok_or_else(unknown)
}

fn typed_quantity(product: &Product, typed: Option<&str>) -> Result<Option<Quantity>, ApiError> {
    typed.map(|text| in_units(product, text)).transpose()
}

/// A quantity in the product's units: `3`, `2箱3瓶`.
fn in_units(product: &Product, text: &str) -> Result<Quantity, ApiError> {
    let wrong = |_| ErrorCode::QuantityInvalid.with("text", text).at("quantity");
    unit::parse(product, text).map_err(wrong)
}

fn amount(text: &str) -> Result<Amount, ApiError> {
    Amount::parse(text).map_err(|_| ErrorCode::PriceInvalid.with("text", text).at("amount"))
}

fn typed_discount(input: &DiscountInput) -> Result<Option<TypedDiscount>, ApiError> {
    match (input.percent.as_deref(), input.amount.as_deref()) {
        (None, None) => Ok(None),
        (Some(text), None) => {
            let wrong =
                |_: NumberTextError| ErrorCode::PriceInvalid.with("text", text).at("percent");
            let limit = || ErrorCode::DiscountTooHigh.with("limit", "100 %").at("percent");
            let percent = PercentOff::parse(text).map_err(wrong)?.ok_or_else(limit)?;
            Ok(Some(TypedDiscount::Percent(percent)).filter(|_| percent.raw() != 0))
        }
        (None, Some(text)) => {
            let off = amount(text)?;
            Ok(Some(TypedDiscount::Amount(off)).filter(|_| !off.is_zero()))
        }
        (Some(_), Some(_)) => Err(ErrorCode::InputMalformed.with("what", "percent, amount")),
    }
}
