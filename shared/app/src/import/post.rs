//! Posting what a file says: some hundred documents to a transaction.
//!
//! Owns the look for documents that are here already, under the key that they had outside, and the
//! account of those that the books refuse or that the file now gives differently. Invariant: a run that stops anywhere, by a full disk or a cut cable, is taken up again
//! by running it once more.

use std::collections::BTreeSet;

use fenhao_books::node::Node;
use fenhao_books::post::{PostError, Poster};
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::Document;
use fenhao_domain::id::EmployeeId;
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_exchange::log::EntryKind;
use fenhao_exchange::master;

use super::catalogue::Catalogue;
use super::{Imported, Progress, Tell};
use crate::context::Context;
use crate::error::{ApiError, ErrorCode};

/// The zone of the shops whose files these are (see the data's README).
const ZONE: &str = "America/New_York";

/// Documents to a transaction: enough to pay the disk's flush once for many, few enough that a
/// progress bar moves.
const CHUNK: usize = 400;

/// A document ready to be posted, and the rows it was made of.
pub(super) struct Pending {
    pub document: Document,
    pub rows: Vec<u64>,
}

/// An empty document of a moment in the file.
pub(super) fn document(
    context: &Context,
    handler: EmployeeId,
    kind: Kind,
    moment: Timestamp,
    source: String,
) -> Result<Document, ApiError> {
    let (branch, date) = (context.node()?.branch, BusinessDate::at(moment, ZONE)?);
    Ok(Document { source, ..Document::new(kind, branch, date, moment, handler) })
}

/// Posts all that are not here yet, in the order given.
pub(super) fn all(
    context: &Context,
    pending: Vec<Pending>,
    catalogue: &Catalogue,
    imported: &mut Imported,
    tell: Tell<'_>,
) -> Result<(), ApiError> {
    let node = context.node()?;
    let total = u64::try_from(pending.len()).expect("documents fit in memory");
    let mut done = 0;
    tell(Progress { done, total });
    for chunk in pending.chunks(CHUNK) {
        let outcome = context.write(|sql| post_chunk(sql, node, chunk, catalogue))?;
        imported.added += outcome.added;
        imported.already += outcome.already;
        for (refused, reason) in outcome.refused {
            imported.leave_out(&refused.document.source, &refused.rows, &reason);
        }
        done += u64::try_from(chunk.len()).expect("a chunk is small");
        tell(Progress { done, total });
    }
    Ok(())
}

/// What became of a chunk.
#[derive(Default)]
struct Outcome<'p> {
    added: u64,
    already: u64,
    refused: Vec<(&'p Pending, ApiError)>,
}

fn post_chunk<'p>(
    sql: &mut dyn Sql,
    node: &Node,
    chunk: &'p [Pending],
    catalogue: &Catalogue,
) -> Result<Outcome<'p>, ApiError> {
    let mut outcome = Outcome::default();
    let mut fresh = Vec::with_capacity(chunk.len());
    let mut provisional = BTreeSet::new();
    for pending in chunk {
        let document = &pending.document;
        match here(sql, node, document)? {
            Here::Same => outcome.already += 1,
            Here::Other => {
                let differs = ErrorCode::RowDiffers.with("key", &document.source);
                outcome.refused.push((pending, differs.with("what", "lines")));
            }
            Here::No => {
                let products = document.lines.iter().map(|line| line.product);
                provisional.extend(products.filter(|id| id.is_provisional()));
                fresh.push(pending);
            }
        }
    }
    let records: Vec<_> = provisional.iter().filter_map(|id| catalogue.provisional(*id)).collect();
    write_down(sql, node, &records)?;
    let mut poster = Poster::begin(sql, node)?;
    for pending in fresh {
        // A refusal leaves nothing behind; a failing database takes the transaction back.
        match poster.post(sql, pending.document.clone(), NegativeStock::Pass) {
            Ok(_) => outcome.added += 1,
            Err(PostError::Sql(error)) => return Err(error.into()),
            Err(refusal) => outcome.refused.push((pending, refusal.into())),
        }
    }
    poster.finish(sql)?;
    Ok(outcome)
}

/// Writes the branch's own master records: into its tables, and into its log for HQ.
pub(super) fn write_down(
    sql: &mut dyn Sql,
    node: &Node,
    records: &[MasterRecord],
) -> Result<(), SqlError> {
    let mut poster = Poster::begin(sql, node)?;
    for record in records {
        if table::master::save(sql, record)? {
            poster.append(sql, EntryKind::MASTER, &master::encode(record))?;
        }
    }
    poster.finish(sql)
}

/// Whether a document is here already.
enum Here {
    No,
    Same,
    /// Under this key, but of other lines or of another amount: the file was cut or changed.
    Other,
}

fn here(sql: &mut dyn Sql, node: &Node, document: &Document) -> Result<Here, SqlError> {
    use table::document::{by_source, load};
    let Some(id) = by_source(sql, node.branch, document.kind, &document.source)? else {
        return Ok(Here::No);
    };
    Ok(match load(sql, id)? {
        Some(found)
            if found.document.lines.len() == document.lines.len()
                && found.document.due() == document.due() =>
        {
            Here::Same
        }
        _ => Here::Other,
    })
}
