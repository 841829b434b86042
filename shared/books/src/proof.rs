//! What the proofs (`verify`, `rebuild`, `reconcile`) have in common.
//!
//! Owns the progress they report, the list of what they find, and the walk through posted
//! documents. Invariant: a proof never changes the books, and it finishes whatever it finds.

use fenhao_domain::document::Document;
use fenhao_domain::entry::Postings;
use fenhao_domain::id::{BranchId, DocumentId};
use fenhao_domain::posting;
use fenhao_exchange::document::{self as wire, PostingsHash};

use crate::sql::{self, Flow, Sql, SqlError, Value};
use crate::stored;

/// Findings kept; the rest are only counted.
pub const FINDINGS_MAX: usize = 200;

/// Documents or entries between two reports of progress.
const STEP: u64 = 1_000;

/// How far a proof has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being read: `log`, `batches`, `documents`, `facts`, `sums`.
    pub what: &'static str,
    /// Done of it.
    pub done: u64,
}

/// Who hears of it.
pub type Listener<'l> = dyn FnMut(Progress) + 'l;

/// What a proof has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings<T> {
    first: Vec<T>,
    count: u64,
}

impl<T> Default for Findings<T> {
    fn default() -> Self {
        Findings { first: Vec::new(), count: 0 }
    }
}

impl<T> Findings<T> {
    /// Adds one.
    pub fn add(&mut self, found: T) {
        self.count += 1;
        if self.first.len() < FINDINGS_MAX {
            self.first.push(found);
        }
    }

    /// The first ones, in the order in which they were found.
    pub fn first(&self) -> &[T] {
        &self.first
    }

    /// All of them.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// True when there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// Counts steps and reports now and then.
pub(crate) struct Meter<'l, 'f> {
    what: &'static str,
    done: u64,
    listener: &'l mut Listener<'f>,
}

impl<'l, 'f> Meter<'l, 'f> {
    /// At the start of a part.
    pub(crate) fn new(what: &'static str, listener: &'l mut Listener<'f>) -> Meter<'l, 'f> {
        listener(Progress { what, done: 0 });
        Meter { what, done: 0, listener }
    }

    /// One more.
    pub(crate) fn step(&mut self) {
        self.done += 1;
        if self.done.is_multiple_of(STEP) {
            (self.listener)(Progress { what: self.what, done: self.done });
        }
    }

    /// How many.
    pub(crate) fn finish(self) -> u64 {
        (self.listener)(Progress { what: self.what, done: self.done });
        self.done
    }
}

/// A posted document with what follows from it.
pub(crate) struct Derived {
    /// Identity.
    pub(crate) id: DocumentId,
    /// Content.
    pub(crate) document: Document,
    /// What it does, derived again.
    pub(crate) postings: Postings,
    /// What its postings hash to, as the node that sent it says.
    pub(crate) hash: PostingsHash,
}

/// Walks through posted documents in order of branch, stream and sequence; one branch's, or all.
/// A document that cannot be read comes as its identity alone.
pub(crate) fn documents(
    sql: &mut dyn Sql,
    branch: Option<BranchId>,
    each: &mut dyn FnMut(Result<Derived, DocumentId>),
) -> Result<(), SqlError> {
    const ALL: &str = "SELECT d.stream, d.seq, l.content, d.postings FROM document d CROSS JOIN log l \
         WHERE l.stream = d.stream AND l.seq = d.seq ORDER BY d.branch_id, d.stream, d.seq";
    const ONE: &str = "SELECT d.stream, d.seq, l.content, d.postings FROM document d CROSS JOIN log l \
         WHERE l.stream = d.stream AND l.seq = d.seq AND d.branch_id = ?1 \
         ORDER BY d.branch_id, d.stream, d.seq";
    let mut read = |row: &dyn sql::Row| {
        let id = stored::document(row.i64(0)?, row.i64(1)?)?;
        each(match wire::decode(row.bytes(2)?) {
            Err(_) => Err(id),
            Ok(document) => {
                let postings = posting::derive(&document);
                Ok(Derived { id, document, postings, hash: stored::postings(row.i64(3)?) })
            }
        });
        Ok(Flow::On)
    };
    match branch {
        None => sql.query(ALL, &[], &mut read),
        Some(branch) => sql.query(ONE, &[Value::I64(i64::from(branch.0))], &mut read),
    }
}
