//! Operator 操作员: an employee who may sign in, with roles and scopes (`features.md` 50-52).
//!
//! Leaves out how one signs in: passwords and PINs are a node's own and never travel. An employee
//! without this record works in the role it was hired for and sees everything of its branch.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::EmployeeId;
use crate::pricing::discount::PercentOff;
use crate::scope::Scopes;

/// An operator.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Operator {
    /// The employee.
    pub employee: EmployeeId,
    /// Codes of its roles; their grants add up.
    pub roles: BTreeSet<String>,
    /// What it may see and touch.
    pub scopes: Scopes,
    /// Per cent it may take off alone; none for no limit of its own (`features.md` 42).
    pub discount_limit: Option<PercentOff>,
    /// May not sign in.
    pub disabled: bool,
}
