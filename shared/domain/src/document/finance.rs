//! Expense 费用单 FY, other income 其他收入 QT, bank transfer 转款 ZK, journal voucher 凭证 PZ, fixed asset
//! 固定资产 GZ, depreciation and amortisation 折旧摊销 ZJ: what they must hold.
//!
//! Leaves out budgets, the register of assets, and which accounts are written by hand (`rule`).
//! Invariant: what no tender covers has somebody who owes it (`features.md` 208-210, 215).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};
use super::settle::{credits, debits};
use super::{Document, DocumentError};
use crate::account;
use crate::amount::Amount;
use crate::entry::{Party, Side};
use crate::kind::Kind;

/// FY. Goods beside the account lines take the expense into their cost: landed cost.
pub(crate) const EXPENSE: Rule = Rule::new()
    .goods(Goods::Beside, Price::Amount)
    .into(Spot::Own, Costing::Value)
    .entries(Need::May)
    .tenders(Need::May)
    .partner(Need::May)
    .after(Need::May, &[])
    .extra(expense);

/// QT.
pub(crate) const INCOME: Rule =
    Rule::new().entries(Need::Must).tenders(Need::May).partner(Need::May).extra(income);

/// ZK. Without another branch the tenders come to nothing: what leaves one arrives in another. With
/// one, that branch answers by a transfer of its own.
pub(crate) const BANK_TRANSFER: Rule = Rule::new()
    .tenders(Need::Must)
    .counterpart(Need::May)
    .after(Need::May, &[Kind::ZK])
    .extra(arrives);

/// PZ.
pub(crate) const VOUCHER: Rule = Rule::new().entries(Need::Must).extra(balanced);

/// GZ.
pub(crate) const ASSET: Rule =
    Rule::new().entries(Need::Must).tenders(Need::May).partner(Need::May).extra(asset);

/// ZJ.
pub(crate) const DEPRECIATION: Rule = Rule::new().entries(Need::Must).extra(depreciation);

fn expense(document: &Document) -> Result<(), DocumentError> {
    let goods = document.amount();
    if goods.is_zero() {
        debits(document)?;
    }
    on_account(document, document.entered() + goods)
}

fn income(document: &Document) -> Result<(), DocumentError> {
    credits(document)?;
    on_account(document, -document.entered())
}

fn on_account(document: &Document, due: Amount) -> Result<(), DocumentError> {
    let remaining = due - document.tendered();
    match remaining.is_zero() || document.partner.is_some() {
        true => Ok(()),
        false => Err(DocumentError::Unpaid { remaining }),
    }
}

fn arrives(document: &Document) -> Result<(), DocumentError> {
    let remaining = document.tendered();
    match remaining.is_zero() || document.counterpart.is_some() {
        true => Ok(()),
        false => Err(DocumentError::Unpaid { remaining }),
    }
}

/// The account lines balance.
pub(super) fn balanced(document: &Document) -> Result<(), DocumentError> {
    let difference = document.entered();
    match difference.is_zero() {
        true => Ok(()),
        false => Err(DocumentError::EntriesUnbalanced { difference }),
    }
}

fn asset(document: &Document) -> Result<(), DocumentError> {
    debits(document)?;
    let bought = [account::FIXED_ASSET, account::DEFERRED_EXPENSE];
    let named = document
        .entries
        .iter()
        .any(|line| bought.contains(&line.account) && matches!(line.party, Some(Party::Asset(_))));
    if !named {
        return Err(DocumentError::AssetMissing);
    }
    on_account(document, document.entered())
}

/// What is written off stands against an asset that is named.
fn depreciation(document: &Document) -> Result<(), DocumentError> {
    balanced(document)?;
    let credited = document.entries.iter().filter(|line| line.side == Side::Credit);
    for line in credited {
        let account = [account::DEPRECIATION, account::DEFERRED_EXPENSE].contains(&line.account);
        if !account || !matches!(line.party, Some(Party::Asset(_))) {
            return Err(DocumentError::AssetMissing);
        }
    }
    Ok(())
}
