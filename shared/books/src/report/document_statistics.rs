//! How many documents, and of how much 单据统计 (`features.md` 251): by kind, branch, partner, handler,
//! day or month.
//!
//! Owns the figures of a row. Leaves out their goods. Invariant: every posted document of the days
//! counts once, red ones too; a reversed one counts as such besides. Two sales of 4.00, one taken
//! back: documents 3, reversed 1, amount 4.00.

use std::collections::BTreeMap;

use fenhao_domain::amount::Amount;

use super::by::{By, Names};
use super::filter;
use super::grouped::{self, Figures};
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, columns, days};
use crate::sql::{self, Sql};

/// Columns.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, unit: Text, documents: Count, reversed: Count, lines: Count,
    amount: Amount,
];

#[derive(Default)]
struct Counted {
    documents: i64,
    reversed: i64,
    lines: i64,
    amount: Amount,
}

impl Figures for Counted {
    fn add(&mut self, other: &Counted) {
        self.documents += other.documents;
        self.reversed += other.reversed;
        self.lines += other.lines;
        self.amount += other.amount;
    }

    fn cells(&self) -> Vec<Cell> {
        let counts = [self.documents, self.reversed, self.lines].map(Cell::Count);
        counts.into_iter().chain([Cell::Amount(self.amount)]).collect()
    }

    fn is_nothing(&self) -> bool {
        self.documents == 0
    }
}

/// The index by date leads to the documents of the days; what is grouped stands in their rows.
const READ: &str = "SELECT d.kind, d.branch_id, d.partner_id, d.handler, d.business_date, d.amount, \
     d.lines, CASE WHEN EXISTS (SELECT 1 FROM document_link AS l WHERE l.to_stream = d.stream \
     AND l.to_seq = d.seq AND l.role = 1) THEN 1 ELSE 0 END FROM document AS d \
     WHERE d.business_date >= ?1 AND d.business_date <= ?2";

/// By kind where nothing else is asked for.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let by = match query.by {
        Some(by @ (By::Branch | By::Partner | By::Employee | By::Day | By::Month)) => by,
        _ => By::Kind,
    };
    let (from, to) = days(query);
    let mut params = vec![from, to];
    let text = [READ, &filter::at_branch(query.branch, "d.branch_id", &mut params)].concat();
    let kinds: Vec<i64> = query.kinds.iter().map(|kind| i64::from(kind.number())).collect();
    let partner = query.partner.map(|partner| sql::stored(partner.0));
    let employee = query.employee.map(|employee| i64::from(employee.0));
    let mut rows: BTreeMap<i64, Counted> = BTreeMap::new();
    filter::each_row(sql, &text, &params, &mut |row| {
        let [kind, branch, who, handler, date] = [0, 1, 2, 3, 4].map(|at| row.i64(at));
        let (kind, who, handler, date) = (kind?, who?, handler?, date?);
        let other = partner.is_some_and(|wanted| who != wanted)
            || employee.is_some_and(|wanted| handler != wanted);
        if other || (!kinds.is_empty() && !kinds.contains(&kind)) {
            return Ok(());
        }
        let key = match by {
            By::Branch => branch?,
            By::Partner => who,
            By::Employee => handler,
            By::Day => date,
            By::Month => date.div_euclid(100),
            _ => kind,
        };
        rows.entry(key).or_default().add(&Counted {
            documents: 1,
            reversed: row.i64(7)?,
            lines: row.i64(6)?,
            amount: Amount::from_raw(row.i64(5)?),
        });
        Ok(())
    })?;
    let names = Names::load(sql)?;
    grouped::report(sql, query, COLUMNS, by, (names, rows), &|narrowed, _| {
        Drill::Report(ReportName::Documents, Box::new(narrowed.clone()))
    })
}
