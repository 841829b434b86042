//! Sales by product, customer, employee, branch, store, category, day or month 销售统计、排行、成本分析
//! (`features.md` 146-149): retail, deliveries and consignment settlements, less what came back.
//!
//! Owns the figures of a row. Leaves out payment. Invariant: cost is what the sales posted, so profit
//! is that of the income statement before cost adjustments. Two sold at 4.00 with 13 % inside that
//! cost 2.50 each: amount 8.00, tax 0.92, net 7.08, cost 5.00, profit 2.08, margin 29.38.

use fenhao_domain::amount::Amount;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;

use super::by::By;
use super::grouped::{self, Figures};
use super::sales_by_day::margin;
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, columns, unit_cost};
use crate::goods::GoodsRow;
use crate::sql::Sql;

/// Columns. `price` is the average of what was charged, tax included.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, unit: Text, quantity: Quantity, price: Price, net: Amount, tax: Amount,
    amount: Amount, cost: Amount, profit: Amount, margin: Quantity,
];

/// What sells and what comes back.
pub(super) const KINDS: [Kind; 5] = [Kind::LS, Kind::LT, Kind::XS, Kind::XT, Kind::WX];

#[derive(Default)]
struct Sold {
    quantity: Quantity,
    amount: Amount,
    tax: Amount,
    cost: Amount,
}

impl Figures for Sold {
    fn add(&mut self, other: &Sold) {
        self.quantity += other.quantity;
        self.amount += other.amount;
        self.tax += other.tax;
        self.cost += other.cost;
    }

    fn cells(&self) -> Vec<Cell> {
        let net = self.amount - self.tax;
        let profit = net - self.cost;
        vec![
            Cell::Quantity(self.quantity),
            unit_cost(self.amount, self.quantity),
            Cell::Amount(net),
            Cell::Amount(self.tax),
            Cell::Amount(self.amount),
            Cell::Amount(self.cost),
            Cell::Amount(profit),
            margin(profit, net),
        ]
    }

    fn is_nothing(&self) -> bool {
        self.quantity.is_zero() && self.amount.is_zero() && self.cost.is_zero()
    }
}

/// Counts a row; goods that orders had reserved are no sale.
fn add(sold: &mut Sold, row: &GoodsRow) {
    use fenhao_domain::stock::StockClass::{ConsignedOut, Own};
    if matches!(row.class, Some(Own | ConsignedOut)) {
        sold.quantity += -row.quantity;
    }
    sold.amount += row.amount;
    sold.tax += row.tax;
    sold.cost += row.cost;
}

/// By product where nothing else is asked for.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let by = By::of_goods(query, By::Product);
    let groups = grouped::gather(sql, query, by, &KINDS, &mut add)?;
    grouped::report(sql, query, COLUMNS, by, groups, &|narrowed, _| {
        drill(narrowed, by, ReportName::SalesStatistics, &KINDS)
    })
}

/// Where a row of a statistic leads: of a month its days, of a category or store
/// its products, else documents.
pub(super) fn drill(narrowed: &Query, by: By, name: ReportName, kinds: &[Kind]) -> Drill {
    let mut next = narrowed.clone();
    let further = match by {
        By::Month => Some(By::Day),
        // Documents are looked for by product, not by its category or store.
        By::Category | By::Warehouse => Some(By::Product),
        _ if narrowed.product.is_some() => None,
        _ if narrowed.category.is_some() || narrowed.warehouse.is_some() => Some(By::Product),
        _ => None,
    };
    match further {
        Some(by) => {
            next.by = Some(by);
            Drill::Report(name, Box::new(next))
        }
        None => {
            if next.kinds.is_empty() {
                next.kinds = kinds.to_vec();
            }
            next.category = None;
            Drill::Report(ReportName::Documents, Box::new(next))
        }
    }
}
