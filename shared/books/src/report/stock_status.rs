//! Stock by product 库存状况 (`features.md` 114): own goods, goods on the way, goods at consignees and of
//! consignors, lent and borrowed; unit cost and value; today or at the end of a past day.
//!
//! Owns the page by product code and the total. Leaves out where the goods are (`stock_by_warehouse`)
//! and how they came (`stock_ledger`, which a row opens). Invariant: a page reads the sums of its own
//! products only, a past day the goods by day after it; the total is the balance of the stock
//! accounts, so neither grows with history. Ten bought at 2.50 and two sold: 8, 2.50, 20.00.

use std::collections::BTreeMap;

use fenhao_domain::amount::Amount;
use fenhao_domain::id::ProductId;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::filter;
use super::{
    Cell, Column, Drill, Query, Report, ReportError, ReportName, Row, account_sum, columns, cursor,
    unit_cost,
};
use crate::goods;
use crate::sql::{self, Flow, Sql, SqlError, Value};
use crate::{search, stored};

/// Columns.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, spec: Text, unit: Text, quantity: Quantity, in_transit: Quantity,
    unit_cost: Price, value: Amount, in_transit_value: Amount, consigned_out: Quantity,
    consigned_out_value: Amount, consigned_in: Quantity, lent: Quantity, borrowed: Quantity,
];

/// Products that a search shows at most.
const FOUND_MAX: usize = 200;

/// Classes that stand in the columns: quantity and value of each.
type Held = [(Quantity, Amount); 6];

/// A product's stock at the places asked for.
struct Stock {
    product: ProductId,
    code: String,
    name: (String, String),
    spec: String,
    unit: String,
    category: i64,
    held: Held,
}

const READ: &str = "SELECT p.product_id, p.code, p.name, p.name_en, p.spec, p.unit, p.category_id, \
     CAST(SUM(CASE WHEN s.class = 1 THEN s.quantity ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 1 THEN s.value ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 2 THEN s.quantity ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 2 THEN s.value ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 3 THEN s.quantity ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 3 THEN s.value ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 4 THEN s.quantity ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 5 THEN s.quantity ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN s.class = 6 THEN s.quantity ELSE 0 END) AS BIGINT) FROM product p ";
/// CROSS JOIN keeps the product outside, so that a page stops after its last product.
const HELD: &str = "CROSS JOIN stock_sum s WHERE s.product_id = p.product_id ";
const ANY: &str = "LEFT JOIN stock_sum s ON s.product_id = p.product_id ";
const AFTER: &str = "p.code >= ?1 AND (p.code, p.product_id) > (?1, ?2) ";
const ONE: &str = "WHERE p.product_id = ?2 AND p.code >= ?1 ";
const IN_ORDER: &str = "GROUP BY p.code, p.product_id ORDER BY p.code, p.product_id";

/// Products by code, or the products found by `text`, or the one `product`.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let past = Past::load(sql, query)?;
    if let Some(product) = query.product {
        let rows = one(sql, query, &past, product)?.map(|stock| lay_out(query, stock));
        return Ok(whole(rows.into_iter().collect()));
    }
    if let Some(text) = query.text.as_deref().filter(|text| !text.trim().is_empty()) {
        let mut rows = Vec::new();
        for product in search::products(sql, text, FOUND_MAX.min(query.page()))? {
            if let Some(stock) = one(sql, query, &past, product)? {
                rows.push(lay_out(query, stock));
            }
        }
        return Ok(whole(rows));
    }
    let total = total(sql, query, &past)?;
    let (rows, next) = page(sql, query, &past)?;
    Ok(Report { columns: COLUMNS, rows, total, next })
}

fn whole(rows: Vec<Row>) -> Report {
    Report { columns: COLUMNS, rows, total: None, next: None }
}

/// What moved after the day asked for, by product.
#[derive(Default)]
struct Past {
    later: BTreeMap<i64, Held>,
}

impl Past {
    fn load(sql: &mut dyn Sql, query: &Query) -> Result<Past, ReportError> {
        let mut past = Past::default();
        let Some(to) = query.to else { return Ok(past) };
        let days = (i64::from(to.number()) + 1, i64::from(i32::MAX));
        goods::walk(sql, query.branch, days, &[], &mut |row| {
            let elsewhere = query.warehouse.is_some_and(|wanted| wanted != row.warehouse);
            let Some(at) = row.class.and_then(place).filter(|_| !elsewhere) else { return };
            let later = past.later.entry(sql::stored(row.product.0)).or_default();
            later[at].0 += row.quantity;
            later[at].1 += row.value;
        })?;
        Ok(past)
    }

    /// Takes what moved later off what stands there today.
    fn undo(&self, stock: &mut Stock) {
        let Some(later) = self.later.get(&sql::stored(stock.product.0)) else { return };
        for (held, later) in stock.held.iter_mut().zip(later) {
            held.0 += -later.0;
            held.1 += -later.1;
        }
    }
}

/// Where a class stands among the figures.
fn place(class: StockClass) -> Option<usize> {
    usize::try_from(class.number() - 1).ok().filter(|at| *at < Held::default().len())
}

