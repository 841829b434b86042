//! Goods of consignors 受托查询 (`features.md` 190-192): by consignor, by product, or both; what came,
//! what went back, what was settled and what is still to be settled.
//!
//! Owns the figures of a row. Leaves out what the goods were sold for. Invariant: received − returned −
//! settled of all days is what is unsettled, in quantity and at the settlement price agreed when they
//! came. Ten came at 5.00, four settled at 5.50: settled 22.00 before tax, unsettled 6 and 30.00.

use std::collections::BTreeMap;

use fenhao_domain::amount::Amount;
use fenhao_domain::id::PartnerId;
use fenhao_domain::kind::Kind;
use fenhao_domain::price::UnitCost;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::by::{self, By, Names, Title};
use super::filter::{self, Filter};
use super::grouped::{self, Line};
use super::{
    Cell, Column, Drill, Query, Report, ReportError, ReportName, Row, columns, days, unit_cost,
};
use crate::goods;
use crate::sql::{self, Sql, unsigned};
use crate::stored;

/// Columns. `cost` is what the unsettled goods cost at the average of our stock.
pub const COLUMNS: &[Column] = columns![
    partner_code: Text, partner: Text, code: Text, name: Text, unit: Text, received: Quantity,
    returned: Quantity, settled: Quantity, settled_amount: Amount, quantity: Quantity,
    settlement_price: Price, unsettled_amount: Amount, unit_cost: Price, cost: Amount,
];

const KINDS: [Kind; 3] = [Kind::SR, Kind::ST, Kind::SJ];

#[derive(Clone, Copy, Default)]
struct Consigned {
    received: Quantity,
    returned: Quantity,
    settled: Quantity,
    settled_amount: Amount,
    left: Quantity,
    owed: Amount,
    cost: Amount,
}

impl Consigned {
    fn add(&mut self, other: &Consigned) {
        self.received += other.received;
        self.returned += other.returned;
        self.settled += other.settled;
        self.settled_amount += other.settled_amount;
        self.left += other.left;
        self.owed += other.owed;
        self.cost += other.cost;
    }

    fn cells(&self) -> [Cell; 9] {
        [
            Cell::Quantity(self.received),
            Cell::Quantity(self.returned),
            Cell::Quantity(self.settled),
            Cell::Amount(self.settled_amount),
            Cell::Quantity(self.left),
            unit_cost(self.owed, self.left),
            Cell::Amount(self.owed),
            unit_cost(self.cost, self.left),
            Cell::Amount(self.cost),
        ]
    }
}

/// By consignor and product, or by one of them; what is all settled stands here when it was settled in
/// the days asked for, or `zero` asks for all.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let mut names = Names::load(sql)?;
    let filter = Filter::of(sql, query, &mut names)?;
    let key = |party: i64, product: i64| match query.by {
        Some(By::Partner) => (party, 0),
        Some(By::Product) => (0, product),
        _ => (party, product),
    };
    let mut rows: BTreeMap<(i64, i64), Consigned> = BTreeMap::new();
    unsettled(sql, query, &mut |party, product, figures| {
        if filter.takes_product(&names, product) {
            rows.entry(key(party, product)).or_default().add(figures);
        }
    })?;
    goods::walk(sql, query.branch, days(query), &KINDS, &mut |row| {
        if row.class != Some(StockClass::ConsignedIn) || !filter.takes(&names, row) {
            return;
        }
        let sum = rows.entry(key(row.partner, sql::stored(row.product.0))).or_default();
        match row.kind {
            Kind::SR => sum.received += row.quantity,
            Kind::ST => sum.returned += -row.quantity,
            _ => {
                sum.settled += -row.quantity;
                sum.settled_amount += row.amount - row.tax;
            }
        }
    })?;
    let (mut total, mut lines) = (Consigned::default(), Vec::new());
    for ((party, product), sum) in rows {
        let moved = !sum.settled.is_zero() || !sum.received.is_zero() || !sum.returned.is_zero();
        if !moved && sum.left.is_zero() && !query.zero {
            continue;
        }
        total.add(&sum);
        lines.push(line(sql, query, (party, product), &sum)?);
    }
    let mut cells = vec![Cell::Empty; 5];
    cells.extend(total.cells());
    grouped::cut(query, COLUMNS, lines, Some(cells))
}

/// Tells what each consignor is still owed of each product, and what that costs in our stock.
fn unsettled(
    sql: &mut dyn Sql,
    query: &Query,
    each: &mut dyn FnMut(i64, i64, &Consigned),
) -> Result<(), ReportError> {
    const OWED: &str = "SELECT party, product_id, branch_id, quantity, value, warehouse \
                        FROM stock_sum WHERE party > 0 AND class = 4";
    const OWN: &str = "SELECT quantity, value FROM stock_sum WHERE product_id = ?1 \
                       AND branch_id = ?2 AND warehouse = ?3 AND class = 1 AND party = 0";
    let mut params = Vec::new();
    let mut text = OWED.to_owned();
    if let Some(partner) = query.partner {
        params.push(sql::stored(partner.0));
        text.push_str(" AND party = ?1");
    }
    text.push_str(&filter::at_branch(query.branch, "branch_id", &mut params));
    let mut found = Vec::new();
    filter::each_row(sql, &text, &params, &mut |row| {
        let owed = (Quantity::from_raw(row.i64(3)?), Amount::from_raw(row.i64(4)?));
        found.push((row.i64(0)?, row.i64(1)?, row.i64(2)?, row.i64(5)?, owed));
        Ok(())
    })?;
    for (party, product, branch, warehouse, (left, owed)) in found {
        let mut unit = None;
        filter::each_row(sql, OWN, &[product, branch, warehouse], &mut |row| {
            let value = Amount::from_raw(row.i64(1)?);
            unit = UnitCost::of(value, Quantity::from_raw(row.i64(0)?));
            Ok(())
        })?;
        let cost = unit.map_or(Amount::ZERO, |unit| Amount::of_cost(left, unit));
        each(party, product, &Consigned { left, owed, cost, ..Consigned::default() });
    }
    Ok(())
}

fn line(
    sql: &mut dyn Sql,
    query: &Query,
    (party, product): (i64, i64),
    sum: &Consigned,
) -> Result<Line, ReportError> {
    let none = || Title {
        order: String::new(),
        code: Cell::Empty,
        name: Cell::Empty,
        unit: String::new(),
    };
    let mut documents = Query {
        by: None,
        sort: None,
        after: None,
        limit: 0,
        kinds: KINDS.to_vec(),
        ..query.clone()
    };
    let (mut partner, mut goods) = (none(), none());
    if party != 0 {
        partner = by::partner(sql, party)?;
        documents.partner = Some(PartnerId(unsigned(party)?));
    }
    if product != 0 {
        goods = by::product(sql, product)?;
        documents.product = Some(stored::product(product)?);
    }
    let order = format!("{}\u{1}{}", partner.order, goods.order);
    let mut cells =
        vec![partner.code, partner.name, goods.code, goods.name, Cell::Text(goods.unit)];
    cells.extend(sum.cells());
    let drill = Drill::Report(ReportName::Documents, Box::new(documents));
    Ok(Line { order, row: Row::plain(cells).opening(drill) })
}
