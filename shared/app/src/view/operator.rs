//! Views of operators: signing in at a branch, a manager's word, roles and scopes, the operation log.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An operator who may sign in at this branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeatView {
    /// The employee.
    pub employee_id: u32,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Names of its roles, Chinese.
    pub roles: String,
    /// Names of its roles, English.
    pub roles_en: String,
    /// True when it has a PIN here.
    pub has_pin: bool,
}

/// Signing in at a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SeatEnterInput {
    /// The employee.
    pub employee_id: u32,
    /// The PIN; empty in a shop where nobody has one.
    pub pin: String,
}

/// Who sits now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeatedView {
    /// The employee.
    pub employee_id: u32,
    /// Name.
    pub name: String,
}

/// For which right somebody's word is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ApproverInput {
    /// The right, as `approval_needed` names it.
    pub right: String,
}

/// A manager's word for one call 授权.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ApprovalInput {
    /// Who gives it.
    pub employee_id: u32,
    /// Their PIN.
    pub pin: String,
    /// Why.
    pub reason: String,
}

/// A new PIN of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PinChangeInput {
    /// The PIN until now.
    pub current: String,
    /// The new one, four to six digits.
    pub pin: String,
}

/// A PIN for somebody of the branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PinSetInput {
    /// The employee.
    pub employee_id: u32,
    /// Four to six digits; absent takes the PIN away.
    pub pin: Option<String>,
}

/// Which rows of the operation log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AuditInput {
    /// First day, `2026-11-01`.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// The operator's name, whole.
    pub operator: Option<String>,
    /// The act's key.
    pub act: Option<String>,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Page length.
    pub limit: u32,
}

/// A page of the operation log 操作日志.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditPage {
    /// Rows, newest first.
    pub rows: Vec<AuditRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditRow {
    /// The row's place, as a cursor names it.
    pub key: String,
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// Who.
    pub operator: String,
    /// What, by its key.
    pub act: String,
    /// To what.
    pub detail: String,
    /// Who let it pass; empty where nobody was asked.
    pub approver: String,
    /// Why.
    pub reason: String,
}

/// Which month's sign-ins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LoginStatisticsInput {
    /// The month, `2026-11`; absent means the present one.
    pub month: Option<String>,
}

/// How often an operator signed in 登录率.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LoginCountView {
    /// Who.
    pub operator: String,
    /// The month, `2026-11`.
    pub month: String,
    /// Times.
    pub logins: u64,
    /// Days with at least one.
    pub days: u64,
    /// The last one, Unix milliseconds.
    pub last_ms: i64,
}

/// One of a range: what it is and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScopeItem {
    /// `1/0` warehouses (branch/number, 0 for all), `c12` category, `p7` product, else a number.
    pub key: String,
    /// Name.
    pub name: String,
}

/// The eight scopes 管辖范围 with names; nothing instead of a list means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScopesView {
    /// Warehouses.
    pub warehouses: Option<Vec<ScopeItem>>,
    /// Products and categories.
    pub products: Option<Vec<ScopeItem>>,
    /// Customers.
    pub customers: Option<Vec<ScopeItem>>,
    /// Suppliers.
    pub suppliers: Option<Vec<ScopeItem>>,
    /// Employees.
    pub employees: Option<Vec<ScopeItem>>,
    /// Bank accounts.
    pub bank_accounts: Option<Vec<ScopeItem>>,
    /// Expense types.
    pub expense_types: Option<Vec<ScopeItem>>,
    /// Income types.
    pub income_types: Option<Vec<ScopeItem>>,
}

/// The eight scopes by their keys; nothing instead of a list means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ScopesInput {
    /// Warehouses.
    pub warehouses: Option<Vec<String>>,
    /// Products and categories.
    pub products: Option<Vec<String>>,
    /// Customers.
    pub customers: Option<Vec<String>>,
    /// Suppliers.
    pub suppliers: Option<Vec<String>>,
    /// Employees.
    pub employees: Option<Vec<String>>,
    /// Bank accounts.
    pub bank_accounts: Option<Vec<String>>,
    /// Expense types.
    pub expense_types: Option<Vec<String>>,
    /// Income types.
    pub income_types: Option<Vec<String>>,
}

/// What to look for in a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ScopeFindInput {
    /// The range, `warehouses`.
    pub range: String,
    /// Code, name or initials; empty for the first ones.
    pub text: String,
}

/// An employee as an operator 操作员.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OperatorView {
    /// The employee.
    pub employee_id: u32,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
    /// Code of its branch.
    pub branch: String,
    /// Codes of its roles.
    pub roles: Vec<String>,
    /// Scopes.
    pub scopes: ScopesView,
    /// Per cent it may take off alone; empty for no limit.
    pub discount_limit: String,
    /// May not sign in.
    pub disabled: bool,
    /// True when head office has written it down; else it works in the role it was hired for.
    pub written: bool,
}

/// An operator to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OperatorInput {
    /// The employee.
    pub employee_id: u32,
    /// Codes of its roles.
    pub roles: Vec<String>,
    /// Scopes.
    pub scopes: ScopesInput,
    /// Per cent it may take off alone; empty for no limit.
    pub discount_limit: String,
    /// May not sign in.
    pub disabled: bool,
}

/// An employee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EmployeeInput {
    /// The employee.
    pub employee_id: u32,
}

/// A password that is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PasswordView {
    /// The name to sign in with.
    pub name: String,
    /// The password.
    pub password: String,
}

/// A role 角色.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoleView {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
    /// Grants as written: `till.sell`, `document.post:@purchasing`.
    pub grants: Vec<String>,
    /// Grants nothing any more.
    pub disabled: bool,
    /// True for one that ships.
    pub shipped: bool,
}

/// A role to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RoleInput {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
    /// Grants.
    pub grants: Vec<String>,
    /// Grants nothing any more.
    pub disabled: bool,
}

/// The roles, and what can be granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RolesView {
    /// Roles by code.
    pub roles: Vec<RoleView>,
    /// Rights that do not depend on a kind.
    pub plain: Vec<String>,
    /// Acts on documents, `document.post`.
    pub acts: Vec<String>,
    /// Areas with the kinds in them.
    pub areas: Vec<AreaView>,
}

/// An area 业务领域 and its kinds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AreaView {
    /// Key, `purchasing`.
    pub key: String,
    /// Chinese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Codes of its kinds.
    pub kinds: Vec<String>,
}
