//! The pieces of a document that have not come back or arrived yet 未退回的序列号.
//!
//! Owns the count by number, as `followed` counts by quantity. Leaves out whether a piece may move.
//! Invariant: a number that a standing follower has taken is not offered again.

use std::collections::BTreeSet;

use fenhao_books::sql::Sql;
use fenhao_books::table::document::{self as documents, LinkRole, StoredDocument};

use crate::error::ApiError;

/// What is left of the pieces that a document named, line by line.
pub(super) fn left_of(
    sql: &mut dyn Sql,
    original: &StoredDocument,
) -> Result<Vec<Vec<String>>, ApiError> {
    let lines = &original.document.lines;
    let named = |taken: &BTreeSet<(u32, String)>| -> Vec<Vec<String>> {
        let numbers = (1..).zip(lines).map(|(at, line)| {
            let numbers = line.serials.iter().map(|serial| serial.number.clone());
            numbers.filter(|number| !taken.contains(&(at, number.clone()))).collect()
        });
        numbers.collect()
    };
    let mut taken = BTreeSet::new();
    if lines.iter().all(|line| line.serials.is_empty()) {
        return Ok(named(&taken));
    }
    for follower in documents::links_to(sql, original.id, LinkRole::Follows)? {
        if documents::is_reversed(sql, follower)? {
            continue;
        }
        let Some(found) = documents::load(sql, follower)? else { continue };
        // A red document copies its original's reference; it takes nothing back itself.
        if found.document.is_red() {
            continue;
        }
        for line in &found.document.lines {
            let numbers = line.serials.iter().map(|serial| serial.number.clone());
            taken.extend(numbers.map(|number| (line.refers_to_line, number)));
        }
    }
    Ok(named(&taken))
}
