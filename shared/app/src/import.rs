//! Files from outside 导入: catalogues, purchase receipts and sales.
//!
//! Owns what every import shares: progress, the account of what became of each row, and the rule
//! that a second run adds nothing (a document is found again by the key it had outside). Leaves
//! out the files' own rules (`import/*`). Invariant: a bad row is named with its line and reason;
//! it takes its whole document with it and nothing else.

use crate::context::{Context, Place};
use crate::error::{ApiError, ErrorCode};

mod catalogue;
pub mod corner_shop;
mod group;
mod post;
pub mod products;
mod publish;
pub mod receipts;
pub mod sales;
pub mod source;

pub use corner_shop::opening;
pub use products::products;
pub use receipts::receipts;
pub use sales::sales;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Documents or records done.
    pub done: u64,
    /// All of them.
    pub total: u64,
}

/// What is told while an import runs.
pub type Tell<'a> = &'a mut dyn FnMut(Progress);

/// A row that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line in the file, from 1; the header is line 1.
    pub line: u64,
    /// Why.
    pub reason: ApiError,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Rows that concern this ledger.
    pub rows: u64,
    /// Documents (or master records) added.
    pub added: u64,
    /// Those that were here already.
    pub already: u64,
    /// Documents left out because of a bad row.
    pub left_out: u64,
    /// Rows not taken in, by line.
    pub bad: Vec<BadRow>,
}

impl Imported {
    fn reject(&mut self, line: u64, reason: ApiError) {
        self.bad.push(BadRow { line, reason });
    }

    /// Leaves a document out: its first row bears the reason, the others point to it.
    fn leave_out(&mut self, key: &str, rows: &[u64], reason: &ApiError) {
        self.left_out += 1;
        let Some((first, others)) = rows.split_first() else { return };
        self.reject(*first, reason.clone());
        for line in others {
            self.reject(*line, ErrorCode::RowLeftOut.with("key", key).with("line", first));
        }
    }

    fn in_order(mut self) -> Imported {
        self.bad.sort_by_key(|row| row.line);
        self
    }
}

/// The store of a file that this branch imports: the one named, else the branch's own code.
fn store_of(context: &Context, store: Option<&str>) -> Result<String, ApiError> {
    match context.place() {
        Place::Hq => Err(ErrorCode::NotHere.error()),
        Place::Branch => Ok(store.unwrap_or(&context.node()?.code).to_owned()),
    }
}
