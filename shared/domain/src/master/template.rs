//! Templates 模板: documents that are written again and again, an assembly 生产模板 above all
//! (`features.md` 111). Head office's travel to every branch; a branch keeps its own.

use serde::{Deserialize, Serialize};

use crate::id::BranchId;

/// The identity of a template: whose it is, and which.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct TemplateId(pub u64);

impl TemplateId {
    /// The template of a branch by its number there, from 1.
    pub fn new(branch: BranchId, number: u32) -> TemplateId {
        TemplateId((u64::from(branch.0) << 32) | u64::from(number))
    }

    /// The branch whose it is.
    pub fn branch(self) -> BranchId {
        BranchId(u32::try_from(self.0 >> 32).unwrap_or(u32::MAX))
    }
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Template {
    /// Identity.
    pub id: TemplateId,
    /// Name.
    pub name: String,
    /// The document, as its canonical bytes say it: without number, and for one time.
    pub document: Vec<u8>,
    /// No longer offered.
    pub disabled: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_of_two_branches_never_meet() {
        let (one, other) = (TemplateId::new(BranchId(1), 7), TemplateId::new(BranchId(2), 7));
        assert_ne!(one, other);
        assert_eq!((one.branch(), other.branch()), (BranchId(1), BranchId(2)));
    }
}
