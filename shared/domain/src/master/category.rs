//! Category 商品分类: a tree of up to five levels (`features.md` 62).

use serde::{Deserialize, Serialize};

/// A category's identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CategoryId(pub u32);

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Category {
    /// Identity.
    pub id: CategoryId,
    /// The category above, none at the top.
    pub parent: Option<CategoryId>,
    /// Level from 1 to 5.
    pub level: u8,
    /// Name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
}
