//! Periods 会计期间: which month a document is booked in, and the seals that say so.
//!
//! Owns the seals and the booking month. Leaves out what a close must prove (`close`). Invariant: the
//! booking month is a function of a document's date and of its place in its stream relative to the
//! cut 截止 of the closes, never of when it arrives, so that branch and HQ book it alike
//! (`domain.md` Periods). What lies beyond a cut is booked in the first open month after it and keeps
//! its own date.
//!
//! A close says what it includes: for each stream the last entry, as the document's settlements of
//! nothing. Its own stream it includes up to itself. A branch's close names its feed, because goods
//! that others receive from it are booked when the feed tells it; HQ's close names every stream that
//! it has merged, and so seals the month of the whole company.

use std::collections::BTreeMap;

use fenhao_domain::calendar::{BusinessDate, Month};
use fenhao_domain::document::Document;
use fenhao_domain::entry::Postings;
use fenhao_domain::id::{BranchId, DocumentId, StreamId};
use fenhao_domain::kind::Kind;
use fenhao_domain::posting;

use crate::sql::{self, Sql, SqlError, Value, stored as stored_id};
use crate::sums::Sums;
use crate::table::{document as documents, stream as streams};
use crate::{feed, node, stored};

/// A seal of a branch's month for one stream: what comes after `after`, up to `until`, is beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seal {
    /// Whose books.
    branch: BranchId,
    /// Which month.
    month: Month,
    /// Of which stream.
    stream: StreamId,
    /// The last entry that the close includes.
    after: u64,
    /// The last entry before the month was opened again; none while it is closed.
    until: Option<u64>,
    /// The close.
    by: DocumentId,
}

impl Seal {
    fn excludes(&self, origin: DocumentId) -> bool {
        let within = origin.seq > self.after && self.until.is_none_or(|until| origin.seq <= until);
        // A later device of the branch never wrote before the close of an earlier one.
        let later = self.by.stream == self.stream
            && origin.stream > self.stream
            && !feed::is_feed(origin.stream)
            && !feed::is_feed(self.stream)
            && self.branch != BranchId::HQ
            && self.until.is_none();
        (origin.stream == self.stream && within) || later
    }
}

/// The seals that this node knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seals(BTreeMap<(BranchId, i32), Vec<Seal>>);

impl Seals {
    /// Reads them.
    pub fn load(sql: &mut dyn Sql) -> Result<Seals, SqlError> {
        let text = "SELECT branch_id, month, stream, after_seq, until_seq, by_stream, by_seq \
                    FROM period_seal ORDER BY branch_id, month, by_stream, by_seq, stream";
        let rows = sql::all(sql, text, &[], |row| {
            Ok(Seal {
                branch: stored::branch(row.i64(0)?)?,
                month: stored::month(row.i64(1)?)?,
                stream: StreamId(sql::unsigned(row.i64(2)?)?),
                after: sql::unsigned(row.i64(3)?)?,
                until: row.i64_opt(4)?.map(sql::unsigned).transpose()?,
                by: stored::document(row.i64(5)?, row.i64(6)?)?,
            })
        })?;
        let mut seals = Seals::default();
        rows.into_iter().for_each(|seal| seals.add(seal));
        Ok(seals)
    }

    fn add(&mut self, seal: Seal) {
        self.0.entry((seal.branch, seal.month.number())).or_default().push(seal);
    }

    /// True when a branch's month excludes what comes from this place.
    fn excludes(&self, branch: BranchId, month: Month, origin: DocumentId) -> bool {
        let seals = self.0.get(&(branch, month.number()));
        seals.is_some_and(|seals| seals.iter().any(|seal| seal.excludes(origin)))
    }

    /// The month in which a branch's part of a document from this place is booked: that of its date,
    /// or the first one after it that does not exclude it. A year's close stands in a month of its
    /// own after December.
    pub fn booking_month(
        &self,
        branch: BranchId,
        origin: DocumentId,
        kind: Kind,
        date: BusinessDate,
    ) -> Month {
        let mut month = date.month();
        if kind == Kind::NJC {
            return Month::year_close(month.year());
        }
        while self.excludes(branch, month, origin) {
            month = month.next();
        }
        month
    }

