//! Price protection 价保查询 (`features.md` 242): by product or customer, what was granted for goods
//! whose price fell, and what suppliers granted us.
//!
//! Owns the figures of a row. Leaves out rebates. Invariant: what is granted to customers moves no
//! goods, what a supplier grants lowers the value of ours, which tells the two apart. Three for which
//! a customer got 10.00 each: given_quantity 3, given 30.00.

use fenhao_domain::amount::Amount;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;

use super::by::By;
use super::grouped::{self, Figures};
use super::sales_statistics::drill;
use super::{Cell, Column, Query, Report, ReportError, ReportName, columns};
use crate::goods::GoodsRow;
use crate::sql::Sql;

/// Columns. `kept` is the part of `earned` that lowers the value of stock still here.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, unit: Text, given_quantity: Quantity, given_amount: Amount,
    earned_amount: Amount, kept_value: Amount,
];

const KINDS: [Kind; 1] = [Kind::JB];

#[derive(Default)]
struct Granted {
    quantity: Quantity,
    given: Amount,
    earned: Amount,
    kept: Amount,
}

impl Figures for Granted {
    fn add(&mut self, other: &Granted) {
        self.quantity += other.quantity;
        self.given += other.given;
        self.earned += other.earned;
        self.kept += other.kept;
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Quantity(self.quantity),
            Cell::Amount(self.given),
            Cell::Amount(self.earned),
            Cell::Amount(self.kept),
        ]
    }

    fn is_nothing(&self) -> bool {
        self.given.is_zero() && self.earned.is_zero()
    }
}

fn add(granted: &mut Granted, row: &GoodsRow) {
    if row.class.is_some() {
        granted.earned += row.amount;
        granted.kept += -row.value;
    } else {
        granted.quantity += row.quantity;
        granted.given += row.amount;
    }
}

/// By partner where nothing else is asked for.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let by = By::of_goods(query, By::Partner);
    let groups = grouped::gather(sql, query, by, &KINDS, &mut add)?;
    grouped::report(sql, query, COLUMNS, by, groups, &|narrowed, _| {
        drill(narrowed, by, ReportName::PriceProtection, &KINDS)
    })
}
