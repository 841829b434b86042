//! Closing 结账: month close 月结存 YJC and year close 年结存 NJC.
//!
//! Owns the order in which modules close and what both closes have in common. Leaves out which month
//! a document is booked in then (`period`) and who may close (`app`). Invariant: a month closes only
//! when documents, stock ledger, partner ledger, open items and accounts say the same; what differs
//! is listed with its documents, and nothing is mended on the way (`features.md` 48, 49, 227, 228).

use std::collections::BTreeSet;

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::{Document, EntryLine};
use fenhao_domain::entry::Side;
use fenhao_domain::kind::Kind;
use fenhao_domain::module::Module;

use crate::node::Node;
use crate::period::Seals;
use crate::post::{self, PostError, Posted, ReverseHeader};
use crate::sql::{self, Sql, SqlError, Value};
use crate::stored;

mod behind;
mod company;
mod gap;
mod list;
mod month;
mod proof;
mod year;

pub use gap::Gap;
pub use list::{MonthState, close_of, list};
pub use month::check;
pub use proof::differences;
pub use year::proposal;

/// The modules that this node has closed, with their months.
pub fn closed_modules(sql: &mut dyn Sql) -> Result<BTreeSet<(Month, Module)>, SqlError> {
    let text = "SELECT month, module FROM module_seal WHERE closed = 1";
    let unreadable = || SqlError::Unreadable { what: "a module" };
    let rows = sql::all(sql, text, &[], |row| {
        let module = Module::from_number(row.i64(1)?).ok_or_else(unreadable)?;
        Ok((stored::month(row.i64(0)?)?, module))
    })?;
    Ok(rows.into_iter().collect())
}

/// Closes a business module of a month: its documents are refused from then on. Purchasing closes
/// first, then sales, then stock; finance closes by the month close itself.
pub fn close_module(
    sql: &mut dyn Sql,
    node: &Node,
    month: Month,
    module: Module,
) -> Result<(), PostError> {
    if !Seals::load(sql)?.closes(node.branch, month).is_empty() {
        return Err(PostError::PeriodSealed { month });
    }
    if module == Module::Finance {
        return refuse(month, vec![Gap::ModuleOpen { module }]);
    }
    let closed = closed_modules(sql)?;
    let before = Module::BUSINESS.into_iter().filter(|earlier| *earlier < module);
    refuse(month, open_modules(&closed, month, before))?;
    Ok(set_module(sql, month, module, true)?)
}

/// Closes what is open of a month in its order: modules, then the month itself. At HQ the remark
/// names the codes of branches that are excepted.
pub fn close_month(
    sql: &mut dyn Sql,
    node: &Node,
    month: Month,
    header: ReverseHeader,
) -> Result<Posted, PostError> {
    let closed = closed_modules(sql)?;
    for module in Module::BUSINESS {
        if !closed.contains(&(month, module)) {
            close_module(sql, node, month, module)?;
        }
    }
    let date = month.last_day();
    let close = Document::new(Kind::YJC, node.branch, date, header.recorded_at, header.handler);
    let close = Document { remark: header.remark, ..close };
    post::post_one(sql, node, close, NegativeStock::Refuse)
}

/// Makes a close ready to be posted, in the transaction that posts it: proves what must hold, and
/// fills in the balances and the cut. Documents of other kinds pass.
pub(crate) fn prepare(
    sql: &mut dyn Sql,
    node: &Node,
    seals: &Seals,
    document: &mut Document,
) -> Result<(), PostError> {
    match (document.kind, document.reverses) {
        (Kind::YJC, None) => month::prepare(sql, node, seals, document),
        (Kind::YJC, Some(close)) => month::open_again(sql, node, seals, document, close),
        (Kind::NJC, reverses) => year::prepare(sql, node, seals, document, reverses),
        _ => Ok(()),
    }
}

/// Refuses with what is open.
fn refuse(month: Month, gaps: Vec<Gap>) -> Result<(), PostError> {
    match gaps.is_empty() {
        true => Ok(()),
        false => Err(PostError::NotClosed { month, gaps }),
    }
}

fn open_modules(
    closed: &BTreeSet<(Month, Module)>,
    month: Month,
    modules: impl IntoIterator<Item = Module>,
) -> Vec<Gap> {
    let open = modules.into_iter().filter(|module| !closed.contains(&(month, *module)));
    open.map(|module| Gap::ModuleOpen { module }).collect()
}

fn set_module(
    sql: &mut dyn Sql,
    month: Month,
    module: Module,
    closed: bool,
) -> Result<(), SqlError> {
    let text = "INSERT INTO module_seal (month, module, closed) VALUES (?1, ?2, ?3) \
                ON CONFLICT (month, module) DO UPDATE SET closed = excluded.closed";
    let params = [i64::from(month.number()), module as i64, i64::from(closed)];
    sql.execute(text, &params.map(Value::I64)).map(|_| ())
}

/// A balance, debit less credit, as an account line; none for nothing.
fn balance(account: AccountCode, amount: Amount) -> Option<EntryLine> {
    let side = if amount > Amount::ZERO { Side::Debit } else { Side::Credit };
    (!amount.is_zero()).then(|| EntryLine { account, party: None, side, amount: amount.abs() })
}
