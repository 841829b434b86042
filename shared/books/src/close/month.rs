//! Month close 月结存: what lets it happen, what it says, and how a month is opened again.
//!
//! Owns the content of YJC: the trial balance as account lines that post nothing, and the cut 截止 as
//! settlements of nothing, so that a close travels like any other document. Leaves out the proof of
//! the books (`proof`) and HQ's part of it (`company`). Invariant: months close in their order and
//! open again from the newest one backwards, for each carries its balances into the next.

use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;
use fenhao_domain::document::{Document, EntryLine, Settlement};
use fenhao_domain::id::{BranchId, DocumentId};
use fenhao_domain::module::Module;

use super::{Gap, balance, closed_modules, company, open_modules, proof, refuse, set_module};
use crate::feed;
use crate::node::Node;
use crate::period::Seals;
use crate::post::PostError;
use crate::proof::Listener;
use crate::report::account_sum::{self, Months};
use crate::sql::{self, Sql, SqlError, Value};
use crate::table::{document as documents, log, stream as streams};

/// Everything that keeps this node from closing a month, besides modules that close with it: the
/// whole proof of the books, at HQ the branches' closes too. `excepted` names branches that need not
/// have closed, by their codes.
pub fn check(
    sql: &mut dyn Sql,
    node: &Node,
    month: Month,
    excepted: &str,
    listener: &mut Listener<'_>,
) -> Result<Vec<Gap>, SqlError> {
    let seals = Seals::load(sql)?;
    gaps(sql, node, &seals, month, excepted, listener)
}

fn gaps(
    sql: &mut dyn Sql,
    node: &Node,
    seals: &Seals,
    month: Month,
    excepted: &str,
    listener: &mut Listener<'_>,
) -> Result<Vec<Gap>, SqlError> {
    let mut gaps = earlier(sql, node.branch, seals, month)?;
    gaps.extend(proof::differences(sql, listener)?);
    if node.branch == BranchId::HQ {
        gaps.extend(company::gaps(sql, seals, month, excepted)?);
    }
    Ok(gaps)
}

pub(super) fn prepare(
    sql: &mut dyn Sql,
    node: &Node,
    seals: &Seals,
    document: &mut Document,
) -> Result<(), PostError> {
    let month = document.business_date.month();
    refuse(month, open_modules(&closed_modules(sql)?, month, Module::BUSINESS))?;
    refuse(month, gaps(sql, node, seals, month, &document.remark, &mut |_| {})?)?;
    document.entries = balances(sql, node.branch, month)?;
    document.settles = cut(sql, node)?;
    Ok(())
}

pub(super) fn open_again(
    sql: &mut dyn Sql,
    node: &Node,
    seals: &Seals,
    document: &mut Document,
    close: DocumentId,
) -> Result<(), PostError> {
    let found = documents::load(sql, close)?.ok_or(PostError::UnknownDocument)?;
    let month = found.document.business_date.month();
    let newest = seals.newest(node.branch).filter(|newest| *newest > month);
    refuse(month, newest.map(|month| Gap::LaterClosed { month }).into_iter().collect())?;
    document.settles = cut(sql, node)?;
    for module in Module::BUSINESS {
        set_module(sql, month, module, false)?;
    }
    Ok(())
}

/// The trial balance of a branch at the end of a month: every account's balance.
fn balances(sql: &mut dyn Sql, branch: BranchId, month: Month) -> Result<Vec<EntryLine>, SqlError> {
    let months = Months { first: None, last: Some(month) };
    let sums = account_sum::by_account(sql, Some(branch), months)?;
    Ok(sums.into_iter().filter_map(|(account, sums)| balance(account, sums.closing())).collect())
}

/// What a close of this node includes: a branch's the feed as far as it is applied, HQ's every
/// stream as far as it is merged and every feed as far as it is written.
fn cut(sql: &mut dyn Sql, node: &Node) -> Result<Vec<Settlement>, SqlError> {
    let mut included = Vec::new();
    if node.branch == BranchId::HQ {
        for row in streams::list(sql)?.into_iter().filter(|row| row.branch != BranchId::HQ) {
            included.push(DocumentId { stream: row.stream, seq: row.merged.seq });
        }
        for branch in feed::branches(sql)? {
            let stream = feed::of_branch(branch);
            included.push(DocumentId { stream, seq: log::head(sql, stream)?.seq });
        }
    } else {
        let stream = feed::of_branch(node.branch);
        included.push(DocumentId { stream, seq: feed::applied(sql, stream)? });
    }
    let nothing = |document| Settlement { document, amount: Amount::ZERO };
    Ok(included.into_iter().map(nothing).collect())
}

/// Months before this one in which something is booked and that are open.
fn earlier(
    sql: &mut dyn Sql,
    branch: BranchId,
    seals: &Seals,
    month: Month,
) -> Result<Vec<Gap>, SqlError> {
    let text = "SELECT DISTINCT month FROM account_sum WHERE branch_id = ?1 AND month < ?2 \
                ORDER BY month";
    let params = [i64::from(branch.0), i64::from(month.number())];
    let months = sql::all(sql, text, &params.map(Value::I64), |row| row.i64(0))?;
    // A year's close stands in a month of its own, which nobody closes.
    let plain =
        months.into_iter().filter_map(|month| Month::from_number(i32::try_from(month).ok()?));
    let open = plain.filter(|month| seals.closes(branch, *month).is_empty());
    Ok(open.map(|month| Gap::EarlierOpen { month }).collect())
}
