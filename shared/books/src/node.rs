//! Who this ledger is 节点: organisation, branch, stream and HQ's key.
//!
//! Owns the row that says so. Leaves out the signing key, which never enters the database.
//! Invariant: it is written once, at founding or enrolment; a ledger does not change its branch.

use fenhao_domain::id::{BranchId, StreamId};
use fenhao_exchange::canonical::{Reader, Writer};

use crate::sql::{self, Sql, SqlError, Value};

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The organisation 机构.
    pub org: [u8; 16],
    /// The branch; [`BranchId::HQ`] for the head office.
    pub branch: BranchId,
    /// Branch code.
    pub code: String,
    /// The shop's name.
    pub name: String,
    /// The stream it writes.
    pub stream: StreamId,
    /// Time zone of its business day (IANA name).
    pub zone: String,
    /// HQ's verifying key; at HQ its own.
    pub hq_key: [u8; 32],
    /// HQ's address; empty at HQ.
    pub hq_url: String,
    /// HQ's epoch at enrolment.
    pub hq_epoch: u32,
}

/// Reads the node; none before founding or enrolment.
pub fn load(sql: &mut dyn Sql) -> Result<Option<Node>, SqlError> {
    let Some(bytes) = meta(sql, "node")? else { return Ok(None) };
    decode(&bytes).map(Some).map_err(|_| SqlError::Unreadable { what: "the node" })
}

/// Writes the node.
pub fn save(sql: &mut dyn Sql, node: &Node) -> Result<(), SqlError> {
    let mut writer = Writer::new();
    writer.array(9).bytes(&node.org).uint(u64::from(node.branch.0)).text(&node.code);
    writer.text(&node.name).uint(node.stream.0).text(&node.zone).bytes(&node.hq_key);
    writer.text(&node.hq_url).uint(u64::from(node.hq_epoch));
    set_meta(sql, "node", &writer.finish())
}

fn decode(bytes: &[u8]) -> Result<Node, fenhao_exchange::canonical::CanonicalError> {
    let mut reader = Reader::new(bytes);
    reader.array_of(9)?;
    Ok(Node {
        org: reader.bytes_of()?,
        branch: BranchId(reader.uint_as()?),
        code: reader.text()?.to_owned(),
        name: reader.text()?.to_owned(),
        stream: StreamId(reader.uint()?),
        zone: reader.text()?.to_owned(),
        hq_key: reader.bytes_of()?,
        hq_url: reader.text()?.to_owned(),
        hq_epoch: reader.uint_as()?,
    })
}

/// Reads a named fact of the node.
pub fn meta(sql: &mut dyn Sql, name: &str) -> Result<Option<Vec<u8>>, SqlError> {
    sql::one(sql, "SELECT value FROM meta WHERE name = ?1", &[Value::Text(name)], |row| {
        Ok(row.bytes(0)?.to_vec())
    })
}

/// Writes a named fact of the node.
pub fn set_meta(sql: &mut dyn Sql, name: &str, value: &[u8]) -> Result<(), SqlError> {
    let text = "INSERT INTO meta (name, value) VALUES (?1, ?2) \
                ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sql.execute(text, &[Value::Text(name), Value::Bytes(value)]).map(|_| ())
}
