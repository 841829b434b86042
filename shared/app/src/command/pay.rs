//! Payment 结账: the cart becomes a posted sale.
//!
//! Owns the step from tenders to the stored document. Invariant: the ticket is made from what is
//! stored, and it goes back only when the sale is on the disk (a printed ticket is a committed
//! sale).

use fenhao_books::node::Node;
use fenhao_books::post::{self, Posted};
use fenhao_books::sql::Sql;
use fenhao_books::table::document::StoredDocument;
use fenhao_domain::amount::Amount;
use fenhao_domain::cart::{Cart, RetailHeader};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::Document;
use fenhao_domain::id::WarehouseNo;
use fenhao_domain::kind::Kind;
use fenhao_domain::number::DocumentNumber;
use fenhao_domain::permission::{DocumentAct, SensitiveAct};

use super::cart_view;
use super::names::{self, with_code};
use super::ticket;
use super::till::put_down;
use super::warning;
use super::within::Within;
use crate::audit;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{PaidView, PayInput};

/// Pays and posts.
pub(crate) fn pay(
    context: &Context,
    session: &Session,
    input: PayInput,
) -> Result<PaidView, ApiError> {
    let node = context.node()?;
    session.permit_document(DocumentAct::Post, Kind::LS)?;
    let header = header(context, session, node)?;
    context.write(|sql| {
        let mut cart = cart_view::load(sql)?;
        if let Some(tender) = &input.tender
            && (cart.is_empty() || cart.totals().remaining > Amount::ZERO)
        {
            put_down(sql, &mut cart, tender)?;
        }
        let totals = cart.totals();
        in_scope(session, sql, node, &cart)?;
        warning::check_costs(context, sql, session, node, &cart)?;
        let tenders = cart_view::tenders(sql)?;
        let mut emptied = Cart { rounding_mode: cart.rounding_mode, ..Cart::default() };
        emptied.ceiling = cart.ceiling;
        let header = RetailHeader { partner: cart.partner, on_account: input.on_account, ..header };
        let document = match cart.clone().into_document(header, &tenders) {
            Ok(document) => document,
            Err(error) => return Err(with_line_code(sql, &cart, error.into())),
        };
        if let Some(partner) = cart.partner.filter(|_| totals.remaining > Amount::ZERO) {
            warning::check_credit(context, sql, session, node, partner, totals.remaining)?;
        }
        let posted = post_sale(context, session, sql, node, document)?;
        cart_view::save(sql, context.now(), &emptied)?;
        let stored =
            StoredDocument { id: posted.id, document: posted.document, chain: posted.chain };
        Ok(PaidView {
            document: names::key(stored.id),
            number: stored.document.number.to_string(),
            due: totals.due.to_string(),
            change: totals.change.to_string(),
            ticket: ticket::of_stored(context, sql, &stored)?,
            cart: cart_view::view(sql, node, &emptied)?,
        })
    })
}

/// Whoever takes over a cart sells only what is within their own scopes.
fn in_scope(
    session: &Session,
    sql: &mut dyn Sql,
    node: &Node,
    cart: &Cart,
) -> Result<(), ApiError> {
    let mut within = Within::of(session);
    within.need_warehouse(node.branch, WarehouseNo::GOODS)?;
    cart.lines.iter().try_for_each(|line| within.need_product(sql, line.product))
}

/// Posts the sale. Where stock is short it passes only with the right to that (decision D2), and
/// leaves a row. A refused try leaves nothing behind in the books.
fn post_sale(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    node: &Node,
    document: Document,
) -> Result<Posted, ApiError> {
    let short = match post::post_one(sql, node, document.clone(), NegativeStock::Refuse) {
        Ok(posted) => return Ok(posted),
        Err(error) => with_code(sql, error.into()),
    };
    if !short.is(ErrorCode::StockShort) {
        return Err(short);
    }
    let fact = |name| short.param(name).unwrap_or_default();
    let detail = format!("{}: {} < {}", fact("code"), fact("on_hand"), fact("wanted"));
    let right = SensitiveAct::NegativeStock.right();
    match audit::watch(context, sql, session, SensitiveAct::NegativeStock, right, &detail) {
        Ok(()) => Ok(post::post_one(sql, node, document, NegativeStock::Pass)?),
        Err(error) if error.is(ErrorCode::ApprovalNeeded) => Err(error),
        Err(_) => Err(short),
    }
}

/// What a retail document of this operator says beside goods and money.
pub(super) fn header(
    context: &Context,
    session: &Session,
    node: &Node,
) -> Result<RetailHeader, ApiError> {
    Ok(RetailHeader {
        branch: node.branch,
        number: DocumentNumber::default(),
        business_date: context.business_date()?,
        recorded_at: context.now(),
        handler: session.operator,
        warehouse: WarehouseNo::GOODS,
        partner: None,
        on_account: false,
        source: String::new(),
        remark: String::new(),
    })
}

/// A manager's document passes where stock is short; a storekeeper's does not (decision D2).
pub(super) fn negative_stock(session: &Session) -> NegativeStock {
    match session.may("till.negative_stock") {
        true => NegativeStock::Pass,
        false => NegativeStock::Refuse,
    }
}

/// A line without a price is told by its product's code.
fn with_line_code(sql: &mut dyn Sql, cart: &Cart, mut error: ApiError) -> ApiError {
    if error.is(ErrorCode::PriceMissing) {
        for (_, value) in error.params.iter_mut().filter(|(name, _)| name == "code") {
            let line = value.parse().ok().and_then(|line: usize| cart.lines.get(line - 1));
            let product = line.map(|line| fenhao_books::table::master::product(sql, line.product));
            if let Some(Ok(Some(product))) = product {
                *value = product.code;
            }
        }
    }
    error
}
