//! Employee 职员 (`features.md` 74, 75): every document names one as its handler.

use serde::{Deserialize, Serialize};

use crate::id::{BranchId, EmployeeId};
use crate::permission::ShippedRole;

/// An employee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee {
    /// Identity.
    pub id: EmployeeId,
    /// The branch it works at.
    pub branch: BranchId,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
    /// The role it was hired for; who also has an operator's record has that one's roles instead.
    pub role: ShippedRole,
    /// No longer here.
    pub disabled: bool,
}
