//! Documents to look at again 错误单据 (`features.md` 251): taken back, posted twice, dated far from the
//! day on which they were written.
//!
//! Owns what makes a document worth a look. Leaves out mending: a wrong document is reversed from its
//! own screen and written anew. Invariant: nothing here is wrong for certain; a person decides. Two
//! receipts of one supplier on one day over 25.00 with one line each are told of both.

use std::collections::BTreeMap;

use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::id::DocumentId;
use fenhao_domain::kind::Kind;

use super::by::{self, Names};
use super::filter;
use super::grouped::{self, Line};
use super::{Cell, Column, Drill, Label, Query, Report, ReportError, Row, columns, days};
use crate::sql::{self, Sql};
use crate::stored;

/// Columns. `other_number` is the twin, or nothing.
pub const COLUMNS: &[Column] = columns![
    business_date: Date, number: Text, kind: Text, branch: Text, partner: Text, amount: Amount,
    finding: Text, other_number: Text,
];

const REVERSED: Label = Label::new("reversed", "已冲销", "Reversed");
const TWIN: Label = Label::new("twin", "疑似重复", "Posted twice?");
const DATED_BACK: Label = Label::new("dated_back", "补录超过三天", "Dated back over three days");
const DATED_AHEAD: Label = Label::new("dated_ahead", "日期超前", "Dated ahead");

/// Days by which a document may be dated back: a long weekend without anybody to write it.
const BACK: i32 = 3;

struct Found {
    id: DocumentId,
    branch: i64,
    kind: Kind,
    number: String,
    date: BusinessDate,
    recorded: Timestamp,
    partner: i64,
    amount: Amount,
    lines: i64,
    reversed: bool,
}

/// The index by date leads to the documents of the days.
const READ: &str = "SELECT d.stream, d.seq, d.branch_id, d.kind, d.number, d.business_date, \
     d.recorded_at, d.partner_id, d.amount, d.lines, CASE WHEN EXISTS (SELECT 1 \
     FROM document_link AS l WHERE l.to_stream = d.stream AND l.to_seq = d.seq AND l.role = 1) \
     THEN 1 ELSE 0 END FROM document AS d WHERE d.business_date >= ?1 AND d.business_date <= ?2";

/// In the order of day and number.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let found = read(sql, query)?;
    let twins = twins(&found);
    let names = Names::load(sql)?;
    let (mut total, mut lines) = (Amount::ZERO, Vec::new());
    for (at, document) in found.iter().enumerate() {
        let twin = twins.get(&at).map(|other| found[*other].number.as_str());
        let Some(finding) = finding(document, twin.is_some()) else { continue };
        total += document.amount;
        let partner = by::partner(sql, document.partner)?;
        let cells = vec![
            Cell::Date(document.date),
            Cell::text(&document.number),
            Cell::kind(document.kind),
            names.places().cell(stored::branch(document.branch)?),
            partner.name,
            Cell::Amount(document.amount),
            Cell::Label(finding),
            Cell::text(twin.unwrap_or_default()),
        ];
        let id = document.id;
        let order = format!(
            "{}\u{1}{}\u{1}{:020}{:020}",
            document.date, document.number, id.stream.0, id.seq
        );
        lines.push(Line { order, row: Row::plain(cells).opening(Drill::Document(id)) });
    }
    let mut cells = vec![Cell::Empty; COLUMNS.len()];
    cells[5] = Cell::Amount(total);
    grouped::cut(query, COLUMNS, lines, Some(cells))
}

fn read(sql: &mut dyn Sql, query: &Query) -> Result<Vec<Found>, ReportError> {
    let (from, to) = days(query);
    let mut params = vec![from, to];
    let text = [READ, &filter::at_branch(query.branch, "d.branch_id", &mut params)].concat();
    let partner = query.partner.map(|partner| sql::stored(partner.0));
    let mut found = Vec::new();
    filter::each_row(sql, &text, &params, &mut |row| {
        let document = Found {
            id: stored::document(row.i64(0)?, row.i64(1)?)?,
            branch: row.i64(2)?,
            kind: stored::kind(row.i64(3)?)?,
            number: row.text(4)?.to_owned(),
            date: stored::date(row.i64(5)?)?,
            recorded: Timestamp(row.i64(6)?),
            partner: row.i64(7)?,
            amount: Amount::from_raw(row.i64(8)?),
            lines: row.i64(9)?,
            reversed: row.i64(10)? != 0,
        };
        let asked = query.kinds.is_empty() || query.kinds.contains(&document.kind);
        if asked && partner.is_none_or(|wanted| wanted == document.partner) {
            found.push(document);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Places of documents that look like another one, and of that one. Tickets look alike every day.
fn twins(found: &[Found]) -> BTreeMap<usize, usize> {
    let mut first: BTreeMap<(i64, Kind, i64, BusinessDate, i64, i64), usize> = BTreeMap::new();
    let mut twins = BTreeMap::new();
    for (at, one) in found.iter().enumerate() {
        let ticket = matches!(one.kind, Kind::LS | Kind::LT);
        if ticket || one.reversed || one.amount <= Amount::ZERO {
            continue;
        }
        let look = (one.branch, one.kind, one.partner, one.date, one.amount.raw(), one.lines);
        match first.get(&look) {
            Some(other) => {
                twins.insert(at, *other);
                twins.entry(*other).or_insert(at);
            }
            None => {
                first.insert(look, at);
            }
        }
    }
    twins
}

fn finding(document: &Found, twin: bool) -> Option<Label> {
    if document.reversed {
        return Some(REVERSED);
    }
    if twin {
        return Some(TWIN);
    }
    // The day by UTC is at most one off the day of the shop.
    let recorded = BusinessDate::at(document.recorded, "UTC").ok()?;
    match document.date.days_until(recorded) {
        days if days > BACK + 1 => Some(DATED_BACK),
        days if days < -1 => Some(DATED_AHEAD),
        _ => None,
    }
}
