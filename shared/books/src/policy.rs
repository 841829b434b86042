//! What the company chose before opening 系统配置, as this node knows it.
//!
//! Owns reading it and the lock: once anything is posted, the costing method stays (`features.md` 39).
//! Leaves out who may choose. Invariant: HQ chooses, the catalogue feed carries it, and every node
//! freezes cost by the choice that it has.

use std::collections::BTreeMap;

use fenhao_domain::cost::{NegativeStock, Terms};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::policy::CompanyPolicy;
use fenhao_domain::master::product::SerialMode;
use fenhao_domain::serial::piece::Known;
use fenhao_exchange::master as master_bytes;
use thiserror::Error;

use crate::sql::{self, Sql, SqlError};
use crate::{feed, node};

/// The name of its fact.
const NAME: &str = "policy";

/// Why it cannot be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// Something is posted: the costing method is locked.
    #[error("the books are open: the costing method stays")]
    Locked,
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// The choice; moving weighted average where none was made.
pub fn load(sql: &mut dyn Sql) -> Result<CompanyPolicy, SqlError> {
    let found = node::meta(sql, NAME)?;
    found.map_or(Ok(CompanyPolicy::default()), |bytes| decode(&bytes))
}

/// The choice, and whether any product has serial numbers: what a run of postings must know.
pub(crate) fn load_with_serials(sql: &mut dyn Sql) -> Result<(CompanyPolicy, bool), SqlError> {
    const TEXT: &str = "SELECT (SELECT value FROM meta WHERE name = 'policy'), \
                        (SELECT MIN(product_id) FROM piece_product)";
    let found = sql::one(sql, TEXT, &[], |row| {
        let policy = row.bytes_opt(0)?.map_or(Ok(CompanyPolicy::default()), decode)?;
        Ok((policy, row.i64_opt(1)?.is_some()))
    })?;
    Ok(found.unwrap_or_default())
}

fn decode(bytes: &[u8]) -> Result<CompanyPolicy, SqlError> {
    match master_bytes::decode(bytes) {
        Ok(MasterRecord::Policy(policy)) => Ok(policy),
        _ => Err(SqlError::Unreadable { what: "the company's policy" }),
    }
}

/// Keeps the choice that HQ has sent; says whether it is new.
pub(crate) fn save(sql: &mut dyn Sql, content: &[u8]) -> Result<bool, SqlError> {
    if node::meta(sql, NAME)?.as_deref() == Some(content) {
        return Ok(false);
    }
    node::set_meta(sql, NAME, content)?;
    Ok(true)
}

/// By which rules a document's cost is frozen: the company's, and the pieces' own.
pub(crate) fn rules(policy: CompanyPolicy, negative: NegativeStock, known: Known) -> Terms {
    let negative = if policy.lets_pass() { NegativeStock::Pass } else { negative };
    let mut terms = Terms { method: policy.method, ..Terms::average(negative) };
    let strict = known.modes.iter().filter(|(_, mode)| **mode == SerialMode::Strict);
    terms.pieces.extend(strict.map(|(product, _)| (*product, BTreeMap::new())));
    for ((product, number), piece) in known.pieces {
        if let Some(pieces) = terms.pieces.get_mut(&product) {
            pieces.insert(number, piece.layer);
        }
    }
    terms
}

/// Whether something is posted, so that the costing method stays.
pub fn is_locked(sql: &mut dyn Sql) -> Result<bool, SqlError> {
    const OPENED: &str = "SELECT seq FROM document LIMIT 1";
    Ok(sql::one(sql, OPENED, &[], |row| row.i64(0))?.is_some())
}

/// At HQ: chooses. After the first document only what does not touch cost may change.
pub fn choose(sql: &mut dyn Sql, policy: CompanyPolicy) -> Result<(), PolicyError> {
    if is_locked(sql)? && load(sql)?.method != policy.method {
        return Err(PolicyError::Locked);
    }
    feed::append_master(sql, &[MasterRecord::Policy(policy)])?;
    Ok(())
}
