//! The months of a node and how far each is closed.
//!
//! Owns what a screen lists. Leaves out what differs (`proof`) and documents booked late (`period`).
//! Invariant: nothing is stored for it; it follows from seals and sums.

use fenhao_domain::calendar::Month;
use fenhao_domain::id::{BranchId, DocumentId};
use fenhao_domain::kind::Kind;
use fenhao_domain::module::Module;
use fenhao_domain::number::DocumentNumber;

use super::closed_modules;
use crate::node::Node;
use crate::period::Seals;
use crate::sql::{self, Sql, SqlError, Value};
use crate::table::document as documents;

/// A month in which something is booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthState {
    /// Which.
    pub month: Month,
    /// Modules that are closed.
    pub modules: Vec<Module>,
    /// This node's close, while it stands.
    pub close: Option<(DocumentId, DocumentNumber)>,
    /// HQ has closed the company's month; at HQ that is its own close.
    pub company: bool,
    /// The close of the year that ends with this month, while it stands.
    pub year: Option<(DocumentId, DocumentNumber)>,
}

/// Months of this node's branch, the newest first.
pub fn list(sql: &mut dyn Sql, node: &Node) -> Result<Vec<MonthState>, SqlError> {
    let text = "SELECT DISTINCT month FROM account_sum WHERE branch_id = ?1 ORDER BY month DESC";
    let branch = Value::I64(i64::from(node.branch.0));
    let months = sql::all(sql, text, &[branch], |row| row.i64(0))?;
    let plain =
        months.into_iter().filter_map(|month| Month::from_number(i32::try_from(month).ok()?));
    let (seals, closed) = (Seals::load(sql)?, closed_modules(sql)?);
    let mut found = Vec::new();
    for month in plain.collect::<Vec<Month>>() {
        let closed =
            Module::BUSINESS.into_iter().filter(|module| closed.contains(&(month, *module)));
        let standing = seals.closes(node.branch, month);
        found.push(MonthState {
            month,
            modules: closed.collect(),
            close: own_close(sql, node, &standing)?,
            company: is_company(sql, &standing)?,
            year: year_close(sql, node, month)?,
        });
    }
    Ok(found)
}

/// This node's close of a month while it stands, to open it again.
pub fn close_of(
    sql: &mut dyn Sql,
    node: &Node,
    month: Month,
) -> Result<Option<(DocumentId, DocumentNumber)>, SqlError> {
    let standing = Seals::load(sql)?.closes(node.branch, month);
    own_close(sql, node, &standing)
}

fn own_close(
    sql: &mut dyn Sql,
    node: &Node,
    standing: &[DocumentId],
) -> Result<Option<(DocumentId, DocumentNumber)>, SqlError> {
    for id in standing {
        let found = documents::load(sql, *id)?.map(|found| found.document);
        if let Some(found) = found.filter(|found| found.branch == node.branch) {
            return Ok(Some((*id, found.number)));
        }
    }
    Ok(None)
}

fn is_company(sql: &mut dyn Sql, standing: &[DocumentId]) -> Result<bool, SqlError> {
    for id in standing {
        let found = documents::load(sql, *id)?;
        if found.is_some_and(|found| found.document.branch == BranchId::HQ) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The close of the year that ends with a month.
fn year_close(
    sql: &mut dyn Sql,
    node: &Node,
    month: Month,
) -> Result<Option<(DocumentId, DocumentNumber)>, SqlError> {
    if month != Month::december(month.year()) {
        return Ok(None);
    }
    let text = "SELECT stream, seq FROM document WHERE branch_id = ?1 AND business_date = ?2 \
                AND kind = ?3 ORDER BY stream, seq";
    let params = [
        i64::from(node.branch.0),
        i64::from(month.last_day().number()),
        i64::from(Kind::NJC.number()),
    ];
    for id in sql::all(sql, text, &params.map(Value::I64), |row| documents::read_id(row, 0))? {
        let Some(found) = documents::load(sql, id)? else { continue };
        if !found.document.is_red() && !documents::is_reversed(sql, id)? {
            return Ok(Some((id, found.document.number)));
        }
    }
    Ok(None)
}
