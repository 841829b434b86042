//! Operators 操作员 at head office: which employee works in which roles, within which scopes.
//!
//! Invariant: only who has everything in scope changes anybody's; an operator is written into the
//! catalogue's feed, a password never is.

use fenhao_books::sql::Sql;
use fenhao_books::{feed, table};
use fenhao_domain::id::EmployeeId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::employee::Employee;
use fenhao_domain::master::operator::Operator;
use fenhao_domain::pricing::discount::PercentOff;

use super::names::Names;
use super::scope_item;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    EmployeeInput, Nothing, OperatorInput, OperatorView, PasswordView, ScopeFindInput, ScopeItem,
};
use crate::{audit, login, session};

/// Every employee of the company as an operator.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<Vec<OperatorView>, ApiError> {
    context.read(|sql| {
        let mut names = Names::default();
        let mut views = Vec::new();
        for employee in table::master::employees(sql)? {
            let scopes = session.scopes();
            if !scopes.allows_branch(employee.branch) || !scopes.allows_employee(employee.id) {
                continue;
            }
            views.push(view(sql, &mut names, &employee)?);
        }
        Ok(views)
    })
}

fn view(
    sql: &mut dyn Sql,
    names: &mut Names,
    employee: &Employee,
) -> Result<OperatorView, ApiError> {
    let written = table::operator::load(sql, employee.id)?;
    let known = written.is_some();
    let operator = written.unwrap_or_else(|| Operator {
        employee: employee.id,
        roles: [employee.role.code().to_owned()].into(),
        ..Operator::default()
    });
    Ok(OperatorView {
        employee_id: employee.id.0,
        code: employee.code.clone(),
        name: employee.name.clone(),
        name_en: employee.name_en.clone(),
        branch: names.branch(sql, employee.branch)?.0,
        roles: operator.roles.iter().cloned().collect(),
        scopes: scope_item::view(sql, names, &operator.scopes)?,
        discount_limit: operator.discount_limit.map_or_else(String::new, |off| off.to_string()),
        disabled: operator.disabled || employee.disabled,
        written: known,
    })
}

/// Writes an operator.
pub(crate) fn save(
    context: &Context,
    session: &Session,
    input: OperatorInput,
) -> Result<OperatorView, ApiError> {
    need_all(session)?;
    let limit = match input.discount_limit.trim() {
        "" => None,
        text => {
            let wrong = |_| ErrorCode::PriceInvalid.with("text", text).at("discount_limit");
            let high = || ErrorCode::DiscountTooHigh.with("limit", "100 %").at("discount_limit");
            Some(PercentOff::parse(text).map_err(wrong)?.ok_or_else(high)?)
        }
    };
    context.write(|sql| {
        let employee = employee(sql, input.employee_id)?;
        for code in &input.roles {
            let unknown = || ErrorCode::RoleUnknown.with("code", code).at("roles");
            session::role(sql, code)?.ok_or_else(unknown)?;
        }
        let operator = Operator {
            employee: employee.id,
            roles: input.roles.iter().cloned().collect(),
            scopes: scope_item::read(&input.scopes)?,
            discount_limit: limit,
            disabled: input.disabled,
        };
        feed::append_master(sql, &[MasterRecord::Operator(Box::new(operator))])?;
        let roles = input.roles.join(", ");
        let detail = format!("{} {}: {roles}", employee.code, employee.name);
        audit::write(context, sql, session, "operator_save", &detail)?;
        view(sql, &mut Names::default(), &employee)
    })
}

/// Gives an employee a new password for the console; it is shown once. The name to sign in with is
/// the branch's code and the employee's.
pub(crate) fn password(
    context: &Context,
    session: &Session,
    input: EmployeeInput,
) -> Result<PasswordView, ApiError> {
    need_all(session)?;
    let (employee, name) = context.read(|sql| {
        let employee = employee(sql, input.employee_id)?;
        let (branch, _) = Names::default().branch(sql, employee.branch)?;
        let name = format!("{branch}-{}", employee.code);
        Ok((employee, name))
    })?;
    let password = login::give_password_to(context, &name, employee.role, employee.id)?;
    context.write(|sql| Ok(audit::write(context, sql, session, "operator_password", &name)?))?;
    Ok(PasswordView { name, password })
}

/// What can be put into a range.
pub(crate) fn find(
    context: &Context,
    session: &Session,
    input: ScopeFindInput,
) -> Result<Vec<ScopeItem>, ApiError> {
    need_all(session)?;
    context.read(|sql| scope_item::find(sql, &input.range, input.text.trim()))
}

/// Who is limited in any scope changes nobody's: they could take off their own limits.
pub(super) fn need_all(session: &Session) -> Result<(), ApiError> {
    match session.scopes().is_all() {
        true => Ok(()),
        false => Err(ErrorCode::OutOfScope.with("what", "operator")),
    }
}

fn employee(sql: &mut dyn Sql, id: u32) -> Result<Employee, ApiError> {
    let found = table::master::employee(sql, EmployeeId(id))?;
    found.ok_or_else(|| ErrorCode::EmployeeUnknown.with("code", id))
}
