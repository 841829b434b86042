//! What a manager is asked about 提示与授权: below cost, negative cost, discount ceiling, credit limit.
//!
//! Owns when the till asks. Leaves out the facts (`domain::pricing::warning`, `domain::credit`) and
//! who may let an act pass (`audit::watch`). Invariant: an act that is asked about is not posted
//! before somebody with its right lets it pass, and it leaves its row.

use std::collections::BTreeMap;

use fenhao_books::node::Node;
use fenhao_books::screen::party;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::sums;
use fenhao_books::table::{cart as carts, master, promotion};
use fenhao_domain::amount::Amount;
use fenhao_domain::cart::Cart;
use fenhao_domain::credit::{Credit, Exposure, decide};
use fenhao_domain::id::{PartnerId, WarehouseNo};
use fenhao_domain::permission::SensitiveAct;
use fenhao_domain::pricing::discount::PercentOff;
use fenhao_domain::pricing::warning::{Warning, of_cost};

use super::cart_view;
use super::names::Names;
use crate::audit;
use crate::context::{Context, Session};
use crate::error::ApiError;

/// How much this operator may take off alone: the operator's own limit, else the role's in the price
/// policy; none for no limit.
pub(super) fn limit(sql: &mut dyn Sql, session: &Session) -> Result<Option<PercentOff>, SqlError> {
    if let Some(own) = session.discount_limit() {
        return Ok(Some(own));
    }
    let Some(role) = session.role() else { return Ok(None) };
    let off = promotion::policy(sql)?.ceiling(role, session.operator);
    Ok(Some(off).filter(|off| *off != PercentOff::ALL))
}

/// Asks about goods below cost, or at a cost below zero. The cost itself stays here: a cashier may
/// not see it.
pub(super) fn check_costs(
    context: &Context,
    sql: &mut dyn Sql,
    session: &Session,
    node: &Node,
    cart: &Cart,
) -> Result<(), ApiError> {
    let mut asked: BTreeMap<SensitiveAct, Vec<String>> = BTreeMap::new();
    for (at, (line, figures)) in cart.lines.iter().zip(cart.figures()).enumerate() {
        let balance = sums::own_balance(sql, node.branch, WarehouseNo::GOODS, line.product)?;
        let cost = balance.cost_of(line.quantity);
        let net = figures.amount - figures.tax;
        let Some(warning) = of_cost(at + 1, line.quantity, net, cost) else { continue };
        let code = Names::default().product(sql, line.product)?.code.clone();
        asked.entry(warning.act()).or_default().push(format!("{code}: {}", figures.amount));
    }
    asked.into_iter().try_for_each(|(act, lines)| {
        audit::watch(context, sql, session, act, act.right(), &lines.join(", "))
    })
}

/// Asks about a sale on account beyond the credit limit.
pub(super) fn check_credit(
    context: &Context,
    sql: &mut dyn Sql,
    session: &Session,
    node: &Node,
    partner: PartnerId,
    more: Amount,
) -> Result<(), ApiError> {
    let limit = master::partner(sql, partner)?.and_then(|partner| partner.credit_limit);
    let exposure = exposure(sql, node, partner)?;
    let Credit::Beyond { by } = decide(limit, exposure, more) else { return Ok(()) };
    let act = Warning::BeyondCredit { by }.act();
    let name = Names::default().partner(sql, Some(partner))?;
    audit::watch(context, sql, session, act, act.right(), &format!("{name}: +{by}"))
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
