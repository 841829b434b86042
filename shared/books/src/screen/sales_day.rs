//! Retail of a day 当日零售: figures, tenders, hours; and the days of the company.

use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::BranchId;
use fenhao_domain::kind::Kind;

use crate::sql::{self, Row, Sql, SqlError, Value, unsigned};
use crate::stored as read;

/// Retail of a branch on a day, sales less returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalesDay {
    /// Whose.
    pub branch: BranchId,
    /// Sales.
    pub sales: u64,
    /// Returns.
    pub returns: u64,
    /// What the shop receives for the goods.
    pub amount: Amount,
    /// Discounts that the shop bears.
    pub discount: Amount,
    /// Output tax inside the amount.
    pub tax: Amount,
    /// Cost of the goods.
    pub cost: Amount,
}

impl SalesDay {
    /// Gross profit 毛利: amount less the tax inside it, less cost. 40.60 with 4.67 of tax and
    /// 29.32 of cost leaves 6.61.
    pub fn profit(&self) -> Amount {
        self.amount - self.tax - self.cost
    }
}

const READ: &str = "SELECT branch_id, sales, returns, amount, discount, tax, cost FROM sales_day ";

/// A branch's day; none without retail.
pub fn of_branch(
    sql: &mut dyn Sql,
    branch: BranchId,
    date: BusinessDate,
) -> Result<Option<SalesDay>, SqlError> {
    let text = format!("{READ} WHERE branch_id = ?1 AND business_date = ?2");
    let params = [i64::from(branch.0), i64::from(date.number())].map(Value::I64);
    sql::one(sql, &text, &params, day)
}

/// A day of all branches.
pub fn of_all(sql: &mut dyn Sql, date: BusinessDate) -> Result<Vec<SalesDay>, SqlError> {
    let text = format!("{READ} WHERE business_date = ?1 ORDER BY branch_id");
    sql::all(sql, &text, &[Value::I64(i64::from(date.number()))], day)
}

fn day(row: &dyn Row) -> Result<SalesDay, SqlError> {
    let count = |at: usize| -> Result<u64, SqlError> { unsigned(row.i64(at)?.max(0)) };
    Ok(SalesDay {
        branch: read::branch(row.i64(0)?)?,
        sales: count(1)?,
        returns: count(2)?,
        amount: Amount::from_raw(row.i64(3)?),
        discount: Amount::from_raw(row.i64(4)?),
        tax: Amount::from_raw(row.i64(5)?),
        cost: Amount::from_raw(row.i64(6)?),
    })
}

/// Net amounts by tender of a branch's day.
pub fn tenders(
    sql: &mut dyn Sql,
    branch: BranchId,
    date: BusinessDate,
) -> Result<Vec<(String, Amount)>, SqlError> {
    let text = "SELECT tender, amount FROM tender_day \
                WHERE branch_id = ?1 AND business_date = ?2 ORDER BY tender";
    let params = [i64::from(branch.0), i64::from(date.number())].map(Value::I64);
    sql::all(sql, text, &params, |row| Ok((row.text(0)?.to_owned(), Amount::from_raw(row.i64(1)?))))
}

/// When retail documents of a branch's day were recorded (Unix milliseconds), and what each came
/// to; returns are below zero.
pub fn moments(
    sql: &mut dyn Sql,
    branch: BranchId,
    date: BusinessDate,
) -> Result<Vec<(i64, Amount)>, SqlError> {
    let text = "SELECT recorded_at, kind, amount FROM document \
                WHERE business_date = ?1 AND branch_id = ?2 AND kind IN (?3, ?4)";
    let (sale, back) = (i64::from(Kind::LS.number()), i64::from(Kind::LT.number()));
    let params = [i64::from(date.number()), i64::from(branch.0), sale, back].map(Value::I64);
    sql::all(sql, text, &params, |row| {
        let amount = Amount::from_raw(row.i64(2)?);
        Ok((row.i64(0)?, if row.i64(1)? == back { -amount } else { amount }))
    })
}

/// The latest day with retail anywhere, `up_to` a day. Without that bound one till whose clock is
/// years ahead would hide everybody's day.
pub fn latest(sql: &mut dyn Sql, up_to: BusinessDate) -> Result<Option<BusinessDate>, SqlError> {
    let text = "SELECT business_date FROM sales_day WHERE business_date <= ?1 \
                ORDER BY business_date DESC LIMIT 1";
    let params = [Value::I64(i64::from(up_to.number()))];
    sql::one(sql, text, &params, |row| read::date(row.i64(0)?))
}

/// The company's amount by day, the last `days` days with retail up to `date`, oldest first.
pub fn company_days(
    sql: &mut dyn Sql,
    date: BusinessDate,
    days: u32,
) -> Result<Vec<(BusinessDate, Amount)>, SqlError> {
    let text = "SELECT business_date, CAST(SUM(amount) AS BIGINT) FROM sales_day \
                WHERE business_date <= ?1 GROUP BY business_date \
                ORDER BY business_date DESC LIMIT ?2";
    let params = [i64::from(date.number()), i64::from(days)].map(Value::I64);
    let mut found = sql::all(sql, text, &params, |row| {
        Ok((read::date(row.i64(0)?)?, Amount::from_raw(row.i64(1)?)))
    })?;
    found.reverse();
    Ok(found)
}
