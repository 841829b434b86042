//! Merging 合并: what branches have sent becomes HQ's books.
//!
//! Owns the order (each stream's own, streams in turn), the checks, and the holding of what cannot
//! be booked. Leaves out taking in. Invariant: any order and cut of the same batches gives the same
//! books; one bad document never stops a stream (`exchange.md` 2.8); the branch's figures are
//! verified, never computed anew.
//!
//! Postings are compared batch by batch, for a batch's header has one hash over all of them. Where
//! it differs, every document of that batch is held, each with the hash that it has here: the
//! branch's row of the document that differs has another. A document that cannot be read leaves its
//! batch uncompared: it is held and its neighbours are booked; when it can be read, the whole batch
//! is compared before it is let go.

use std::collections::BTreeSet;
use std::time::Duration;

use fenhao_domain::document::Document;
use fenhao_domain::entry::Postings;
use fenhao_domain::id::{BranchId, DocumentId, ProductId, StreamId};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::posting;
use fenhao_exchange::document::{self as wire, BookedPostings, DocumentBytesError, PostingsHash};
use fenhao_exchange::log::{EntryKind, LogEntry};
use fenhao_exchange::master as master_bytes;

use crate::approval::{self, Stranger, judge::Judge};
use crate::clock;
use crate::feed;
use crate::period::Seals;
use crate::piece::note;
use crate::sql::{self, Sql, SqlError, Value, stored};
use crate::store::Store;
use crate::sums::Sums;
use crate::table::stream::{self, HeldRow, StreamRow};
use crate::table::{log, master};
use crate::write::{self, Booking, Part};

/// Between two looks at what is coming in.
const LOOK: Duration = Duration::from_millis(1);

/// Looks without anything new after which a group is complete.
const QUIET_LOOKS: u32 = 5;

/// Looks after which merging begins in any case: what came in is in the books within a quarter of
/// a second, however busy the writer is.
const LOOKS_MAX: u32 = 250;

/// What a run of merging did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merged {
    /// Documents booked.
    pub documents: u64,
    /// Entries held back.
    pub held: u64,
    /// Entries passed in all, kinds without bookings included.
    pub entries: u64,
}

/// The merge of one node. Keeps what it has learnt of the master data between runs.
#[derive(Debug, Default)]
pub struct Merger {
    products: BTreeSet<ProductId>,
    judge: Judge,
}

/// Why an entry is held back: a code and its parameters.
#[derive(Clone)]
struct Reason {
    code: &'static str,
    params: String,
}

impl Reason {
    fn new(code: &'static str, params: impl Into<String>) -> Reason {
        Reason { code, params: params.into() }
    }
}

/// A document that may be booked, as far as it tells by itself.
struct Bookable {
    document: Document,
    postings: Postings,
    hash: PostingsHash,
}

impl Bookable {
    fn read(row: &StreamRow, content: &[u8]) -> Result<Bookable, Reason> {
        let document = wire::decode(content).map_err(|error| unreadable(&error))?;
        if document.branch != row.branch {
            return Err(Reason::new("branch_differs", format!("branch={}", document.branch.0)));
        }
        let wrong = |error| Reason::new("document_wrong", format!("message={error}"));
        document.check().map_err(wrong)?;
        let postings = posting::derive(&document);
        let unbalanced = |error| Reason::new("postings_unbalanced", format!("message={error}"));
        postings.prove().map_err(unbalanced)?;
        let hash = PostingsHash::of(&postings);
        Ok(Bookable { document, postings, hash })
    }
}

/// An entry that was taken in; a document with what it tells by itself.
struct Arrived {
    entry: LogEntry,
    document: Option<Result<Bookable, Reason>>,
}

