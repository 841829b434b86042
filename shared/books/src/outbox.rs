//! The outbox 发件箱: seals the log into signed batches and remembers what HQ has acknowledged.
//!
//! Owns sealing and the newest acknowledgement of a writer's own stream; HQ uses the same code for
//! its feeds. Leaves out the network. Invariant: a sealed batch is stored and is sent again byte
//! for byte; sealing covers the log without hole or overlap. A sale never waits for packing and
//! signing, which read one snapshot: a batch is stored only when it still follows the last one.

use fenhao_domain::id::{BranchId, StreamId};
use fenhao_exchange::ack::{Ack, AckStanding};
use fenhao_exchange::batch::{CutLimits, SealError, SealedBatch, Sealer};
use fenhao_exchange::hash::BatchHash;
use fenhao_exchange::key::{KeyError, SigningKey, VerifyingKey};
use fenhao_exchange::log::ChainHead;
use fenhao_exchange::signed::SignedError;
use fenhao_exchange::stream::OrgId;
use fenhao_exchange::version::VersionVector;
use thiserror::Error;

use crate::migrate;
use crate::node::{self, Node};
use crate::sql::{self, Sql, SqlError, Value, stored, unsigned};
use crate::store::Store;
use crate::table::document as documents;
use crate::table::log::{self, wire};

/// Entries read at once for sealing.
const ENTRIES: usize = 4096;

