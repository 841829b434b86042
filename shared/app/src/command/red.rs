//! Taking back 红字: a whole document (`features.md` 250), or early what is left of an order (128, 156).
//!
//! Owns who may, and the question whether anything is left of an order. Leaves out the red document
//! that does it (`books::post`). Invariant: nothing is taken back without a reason, and what was
//! delivered stands.

use fenhao_books::post::{self, Posted, ReverseHeader};
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::document::{self, StoredDocument};
use fenhao_domain::document::Document;
use fenhao_domain::id::DocumentId;
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::{DocumentAct, SensitiveAct};
use fenhao_domain::quantity::Quantity;

use super::names;
use super::within::Within;
use crate::audit;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{DocumentView, ReverseInput};

/// Reverses a document: every figure comes back negated in a document of its own.
pub(crate) fn reverse(
    context: &Context,
    session: &Session,
    input: ReverseInput,
) -> Result<DocumentView, ApiError> {
    let node = context.node()?;
    take_back(context, session, &input, |sql, original, id, header| {
        let right = DocumentAct::Reverse.of(original.kind);
        let number = &original.number.0;
        audit::watch(context, sql, session, SensitiveAct::Reversal, &right, number)?;
        Ok(post::reverse(sql, node, id, header)?)
    })
}

/// Closes an order of this node: what is left of it is no longer promised or expected.
pub(crate) fn close(
    context: &Context,
    session: &Session,
    input: ReverseInput,
) -> Result<DocumentView, ApiError> {
    let node = context.node()?;
    take_back(context, session, &input, |sql, original, id, header| {
        session.permit_document(DocumentAct::Post, original.kind)?;
        Ok(post::close_order(sql, node, id, header)?)
    })
}

fn take_back(
    context: &Context,
    session: &Session,
    input: &ReverseInput,
    work: impl FnOnce(&mut dyn Sql, &Document, DocumentId, ReverseHeader) -> Result<Posted, ApiError>,
) -> Result<DocumentView, ApiError> {
    if input.reason.trim().is_empty() {
        return Err(ErrorCode::ReasonMissing.error().at("reason"));
    }
    let id = names::id(input.document);
    if id.stream != context.node()?.stream {
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
        let posted = work(sql, &found.document, id, header)?;
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
    let mut left = document.lines.iter().zip(taken).map(|(line, taken)| line.quantity - taken);
    Ok(!document::is_reversed(sql, order.id)? && left.any(|left| left > Quantity::ZERO))
}
