//! Applications 申请 as rows: what lists need, and which entries are their events.
//!
//! Owns the rows, their pages, and which draft was submitted as which. Leaves out what the events
//! come to (`approval`). Invariant: a row follows from entries of the log alone.

use fenhao_domain::amount::Amount;
use fenhao_domain::approval::{Application, Standing, State};
use fenhao_domain::id::{BranchId, DocumentId, EmployeeId, PartnerId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::approval_policy::{Step, StepPlace};

use crate::sql::{self, Row, Sql, SqlError, Value, stored, unsigned};
use crate::stored as read;

/// An application as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationRow {
    /// Identity.
    pub id: DocumentId,
    /// Whose.
    pub branch: BranchId,
    /// Kind of its document.
    pub kind: Kind,
    /// Its partner.
    pub partner: Option<PartnerId>,
    /// The document's total.
    pub amount: Amount,
    /// Name of who asks.
    pub drafted_by: String,
    /// The document's remark.
    pub remark: String,
    /// When it was submitted, Unix milliseconds.
    pub applied_at: i64,
    /// Where it stands.
    pub stage: Stage,
}

/// Where an application stands, as columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// 1 waiting, 2 approved, 3 refused, 4 withdrawn, 5 posted.
    pub state: i64,
    /// The step it waits for or was refused at, from 1; 0 for none.
    pub step: u32,
    /// The branch that decides next.
    pub decider: Option<BranchId>,
    /// In which role; empty when nobody decides.
    pub role: String,
}

impl Stage {
    /// The columns of a standing.
    pub(crate) fn of(branch: BranchId, application: &Application, standing: &Standing) -> Stage {
        let (state, step) = match standing.state {
            State::Waiting { step } => (1, step),
            State::Approved => (2, 0),
            State::Refused { step } => (3, step),
            State::Withdrawn => (4, 0),
            State::Posted { .. } => (5, 0),
        };
        let next = application.steps.get(standing.decided.len()).filter(|_| state == 1);
        let place = |step: &Step| match step.place {
            StepPlace::Branch => branch,
            StepPlace::Hq => BranchId::HQ,
        };
        let role = next.map_or_else(String::new, |step| step.role.clone());
        Stage { state, step, decider: next.map(place), role }
    }

    /// The key of its state on screens.
    pub fn key(&self) -> &'static str {
        match self.state {
            1 => "waiting",
            2 => "approved",
            3 => "refused",
            4 => "withdrawn",
            _ => "posted",
        }
    }
}

/// Which applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait for a decision at a branch.
    Waiting(BranchId),
    /// Those that somebody of a branch has submitted.
    DraftedBy(BranchId, EmployeeId),
    /// All.
    All,
}

/// A row's place in the order of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When it was submitted.
    pub applied_at: i64,
    /// Stream.
    pub stream: i64,
    /// Sequence number.
    pub seq: i64,
}

impl ApplicationRow {
    /// Its place in the list.
    pub fn place(&self) -> Place {
        let (stream, seq) = (stored(self.id.stream.0), stored(self.id.seq));
        Place { applied_at: self.applied_at, stream, seq }
    }
}

/// Writes an application's row; one that is there stays.
pub(crate) fn insert(
    sql: &mut dyn Sql,
    id: DocumentId,
    application: &Application,
    stage: &Stage,
) -> Result<(), SqlError> {
    let text = "INSERT INTO application (branch_id, stream, seq, kind, partner_id, amount, drafter, \
                drafted_by, remark, applied_at, state, step, decider, role) \
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) \
                ON CONFLICT (branch_id, stream, seq) DO NOTHING";
    let document = &application.document;
    let params = [
        Value::I64(i64::from(document.branch.0)),
        Value::I64(stored(id.stream.0)),
        Value::I64(stored(id.seq)),
        Value::I64(i64::from(document.kind.number())),
        Value::I64(document.partner.map_or(0, |partner| stored(partner.0))),
        Value::I64(document.total().raw()),
        Value::I64(i64::from(document.handler.0)),
        Value::Text(&application.name),
        Value::Text(&document.remark),
        Value::I64(document.recorded_at.0),
        Value::I64(stage.state),
        Value::I64(i64::from(stage.step)),
        Value::I64(decider(stage)),
        Value::Text(&stage.role),
    ];
    sql.execute(text, &params).map(|_| ())
}

/// Writes where an application stands now.
pub(crate) fn restate(
    sql: &mut dyn Sql,
    branch: BranchId,
    id: DocumentId,
    stage: &Stage,
) -> Result<(), SqlError> {
    let text = "UPDATE application SET state = ?4, step = ?5, decider = ?6, role = ?7 \
                WHERE branch_id = ?1 AND stream = ?2 AND seq = ?3";
    let params = [
        Value::I64(i64::from(branch.0)),
        Value::I64(stored(id.stream.0)),
        Value::I64(stored(id.seq)),
        Value::I64(stage.state),
        Value::I64(i64::from(stage.step)),
        Value::I64(decider(stage)),
        Value::Text(&stage.role),
    ];
    sql.execute(text, &params).map(|_| ())
}