/// Why nothing is sealed or acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OutboxError {
    /// The entries cannot be sealed: the books are damaged.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// What came back is no acknowledgement of our HQ.
    #[error(transparent)]
    Signed(#[from] SignedError),
    /// HQ's stored key is no key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The acknowledgement is of another stream.
    #[error("the acknowledgement is of stream {found}")]
    OtherStream {
        /// Its stream.
        found: u64,
    },
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// Seals what is not sealed yet of a stream into its next batch and stores it; none when all is
/// sealed. Nobody else's write waits while the batch is packed and signed, only while it is stored.
pub fn seal_next(
    store: &Store,
    org: &[u8; 16],
    stream: StreamId,
    key: &SigningKey,
    limits: &CutLimits,
    now: i64,
) -> Result<Option<SealedBatch>, OutboxError> {
    loop {
        let packed = store.read(|sql| pack_next(sql, org, stream, key, limits))?;
        let Some(batch) = packed else { return Ok(None) };
        if store.write(|sql| keep(sql, &batch, now))? {
            return Ok(Some(batch));
        }
        // Somebody else sealed meanwhile: what is left now is another batch.
    }
}

/// Packs and signs the next batch of a stream without storing it; none when all is sealed. Until it
/// is kept it exists nowhere: a crash loses nothing, the entries are packed anew.
pub fn pack_next(
    sql: &mut dyn Sql,
    org: &[u8; 16],
    stream: StreamId,
    key: &SigningKey,
    limits: &CutLimits,
) -> Result<Option<SealedBatch>, OutboxError> {
    let last = last_batch(sql, stream)?;
    let head = log::chain_at(sql, stream, last.seq)?;
    let head =
        head.ok_or_else(|| SqlError::Damaged { message: "a sealed entry is gone".into() })?;
    let entries = log::after(sql, stream, last.seq, ENTRIES)?;
    let mut sealer = Sealer {
        org: OrgId(*org),
        stream: wire(stream),
        next_batch_no: last.number + 1,
        last_batch: last.hash,
        head: ChainHead { seq: last.seq, hash: head },
        schema: u16::try_from(migrate::VERSION).unwrap_or(u16::MAX),
    };
    let last_seq = entries.last().map_or(last.seq, |entry| entry.seq);
    let branch = node::load(sql)?.map_or(BranchId::HQ, |node| node.branch);
    let booked = documents::booked_postings(sql, branch, stream, last.seq, last_seq)?;
    Ok(sealer.seal_next(&entries, &booked, &VersionVector::new(), limits, key)?)
}

/// Stores a packed batch, unless it does not follow the last one (any more): then nothing is
/// written and false comes back.
pub fn keep(sql: &mut dyn Sql, batch: &SealedBatch, now: i64) -> Result<bool, SqlError> {
    let header = &batch.header;
    let stream = StreamId(header.stream.to_u64());
    let last = last_batch(sql, stream)?;
    if (last.number + 1, last.hash.tag()) != (header.batch_no, header.previous) {
        return Ok(false);
    }
    let params = [
        Value::I64(stored(stream.0)),
        Value::I64(stored(header.batch_no)),
        Value::I64(stored(header.first_seq)),
        Value::I64(stored(header.last_seq())),
        Value::Bytes(&batch.hash.0),
        Value::I64(1),
        Value::I64(now),
        Value::Bytes(&batch.bytes),
    ];
    let text = "INSERT INTO batch (stream, batch_no, first_seq, last_seq, hash, state, \
                received_at, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    sql.execute(text, &params)?;
    Ok(true)
}

/// The last sealed batch of a stream.
struct LastBatch {
    number: u64,
    seq: u64,
    hash: BatchHash,
}

fn last_batch(sql: &mut dyn Sql, stream: StreamId) -> Result<LastBatch, SqlError> {
    let text = "SELECT batch_no, last_seq, hash FROM batch WHERE stream = ?1 \
                ORDER BY batch_no DESC LIMIT 1";
    let last = sql::one(sql, text, &[Value::I64(stored(stream.0))], |row| {
        let (number, seq) = (unsigned(row.i64(0)?)?, unsigned(row.i64(1)?)?);
        Ok(LastBatch { number, seq, hash: BatchHash(log::chain(row, 2)?.0) })
    })?;
    Ok(last.unwrap_or(LastBatch { number: 0, seq: 0, hash: BatchHash::NONE }))
}

/// The first sealed batch that goes beyond `acked_seq`: its number and bytes.
pub fn next_to_send(
    sql: &mut dyn Sql,
    stream: StreamId,
    acked_seq: u64,
) -> Result<Option<(u64, Vec<u8>)>, SqlError> {
    let text = "SELECT batch_no, bytes FROM batch WHERE stream = ?1 AND last_seq > ?2 \
                ORDER BY batch_no LIMIT 1";
    sql::one(sql, text, &[Value::I64(stored(stream.0)), Value::I64(stored(acked_seq))], |row| {
        Ok((unsigned(row.i64(0)?)?, row.bytes(1)?.to_vec()))
    })
}

/// The newest acknowledgement that this writer holds.
pub fn acknowledged(sql: &mut dyn Sql, node: &Node) -> Result<Option<Ack>, OutboxError> {
    let text = "SELECT bytes FROM acknowledgement WHERE stream = ?1";
    let params = [Value::I64(stored(node.stream.0))];
    let bytes = sql::one(sql, text, &params, |row| Ok(row.bytes(0)?.to_vec()))?;
    bytes.map(|bytes| open_ack(node, &bytes)).transpose()
}

/// Checks an acknowledgement and keeps it when it goes forward or stands still. The standing says
/// what the caller must show a person.
pub fn take_ack(
    sql: &mut dyn Sql,
    node: &Node,
    bytes: &[u8],
    now: i64,
) -> Result<(Ack, AckStanding), OutboxError> {
    let ack = open_ack(node, bytes)?;
    let last = acknowledged(sql, node)?;
    let own = log::chain_at(sql, node.stream, ack.acked_seq)?;
    let standing = ack.weigh(last.as_ref(), own);
    // A rolled-back HQ is believed too: what it lost is sent to it again (`exchange.md` 2.11).
    let keep = matches!(
        standing,
        AckStanding::Forward | AckStanding::Unmoved | AckStanding::RolledBack { .. }
    );
    if keep {
        let text = "INSERT INTO acknowledgement (stream, acked_seq, hq_time, received_at, bytes) \
                    VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (stream) DO UPDATE SET \
                    acked_seq = excluded.acked_seq, hq_time = excluded.hq_time, \
                    received_at = excluded.received_at, bytes = excluded.bytes";
        let params = [
            Value::I64(stored(node.stream.0)),
            Value::I64(stored(ack.acked_seq)),
            Value::I64(ack.hq_time_ms),
            Value::I64(now),
            Value::Bytes(bytes),
        ];
        sql.execute(text, &params)?;
    }
    Ok((ack, standing))
}

fn open_ack(node: &Node, bytes: &[u8]) -> Result<Ack, OutboxError> {
    let key = VerifyingKey::from_bytes(&node.hq_key)?;
    let ack = Ack::open(bytes, &OrgId(node.org), &key)?;
    match ack.stream == wire(node.stream) {
        true => Ok(ack),
        false => Err(OutboxError::OtherStream { found: ack.stream.to_u64() }),
    }
}
