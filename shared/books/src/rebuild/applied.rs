//! Applications and their events beside the entries of the log.
//!
//! Owns the comparison of both tables with what the streams hold, and their rewriting. Leaves out
//! what events come to (`domain::approval`). Invariant: every merged entry that is not held has its
//! row, and an application's row says what its events fold to.

use fenhao_domain::id::DocumentId;
use fenhao_exchange::approval as wire;
use fenhao_exchange::log::EntryKind;

use super::{Compared, Difference};
use crate::approval;
use crate::node;
use crate::sql::{self, Sql, SqlError, Value};
use crate::stored;
use crate::table::{application as rows, log, stream};

/// The entries of a kind that this node has booked or must have.
fn entries(sql: &mut dyn Sql, kind: EntryKind) -> Result<Vec<DocumentId>, SqlError> {
    const TEXT: &str = "SELECT l.stream, l.seq FROM log AS l WHERE l.kind = ?1 AND NOT EXISTS \
         (SELECT 1 FROM held AS h WHERE h.stream = l.stream AND h.seq = l.seq) \
         ORDER BY l.stream, l.seq";
    let params = [Value::I64(i64::from(kind.0))];
    let found = sql::all(sql, TEXT, &params, |row| stored::document(row.i64(0)?, row.i64(1)?))?;
    let own = node::load(sql)?.map(|node| node.branch);
    let heard = stream::list(sql)?;
    let waits = |id: &DocumentId| {
        let row = heard.iter().find(|row| row.stream == id.stream && Some(row.branch) != own);
        row.is_some_and(|row| row.merged.seq < id.seq)
    };
    Ok(found.into_iter().filter(|id| !waits(id)).collect())
}

/// Compares with the tables; returns how many applications were folded.
pub(super) fn compare(sql: &mut dyn Sql, compared: &mut Compared) -> Result<u64, SqlError> {
    for id in entries(sql, EntryKind::APPROVAL)? {
        let content = log::content(sql, id, EntryKind::APPROVAL)?;
        let Some(Ok(event)) = content.map(|bytes| wire::decode_event(&bytes)) else { continue };
        let Some(found) = approval::load(sql, event.application)? else { continue };
        if !found.events.contains_key(&id) {
            let table = "application_event";
            compared.differences.add(Difference::Fact { id, table, derived: 1, stored: 0 });
        }
    }
    let applications = entries(sql, EntryKind::APPLICATION)?;
    for &id in &applications {
        let Some(found) = approval::load(sql, id)? else { continue };
        let branch = found.application.document.branch;
        let folded = found.stage();
        match rows::load(sql, branch, id)?.map(|row| row.stage) {
            None => {
                let table = "application";
                compared.differences.add(Difference::Fact { id, table, derived: 1, stored: 0 });
            }
            Some(stored) if stored != folded => compared.differences.add(Difference::Sum {
                table: "application",
                key: vec![id.stream.0.to_string(), id.seq.to_string()],
                column: "state",
                stored: stored.state,
                folded: folded.state,
            }),
            Some(_) => {}
        }
    }
    Ok(u64::try_from(applications.len()).unwrap_or(u64::MAX))
}

/// Folds every application anew.
pub(super) fn rewrite(sql: &mut dyn Sql) -> Result<(), SqlError> {
    for id in entries(sql, EntryKind::APPLICATION)? {
        if let Some(found) = approval::load(sql, id)? {
            rows::restate(sql, found.application.document.branch, id, &found.stage())?;
        }
    }
    Ok(())
}
