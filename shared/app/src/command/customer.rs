//! The till's customer 收银客户: chosen by code, name or pinyin; prices become the customer's.
//!
//! Owns the choice and what the till shows of the customer. Invariant: prices that were typed or
//! printed stay; all others are quoted anew, each line with its source.

use fenhao_books::node::Node;
use fenhao_books::search;
use fenhao_books::sql::Sql;
use fenhao_books::table::{cart as carts, master};
use fenhao_domain::amount::Amount;
use fenhao_domain::cart::Cart;
use fenhao_domain::credit::{Credit, decide};
use fenhao_domain::id::PartnerId;
use fenhao_domain::master::partner::Partner;

use super::quote::Quoting;
use super::within::Within;
use super::{cart_view, warning};
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{CartView, CustomerInput, CustomerView};

/// Hits looked at to tell whether a text means one customer.
const HITS: usize = 20;

/// Sets the customer, or takes it away when none is named.
pub(crate) fn choose(
    context: &Context,
    session: &Session,
    input: CustomerInput,
) -> Result<CartView, ApiError> {
    let node = context.node()?;
    context.write(|sql| {
        let mut cart = cart_view::load(sql)?;
        let partner = meant(sql, &input)?;
        if let Some(partner) = &partner {
            Within::of(session).need_partner(sql, partner.id)?;
        }
        cart.partner = partner.map(|partner| partner.id);
        Quoting::today(context, sql, cart.partner)?.requote(sql, &mut cart)?;
        match cart == Cart::default() {
            true => carts::remove(sql, 0)?,
            false => cart_view::save(sql, context.now(), &cart)?,
        }
        cart_view::view(sql, node, &cart)
    })
}

fn meant(sql: &mut dyn Sql, input: &CustomerInput) -> Result<Option<Partner>, ApiError> {
    let text = input.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let found = match (input.partner_id, text) {
        (None, None) => return Ok(None),
        (Some(id), _) => customers(sql, &[PartnerId(id)])?,
        (None, Some(text)) => {
            let ids = search::partners(sql, text, HITS)?;
            let hits = customers(sql, &ids)?;
            let exact = hits.iter().position(|partner| partner.code.eq_ignore_ascii_case(text));
            match exact {
                Some(at) => vec![hits[at].clone()],
                None => hits,
            }
        }
    };
    let named = || text.map_or_else(|| input.partner_id.unwrap_or(0).to_string(), str::to_owned);
    match found.as_slice() {
        [] => Err(ErrorCode::PartnerUnknown.with("code", named()).at("text")),
        [one] => Ok(Some(one.clone())),
        _ => Err(ErrorCode::PartnerAmbiguous.with("text", named()).at("text")),
    }
}

fn customers(sql: &mut dyn Sql, ids: &[PartnerId]) -> Result<Vec<Partner>, ApiError> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(master::partner(sql, *id)?.filter(|one| one.customer && !one.disabled));
    }
    Ok(found)
}

/// What the till shows of a customer: class, level, what is owed and what is left of the limit.
pub(super) fn view(
    sql: &mut dyn Sql,
    node: &Node,
    partner: PartnerId,
) -> Result<Option<CustomerView>, ApiError> {
    let Some(found) = master::partner(sql, partner)? else { return Ok(None) };
    let exposure = warning::exposure(sql, node, partner)?;
    let left = match decide(found.credit_limit, exposure, Amount::ZERO) {
        Credit::NoLimit => None,
        Credit::Within { left } => Some(left),
        Credit::Beyond { by } => Some(-by),
    };
    Ok(Some(CustomerView {
        partner_id: partner.0,
        code: found.code,
        name: found.name,
        class: found.class.key().to_owned(),
        price_level: u32::from(found.price_level),
        balance: exposure.balance.to_string(),
        credit_limit: found.credit_limit.map(|limit| limit.to_string()),
        credit_left: left.map(|left| left.to_string()),
    }))
}
