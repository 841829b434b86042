//! Stock by product 库存状况: own goods, goods in transit, unit cost and value.
//!
//! Owns the page by product code and the company's total. Leaves out where the goods are
//! (`stock_by_warehouse`) and how they came (`stock_ledger`, which a row opens). Invariant: a page
//! reads the sums of its own products only; the total is the balance of the stock accounts, so
//! neither grows with history.

use fenhao_domain::amount::Amount;
use fenhao_domain::id::ProductId;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::{
    Cell, Column, Drill, Query, Report, ReportError, ReportName, Row, account_sum, columns, cursor,
    unit_cost,
};
use crate::sql::{self, Sql, SqlError, Value};
use crate::{search, stored};

/// Columns.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, spec: Text, unit: Text, quantity: Quantity, in_transit: Quantity,
    unit_cost: Price, value: Amount, in_transit_value: Amount,
];

/// Products that a search shows at most.
const FOUND_MAX: usize = 200;

/// A product's stock at the places asked for.
struct Stock {
    product: ProductId,
    code: String,
    name: (String, String),
    spec: String,
    unit: String,
    own: (Quantity, Amount),
    transit: (Quantity, Amount),
}

const READ: &str = "SELECT p.product_id, p.code, p.name, p.name_en, p.spec, p.unit, \
     CAST(SUM(CASE WHEN s.class = 1 THEN s.quantity ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 1 THEN s.value ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 2 THEN s.quantity ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 2 THEN s.value ELSE 0 END) AS BIGINT) FROM product p ";
/// CROSS JOIN keeps the product outside, so that a page stops after its last product.
const HELD: &str = "CROSS JOIN stock_sum s WHERE s.product_id = p.product_id ";
const GROUPED: &str = "GROUP BY p.code, p.product_id ";
const NOT_NOTHING: &str = "HAVING CAST(SUM(CASE WHEN s.quantity = 0 AND s.value = 0 \
     THEN 0 ELSE 1 END) AS BIGINT) > 0 ";
const IN_ORDER: &str = "ORDER BY p.code, p.product_id LIMIT ?3";

/// Products by code, or the products found by `text`, or the one `product`.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    if let Some(product) = query.product {
        let rows = one(sql, query, product)?.map(|stock| lay_out(query, stock));
        return Ok(whole(rows.into_iter().collect()));
    }
    if let Some(text) = query.text.as_deref().filter(|text| !text.trim().is_empty()) {
        let mut rows = Vec::new();
        for product in search::products(sql, text, FOUND_MAX.min(query.page()))? {
            if let Some(stock) = one(sql, query, product)? {
                rows.push(lay_out(query, stock));
            }
        }
        return Ok(whole(rows));
    }
    let total = total(sql, query)?;
    let (rows, next) = page(sql, query)?;
    Ok(Report { columns: COLUMNS, rows, total: Some(total), next })
}

fn whole(rows: Vec<Row>) -> Report {
    Report { columns: COLUMNS, rows, total: None, next: None }
}

fn total(sql: &mut dyn Sql, query: &Query) -> Result<Vec<Cell>, SqlError> {
    let worth = account_sum::stock_value(sql, query.branch)?;
    let of = |class| Cell::Amount(worth.get(&class).copied().unwrap_or_default());
    let mut cells = vec![Cell::Empty; 7];
    cells.extend([of(StockClass::Own), of(StockClass::InTransit)]);
    Ok(cells)
}

