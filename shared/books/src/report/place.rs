//! Where: codes of branches for the cells of a report.
//!
//! Owns one small table read at the start of a report. Invariant: a branch without a name in the
//! master still shows, by its number.

use std::collections::BTreeMap;

use fenhao_domain::id::BranchId;

use super::Cell;
use crate::sql::{self, Sql, SqlError};
use crate::{node, stored};

/// Codes of the branches that this node knows.
#[derive(Debug, Clone, Default)]
pub struct Places {
    codes: BTreeMap<BranchId, String>,
}

impl Places {
    /// Reads them; 1,000 branches take about a millisecond.
    pub fn load(sql: &mut dyn Sql) -> Result<Places, SqlError> {
        let mut codes = BTreeMap::new();
        if let Some(node) = node::load(sql)? {
            codes.insert(node.branch, node.code);
        }
        let rows = sql::all(sql, "SELECT branch_id, code FROM branch", &[], |row| {
            Ok((stored::branch(row.i64(0)?)?, row.text(1)?.to_owned()))
        })?;
        codes.extend(rows);
        Ok(Places { codes })
    }

    /// The code of a branch, its number where there is none.
    pub fn code(&self, branch: BranchId) -> String {
        self.codes.get(&branch).cloned().unwrap_or_else(|| branch.0.to_string())
    }

    /// The code as a cell.
    pub fn cell(&self, branch: BranchId) -> Cell {
        Cell::Text(self.code(branch))
    }

    /// All of them by number.
    pub fn all(&self) -> impl Iterator<Item = (BranchId, &str)> {
        self.codes.iter().map(|(id, code)| (*id, code.as_str()))
    }
}
