//! The proof before a close 业财比对: everything in which the books of a node differ from themselves.
//!
//! Owns the three-way tie of documents, ledgers and accounts, and of open items and partners. Leaves
//! out the single proofs (`verify`, `rebuild`, `reconcile`) and which documents stand behind a
//! difference (`behind`). Invariant: reads only; what it finds is for a person to mend.

use fenhao_domain::account;
use fenhao_domain::amount::Amount;

use super::{Gap, behind};
use crate::proof::Listener;
use crate::sql::{self, Sql, SqlError, Value};
use crate::{rebuild, reconcile, stored, verify};

/// Stored bytes and rows, facts and sums, stock and its accounts, partners and theirs, open items
/// and partners.
pub fn differences(sql: &mut dyn Sql, listener: &mut Listener<'_>) -> Result<Vec<Gap>, SqlError> {
    let verified = verify::verify(sql, None, listener)?;
    let mut gaps: Vec<Gap> = verified.faults.first().iter().cloned().map(Gap::Stored).collect();
    let compared = rebuild::compare(sql, listener)?;
    for difference in compared.differences.first() {
        let documents = behind::row(sql, difference)?;
        gaps.push(Gap::Row { difference: difference.clone(), documents });
    }
    let reconciled = reconcile::reconcile(sql, listener)?;
    for difference in reconciled.differences.first() {
        let documents = behind::ledger(sql, difference)?;
        gaps.push(Gap::Books { difference: difference.clone(), documents });
    }
    gaps.extend(items(sql)?);
    Ok(gaps)
}

/// Partners whose open items do not come to their balance.
fn items(sql: &mut dyn Sql) -> Result<Vec<Gap>, SqlError> {
    const TEXT: &str = "SELECT p.branch_id, p.account, p.party, p.balance, \
         CAST(COALESCE((SELECT SUM(i.balance) FROM item_sum AS i WHERE i.branch_id = p.branch_id \
         AND i.account = p.account AND i.party = p.party), 0) AS BIGINT) \
         FROM party_sum AS p WHERE p.account IN (?1, ?2, ?3) \
         ORDER BY p.branch_id, p.account, p.party";
    let accounts = [account::RECEIVABLE, account::PAYABLE, account::ACCRUED_RECEIPTS];
    let params = accounts.map(|account| Value::I64(i64::from(account.0)));
    let rows = sql::all(sql, TEXT, &params, |row| {
        let (branch, account) = (stored::branch(row.i64(0)?)?, stored::account(row.i64(1)?)?);
        Ok((branch, account, row.i64(2)?, row.i64(3)?, row.i64(4)?))
    })?;
    let mut gaps = Vec::new();
    for (branch, account, party, balance, items) in rows {
        if items != balance {
            let documents = behind::party(sql, branch, account, party)?;
            let (items, balance) = (Amount::from_raw(items), Amount::from_raw(balance));
            gaps.push(Gap::Items { account, party, items, balance, documents });
        }
    }
    Ok(gaps)
}
