//! Closing 结账 on screens: modules, months and years of this node.
//!
//! Leaves out what must hold (`books::close`); opening the books is `opening`. Invariant: whoever
//! closes may post the close, sees cost and has everything in scope, for a close tells every balance
//! of the books. What is in the way comes back as data, and nothing was written then.

use fenhao_books::close::{self as books, Gap};
use fenhao_books::post::{self, PostError, Posted, ReverseHeader};
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::{opening, period};
use fenhao_domain::calendar::{BusinessDate, Month};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::{Document, EntryLine};
use fenhao_domain::entry::Side;
use fenhao_domain::id::{BranchId, DocumentId};
use fenhao_domain::kind::Kind;
use fenhao_domain::module::Module;
use fenhao_domain::number::DocumentNumber;
use fenhao_domain::permission::{DocumentAct, SensitiveAct};

use super::document::link;
use super::names;
use super::within::Within;
use crate::audit;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    CloseProgressView, CloseView, ClosedView, DocumentLink, EntryView, GapView, ModuleInput,
    MonthInput, MonthView, Nothing, YearInput, YearView,
};

pub(super) mod gap;

/// The months and how far each is closed.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<CloseView, ApiError> {
    let node = context.node()?;
    permit(context, session, DocumentAct::See, Kind::YJC)?;
    context.read(|sql| {
        let mut months = Vec::new();
        for state in books::list(sql, node)? {
            months.push(MonthView {
                month: state.month.to_string(),
                modules: state.modules.iter().map(|module| module.key().to_owned()).collect(),
                close: state.close.map(|close| linked(close, Kind::YJC)),
                company: state.company,
                year: state.year.map(|close| linked(close, Kind::NJC)),
            });
        }
        let opened = opening::opened_on(sql)?.map(|day| day.to_string());
        Ok(CloseView { opened, months })
    })
}

/// Documents dated in a month that came beyond its close 迟到单据.
pub(crate) fn late(
    context: &Context,
    session: &Session,
    input: MonthInput,
) -> Result<Vec<DocumentLink>, ApiError> {
    let (node, month) = (context.node()?, month(&input.month)?);
    permit(context, session, DocumentAct::See, Kind::YJC)?;
    context.read(|sql| {
        let mut found = Vec::new();
        for id in period::late(sql, node.branch, month)? {
            found.extend(link(sql, id)?);
        }
        Ok(found)
    })
}

/// Everything that keeps a month from closing. The whole proof; `progress` tells how far it is.
pub(crate) fn check(
    context: &Context,
    session: &Session,
    input: MonthInput,
) -> Result<Vec<GapView>, ApiError> {
    let (node, month) = (context.node()?, month(&input.month)?);
    permit(context, session, DocumentAct::See, Kind::YJC)?;
    let told = context.read(|sql| {
        let mut listener = |progress| context.progress.tell(progress);
        let gaps = books::check(sql, node, month, &input.remark, &mut listener)?;
        gap::views(sql, &gaps)
    });
    context.progress.end();
    told
}

/// How far a running proof has come.
pub(crate) fn progress(
    context: &Context,
    _: &Session,
    _: Nothing,
) -> Result<CloseProgressView, ApiError> {
    let (what, done) = context.progress.now().map_or(("", 0), |now| (now.what, now.done));
    Ok(CloseProgressView { what: what.to_owned(), done })
}

/// Closes a module of a month.
pub(crate) fn module(
    context: &Context,
    session: &Session,
    input: ModuleInput,
) -> Result<ClosedView, ApiError> {
    let (node, month) = (context.node()?, month(&input.month)?);
    let wrong = || ErrorCode::InputMalformed.with("what", &input.module).at("module");
    let module = Module::from_key(&input.module).ok_or_else(wrong)?;
    permit(context, session, DocumentAct::Post, Kind::YJC)?;
    closed(context, |sql| {
        books::close_module(sql, node, month, module)?;
        let detail = format!("{month} {module}");
        audit::write(context, sql, session, "module_close", &detail)?;
        Ok(None)
    })
}

/// Closes a month: its modules that are open, then the month.
pub(crate) fn close_month(
    context: &Context,
    session: &Session,
    input: MonthInput,
) -> Result<ClosedView, ApiError> {
    let (node, month) = (context.node()?, month(&input.month)?);
    permit(context, session, DocumentAct::Post, Kind::YJC)?;
    let header = header(context, session, &input.remark)?;
    closed(context, |sql| {
        let posted = books::close_month(sql, node, month, header)?;
        audit::write(context, sql, session, "month_close", &posted.document.number.0)?;
        Ok(Some(posted))
    })
}

