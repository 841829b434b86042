//! Control accounts 统驭账户: after every commit, what is kept one by one comes to its account.
//!
//! Owns the questions, asked of the sum tables inside the transaction that changed them, so that no
//! commit escapes. Leaves out whether the sums are the fold of the facts (`rebuild`) and whether
//! HQ holds the same (`scenario/agree`). Invariant: partners come to AR, AP, what is accrued and
//! prepaid; goods by warehouse come to their class's account; nothing is worth something where
//! nothing is.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use fenhao_books::report::account_sum;
use fenhao_books::sql::{self, Flow, Sql, SqlError, Value};
use fenhao_books::store::Store;
use fenhao_domain::account::{self, AccountCode};
use fenhao_domain::amount::Amount;
use fenhao_domain::id::BranchId;
use fenhao_domain::stock::StockClass;

/// Sums by account, and by account and party.
type ByAccount = BTreeMap<i64, i64>;
type ByParty = BTreeMap<(i64, i64), i64>;

/// Checks every branch whose books a ledger holds.
///
/// # Errors
/// The first thing that does not agree.
pub fn check_all(store: &Store) -> Result<()> {
    store.read(|sql| {
        for branch in account_sum::branches(sql)? {
            check(sql, branch)?;
        }
        Ok(())
    })
}

/// Checks a branch's books as the transaction sees them.
///
/// # Errors
/// The first thing that does not agree.
pub fn check(sql: &mut dyn Sql, branch: BranchId) -> Result<()> {
    let accounts = accounts(sql, branch)?;
    let open: i64 = accounts.values().sum();
    ensure!(open == 0, "the trial balance of branch {} is {}", branch.0, Amount::from_raw(open));
    partners(sql, branch, &accounts)?;
    goods(sql, branch, &accounts)
}

fn accounts(sql: &mut dyn Sql, branch: BranchId) -> Result<ByAccount, SqlError> {
    let text = "SELECT account, debit - credit FROM account_sum WHERE branch_id = ?1";
    let mut found = ByAccount::new();
    sql.query(text, &[Value::I64(i64::from(branch.0))], &mut |row| {
        *found.entry(row.i64(0)?).or_default() += row.i64(1)?;
        Ok(Flow::On)
    })?;
    Ok(found)
}

/// Partners, branches and assets come to their account, open items to their partner.
fn partners(sql: &mut dyn Sql, branch: BranchId, accounts: &ByAccount) -> Result<()> {
    let parties = by_party(
        sql,
        "SELECT account, party, balance FROM party_sum WHERE branch_id = ?1 ORDER BY account, party",
        branch,
    )?;
    let mut sums = ByAccount::new();
    for ((account, _), balance) in &parties {
        *sums.entry(*account).or_default() += balance;
    }
    for (account, balance) in accounts {
        let code = AccountCode(u32::try_from(*account)?);
        if code.account().is_some_and(|account| account.by_partner) {
            let parties = sums.get(account).copied().unwrap_or(0);
            ensure!(parties == *balance, "{code} is {balance}, its parties come to {parties}");
        }
    }
    for ((account, party), balance) in &parties {
        let wrong = match AccountCode(u32::try_from(*account)?) {
            account::CUSTOMER_PREPAYMENT => *balance > 0,
            account::SUPPLIER_PREPAYMENT => *balance < 0,
            _ => false,
        };
        ensure!(!wrong, "{party} has prepaid less than nothing on {account}: {balance}");
    }
    let items = by_party(
        sql,
        "SELECT account, party, balance FROM item_sum WHERE branch_id = ?1 ORDER BY account, party",
        branch,
    )?;
    let open = |sums: &ByParty| -> ByParty {
        let by_item =
            |account: i64| u32::try_from(account).is_ok_and(|a| account::by_item(AccountCode(a)));
        let rows =
            sums.iter().filter(|((account, _), balance)| by_item(*account) && **balance != 0);
        rows.map(|(key, balance)| (*key, *balance)).collect()
    };
    let (items, parties) = (open(&items), open(&parties));
    ensure!(items == parties, "open items {items:?}, partners {parties:?}");
    Ok(())
}

fn by_party(sql: &mut dyn Sql, text: &str, branch: BranchId) -> Result<ByParty, SqlError> {
    let mut found = ByParty::new();
    sql.query(text, &[Value::I64(i64::from(branch.0))], &mut |row| {
        *found.entry((row.i64(0)?, row.i64(1)?)).or_default() += row.i64(2)?;
        Ok(Flow::On)
    })?;
    Ok(found)
}

/// Goods of all warehouses come to their class's account; counted classes are worth nothing.
fn goods(sql: &mut dyn Sql, branch: BranchId, accounts: &ByAccount) -> Result<()> {
    let text =
        "SELECT class, quantity, value, product_id, warehouse FROM stock_sum WHERE branch_id = ?1";
    let rows = sql::all(sql, text, &[Value::I64(i64::from(branch.0))], |row| {
        Ok([row.i64(0)?, row.i64(1)?, row.i64(2)?, row.i64(3)?, row.i64(4)?])
    })?;
    let mut worth = ByAccount::new();
    for [class, quantity, value, product, warehouse] in rows {
        ensure!(
            quantity != 0 || value == 0,
            "{value} of product {product} in {warehouse}, class {class}, without goods"
        );
        let Some(known) = StockClass::from_number(class) else { continue };
        match known.account() {
            Some(account) => {
                let debit = known.as_debit(Amount::from_raw(value)).raw();
                *worth.entry(i64::from(account.0)).or_default() += debit;
            }
            None => ensure!(value == 0, "class {} is worth {value}", known.key()),
        }
    }
    for class in StockClass::ALL.iter().filter_map(|class| class.account()) {
        let key = i64::from(class.0);
        let of = |sums: &ByAccount| sums.get(&key).copied().unwrap_or(0);
        let (goods, balance) = (of(&worth), of(accounts));
        ensure!(goods == balance, "{class} is {balance}, its goods are worth {goods}");
    }
    Ok(())
}
