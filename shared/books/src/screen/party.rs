//! What a partner owes or is owed 往来余额, over all accounts that are kept by partner; and how many
//! branches hold a product.

use fenhao_domain::account::CHART;
use fenhao_domain::amount::Amount;
use fenhao_domain::entry::Party;
use fenhao_domain::id::{BranchId, PartnerId, ProductId};

use crate::sql::{self, Sql, SqlError, Value, stored, unsigned};

/// A partner's balance at a branch: receivable above zero, payable below.
pub fn balance(
    sql: &mut dyn Sql,
    branch: BranchId,
    partner: PartnerId,
) -> Result<Amount, SqlError> {
    let text = "SELECT balance FROM party_sum \
                WHERE branch_id = ?1 AND account = ?2 AND party = ?3";
    let mut sum = Amount::ZERO;
    for account in CHART.iter().filter(|account| account.by_partner) {
        let key =
            [i64::from(branch.0), i64::from(account.code.0), Party::Partner(partner).number()];
        let found = sql::one(sql, text, &key.map(Value::I64), |row| row.i64(0))?;
        sum += Amount::from_raw(found.unwrap_or(0));
    }
    Ok(sum)
}

/// How many branches have own stock of a product.
pub fn branches_with(sql: &mut dyn Sql, product: ProductId) -> Result<u64, SqlError> {
    let text = "SELECT COUNT(DISTINCT branch_id) FROM stock_sum \
                WHERE product_id = ?1 AND class = 1 AND quantity <> 0";
    let count = sql::one(sql, text, &[Value::I64(stored(product.0))], |row| row.i64(0))?;
    unsigned(count.unwrap_or(0))
}
