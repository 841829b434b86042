//! The seat at the till 岗位: who works at this window now, or that it is locked.
//!
//! Owns signing in and out at a branch and the manager's word beside the operator. Leaves out the
//! check of a PIN (`pin`) and what a command does (`table`). Invariant: where nobody has a PIN the
//! shop is open and its manager sits, so a new shop sells at once; where anybody has one, nothing
//! but the list of operators answers until somebody has signed in.

use std::sync::{PoisonError, RwLock};

use fenhao_books::node::Node;
use fenhao_books::table::master;
use fenhao_books::table::pin;
use fenhao_domain::id::EmployeeId;

use crate::audit;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::table::{self, CallReply};
use crate::view::{ApprovalInput, SeatedView};

/// The seat of one window.
pub struct Seat {
    /// Who sits where nobody has a PIN, by the employee's code.
    usual: Option<String>,
    present: RwLock<Option<Session>>,
}

impl Seat {
    /// The seat of a window that opens: taken by the usual operator in an open shop, else locked.
    pub fn open(context: &Context, usual: Option<String>) -> Result<Seat, ApiError> {
        let seat = Seat { usual, present: RwLock::new(None) };
        seat.stand_up(context)?;
        Ok(seat)
    }

    /// Who sits; none while the window is locked.
    pub fn session(&self) -> Option<Session> {
        self.present.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs a command of the table as whoever sits, with a manager's word if there is one.
    pub fn call(
        &self,
        context: &Context,
        name: &str,
        input: &str,
        approval: Option<&ApprovalInput>,
    ) -> Result<CallReply, ApiError> {
        // The command line may have forgotten the PINs meanwhile.
        if self.session().is_none() && !has_pins(context)? {
            self.stand_up(context)?;
        }
        let session = match self.session() {
            Some(session) => session,
            None if table::command(name).is_some_and(|command| command.right.is_none()) => {
                Session::nobody()
            }
            None => return Err(ErrorCode::LoginNeeded.error()),
        };
        let session = match approval {
            Some(word) => approved(context, session, word)?,
            None => session,
        };
        let reply = table::call(context, &session, name, input)?;
        match name {
            "seat_enter" => {
                let seated = serde_json::from_str::<SeatedView>(&reply.json);
                let seated =
                    seated.map_err(|error| ErrorCode::BrokenInvariant.with("what", error))?;
                self.sit(context, EmployeeId(seated.employee_id))?;
            }
            "seat_leave" => self.stand_up(context)?,
            "pin_set" if !has_pins(context)? => self.stand_up(context)?,
            _ => {}
        }
        Ok(reply)
    }

    /// Takes notice of what head office changed: who sits keeps the seat with its new rights, and
    /// loses it with the right to sign in.
    pub fn refresh(&self, context: &Context) -> Result<(), ApiError> {
        match self.session() {
            Some(session) if has_pins(context)? => self.sit(context, session.operator),
            _ => self.stand_up(context),
        }
    }

    fn sit(&self, context: &Context, employee: EmployeeId) -> Result<(), ApiError> {
        let session = session_of(context, employee)?;
        *self.present.write().unwrap_or_else(PoisonError::into_inner) = session;
        Ok(())
    }

    fn stand_up(&self, context: &Context) -> Result<(), ApiError> {
        let session = match has_pins(context)? {
            true => None,
            false => {
                let node = context.node()?;
                let usual = self.usual.as_deref();
                Some(context.read(|sql| Session::at_branch(sql, node, usual))?)
            }
        };
        *self.present.write().unwrap_or_else(PoisonError::into_inner) = session;
        Ok(())
    }
}

/// Forgets every PIN of this node: the way back in for a shop whose manager has forgotten theirs.
/// Whoever can open the ledger's folder can do it, and it leaves a row. Returns how many there were.
///
/// # Errors
/// When the ledger cannot be written.
pub fn forget_pins(context: &Context, session: &Session) -> Result<usize, ApiError> {
    context.write(|sql| {
        let pins = pin::list(sql)?;
        for one in &pins {
            pin::remove(sql, one.employee)?;
        }
        audit::write(context, sql, session, "pin_forget", &pins.len().to_string())?;
        Ok(pins.len())
    })
}

/// Whether anybody of the branch signs in with a PIN.
pub(crate) fn has_pins(context: &Context) -> Result<bool, ApiError> {
    let node: &Node = context.node()?;
    context.read(|sql| {
        let pins = pin::list(sql)?;
        let employees = master::employees(sql)?;
        Ok(pins.iter().any(|pin| {
            employees.iter().any(|one| one.id == pin.employee && one.branch == node.branch)
        }))
    })
}

/// An employee of this branch at work; none for one who may not sign in here.
pub(crate) fn session_of(
    context: &Context,
    employee: EmployeeId,
) -> Result<Option<Session>, ApiError> {
    let branch = context.node()?.branch;
    context.read(|sql| {
        let found = master::employee(sql, employee)?.filter(|one| one.branch == branch);
        Ok(found.map(|one| Session::of_employee(sql, &one)).transpose()?.flatten())
    })
}

/// The operator with a manager's word: the manager's PIN is right. A wrong one leaves a row.
fn approved(
    context: &Context,
    session: Session,
    word: &ApprovalInput,
) -> Result<Session, ApiError> {
    if word.reason.trim().is_empty() {
        return Err(ErrorCode::ReasonMissing.error().at("reason"));
    }
    let approver = EmployeeId(word.employee_id);
    let found = session_of(context, approver)?;
    if let Err(error) = crate::pin::check(context, approver, &word.pin) {
        let name = found.map_or_else(|| approver.0.to_string(), |session| session.name);
        context.write(|sql| Ok(audit::write(context, sql, &session, "approval_failed", &name)?))?;
        return Err(error);
    }
    let approver = found.ok_or_else(|| ErrorCode::PinMissing.error())?;
    Ok(session.approved_by(&approver, &word.reason))
}
