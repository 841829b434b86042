//! Open items 未清项: what is still owed on each document.
//!
//! Owns reading `item_sum`. Leaves out writing it (`sums`). Invariant: the items of a partner on an
//! account come to the partner's balance there.

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::entry::Party;
use fenhao_domain::id::{BranchId, DocumentId};

use super::document;
use crate::sql::{self, Sql, SqlError, Value, stored};

/// A document on which something is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenItem {
    /// The document.
    pub document: DocumentId,
    /// What is owed: debit less credit.
    pub balance: Amount,
}

/// What is owed on a document: debit less credit.
pub fn balance(
    sql: &mut dyn Sql,
    branch: BranchId,
    account: AccountCode,
    party: Option<Party>,
    document: DocumentId,
) -> Result<Amount, SqlError> {
    let text = "SELECT balance FROM item_sum WHERE branch_id = ?1 AND account = ?2 \
                AND party = ?3 AND item_stream = ?4 AND item_seq = ?5";
    let key = [
        i64::from(branch.0),
        i64::from(account.0),
        party.map_or(0, Party::number),
        stored(document.stream.0),
        stored(document.seq),
    ];
    let found = sql::one(sql, text, &key.map(Value::I64), |row| row.i64(0))?;
    Ok(Amount::from_raw(found.unwrap_or(0)))
}

/// The documents on which a partner owes or is owed something, oldest first.
pub fn open(
    sql: &mut dyn Sql,
    branch: BranchId,
    account: AccountCode,
    party: Party,
) -> Result<Vec<OpenItem>, SqlError> {
    let text = "SELECT item_stream, item_seq, balance FROM item_sum WHERE branch_id = ?1 \
                AND account = ?2 AND party = ?3 AND balance <> 0 ORDER BY item_stream, item_seq";
    let key = [i64::from(branch.0), i64::from(account.0), party.number()];
    sql::all(sql, text, &key.map(Value::I64), |row| {
        let document = document::read_id(row, 0)?;
        Ok(OpenItem { document, balance: Amount::from_raw(row.i64(2)?) })
    })
}
