//! Drafts 草稿: documents of every kind while they are written, before they are posted.
//!
//! Owns saving as typed, posting, copies and followers. Leaves out the way into a document
//! (`draft/build`), waiting for approval (`draft/submit`), the figures shown beside (`draft/show`) and the till's draft, which is the cart.
//! Invariant: a draft is never in the books; posting takes it out of the drafts in the same
//! transaction. A figure that was typed is shown as typed; what the books would say of cost is not
//! shown without the right to see it.

use fenhao_books::post::{self, Posted};
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::document::{self as documents, StoredDocument};
use fenhao_books::table::draft::{self as drafts, StoredDraft};
use fenhao_domain::amount::Amount;
use fenhao_domain::document::Document;
use fenhao_domain::id::{DocumentId, StreamId};
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::DocumentAct;

use super::names;
use super::pay::negative_stock;
use super::warning;
use super::within::Within;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    DocumentKey, DocumentView, DraftCopyInput, DraftFromInput, DraftInput, DraftKey, DraftView,
    Nothing,
};

mod build;
mod copy;
mod follow;
mod line;
mod show;
mod submit;
mod track;

pub(crate) use submit::{submit, withdraw};

/// Lists the drafts, newest first.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<Vec<DraftView>, ApiError> {
    context.read(|sql| {
        let mut views = Vec::new();
        for stored in drafts::list(sql)? {
            let typed = decode(&stored)?;
            if build::permit(context, session, sql, DocumentAct::Draft, &typed).is_ok() {
                views.push(show::view(context, session, sql, &stored)?);
            }
        }
        Ok(views)
    })
}

/// Shows a draft.
pub(crate) fn view(
    context: &Context,
    session: &Session,
    input: DraftKey,
) -> Result<DraftView, ApiError> {
    context.read(|sql| {
        let stored = load(sql, input.id)?;
        build::permit(context, session, sql, DocumentAct::Draft, &decode(&stored)?)?;
        show::view(context, session, sql, &stored)
    })
}

/// Saves a draft as typed, and tells what keeps it from being posted.
pub(crate) fn save(
    context: &Context,
    session: &Session,
    input: DraftInput,
) -> Result<DraftView, ApiError> {
    context.write(|sql| keep(context, session, sql, input))
}

/// Throws a draft away.
pub(crate) fn discard(
    context: &Context,
    session: &Session,
    input: DraftKey,
) -> Result<Nothing, ApiError> {
    context.write(|sql| {
        let stored = load(sql, input.id)?;
        build::permit(context, session, sql, DocumentAct::Draft, &decode(&stored)?)?;
        submit::need_free(sql, stored.id)?;
        drafts::remove(sql, stored.id)?;
        Ok(Nothing {})
    })
}

/// Posts a draft: one that was approved as it was approved, one that waits for nobody as it stands.
pub(crate) fn post(
    context: &Context,
    session: &Session,
    input: DraftKey,
) -> Result<DocumentView, ApiError> {
    context.write(|sql| {
        let stored = load(sql, input.id)?;
        let typed = decode(&stored)?;
        build::permit(context, session, sql, DocumentAct::Post, &typed)?;
        let posted = match submit::post_approved(context, session, sql, &stored, &typed)? {
            Some(posted) => posted,
            None => post_unasked(context, session, sql, &typed)?,
        };
        drafts::remove(sql, stored.id)?;
        let stored =
            StoredDocument { id: posted.id, document: posted.document, chain: posted.chain };
        super::document::of_stored(context, session, sql, &stored)
    })
}

/// Posts what is typed, where the policy asks nobody about it.
fn post_unasked(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    typed: &DraftInput,
) -> Result<Posted, ApiError> {
    let built = build::build(context, session, sql, typed)?;
    if let Some(error) = built.wrong.into_iter().next() {
        return Err(error);
    }
    let kind = built.document.kind;
    credit(context, session, sql, &built.document)?;
    let posted = post::post_one(sql, context.node()?, built.document, negative_stock(session));
    let posted = posted.map_err(|error| submit::refused(session, sql, kind, error))?;
    submit::need_none(sql, &posted.document)?;
    Ok(posted)
}

/// Copies a posted document or a draft to a new draft (`features.md` 248).
pub(crate) fn copy(
    context: &Context,
    session: &Session,
    input: DraftCopyInput,
) -> Result<DraftView, ApiError> {
    context.write(|sql| {
        let typed = match (input.document, input.draft) {
            (Some(key), _) => {
                let found = stored(session, sql, key)?;
                let typed = copy::of_document(found.id, &found.document)?;
                copy::without_costs(session, &found.document, typed)
            }
            (None, Some(id)) => {
                let typed = decode(&load(sql, id)?)?;
                build::permit(context, session, sql, DocumentAct::Draft, &typed)?;
                let lines = typed.lines.into_iter().map(copy::other_goods).collect();
                DraftInput { id: None, lines, ..typed }
            }
            (None, None) => return Err(ErrorCode::DocumentUnknown.error().at("document")),
        };
        keep(context, session, sql, typed)
    })
}

