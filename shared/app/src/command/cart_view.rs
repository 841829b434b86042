//! The cart on the screen 购物车视图, and its way to and from the store.
//!
//! Owns loading, saving and showing it. Invariant: every figure is the domain's; a change is on
//! the disk before its view goes back, so a power cut loses no scanned line (`pos.md` §3.1).

use fenhao_books::node::Node;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::sums;
use fenhao_books::table::cart::{self, StoredCart};
use fenhao_books::table::master;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::cart::{Cart, CartLine, LineFigures};
use fenhao_domain::cost::average::Balance;
use fenhao_domain::id::WarehouseNo;
use fenhao_domain::master::tender::{self, Tender};
use fenhao_domain::pricing::discount::TypedDiscount;
use fenhao_domain::pricing::warning::{Warning, of_cost};
use fenhao_domain::quantity::Quantity;

use super::customer;
use super::names::Names;
use super::till_serial;
use crate::error::ApiError;
use crate::view::{CartLineView, CartView, TenderChoice, TenderLineView};

/// The cart on the screen.
const ON_SCREEN: i64 = 0;

/// Reads the cart on the screen.
pub(super) fn load(sql: &mut dyn Sql) -> Result<Cart, SqlError> {
    match cart::load(sql, ON_SCREEN)? {
        Some(stored) => decode(&stored.content),
        None => Ok(Cart::default()),
    }
}

/// Reads a stored cart.
pub(super) fn decode(content: &str) -> Result<Cart, SqlError> {
    serde_json::from_str(content).map_err(|_| SqlError::Unreadable { what: "a cart" })
}

/// Writes the cart on the screen.
pub(super) fn save(sql: &mut dyn Sql, now: Timestamp, cart: &Cart) -> Result<(), SqlError> {
    save_as(sql, ON_SCREEN, "", now, cart)
}

/// Writes a cart under a number.
pub(super) fn save_as(
    sql: &mut dyn Sql,
    id: i64,
    note: &str,
    now: Timestamp,
    cart: &Cart,
) -> Result<(), SqlError> {
    let content = serde_json::to_string(cart).expect("a cart has text keys and no floats");
    cart::save(sql, &StoredCart { id, note: note.to_owned(), saved_at: now.0, content })
}

/// The tenders that can be chosen, those that every company starts with where none are known.
pub(super) fn tenders(sql: &mut dyn Sql) -> Result<Vec<Tender>, SqlError> {
    let known = master::tenders(sql)?;
    Ok(if known.is_empty() { tender::defaults() } else { known })
}

/// The whole cart as the screen shows it.
pub(super) fn view(sql: &mut dyn Sql, node: &Node, cart: &Cart) -> Result<CartView, ApiError> {
    let totals = cart.totals();
    let mut names = Names::default();
    let mut lines = Vec::with_capacity(cart.lines.len());
    for (at, (line, figures)) in cart.lines.iter().zip(cart.figures()).enumerate() {
        let balance = sums::own_balance(sql, node.branch, WarehouseNo::GOODS, line.product)?;
        let of_product = cart.lines.iter().filter(|other| other.product == line.product);
        let wanted: Quantity = of_product.map(|other| other.quantity).sum();
        let product = names.product(sql, line.product)?;
        lines.push(CartLineView {
            line: position(at),
            product_id: line.product.0,
            code: product.code.clone(),
            name: product.name.clone(),
            name_en: product.name_en.clone(),
            spec: product.spec.clone(),
            unit: product.unit.clone(),
            quantity: line.quantity.to_string(),
            unit_price: line.unit_price.to_string(),
            price_source: line.price_source.key().to_owned(),
            regular_price: line.regular_price.map(|price| price.to_string()),
            discount: (figures.discount + figures.share).to_string(),
            percent: percent(line),
            amount: figures.amount.to_string(),
            on_hand: balance.quantity.to_string(),
            warnings: warnings(line, &figures, &balance, wanted),
            serials: line.serials.clone(),
        });
    }
    let tender_lines = cart.tenders.iter().enumerate().map(|(at, given)| TenderLineView {
        index: position(at),
        tender: given.tender.0.clone(),
        amount: given.handed.to_string(),
    });
    let choices = tenders(sql)?.into_iter().map(|tender| TenderChoice {
        tender: tender.code.0,
        gives_change: tender.gives_change,
        recorded_only: tender.recorded_only,
    });
    let customer = match cart.partner {
        Some(partner) => customer::view(sql, node, partner)?,
        None => None,
    };
    Ok(CartView {
        asks: till_serial::asked(sql, &mut names, cart)?,
        customer,
        current: if cart.is_empty() { 0 } else { position(cart.current) },
        lines,
        pieces: totals.pieces.to_string(),
        list_amount: totals.list_amount.to_string(),
        discount: totals.discount.to_string(),
        rounding: totals.rounding.to_string(),
        rounding_mode: cart.rounding_mode.key().to_owned(),
        due: totals.due.to_string(),
        tenders: tender_lines.collect(),
        tendered: totals.tendered.to_string(),
        remaining: totals.remaining.max(Amount::ZERO).to_string(),
        change: totals.change.to_string(),
        tender_choices: choices.collect(),
        parked: u32::try_from(cart::count_parked(sql)?).unwrap_or(u32::MAX),
    })
}

/// A place from 0 as a position from 1.
pub(super) fn position(at: usize) -> u32 {
    u32::try_from(at + 1).expect("a cart has few lines")
}

/// A position from 1 as a place from 0; a place that no cart has for 0.
pub(super) fn place(line: u32) -> usize {
    usize::try_from(line).ok().and_then(|line| line.checked_sub(1)).unwrap_or(usize::MAX - 1)
}

fn percent(line: &CartLine) -> Option<String> {
    match line.discount {
        Some(TypedDiscount::Percent(percent)) => Some(percent.to_string()),
        _ => None,
    }
}

fn warnings(
    line: &CartLine,
    figures: &LineFigures,
    balance: &Balance,
    wanted: Quantity,
) -> Vec<String> {
    let mut keys = Vec::new();
    if !line.has_price() {
        keys.push("no_price".to_owned());
    } else {
        let (net, cost) = (figures.amount - figures.tax, balance.cost_of(line.quantity));
        match of_cost(1, line.quantity, net, cost) {
            Some(Warning::BelowCost { .. }) => keys.push("below_cost".to_owned()),
            Some(_) => keys.push("cost_negative".to_owned()),
            None => {}
        }
    }
    if balance.quantity < wanted {
        keys.push("stock_short".to_owned());
    }
    keys
}
