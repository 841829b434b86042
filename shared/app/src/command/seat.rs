//! The seat at the till 岗位: who may sign in, signing in and out, PINs.
//!
//! Owns what these commands look at and write down; the host's `seat` keeps who sits. Invariant: a
//! list of operators tells names and whether there is a PIN, and nothing else, for a locked till
//! shows it to anybody.

use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::{audit as rows, master, operator, pin as pins};
use fenhao_domain::id::EmployeeId;
use fenhao_domain::master::employee::Employee;

use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    ApproverInput, Nothing, PinChangeInput, PinSetInput, SeatEnterInput, SeatView, SeatedView,
};
use crate::{audit, pin, seat, session};

/// Who may sign in here, by code.
pub(crate) fn list(context: &Context, _: &Session, _: Nothing) -> Result<Vec<SeatView>, ApiError> {
    people(context, |_, _| true)
}

/// Who may give their word for a right: they have it themselves, and a PIN to give it with.
pub(crate) fn approvers(
    context: &Context,
    _: &Session,
    input: ApproverInput,
) -> Result<Vec<SeatView>, ApiError> {
    people(context, |session, view| view.has_pin && session.may(&input.right))
}

fn people(
    context: &Context,
    wanted: impl Fn(&Session, &SeatView) -> bool,
) -> Result<Vec<SeatView>, ApiError> {
    let branch = context.node()?.branch;
    context.read(|sql| {
        let pins = pins::list(sql)?;
        let mut views = Vec::new();
        for employee in master::employees(sql)?.iter().filter(|one| one.branch == branch) {
            let Some(session) = Session::of_employee(sql, employee)? else { continue };
            let (roles, roles_en) = role_names(sql, employee)?;
            let view = SeatView {
                employee_id: employee.id.0,
                code: employee.code.clone(),
                name: employee.name.clone(),
                roles,
                roles_en,
                has_pin: pins.iter().any(|pin| pin.employee == employee.id),
            };
            if wanted(&session, &view) {
                views.push(view);
            }
        }
        Ok(views)
    })
}

fn role_names(sql: &mut dyn Sql, employee: &Employee) -> Result<(String, String), SqlError> {
    let codes: Vec<String> = match operator::load(sql, employee.id)? {
        Some(operator) => operator.roles.into_iter().collect(),
        None => vec![employee.role.code().to_owned()],
    };
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for code in codes {
        if let Some(role) = session::role(sql, &code)? {
            en.push(if role.name_en.is_empty() { role.name.clone() } else { role.name_en });
            zh.push(role.name);
        }
    }
    Ok((zh.join("、"), en.join(", ")))
}

/// Signs an operator in. In a shop where nobody has a PIN none is asked for.
pub(crate) fn enter(
    context: &Context,
    _: &Session,
    input: SeatEnterInput,
) -> Result<SeatedView, ApiError> {
    let employee = EmployeeId(input.employee_id);
    let found = seat::session_of(context, employee)?;
    if seat::has_pins(context)?
        && let Err(error) = pin::check(context, employee, &input.pin)
    {
        let who = found.unwrap_or_else(Session::nobody);
        context.write(|sql| Ok(audit::write(context, sql, &who, "login_failed", &error.code)?))?;
        return Err(error);
    }
    let session = found.ok_or_else(|| ErrorCode::PinMissing.error())?;
    let day = context.business_date()?;
    context.write(|sql| {
        let nonce = audit::nonce(context);
        rows::note_login(sql, &session.name, day, context.clock.now_ms(), nonce)?;
        Ok(audit::write(context, sql, &session, "login", "")?)
    })?;
    Ok(SeatedView { employee_id: session.operator.0, name: session.name })
}

/// Signs out. The cart stays where it is; nothing is lost by it.
pub(crate) fn leave(context: &Context, session: &Session, _: Nothing) -> Result<Nothing, ApiError> {
    if !session.name.is_empty() {
        context.write(|sql| Ok(audit::write(context, sql, session, "logout", "")?))?;
    }
    Ok(Nothing {})
}

/// A new PIN of one's own.
pub(crate) fn change_pin(
    context: &Context,
    session: &Session,
    input: PinChangeInput,
) -> Result<Nothing, ApiError> {
    let verifier = pin::verifier(&input.pin)?;
    pin::check(context, session.operator, &input.current)?;
    context.write(|sql| {
        pin::set(sql, session.operator, Some(verifier), context.clock.now_ms())?;
        audit::write(context, sql, session, "pin_change", "")?;
        Ok(Nothing {})
    })
}

/// Sets the PIN of somebody of the branch, or takes it away.
pub(crate) fn set_pin(
    context: &Context,
    session: &Session,
    input: PinSetInput,
) -> Result<Nothing, ApiError> {
    let employee = EmployeeId(input.employee_id);
    let branch = context.node()?.branch;
    let verifier = input.pin.as_deref().map(pin::verifier).transpose()?;
    context.write(|sql| {
        let found = master::employee(sql, employee)?.filter(|one| one.branch == branch);
        let unknown = || ErrorCode::EmployeeUnknown.with("code", employee.0);
        let code = found.ok_or_else(unknown)?.code;
        let act = if verifier.is_some() { "pin_set" } else { "pin_take" };
        pin::set(sql, employee, verifier, context.clock.now_ms())?;
        audit::write(context, sql, session, act, &code)?;
        Ok(Nothing {})
    })
}
