//! Document numbers 单据编号: what people read and print, never a key.
//!
//! Owns the default pattern `KIND-BRANCH-YYMMDD-NNNN` (`features.md` 285, decision D5). Leaves out
//! the counters (the books keep them). Invariant: gapless per node, kind and day.

use serde::{Deserialize, Serialize};

use crate::calendar::BusinessDate;

/// A document number, `LS-SH-261123-0001`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentNumber(pub String);

impl DocumentNumber {
    /// The `n`th number of a kind at a branch on a day; it grows past four digits when it must.
    pub fn new(kind: &str, branch: &str, day: BusinessDate, n: u32) -> DocumentNumber {
        DocumentNumber(format!("{kind}-{branch}-{:06}-{n:04}", day.number() % 1_000_000))
    }
}

impl std::fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_carries_kind_branch_day_and_count() {
        let day = BusinessDate::parse("2026-11-23").expect("a date");
        assert_eq!(DocumentNumber::new("LS", "SH", day, 1).0, "LS-SH-261123-0001");
        assert_eq!(DocumentNumber::new("LS", "SH", day, 12_345).0, "LS-SH-261123-12345");
    }
}
