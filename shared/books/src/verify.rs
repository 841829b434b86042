//! Verifying 校验 the stored bytes: chain, batches, and the rows that follow from documents.
//!
//! Owns the check that nothing stored has changed since it was written. Leaves out the figures
//! (`rebuild`) and other nodes (`reconcile`). Invariant: every entry is hashed again from its
//! stored bytes; one changed byte anywhere in log, chain, batch or document row is found
//! (`exchange.md` G9) and named by its place.

use fenhao_domain::document::Document;
use fenhao_domain::id::{BranchId, DocumentId, StreamId};
use fenhao_domain::posting;
use fenhao_exchange::batch::{self, BatchError, OpenBatch, OpenLimits};
use fenhao_exchange::document::{self as wire, PostingsHash};
use fenhao_exchange::hash::{ChainHash, ContentHash};
use fenhao_exchange::key::VerifyingKey;
use fenhao_exchange::log::{ChainHead, EntryKind};
use fenhao_exchange::stream::OrgId;

use crate::node::{self, Node};
use crate::proof::{Findings, Listener, Meter};
use crate::sql::{self, Flow, Row, Sql, SqlError, Value, stored as stored_id};
use crate::stored;
use crate::table::stream::{self as streams, StreamRow};
use crate::table::{document as documents, log};

/// Something stored that is not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Entries are missing.
    Hole {
        /// Stream.
        stream: StreamId,
        /// The last entry before the hole.
        after: u64,
        /// The first one behind it.
        found: u64,
    },
    /// Bytes, kind or chain value of an entry have changed.
    Chain {
        /// Which entry.
        id: DocumentId,
    },
    /// What a stream's row says of its head is not what the log holds.
    Head {
        /// Stream.
        stream: StreamId,
        /// The entry it names.
        seq: u64,
    },
    /// The stored bytes of a batch have changed.
    BatchBytes {
        /// Stream.
        stream: StreamId,
        /// Number of the batch.
        batch_no: u64,
    },
    /// A batch does not open with its stream's key.
    BatchClosed {
        /// Stream.
        stream: StreamId,
        /// Number of the batch.
        batch_no: u64,
        /// Why.
        error: BatchError,
    },
    /// A batch holds other entries than the log.
    BatchEntries {
        /// Stream.
        stream: StreamId,
        /// Number of the batch.
        batch_no: u64,
    },
    /// A booked document cannot be read.
    Unreadable {
        /// Which document.
        id: DocumentId,
    },
    /// A document is neither booked nor held, though its stream is merged beyond it.
    NotBooked {
        /// Which document.
        id: DocumentId,
    },
    /// A document's row says something else than its content.
    Row {
        /// Which document.
        id: DocumentId,
        /// The column.
        column: &'static str,
    },
    /// A document's row has no content in the log.
    NoContent {
        /// Which document.
        id: DocumentId,
    },
    /// The postings derived now are not those that the document's row names.
    Postings {
        /// Which document.
        id: DocumentId,
    },
    /// The rows of a batch's documents, all of them booked, name other postings than its writer
    /// did.
    BatchPostings {
        /// Stream.
        stream: StreamId,
        /// Number of the batch.
        batch_no: u64,
    },
}

/// What has been verified.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Streams.
    pub streams: u64,
    /// Log entries, hashed again.
    pub entries: u64,
    /// Sealed batches.
    pub batches: u64,
    /// Documents, compared with their rows.
    pub documents: u64,
    /// What is wrong.
    pub faults: Findings<Fault>,
}

impl Verified {
    /// True when nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Verifies the whole ledger. `own_key` is the node's own verifying key, which the database does
/// not hold: without it, the signatures of batches that the node sealed itself are not checked.
pub fn verify(
    sql: &mut dyn Sql,
    own_key: Option<&[u8; 32]>,
    listener: &mut Listener<'_>,
) -> Result<Verified, SqlError> {
    let mut verified = Verified::default();
    let node = node::load(sql)?;
    let rows = streams::list(sql)?;
    verify_log(sql, node.as_ref(), &rows, &mut verified, listener)?;
    for row in &rows {
        let found = log::chain_at(sql, row.stream, row.acked.seq)?;
        let merged = log::chain_at(sql, row.stream, row.merged.seq)?;
        for (head, found) in [(row.acked, found), (row.merged, merged)] {
            if found != Some(head.hash) {
                verified.faults.add(Fault::Head { stream: row.stream, seq: head.seq });
            }
        }
    }
    verify_batches(sql, node.as_ref(), &rows, own_key, &mut verified, listener)?;
    verify_documents(sql, node.as_ref(), &rows, &mut verified, listener)?;
    Ok(verified)
}

/// A stream's chain as it is walked.
struct Walk {
    stream: StreamId,
    head: ChainHead,
    /// False for copies of others' documents, HQ's among them, which have no neighbours here.
    chained: bool,
}

impl Walk {
    fn new(stream: StreamId, node: Option<&Node>, rows: &[StreamRow]) -> Walk {
        let written = node.is_none_or(|node| node.branch == BranchId::HQ || node.stream == stream);
        let chained = written || rows.iter().any(|row| row.stream == stream);
        Walk { stream, head: ChainHead::genesis(log::wire(stream)), chained }
    }