/// The value of all products. Of single stores and categories the quantities are not in the accounts,
/// so they have none.
fn total(sql: &mut dyn Sql, query: &Query, past: &Past) -> Result<Option<Vec<Cell>>, SqlError> {
    if query.warehouse.is_some() || query.category.is_some() {
        return Ok(None);
    }
    let worth = account_sum::stock_value(sql, query.branch)?;
    let of = |class: StockClass| {
        let later = |held: &Held| place(class).map_or(Amount::ZERO, |at| held[at].1);
        let later: Amount = past.later.values().map(later).sum();
        Cell::Amount(worth.get(&class).copied().unwrap_or_default() - later)
    };
    let mut cells = vec![Cell::Empty; COLUMNS.len()];
    cells[7] = of(StockClass::Own);
    cells[8] = of(StockClass::InTransit);
    cells[10] = of(StockClass::ConsignedOut);
    Ok(Some(cells))
}

/// The stores asked for, as a condition of the join.
fn at(query: &Query, params: &mut Vec<Value<'_>>) -> String {
    let mut text = String::new();
    let branch = query.branch.map(|branch| ("branch_id", branch.0));
    let warehouse = query.warehouse.map(|warehouse| ("warehouse", warehouse.0));
    for (column, value) in branch.into_iter().chain(warehouse) {
        params.push(Value::I64(i64::from(value)));
        text.push_str(&format!("AND s.{column} = ?{} ", params.len()));
    }
    text
}

fn page(
    sql: &mut dyn Sql,
    query: &Query,
    past: &Past,
) -> Result<(Vec<Row>, Option<String>), ReportError> {
    let after = match query.cursor::<1>()? {
        Some([id]) => (code_of(sql, id)?, id),
        None => (String::new(), -1),
    };
    let categories = query.category.map(|top| filter::below(sql, top)).transpose()?;
    let mut params: Vec<Value<'_>> = vec![Value::from(&after.0), after.1.into()];
    let at = at(query, &mut params);
    let text = match query.zero {
        true => [READ, ANY, &at, "WHERE ", AFTER, IN_ORDER].concat(),
        false => [READ, HELD, &at, "AND ", AFTER, IN_ORDER].concat(),
    };
    let (mut rows, mut last, mut more) = (Vec::new(), 0, false);
    sql.query(&text, &params, &mut |row| {
        let mut stock = read(row)?;
        past.undo(&mut stock);
        let nothing = stock.held.iter().all(|(q, value)| q.is_zero() && value.is_zero());
        let other = categories.as_ref().is_some_and(|wanted| !wanted.contains(&stock.category));
        if other || (nothing && !query.zero) {
            return Ok(Flow::On);
        }
        more = rows.len() == query.page();
        if more {
            return Ok(Flow::Stop);
        }
        last = sql::stored(stock.product.0);
        rows.push(lay_out(query, stock));
        Ok(Flow::On)
    })?;
    Ok((rows, more.then(|| cursor(&[last]))))
}

/// The code of the cursor's product; a product that is gone starts again from the front.
pub(super) fn code_of(sql: &mut dyn Sql, product: i64) -> Result<String, SqlError> {
    let text = "SELECT code FROM product WHERE product_id = ?1";
    let code = sql::one(sql, text, &[Value::I64(product)], |row| Ok(row.text(0)?.to_owned()))?;
    Ok(code.unwrap_or_default())
}

fn one(
    sql: &mut dyn Sql,
    query: &Query,
    past: &Past,
    product: ProductId,
) -> Result<Option<Stock>, SqlError> {
    let mut params = vec![Value::Text(""), Value::I64(sql::stored(product.0))];
    let at = at(query, &mut params);
    let text = [READ, ANY, &at, ONE, IN_ORDER].concat();
    let mut found = sql::one(sql, &text, &params, read)?;
    found.iter_mut().for_each(|stock| past.undo(stock));
    Ok(found)
}

fn read(row: &dyn sql::Row) -> Result<Stock, SqlError> {
    let quantity = |at| row.i64(at).map(Quantity::from_raw);
    let goods = |at| Ok::<_, SqlError>((quantity(at)?, Amount::from_raw(row.i64(at + 1)?)));
    Ok(Stock {
        product: stored::product(row.i64(0)?)?,
        code: row.text(1)?.to_owned(),
        name: (row.text(2)?.to_owned(), row.text(3)?.to_owned()),
        spec: row.text(4)?.to_owned(),
        unit: row.text(5)?.to_owned(),
        category: row.i64(6)?,
        held: [
            goods(7)?,
            goods(9)?,
            goods(11)?,
            (quantity(13)?, Amount::ZERO),
            (quantity(14)?, Amount::ZERO),
            (quantity(15)?, Amount::ZERO),
        ],
    })
}

fn lay_out(query: &Query, stock: Stock) -> Row {
    let ledger = Query {
        branch: query.branch,
        warehouse: query.warehouse,
        product: Some(stock.product),
        ..Query::default()
    };
    // Over all branches the next question is where the goods are, in one branch how they came.
    let opens = match query.branch {
        Some(_) => ReportName::StockLedger,
        None => ReportName::StockByWarehouse,
    };
    let [own, transit, consigned_out, consigned_in, lent, borrowed] = stock.held;
    Row::plain(vec![
        Cell::Text(stock.code),
        Cell::name(&stock.name.0, &stock.name.1),
        Cell::Text(stock.spec),
        Cell::Text(stock.unit),
        Cell::Quantity(own.0),
        Cell::Quantity(transit.0),
        unit_cost(own.1, own.0),
        Cell::Amount(own.1),
        Cell::Amount(transit.1),
        Cell::Quantity(consigned_out.0),
        Cell::Amount(consigned_out.1),
        Cell::Quantity(consigned_in.0),
        Cell::Quantity(lent.0),
        Cell::Quantity(borrowed.0),
    ])
    .opening(Drill::Report(opens, Box::new(ledger)))
}
