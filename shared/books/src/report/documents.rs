//! Posted documents 经营历程 (`features.md` 249): newest first, by branch, days, kind, partner, handler,
//! number or product.
//!
//! Owns the rows; every row opens its document, and most rows of other reports lead here. Leaves out
//! drafts. Invariant: lists page by key and read no further than their page; of a product only its own
//! moves are read. Quantity and value are the product's: two sold that cost 2.50 each are −2 and −5.00.

use std::collections::BTreeMap;

use fenhao_domain::amount::Amount;
use fenhao_domain::id::ProductId;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;

use super::by::{self, By, Names};
use super::filter;
use super::{Cell, Column, Drill, Label, Query, Report, ReportError, Row, columns, cursor, days};
use crate::screen::document_page::{self, DocumentQuery, DocumentRow, Place};
use crate::sql::{self, Sql};
use crate::table::document;

/// Columns.
pub const COLUMNS: &[Column] = columns![
    business_date: Date, number: Text, kind: Text, branch: Text, partner: Text, handler: Text,
    lines: Count, amount: Amount, quantity: Quantity, value: Amount, state: Text,
];

const REVERSED: Label = Label::new("reversed", "已冲销", "Reversed");
const RED: Label = Label::new("red", "红字", "Red");

/// Kinds whose lines move no goods, so that a product's moves do not lead to them.
const UNMOVED: [Kind; 9] =
    [Kind::FP, Kind::JB, Kind::FL, Kind::HL, Kind::WT, Kind::SD, Kind::BJ, Kind::HT, Kind::CS];

/// `text` is what the number begins with.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let after = query.cursor::<4>()?;
    let after = after.map(|[date, branch, stream, seq]| Place { date, branch, stream, seq });
    match query.product {
        Some(product) if !unmoved(query) => of_product(sql, query, product, after),
        _ => all(sql, query, after),
    }
}

fn unmoved(query: &Query) -> bool {
    !query.kinds.is_empty() && query.kinds.iter().all(|kind| UNMOVED.contains(kind))
}

fn asked(query: &Query, after: Option<Place>) -> DocumentQuery {
    DocumentQuery {
        kinds: query.kinds.clone(),
        branch: query.branch,
        from: query.from,
        to: query.to,
        number: query.text.clone(),
        partner: query.partner,
        handler: query.employee,
        after,
        limit: u32::try_from(query.page().saturating_add(1)).unwrap_or(u32::MAX),
    }
}

fn all(sql: &mut dyn Sql, query: &Query, after: Option<Place>) -> Result<Report, ReportError> {
    let names = Names::load(sql)?;
    let mut found = document_page::page(sql, &asked(query, after))?;
    let more = found.len() > query.page();
    found.truncate(query.page());
    let last = found.last().map(DocumentRow::place);
    let next = last.filter(|_| more).map(next);
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        if let Some(product) = query.product
            && !holds(sql, &row, product)?
        {
            continue;
        }
        rows.push(lay_out(sql, &names, &row, None)?);
    }
    Ok(Report { columns: COLUMNS, rows, total: total(sql, query)?, next })
}

fn next(last: Place) -> String {
    cursor(&[last.date, last.branch, last.stream, last.seq])
}

fn holds(sql: &mut dyn Sql, row: &DocumentRow, product: ProductId) -> Result<bool, ReportError> {
    let found = document::load(sql, row.id)?.ok_or(ReportError::Document { id: row.id })?;
    Ok(found.document.lines.iter().any(|line| line.product == product))
}

/// Amounts are added where one kind is asked for and the days begin somewhere: without a first day
/// the total would read the whole history.
fn total(sql: &mut dyn Sql, query: &Query) -> Result<Option<Vec<Cell>>, ReportError> {
    let ([kind], Some(_), None) = (query.kinds.as_slice(), query.from, query.product) else {
        return Ok(None);
    };
    if query.text.as_deref().is_some_and(|text| !text.is_empty()) {
        return Ok(None);
    }
    let (from, to) = days(query);
    let mut params = vec![from, to, i64::from(kind.number())];
    let mut text = "SELECT CAST(COALESCE(SUM(lines), 0) AS BIGINT), \
         CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM document \
         WHERE business_date >= ?1 AND business_date <= ?2 AND kind = ?3"
        .to_owned();
    text.push_str(&filter::at_branch(query.branch, "branch_id", &mut params));
    for (column, value) in [
        ("partner_id", query.partner.map(|partner| sql::stored(partner.0))),
        ("handler", query.employee.map(|employee| i64::from(employee.0))),
    ] {
        if let Some(value) = value {
            params.push(value);
            text.push_str(&format!(" AND {column} = ?{}", params.len()));
        }
    }
    let mut cells = vec![Cell::Empty; COLUMNS.len()];
    filter::each_row(sql, &text, &params, &mut |row| {
        cells[6] = Cell::Count(row.i64(0)?);
        cells[7] = Cell::Amount(Amount::from_raw(row.i64(1)?));
        Ok(())
    })?;
    Ok(Some(cells))
}

