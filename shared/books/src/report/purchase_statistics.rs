//! Purchases by product, supplier, employee, branch, store, category, day or month 采购统计
//! (`features.md` 160, 161): receipts and settled consignments, less what went back.
//!
//! Owns the figures of a row. Leaves out orders and payment. Invariant: goods accrued 暂估 count at
//! their estimate until the invoice, which counts with its difference and its tax, so quantities are
//! counted once. Ten received at 2.00, two of them sent back: quantity 8, net 16.00.

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

/// Columns. `price` is the average without tax.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, unit: Text, quantity: Quantity, price: Price, net: Amount, tax: Amount,
    amount: Amount,
];

/// What buys and what goes back.
const KINDS: [Kind; 4] = [Kind::CG, Kind::CT, Kind::FP, Kind::SJ];

#[derive(Default)]
struct Bought {
    quantity: Quantity,
    amount: Amount,
    tax: Amount,
}

impl Figures for Bought {
    fn add(&mut self, other: &Bought) {
        self.quantity += other.quantity;
        self.amount += other.amount;
        self.tax += other.tax;
    }

    fn cells(&self) -> Vec<Cell> {
        let net = self.amount - self.tax;
        vec![
            Cell::Quantity(self.quantity),
            unit_cost(net, self.quantity),
            Cell::Amount(net),
            Cell::Amount(self.tax),
            Cell::Amount(self.amount),
        ]
    }

    fn is_nothing(&self) -> bool {
        self.quantity.is_zero() && self.amount.is_zero()
    }
}

/// Counts a row; what a consignor is no longer owed was bought.
fn add(bought: &mut Bought, row: &GoodsRow) {
    match row.class {
        Some(StockClass::Own) => bought.quantity += row.quantity,
        Some(StockClass::ConsignedIn) => bought.quantity += -row.quantity,
        _ => {}
    }
    bought.amount += row.amount;
    bought.tax += row.tax;
}

/// By product where nothing else is asked for.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let by = By::of_goods(query, By::Product);
    let groups = grouped::gather(sql, query, by, &KINDS, &mut add)?;
    grouped::report(sql, query, COLUMNS, by, groups, &|narrowed, _| {
        drill(narrowed, by, ReportName::PurchaseStatistics, &KINDS)
    })
}
