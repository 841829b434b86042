//! Stock by product and place 分仓库存 (`features.md` 116): branch, warehouse, class and partner.
//!
//! Owns the rows in order of product code, then place. Leaves out products without stock rows. Of one
//! product the total is what is ours of it. Invariant: a page ends after its last row and reads no
//! further. Eight in the goods store and three on the way: two rows, total 11.

use fenhao_domain::amount::Amount;
use fenhao_domain::id::{BranchId, ProductId, WarehouseNo};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::filter;
use super::place::Places;
use super::stock_status::code_of;
use super::{
    Cell, Column, Drill, Label, Query, Report, ReportError, ReportName, Row, columns, cursor,
    unit_cost,
};
use crate::sql::{self, Flow, Sql, SqlError, Value};
use crate::stored;

/// Columns.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, branch: Text, warehouse: Text, class: Text, partner: Text,
    quantity: Quantity, unit_cost: Price, value: Amount,
];

/// Goods of a product at a place.
struct Held {
    product: ProductId,
    code: String,
    name: (String, String),
    place: (BranchId, WarehouseNo, StockClass),
    /// Stored number of the partner at whom, or from whom, the goods are.
    party: i64,
    /// The partner's name in both languages.
    partner: (String, String),
    quantity: Quantity,
    value: Amount,
}

const READ: &str = "SELECT p.product_id, p.code, p.name, p.name_en, s.branch_id, s.warehouse, \
     s.class, s.quantity, s.value, s.party, COALESCE(c.name, ''), COALESCE(c.name_en, ''), \
     p.category_id FROM product p CROSS JOIN stock_sum s LEFT JOIN partner c ON c.partner_id = s.party \
     WHERE s.product_id = p.product_id ";
/// The first condition finds the place in the index, the second the row behind the cursor.
const AFTER: &str = "AND p.code >= ?1 AND (p.code, p.product_id, s.branch_id, s.warehouse, \
     s.class, s.party) > (?1, ?2, ?3, ?4, ?5, ?6) ";
const IN_ORDER: &str = "ORDER BY p.code, p.product_id, s.branch_id, s.warehouse, s.class, \
     s.party";

/// One product at all its places, or all products page by page.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let places = Places::load(sql)?;
    let [id, branch, warehouse, class, party] = query.cursor::<5>()?.unwrap_or([-1; 5]);
    let code = if id < 0 { String::new() } else { code_of(sql, id)? };
    let place = [id, branch, warehouse, class, party].map(Value::I64);
    let mut params = [[Value::from(&code)].as_slice(), &place].concat();
    let mut narrowed = String::new();
    for (column, value) in [
        ("p.product_id", query.product.map(|product| sql::stored(product.0))),
        ("s.branch_id", query.branch.map(|branch| i64::from(branch.0))),
        ("s.warehouse", query.warehouse.map(|warehouse| i64::from(warehouse.0))),
        ("s.party", query.partner.map(|partner| sql::stored(partner.0))),
    ] {
        if let Some(value) = value {
            params.push(Value::I64(value));
            narrowed.push_str(&format!("AND {column} = ?{} ", params.len()));
        }
    }
    let categories = query.category.map(|top| filter::below(sql, top)).transpose()?;
    let text = [READ, &narrowed, AFTER, IN_ORDER].concat();
    let mut found: Vec<Held> = Vec::new();
    let mut more = false;
    sql.query(&text, &params, &mut |row| {
        let held = read(row)?;
        let other = match &categories {
            Some(wanted) => !wanted.contains(&row.i64(12)?),
            None => false,
        };
        if other || (!query.zero && held.quantity.is_zero() && held.value.is_zero()) {
            return Ok(Flow::On);
        }
        more = found.len() == query.page();
        if more {
            return Ok(Flow::Stop);
        }
        found.push(held);
        Ok(Flow::On)
    })?;
    let next = found.last().filter(|_| more).map(|last| {
        let (branch, warehouse, class) = last.place;
        cursor(&[
            sql::stored(last.product.0),
            i64::from(branch.0),
            i64::from(warehouse.0),
            class.number(),
            last.party,
        ])
    });
    let whole = query.product.is_some() && next.is_none() && query.after.is_none();
    let total = whole.then(|| total(&found));
    let rows = found.iter().map(|held| lay_out(&places, held)).collect();
    Ok(Report { columns: COLUMNS, rows, total, next })
}

fn read(row: &dyn sql::Row) -> Result<Held, SqlError> {
    Ok(Held {
        product: stored::product(row.i64(0)?)?,
        code: row.text(1)?.to_owned(),
        name: (row.text(2)?.to_owned(), row.text(3)?.to_owned()),
        place: (
            stored::branch(row.i64(4)?)?,
            stored::warehouse(row.i64(5)?)?,
            stored::class(row.i64(6)?)?,
        ),
        quantity: Quantity::from_raw(row.i64(7)?),
        value: Amount::from_raw(row.i64(8)?),
        party: row.i64(9)?,
        partner: (row.text(10)?.to_owned(), row.text(11)?.to_owned()),
    })
}

/// Goods that are ours; memos of others' goods and of promises are not added to them.
fn total(found: &[Held]) -> Vec<Cell> {
    let ours = || {
        found.iter().filter(|held| {
            let class = held.place.2;
            class.account().is_some() && class != StockClass::ConsignedIn
        })
    };
    let quantity: Quantity = ours().map(|held| held.quantity).sum();
    let value: Amount = ours().map(|held| held.value).sum();
    let mut cells = vec![Cell::Empty; 6];
    cells.extend([Cell::Quantity(quantity), unit_cost(value, quantity), Cell::Amount(value)]);
    cells
}

fn lay_out(places: &Places, held: &Held) -> Row {
    let (branch, warehouse, class) = held.place;
    let ledger = Query { branch: Some(branch), product: Some(held.product), ..Query::default() };
    Row::plain(vec![
        Cell::text(&held.code),
        Cell::name(&held.name.0, &held.name.1),
        places.cell(branch),
        Cell::warehouse(warehouse),
        Cell::Label(class_label(class)),
        Cell::name(&held.partner.0, &held.partner.1),
        Cell::Quantity(held.quantity),
        unit_cost(held.value, held.quantity),
        Cell::Amount(held.value),
    ])
    .opening(Drill::Report(ReportName::StockLedger, Box::new(ledger)))
}

/// The name of a stock class.
pub(super) fn class_label(class: StockClass) -> Label {
    match class {
        StockClass::Own => Label::new("own", "自有", "Own"),
        StockClass::InTransit => Label::new("in_transit", "在途", "In transit"),
        StockClass::ConsignedOut => Label::new("consigned_out", "委托代销", "Consigned out"),
        StockClass::ConsignedIn => Label::new("consigned_in", "受托代销", "Consigned in"),
        StockClass::Lent => Label::new("lent", "借出", "Lent"),
        StockClass::Borrowed => Label::new("borrowed", "借进", "Borrowed"),
        StockClass::Reserved => Label::new("reserved", "已订出", "Promised"),
        StockClass::Expected => Label::new("expected", "已订进", "Expected"),
    }
}