/// Opens a month again: the red close.
pub(crate) fn reopen(
    context: &Context,
    session: &Session,
    input: MonthInput,
) -> Result<ClosedView, ApiError> {
    let (node, month) = (context.node()?, month(&input.month)?);
    permit(context, session, DocumentAct::See, Kind::YJC)?;
    if input.remark.trim().is_empty() {
        return Err(ErrorCode::ReasonMissing.error().at("remark"));
    }
    let header = header(context, session, &input.remark)?;
    let found = context.read(|sql| Ok(books::close_of(sql, node, month)?))?;
    let (id, number) = found.ok_or_else(|| ErrorCode::DocumentUnknown.error())?;
    let right = DocumentAct::Reverse.of(Kind::YJC);
    closed(context, |sql| {
        audit::watch(context, sql, session, SensitiveAct::Reversal, &right, &number.0)?;
        Ok(Some(post::reverse(sql, node, id, header)?))
    })
}

/// What a year's close would carry into retained earnings.
pub(crate) fn year_view(
    context: &Context,
    session: &Session,
    input: YearInput,
) -> Result<YearView, ApiError> {
    let node = context.node()?;
    permit(context, session, DocumentAct::See, Kind::NJC)?;
    let entries = context.read(|sql| Ok(books::proposal(sql, node.branch, input.year)?))?;
    Ok(YearView { year: input.year, entries: entries.iter().map(entry).collect() })
}

/// Closes a year.
pub(crate) fn close_year(
    context: &Context,
    session: &Session,
    input: YearInput,
) -> Result<ClosedView, ApiError> {
    let node = context.node()?;
    permit(context, session, DocumentAct::Post, Kind::NJC)?;
    let header = header(context, session, &input.remark)?;
    let date = month(&format!("{}-12", input.year))?.last_day();
    let close = Document::new(Kind::NJC, node.branch, date, header.recorded_at, header.handler);
    let close = Document { remark: header.remark, ..close };
    closed(context, |sql| {
        let posted = post::post_one(sql, node, close, NegativeStock::Refuse)?;
        audit::write(context, sql, session, "year_close", &posted.document.number.0)?;
        Ok(Some(posted))
    })
}

/// Asks for the right to a close, and for what a close tells.
pub(super) fn permit(
    context: &Context,
    session: &Session,
    act: DocumentAct,
    kind: Kind,
) -> Result<(), ApiError> {
    session.permit_document(act, kind)?;
    session.permit("cost.see")?;
    let branch = Some(context.node()?.branch).filter(|branch| *branch != BranchId::HQ);
    Within::of(session).need_whole(branch, kind.code())
}

/// Why nothing was closed.
enum Refusal {
    /// What is in the way, for the screen to list.
    Gaps(Vec<Gap>),
    /// Everything else.
    Error(ApiError),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Refusal {
        Refusal::Error(error)
    }
}

impl From<SqlError> for Refusal {
    fn from(error: SqlError) -> Refusal {
        Refusal::Error(error.into())
    }
}

impl From<PostError> for Refusal {
    fn from(error: PostError) -> Refusal {
        match error {
            PostError::NotClosed { gaps, .. } => Refusal::Gaps(gaps),
            other => Refusal::Error(other.into()),
        }
    }
}

/// Closes in one transaction; what is in the way becomes data, and everything is taken back.
fn closed(
    context: &Context,
    work: impl FnOnce(&mut dyn Sql) -> Result<Option<Posted>, Refusal>,
) -> Result<ClosedView, ApiError> {
    match context.store.write(work) {
        Ok(posted) => {
            let close = posted.map(|Posted { id, document, .. }| {
                let kind = document.kind;
                linked((id, document.number), kind)
            });
            Ok(ClosedView { close, gaps: Vec::new() })
        }
        Err(Refusal::Gaps(gaps)) => {
            let gaps = context.read(|sql| gap::views(sql, &gaps))?;
            Ok(ClosedView { close: None, gaps })
        }
        Err(Refusal::Error(error)) => Err(error),
    }
}

fn linked((id, number): (DocumentId, DocumentNumber), kind: Kind) -> DocumentLink {
    let (document, kind) = (names::key(id), kind.code().to_owned());
    DocumentLink { document, number: number.to_string(), kind }
}

fn header(context: &Context, session: &Session, remark: &str) -> Result<ReverseHeader, ApiError> {
    Ok(ReverseHeader {
        business_date: context.business_date()?,
        recorded_at: context.now(),
        handler: session.operator,
        remark: remark.trim().to_owned(),
    })
}

fn month(text: &str) -> Result<Month, ApiError> {
    let wrong = || ErrorCode::DateInvalid.with("text", text).at("month");
    Ok(BusinessDate::parse(&format!("{text}-01")).map_err(|_| wrong())?.month())
}

fn entry(line: &EntryLine) -> EntryView {
    let account = line.account.account();
    let (debit, credit) = match line.side {
        Side::Debit => (line.amount.to_string(), String::new()),
        Side::Credit => (String::new(), line.amount.to_string()),
    };
    EntryView {
        account: line.account.to_string(),
        name: account.map_or("", |account| account.zh).to_owned(),
        name_en: account.map_or("", |account| account.en).to_owned(),
        partner: String::new(),
        debit,
        credit,
        item: None,
    }
}
