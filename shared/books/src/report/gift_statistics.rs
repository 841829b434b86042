//! Gifts given and received 赠送、获赠查询 (`features.md` 237): by product, customer, supplier, employee.
//!
//! Owns the figures of a row. Leaves out rebates. Invariant: what is given costs what the books knew,
//! what is received counts at the value at which it came in. Two given that cost 2.50 each: given 2,
//! given_cost 5.00.

use fenhao_domain::amount::Amount;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::by::By;
use super::grouped::{self, Figures};
use super::sales_statistics::drill;
use super::{Cell, Column, Query, Report, ReportError, ReportName, columns, unit_cost};
use crate::goods::GoodsRow;
use crate::sql::Sql;

/// Columns.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, unit: Text, given: Quantity, given_unit_cost: Price,
    given_value: Amount, received: Quantity, received_unit_cost: Price, received_value: Amount,
];

const KINDS: [Kind; 2] = [Kind::ZS, Kind::HZ];

#[derive(Default)]
struct Gifts {
    given: (Quantity, Amount),
    received: (Quantity, Amount),
}

impl Figures for Gifts {
    fn add(&mut self, other: &Gifts) {
        self.given.0 += other.given.0;
        self.given.1 += other.given.1;
        self.received.0 += other.received.0;
        self.received.1 += other.received.1;
    }

    fn cells(&self) -> Vec<Cell> {
        let of = |(quantity, value): (Quantity, Amount)| {
            [Cell::Quantity(quantity), unit_cost(value, quantity), Cell::Amount(value)]
        };
        of(self.given).into_iter().chain(of(self.received)).collect()
    }

    fn is_nothing(&self) -> bool {
        self.given.0.is_zero() && self.received.0.is_zero()
    }
}

fn add(gifts: &mut Gifts, row: &GoodsRow) {
    match (row.kind, row.class) {
        (Kind::ZS, Some(StockClass::Own)) => {
            gifts.given.0 += -row.quantity;
            gifts.given.1 += -row.value;
        }
        (Kind::HZ, Some(StockClass::Own)) => {
            gifts.received.0 += row.quantity;
            gifts.received.1 += row.value;
        }
        _ => {}
    }
}

/// By product where nothing else is asked for; kind ZS shows what was given, HZ what was received.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let by = By::of_goods(query, By::Product);
    let groups = grouped::gather(sql, query, by, &KINDS, &mut add)?;
    grouped::report(sql, query, COLUMNS, by, groups, &|narrowed, _| {
        drill(narrowed, by, ReportName::GiftStatistics, &KINDS)
    })
}