fn decider(stage: &Stage) -> i64 {
    stage.decider.map_or(-1, |branch| i64::from(branch.0))
}

/// Notes that an entry is an event of an application.
pub(crate) fn link(
    sql: &mut dyn Sql,
    branch: BranchId,
    application: DocumentId,
    event: DocumentId,
) -> Result<(), SqlError> {
    let text = "INSERT INTO application_event (branch_id, to_stream, to_seq, stream, seq) \
                VALUES (?1, ?2, ?3, ?4, ?5) \
                ON CONFLICT (branch_id, to_stream, to_seq, stream, seq) DO NOTHING";
    let params = [
        i64::from(branch.0),
        stored(application.stream.0),
        stored(application.seq),
        stored(event.stream.0),
        stored(event.seq),
    ];
    sql.execute(text, &params.map(Value::I64)).map(|_| ())
}

/// The places of an application's events.
pub(crate) fn events(
    sql: &mut dyn Sql,
    branch: BranchId,
    id: DocumentId,
) -> Result<Vec<DocumentId>, SqlError> {
    let text = "SELECT stream, seq FROM application_event \
                WHERE branch_id = ?1 AND to_stream = ?2 AND to_seq = ?3 ORDER BY stream, seq";
    let key = [i64::from(branch.0), stored(id.stream.0), stored(id.seq)];
    sql::all(sql, text, &key.map(Value::I64), |row| read::document(row.i64(0)?, row.i64(1)?))
}

const COLUMNS: &str = "stream, seq, branch_id, kind, partner_id, amount, drafted_by, remark, \
                       applied_at, state, step, decider, role";

/// An application's row.
pub(crate) fn load(
    sql: &mut dyn Sql,
    branch: BranchId,
    id: DocumentId,
) -> Result<Option<ApplicationRow>, SqlError> {
    let text = format!(
        "SELECT {COLUMNS} FROM application WHERE branch_id = ?1 AND stream = ?2 AND seq = ?3"
    );
    let key = [i64::from(branch.0), stored(id.stream.0), stored(id.seq)];
    sql::one(sql, &text, &key.map(Value::I64), row)
}

/// A page, newest first.
pub fn page(
    sql: &mut dyn Sql,
    which: Which,
    after: Option<Place>,
    limit: usize,
) -> Result<Vec<ApplicationRow>, SqlError> {
    let last = Place { applied_at: i64::MAX, stream: i64::MAX, seq: i64::MAX };
    let after = after.unwrap_or(last);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut params = vec![after.applied_at, after.stream, after.seq, limit];
    let narrowed = match which {
        Which::Waiting(branch) => {
            params.push(i64::from(branch.0));
            "AND decider = ?5 "
        }
        Which::DraftedBy(branch, employee) => {
            params.extend([i64::from(branch.0), i64::from(employee.0)]);
            "AND branch_id = ?5 AND drafter = ?6 "
        }
        Which::All => "",
    };
    let text = format!(
        "SELECT {COLUMNS} FROM application WHERE (applied_at, stream, seq) < (?1, ?2, ?3) \
         {narrowed}ORDER BY applied_at DESC, stream DESC, seq DESC LIMIT ?4"
    );
    let params: Vec<Value<'_>> = params.into_iter().map(Value::I64).collect();
    sql::all(sql, &text, &params, row)
}

fn row(row: &dyn Row) -> Result<ApplicationRow, SqlError> {
    let decider = row.i64(11)?;
    let step = u32::try_from(row.i64(10)?);
    Ok(ApplicationRow {
        id: read::document(row.i64(0)?, row.i64(1)?)?,
        branch: read::branch(row.i64(2)?)?,
        kind: read::kind(row.i64(3)?)?,
        partner: Some(PartnerId(unsigned(row.i64(4)?)?)).filter(|id| id.0 != 0),
        amount: Amount::from_raw(row.i64(5)?),
        drafted_by: row.text(6)?.to_owned(),
        remark: row.text(7)?.to_owned(),
        applied_at: row.i64(8)?,
        stage: Stage {
            state: row.i64(9)?,
            step: step.map_err(|_| SqlError::Unreadable { what: "a step" })?,
            decider: if decider < 0 { None } else { Some(read::branch(decider)?) },
            role: row.text(12)?.to_owned(),
        },
    })
}

/// As which application a draft was submitted last.
pub fn of_draft(sql: &mut dyn Sql, draft: i64) -> Result<Option<DocumentId>, SqlError> {
    let text = "SELECT stream, seq FROM draft_application WHERE draft_id = ?1";
    sql::one(sql, text, &[Value::I64(draft)], |row| read::document(row.i64(0)?, row.i64(1)?))
}

/// Remembers as which application a draft was submitted.
pub fn submitted(sql: &mut dyn Sql, draft: i64, id: DocumentId) -> Result<(), SqlError> {
    let text = "INSERT INTO draft_application (draft_id, stream, seq) VALUES (?1, ?2, ?3) \
                ON CONFLICT (draft_id) DO UPDATE SET stream = excluded.stream, seq = excluded.seq";
    let params = [draft, stored(id.stream.0), stored(id.seq)];
    sql.execute(text, &params.map(Value::I64)).map(|_| ())
}