/// What a document moved of a product: of the lowest class that it touches, own goods first.
#[derive(Clone, Copy, Default)]
struct Moved {
    class: i64,
    quantity: Quantity,
    value: Amount,
}

const MOVES: &str = "SELECT d.branch_id, m.stream, m.seq, m.class, m.quantity, m.value, d.kind, \
     d.partner_id, d.handler, d.business_date FROM stock_move m \
     LEFT JOIN stream t ON t.stream = m.stream \
     JOIN document d ON d.branch_id = COALESCE(t.branch_id, m.branch_id) \
     AND d.stream = m.stream AND d.seq = m.seq \
     WHERE m.product_id = ?1 AND m.business_date >= ?2 AND m.business_date <= ?3";

fn of_product(
    sql: &mut dyn Sql,
    query: &Query,
    product: ProductId,
    after: Option<Place>,
) -> Result<Report, ReportError> {
    let (from, to) = days(query);
    let mut params = vec![sql::stored(product.0), from, to];
    let mut text = [MOVES, &filter::at_branch(query.branch, "m.branch_id", &mut params)].concat();
    if let Some(warehouse) = query.warehouse {
        params.push(i64::from(warehouse.0));
        text.push_str(&format!(" AND m.warehouse = ?{}", params.len()));
    }
    let kinds: Vec<i64> = query.kinds.iter().map(|kind| i64::from(kind.number())).collect();
    let partner = query.partner.map(|partner| sql::stored(partner.0));
    let employee = query.employee.map(|employee| i64::from(employee.0));
    let mut found: BTreeMap<[i64; 4], Moved> = BTreeMap::new();
    filter::each_row(sql, &text, &params, &mut |row| {
        let other = partner.is_some_and(|wanted| row.i64(7) != Ok(wanted))
            || employee.is_some_and(|wanted| row.i64(8) != Ok(wanted));
        if other || (!kinds.is_empty() && !kinds.contains(&row.i64(6)?)) {
            return Ok(());
        }
        let key = [row.i64(9)?, row.i64(0)?, row.i64(1)?, row.i64(2)?];
        let moved = found.entry(key).or_default();
        let class = row.i64(3)?;
        if moved.class == 0 || class < moved.class {
            *moved = Moved { class, ..Moved::default() };
        }
        if class == moved.class {
            moved.quantity += Quantity::from_raw(row.i64(4)?);
            moved.value += Amount::from_raw(row.i64(5)?);
        }
        Ok(())
    })?;
    let names = Names::load(sql)?;
    let mut cells = vec![Cell::Empty; COLUMNS.len()];
    cells[8] = Cell::Quantity(found.values().map(|moved| moved.quantity).sum());
    cells[9] = Cell::Amount(found.values().map(|moved| moved.value).sum());
    let (mut rows, mut last, mut more) = (Vec::new(), None, false);
    for ([date, branch, stream, seq], moved) in found.iter().rev() {
        let place = Place { date: *date, branch: *branch, stream: *stream, seq: *seq };
        let behind = after.is_none_or(|after| {
            (place.date, place.branch, place.stream, place.seq)
                < (after.date, after.branch, after.stream, after.seq)
        });
        if !behind {
            continue;
        }
        more = rows.len() == query.page();
        if more {
            break;
        }
        last = Some(place);
        if let Some(row) = document_page::one(sql, place)? {
            rows.push(lay_out(sql, &names, &row, Some(moved))?);
        }
    }
    let next = last.filter(|_| more).map(next);
    Ok(Report { columns: COLUMNS, rows, total: Some(cells), next })
}

fn lay_out(
    sql: &mut dyn Sql,
    names: &Names,
    row: &DocumentRow,
    moved: Option<&Moved>,
) -> Result<Row, ReportError> {
    let partner = row.partner.map_or(0, |partner| sql::stored(partner.0));
    let handler = names.title(sql, By::Employee, i64::from(row.handler.0))?;
    let state = match row.reversed {
        true => Cell::Label(REVERSED),
        false if row.amount < Amount::ZERO => Cell::Label(RED),
        false => Cell::Empty,
    };
    let cells = vec![
        Cell::Date(row.business_date),
        Cell::text(&row.number),
        Cell::kind(row.kind),
        names.places().cell(row.branch),
        by::partner(sql, partner)?.name,
        if handler.name == Cell::Empty { handler.code } else { handler.name },
        Cell::Count(i64::from(row.lines)),
        Cell::Amount(row.amount),
        moved.map_or(Cell::Empty, |moved| Cell::Quantity(moved.quantity)),
        moved.map_or(Cell::Empty, |moved| Cell::Amount(moved.value)),
        state,
    ];
    Ok(Row::plain(cells).opening(Drill::Document(row.id)))
}
