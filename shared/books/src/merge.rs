//! Merging 合并: what branches have sent becomes HQ's books.
//!
//! Owns the order (each stream's own, streams in turn), the checks, and the holding of what cannot
//! be booked. Leaves out taking in. Invariant: any order and cut of the same batches gives the same
//! books; one bad document never stops a stream (`exchange.md` 2.8); the branch's figures are
//! verified, never computed anew.

use std::collections::BTreeSet;
use std::time::Duration;

use fenhao_domain::document::Document;
use fenhao_domain::entry::Postings;
use fenhao_domain::id::{BranchId, DocumentId, ProductId, StreamId};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::posting;
use fenhao_exchange::document::{self as wire, DocumentBytesError, PostingsHash};
use fenhao_exchange::log::{EntryKind, LogEntry};
use fenhao_exchange::master as master_bytes;

use crate::clock;
use crate::feed;
use crate::period::Sealed;
use crate::sql::{self, Sql, SqlError, Value, stored};
use crate::store::Store;
use crate::sums::Sums;
use crate::table::stream::{self, HeldRow, StreamRow};
use crate::table::{log, master};
use crate::write::{self, Part};

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
}

/// Why an entry is held back: a code and its parameters.
struct Reason {
    code: &'static str,
    params: String,
}

impl Reason {
    fn new(code: &'static str, params: impl Into<String>) -> Reason {
        Reason { code, params: params.into() }
    }
}

/// A document that may be booked.
struct Bookable {
    document: Document,
    postings: Postings,
}

impl Merger {
    /// A merge that knows nothing yet.
    pub fn new() -> Merger {
        Merger::default()
    }

