//! The documents behind a difference, so that a person can open them.
//!
//! Owns the way from a sum's key to the documents that moved it. Leaves out which of them is wrong:
//! only a row of facts tells that. Invariant: at most [`NAMED_MAX`] documents are named; the ledger
//! of the account or product shows the rest.

use fenhao_domain::account::AccountCode;
use fenhao_domain::id::{BranchId, DocumentId};

use crate::sql::{self, Sql, SqlError, Value};
use crate::table::document as documents;
use crate::{rebuild, reconcile, stored};

/// Documents named with a difference.
const NAMED_MAX: i64 = 20;

const MOVED: &str = "SELECT DISTINCT stream, seq FROM stock_move WHERE product_id = ?1 \
     AND branch_id = ?2 AND warehouse = ?3 AND class = ?4 ORDER BY stream, seq LIMIT ?5";
const STORED: &str = "SELECT DISTINCT stream, seq FROM stock_move WHERE product_id = ?1 \
     AND branch_id = ?2 AND warehouse = ?3 ORDER BY stream, seq LIMIT ?4";
const BOOKED: &str = "SELECT DISTINCT stream, seq FROM account_entry WHERE branch_id = ?1 \
     AND account = ?2 AND business_date >= ?3 AND business_date <= ?4 \
     ORDER BY stream, seq LIMIT ?5";
const OWED: &str = "SELECT DISTINCT stream, seq FROM account_entry WHERE branch_id = ?1 \
     AND account = ?2 AND party = ?3 ORDER BY stream, seq LIMIT ?4";
const SOLD: &str = "SELECT stream, seq FROM document WHERE branch_id = ?1 \
     AND business_date = ?2 AND kind IN (1, 2) ORDER BY stream, seq LIMIT ?3";
const PRICED: &str = "SELECT DISTINCT d.stream, d.seq FROM document AS d \
     WHERE d.branch_id = ?1 AND d.partner_id = ?2 ORDER BY d.stream, d.seq LIMIT ?3";

/// Behind a row or sum that does not follow from the documents.
pub(super) fn row(
    sql: &mut dyn Sql,
    difference: &rebuild::Difference,
) -> Result<Vec<DocumentId>, SqlError> {
    use rebuild::Difference::{Fact, Strays, Sum, Unreadable};
    let (table, key) = match difference {
        Unreadable { id } | Fact { id, .. } => return Ok(vec![*id]),
        Strays { .. } => return Ok(Vec::new()),
        Sum { table, key, .. } => (*table, key),
    };
    let at = |place: usize| key.get(place).and_then(|part| part.parse().ok()).unwrap_or(0);
    match table {
        "stock_sum" => named(sql, MOVED, &[at(0), at(1), at(2), at(3)]),
        "lot_sum" => named(sql, STORED, &[at(0), at(1), at(2)]),
        "piece" => piece(sql, at(0), key.get(1).map_or("", String::as_str), at(2)),
        "layer_sum" => Ok(vec![stored::document(at(5), at(6))?]),
        // The month's number becomes its first and last day.
        "account_sum" | "late_sum" => {
            named(sql, BOOKED, &[at(0), at(1), at(2) / 100 * 10_000, at(2) * 100 + 99])
        }
        "party_sum" => named(sql, OWED, &[at(0), at(1), at(2)]),
        "item_sum" => Ok(vec![stored::document(at(3), at(4))?]),
        "follow_sum" => Ok(vec![stored::document(at(1), at(2))?]),
        "consign_price" => Ok(vec![stored::document(at(0), at(1))?]),
        "price_track" => named(sql, PRICED, &[at(0), at(2)]),
        _ => named(sql, SOLD, &[at(0), at(1)]),
    }
}

/// Behind two ledgers that differ.
pub(super) fn ledger(
    sql: &mut dyn Sql,
    difference: &reconcile::Difference,
) -> Result<Vec<DocumentId>, SqlError> {
    use reconcile::Difference as D;
    let stock = |branch: BranchId, warehouse: i64, class: i64, product: u64| {
        [sql::stored(product), i64::from(branch.0), warehouse, class]
    };
    match difference {
        D::Unreadable { id } | D::Unbalanced { id, .. } | D::Postings { id } => Ok(vec![*id]),
        D::Account { branch, account, .. } | D::Parties { branch, account, .. } => {
            named(sql, BOOKED, &[i64::from(branch.0), i64::from(account.0), 0, 99_999_999])
        }
        D::Party { branch, account, party: owner, .. } => {
            party(sql, *branch, *account, owner.map_or(0, |owner| owner.number()))
        }
        D::Stock { branch, warehouse, class, product, .. }
        | D::Layers { branch, warehouse, class, product, .. } => {
            let key = stock(*branch, i64::from(warehouse.0), class.number(), product.0);
            named(sql, MOVED, &key)
        }
        D::StockValue { branch, class, .. } => match class.account() {
            Some(account) => {
                let key = [i64::from(branch.0), i64::from(account.0), 0, 99_999_999];
                named(sql, BOOKED, &key)
            }
            None => Ok(Vec::new()),
        },
        D::TrialBalance { .. } | D::Company { .. } | D::InterBranch { .. } => Ok(Vec::new()),
    }
}

/// Behind a party's balance.
pub(super) fn party(
    sql: &mut dyn Sql,
    branch: BranchId,
    account: AccountCode,
    party: i64,
) -> Result<Vec<DocumentId>, SqlError> {
    named(sql, OWED, &[i64::from(branch.0), i64::from(account.0), party])
}

fn named(sql: &mut dyn Sql, text: &str, key: &[i64]) -> Result<Vec<DocumentId>, SqlError> {
    let params: Vec<Value<'_>> = key.iter().copied().chain([NAMED_MAX]).map(Value::I64).collect();
    sql::all(sql, text, &params, |row| documents::read_id(row, 0))
}

fn piece(
    sql: &mut dyn Sql,
    product: i64,
    number: &str,
    branch: i64,
) -> Result<Vec<DocumentId>, SqlError> {
    let text = "SELECT DISTINCT stream, seq FROM piece_move WHERE product_id = ?1 \
                AND number = ?2 AND branch_id = ?3 ORDER BY stream, seq LIMIT ?4";
    let params =
        [Value::I64(product), Value::Text(number), Value::I64(branch), Value::I64(NAMED_MAX)];
    sql::all(sql, text, &params, |row| documents::read_id(row, 0))
}
