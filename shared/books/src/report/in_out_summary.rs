//! What came into our stores and went out of them 出入库汇总 (`features.md` 118).
//!
//! Owns the figures of a row, which transfers show too. Leaves out goods that are elsewhere (on the
//! way, at partners). Invariant: in less out is the change of the stock of own goods. Ten received at
//! 2.50 and two sold: in 10 and 25.00, out 2 and 5.00.

use fenhao_domain::amount::Amount;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::by::By;
use super::grouped::{self, Figures};
use super::sales_statistics::drill;
use super::{Cell, Column, Query, Report, ReportError, ReportName, columns};
use crate::goods::{GoodsRow, OUT};
use crate::sql::Sql;

/// Columns. What goes out is shown without its sign; `change` is value in less value out.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, unit: Text, in_quantity: Quantity, in_value: Amount, out_quantity: Quantity,
    out_value: Amount, change_value: Amount,
];

#[derive(Default)]
struct Moved {
    came: (Quantity, Amount),
    went: (Quantity, Amount),
}

impl Figures for Moved {
    fn add(&mut self, other: &Moved) {
        self.came.0 += other.came.0;
        self.came.1 += other.came.1;
        self.went.0 += other.went.0;
        self.went.1 += other.went.1;
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Quantity(self.came.0),
            Cell::Amount(self.came.1),
            Cell::Quantity(self.went.0),
            Cell::Amount(self.went.1),
            Cell::Amount(self.came.1 - self.went.1),
        ]
    }

    fn is_nothing(&self) -> bool {
        let nothing = |(quantity, value): (Quantity, Amount)| quantity.is_zero() && value.is_zero();
        nothing(self.came) && nothing(self.went)
    }
}

fn add(moved: &mut Moved, row: &GoodsRow) {
    if row.class != Some(StockClass::Own) {
        return;
    }
    if row.way == OUT {
        moved.went.0 += -row.quantity;
        moved.went.1 += -row.value;
    } else {
        moved.came.0 += row.quantity;
        moved.came.1 += row.value;
    }
}

/// By kind of document where nothing else is asked for.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    of_kinds(sql, query, By::of_goods(query, By::Kind), ReportName::InOutSummary, &[])
}

/// The same of some kinds; all where none is named.
pub(super) fn of_kinds(
    sql: &mut dyn Sql,
    query: &Query,
    by: By,
    name: ReportName,
    kinds: &[Kind],
) -> Result<Report, ReportError> {
    let groups = grouped::gather(sql, query, by, kinds, &mut add)?;
    grouped::report(sql, query, COLUMNS, by, groups, &|narrowed, _| {
        drill(narrowed, by, name, kinds)
    })
}