/// The entries of the batch that brought entry `seq`, compared with what the batch says of them.
fn arrived(sql: &mut dyn Sql, row: &StreamRow, seq: u64) -> Result<Vec<Arrived>, SqlError> {
    let told = stream::postings_at(sql, row.stream, seq)?;
    let (before, last) = (told.first_seq - 1, told.last_seq);
    let limit = usize::try_from(last - before).unwrap_or(usize::MAX);
    let entries = log::after(sql, row.stream, before, limit)?;
    let mut booked = BookedPostings::new();
    // Where a key was revoked, the log ends before the batch does.
    let mut whole = entries.last().is_some_and(|entry| entry.seq == last);
    let mut documents = Vec::with_capacity(entries.len());
    for entry in &entries {
        let is_document = entry.kind == EntryKind::DOCUMENT;
        let document = is_document.then(|| Bookable::read(row, &entry.content));
        match &document {
            Some(Ok(bookable)) => drop(booked.insert(entry.seq, bookable.hash)),
            Some(Err(_)) => whole = false,
            None => {}
        }
        documents.push(document);
    }
    if whole && PostingsHash::over(&entries, &booked) != told.hash {
        for document in documents.iter_mut().flatten() {
            let here = document.as_ref().map_or(0, |here| u64::from_be_bytes(here.hash.0));
            let params = format!("first={}\nlast={last}\npostings={here:016x}", told.first_seq);
            *document = Err(Reason::new("postings_differ", params));
        }
    }
    let arrived = entries.into_iter().zip(documents);
    Ok(arrived.map(|(entry, document)| Arrived { entry, document }).collect())
}

impl Merger {
    /// A merge that knows nothing yet.
    pub fn new() -> Merger {
        Merger::default()
    }

    /// Merges some `limit` entries, whole batches, in one transaction. When the database refuses the group, it
    /// is done again entry by entry, each behind a savepoint, so that only the bad one is held.
    pub fn run(&mut self, store: &Store, limit: usize, now: i64) -> Result<Merged, SqlError> {
        let together = store.write(|sql| self.merge_some(sql, limit, now, false));
        match together {
            Err(SqlError::Constraint { .. } | SqlError::Other { .. }) => {
                self.products.clear();
                store.write(|sql| self.merge_some(sql, limit, now, true))
            }
            outcome => outcome,
        }
    }

    fn merge_some(
        &mut self,
        sql: &mut dyn Sql,
        limit: usize,
        now: i64,
        careful: bool,
    ) -> Result<Merged, SqlError> {
        let mut merged = Merged::default();
        let mut sums = Sums::default();
        let mut seals = Seals::load(sql)?;
        let mut left = limit;
        self.judge = Judge::load(sql)?;
        for mut row in stream::list(sql)? {
            // HQ's own streams and feeds are written here, not merged.
            if row.branch == BranchId::HQ || row.merged.seq >= row.acked.seq || left == 0 {
                continue;
            }
            while left > 0 && row.merged.seq < row.acked.seq {
                let next = row.merged.seq + 1;
                for arrived in arrived(sql, &row, next)?.iter().filter(|a| a.entry.seq >= next) {
                    let counts = match careful {
                        false => self.take(sql, &mut sums, &mut seals, &mut row, arrived, now)?,
                        true => self.take_alone(sql, &mut seals, &mut row, arrived, now)?,
                    };
                    merged.documents += counts.documents;
                    merged.held += counts.held;
                    merged.entries += 1;
                    row.merged.seq = arrived.entry.seq;
                    left = left.saturating_sub(1);
                }
                if row.merged.seq < next {
                    return Err(SqlError::Damaged { message: format!("entry {next} is gone") });
                }
            }
            if let Some(hash) = log::chain_at(sql, row.stream, row.merged.seq)? {
                row.merged.hash = hash;
            }
            stream::save(sql, &row)?;
        }
        sums.flush(sql)?;
        Ok(merged)
    }

    /// One entry behind a savepoint of its own.
    fn take_alone(
        &mut self,
        sql: &mut dyn Sql,
        seals: &mut Seals,
        row: &mut StreamRow,
        arrived: &Arrived,
        now: i64,
    ) -> Result<Merged, SqlError> {
        let mut counts = Merged::default();
        let outcome = sql.isolate(&mut |sql| {
            let mut sums = Sums::default();
            counts = self.take(sql, &mut sums, seals, row, arrived, now)?;
            sums.flush(sql)
        });
        match outcome {
            Ok(()) => Ok(counts),
            Err(error @ (SqlError::Constraint { .. } | SqlError::Other { .. })) => {
                // A close that was taken back seals nothing.
                *seals = Seals::load(sql)?;
                let reason = Reason::new("refused_by_database", format!("message={error}"));
                hold(sql, row, &arrived.entry, None, &reason, now)?;
                Ok(Merged { held: 1, ..Merged::default() })
            }
            Err(error) => Err(error),
        }
    }

