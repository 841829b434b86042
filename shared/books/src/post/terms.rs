//! Terms 往来条件: what the books refuse or fill in because of what a partner owes, has prepaid or has
//! been promised.
//!
//! Owns prepayments that may not be overdrawn, the revenue policy 'cash and shipped' (decision D4),
//! due dates, and that settled documents are not reversed. Leaves out credit limits (`app` asks a
//! manager). Invariant: a partner's prepayment is never negative by what this node writes.

use std::collections::BTreeMap;

use fenhao_domain::account::{self, AccountCode};
use fenhao_domain::amount::Amount;
use fenhao_domain::document::Document;
use fenhao_domain::entry::{AccountEntry, Item, Party, Postings};
use fenhao_domain::id::DocumentId;
use fenhao_domain::kind::Kind;
use fenhao_domain::master::partner::RevenuePolicy;
use fenhao_domain::posting;

use super::PostError;
use crate::sql::{Sql, SqlError};
use crate::sums::Sums;
use crate::table::{item, master};

/// Checks what a document does to its partners' accounts.
pub(super) fn check(
    sql: &mut dyn Sql,
    sums: &Sums,
    document: &Document,
    postings: &Postings,
) -> Result<(), PostError> {
    prepaid(sql, sums, document, postings)?;
    paid_first(sql, sums, document, postings)
}

/// By how much a document changes the accounts of parties: debit less credit.
fn changes(
    document: &Document,
    postings: &Postings,
    accounts: &[AccountCode],
) -> BTreeMap<(AccountCode, Party), Amount> {
    let mut found = BTreeMap::new();
    for entry in postings.entries.iter().filter(|entry| entry.branch == document.branch) {
        if let Some(party) = entry.party.filter(|_| accounts.contains(&entry.account)) {
            *found.entry((entry.account, party)).or_default() += entry.signed();
        }
    }
    found
}

/// What is used of a prepayment must have been prepaid: 100.00 prepaid settle no sale of 120.00.
fn prepaid(
    sql: &mut dyn Sql,
    sums: &Sums,
    document: &Document,
    postings: &Postings,
) -> Result<(), PostError> {
    let accounts = [account::CUSTOMER_PREPAYMENT, account::SUPPLIER_PREPAYMENT];
    for ((account, party), change) in changes(document, postings, &accounts) {
        let ours = |debit: Amount| match account == account::CUSTOMER_PREPAYMENT {
            true => -debit,
            false => debit,
        };
        if ours(change) >= Amount::ZERO {
            continue;
        }
        let left = ours(sums.party_balance(sql, document.branch, account, party)?);
        if left + ours(change) < Amount::ZERO {
            return Err(PostError::PrepaymentShort { left });
        }
    }
    Ok(())
}

/// A sale to a customer of the policy 'cash and shipped' is booked when the money is there: what is
/// not paid with it must have been prepaid or granted before. 60.00 prepaid, 100.00 delivered: 40.00
/// is to be paid first.
fn paid_first(
    sql: &mut dyn Sql,
    sums: &Sums,
    document: &Document,
    postings: &Postings,
) -> Result<(), PostError> {
    let sale = matches!(document.kind, Kind::LS | Kind::XS | Kind::WX) && !document.is_red();
    let Some(partner) = document.partner.filter(|_| sale) else { return Ok(()) };
    let accounts = [account::RECEIVABLE, account::CUSTOMER_PREPAYMENT];
    let party = Party::Partner(partner);
    let changes = changes(document, postings, &accounts);
    let owed = changes.get(&(account::RECEIVABLE, party)).copied().unwrap_or_default();
    if owed <= Amount::ZERO {
        return Ok(());
    }
    let found = master::partner(sql, partner)?;
    if found.is_none_or(|partner| partner.revenue_policy == RevenuePolicy::OnIssue) {
        return Ok(());
    }
    let mut remaining: Amount = changes.values().copied().sum();
    for account in accounts {
        remaining += sums.party_balance(sql, document.branch, account, party)?;
    }
    match remaining > Amount::ZERO {
        true => Err(PostError::CashFirst { remaining }),
        false => Ok(()),
    }
}

/// A debt that stays open is due after the partner's days 账期, unless the paper names the day. What
/// is owed back has no term.
pub(super) fn set_due_date(
    sql: &mut dyn Sql,
    document: &mut Document,
    postings: &Postings,
) -> Result<(), SqlError> {
    let owed = |entry: &AccountEntry| match entry.account {
        account::RECEIVABLE => entry.signed() > Amount::ZERO,
        account::PAYABLE => entry.signed() < Amount::ZERO,
        _ => false,
    };
    let open = postings.entries.iter().any(|entry| entry.item == Some(Item::This) && owed(entry));
    let wanted = open && document.due_date.is_none() && !document.is_red();
    let Some(partner) = document.partner.filter(|_| wanted) else { return Ok(()) };
    let Some(found) = master::partner(sql, partner)? else { return Ok(()) };
    if let Some(days) = i32::try_from(found.payment_days).ok().filter(|days| *days > 0) {
        document.due_date = Some(document.business_date.plus_days(days));
    }
    Ok(())
}

/// A document on which money has been settled is not reversed before that is.
pub(super) fn unsettled(
    sql: &mut dyn Sql,
    id: DocumentId,
    document: &Document,
) -> Result<(), PostError> {
    let mut own: BTreeMap<(AccountCode, Party), Amount> = BTreeMap::new();
    for entry in &posting::derive(document).entries {
        let here = entry.branch == document.branch && entry.item == Some(Item::This);
        if let Some(party) = entry.party.filter(|_| here) {
            *own.entry((entry.account, party)).or_default() += entry.signed();
        }
    }
    for ((account, party), owed) in own {
        let balance = item::balance(sql, document.branch, account, Some(party), id)?;
        if balance != owed {
            let open = if owed < Amount::ZERO { -balance } else { balance };
            return Err(PostError::Settled { number: document.number.clone(), open });
        }
    }
    Ok(())
}
