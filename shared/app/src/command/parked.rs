//! Parked carts 挂单与取单.
//!
//! Invariant: nothing is lost by recalling: a cart that is on the screen is parked in its turn; what
//! comes back has the prices of the day.

use fenhao_books::sql::Sql;
use fenhao_books::table::cart as carts;
use fenhao_domain::cart::Cart;

use super::cart_view;
use super::quote::Quoting;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{CartView, Nothing, ParkInput, ParkedView, RecallInput};

/// Parks the cart.
pub(crate) fn park(context: &Context, _: &Session, input: ParkInput) -> Result<CartView, ApiError> {
    let node = context.node()?;
    context.write(|sql| {
        let cart = cart_view::load(sql)?;
        if cart.is_empty() {
            return Err(ErrorCode::CartEmpty.error());
        }
        put_aside(context, sql, &cart, &input.note)?;
        carts::remove(sql, 0)?;
        cart_view::view(sql, node, &Cart::default())
    })
}

/// Lists the parked carts, oldest first.
pub(crate) fn list(
    context: &Context,
    _: &Session,
    _: Nothing,
) -> Result<Vec<ParkedView>, ApiError> {
    context.read(|sql| {
        let parked = carts::parked(sql)?;
        parked
            .into_iter()
            .map(|stored| {
                let cart = cart_view::decode(&stored.content)?;
                Ok(ParkedView {
                    id: stored.id.unsigned_abs(),
                    note: stored.note,
                    parked_at_ms: stored.saved_at,
                    lines: u32::try_from(cart.lines.len()).unwrap_or(u32::MAX),
                    due: cart.totals().due.to_string(),
                })
            })
            .collect()
    })
}

/// Takes a parked cart back.
pub(crate) fn recall(
    context: &Context,
    _: &Session,
    input: RecallInput,
) -> Result<CartView, ApiError> {
    let node = context.node()?;
    context.write(|sql| {
        let id = i64::try_from(input.id).ok().filter(|id| *id > 0);
        let parked = id.map(|id| carts::load(sql, id)).transpose()?.flatten();
        let parked = parked.ok_or_else(|| ErrorCode::DocumentUnknown.error())?;
        let present = cart_view::load(sql)?;
        if !present.is_empty() {
            put_aside(context, sql, &present, "")?;
        }
        let mut cart = cart_view::decode(&parked.content)?;
        // A promotion may have begun or ended while it waited.
        Quoting::today(context, sql, cart.partner)?.requote(sql, &mut cart)?;
        carts::remove(sql, parked.id)?;
        cart_view::save(sql, context.now(), &cart)?;
        cart_view::view(sql, node, &cart)
    })
}

fn put_aside(
    context: &Context,
    sql: &mut dyn Sql,
    cart: &Cart,
    note: &str,
) -> Result<(), ApiError> {
    let id = carts::next_id(sql)?;
    Ok(cart_view::save_as(sql, id, note, context.now(), cart)?)
}
