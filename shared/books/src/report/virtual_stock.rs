//! Virtual stock 虚拟库存状况 (`features.md` 115): what can be sold now, and what is promised and to
//! come.
//!
//! Owns the rows by product. Leaves out cost, which promises do not have. Invariant: available = own −
//! lent − reserved; virtual = own + expected − reserved. Quantities of different goods are not added,
//! so there is no total. Ten here, three promised, five ordered: available 7, virtual 12.

use fenhao_domain::id::ProductId;
use fenhao_domain::quantity::Quantity;

use super::filter;
use super::stock_status::code_of;
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, Row, columns, cursor};
use crate::sql::{self, Flow, Sql, Value};
use crate::stored;

/// Columns.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, spec: Text, unit: Text, quantity: Quantity, lent: Quantity,
    reserved: Quantity, available: Quantity, expected: Quantity, virtual_quantity: Quantity,
];

/// CROSS JOIN keeps the product outside, so that a page stops after its last product.
const READ: &str = "SELECT p.product_id, p.code, p.name, p.name_en, p.spec, p.unit, \
     CAST(SUM(CASE WHEN s.class = 1 THEN s.quantity ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 5 THEN s.quantity ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 7 THEN s.quantity ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 8 THEN s.quantity ELSE 0 END) AS BIGINT), p.category_id \
     FROM product p CROSS JOIN stock_sum s WHERE s.product_id = p.product_id \
     AND s.class IN (1, 5, 7, 8) AND p.code >= ?1 AND (p.code, p.product_id) > (?1, ?2)";
/// Grouped by what the index is in the order of, so that nothing is sorted.
const GROUPED: &str = " GROUP BY p.code, p.product_id ORDER BY p.code, p.product_id";

/// By product code; `zero` shows products of which there is nothing and nothing is promised.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let (code, id) = match query.cursor::<1>()? {
        Some([id]) => (code_of(sql, id)?, id),
        None => (String::new(), -1),
    };
    let mut numbers = Vec::new();
    let mut text = READ.to_owned();
    let mut only = |column: &str, value: Option<i64>| {
        if let Some(value) = value {
            numbers.push(value);
            text.push_str(&format!(" AND {column} = ?{}", numbers.len() + 2));
        }
    };
    only("s.branch_id", query.branch.map(|branch| i64::from(branch.0)));
    only("s.warehouse", query.warehouse.map(|warehouse| i64::from(warehouse.0)));
    only("p.product_id", query.product.map(|product| sql::stored(product.0)));
    text.push_str(GROUPED);
    let categories = query.category.map(|top| filter::below(sql, top)).transpose()?;
    let mut params = vec![Value::from(&code), Value::I64(id)];
    params.extend(numbers.into_iter().map(Value::I64));
    let (mut rows, mut last, mut more) = (Vec::new(), 0, false);
    sql.query(&text, &params, &mut |row| {
        let figures = [6, 7, 8, 9].map(|at| row.i64(at).map(Quantity::from_raw));
        let [own, lent, reserved, expected] = figures;
        let figures = [own?, lent?, reserved?, expected?];
        let nothing = figures.iter().all(|quantity| quantity.is_zero());
        let elsewhere = match &categories {
            Some(wanted) => !wanted.contains(&row.i64(10)?),
            None => false,
        };
        if elsewhere || (nothing && !query.zero) {
            return Ok(Flow::On);
        }
        more = rows.len() == query.page();
        if more {
            return Ok(Flow::Stop);
        }
        last = row.i64(0)?;
        rows.push(lay_out(query, stored::product(last)?, row, figures)?);
        Ok(Flow::On)
    })?;
    let next = more.then(|| cursor(&[last]));
    Ok(Report { columns: COLUMNS, rows, total: None, next })
}

fn lay_out(
    query: &Query,
    product: ProductId,
    row: &dyn sql::Row,
    [own, lent, reserved, expected]: [Quantity; 4],
) -> Result<Row, sql::SqlError> {
    let orders = Query { branch: query.branch, product: Some(product), ..Query::default() };
    let cells = vec![
        Cell::text(row.text(1)?),
        Cell::name(row.text(2)?, row.text(3)?),
        Cell::text(row.text(4)?),
        Cell::text(row.text(5)?),
        Cell::Quantity(own),
        Cell::Quantity(lent),
        Cell::Quantity(reserved),
        Cell::Quantity(own - lent - reserved),
        Cell::Quantity(expected),
        Cell::Quantity(own + expected - reserved),
    ];
    Ok(Row::plain(cells).opening(Drill::Report(ReportName::OrderExecution, Box::new(orders))))
}
