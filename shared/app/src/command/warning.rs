//! What a manager is asked about 提示与授权: below cost, negative cost, discount ceiling, credit limit.
//!
//! Owns when the till asks and the errors that name the right an act needs. Leaves out the facts
//! (`domain::pricing::warning`, `domain::credit`). Invariant: an act that is asked about is not
//! posted before somebody with its right lets it pass; [`may_pass`] is the only place that decides.

use fenhao_books::node::Node;
use fenhao_books::screen::party;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::sums;
use fenhao_books::table::{cart as carts, master, promotion};
use fenhao_domain::amount::Amount;
use fenhao_domain::cart::{Cart, CartError};
use fenhao_domain::credit::{Credit, Exposure, decide};
use fenhao_domain::id::{PartnerId, WarehouseNo};
use fenhao_domain::pricing::discount::PercentOff;
use fenhao_domain::pricing::warning::{Warning, of_cost};

use super::cart_view;
use crate::context::Session;
use crate::error::{ApiError, ErrorCode};

/// The right that lifts the discount ceiling.
const DISCOUNT_BEYOND: &str = "till.discount_beyond";

/// Whether an act passes: the operator's own right, or a manager's.
pub(super) fn may_pass(session: &Session, act: &str) -> bool {
    session.role.may(act)
}

/// How much this operator may take off.
pub(super) fn ceiling(sql: &mut dyn Sql, session: &Session) -> Result<PercentOff, SqlError> {
    match may_pass(session, DISCOUNT_BEYOND) {
        true => Ok(PercentOff::ALL),
        false => Ok(promotion::policy(sql)?.ceiling(session.role, session.operator)),
    }
}

/// A cart's refusal; beyond a ceiling of somebody's own it names the right that lifts it.
pub(super) fn refused(cart: &Cart, error: CartError) -> ApiError {
    match error {
        CartError::DiscountTooHigh { limit, .. } if cart.ceiling != PercentOff::ALL => {
            ErrorCode::DiscountBeyond.with("limit", limit).with("right", DISCOUNT_BEYOND)
        }
        other => other.into(),
    }
}

/// Refuses what nobody here may let pass: goods below cost, or at a cost below zero.
pub(super) fn check_costs(
    sql: &mut dyn Sql,
    session: &Session,
    node: &Node,
    cart: &Cart,
) -> Result<(), ApiError> {
    for (at, (line, figures)) in cart.lines.iter().zip(cart.figures()).enumerate() {
        let balance = sums::own_balance(sql, node.branch, WarehouseNo::GOODS, line.product)?;
        let cost = balance.cost_of(line.quantity);
        let net = figures.amount - figures.tax;
        let Some(warning) = of_cost(at + 1, line.quantity, net, cost) else { continue };
        if !may_pass(session, warning.act()) {
            let product = master::product(sql, line.product)?;
            let code = product.map_or_else(|| line.product.0.to_string(), |found| found.code);
            return Err(asked(&warning, &code));
        }
    }
    Ok(())
}

/// Refuses a sale on account beyond the credit limit.
pub(super) fn check_credit(
    sql: &mut dyn Sql,
    session: &Session,
    node: &Node,
    partner: PartnerId,
    more: Amount,
) -> Result<(), ApiError> {
    let limit = master::partner(sql, partner)?.and_then(|partner| partner.credit_limit);
    let exposure = exposure(sql, node, partner)?;
    if let Credit::Beyond { by } = decide(limit, exposure, more) {
        let warning = Warning::BeyondCredit { by };
        if !may_pass(session, warning.act()) {
            return Err(asked(&warning, ""));
        }
    }
    Ok(())
}

/// What a customer owes here or will owe: the balance in these books and the parked carts.
pub(super) fn exposure(
    sql: &mut dyn Sql,
    node: &Node,
    partner: PartnerId,
) -> Result<Exposure, SqlError> {
    let mut drafts = Amount::ZERO;
    for stored in carts::parked(sql)? {
        let cart = cart_view::decode(&stored.content)?;
        if cart.partner == Some(partner) {
            drafts += cart.totals().remaining.max(Amount::ZERO);
        }
    }
    let balance = party::balance(sql, node.branch, partner)?;
    Ok(Exposure { balance, drafts, orders: Amount::ZERO })
}

/// The error that asks for a manager. The cost itself stays here: a cashier may not see it.
fn asked(warning: &Warning, code: &str) -> ApiError {
    let error = match warning {
        Warning::BelowCost { amount, .. } => {
            ErrorCode::BelowCost.with("code", code).with("amount", amount)
        }
        Warning::NegativeCost { .. } => ErrorCode::CostNegative.with("code", code),
        Warning::FactorAboveOne { factor, .. } => ErrorCode::DiscountBeyond.with("limit", factor),
        Warning::FactorTooLow { lowest, .. } => ErrorCode::DiscountBeyond.with("limit", lowest),
        Warning::BeyondCredit { by } => ErrorCode::CreditExceeded.with("by", by),
    };
    error.with("right", warning.act())
}
