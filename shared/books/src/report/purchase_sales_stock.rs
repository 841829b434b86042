//! Purchases, sales and stock 购销存汇总 (`features.md` 117): of each product what there was, what came
//! and went by its reason, and what there is.
//!
//! Owns the reasons and the way back from today's stock to a past day. Leaves out goods on the way and
//! at partners. Invariant: opening + purchase − purchase_return − sale + sales_return + transfer +
//! gain − loss + other = closing, in quantity and in value, and closing is the stock of own goods on
//! the last day. Ten bought at 2.50, two sold, one lost: closing 7 and 17.50.

use std::collections::BTreeMap;

use fenhao_domain::amount::Amount;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::by::{By, Names};
use super::filter::{self, Filter};
use super::grouped::{self, Figures};
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, columns, days};
use crate::goods;
use crate::sql::Sql;

/// Columns. `transfer` and `other` may be negative.
pub const COLUMNS: &[Column] = columns![
    code: Text, name: Text, unit: Text, opening: Quantity, opening_value: Amount,
    purchase: Quantity, purchase_value: Amount, purchase_return: Quantity,
    purchase_return_value: Amount, sale: Quantity, sale_value: Amount, sales_return: Quantity,
    sales_return_value: Amount, transfer: Quantity, transfer_value: Amount, gain: Quantity,
    gain_value: Amount, loss: Quantity, loss_value: Amount, other: Quantity, other_value: Amount,
    closing: Quantity, closing_value: Amount,
];

/// Why goods come and go, in the order of the columns.
const REASONS: usize = 8;

/// The reason of a kind, and whether its column shows what goes out.
const fn reason(kind: Kind) -> (usize, bool) {
    match kind {
        Kind::CG | Kind::SR => (0, false),
        Kind::CT | Kind::ST => (1, true),
        Kind::LS | Kind::XS => (2, true),
        Kind::LT | Kind::XT => (3, false),
        Kind::TB | Kind::BT | Kind::FH | Kind::RS => (4, false),
        Kind::BY => (5, false),
        Kind::BS => (6, true),
        _ => (7, false),
    }
}

#[derive(Default)]
struct Flow {
    /// Moves of the days asked for, as the columns show them.
    moved: [(Quantity, Amount); REASONS],
    /// The change of those days.
    change: (Quantity, Amount),
    /// Stock after them.
    closing: (Quantity, Amount),
}

impl Figures for Flow {
    fn add(&mut self, other: &Flow) {
        let all = self.moved.iter_mut().zip(&other.moved);
        for (sum, figure) in
            all.chain([(&mut self.change, &other.change), (&mut self.closing, &other.closing)])
        {
            sum.0 += figure.0;
            sum.1 += figure.1;
        }
    }

    fn cells(&self) -> Vec<Cell> {
        let (change, closing) = (self.change, self.closing);
        let opening = (closing.0 - change.0, closing.1 - change.1);
        let pairs = [opening].into_iter().chain(self.moved).chain([closing]);
        pairs.flat_map(|(q, value)| [Cell::Quantity(q), Cell::Amount(value)]).collect()
    }

    fn is_nothing(&self) -> bool {
        let nothing = |(q, value): &(Quantity, Amount)| q.is_zero() && value.is_zero();
        nothing(&self.closing) && self.moved.iter().all(nothing)
    }
}

/// By product, or by category.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let by = match query.by {
        Some(By::Category) => By::Category,
        _ => By::Product,
    };
    let mut names = Names::load(sql)?;
    if by == By::Category {
        names.load_shelves(sql)?;
    }
    let filter = Filter::of(sql, query, &mut names)?;
    let mut flows = stock(sql, query, by, &names, &filter)?;
    let (from, to) = days(query);
    goods::walk(sql, query.branch, (from, i64::from(i32::MAX)), &[], &mut |row| {
        if row.class != Some(StockClass::Own) || !filter.takes(&names, row) {
            return;
        }
        let flow: &mut Flow = flows.entry(names.key(by, row)).or_default();
        if row.date > to {
            flow.closing.0 += -row.quantity;
            flow.closing.1 += -row.value;
            return;
        }
        let (at, goes_out) = reason(row.kind);
        let turned = if goes_out { (-row.quantity, -row.value) } else { (row.quantity, row.value) };
        flow.moved[at].0 += turned.0;
        flow.moved[at].1 += turned.1;
        flow.change.0 += row.quantity;
        flow.change.1 += row.value;
    })?;
    grouped::report(sql, query, COLUMNS, by, (names, flows), &|narrowed, _| {
        let name = if by == By::Category {
            ReportName::PurchaseSalesStock
        } else {
            ReportName::InOutSummary
        };
        Drill::Report(name, Box::new(narrowed.clone()))
    })
}

/// Today's own goods by key.
fn stock(
    sql: &mut dyn Sql,
    query: &Query,
    by: By,
    names: &Names,
    filter: &Filter,
) -> Result<BTreeMap<i64, Flow>, ReportError> {
    const READ: &str = "SELECT product_id, CAST(SUM(quantity) AS BIGINT), \
                        CAST(SUM(value) AS BIGINT) FROM stock_sum WHERE class = 1";
    let mut params = Vec::new();
    let mut text = [READ, &filter::at_branch(query.branch, "branch_id", &mut params)].concat();
    if let Some(warehouse) = query.warehouse {
        params.push(i64::from(warehouse.0));
        text.push_str(&format!(" AND warehouse = ?{}", params.len()));
    }
    text.push_str(" GROUP BY product_id");
    let mut flows: BTreeMap<i64, Flow> = BTreeMap::new();
    filter::each_row(sql, &text, &params, &mut |row| {
        let product = row.i64(0)?;
        if filter.takes_product(names, product) {
            let key = if by == By::Category { names.category(product) } else { product };
            let flow = flows.entry(key).or_default();
            flow.closing.0 += Quantity::from_raw(row.i64(1)?);
            flow.closing.1 += Amount::from_raw(row.i64(2)?);
        }
        Ok(())
    })?;
    Ok(flows)
}
