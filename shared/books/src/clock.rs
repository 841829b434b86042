//! The clock of a node 时钟: when its stream remarks that the clock was wrong.
//!
//! Owns the two looks at the clock, beside the last document and beside head office, and what
//! head office makes of the remark. Leaves out what a remark says (`exchange::clock`). Invariant:
//! nothing is refused and no figure changes for a clock; the remark stands in the stream before
//! the document that it concerns (`exchange.md` 2.15, faults 13 to 15).

use fenhao_domain::calendar::Timestamp;
use fenhao_domain::id::StreamId;
use fenhao_exchange::canonical::{CanonicalError, Reader, Writer};
use fenhao_exchange::clock::{self, ClockEvent, Witness};
use fenhao_exchange::log::{ChainHead, EntryKind};

use crate::node::{self, Node};
use crate::sql::{self, Sql, SqlError, Value, stored};
use crate::table::log;
use crate::table::stream::StreamRow;

/// Where the ledger keeps by how much its clock was off when it last said so.
const TOLD: &str = "clock_offset";

/// Remarks, just before a document that is sure to be posted, that the clock stands behind the stream's last document.
/// A clock ahead of it may be one that was never wrong: only head office can tell.
pub(crate) fn before_posting(
    sql: &mut dyn Sql,
    node: &Node,
    head: &mut ChainHead,
    now: Timestamp,
) -> Result<(), SqlError> {
    let Some(last) = last_recorded(sql, node)? else { return Ok(()) };
    let event = ClockEvent { witness: Witness::LastDocument, clock_ms: now.0, witness_ms: last };
    match event.offset_ms() < -clock::TOLERANCE_MS {
        true => log::append(sql, node.stream, head, EntryKind::CLOCK, &event.encode()),
        false => Ok(()),
    }
}

fn last_recorded(sql: &mut dyn Sql, node: &Node) -> Result<Option<i64>, SqlError> {
    let text = "SELECT recorded_at FROM document WHERE branch_id = ?1 AND stream = ?2 \
                ORDER BY seq DESC LIMIT 1";
    let params = [i64::from(node.branch.0), stored(node.stream.0)].map(Value::I64);
    sql::one(sql, text, &params, |row| row.i64(0))
}

/// Remarks, after head office has told its time, that the clock is off by another amount than was
/// said last: it was wrong, or it was set right.
pub(crate) fn after_contact(
    sql: &mut dyn Sql,
    stream: StreamId,
    clock_ms: i64,
    hq_ms: i64,
) -> Result<(), SqlError> {
    let event = ClockEvent { witness: Witness::HeadOffice, clock_ms, witness_ms: hq_ms };
    let offset = event.offset_ms();
    if !clock::is_news(told(sql)?, offset) {
        return Ok(());
    }
    let mut head = log::head(sql, stream)?;
    log::append(sql, stream, &mut head, EntryKind::CLOCK, &event.encode())?;
    let mut writer = Writer::new();
    writer.int(offset);
    node::set_meta(sql, TOLD, &writer.finish())
}

fn told(sql: &mut dyn Sql) -> Result<i64, SqlError> {
    let Some(bytes) = node::meta(sql, TOLD)? else { return Ok(0) };
    Reader::new(&bytes).int().map_err(|_| SqlError::Unreadable { what: "a clock's offset" })
}

/// At head office: what a branch's remark says of its clock beside ours. What it says of its own
/// last document stays in the stream; the next contact tells by how much the clock is off.
pub(crate) fn note(row: &mut StreamRow, content: &[u8]) -> Result<(), CanonicalError> {
    let event = ClockEvent::decode(content)?;
    if event.witness == Witness::HeadOffice {
        row.clock_offset = Some(event.offset_ms());
    }
    Ok(())
}
