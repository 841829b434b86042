//! Feeds 下发: what HQ tells its branches, as streams of its own.
//!
//! Owns the names of the feeds, what goes into them, and how a branch applies what came. Leaves out
//! sealing (`outbox`) and taking in (`take_in`): a feed travels by the same batches as a branch's
//! stream. Invariant: a record or document is applied in the transaction that moves the feed's
//! merged position, so once and in order.

use fenhao_domain::id::{BranchId, DocumentId, StreamId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::posting;
use fenhao_exchange::canonical::{Reader, Writer};
use fenhao_exchange::document::{self as wire, PostingsHash};
use fenhao_exchange::log::{EntryKind, LogEntry};
use fenhao_exchange::master as master_bytes;

use crate::approval;
use crate::node::Node;
use crate::period::Seals;
use crate::sql::{self, Sql, SqlError, Value, stored, unsigned};
use crate::sums::Sums;
use crate::table::stream::{self, StreamRow};
use crate::table::{document, log, master};
use crate::write::{self, Booking, Part};

/// Another branch's document that concerns the reader: a dispatch to it, a receipt of its goods,
/// money on the way to it, a close of HQ. Its stream and number, its bytes, and what its postings
/// hash to at HQ.
pub const FORWARDED: EntryKind = EntryKind(16);

/// Entries applied in one transaction.
pub const ENTRIES: usize = 4096;

/// The feed of the catalogue: products, categories, partners, tenders, branches.
pub const CATALOGUE: StreamId = StreamId(1);

/// The feed of what concerns one branch.
pub fn of_branch(branch: BranchId) -> StreamId {
    let incarnation = u16::try_from(branch.0).ok().and_then(|n| n.checked_add(0x100));
    StreamId::new(0, incarnation.expect("a company has fewer than 65,000 branches"))
}

/// True for a feed of what concerns one branch.
pub fn is_feed(stream: StreamId) -> bool {
    branch_of(stream).is_some()
}

/// The branch whose feed a stream is; none for every other stream.
pub fn branch_of(stream: StreamId) -> Option<BranchId> {
    let number = stream.incarnation().checked_sub(0x100)?;
    (stream.device() == 0).then_some(BranchId(u32::from(number)))
}

/// The documents that a feed has told of after a place in it: that place, and the document.
pub fn told_after(
    sql: &mut dyn Sql,
    feed: StreamId,
    after: u64,
) -> Result<Vec<(u64, DocumentId)>, SqlError> {
    let text = "SELECT seq, content FROM log WHERE stream = ?1 AND seq > ?2 AND kind = ?3 \
                ORDER BY seq";
    let params = [stored(feed.0), stored(after), i64::from(FORWARDED.0)].map(Value::I64);
    sql::all(sql, text, &params, |row| {
        let unreadable = || SqlError::Unreadable { what: "a forwarded document" };
        let mut reader = Reader::new(row.bytes(1)?);
        reader.array_of(4).map_err(|_| unreadable())?;
        let stream = StreamId(reader.uint().map_err(|_| unreadable())?);
        let seq = reader.uint().map_err(|_| unreadable())?;
        Ok((unsigned(row.i64(0)?)?, DocumentId { stream, seq }))
    })
}

/// How far a node has applied a feed.
pub fn applied(sql: &mut dyn Sql, feed: StreamId) -> Result<u64, SqlError> {
    Ok(stream::load(sql, feed)?.map_or(0, |row| row.merged.seq))
}

/// Appends master records to the catalogue feed and to HQ's own tables; what is not new is left
/// out. Returns how many were new.
pub fn append_master(sql: &mut dyn Sql, records: &[MasterRecord]) -> Result<usize, SqlError> {
    let mut head = log::head(sql, CATALOGUE)?;
    let mut new = 0;
    for record in records {
        let content = master_bytes::encode(record);
        if !master::save(sql, record)? {
            continue;
        }
        log::append(sql, CATALOGUE, &mut head, EntryKind::MASTER, &content)?;
        new += 1;
    }
    Ok(new)
}

/// At HQ: puts a merged document into the feed of each branch that it concerns besides its own.
/// Gives its place in the feed of the one other branch that books a part of it.
pub fn forward(
    sql: &mut dyn Sql,
    booking: &Booking<'_>,
    content: &[u8],
) -> Result<Option<u64>, SqlError> {
    let document = booking.document;
    match (document.kind, document.counterpart) {
        (Kind::FH | Kind::RS | Kind::ZK, Some(other)) if other != document.branch => {
            tell(sql, other, booking, content).map(Some)
        }
        // HQ's close seals the month of every branch.
        (Kind::YJC, _) if document.branch == BranchId::HQ => {
            for branch in branches(sql)? {
                tell(sql, branch, booking, content)?;
            }
            Ok(None)
        }
        _ => Ok(None),
    }
}

fn tell(
    sql: &mut dyn Sql,
    branch: BranchId,
    booking: &Booking<'_>,
    content: &[u8],
) -> Result<u64, SqlError> {
    let Booking { id, hash, .. } = booking;
    let mut writer = Writer::with_capacity(content.len() + 32);
    writer.array(4).uint(id.stream.0).uint(id.seq).bytes(content).bytes(&hash.0);
    let feed = of_branch(branch);
    let mut head = log::head(sql, feed)?;
    log::append(sql, feed, &mut head, FORWARDED, &writer.finish())?;
    Ok(head.seq)
}

/// All branches but HQ.
pub fn branches(sql: &mut dyn Sql) -> Result<Vec<BranchId>, SqlError> {
    let text = "SELECT branch_id FROM branch WHERE branch_id > 0 ORDER BY branch_id";
    sql::all(sql, text, &[], |row| crate::stored::branch(row.i64(0)?))
}

/// At a branch: makes the rows of the two feeds that it reads, signed by HQ's key.
pub fn subscribe(sql: &mut dyn Sql, node: &Node) -> Result<(), SqlError> {
    for feed in [CATALOGUE, of_branch(node.branch)] {
        if stream::load(sql, feed)?.is_none() {
            stream::save(sql, &StreamRow::new(feed, BranchId::HQ, node.hq_key))?;
        }
    }
    Ok(())
}

/// At a branch: applies what has been taken in of a feed, at most [`ENTRIES`] entries. Returns how
/// many; 0 when nothing is left.
pub fn apply_some(sql: &mut dyn Sql, node: &Node, feed: StreamId) -> Result<usize, SqlError> {
    let Some(mut row) = stream::load(sql, feed)? else { return Ok(0) };
    let entries = log::after(sql, feed, row.merged.seq, ENTRIES)?;
    let Some(last) = entries.last() else { return Ok(0) };
    let mut sums = Sums::default();
    let mut seals = Seals::load(sql)?;
    for entry in &entries {
        apply(sql, &mut sums, &mut seals, node, (feed, entry))?;
    }
    sums.flush(sql)?;
    row.merged.seq = last.seq;
    if let Some(hash) = log::chain_at(sql, feed, last.seq)? {
        row.merged.hash = hash;
    }
    stream::save(sql, &row)?;
    Ok(entries.len())
}

/// An entry of a kind that this program does not know stays in the log until a newer one reads it.
fn apply(
    sql: &mut dyn Sql,
    sums: &mut Sums,
    seals: &mut Seals,
    node: &Node,
    (feed, entry): (StreamId, &LogEntry),
) -> Result<(), SqlError> {
    match entry.kind {
        EntryKind::MASTER => {
            if let Ok(record) = master_bytes::decode(&entry.content) {
                master::save(sql, &record)?;
            }
            Ok(())
        }
        FORWARDED => apply_forwarded(sql, sums, seals, node, entry),
        EntryKind::APPROVAL => {
            approval::apply(sql, node, DocumentId { stream: feed, seq: entry.seq }, &entry.content)
        }
        _ => Ok(()),
    }
}

fn apply_forwarded(
    sql: &mut dyn Sql,
    sums: &mut Sums,
    seals: &mut Seals,
    node: &Node,
    entry: &LogEntry,
) -> Result<(), SqlError> {
    let unreadable = || SqlError::Unreadable { what: "a forwarded document" };
    let mut reader = Reader::new(&entry.content);
    reader.array_of(4).map_err(|_| unreadable())?;
    let stream = StreamId(reader.uint().map_err(|_| unreadable())?);
    let seq = reader.uint().map_err(|_| unreadable())?;
    let bytes = reader.bytes().map_err(|_| unreadable())?;
    let hash = PostingsHash(reader.bytes_of().map_err(|_| unreadable())?);
    let document = wire::decode(bytes).map_err(|_| unreadable())?;
    let id = DocumentId { stream, seq };
    // The document's bytes are kept under its own name, so that a figure drills down to it.
    let chain = blake3::hash(bytes);
    let chain = fenhao_exchange::hash::ChainHash(*chain.as_bytes());
    log::insert(sql, stream, seq, EntryKind::DOCUMENT, &chain, bytes)?;
    let postings = posting::derive(&document);
    let told = Some(entry.seq);
    let booking = Booking { id, document: &document, postings: &postings, hash, told };
    write::document(sql, sums, seals, Part::Of(node.branch), booking)
}

/// Dispatches to this branch that wait for it: neither reversed nor answered by a receipt that
/// still stands. HQ knows dispatches between other branches too; they are not its own to receive.
pub fn open_dispatches(sql: &mut dyn Sql, node: &Node) -> Result<Vec<DocumentId>, SqlError> {
    let text = "SELECT d.stream, d.seq FROM document AS d WHERE d.kind = ?1 AND d.branch_id <> ?2 \
                AND NOT EXISTS (SELECT 1 FROM document_link AS l WHERE l.to_stream = d.stream \
                AND l.to_seq = d.seq AND (l.role = 1 OR NOT EXISTS (SELECT 1 \
                FROM document_link AS r WHERE r.to_stream = l.stream AND r.to_seq = l.seq \
                AND r.role = 1))) ORDER BY d.business_date, d.stream, d.seq";
    let params = [Value::I64(i64::from(Kind::FH.number())), Value::I64(i64::from(node.branch.0))];
    let mut open = Vec::new();
    for id in sql::all(sql, text, &params, |row| document::read_id(row, 0))? {
        let Some(found) = document::load(sql, id)? else { continue };
        if !found.document.is_red() && found.document.counterpart == Some(node.branch) {
            open.push(id);
        }
    }
    Ok(open)
}

/// The sealed batches of a feed that go beyond `after`, oldest first, up to `bytes` in all (one at
/// least).
pub fn batches_after(
    sql: &mut dyn Sql,
    feed: StreamId,
    after: u64,
    bytes: usize,
) -> Result<Vec<Vec<u8>>, SqlError> {
    let text = "SELECT bytes FROM batch WHERE stream = ?1 AND last_seq > ?2 ORDER BY batch_no";
    let (mut found, mut sum) = (Vec::new(), 0_usize);
    let params = [Value::I64(stored(feed.0)), Value::I64(stored(after))];
    sql.query(text, &params, &mut |row| {
        let batch = row.bytes(0)?.to_vec();
        if !found.is_empty() && sum + batch.len() > bytes {
            return Ok(sql::Flow::Stop);
        }
        sum += batch.len();
        found.push(batch);
        Ok(sql::Flow::On)
    })?;
    Ok(found)
}

/// The feeds that HQ has written to, for sealing.
pub fn written(sql: &mut dyn Sql) -> Result<Vec<StreamId>, SqlError> {
    let text = "SELECT branch_id FROM branch ORDER BY branch_id";
    let branches = sql::all(sql, text, &[], |row| crate::stored::branch(row.i64(0)?))?;
    Ok([CATALOGUE].into_iter().chain(branches.into_iter().map(of_branch)).collect())
}
