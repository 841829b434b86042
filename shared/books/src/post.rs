//! The one posting transaction 过账: number, cost, derive, prove, rows, sums, log.
//!
//! Owns the order of the steps and the run that keeps what they need at hand. Leaves out permission
//! (`app` has asked already) and the wording of errors. Invariant: a document is posted whole or
//! not at all; a document that fails leaves no number and no trace behind.

use std::collections::BTreeMap;

use fenhao_domain::calendar::{BusinessDate, Month, Timestamp};
use fenhao_domain::cost::{self, Balances, CostError, NegativeStock, Original};
use fenhao_domain::document::{Document, DocumentError};
use fenhao_domain::entry::BalanceError;
use fenhao_domain::id::{BranchId, DocumentId, EmployeeId};
use fenhao_domain::kind::Kind;
use fenhao_domain::number::DocumentNumber;
use fenhao_domain::posting;
use fenhao_domain::quantity::Quantity;
use fenhao_exchange::document::{self as wire, PostingsHash};
use fenhao_exchange::hash::ChainHash;
use fenhao_exchange::log::{ChainHead, EntryKind};
use thiserror::Error;

use crate::clock;
use crate::feed;
use crate::node::Node;
use crate::period::Sealed;
use crate::sql::{self, Sql, SqlError, Value};
use crate::sums::Sums;
use crate::table::document::{self as documents, StoredDocument};
use crate::table::log;
use crate::write::{self, Part};

/// Why a document is not posted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PostError {
    /// The document itself is wrong.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Its cost cannot be found.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// Its month is sealed.
    #[error("{month} is sealed")]
    PeriodSealed {
        /// The month.
        month: Month,
    },
    /// The document it points to is not in these books.
    #[error("the document referred to is not in the books")]
    UnknownDocument,
    /// The document referred to is not one that this kind answers, or not to this branch.
    #[error("{number} is not to be answered by this document")]
    OtherPurpose {
        /// Its number.
        number: DocumentNumber,
    },
    /// It has been reversed already.
    #[error("{number} has been reversed already")]
    AlreadyReversed {
        /// Its number.
        number: DocumentNumber,
    },
    /// It has been returned or received against; that must be reversed first.
    #[error("{number} follows from it")]
    HasFollower {
        /// Number of the document that follows.
        number: DocumentNumber,
    },
    /// More comes back or arrives than was sold or dispatched and not taken yet.
    #[error("line {line}: {left} left to return")]
    ReturnTooMuch {
        /// Line of the original, from 1.
        line: u32,
        /// What may still come back.
        left: Quantity,
    },
    /// It is another branch's: only the node that wrote it takes it back, HQ never does for it.
    #[error("{number} is another branch's")]
    OtherBranch {
        /// Its number.
        number: DocumentNumber,
    },
    /// A red document cannot be reversed; the original is posted again instead.
    #[error("a red document is not reversed")]
    RedReversal,
    /// The postings do not balance: an invariant is broken.
    #[error(transparent)]
    Balance(#[from] BalanceError),
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// A posted document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Identity.
    pub id: DocumentId,
    /// As posted: numbered and costed.
    pub document: Document,
    /// The chain value after it.
    pub chain: ChainHash,
}

/// A run of postings in one write transaction. Its moves, entries and sums are in their tables only
/// after [`Poster::finish`].
pub struct Poster<'n> {
    node: &'n Node,
    head: ChainHead,
    sums: Sums,
    sealed: Sealed,
    numbers: BTreeMap<(Kind, BusinessDate), u32>,
}

