//! Role 角色: a set of rights under a name. Head office writes them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::permission::Grant;

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Role {
    /// Code, unique; a role with the code of a shipped one stands in its place.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
    /// What it allows.
    pub grants: BTreeSet<Grant>,
    /// Grants nothing any more.
    pub disabled: bool,
}