fn page(sql: &mut dyn Sql, query: &Query) -> Result<(Vec<Row>, Option<String>), ReportError> {
    let after = match query.cursor::<1>()? {
        Some([id]) => (code_of(sql, id)?, id),
        None => (String::new(), -1),
    };
    let branch = query.branch.map(|branch| i64::from(branch.0));
    let mut params: Vec<Value<'_>> =
        vec![Value::from(&after.0), after.1.into(), query.sql_limit().into()];
    params.extend(branch.map(Value::I64));
    let text = match (branch, query.zero) {
        (None, false) => [READ, HELD, AFTER, GROUPED, NOT_NOTHING, IN_ORDER].concat(),
        (Some(_), false) => [READ, HELD, AT, AFTER, GROUPED, NOT_NOTHING, IN_ORDER].concat(),
        (None, true) => [READ, ANY, BEHIND, GROUPED, IN_ORDER].concat(),
        (Some(_), true) => [READ, ANY, AT, BEHIND, GROUPED, IN_ORDER].concat(),
    };
    let mut found = sql::all(sql, &text, &params, read)?;
    let more = found.len() > query.page();
    found.truncate(query.page());
    let next = found.last().filter(|_| more).map(|last| cursor(&[sql::stored(last.product.0)]));
    Ok((found.into_iter().map(|stock| lay_out(query, stock)).collect(), next))
}

const AT: &str = "AND s.branch_id = ?4 ";
const AFTER: &str = "AND (p.code, p.product_id) > (?1, ?2) ";
const ANY: &str = "LEFT JOIN stock_sum s ON s.product_id = p.product_id ";
const BEHIND: &str = "WHERE (p.code, p.product_id) > (?1, ?2) ";

/// The code of the cursor's product; a product that is gone starts again from the front.
pub(super) fn code_of(sql: &mut dyn Sql, product: i64) -> Result<String, SqlError> {
    let text = "SELECT code FROM product WHERE product_id = ?1";
    let code = sql::one(sql, text, &[Value::I64(product)], |row| Ok(row.text(0)?.to_owned()))?;
    Ok(code.unwrap_or_default())
}

fn one(sql: &mut dyn Sql, query: &Query, product: ProductId) -> Result<Option<Stock>, SqlError> {
    const EVERYWHERE: &str = "LEFT JOIN stock_sum s ON s.product_id = p.product_id \
                              WHERE p.product_id = ?1 GROUP BY p.code, p.product_id";
    const HERE: &str = "LEFT JOIN stock_sum s ON s.product_id = p.product_id \
                        AND s.branch_id = ?2 WHERE p.product_id = ?1 \
                        GROUP BY p.code, p.product_id";
    let id = Value::I64(sql::stored(product.0));
    match query.branch {
        None => sql::one(sql, &[READ, EVERYWHERE].concat(), &[id], read),
        Some(branch) => {
            let params = [id, Value::I64(i64::from(branch.0))];
            sql::one(sql, &[READ, HERE].concat(), &params, read)
        }
    }
}

fn read(row: &dyn sql::Row) -> Result<Stock, SqlError> {
    let goods = |at| {
        Ok::<_, SqlError>((Quantity::from_raw(row.i64(at)?), Amount::from_raw(row.i64(at + 1)?)))
    };
    Ok(Stock {
        product: stored::product(row.i64(0)?)?,
        code: row.text(1)?.to_owned(),
        name: (row.text(2)?.to_owned(), row.text(3)?.to_owned()),
        spec: row.text(4)?.to_owned(),
        unit: row.text(5)?.to_owned(),
        own: goods(6)?,
        transit: goods(8)?,
    })
}

fn lay_out(query: &Query, stock: Stock) -> Row {
    let ledger = Query { branch: query.branch, product: Some(stock.product), ..Query::default() };
    // Over all branches the next question is where the goods are, in one branch how they came.
    let opens = match query.branch {
        Some(_) => ReportName::StockLedger,
        None => ReportName::StockByWarehouse,
    };
    Row::plain(vec![
        Cell::Text(stock.code),
        Cell::name(&stock.name.0, &stock.name.1),
        Cell::Text(stock.spec),
        Cell::Text(stock.unit),
        Cell::Quantity(stock.own.0),
        Cell::Quantity(stock.transit.0),
        unit_cost(stock.own.1, stock.own.0),
        Cell::Amount(stock.own.1),
        Cell::Amount(stock.transit.1),
    ])
    .opening(Drill::Report(opens, Box::new(ledger)))
}
