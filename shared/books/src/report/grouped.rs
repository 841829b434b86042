//! Rows by one thing: gathered, called by their names, put in order, cut into pages.
//!
//! Owns what the statistics have in common. Leaves out their figures. Invariant: the total is the sum
//! of all rows that the filters leave, on every page the same; a page begins behind the last row of
//! the one before, even when a figure has changed meanwhile.

use std::collections::BTreeMap;

use fenhao_domain::kind::Kind;

use super::by::{self, By, Names, Title};
use super::filter::{self, Filter};
use super::{Cell, Column, ColumnKind, Drill, Query, Report, ReportError, Row, days};
use crate::goods::{self, GoodsRow};
use crate::sql::Sql;

/// Figures of a row that can be added.
pub(super) trait Figures: Default {
    /// Adds another row's.
    fn add(&mut self, other: &Self);

    /// The cells after code, name and unit.
    fn cells(&self) -> Vec<Cell>;

    /// True where a row says nothing.
    fn is_nothing(&self) -> bool;
}

/// Gathers goods by day.
pub(super) fn gather<F: Figures>(
    sql: &mut dyn Sql,
    query: &Query,
    by: By,
    own: &[Kind],
    add: &mut dyn FnMut(&mut F, &GoodsRow),
) -> Result<(Names, BTreeMap<i64, F>), ReportError> {
    let mut names = Names::load(sql)?;
    let mut groups: BTreeMap<i64, F> = BTreeMap::new();
    let filter = Filter::of(sql, query, &mut names)?;
    if by == By::Category && query.category.is_none() {
        names.load_shelves(sql)?;
    }
    if let Some(kinds) = filter::kinds(query, own) {
        goods::walk(sql, query.branch, days(query), &kinds, &mut |row| {
            if filter.takes(&names, row) {
                add(groups.entry(names.key(by, row)).or_default(), row);
            }
        })?;
    }
    Ok((names, groups))
}

/// A row that waits for its place.
pub(super) struct Line {
    /// Orders the rows where no figure does; of one row only.
    pub order: String,
    pub row: Row,
}

/// The report of groups: rows by code, or by the figure that is asked for.
pub(super) fn report<F: Figures>(
    sql: &mut dyn Sql,
    query: &Query,
    columns: &'static [Column],
    by: By,
    (names, groups): (Names, BTreeMap<i64, F>),
    drill: &dyn Fn(&Query, i64) -> Drill,
) -> Result<Report, ReportError> {
    let text = query.text.as_deref().filter(|text| !text.trim().is_empty());
    let mut total = F::default();
    let mut lines = Vec::with_capacity(groups.len());
    for (key, figures) in groups {
        if figures.is_nothing() && !query.zero {
            continue;
        }
        let title = names.title(sql, by, key)?;
        if text.is_some_and(|text| !title.has(text)) {
            continue;
        }
        total.add(&figures);
        let narrowed = by::narrow(query, by, key)?;
        let Title { order, code, name, unit } = title;
        let mut cells = vec![code, name, Cell::Text(unit)];
        cells.extend(figures.cells());
        lines.push(Line { order, row: Row::plain(cells).opening(drill(&narrowed, key)) });
    }
    let mut cells = vec![Cell::Empty; 3];
    cells.extend(total.cells());
    cut(query, columns, lines, Some(cells))
}

/// Puts rows in order and cuts the page that is asked for.
pub(super) fn cut(
    query: &Query,
    columns: &'static [Column],
    mut lines: Vec<Line>,
    total: Option<Vec<Cell>>,
) -> Result<Report, ReportError> {
    let sorted = match &query.sort {
        None => None,
        Some(sort) => {
            let is_it = |column: &Column| column.key == sort.column && is_figure(column.kind);
            let at = columns.iter().position(is_it);
            let wrong = || ReportError::Column { column: sort.column.clone() };
            Some((at.ok_or_else(wrong)?, sort.descending))
        }
    };
    let rank = |line: &Line| match sorted {
        None => 0,
        Some((at, true)) => -line.row.cells.get(at).map_or(i128::MIN + 1, figure),
        Some((at, false)) => line.row.cells.get(at).map_or(i128::MIN + 1, figure),
    };
    lines.sort_by_cached_key(|line| (rank(line), line.order.clone()));
    let begin = match query.after.as_deref() {
        None => 0,
        Some(after) => {
            let wrong = || ReportError::Cursor { text: after.to_owned() };
            let (value, order) = after.split_once('~').ok_or_else(wrong)?;
            let value: i128 = value.parse().map_err(|_| wrong())?;
            lines.partition_point(|line| (rank(line), line.order.as_str()) <= (value, order))
        }
    };
    let end = lines.len().min(begin.saturating_add(query.page()));
    let next = (end < lines.len() && end > begin)
        .then(|| format!("{}~{}", rank(&lines[end - 1]), lines[end - 1].order));
    let rows = lines.drain(begin..end).map(|line| line.row).collect();
    Ok(Report { columns, rows, total, next })
}

fn is_figure(kind: ColumnKind) -> bool {
    !matches!(kind, ColumnKind::Text)
}

/// A cell as a number to compare by; nothing stands below everything.
fn figure(cell: &Cell) -> i128 {
    match cell {
        Cell::Amount(amount) => i128::from(amount.raw()),
        Cell::Quantity(quantity) => i128::from(quantity.raw()),
        Cell::Price(price) => i128::from(price.raw()),
        Cell::Date(date) => i128::from(date.number()),
        Cell::Count(count) => i128::from(*count),
        Cell::Empty | Cell::Text(_) | Cell::Name { .. } | Cell::Label(_) => i128::MIN + 1,
    }
}
