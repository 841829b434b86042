//! Orders closed early 提前结束订单 (`features.md` 128, 156): what is left of them is no longer promised
//! or expected.
//!
//! Owns who may and the question whether anything is left. Leaves out the red document that does it
//! (`books::post`). Invariant: what was delivered stands.

use fenhao_books::post::{self, ReverseHeader};
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::document::{self, StoredDocument};
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::quantity::Quantity;

use super::names;
use super::within::Within;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{DocumentView, ReverseInput};

/// Closes an order of this node for a reason.
pub(crate) fn close(
    context: &Context,
    session: &Session,
    input: ReverseInput,
) -> Result<DocumentView, ApiError> {
    let node = context.node()?;
    if input.reason.trim().is_empty() {
        return Err(ErrorCode::ReasonMissing.error().at("reason"));
    }
    let id = names::id(input.document);
    if id.stream != node.stream {
        return Err(ErrorCode::NotHere.error());
    }
    let header = ReverseHeader {
        business_date: context.business_date()?,
        recorded_at: context.now(),
        handler: session.operator,
        remark: input.reason.trim().to_owned(),
    };
    context.write(|sql| {
        let found = document::load(sql, id)?.ok_or_else(|| ErrorCode::DocumentUnknown.error())?;
        Within::of(session).need_document(sql, DocumentAct::See, &found.document)?;
        session.permit_document(DocumentAct::Post, found.document.kind)?;
        let posted = post::close_order(sql, node, id, header)?;
        let stored =
            StoredDocument { id: posted.id, document: posted.document, chain: posted.chain };
        super::document::of_stored(context, session, sql, &stored)
    })
}

/// True while an order stands and something of it is left.
pub(super) fn is_open(sql: &mut dyn Sql, order: &StoredDocument) -> Result<bool, SqlError> {
    let document = &order.document;
    if !matches!(document.kind, Kind::XD | Kind::CD) || document.is_red() {
        return Ok(false);
    }
    let taken = document::followed(sql, order.id, document, |_| true)?;
    let left = document.lines.iter().zip(taken).map(|(line, taken)| line.quantity - taken);
    Ok(!document::is_reversed(sql, order.id)? && left.into_iter().any(|left| left > Quantity::ZERO))
}
