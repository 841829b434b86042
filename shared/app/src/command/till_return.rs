//! Returns 退货: against the ticket of the sale.
//!
//! Leaves out returns without a ticket. Invariant: no more comes back of a line than was sold and
//! has not come back before, and of numbered goods the pieces that were sold; the books check it again
//! (`pos.md` §3.13).

use fenhao_books::post;
use fenhao_books::sql::Sql;
use fenhao_books::table::document::{self, StoredDocument};
use fenhao_domain::amount::Amount;
use fenhao_domain::cart::{name_pieces, return_document};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;

use super::cart_view::{self, position};
use super::names::{self, Names};
use super::till::find_tender;
use super::within::Within;
use super::{pay, piece, ticket};
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{PaidView, ReturnFindInput, ReturnInput, ReturnableLineView, ReturnableView};

/// Finds the sale of a ticket, with what can still come back of each line.
pub(crate) fn find(
    context: &Context,
    session: &Session,
    input: ReturnFindInput,
) -> Result<ReturnableView, ApiError> {
    context.read(|sql| {
        let found = document::by_number(sql, input.number.trim())?;
        let sale = found.map(|id| document::load(sql, id)).transpose()?.flatten();
        let sale = standing_sale(sql, sale)?;
        Within::of(session).need_document(sql, DocumentAct::See, &sale.document)?;
        let returned = document::followed(sql, sale.id, &sale.document, |_| true)?;
        let mut pieces = piece::left_of(sql, &sale)?;
        let mut names = Names::default();
        let mut lines = Vec::new();
        for (at, line) in sale.document.lines.iter().enumerate() {
            if line.quantity.is_zero() {
                continue;
            }
            let product = names.product(sql, line.product)?;
            let paid = UnitPrice::of(line.payable(), line.quantity).unwrap_or_default();
            lines.push(ReturnableLineView {
                line: position(at),
                code: product.code.clone(),
                name: product.name.clone(),
                sold: line.quantity.to_string(),
                returned: returned[at].to_string(),
                paid_price: paid.to_string(),
                serials: std::mem::take(&mut pieces[at]),
            });
        }
        Ok(ReturnableView {
            document: names::key(sale.id),
            number: sale.document.number.to_string(),
            business_date: sale.document.business_date.to_string(),
            lines,
        })
    })
}

/// Takes goods back and gives the money back. The cart on the screen stays as it is.
pub(crate) fn take_back(
    context: &Context,
    session: &Session,
    input: ReturnInput,
) -> Result<PaidView, ApiError> {
    let node = context.node()?;
    session.permit_document(DocumentAct::Post, Kind::LT)?;
    if input.reason.trim().is_empty() {
        return Err(ErrorCode::ReasonMissing.error().at("reason"));
    }
    let mut take = Vec::with_capacity(input.lines.len());
    let mut pieces = Vec::new();
    for line in &input.lines {
        pieces.push((line.line, line.serials.clone()));
        let quantity = Quantity::parse(&line.quantity);
        let wrong = |_| ErrorCode::QuantityInvalid.with("text", &line.quantity).at("quantity");
        take.push((line.line, quantity.map_err(wrong)?));
    }
    let mut header = pay::header(context, session, node)?;
    header.remark = input.reason.trim().to_owned();
    context.write(|sql| {
        let sale = document::load(sql, names::id(input.document))?;
        let sale = standing_sale(sql, sale)?;
        Within::of(session).need_document(sql, DocumentAct::See, &sale.document)?;
        let returned = document::followed(sql, sale.id, &sale.document, |_| true)?;
        let tender = find_tender(sql, &input.tender)?;
        let mut back =
            return_document(&sale.document, sale.id, &returned, &take, header, Some(&tender))?;
        name_pieces(&mut back, &sale.document, &pieces)?;
        let due = back.due();
        let posted = post::post_one(sql, node, back, NegativeStock::Refuse)?;
        let stored =
            StoredDocument { id: posted.id, document: posted.document, chain: posted.chain };
        let cart = cart_view::load(sql)?;
        Ok(PaidView {
            document: names::key(stored.id),
            number: stored.document.number.to_string(),
            due: due.to_string(),
            change: Amount::ZERO.to_string(),
            ticket: ticket::of_stored(context, sql, &stored)?,
            cart: cart_view::view(sql, node, &cart)?,
        })
    })
}

/// The sale, unless there is none, it is no sale, or it has been reversed.
fn standing_sale(
    sql: &mut dyn Sql,
    found: Option<StoredDocument>,
) -> Result<StoredDocument, ApiError> {
    let sale = found.filter(|found| found.document.kind == Kind::LS && !found.document.is_red());
    let sale = sale.ok_or_else(|| ErrorCode::DocumentUnknown.error().at("number"))?;
    let red = document::links_to(sql, sale.id, document::LinkRole::Reverses)?;
    match red.first().map(|id| document::load(sql, *id)).transpose()?.flatten() {
        Some(red) => Err(ErrorCode::AlreadyReversed.with("number", red.document.number)),
        None => Ok(sale),
    }
}
