//! Retail by day 销售日报: counts, discounts, takings, cost and gross profit.
//!
//! Owns the rows by business date and their total. Amounts are sales less returns, tax-inclusive
//! as charged; profit is amount less tax less cost 毛利, margin its percentage of the amount without
//! tax. Leaves out the clock: a day is a business date. Invariant: read from the day sums only.

use fenhao_domain::amount::Amount;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::round;

use super::{Cell, Column, Query, Report, ReportError, Row, columns, cursor, days};
use crate::sql::{self, Sql, SqlError, Value};
use crate::stored;

/// Columns. `margin` is a percentage with two decimals.
pub const COLUMNS: &[Column] = columns![
    date: Date, sales: Count, returns: Count, lines: Count, list_amount: Amount, discount: Amount,
    coupon: Amount, amount: Amount, tax: Amount, cost: Amount, profit: Amount, margin: Quantity,
];

/// The figures of a day, or of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Day {
    sales: i64,
    returns: i64,
    lines: i64,
    list: Amount,
    discount: Amount,
    coupon: Amount,
    amount: Amount,
    tax: Amount,
    cost: Amount,
}

/// The figures of a row that has the date before them.
fn read(row: &dyn sql::Row) -> Result<Day, SqlError> {
    let amount = |at| row.i64(at).map(Amount::from_raw);
    Ok(Day {
        sales: row.i64(1)?,
        returns: row.i64(2)?,
        lines: row.i64(3)?,
        list: amount(4)?,
        discount: amount(5)?,
        coupon: amount(6)?,
        amount: amount(7)?,
        tax: amount(8)?,
        cost: amount(9)?,
    })
}

impl Day {
    fn add(&mut self, day: &Day) {
        self.sales += day.sales;
        self.returns += day.returns;
        self.lines += day.lines;
        self.list += day.list;
        self.discount += day.discount;
        self.coupon += day.coupon;
        self.amount += day.amount;
        self.tax += day.tax;
        self.cost += day.cost;
    }

    fn cells(&self, date: Cell) -> Vec<Cell> {
        let net = self.amount - self.tax;
        let profit = net - self.cost;
        vec![
            date,
            Cell::Count(self.sales),
            Cell::Count(self.returns),
            Cell::Count(self.lines),
            Cell::Amount(self.list),
            Cell::Amount(self.discount),
            Cell::Amount(self.coupon),
            Cell::Amount(self.amount),
            Cell::Amount(self.tax),
            Cell::Amount(self.cost),
            Cell::Amount(profit),
            margin(profit, net),
        ]
    }
}

/// Profit as a percentage of the amount, half-up to two decimals: 5.00 of 20.00 is 25.
pub(super) fn margin(profit: Amount, amount: Amount) -> Cell {
    if amount.is_zero() {
        return Cell::Empty;
    }
    let exact = profit.exact() * Quantity::whole(100).exact() / amount.exact();
    let percent = round::to_fixed(round::half_up(exact, 2), Quantity::DECIMALS);
    percent.map_or(Cell::Empty, |percent| Cell::Quantity(Quantity::from_raw(percent)))
}

/// Days in order, oldest first.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    const ALL: &str = "SELECT business_date, CAST(SUM(sales) AS BIGINT), \
         CAST(SUM(returns) AS BIGINT), CAST(SUM(lines) AS BIGINT), \
         CAST(SUM(list_amount) AS BIGINT), CAST(SUM(discount) AS BIGINT), \
         CAST(SUM(coupon) AS BIGINT), CAST(SUM(amount) AS BIGINT), CAST(SUM(tax) AS BIGINT), \
         CAST(SUM(cost) AS BIGINT) \
         FROM sales_day WHERE business_date >= ?1 AND business_date <= ?2 \
         GROUP BY business_date ORDER BY business_date";
    const ONE: &str = "SELECT business_date, sales, returns, lines, list_amount, discount, coupon, \
         amount, tax, cost FROM sales_day WHERE business_date >= ?1 AND business_date <= ?2 \
         AND branch_id = ?3 ORDER BY business_date";
    let (from, to) = days(query);
    let read = |row: &dyn sql::Row| Ok((row.i64(0)?, read(row)?));
    let found = match query.branch {
        None => sql::all(sql, ALL, &[from.into(), to.into()], read)?,
        Some(branch) => {
            let params = [from.into(), to.into(), Value::I64(i64::from(branch.0))];
            sql::all(sql, ONE, &params, read)?
        }
    };
    let mut total = Day::default();
    for (_, day) in &found {
        total.add(day);
    }
    let after = query.cursor::<1>()?.map_or(0, |[date]| date);
    let mut rest = found.iter().filter(|(date, _)| *date > after).peekable();
    let mut rows = Vec::new();
    let mut last = after;
    while rows.len() < query.page()
        && let Some((date, day)) = rest.next()
    {
        last = *date;
        rows.push(Row::plain(day.cells(Cell::Date(stored::date(*date)?))));
    }
    let next = rest.peek().is_some().then(|| cursor(&[last]));
    Ok(Report { columns: COLUMNS, rows, total: Some(total.cells(Cell::Empty)), next })
}