    /// Hashes an entry again. The walk goes on from the stored chain value, so that a change is
    /// named where it is and not everywhere behind it.
    fn step(
        &mut self,
        seq: u64,
        kind: EntryKind,
        content: &[u8],
        chain: ChainHash,
        faults: &mut Findings<Fault>,
    ) {
        let content = ContentHash(*blake3::hash(content).as_bytes());
        let id = DocumentId { stream: self.stream, seq };
        if !self.chained {
            if chain.0 != content.0 {
                faults.add(Fault::Chain { id });
            }
            return;
        }
        if seq != self.head.seq + 1 {
            faults.add(Fault::Hole { stream: self.stream, after: self.head.seq, found: seq });
        } else {
            let next = self.head.extend_hashed(log::wire(self.stream), seq, kind, content);
            if next.map(|next| next.hash) != Ok(chain) {
                faults.add(Fault::Chain { id });
            }
        }
        self.head = ChainHead { seq, hash: chain };
    }
}

fn verify_log(
    sql: &mut dyn Sql,
    node: Option<&Node>,
    rows: &[StreamRow],
    verified: &mut Verified,
    listener: &mut Listener<'_>,
) -> Result<(), SqlError> {
    const TEXT: &str = "SELECT stream, seq, kind, chain, content FROM log ORDER BY stream, seq";
    let mut meter = Meter::new("log", listener);
    let mut walk: Option<Walk> = None;
    sql.query(TEXT, &[], &mut |row| {
        meter.step();
        let id = stored::document(row.i64(0)?, row.i64(1)?)?;
        if walk.as_ref().is_none_or(|walk| walk.stream != id.stream) {
            verified.streams += 1;
            walk = Some(Walk::new(id.stream, node, rows));
        }
        let walk = walk.as_mut().expect("set above");
        let Ok(kind) = u16::try_from(row.i64(2)?) else {
            verified.faults.add(Fault::Chain { id });
            return Ok(Flow::On);
        };
        let chain = log::chain(row, 3)?;
        walk.step(id.seq, EntryKind(kind), row.bytes(4)?, chain, &mut verified.faults);
        Ok(Flow::On)
    })?;
    verified.entries = meter.finish();
    Ok(())
}

/// A batch as it is stored.
struct StoredBatch {
    stream: StreamId,
    batch_no: u64,
    last_seq: u64,
    hash: ChainHash,
    parked: bool,
    bytes: Vec<u8>,
}

fn verify_batches(
    sql: &mut dyn Sql,
    node: Option<&Node>,
    rows: &[StreamRow],
    own_key: Option<&[u8; 32]>,
    verified: &mut Verified,
    listener: &mut Listener<'_>,
) -> Result<(), SqlError> {
    const NEXT: &str = "SELECT stream, batch_no, last_seq, hash, state, bytes FROM batch \
                        WHERE (stream, batch_no) > (?1, ?2) ORDER BY stream, batch_no LIMIT 16";
    let mut meter = Meter::new("batches", listener);
    let mut at = [-1, -1];
    loop {
        let chunk = sql::all(sql, NEXT, &at.map(Value::I64), read_batch)?;
        let Some(last) = chunk.last() else { break };
        at = [stored_id(last.stream.0), stored_id(last.batch_no)];
        for batch in &chunk {
            meter.step();
            let row = rows.iter().find(|row| row.stream == batch.stream);
            let key = row.map(|row| row.public_key);
            let own = node.is_some_and(|node| node.stream == batch.stream)
                || (node.is_some_and(|node| node.branch == BranchId::HQ) && key.is_none());
            let key = if own { own_key.copied() } else { key };
            let here = node.map_or(BranchId::HQ, |node| node.branch);
            let writer = row.map_or(here, |row| row.branch);
            verify_batch(sql, node, key, writer, batch, &mut verified.faults)?;
        }
    }
    verified.batches = meter.finish();
    Ok(())
}

fn read_batch(row: &dyn Row) -> Result<StoredBatch, SqlError> {
    let id = stored::document(row.i64(0)?, row.i64(1)?)?;
    Ok(StoredBatch {
        stream: id.stream,
        batch_no: id.seq,
        last_seq: sql::unsigned(row.i64(2)?)?,
        hash: log::chain(row, 3)?,
        parked: row.i64(4)? == 0,
        bytes: row.bytes(5)?.to_vec(),
    })
}

fn verify_batch(
    sql: &mut dyn Sql,
    node: Option<&Node>,
    key: Option<[u8; 32]>,
    writer: BranchId,
    batch: &StoredBatch,
    faults: &mut Findings<Fault>,
) -> Result<(), SqlError> {
    let (stream, batch_no) = (batch.stream, batch.batch_no);
    if blake3::hash(&batch.bytes).as_bytes() != &batch.hash.0 {
        faults.add(Fault::BatchBytes { stream, batch_no });
        return Ok(());
    }
    let (Some(node), Some(key)) = (node, key) else { return Ok(()) };
    let opened = VerifyingKey::from_bytes(&key)
        .map_err(BatchError::Key)
        .and_then(|key| batch::open(&batch.bytes, &OrgId(node.org), &key, &OpenLimits::WIRE));
    match opened {
        Err(error) => faults.add(Fault::BatchClosed { stream, batch_no, error }),
        Ok(_) if batch.parked || is_forked(sql, stream, batch_no)? => {}
        // Equal chain values mean equal entries up to there.
        Ok(open) if log::chain_at(sql, stream, batch.last_seq)? == Some(open.head_after().hash) => {
            if !names_its_postings(sql, writer, &open)? {
                faults.add(Fault::BatchPostings { stream, batch_no });
            }
        }
        Ok(_) => faults.add(Fault::BatchEntries { stream, batch_no }),
    }
    Ok(())
}

/// False when all documents of a batch are booked, and otherwise than its header says. Where one is
/// not, it is held, and `merge` compares before it lets it go.
fn names_its_postings(
    sql: &mut dyn Sql,
    writer: BranchId,
    open: &OpenBatch,
) -> Result<bool, SqlError> {
    let header = open.header();
    let (stream, after) = (StreamId::from(header.stream), header.first_seq - 1);
    let booked = documents::booked_postings(sql, writer, stream, after, header.last_seq())?;
    let documents = open.entries().iter().filter(|entry| entry.kind == EntryKind::DOCUMENT);
    let all = documents.count() == booked.len();
    Ok(!all || PostingsHash::over(open.entries(), &booked) == header.postings)
}

fn is_forked(sql: &mut dyn Sql, stream: StreamId, batch_no: u64) -> Result<bool, SqlError> {
    let text = "SELECT seq FROM fork WHERE stream = ?1 AND batch_no = ?2 LIMIT 1";
    let params = [Value::I64(stored_id(stream.0)), Value::I64(stored_id(batch_no))];
    Ok(sql::one(sql, text, &params, |row| row.i64(0))?.is_some())
}

/// A document's row beside its content.
struct Beside {
    id: DocumentId,
    content: Vec<u8>,
    /// Branch, kind, date, recorded, partner, amount, lines, handler, postings and number, as
    /// stored; none when the document has no row.
    row: Option<([i64; 9], String)>,
}

fn verify_documents(
    sql: &mut dyn Sql,
    node: Option<&Node>,
    rows: &[StreamRow],
    verified: &mut Verified,
    listener: &mut Listener<'_>,
) -> Result<(), SqlError> {
    // The branch of a document stands in the document alone, so its row is looked for from there.
    const NEXT: &str = "SELECT stream, seq, content FROM log WHERE (stream, seq) > (?1, ?2) \
                        AND kind = 1 ORDER BY stream, seq LIMIT 500";
    let mut meter = Meter::new("documents", listener);
    let mut at = [-1, -1];
    loop {
        let chunk = sql::all(sql, NEXT, &at.map(Value::I64), |row| {
            Ok((stored::document(row.i64(0)?, row.i64(1)?)?, row.bytes(2)?.to_vec()))
        })?;
        let Some((last, _)) = chunk.last() else { break };
        at = [stored_id(last.stream.0), stored_id(last.seq)];
        for (id, content) in chunk {
            meter.step();
            let merged =
                rows.iter().find(|row| row.stream == id.stream && row.branch != BranchId::HQ);
            let here = node.is_some_and(|node| node.branch == BranchId::HQ);
            let waits = here && merged.is_some_and(|row| row.merged.seq < id.seq);
            if !waits {
                let row = document_row(sql, id, &content)?;
                verify_document(sql, Beside { id, content, row }, &mut verified.faults)?;
            }
        }
    }
    verified.documents = meter.finish();
    strays(sql, &mut verified.faults)
}

fn document_row(
    sql: &mut dyn Sql,
    id: DocumentId,
    content: &[u8],
) -> Result<Option<([i64; 9], String)>, SqlError> {
    const TEXT: &str = "SELECT branch_id, kind, business_date, recorded_at, partner_id, amount, \
                        lines, handler, postings, number FROM document \
                        WHERE branch_id = ?1 AND stream = ?2 AND seq = ?3";
    let Ok(document) = wire::decode(content) else { return Ok(None) };
    let key = [i64::from(document.branch.0), stored_id(id.stream.0), stored_id(id.seq)];
    sql::one(sql, TEXT, &key.map(Value::I64), |row| {
        let mut figures = [0; 9];
        for (at, figure) in figures.iter_mut().enumerate() {
            *figure = row.i64(at)?;
        }
        Ok((figures, row.text(9)?.to_owned()))
    })
}

/// What the columns of a document's row must hold, in the order of [`Beside::row`].
fn columns(document: &Document) -> [(&'static str, i64); 8] {
    [
        ("branch_id", i64::from(document.branch.0)),
        ("kind", i64::from(document.kind.number())),
        ("business_date", i64::from(document.business_date.number())),
        ("recorded_at", document.recorded_at.0),
        ("partner_id", document.partner.map_or(0, |partner| stored_id(partner.0))),
        ("amount", document.total().raw()),
        ("lines", i64::try_from(document.lines.len()).unwrap_or(i64::MAX)),
        ("handler", i64::from(document.handler.0)),
    ]
}

fn verify_document(
    sql: &mut dyn Sql,
    beside: Beside,
    faults: &mut Findings<Fault>,
) -> Result<(), SqlError> {
    let id = beside.id;
    let Some((figures, number)) = beside.row else {
        if !is_held(sql, id)? {
            faults.add(Fault::NotBooked { id });
        }
        return Ok(());
    };
    let Ok(document) = wire::decode(&beside.content) else {
        faults.add(Fault::Unreadable { id });
        return Ok(());
    };
    for ((column, wanted), found) in columns(&document).into_iter().zip(figures) {
        if wanted != found {
            faults.add(Fault::Row { id, column });
        }
    }
    if document.number.0 != number {
        faults.add(Fault::Row { id, column: "number" });
    }
    let [.., postings] = figures;
    if PostingsHash::of(&posting::derive(&document)) != stored::postings(postings) {
        faults.add(Fault::Postings { id });
    }
    Ok(())
}

fn is_held(sql: &mut dyn Sql, id: DocumentId) -> Result<bool, SqlError> {
    let text = "SELECT seq FROM held WHERE stream = ?1 AND seq = ?2";
    let params = [Value::I64(stored_id(id.stream.0)), Value::I64(stored_id(id.seq))];
    Ok(sql::one(sql, text, &params, |row| row.i64(0))?.is_some())
}

/// Rows of documents that the log does not hold, or holds as another branch's.
fn strays(sql: &mut dyn Sql, faults: &mut Findings<Fault>) -> Result<(), SqlError> {
    const TEXT: &str = "SELECT d.stream, d.seq, d.branch_id FROM document d \
                        WHERE NOT EXISTS (SELECT 1 FROM log l WHERE l.stream = d.stream \
                        AND l.seq = d.seq AND l.kind = 1)";
    sql.query(TEXT, &[], &mut |row| {
        faults.add(Fault::NoContent { id: stored::document(row.i64(0)?, row.i64(1)?)? });
        Ok(Flow::On)
    })?;
    const TWICE: &str = "SELECT stream, seq FROM document GROUP BY stream, seq HAVING COUNT(*) > 1";
    let twice = sql::all(sql, TWICE, &[], |row| stored::document(row.i64(0)?, row.i64(1)?))?;
    for id in twice {
        let Some(found) = documents::load(sql, id)? else { continue };
        faults.add(Fault::Row { id: found.id, column: "branch_id" });
    }
    Ok(())
}