    fn take(
        &mut self,
        sql: &mut dyn Sql,
        sums: &mut Sums,
        seals: &mut Seals,
        row: &mut StreamRow,
        arrived: &Arrived,
        now: i64,
    ) -> Result<Merged, SqlError> {
        let Arrived { entry, document } = arrived;
        let verdict = match (document, entry.kind) {
            (Some(Ok(bookable)), _) => match self.obstacle(sql, row, &bookable.document)? {
                None => {
                    let Bookable { document, postings, hash } = bookable;
                    let id = DocumentId { stream: row.stream, seq: entry.seq };
                    let mut booking = Booking { id, document, postings, hash: *hash, told: None };
                    booking.told = feed::forward(sql, &booking, &entry.content)?;
                    write::document(sql, sums, seals, Part::All, booking)?;
                    self.judge.look(sql, id, document)?;
                    return Ok(Merged { documents: 1, ..Merged::default() });
                }
                Some(reason) => Err(reason),
            },
            (Some(Err(reason)), _) => Err(reason.clone()),
            (None, EntryKind::MASTER) => self.take_master(sql, sums, row, entry)?,
            (None, EntryKind::CLOCK) => clock::note(row, &entry.content)
                .map_err(|error| unreadable(&DocumentBytesError::Canonical(error))),
            (None, EntryKind::GENESIS) => Ok(()),
            (None, EntryKind::APPLICATION | EntryKind::APPROVAL) => take_approval(sql, row, entry)?,
            (None, EntryKind(number)) => {
                Err(Reason::new("kind_unknown", format!("number={number}")))
            }
        };
        match verdict {
            Ok(()) => Ok(Merged::default()),
            Err(reason) => {
                hold(sql, row, entry, readable(entry), &reason, now)?;
                Ok(Merged { held: 1, ..Merged::default() })
            }
        }
    }

    /// What in these books keeps a document from being booked.
    fn obstacle(
        &mut self,
        sql: &mut dyn Sql,
        row: &StreamRow,
        document: &Document,
    ) -> Result<Option<Reason>, SqlError> {
        if let Some(unknown) = self.unknown_product(sql, document)? {
            return Ok(Some(Reason::new("product_unknown", format!("code={}", unknown.0))));
        }
        if let Some(original) = document.reverses.or(document.refers_to)
            && original.stream == row.stream
            && is_held(sql, original)?
        {
            return Ok(Some(Reason::new("original_held", format!("seq={}", original.seq))));
        }
        Ok(None)
    }

    fn unknown_product(
        &mut self,
        sql: &mut dyn Sql,
        document: &Document,
    ) -> Result<Option<ProductId>, SqlError> {
        for line in &document.lines {
            if self.products.contains(&line.product) {
                continue;
            }
            let text = "SELECT product_id FROM product WHERE product_id = ?1";
            let params = [Value::I64(stored(line.product.0 & (u64::MAX >> 1)))];
            if sql::one(sql, text, &params, |row| row.i64(0))?.is_none() {
                return Ok(Some(line.product));
            }
            self.products.insert(line.product);
        }
        Ok(None)
    }

    /// A branch may make provisional products of its own and customers; the rest is HQ's
    /// (`domain.md` Master data).
    fn take_master(
        &mut self,
        sql: &mut dyn Sql,
        sums: &mut Sums,
        row: &StreamRow,
        entry: &LogEntry,
    ) -> Result<Result<(), Reason>, SqlError> {
        let record = match master_bytes::decode(&entry.content) {
            Ok(record) => record,
            Err(error) => return Ok(Err(unreadable(&error))),
        };
        let allowed = match &record {
            MasterRecord::Product(product) => product.id.0 >> 32 == u64::from(row.branch.0) + 1,
            MasterRecord::Employee(employee) => employee.branch == row.branch,
            MasterRecord::Partner(partner) => partner.customer && !partner.supplier,
            MasterRecord::SerialNote(note) => note.branch == row.branch,
            _ => false,
        };
        if !allowed {
            return Ok(Err(Reason::new("not_the_branchs", "")));
        }
        if let MasterRecord::SerialNote(note) = &record {
            let id = DocumentId { stream: row.stream, seq: entry.seq };
            note::book(sql, &mut sums.pieces, id, note)?;
        }
        master::save(sql, &record)?;
        Ok(Ok(()))
    }

