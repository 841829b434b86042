//! Applications 申请 in the books: submitted, decided, posted, and heard of from elsewhere.
//!
//! Owns which stream an event is written to, and the rows that follow. Leaves out what events come
//! to (`domain::approval`), who may write them (`app`), and what was posted without approval
//! (`approval/judge`). Invariant: an application's row is what its events fold to, written in the
//! transaction of the last of them; an event that changes nothing or comes before its application
//! stops nothing.

use fenhao_domain::approval::{Act, Application, Case, Event, Events, Misfit, Standing, as_typed};
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::Document;
use fenhao_domain::id::{BranchId, DocumentId, EmployeeId};
use fenhao_exchange::approval as wire;
use fenhao_exchange::document::DocumentBytesError;
use fenhao_exchange::log::EntryKind;
use thiserror::Error;

use crate::feed;
use crate::node::Node;
use crate::post::{PostError, Posted, Poster};
use crate::sql::{Sql, SqlError};
use crate::table::application::{self as rows, Stage};
use crate::table::log;

pub mod judge;

/// Why something is not done to an application.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ApprovalError {
    /// There is no such application here.
    #[error("there is no such application")]
    Unknown,
    /// It would change nothing.
    #[error("the application does not take this: {}", misfit.key())]
    Misfit {
        /// Why.
        misfit: Misfit,
    },
    /// What is approved cannot be posted.
    #[error(transparent)]
    Post(#[from] PostError),
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// Why an entry that came is no application or event of its writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stranger {
    /// Its bytes cannot be read.
    Bytes(DocumentBytesError),
    /// It is about another branch's document.
    Branch(BranchId),
    /// It is an event of somebody else's application.
    Application,
}

/// Who does something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The employee; 0 for somebody who stands in no list.
    pub employee: EmployeeId,
    /// The name.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Why, as typed.
    pub remark: String,
}

impl By {
    fn does(self, application: DocumentId, act: Act) -> Event {
        let By { employee, name, at, remark } = self;
        Event { application, act, by: employee, name, at, remark }
    }
}

/// An application with all that is known of it here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Identity.
    pub id: DocumentId,
    /// The application.
    pub application: Application,
    /// What happened to it.
    pub events: Events,
}

impl Found {
    /// It and its events, to be judged.
    pub fn case(&self) -> Case<'_> {
        Case { id: self.id, application: &self.application, events: &self.events }
    }

    /// Where it stands.
    pub fn standing(&self) -> Standing {
        self.case().standing()
    }

    fn branch(&self) -> BranchId {
        self.application.document.branch
    }

    pub(crate) fn stage(&self) -> Stage {
        Stage::of(self.branch(), &self.application, &self.standing())
    }
}

/// An application and its events.
pub fn load(sql: &mut dyn Sql, id: DocumentId) -> Result<Option<Found>, SqlError> {
    let Some(content) = log::content(sql, id, EntryKind::APPLICATION)? else { return Ok(None) };
    let Ok(application) = wire::decode_application(&content) else { return Ok(None) };
    let mut events = Events::new();
    for at in rows::events(sql, application.document.branch, id)? {
        let content = log::content(sql, at, EntryKind::APPROVAL)?;
        if let Some(Ok(event)) = content.map(|content| wire::decode_event(&content)) {
            events.insert(at, event);
        }
    }
    Ok(Some(Found { id, application, events }))
}

/// Writes an application into the node's own stream.
pub fn submit(
    sql: &mut dyn Sql,
    node: &Node,
    application: &Application,
) -> Result<DocumentId, SqlError> {
    let mut head = log::head(sql, node.stream)?;
    let content = wire::encode_application(application);
    log::append(sql, node.stream, &mut head, EntryKind::APPLICATION, &content)?;
    let id = DocumentId { stream: node.stream, seq: head.seq };
    book(sql, id, application)?;
    Ok(id)
}