/// Proposes a draft that follows from a document: its lines with what is left of them, its partner
/// and its prices; for a payment, what is open.
pub(crate) fn from(
    context: &Context,
    session: &Session,
    input: DraftFromInput,
) -> Result<DraftView, ApiError> {
    context.write(|sql| {
        let typed = follow::propose(context, session, sql, &input)?;
        keep(context, session, sql, typed)
    })
}

/// Settles a payment's open items, oldest first: as far as its money goes, all of them where none
/// is typed yet. 100.00 on sales of 80.00 and 60.00 settles 80.00 and 20.00.
pub(crate) fn settle(
    context: &Context,
    session: &Session,
    input: DraftKey,
) -> Result<DraftView, ApiError> {
    context.write(|sql| {
        let stored = load(sql, input.id)?;
        let mut typed = decode(&stored)?;
        build::permit(context, session, sql, DocumentAct::Draft, &typed)?;
        typed.settles = follow::oldest_first(context, session, sql, &typed)?;
        keep(context, session, sql, typed)
    })
}

/// Fills in the lots of what leaves, those that expire first (`features.md` 126). Ten wanted, of which
/// six expire in May and the others in June, become a line of six and one of four.
pub(crate) fn lots(
    context: &Context,
    session: &Session,
    input: DraftKey,
) -> Result<DraftView, ApiError> {
    let today = context.business_date()?;
    context.write(|sql| {
        let stored = load(sql, input.id)?;
        let mut typed = decode(&stored)?;
        build::permit(context, session, sql, DocumentAct::Draft, &typed)?;
        let document = build::build(context, session, sql, &typed)?.document;
        typed.lines = track::first_expired_first(sql, &document, &typed.lines, today)?;
        keep(context, session, sql, typed)
    })
}

/// The document that a draft would become, as far as it can be read.
pub(super) fn document_of(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    id: u64,
) -> Result<Document, ApiError> {
    let typed = decode(&load(sql, id)?)?;
    build::permit(context, session, sql, DocumentAct::Draft, &typed)?;
    Ok(build::build(context, session, sql, &typed)?.document)
}

/// A document as one would type it, without the costs that its reader may not see.
pub(super) fn typed_of(session: &Session, document: &Document) -> Result<DraftInput, ApiError> {
    let typed = copy::of_document(DocumentId { stream: StreamId(0), seq: 0 }, document)?;
    Ok(copy::without_costs(session, document, typed))
}

/// Stores a draft, and tells what the core makes of it.
pub(super) fn keep(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    typed: DraftInput,
) -> Result<DraftView, ApiError> {
    let kind = build::kind_of(&typed.kind)?;
    build::permit(context, session, sql, DocumentAct::Draft, &typed)?;
    let id = match typed.id {
        Some(id) => {
            let before = load(sql, id)?;
            build::permit(context, session, sql, DocumentAct::Draft, &decode(&before)?)?;
            submit::need_free(sql, before.id)?;
            before.id
        }
        None => drafts::next_id(sql)?,
    };
    let typed = DraftInput { id: Some(id.unsigned_abs()), ..typed };
    let stored = StoredDraft {
        id,
        kind: kind.code().to_owned(),
        saved_at: context.now().0,
        content: serde_json::to_string(&typed).expect("a draft has text keys and no floats"),
    };
    drafts::save(sql, &stored)?;
    show::view(context, session, sql, &stored)
}

fn load(sql: &mut dyn Sql, id: u64) -> Result<StoredDraft, ApiError> {
    let unknown = || ErrorCode::DocumentUnknown.error();
    let id = i64::try_from(id).map_err(|_| unknown())?;
    drafts::load(sql, id)?.ok_or_else(unknown)
}

fn decode(stored: &StoredDraft) -> Result<DraftInput, SqlError> {
    serde_json::from_str(&stored.content).map_err(|_| SqlError::Unreadable { what: "a draft" })
}

/// A posted document that the operator may see.
fn stored(
    session: &Session,
    sql: &mut dyn Sql,
    key: DocumentKey,
) -> Result<StoredDocument, ApiError> {
    let found = documents::load(sql, names::id(key))?;
    let found = found.ok_or_else(|| ErrorCode::DocumentUnknown.error().at("document"))?;
    Within::of(session).need_document(sql, DocumentAct::See, &found.document)?;
    Ok(found)
}

/// Asks about goods delivered on account beyond the customer's credit limit.
fn credit(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    document: &Document,
) -> Result<(), ApiError> {
    let open = document.due() - document.tendered();
    match (document.kind, document.partner) {
        (Kind::XS | Kind::WX, Some(partner)) if open > Amount::ZERO => {
            warning::check_credit(context, sql, session, context.node()?, partner, open)
        }
        _ => Ok(()),
    }
}
