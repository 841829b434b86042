//! Documents page by page 单据列表, newest business date first.

use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::{BranchId, DocumentId, EmployeeId, PartnerId};
use fenhao_domain::kind::Kind;

use crate::sql::{self, Row, Sql, SqlError, Value, stored, unsigned};
use crate::stored as read;

/// Which documents.
#[derive(Debug, Clone, Default)]
pub struct DocumentQuery {
    /// Kinds; empty means all.
    pub kinds: Vec<Kind>,
    /// One branch; none means all.
    pub branch: Option<BranchId>,
    /// First business date.
    pub from: Option<BusinessDate>,
    /// Last business date.
    pub to: Option<BusinessDate>,
    /// Number begins with.
    pub number: Option<String>,
    /// One partner; none means all.
    pub partner: Option<PartnerId>,
    /// One person who answers for it; none means all.
    pub handler: Option<EmployeeId>,
    /// The last row of the page before.
    pub after: Option<Place>,
    /// Rows at most.
    pub limit: u32,
}

/// A row's place in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Business date.
    pub date: i64,
    /// Branch.
    pub branch: i64,
    /// Stream.
    pub stream: i64,
    /// Sequence number.
    pub seq: i64,
}

/// A document as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Identity.
    pub id: DocumentId,
    /// Whose.
    pub branch: BranchId,
    /// Kind.
    pub kind: Kind,
    /// Number.
    pub number: String,
    /// Business date.
    pub business_date: BusinessDate,
    /// When it was recorded, Unix milliseconds.
    pub recorded_at: i64,
    /// Partner.
    pub partner: Option<PartnerId>,
    /// Total.
    pub amount: Amount,
    /// Lines.
    pub lines: u32,
    /// Who answers for it.
    pub handler: EmployeeId,
    /// True when a red document has reversed it.
    pub reversed: bool,
}

impl DocumentRow {
    /// Its place in the list.
    pub fn place(&self) -> Place {
        Place {
            date: i64::from(self.business_date.number()),
            branch: i64::from(self.branch.0),
            stream: stored(self.id.stream.0),
            seq: stored(self.id.seq),
        }
    }
}

const READ: &str = "SELECT d.stream, d.seq, d.branch_id, d.kind, d.number, d.business_date, \
     d.recorded_at, d.partner_id, d.amount, d.lines, d.handler, \
     CASE WHEN EXISTS (SELECT 1 FROM document_link AS l WHERE l.to_stream = d.stream \
     AND l.to_seq = d.seq AND l.role = 1) THEN 1 ELSE 0 END FROM document AS d ";
const NEWEST_FIRST: &str =
    "ORDER BY d.business_date DESC, d.branch_id DESC, d.stream DESC, d.seq DESC LIMIT ?7";

/// A page; `limit` rows at most.
pub fn page(sql: &mut dyn Sql, query: &DocumentQuery) -> Result<Vec<DocumentRow>, SqlError> {
    let mut text = format!(
        "{READ} WHERE d.business_date >= ?1 AND d.business_date <= ?2 \
         AND (d.business_date, d.branch_id, d.stream, d.seq) < (?3, ?4, ?5, ?6) "
    );
    let from = query.from.map_or(0, |date| i64::from(date.number()));
    let to = query.to.map_or(99_999_999, |date| i64::from(date.number()));
    let last = Place { date: i64::MAX, branch: i64::MAX, stream: i64::MAX, seq: i64::MAX };
    let after = query.after.unwrap_or(last);
    let limit = i64::from(query.limit);
    let mut params: Vec<Value<'_>> =
        [from, to, after.date, after.branch, after.stream, after.seq, limit]
            .map(Value::I64)
            .to_vec();
    if let Some(branch) = query.branch {
        params.push(Value::I64(i64::from(branch.0)));
        text.push_str(&format!("AND d.branch_id = ?{} ", params.len()));
    }
    if let Some(partner) = query.partner {
        params.push(Value::I64(stored(partner.0)));
        text.push_str(&format!("AND d.partner_id = ?{} ", params.len()));
    }
    if let Some(handler) = query.handler {
        params.push(Value::I64(i64::from(handler.0)));
        text.push_str(&format!("AND d.handler = ?{} ", params.len()));
    }
    if !query.kinds.is_empty() {
        let mut places = Vec::with_capacity(query.kinds.len());
        for kind in &query.kinds {
            params.push(Value::I64(i64::from(kind.number())));
            places.push(format!("?{}", params.len()));
        }
        text.push_str(&format!("AND d.kind IN ({}) ", places.join(", ")));
    }
    let end;
    if let Some(number) = query.number.as_deref().filter(|number| !number.is_empty()) {
        end = format!("{number}\u{10ffff}");
        params.push(Value::Text(number));
        params.push(Value::Text(&end));
        let last = params.len();
        text.push_str(&format!("AND d.number >= ?{} AND d.number < ?{last} ", last - 1));
    }
    text.push_str(NEWEST_FIRST);
    sql::all(sql, &text, &params, row)
}

/// The document at a place, if it stands there.
pub fn one(sql: &mut dyn Sql, place: Place) -> Result<Option<DocumentRow>, SqlError> {
    let text = [READ, " WHERE d.branch_id = ?1 AND d.stream = ?2 AND d.seq = ?3"].concat();
    let key = [place.branch, place.stream, place.seq].map(Value::I64);
    sql::one(sql, &text, &key, row)
}

fn row(row: &dyn Row) -> Result<DocumentRow, SqlError> {
    let narrow = |at: usize, what| -> Result<u32, SqlError> {
        u32::try_from(row.i64(at)?).map_err(|_| SqlError::Unreadable { what })
    };
    Ok(DocumentRow {
        id: read::document(row.i64(0)?, row.i64(1)?)?,
        branch: read::branch(row.i64(2)?)?,
        kind: read::kind(row.i64(3)?)?,
        number: row.text(4)?.to_owned(),
        business_date: read::date(row.i64(5)?)?,
        recorded_at: row.i64(6)?,
        partner: Some(PartnerId(unsigned(row.i64(7)?)?)).filter(|id| id.0 != 0),
        amount: Amount::from_raw(row.i64(8)?),
        lines: narrow(9, "a count of lines")?,
        handler: EmployeeId(narrow(10, "an employee")?),
        reversed: row.i64(11)? != 0,
    })
}
