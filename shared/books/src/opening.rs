//! Opening the books 开账: the opening figures are proved, shown and frozen.
//!
//! Owns the check before and the mark that stays. Leaves out writing opening figures (QC). Invariant:
//! once the books are opened no opening balance is posted or taken back any more; what was wrong is
//! put right by adjusting documents (decision D8, `features.md` 46, 95-103).

use std::collections::BTreeMap;

use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::{ProductId, WarehouseNo};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;
use thiserror::Error;

use crate::close::{self, Gap};
use crate::node::{self, Node};
use crate::report::account_sum::{self, Months};
use crate::sql::{self, Sql, SqlError, Value};
use crate::stored;

/// The name of the mark.
const OPENED: &str = "opened";

/// Goods of which more is lent out than there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LentTooMuch {
    /// Warehouse.
    pub warehouse: WarehouseNo,
    /// Product.
    pub product: ProductId,
    /// Own goods.
    pub own: Quantity,
    /// Lent.
    pub lent: Quantity,
}

/// What the opening figures come to, and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opening {
    /// What everything together stands against: opening equity, a credit.
    pub equity: Amount,
    /// Value of the goods by class.
    pub stock: BTreeMap<StockClass, Amount>,
    /// What partners owe us.
    pub receivable: Amount,
    /// What we owe partners.
    pub payable: Amount,
    /// Cash, bank and clearing accounts.
    pub money: Amount,
    /// Fixed assets less depreciation, and deferred expenses.
    pub assets: Amount,
    /// Ledgers that differ.
    pub gaps: Vec<Gap>,
    /// Goods that are lent and were never opened.
    pub lent: Vec<LentTooMuch>,
}

/// Why the books are not opened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpeningError {
    /// They are open.
    #[error("the books are opened")]
    Opened,
    /// The figures do not hold.
    #[error("the opening figures differ in {} places", .0.gaps.len() + .0.lent.len())]
    Wrong(Box<Opening>),
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// The day on which the books were opened; none while opening figures may be written.
pub fn opened_on(sql: &mut dyn Sql) -> Result<Option<BusinessDate>, SqlError> {
    let Some(bytes) = node::meta(sql, OPENED)? else { return Ok(None) };
    let text = String::from_utf8(bytes).ok();
    let day = text.and_then(|text| BusinessDate::parse(&text).ok());
    day.map(Some).ok_or(SqlError::Unreadable { what: "the day of opening" })
}

/// True once the books are opened.
pub(crate) fn is_opened(sql: &mut dyn Sql) -> Result<bool, SqlError> {
    Ok(node::meta(sql, OPENED)?.is_some())
}

/// What the opening figures of this node come to.
pub fn check(sql: &mut dyn Sql, node: &Node) -> Result<Opening, SqlError> {
    let sums = account_sum::by_account(sql, Some(node.branch), Months::default())?;
    let of = |start: &str| -> Amount {
        let mine = sums.iter().filter(|(account, _)| account.to_string().starts_with(start));
        mine.map(|(_, sums)| sums.closing()).sum()
    };
    let account = |account| sums.get(&account).map_or(Amount::ZERO, |sums| sums.closing());
    let classes = StockClass::ALL.iter().filter_map(|class| Some((*class, class.account()?)));
    Ok(Opening {
        equity: -account(account::OPENING_EQUITY),
        stock: classes.map(|(class, code)| (class, class.as_debit(account(code)))).collect(),
        receivable: account(account::RECEIVABLE),
        payable: -account(account::PAYABLE),
        money: of("10"),
        assets: of("15") + of("16"),
        gaps: close::differences(sql, &mut |_| {})?,
        lent: lent(sql, node)?,
    })
}

/// Opens the books: what the figures come to then.
pub fn open(sql: &mut dyn Sql, node: &Node, day: BusinessDate) -> Result<Opening, OpeningError> {
    if is_opened(sql)? {
        return Err(OpeningError::Opened);
    }
    let opening = check(sql, node)?;
    if !opening.gaps.is_empty() || !opening.lent.is_empty() {
        return Err(OpeningError::Wrong(Box::new(opening)));
    }
    node::set_meta(sql, OPENED, day.to_string().as_bytes())?;
    Ok(opening)
}

fn lent(sql: &mut dyn Sql, node: &Node) -> Result<Vec<LentTooMuch>, SqlError> {
    let text = "SELECT warehouse, product_id, \
                CAST(SUM(CASE class WHEN 1 THEN quantity ELSE 0 END) AS BIGINT), \
                CAST(SUM(CASE class WHEN 5 THEN quantity ELSE 0 END) AS BIGINT) \
                FROM stock_sum WHERE branch_id = ?1 AND class IN (1, 5) \
                GROUP BY warehouse, product_id ORDER BY warehouse, product_id";
    let rows = sql::all(sql, text, &[Value::I64(i64::from(node.branch.0))], |row| {
        Ok(LentTooMuch {
            warehouse: stored::warehouse(row.i64(0)?)?,
            product: stored::product(row.i64(1)?)?,
            own: Quantity::from_raw(row.i64(2)?),
            lent: Quantity::from_raw(row.i64(3)?),
        })
    })?;
    Ok(rows.into_iter().filter(|goods| goods.lent > goods.own).collect())
}
