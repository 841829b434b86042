//! What the sums of the accounts say, over months 科目发生额及余额.
//!
//! Owns the questions that trial balance, statements and stock totals ask of `account_sum`. Leaves
//! out how they are laid out. Invariant: entries are never read here, so the time that an answer
//! takes does not depend on how many documents there are.

use std::collections::BTreeMap;

use fenhao_domain::account::{self, AccountCode};
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;
use fenhao_domain::id::BranchId;
use fenhao_domain::stock::StockClass;

use crate::sql::{self, Flow, Row, Sql, SqlError, Value};
use crate::stored;

/// An account over some months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Debit less credit before the first month.
    pub opening: Amount,
    /// Debits of the months.
    pub debit: Amount,
    /// Credits of the months.
    pub credit: Amount,
}

impl Sums {
    /// Debit less credit after the last month.
    pub fn closing(&self) -> Amount {
        self.opening + self.change()
    }

    /// Debit less credit of the months.
    pub fn change(&self) -> Amount {
        self.debit - self.credit
    }
}

/// The months of a question; an open end takes all there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Months {
    /// First month.
    pub first: Option<Month>,
    /// Last month.
    pub last: Option<Month>,
}

impl Months {
    fn stored(self) -> (i64, i64) {
        (
            self.first.map_or(0, |month| i64::from(month.number())),
            self.last.map_or(i64::from(i32::MAX), |month| i64::from(month.number())),
        )
    }
}

/// Every account that has ever moved, of one branch or of all.
pub fn by_account(
    sql: &mut dyn Sql,
    branch: Option<BranchId>,
    months: Months,
) -> Result<BTreeMap<AccountCode, Sums>, SqlError> {
    since(sql, branch, None, months)
}

/// The same, with openings that count from a month on instead of from the beginning.
pub fn since(
    sql: &mut dyn Sql,
    branch: Option<BranchId>,
    since: Option<Month>,
    months: Months,
) -> Result<BTreeMap<AccountCode, Sums>, SqlError> {
    // Summing by branch first follows the order of the table, so nothing is sorted.
    const ALL: &str = "SELECT account, CAST(SUM(d) AS BIGINT), CAST(SUM(c) AS BIGINT), \
         CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM (SELECT account, \
         CAST(SUM(CASE WHEN month < ?1 THEN debit ELSE 0 END) AS BIGINT) AS d, \
         CAST(SUM(CASE WHEN month < ?1 THEN credit ELSE 0 END) AS BIGINT) AS c, \
         CAST(SUM(CASE WHEN month < ?1 THEN 0 ELSE debit END) AS BIGINT) AS debit, \
         CAST(SUM(CASE WHEN month < ?1 THEN 0 ELSE credit END) AS BIGINT) AS credit \
         FROM account_sum WHERE month <= ?2 AND month >= ?3 GROUP BY branch_id, account) AS b \
         GROUP BY account";
    const ONE: &str = "SELECT account, \
         CAST(SUM(CASE WHEN month < ?1 THEN debit ELSE 0 END) AS BIGINT), \
         CAST(SUM(CASE WHEN month < ?1 THEN credit ELSE 0 END) AS BIGINT), \
         CAST(SUM(CASE WHEN month < ?1 THEN 0 ELSE debit END) AS BIGINT), \
         CAST(SUM(CASE WHEN month < ?1 THEN 0 ELSE credit END) AS BIGINT) \
         FROM account_sum WHERE month <= ?2 AND month >= ?3 AND branch_id = ?4 GROUP BY account";
    let (first, last) = months.stored();
    let since = since.map_or(0, |month| i64::from(month.number()));
    let mut params = [first, last, since].map(Value::I64).to_vec();
    params.extend(branch.map(|branch| Value::I64(i64::from(branch.0))));
    let mut found = BTreeMap::new();
    sql.query(if branch.is_some() { ONE } else { ALL }, &params, &mut |row| {
        let amount = |at| row.i64(at).map(Amount::from_raw);
        let sums = Sums { opening: amount(1)? - amount(2)?, debit: amount(3)?, credit: amount(4)? };
        found.insert(stored::account(row.i64(0)?)?, sums);
        Ok(Flow::On)
    })?;
    Ok(found)
}

/// Accounts in the order of a chart: by their digits, so that 101201 stands below 1012.
pub fn in_chart_order<T>(
    accounts: impl IntoIterator<Item = (AccountCode, T)>,
) -> Vec<(AccountCode, T)> {
    let mut sorted: Vec<_> = accounts.into_iter().collect();
    sorted.sort_by_cached_key(|(code, _)| code.to_string());
    sorted
}

/// The newest month with entries; none in empty books.
pub fn newest_month(
    sql: &mut dyn Sql,
    branch: Option<BranchId>,
) -> Result<Option<Month>, SqlError> {
    let read = |row: &dyn Row| row.i64_opt(0);
    let found = match branch {
        None => sql::one(sql, "SELECT MAX(month) FROM account_sum", &[], read)?,
        Some(branch) => sql::one(
            sql,
            "SELECT MAX(month) FROM account_sum WHERE branch_id = ?1",
            &[Value::I64(i64::from(branch.0))],
            read,
        )?,
    };
    // A year's close stands after its December.
    let plain = |month: i64| if month % 100 == 13 { month - 1 } else { month };
    found.flatten().map(plain).map(stored::month).transpose()
}

/// The branches that have books here, found by leaping from one to the next.
pub fn branches(sql: &mut dyn Sql) -> Result<Vec<BranchId>, SqlError> {
    const NEXT: &str = "SELECT branch_id FROM account_sum WHERE branch_id > ?1 \
                        ORDER BY branch_id LIMIT 1";
    let mut found = Vec::new();
    let mut last = -1;
    while let Some(next) = sql::one(sql, NEXT, &[Value::I64(last)], |row| row.i64(0))? {
        found.push(stored::branch(next)?);
        last = next;
    }
    Ok(found)
}

/// What the stock of a branch or of the company is worth, by class. It is the balance of the
/// class's account, which equals the value of the goods at every commit.
pub fn stock_value(
    sql: &mut dyn Sql,
    branch: Option<BranchId>,
) -> Result<BTreeMap<StockClass, Amount>, SqlError> {
    const TEXT: &str = "SELECT account, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) \
                        FROM account_sum WHERE branch_id = ?1 AND account IN (?2, ?3, ?4) \
                        GROUP BY account";
    let branches = match branch {
        Some(branch) => vec![branch],
        None => branches(sql)?,
    };
    let mut worth = BTreeMap::new();
    for branch in branches {
        let params = [
            Value::I64(i64::from(branch.0)),
            Value::I64(i64::from(account::INVENTORY.0)),
            Value::I64(i64::from(account::IN_TRANSIT.0)),
            Value::I64(i64::from(account::CONSIGNED_OUT.0)),
        ];
        sql.query(TEXT, &params, &mut |row| {
            let account = stored::account(row.i64(0)?)?;
            let balance = Amount::from_raw(row.i64(1)?) - Amount::from_raw(row.i64(2)?);
            for class in [StockClass::Own, StockClass::InTransit, StockClass::ConsignedOut] {
                if class.account() == Some(account) {
                    *worth.entry(class).or_insert(Amount::ZERO) += balance;
                }
            }
            Ok(Flow::On)
        })?;
    }
    Ok(worth)
}
