//! Order execution 订单执行情况: quotations, contracts, orders and requisitions line by line, what came
//! of them and what is left (`features.md` 131, 150, 151, 156).
//!
//! Owns the list; the figures of a line are `execution`'s. Invariant: an order of which nothing is
//! left does not stand here unless it is asked for, and is not read for it either.

use fenhao_domain::document::{Document, Line};
use fenhao_domain::id::DocumentId;
use fenhao_domain::kind::Kind;
use fenhao_domain::master::partner::Partner;
use fenhao_domain::master::product::Product;

use super::{Cell, Column, Drill, Query, Report, ReportError, Row, columns, cursor};
use crate::execution::{self, Executed};
use crate::sql::{self, Sql, SqlError, Value, stored};
use crate::table::follow::ORDERS;
use crate::table::{document, master};

/// Columns.
pub const COLUMNS: &[Column] = columns![
    number: Text, kind: Text, business_date: Date, party: Text, code: Text, name: Text,
    ordered: Quantity, taken: Quantity, delivered: Quantity, invoiced: Quantity, left: Quantity,
    amount: Amount,
];

/// Lines of documents that are executed: of an order, of a receipt to be invoiced. A reversed order
/// asks for nothing; a closed one for what was delivered.
const READ: &str = "SELECT f.to_stream, f.to_seq, f.line FROM follow_sum f \
     JOIN document d ON d.branch_id = f.branch_id AND d.stream = f.to_stream \
     AND d.seq = f.to_seq WHERE d.kind IN (?1, ?2, ?3, ?4, ?5) \
     AND d.business_date >= ?6 AND d.business_date <= ?7 ";
const ONE: &str = "AND d.branch_id = ?8 ";
const BY_LINE: &str = "GROUP BY f.to_stream, f.to_seq, f.line ";
const OPEN: &str = "HAVING CAST(SUM(CASE WHEN f.kind = d.kind THEN f.quantity ELSE -f.quantity END) \
                AS BIGINT) > 0 ";
const IN_ORDER: &str = "ORDER BY f.to_stream, f.to_seq, f.line";

/// The lines of documents of these kinds that are executed, open ones unless `zero` asks for all.
pub(super) fn places(
    sql: &mut dyn Sql,
    query: &Query,
    kinds: [Kind; 5],
) -> Result<Vec<(DocumentId, usize)>, SqlError> {
    let (from, to) = super::days(query);
    let mut params: Vec<Value<'_>> =
        kinds.iter().map(|kind| Value::I64(i64::from(kind.number()))).collect();
    params.extend([Value::I64(from), Value::I64(to)]);
    params.extend(query.branch.map(|branch| Value::I64(i64::from(branch.0))));
    let middle = if query.branch.is_some() { ONE } else { "" };
    let open = if query.zero { "" } else { OPEN };
    sql::all(sql, &[READ, middle, BY_LINE, open, IN_ORDER].concat(), &params, |row| {
        let line = usize::try_from(row.i64(2)?);
        let line = line.map_err(|_| SqlError::Unreadable { what: "an execution" })?;
        Ok((document::read_id(row, 0)?, line))
    })
}

/// By document and line; `text` picks a partner by its code, `product` a product, `zero` shows what is done too.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let after = query.cursor::<3>()?;
    let (mut rows, mut last, mut next) = (Vec::new(), [0; 3], None);
    let mut open: Option<Order> = None;
    for (id, number) in places(sql, query, ORDERS)? {
        let key = [stored(id.stream.0), stored(id.seq), i64::try_from(number).unwrap_or(i64::MAX)];
        if after.is_some_and(|after| key <= after) {
            continue;
        }
        if open.as_ref().is_none_or(|order| order.id != id) {
            open = load(sql, id)?;
        }
        let Some(order) = open.as_ref().filter(|order| order.asked(query)) else { continue };
        let at = number - 1;
        let (Some(line), Some(executed)) = (order.document.lines.get(at), order.lines.get(at))
        else {
            continue;
        };
        let other = query.product.is_some_and(|wanted| wanted != line.product);
        if other || (executed.left.is_zero() && !query.zero) {
            continue;
        }
        if rows.len() == query.page() {
            next = Some(cursor(&last));
            break;
        }
        last = key;
        rows.push(lay_out(sql, order, line, executed)?);
    }
    Ok(Report { columns: COLUMNS, rows, total: None, next })
}

/// A document with how far it is executed.
struct Order {
    id: DocumentId,
    document: Document,
    partner: Option<Partner>,
    lines: Vec<Executed>,
}

impl Order {
    fn asked(&self, query: &Query) -> bool {
        let wanted = query.text.as_deref().filter(|text| !text.is_empty());
        let code = self.partner.as_ref().map_or("", |partner| partner.code.as_str());
        wanted.is_none_or(|wanted| wanted == code)
    }
}

fn load(sql: &mut dyn Sql, id: DocumentId) -> Result<Option<Order>, SqlError> {
    let Some(found) = document::load(sql, id)? else { return Ok(None) };
    let partner = match found.document.partner {
        Some(partner) => master::partner(sql, partner)?,
        None => None,
    };
    let lines = execution::lines(sql, id)?;
    Ok(Some(Order { id, document: found.document, partner, lines }))
}

fn lay_out(
    sql: &mut dyn Sql,
    order: &Order,
    line: &Line,
    executed: &Executed,
) -> Result<Row, SqlError> {
    let product: Option<Product> = master::product(sql, line.product)?;
    let (code, name) = match &product {
        Some(product) => (Cell::text(&product.code), Cell::name(&product.name, &product.name_en)),
        None => (Cell::Text(line.product.0.to_string()), Cell::Empty),
    };
    let party = order.partner.as_ref();
    let cells = vec![
        Cell::text(&order.document.number.0),
        Cell::kind(order.document.kind),
        Cell::Date(order.document.business_date),
        party.map_or(Cell::Empty, |partner| Cell::name(&partner.name, &partner.name_en)),
        code,
        name,
        Cell::Quantity(executed.ordered),
        Cell::Quantity(executed.taken),
        Cell::Quantity(executed.delivered),
        Cell::Quantity(executed.invoiced),
        Cell::Quantity(executed.left),
        Cell::Amount(executed.amount_left),
    ];
    Ok(Row::plain(cells).opening(Drill::Document(order.id)))
}