impl<'n> Poster<'n> {
    /// Begins a run.
    pub fn begin(sql: &mut dyn Sql, node: &'n Node) -> Result<Poster<'n>, SqlError> {
        Ok(Poster {
            node,
            head: log::head(sql, node.stream)?,
            sums: Sums::default(),
            sealed: Sealed::load(sql, node.branch)?,
            numbers: BTreeMap::new(),
        })
    }

    /// Posts one document of this node. Its number, branch and cost are set here.
    pub fn post(
        &mut self,
        sql: &mut dyn Sql,
        mut document: Document,
        negative: NegativeStock,
    ) -> Result<Posted, PostError> {
        document.branch = self.node.branch;
        let month = document.business_date.month();
        if self.sealed.has(month) {
            return Err(PostError::PeriodSealed { month });
        }
        document.check()?;
        let original = self.original(sql, &document)?;
        self.freeze_cost(sql, &mut document, original.as_ref(), negative)?;
        let count = self.next_number(sql, &document)?;
        document.number = DocumentNumber::new(
            document.kind.code(),
            &self.node.code,
            document.business_date,
            count,
        );
        let postings = posting::derive(&document);
        postings.prove()?;
        let bytes = wire::encode(&document, PostingsHash::of(&postings));
        let id = DocumentId { stream: self.node.stream, seq: self.head.seq + 1 };
        let part = Part::booked_by(self.node.branch);
        // From here on only the database can fail, and then the whole transaction is taken back.
        write::document(sql, &mut self.sums, &self.sealed, part, id, &document, &postings)?;
        log::append(sql, self.node.stream, &mut self.head, EntryKind::DOCUMENT, &bytes)?;
        if self.node.branch == BranchId::HQ {
            // Nobody merges HQ's own stream, so what concerns a branch goes into its feed here.
            feed::forward(sql, id, &document, &bytes)?;
        }
        self.numbers.insert((document.kind, document.business_date), count);
        Ok(Posted { id, document, chain: self.head.hash })
    }

    /// Appends an entry that is no document (a provisional product, a clock event) to the stream.
    pub fn append(
        &mut self,
        sql: &mut dyn Sql,
        kind: EntryKind,
        content: &[u8],
    ) -> Result<(), SqlError> {
        log::append(sql, self.node.stream, &mut self.head, kind, content)
    }

    /// Writes moves, entries, sums and counters.
    pub fn finish(mut self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        self.sums.flush(sql)?;
        for ((kind, date), last) in &self.numbers {
            let text = "INSERT INTO number_counter (branch_id, kind, business_date, last) \
                        VALUES (?1, ?2, ?3, ?4) \
                        ON CONFLICT (branch_id, kind, business_date) DO UPDATE SET \
                        last = excluded.last";
            let params = [
                i64::from(self.node.branch.0),
                i64::from(kind.number()),
                i64::from(date.number()),
                i64::from(*last),
            ];
            sql.execute(text, &params.map(Value::I64))?;
        }
        Ok(())
    }

    fn freeze_cost(
        &mut self,
        sql: &mut dyn Sql,
        document: &mut Document,
        original: Option<&(StoredDocument, Vec<Quantity>)>,
        negative: NegativeStock,
    ) -> Result<(), PostError> {
        let mut balances = Balances::new();
        for line in &document.lines {
            if let std::collections::btree_map::Entry::Vacant(entry) = balances.entry(line.product)
            {
                let (branch, warehouse) = (document.branch, document.warehouse);
                entry.insert(self.sums.balance(sql, branch, warehouse, line.product)?);
            }
        }
        let original = original.filter(|_| !document.is_red()).map(|(found, returned)| Original {
            document: &found.document,
            returned: returned.as_slice(),
        });
        Ok(cost::freeze(document, &mut balances, original, negative)?)
    }

    /// The document that this one reverses or follows from, with what has come back of it so far.
    fn original(
        &mut self,
        sql: &mut dyn Sql,
        document: &Document,
    ) -> Result<Option<(StoredDocument, Vec<Quantity>)>, PostError> {
        let Some(id) = document.reverses.or(document.refers_to) else { return Ok(None) };
        let Some(found) = documents::load(sql, id)? else {
            // A receipt may come before the news of its dispatch; its own cost stands then.
            return match document.kind {
                Kind::RS => Ok(None),
                _ => Err(PostError::UnknownDocument),
            };
        };
        if documents::is_reversed(sql, id)? {
            return Err(PostError::AlreadyReversed { number: found.document.number });
        }
        if document.is_red() {
            return Ok(Some((found, Vec::new())));
        }
        let answers = match document.kind {
            Kind::LT => found.document.kind == Kind::LS,
            // Only the branch that a dispatch was sent to receives it.
            Kind::RS => {
                found.document.kind == Kind::FH
                    && found.document.counterpart == Some(document.branch)
            }
            _ => true,
        };
        if !answers {
            return Err(PostError::OtherPurpose { number: found.document.number });
        }
        let taken = documents::followed(sql, id, &found.document)?;
        let mut wanted = taken.clone();
        for line in &document.lines {
            let place = usize::try_from(line.refers_to_line).ok().and_then(|n| n.checked_sub(1));
            let sold = place.and_then(|place| found.document.lines.get(place).map(|l| (place, l)));
            let Some((place, sold)) = sold else { continue };
            wanted[place] += line.quantity;
            if wanted[place] > sold.quantity {
                let left = sold.quantity - taken[place];
                return Err(PostError::ReturnTooMuch { line: line.refers_to_line, left });
            }
        }
        Ok(Some((found, taken)))
    }

    fn next_number(&self, sql: &mut dyn Sql, document: &Document) -> Result<u32, SqlError> {
        if let Some(last) = self.numbers.get(&(document.kind, document.business_date)) {
            return Ok(last + 1);
        }
        let text = "SELECT last FROM number_counter \
                    WHERE branch_id = ?1 AND kind = ?2 AND business_date = ?3";
        let key = [
            i64::from(self.node.branch.0),
            i64::from(document.kind.number()),
            i64::from(document.business_date.number()),
        ];
        let last = sql::one(sql, text, &key.map(Value::I64), |row| row.i64(0))?.unwrap_or(0);
        u32::try_from(last + 1).map_err(|_| SqlError::Unreadable { what: "a number counter" })
    }
}

/// Posts one document, written just now, in the caller's transaction.
pub fn post_one(
    sql: &mut dyn Sql,
    node: &Node,
    document: Document,
    negative: NegativeStock,
) -> Result<Posted, PostError> {
    let mut poster = Poster::begin(sql, node)?;
    clock::before_posting(sql, node, &mut poster, document.recorded_at)?;
    let posted = poster.post(sql, document, negative)?;
    poster.finish(sql)?;
    Ok(posted)
}

/// Header of a red document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReverseHeader {
    /// Its business date.
    pub business_date: BusinessDate,
    /// When it is written.
    pub recorded_at: Timestamp,
    /// Who answers for it.
    pub handler: EmployeeId,
    /// Why.
    pub remark: String,
}

/// Reverses a posted document 红字冲账 in the caller's transaction.
pub fn reverse(
    sql: &mut dyn Sql,
    node: &Node,
    id: DocumentId,
    header: ReverseHeader,
) -> Result<Posted, PostError> {
    let found = documents::load(sql, id)?.ok_or(PostError::UnknownDocument)?;
    if found.document.branch != node.branch {
        return Err(PostError::OtherBranch { number: found.document.number });
    }
    if found.document.is_red() {
        return Err(PostError::RedReversal);
    }
    for follower in documents::links_to(sql, id, documents::LinkRole::Follows)? {
        if !documents::is_reversed(sql, follower)?
            && let Some(found) = documents::load(sql, follower)?
        {
            return Err(PostError::HasFollower { number: found.document.number });
        }
    }
    let mut red = found.document.reversal(id);
    red.business_date = header.business_date;
    red.recorded_at = header.recorded_at;
    red.handler = header.handler;
    red.remark = header.remark;
    post_one(sql, node, red, NegativeStock::Pass)
}