    /// The closes of a branch's month that stand, its own and HQ's.
    pub fn closes(&self, branch: BranchId, month: Month) -> Vec<DocumentId> {
        let seals = self.0.get(&(branch, month.number()));
        let standing = seals.into_iter().flatten().filter(|seal| seal.until.is_none());
        let mut closes: Vec<DocumentId> = standing.map(|seal| seal.by).collect();
        closes.sort_unstable();
        closes.dedup();
        closes
    }

    /// The newest month of a branch that is closed.
    pub fn newest(&self, branch: BranchId) -> Option<Month> {
        let mine = self.0.iter().filter(|((owner, _), _)| *owner == branch);
        let closed = mine.filter(|(_, seals)| seals.iter().any(|seal| seal.until.is_none()));
        closed.filter_map(|((_, month), _)| Month::from_number(*month)).max()
    }
}

/// Where a branch's part of a document comes from: its own documents from their stream, other
/// branches' from its feed. HQ has no feed; it books what it merges.
pub fn origin(
    branch: BranchId,
    id: DocumentId,
    document: &Document,
    told: Option<u64>,
) -> DocumentId {
    match told {
        Some(seq) if branch != document.branch && branch != BranchId::HQ => {
            DocumentId { stream: feed::of_branch(branch), seq }
        }
        _ => id,
    }
}

/// Makes a close take effect, or a red one open the month again, in the transaction that books it:
/// its seals are written, and what was booked in the month before this node knew of the close, and
/// lies beyond its cut, moves to the month after.
pub(crate) fn take_effect(
    sql: &mut dyn Sql,
    sums: &mut Sums,
    seals: &mut Seals,
    id: DocumentId,
    document: &Document,
) -> Result<(), SqlError> {
    let before = seals.clone();
    let touched = match document.reverses {
        None => close(sql, seals, id, document)?,
        Some(close) => reopen(sql, seals, id, document, close)?,
    };
    for seal in touched {
        book_again(sql, sums, (&before, seals), seal)?;
    }
    Ok(())
}

fn close(
    sql: &mut dyn Sql,
    seals: &mut Seals,
    id: DocumentId,
    document: &Document,
) -> Result<Vec<Seal>, SqlError> {
    let month = document.business_date.month();
    let mut written = Vec::new();
    for (branch, cut) in cuts(sql, id, document)? {
        let (stream, after) = (cut.stream, cut.seq);
        written.push(Seal { branch, month, stream, after, until: None, by: id });
    }
    for seal in &written {
        let text = "INSERT INTO period_seal (branch_id, month, stream, after_seq, until_seq, \
                    by_stream, by_seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let params = [
            Value::I64(i64::from(seal.branch.0)),
            Value::I64(i64::from(seal.month.number())),
            Value::I64(stored_id(seal.stream.0)),
            Value::I64(stored_id(seal.after)),
            Value::Null,
            Value::I64(stored_id(seal.by.stream.0)),
            Value::I64(stored_id(seal.by.seq)),
        ];
        sql.execute(text, &params)?;
        seals.add(*seal);
    }
    Ok(written)
}

fn reopen(
    sql: &mut dyn Sql,
    seals: &mut Seals,
    id: DocumentId,
    document: &Document,
    close: DocumentId,
) -> Result<Vec<Seal>, SqlError> {
    let until: BTreeMap<StreamId, u64> =
        cuts(sql, id, document)?.into_iter().map(|(_, cut)| (cut.stream, cut.seq)).collect();
    let mut opened = Vec::new();
    for seal in seals.0.values_mut().flatten().filter(|seal| seal.by == close) {
        let Some(last) = until.get(&seal.stream) else { continue };
        seal.until = Some(*last);
        opened.push(*seal);
        let text = "UPDATE period_seal SET until_seq = ?1 \
                    WHERE by_stream = ?2 AND by_seq = ?3 AND stream = ?4 AND branch_id = ?5";
        let params = [
            stored_id(*last),
            stored_id(close.stream.0),
            stored_id(close.seq),
            stored_id(seal.stream.0),
            i64::from(seal.branch.0),
        ];
        sql.execute(text, &params.map(Value::I64))?;
    }
    Ok(opened)
}