    /// Merges at most `limit` entries in one transaction. When the database refuses the group, it
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
        let mut left = limit;
        for mut row in stream::list(sql)? {
            // HQ's own streams and feeds are written here, not merged.
            if row.branch == BranchId::HQ || row.merged.seq >= row.acked.seq || left == 0 {
                continue;
            }
            let entries = log::after(sql, row.stream, row.merged.seq, left)?;
            let sealed = Sealed::load(sql, row.branch)?;
            let acked = row.acked.seq;
            for entry in entries.iter().filter(|entry| entry.seq <= acked) {
                let counts = match careful {
                    false => self.take(sql, &mut sums, &sealed, &mut row, entry, now)?,
                    true => self.take_alone(sql, &sealed, &mut row, entry, now)?,
                };
                merged.documents += counts.documents;
                merged.held += counts.held;
                merged.entries += 1;
                row.merged.seq = entry.seq;
                left -= 1;
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
        sealed: &Sealed,
        row: &mut StreamRow,
        entry: &LogEntry,
        now: i64,
    ) -> Result<Merged, SqlError> {
        let mut counts = Merged::default();
        let outcome = sql.isolate(&mut |sql| {
            let mut sums = Sums::default();
            counts = self.take(sql, &mut sums, sealed, row, entry, now)?;
            sums.flush(sql)
        });
        match outcome {
            Ok(()) => Ok(counts),
            Err(error @ (SqlError::Constraint { .. } | SqlError::Other { .. })) => {
                let reason = Reason::new("refused_by_database", format!("message={error}"));
                hold(sql, row, entry, None, &reason, now)?;
                Ok(Merged { held: 1, ..Merged::default() })
            }
            Err(error) => Err(error),
        }
    }

    fn take(
        &mut self,
        sql: &mut dyn Sql,
        sums: &mut Sums,
        sealed: &Sealed,
        row: &mut StreamRow,
        entry: &LogEntry,
        now: i64,
    ) -> Result<Merged, SqlError> {
        let verdict = match entry.kind {
            EntryKind::DOCUMENT => {
                let id = DocumentId { stream: row.stream, seq: entry.seq };
                match self.examine(sql, row, entry)? {
                    Ok(bookable) => {
                        let Bookable { document, postings } = &bookable;
                        write::document(sql, sums, sealed, Part::All, id, document, postings)?;
                        feed::forward(sql, id, document, &entry.content)?;
                        return Ok(Merged { documents: 1, ..Merged::default() });
                    }
                    Err(reason) => Err(reason),
                }
            }
            EntryKind::MASTER => self.take_master(sql, row, &entry.content)?,
            EntryKind::CLOCK => clock::note(row, &entry.content)
                .map_err(|error| unreadable(&DocumentBytesError::Canonical(error))),
            EntryKind::GENESIS => Ok(()),
            EntryKind(number) => Err(Reason::new("kind_unknown", format!("number={number}"))),
        };
        match verdict {
            Ok(()) => Ok(Merged::default()),
            Err(reason) => {
                hold(sql, row, entry, readable(entry), &reason, now)?;
                Ok(Merged { held: 1, ..Merged::default() })
            }
        }
    }

    fn examine(
        &mut self,
        sql: &mut dyn Sql,
        row: &StreamRow,
        entry: &LogEntry,
    ) -> Result<Result<Bookable, Reason>, SqlError> {
        let read = match wire::decode(&entry.content) {
            Ok(read) => read,
            Err(error) => return Ok(Err(unreadable(&error))),
        };
        let document = read.document;
        if document.branch != row.branch {
            let params = format!("branch={}", document.branch.0);
            return Ok(Err(Reason::new("branch_differs", params)));
        }
        if let Err(error) = document.check() {
            return Ok(Err(Reason::new("document_wrong", format!("message={error}"))));
        }
        let postings = posting::derive(&document);
        if let Err(error) = postings.prove() {
            return Ok(Err(Reason::new("postings_unbalanced", format!("message={error}"))));
        }
        if PostingsHash::of(&postings) != read.postings {
            return Ok(Err(Reason::new("postings_differ", "")));
        }
        if let Some(unknown) = self.unknown_product(sql, &document)? {
            return Ok(Err(Reason::new("product_unknown", format!("code={}", unknown.0))));
        }
        if let Some(original) = document.reverses.or(document.refers_to)
            && original.stream == row.stream
            && is_held(sql, original)?
        {
            return Ok(Err(Reason::new("original_held", format!("seq={}", original.seq))));
        }
        Ok(Ok(Bookable { document, postings }))
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
        row: &StreamRow,
        content: &[u8],
    ) -> Result<Result<(), Reason>, SqlError> {
        let record = match master_bytes::decode(content) {
            Ok(record) => record,
            Err(error) => return Ok(Err(unreadable(&error))),
        };
        let allowed = match &record {
            MasterRecord::Product(product) => product.id.0 >> 32 == u64::from(row.branch.0) + 1,
            MasterRecord::Employee(employee) => employee.branch == row.branch,
            MasterRecord::Partner(partner) => partner.customer && !partner.supplier,
            _ => false,
        };
        if !allowed {
            return Ok(Err(Reason::new("not_the_branchs", "")));
        }
        master::save(sql, &record)?;
        Ok(Ok(()))
    }

    /// Tries a held entry again, after a person has mended what it lacked. Says whether it went in.
    pub fn retry(&mut self, store: &Store, id: DocumentId, now: i64) -> Result<bool, SqlError> {
        self.products.clear();
        store.write(|sql| {
            let row = stream::load(sql, id.stream)?;
            let entry = log::after(sql, id.stream, id.seq.saturating_sub(1), 1)?.pop();
            let (Some(mut row), Some(entry)) = (row, entry) else { return Ok(false) };
            if entry.seq != id.seq || !is_held(sql, id)? {
                return Ok(false);
            }
            let sealed = Sealed::load(sql, row.branch)?;
            let mut sums = Sums::default();
            let counts = self.take(sql, &mut sums, &sealed, &mut row, &entry, now)?;
            sums.flush(sql)?;
            if counts.held == 0 {
                stream::release(sql, id)?;
            }
            Ok(counts.held == 0)
        })
    }
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
        EntryKind::DOCUMENT => wire::decode(&entry.content).ok().map(|read| read.document),
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