    /// Tries a held entry again, after a person has mended what it lacked. Says whether it went in.
    pub fn retry(&mut self, store: &Store, id: DocumentId, now: i64) -> Result<bool, SqlError> {
        self.products.clear();
        store.write(|sql| {
            let Some(mut row) = stream::load(sql, id.stream)? else { return Ok(false) };
            if !is_held(sql, id)? {
                return Ok(false);
            }
            let batch = arrived(sql, &row, id.seq)?;
            let Some(entry) = batch.iter().find(|arrived| arrived.entry.seq == id.seq) else {
                return Ok(false);
            };
            let mut seals = Seals::load(sql)?;
            self.judge = Judge::load(sql)?;
            let mut sums = Sums::default();
            let counts = self.take(sql, &mut sums, &mut seals, &mut row, entry, now)?;
            sums.flush(sql)?;
            if counts.held == 0 {
                stream::release(sql, id)?;
            }
            Ok(counts.held == 0)
        })
    }
}

/// An application of the branch, or what happened to one at the branch.
fn take_approval(
    sql: &mut dyn Sql,
    row: &StreamRow,
    entry: &LogEntry,
) -> Result<Result<(), Reason>, SqlError> {
    let at = DocumentId { stream: row.stream, seq: entry.seq };
    let taken = approval::take(sql, row.branch, at, entry.kind, &entry.content)?;
    Ok(taken.map_err(|stranger| match stranger {
        Stranger::Bytes(error) => unreadable(&error),
        Stranger::Branch(branch) => Reason::new("branch_differs", format!("branch={}", branch.0)),
        Stranger::Application => Reason::new("not_the_branchs", ""),
    }))
}

/// Waits while more is being taken in, so that many documents share a transaction: until `limit`
/// entries are there, or nothing has come for some milliseconds.
pub fn gather(store: &Store, limit: usize) -> Result<(), SqlError> {
    let (mut asked, mut quiet) = (store.writes_asked(), 0);
    for _ in 0..LOOKS_MAX {
        std::thread::sleep(LOOK);
        quiet = if store.writes_asked() == asked { quiet + 1 } else { 0 };
        asked = store.writes_asked();
        if quiet >= QUIET_LOOKS || store.read(unmerged)? >= limit as u64 {
            break;
        }
    }
    Ok(())
}

/// How many entries are taken in but not merged yet.
pub fn unmerged(sql: &mut dyn Sql) -> Result<u64, SqlError> {
    let rows = stream::list(sql)?;
    let open = |row: &StreamRow| row.acked.seq.saturating_sub(row.merged.seq);
    Ok(rows.iter().filter(|row| row.branch != BranchId::HQ).map(open).sum())
}

fn is_held(sql: &mut dyn Sql, id: DocumentId) -> Result<bool, SqlError> {
    let text = "SELECT seq FROM held WHERE stream = ?1 AND seq = ?2";
    let params = [Value::I64(stored(id.stream.0)), Value::I64(stored(id.seq))];
    Ok(sql::one(sql, text, &params, |row| row.i64(0))?.is_some())
}

fn unreadable(error: &DocumentBytesError) -> Reason {
    match error {
        DocumentBytesError::NewerVersion { found } => {
            Reason::new("version_unknown", format!("version={found}"))
        }
        DocumentBytesError::UnknownKind { number } => {
            Reason::new("kind_unknown", format!("number={number}"))
        }
        DocumentBytesError::Canonical(_) | DocumentBytesError::OutOfRange { .. } => {
            Reason::new("bytes_unreadable", format!("message={error}"))
        }
    }
}

/// The document in an entry, if it can be read: for showing a person what is held.
fn readable(entry: &LogEntry) -> Option<Document> {
    match entry.kind {
        EntryKind::DOCUMENT => wire::decode(&entry.content).ok(),
        _ => None,
    }
}

fn hold(
    sql: &mut dyn Sql,
    row: &StreamRow,
    entry: &LogEntry,
    document: Option<Document>,
    reason: &Reason,
    now: i64,
) -> Result<(), SqlError> {
    let kind = document.as_ref().map_or("", |document| document.kind.code());
    stream::hold(
        sql,
        &HeldRow {
            id: DocumentId { stream: row.stream, seq: entry.seq },
            branch: row.branch,
            kind: kind.to_owned(),
            number: document.map_or_else(String::new, |document| document.number.0),
            reason: reason.code.to_owned(),
            params: reason.params.clone(),
            since: now,
        },
    )
}

/// The stream of a branch, if it is enrolled.
pub fn stream_of(sql: &mut dyn Sql, branch: BranchId) -> Result<Option<StreamId>, SqlError> {
    let rows = stream::list(sql)?;
    Ok(rows.iter().rev().find(|row| row.branch == branch).map(|row| row.stream))
}