/// Writes what was decided, or that it was withdrawn: into the node's own stream, or at head office
/// into the feed of the branch that asks. What would change nothing is refused.
pub fn note(
    sql: &mut dyn Sql,
    node: &Node,
    id: DocumentId,
    act: Act,
    by: By,
) -> Result<DocumentId, ApprovalError> {
    let found = load(sql, id)?.ok_or(ApprovalError::Unknown)?;
    let branch = found.branch();
    let stream = match node.branch == branch {
        true => node.stream,
        false => feed::of_branch(branch),
    };
    let mut head = log::head(sql, stream)?;
    let at = DocumentId { stream, seq: head.seq + 1 };
    let event = by.does(id, act);
    found.case().check(at, &event).map_err(|misfit| ApprovalError::Misfit { misfit })?;
    let content = wire::encode_event(&event);
    log::append(sql, stream, &mut head, EntryKind::APPROVAL, &content)?;
    book_event(sql, branch, at, &event)?;
    Ok(at)
}

/// Posts what was approved, as it was approved, on `day`: first that it is posted, then the
/// document, in two entries one after the other.
pub fn post(
    sql: &mut dyn Sql,
    node: &Node,
    id: DocumentId,
    (by, day): (By, BusinessDate),
    negative: NegativeStock,
) -> Result<Posted, ApprovalError> {
    let found = load(sql, id)?.ok_or(ApprovalError::Unknown)?;
    let mut poster = Poster::begin(sql, node)?;
    let head = log::head(sql, node.stream)?;
    let place = |after: u64| DocumentId { stream: node.stream, seq: head.seq + after };
    let typed = as_typed(&found.application.document);
    let document = Document { business_date: day, recorded_at: by.at, ..typed };
    let event = by.does(id, Act::Post { document: place(2) });
    found.case().check(place(1), &event).map_err(|misfit| ApprovalError::Misfit { misfit })?;
    poster.append(sql, EntryKind::APPROVAL, &wire::encode_event(&event))?;
    book_event(sql, found.branch(), place(1), &event)?;
    let posted = poster.post(sql, document, negative)?;
    poster.finish(sql)?;
    Ok(posted)
}

/// At head office: takes an application or event out of a branch's stream.
pub(crate) fn take(
    sql: &mut dyn Sql,
    branch: BranchId,
    at: DocumentId,
    kind: EntryKind,
    content: &[u8],
) -> Result<Result<(), Stranger>, SqlError> {
    if kind == EntryKind::APPLICATION {
        return Ok(match wire::decode_application(content) {
            Err(error) => Err(Stranger::Bytes(error)),
            Ok(found) if found.document.branch != branch => {
                Err(Stranger::Branch(found.document.branch))
            }
            Ok(found) => Ok(book(sql, at, &found)?),
        });
    }
    Ok(match wire::decode_event(content) {
        Err(error) => Err(Stranger::Bytes(error)),
        Ok(event) if event.application.stream.device() != at.stream.device() => {
            Err(Stranger::Application)
        }
        Ok(event) => Ok(book_event(sql, branch, at, &event)?),
    })
}

/// At a branch: takes head office's decision out of the branch's feed.
pub(crate) fn apply(
    sql: &mut dyn Sql,
    node: &Node,
    at: DocumentId,
    content: &[u8],
) -> Result<(), SqlError> {
    match wire::decode_event(content) {
        Ok(event) => book_event(sql, node.branch, at, &event),
        // What this program cannot read stays in the log until a newer one does.
        Err(_) => Ok(()),
    }
}

/// Writes the row of an application, with what was heard of it before it came.
fn book(sql: &mut dyn Sql, id: DocumentId, application: &Application) -> Result<(), SqlError> {
    let branch = application.document.branch;
    let unheard = Found { id, application: application.clone(), events: Events::new() };
    rows::insert(sql, id, application, &unheard.stage())?;
    refold(sql, branch, id)
}

fn book_event(
    sql: &mut dyn Sql,
    branch: BranchId,
    at: DocumentId,
    event: &Event,
) -> Result<(), SqlError> {
    rows::link(sql, branch, event.application, at)?;
    refold(sql, branch, event.application)
}

fn refold(sql: &mut dyn Sql, branch: BranchId, id: DocumentId) -> Result<(), SqlError> {
    match load(sql, id)?.filter(|found| found.branch() == branch) {
        Some(found) => rows::restate(sql, branch, id, &found.stage()),
        None => Ok(()),
    }
}