/// What a close includes of which branch's books.
fn cuts(
    sql: &mut dyn Sql,
    id: DocumentId,
    document: &Document,
) -> Result<Vec<(BranchId, DocumentId)>, SqlError> {
    let mut found = vec![(document.branch, id)];
    for included in document.settles.iter().map(|settlement| settlement.document) {
        let Some(owner) = owner(sql, included.stream)? else { continue };
        found.push((owner, included));
        if document.branch == BranchId::HQ && !feed::is_feed(included.stream) {
            found.push((BranchId::HQ, included));
        }
    }
    Ok(found)
}

/// Whose books what comes in a stream is booked in.
fn owner(sql: &mut dyn Sql, stream: StreamId) -> Result<Option<BranchId>, SqlError> {
    if let Some(branch) = feed::branch_of(stream) {
        return Ok(Some(branch));
    }
    if let Some(node) = node::load(sql)?.filter(|node| node.stream == stream) {
        return Ok(Some(node.branch));
    }
    Ok(streams::load(sql, stream)?.map(|row| row.branch))
}

/// Moves what a seal changes from the month in which it was booked to the one where it belongs.
fn book_again(
    sql: &mut dyn Sql,
    sums: &mut Sums,
    (before, after): (&Seals, &Seals),
    seal: Seal,
) -> Result<(), SqlError> {
    for (origin, id) in beyond(sql, seal)? {
        let Some(found) = documents::load(sql, id)? else { continue };
        let (kind, date) = (found.document.kind, found.document.business_date);
        let old = before.booking_month(seal.branch, origin, kind, date);
        let new = after.booking_month(seal.branch, origin, kind, date);
        if old == new {
            continue;
        }
        let Postings { entries, .. } = posting::derive(&found.document);
        for entry in entries.iter().filter(|entry| entry.branch == seal.branch) {
            sums.move_entry(entry, date.month(), old, new);
        }
    }
    Ok(())
}

/// Booked documents of the seal's stream after its cut, with the place from which they come, whose
/// date does not lie after its month.
fn beyond(sql: &mut dyn Sql, seal: Seal) -> Result<Vec<(DocumentId, DocumentId)>, SqlError> {
    if feed::is_feed(seal.stream) {
        let told = feed::told_after(sql, seal.stream, seal.after)?;
        let place = |(seq, id)| (DocumentId { stream: seal.stream, seq }, id);
        return Ok(told.into_iter().map(place).collect());
    }
    let text = "SELECT stream, seq FROM document WHERE branch_id = ?1 AND stream = ?2 \
                AND seq > ?3 AND business_date <= ?4 ORDER BY seq";
    let owner = owner(sql, seal.stream)?.unwrap_or(seal.branch);
    let params = [
        i64::from(owner.0),
        stored_id(seal.stream.0),
        stored_id(seal.after),
        i64::from(seal.month.last_day().number()),
    ];
    let ids = sql::all(sql, text, &params.map(Value::I64), |row| documents::read_id(row, 0))?;
    Ok(ids.into_iter().map(|id| (id, id)).collect())
}

/// Documents of a branch dated in a month that are booked in a later one 迟到单据.
pub fn late(
    sql: &mut dyn Sql,
    branch: BranchId,
    month: Month,
) -> Result<Vec<DocumentId>, SqlError> {
    let seals = Seals::load(sql)?;
    let text = "SELECT stream, seq, kind, business_date FROM document WHERE branch_id = ?1 \
                AND business_date >= ?2 AND business_date <= ?3 ORDER BY stream, seq";
    let params = [
        i64::from(branch.0),
        i64::from(month.first_day().number()),
        i64::from(month.last_day().number()),
    ];
    let dated = sql::all(sql, text, &params.map(Value::I64), |row| {
        let id = documents::read_id(row, 0)?;
        Ok((id, stored::kind(row.i64(2)?)?, stored::date(row.i64(3)?)?))
    })?;
    let late = dated.into_iter().filter(|(id, kind, date)| {
        *kind != Kind::NJC && seals.booking_month(branch, *id, *kind, *date) != month
    });
    Ok(late.map(|(id, _, _)| id).collect())
}
