//! Approval policies 审批政策 as stored: canonical bytes by the moment from which they are in force.
//!
//! Invariant: a record is never changed, so what was asked at a moment can be told for ever.

use fenhao_domain::calendar::Timestamp;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::approval_policy::ApprovalPolicy;
use fenhao_exchange::master;

use crate::sql::{self, Row, Sql, SqlError, Value};

/// Writes a policy; says whether it is new.
pub(super) fn save(sql: &mut dyn Sql, since: Timestamp, content: &[u8]) -> Result<bool, SqlError> {
    let text = "INSERT INTO approval_policy (since, content) VALUES (?1, ?2) \
                ON CONFLICT (since) DO NOTHING";
    Ok(sql.execute(text, &[Value::I64(since.0), Value::Bytes(content)])? > 0)
}

/// All policies, the oldest first.
pub fn all(sql: &mut dyn Sql) -> Result<Vec<ApprovalPolicy>, SqlError> {
    sql::all(sql, "SELECT content FROM approval_policy ORDER BY since", &[], read)
}

/// The policy that is in force at a moment; the empty one before the first.
pub fn at(sql: &mut dyn Sql, moment: Timestamp) -> Result<ApprovalPolicy, SqlError> {
    let text = "SELECT content FROM approval_policy WHERE since <= ?1 ORDER BY since DESC LIMIT 1";
    Ok(sql::one(sql, text, &[Value::I64(moment.0)], read)?.unwrap_or_default())
}

/// The newest policy; the empty one where there is none.
pub fn newest(sql: &mut dyn Sql) -> Result<ApprovalPolicy, SqlError> {
    at(sql, Timestamp(i64::MAX))
}

fn read(row: &dyn Row) -> Result<ApprovalPolicy, SqlError> {
    match master::decode(row.bytes(0)?) {
        Ok(MasterRecord::ApprovalPolicy(policy)) => Ok(policy),
        _ => Err(SqlError::Unreadable { what: "an approval policy" }),
    }
}
