//! A draft that waits for approval 提交审批: submitted, frozen, taken back, posted as approved.
//!
//! Owns the way of a draft into an application and back. Leaves out decisions (`approval`).
//! Invariant: while its application waits or is approved, a draft does not change; what is posted
//! of it is what was approved.

use fenhao_books::approval::{self, ApprovalError, By, Found, judge};
use fenhao_books::post::{self, PostError, Posted};
use fenhao_books::sql::Sql;
use fenhao_books::table::application;
use fenhao_books::table::draft::StoredDraft;
use fenhao_domain::approval::{Act, Application, State};
use fenhao_domain::document::Document;
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::DocumentAct;

use super::{build, credit, decode, load, show};
use crate::audit;
use crate::command::names::with_code;
use crate::command::pay::negative_stock;
use crate::command::standing;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{DraftApprovalView, DraftInput, DraftKey, DraftView};

/// Submits a draft: its document travels to whoever decides, with what it would cost.
pub(crate) fn submit(
    context: &Context,
    session: &Session,
    input: DraftKey,
) -> Result<DraftView, ApiError> {
    let node = context.node()?;
    context.write(|sql| {
        let stored = load(sql, input.id)?;
        let typed = decode(&stored)?;
        build::permit(context, session, sql, DocumentAct::Draft, &typed)?;
        need_free(sql, stored.id)?;
        let built = build::build(context, session, sql, &typed)?;
        if let Some(error) = built.wrong.into_iter().next() {
            return Err(error);
        }
        let mut document = built.document;
        let costed = post::preview(sql, node, document.clone(), negative_stock(session));
        let costed = costed.map_err(|error| refused(session, sql, document.kind, error))?;
        for (line, costed) in document.lines.iter_mut().zip(&costed.lines) {
            line.cost = costed.cost;
        }
        let asked = judge::asked(sql, &document)?;
        if asked.steps.is_empty() {
            return Err(ErrorCode::ApprovalNotAsked.error());
        }
        let detail = standing::told(&document);
        let name = session.name.clone();
        let (two_people, steps) = (asked.two_people, asked.steps);
        let id = approval::submit(sql, node, &Application { document, name, two_people, steps })?;
        application::submitted(sql, stored.id, id)?;
        audit::write(context, sql, session, "draft_submit", &detail)?;
        show::view(context, session, sql, &stored)
    })
}

/// Takes a submitted draft back; it can be changed again, whatever is decided meanwhile.
pub(crate) fn withdraw(
    context: &Context,
    session: &Session,
    input: DraftKey,
) -> Result<DraftView, ApiError> {
    let node = context.node()?;
    context.write(|sql| {
        let stored = load(sql, input.id)?;
        build::permit(context, session, sql, DocumentAct::Draft, &decode(&stored)?)?;
        let found = submitted(sql, stored.id)?;
        let found = found.ok_or_else(|| ErrorCode::ApplicationMoved.error())?;
        let detail = standing::told(&found.application.document);
        approval::note(sql, node, found.id, Act::Withdraw, by(context, session))?;
        audit::write(context, sql, session, "draft_withdraw", &detail)?;
        show::view(context, session, sql, &stored)
    })
}

fn by(context: &Context, session: &Session) -> By {
    let name = session.name.clone();
    By { employee: session.operator, name, at: context.now(), remark: String::new() }
}

/// As what a draft was submitted last.
fn submitted(sql: &mut dyn Sql, draft: i64) -> Result<Option<Found>, ApiError> {
    match application::of_draft(sql, draft)? {
        Some(id) => Ok(approval::load(sql, id)?),
        None => Ok(None),
    }
}

/// True while an application waits or can be posted.
fn holds(found: &Found) -> bool {
    matches!(found.standing().state, State::Waiting { .. } | State::Approved)
}

/// Refuses to change a draft that is submitted.
pub(super) fn need_free(sql: &mut dyn Sql, draft: i64) -> Result<(), ApiError> {
    match submitted(sql, draft)?.is_some_and(|found| holds(&found)) {
        true => Err(ErrorCode::DraftSubmitted.error()),
        false => Ok(()),
    }
}

/// Refuses what was posted without being approved; the transaction takes it back.
pub(super) fn need_none(sql: &mut dyn Sql, posted: &Document) -> Result<(), ApiError> {
    match judge::asked(sql, posted)?.steps.is_empty() {
        true => Ok(()),
        false => Err(ErrorCode::ApprovalRequired.error()),
    }
}

/// Posts a draft that was submitted and is approved, today unless another day was typed; none for
/// a draft that waits for nobody.
pub(super) fn post_approved(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    stored: &StoredDraft,
    typed: &DraftInput,
) -> Result<Option<Posted>, ApiError> {
    let Some(found) = submitted(sql, stored.id)?.filter(holds) else { return Ok(None) };
    if found.standing().state != State::Approved {
        return Err(ErrorCode::ApprovalRequired.error());
    }
    let document = &found.application.document;
    credit(context, session, sql, document)?;
    let day = match build::said(&typed.business_date) {
        Some(_) => document.business_date,
        None => context.business_date()?,
    };
    let (by, negative) = (by(context, session), negative_stock(session));
    match approval::post(sql, context.node()?, found.id, (by, day), negative) {
        Ok(posted) => Ok(Some(posted)),
        Err(ApprovalError::Post(error)) => Err(refused(session, sql, document.kind, error)),
        Err(error) => Err(error.into()),
    }
}

/// What the books say to a document, told as the draft tells it.
pub(super) fn refused(
    session: &Session,
    sql: &mut dyn Sql,
    kind: Kind,
    error: PostError,
) -> ApiError {
    build::discreet(session, build::placed(kind, with_code(sql, error.into())))
}

/// Whose word a draft waits for.
pub(super) fn shown(
    sql: &mut dyn Sql,
    draft: i64,
    document: &Document,
) -> Result<DraftApprovalView, ApiError> {
    let found = submitted(sql, draft)?;
    Ok(DraftApprovalView {
        asked: !judge::asked(sql, document)?.steps.is_empty(),
        frozen: found.as_ref().is_some_and(holds),
        standing: found.map(|found| standing::view(sql, &found)).transpose()?,
    })
}
