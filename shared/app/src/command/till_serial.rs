//! Numbered pieces at the till 收银序列号: which piece a number is, and what the till asks for.
//!
//! Owns the check of a number before it stands on the ticket, and the question for the next one.
//! Leaves out that each piece is named when the sale is posted: the books ask that. Invariant: a number
//! on the ticket is one that the books would let go now.

use fenhao_books::node::Node;
use fenhao_books::piece::look;
use fenhao_books::sql::Sql;
use fenhao_books::table::master;
use fenhao_domain::barcode;
use fenhao_domain::cart::{Cart, CartLine};
use fenhao_domain::id::{ProductId, WarehouseNo};
use fenhao_domain::master::product::{Product, SerialMode};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::serial::SerialState;

use super::cart_view::{place, position};
use super::names::Names;
use super::till::{change, known};
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode, serial_state};
use crate::view::{CartView, SerialAskView, SerialNameInput};

/// Names the next piece of a line.
pub(crate) fn name(
    context: &Context,
    session: &Session,
    input: SerialNameInput,
) -> Result<CartView, ApiError> {
    let node = context.node()?;
    change(context, session, |sql, cart| {
        let at = place(input.line);
        let line = cart.lines.get(at).ok_or_else(|| ErrorCode::LineUnknown.error().at("line"))?;
        let product = known(sql, line.product)?;
        let number = input.number.trim().to_owned();
        check(sql, node, &product, cart, &number)?;
        Ok(cart.name_piece(at, number)?)
    })
}

/// Whether a number is that of a piece of a product which may be sold now.
pub(super) fn check(
    sql: &mut dyn Sql,
    node: &Node,
    product: &Product,
    cart: &Cart,
    number: &str,
) -> Result<(), ApiError> {
    if product.serial_mode == SerialMode::None {
        return Err(ErrorCode::SerialNotKept.error().at("number"));
    }
    if cart.has_piece(product.id, number) {
        return Err(ErrorCode::SerialTwice.with("serial", number).at("number"));
    }
    let piece = look::one(sql, node.branch, product.id, number)?;
    match piece.as_ref().and_then(|piece| piece.state) {
        Some(state) if !state.is_here() => Err(serial_state(number, Some(state)).at("number")),
        Some(_) if piece.is_some_and(|piece| piece.warehouse != WarehouseNo::GOODS) => {
            Err(ErrorCode::SerialElsewhere.with("serial", number).at("number"))
        }
        Some(_) => Ok(()),
        None if is_code(sql, number)? => {
            Err(ErrorCode::SerialIsCode.with("serial", number).at("number"))
        }
        // Of loosely numbered goods nobody wrote down how each came.
        None if product.serial_mode == SerialMode::Loose && !number.is_empty() => Ok(()),
        None => Err(serial_state(number, None::<SerialState>).at("number")),
    }
}

/// The first line of a product that has a piece without a number.
pub(super) fn unnamed(cart: &Cart, product: ProductId) -> Option<usize> {
    let waits = |line: &CartLine| line.product == product && line.unnamed() > Quantity::ZERO;
    cart.lines.iter().position(waits)
}

/// Whether a text names goods: the next article was scanned where a piece was asked for.
fn is_code(sql: &mut dyn Sql, text: &str) -> Result<bool, ApiError> {
    for form in barcode::lookup_forms(text) {
        if !master::products_by_code(sql, &form)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The line whose next piece is asked for: the current one, else the first that has an unnamed piece.
pub(super) fn asked(
    sql: &mut dyn Sql,
    names: &mut Names,
    cart: &Cart,
) -> Result<Option<SerialAskView>, ApiError> {
    let order = std::iter::once(cart.current).chain(0..cart.lines.len());
    for at in order {
        let Some(line) = cart.lines.get(at).filter(|line| line.unnamed() > Quantity::ZERO) else {
            continue;
        };
        let product = names.product(sql, line.product)?;
        if product.serial_mode != SerialMode::None {
            return Ok(Some(SerialAskView {
                line: position(at),
                code: product.code.clone(),
                name: product.name.clone(),
                name_en: product.name_en.clone(),
                named: u32::try_from(line.serials.len()).unwrap_or(u32::MAX),
                quantity: line.quantity.to_string(),
            }));
        }
    }
    Ok(None)
}
