//! Requisition balance 请购汇总平衡表: by product, what branches ask for, what head office adds or takes
//! off, and what is to be ordered (`features.md` 167).
//!
//! Owns the rows; the figures are `requisition`'s. Invariant: final is original and adjustment, and
//! never less than nothing.

use super::place::Places;
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, Row, columns, cursor};
use crate::requisition;
use crate::sql::{Sql, stored};
use crate::table::master;

/// Columns. The branches stand with what they ask for: `SH 12, BJ 8`.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, original: Quantity, adjustment: Quantity, last: Quantity,
    branches: Text,
];

/// By product; `product` picks one.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let after = query.cursor::<1>()?;
    let places = Places::load(sql)?;
    let (mut rows, mut last, mut next) = (Vec::new(), [0], None);
    for (product, balanced) in requisition::balance(sql)? {
        let key = [stored(product.0)];
        let asked = query.product.is_none_or(|wanted| wanted == product);
        if !asked || after.is_some_and(|after| key <= after) {
            continue;
        }
        if rows.len() == query.page() {
            next = Some(cursor(&last));
            break;
        }
        last = key;
        let found = master::product(sql, product)?;
        let part = |(branch, quantity): (&_, &_)| format!("{} {quantity}", places.code(*branch));
        let parts: Vec<String> = balanced.branches.iter().map(part).collect();
        let cells = vec![
            found.as_ref().map_or(Cell::Empty, |product| Cell::text(&product.code)),
            found.map_or(Cell::Empty, |product| Cell::name(&product.name, &product.name_en)),
            Cell::Quantity(balanced.original),
            Cell::Quantity(balanced.adjustment),
            Cell::Quantity(balanced.last()),
            Cell::Text(parts.join(", ")),
        ];
        let orders = Query { product: Some(product), ..Query::default() };
        let drill = Drill::Report(ReportName::OrderExecution, Box::new(orders));
        rows.push(Row::plain(cells).opening(drill));
    }
    Ok(Report { columns: COLUMNS, rows, total: None, next })
}
