//! Rows that make one document, wherever they stand in the file.
//!
//! Owns the gathering by key and the rule that one bad row leaves the whole document out, with
//! every one of its rows named. Invariant: each row ends in exactly one document or in the list
//! of bad rows.

use std::collections::BTreeMap;
use std::path::Path;

use super::Imported;
use super::source::{Row, Table};
use crate::error::{ApiError, ErrorCode};

/// The rows of one document-to-be.
pub(super) struct Group<R> {
    /// The document's number in the file.
    pub key: u64,
    /// Rows with their lines, in the order of the file.
    pub rows: Vec<(u64, R)>,
    broken: Option<u64>,
}

/// All documents-to-be by key.
pub(super) struct Groups<R> {
    groups: BTreeMap<u64, Group<R>>,
}

impl<R> Groups<R> {
    fn new() -> Groups<R> {
        Groups { groups: BTreeMap::new() }
    }

    /// Adds a row, or notes why it is bad. `same` says what differs from the document's first row.
    fn add(
        &mut self,
        key: u64,
        line: u64,
        row: Result<R, ApiError>,
        same: impl Fn(&R, &R) -> Result<(), &'static str>,
        imported: &mut Imported,
    ) {
        let empty = || Group { key, rows: Vec::new(), broken: None };
        let group = self.groups.entry(key).or_insert_with(empty);
        let row =
            row.and_then(|row| match group.rows.first().map(|(_, first)| same(first, &row)) {
                Some(Err(what)) => Err(ErrorCode::RowDiffers.with("key", key).with("what", what)),
                _ => Ok(row),
            });
        match row {
            Ok(row) => group.rows.push((line, row)),
            Err(reason) => {
                imported.reject(line, reason);
                group.broken.get_or_insert(line);
            }
        }
    }

    /// Reads the rows of one store from a file whose first column is the store and whose second is
    /// the document's number. A file without a row of the store is the wrong file.
    pub(super) fn read(
        path: &Path,
        columns: &'static [&'static str],
        store: &str,
        imported: &mut Imported,
        parse: impl Fn(&Row<'_>) -> Result<R, ApiError>,
        same: impl Fn(&R, &R) -> Result<(), &'static str>,
    ) -> Result<Groups<R>, ApiError> {
        let mut table = Table::open(path, columns)?;
        let mut groups = Groups::new();
        while let Some(row) = table.read()? {
            if row.text(0).is_ok_and(|text| text != store) {
                continue;
            }
            imported.rows += 1;
            let line = row.line;
            match row.number(1) {
                Ok(key) => groups.add(key, line, parse(&row), &same, imported),
                Err(reason) => imported.reject(line, reason),
            }
        }
        match imported.rows {
            0 => Err(ErrorCode::FileWrong
                .with("file", path.to_string_lossy())
                .with("what", format!("store_id {store}"))),
            _ => Ok(groups),
        }
    }

    /// The documents without a bad row, by key.
    pub(super) fn sound(self, imported: &mut Imported) -> Vec<Group<R>> {
        let mut sound = Vec::with_capacity(self.groups.len());
        for group in self.groups.into_values() {
            match group.broken {
                None => sound.push(group),
                Some(bad) => {
                    imported.left_out += 1;
                    for (line, _) in group.rows {
                        let reason = ErrorCode::RowLeftOut.with("key", group.key);
                        imported.reject(line, reason.with("line", bad));
                    }
                }
            }
        }
        sound
    }
}
