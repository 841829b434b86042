//! A branch's sums beside the fold of its documents.
//!
//! Owns the comparisons of one branch and the three proofs within its books: debits equal credits,
//! goods equal their accounts, parties equal theirs. Invariant: both directions are looked at, so a
//! sum without documents is found as well as documents without a sum.

use std::collections::BTreeMap;

use fenhao_domain::account::{AccountCode, CHART};
use fenhao_domain::amount::Amount;
use fenhao_domain::entry::Party;
use fenhao_domain::id::{BranchId, ProductId};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::{StockClass, StockKey};

use super::{BranchProof, Difference, Fold, Folds};
use crate::proof::Findings;
use crate::report::account_sum::{self, Months};
use crate::sql::{self, Flow, Sql, SqlError, Value, stored as stored_id};
use crate::stored;

/// Compares a branch and proves its books.
pub(super) fn compare(
    sql: &mut dyn Sql,
    branch: BranchId,
    fold: &Fold,
    differences: &mut Findings<Difference>,
) -> Result<BranchProof, SqlError> {
    let balances = accounts(sql, branch, fold, differences)?;
    let parties = parties(sql, branch, fold, differences)?;
    for account in CHART.iter().filter(|account| account.by_partner) {
        let balance = balances.get(&account.code).copied().unwrap_or_default();
        let parties = parties.get(&account.code).copied().unwrap_or_default();
        if balance != parties {
            let account = account.code;
            differences.add(Difference::Parties { branch, account, parties, balance });
        }
    }
    let goods = goods(sql, branch, fold, differences)?;
    for &class in StockClass::ALL {
        let Some(account) = class.account() else { continue };
        let account = balances.get(&account).copied().unwrap_or_default();
        let goods = class.as_debit(goods.get(&class).copied().unwrap_or_default());
        if goods != account {
            differences.add(Difference::StockValue { branch, class, goods, account });
        }
    }
    let debit: Amount = fold.accounts.values().map(|(debit, _)| *debit).sum();
    let credit: Amount = fold.accounts.values().map(|(_, credit)| *credit).sum();
    if debit != credit {
        differences.add(Difference::TrialBalance { branch, difference: debit - credit });
    }
    let products: std::collections::BTreeSet<ProductId> =
        fold.stock.keys().map(|key| key.product).collect();
    Ok(BranchProof {
        branch,
        code: String::new(),
        documents: fold.documents,
        acknowledged: 0,
        merged: 0,
        held: 0,
        debit,
        credit,
        stock: goods,
        products: u64::try_from(products.len()).unwrap_or(u64::MAX),
        differences: 0,
    })
}

/// Balances of the sums by account.
fn accounts(
    sql: &mut dyn Sql,
    branch: BranchId,
    fold: &Fold,
    differences: &mut Findings<Difference>,
) -> Result<BTreeMap<AccountCode, Amount>, SqlError> {
    let sums = account_sum::by_account(sql, Some(branch), Months::default())?;
    for account in
        fold.accounts.keys().chain(sums.keys().filter(|c| !fold.accounts.contains_key(c)))
    {
        let documents = fold.accounts.get(account).copied().unwrap_or_default();
        let found = sums.get(account).copied().unwrap_or_default();
        if documents != (found.debit, found.credit) {
            differences.add(Difference::Account {
                branch,
                account: *account,
                documents: documents.0 - documents.1,
                sums: found.closing(),
            });
        }
    }
    Ok(sums.into_iter().map(|(account, sums)| (account, sums.closing())).collect())
}

/// Sums of the parties by account.
fn parties(
    sql: &mut dyn Sql,
    branch: BranchId,
    fold: &Fold,
    differences: &mut Findings<Difference>,
) -> Result<BTreeMap<AccountCode, Amount>, SqlError> {
    const TEXT: &str = "SELECT account, party, balance FROM party_sum WHERE branch_id = ?1";
    let rows = sql::all(sql, TEXT, &[Value::I64(i64::from(branch.0))], |row| {
        let key = (stored::account(row.i64(0)?)?, row.i64(1)?);
        Ok((key, Amount::from_raw(row.i64(2)?)))
    })?;
    let sums: BTreeMap<(AccountCode, i64), Amount> = rows.into_iter().collect();
    let mut by_account: BTreeMap<AccountCode, Amount> = BTreeMap::new();
    for ((account, _), balance) in &sums {
        *by_account.entry(*account).or_default() += *balance;
    }
    for key in fold.parties.keys().chain(sums.keys().filter(|k| !fold.parties.contains_key(k))) {
        let documents = fold.parties.get(key).copied().unwrap_or_default();
        let found = sums.get(key).copied().unwrap_or_default();
        if documents != found {
            let (account, party) = (key.0, Party::from_number(key.1));
            differences.add(Difference::Party { branch, account, party, documents, sums: found });
        }
    }
    Ok(by_account)
}

/// Value of the goods by class, each product compared on the way.
fn goods(
    sql: &mut dyn Sql,
    branch: BranchId,
    fold: &Fold,
    differences: &mut Findings<Difference>,
) -> Result<BTreeMap<StockClass, Amount>, SqlError> {
    const TEXT: &str = "SELECT quantity, value FROM stock_sum WHERE product_id = ?1 \
                        AND branch_id = ?2 AND warehouse = ?3 AND class = ?4 AND party = ?5";
    let mut worth: BTreeMap<StockClass, Amount> = BTreeMap::new();
    for (key, documents) in &fold.stock {
        let params = [
            stored_id(key.product.0),
            i64::from(branch.0),
            i64::from(key.warehouse.0),
            key.class.number(),
            key.party.map_or(0, Party::number),
        ];
        let found = sql::one(sql, TEXT, &params.map(Value::I64), |row| {
            Ok((Quantity::from_raw(row.i64(0)?), Amount::from_raw(row.i64(1)?)))
        })?;
        let found = found.unwrap_or_default();
        *worth.entry(key.class).or_default() += found.1;
        if found != *documents {
            differences.add(stock(branch, *key, *documents, found));
        }
    }
    Ok(worth)
}

fn stock(
    branch: BranchId,
    key: StockKey,
    documents: (Quantity, Amount),
    sums: (Quantity, Amount),
) -> Difference {
    let StockKey { product, warehouse, class, .. } = key;
    Difference::Stock { branch, warehouse, class, product, documents, sums }
}

/// Stock sums that no document has moved.
pub(super) fn unfolded_stock(
    sql: &mut dyn Sql,
    folds: &Folds,
    differences: &mut Findings<Difference>,
) -> Result<(), SqlError> {
    const TEXT: &str = "SELECT product_id, branch_id, warehouse, class, party, quantity, value \
                        FROM stock_sum WHERE quantity <> 0 OR value <> 0";
    sql.query(TEXT, &[], &mut |row| {
        let (product, branch) = (stored::product(row.i64(0)?)?, stored::branch(row.i64(1)?)?);
        let (warehouse, class) = (stored::warehouse(row.i64(2)?)?, stored::class(row.i64(3)?)?);
        let key = StockKey { product, warehouse, class, party: Party::from_number(row.i64(4)?) };
        if !folds.get(&branch).is_some_and(|fold| fold.stock.contains_key(&key)) {
            let found = (Quantity::from_raw(row.i64(5)?), Amount::from_raw(row.i64(6)?));
            let nothing = (Quantity::ZERO, Amount::ZERO);
            differences.add(stock(branch, key, nothing, found));
        }
        Ok(Flow::On)
    })
}
