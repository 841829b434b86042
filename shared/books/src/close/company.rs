//! The company's month 全公司月结: what HQ's close asks of the branches.
//!
//! Owns the comparison of their closes with HQ's books. Leaves out the proof of HQ's own books
//! (`proof`). Invariant: HQ closes when every branch has closed with the balances that HQ has for it,
//! or is named as an exception, and nothing is held back.

use std::collections::BTreeMap;

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;
use fenhao_domain::document::EntryLine;
use fenhao_domain::entry::Side;
use fenhao_domain::id::{BranchId, DocumentId};

use super::Gap;
use crate::period::Seals;
use crate::report::account_sum::{self, Months};
use crate::sql::{Sql, SqlError};
use crate::table::{branch as branches, document as documents, stream as streams};

/// What keeps HQ from closing the company's month: branches that have not closed it and are not
/// named in the remark by their codes, closes that say other balances than HQ's books, documents
/// held back.
pub(super) fn gaps(
    sql: &mut dyn Sql,
    seals: &Seals,
    month: Month,
    remark: &str,
) -> Result<Vec<Gap>, SqlError> {
    let mut gaps: Vec<Gap> =
        streams::held(sql)?.into_iter().map(|held| Gap::Held { number: held.number }).collect();
    let excepted = |code: &str| remark.split_whitespace().any(|word| word == code);
    for branch in account_sum::branches(sql)?.into_iter().filter(|id| *id != BranchId::HQ) {
        let code = branches::load(sql, branch)?.map_or_else(String::new, |record| record.code);
        match seals.closes(branch, month).last() {
            None if excepted(&code) => {}
            None => gaps.push(Gap::BranchOpen { code }),
            Some(close) => gaps.extend(seal_differs(sql, *close, branch, month, &code)?),
        }
    }
    Ok(gaps)
}

fn seal_differs(
    sql: &mut dyn Sql,
    close: DocumentId,
    branch: BranchId,
    month: Month,
    code: &str,
) -> Result<Vec<Gap>, SqlError> {
    let found = documents::load(sql, close)?.filter(|found| found.document.branch == branch);
    // HQ's own close says nothing of a branch's balances.
    let Some(found) = found else { return Ok(Vec::new()) };
    let signed = |line: &EntryLine| match line.side {
        Side::Debit => line.amount,
        Side::Credit => -line.amount,
    };
    let sealed: BTreeMap<AccountCode, Amount> =
        found.document.entries.iter().map(|line| (line.account, signed(line))).collect();
    let months = Months { first: None, last: Some(month) };
    let booked = account_sum::by_account(sql, Some(branch), months)?;
    let mut accounts: Vec<AccountCode> = sealed.keys().chain(booked.keys()).copied().collect();
    accounts.sort_unstable();
    accounts.dedup();
    let differs = accounts.into_iter().filter_map(|account| {
        let sealed = sealed.get(&account).copied().unwrap_or_default();
        let booked = booked.get(&account).map_or(Amount::ZERO, |sums| sums.closing());
        let code = code.to_owned();
        (sealed != booked).then_some(Gap::SealDiffers { code, account, sealed, booked })
    });
    Ok(differs.collect())
}
