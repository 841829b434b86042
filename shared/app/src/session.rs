//! A session 会话: who is asking, with what rights, within what scopes.
//!
//! Owns how an employee becomes an operator at work and the question "may this one?". Leaves out
//! PINs and passwords (`pin`, `login`) and which command needs what (`table`). Invariant: rights
//! come from roles as head office wrote them; an approval lends one call the approver's rights for
//! sensitive acts only, and never more.

use std::collections::BTreeSet;
use std::sync::Arc;

use fenhao_books::node::Node;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table;
use fenhao_domain::id::EmployeeId;
use fenhao_domain::kind::Kind;
use fenhao_domain::master::employee::Employee;
use fenhao_domain::master::role::Role;
use fenhao_domain::permission::{DocumentAct, Rights, SensitiveAct, ShippedRole};
use fenhao_domain::pricing::discount::PercentOff;
use fenhao_domain::scope::Scopes;

use crate::error::{ApiError, ErrorCode};

/// Somebody at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The employee; every document names it as its handler.
    pub operator: EmployeeId,
    /// Name.
    pub name: String,
    role: Option<ShippedRole>,
    roles: Arc<BTreeSet<String>>,
    rights: Arc<Rights>,
    scopes: Arc<Scopes>,
    discount_limit: Option<PercentOff>,
    approval: Option<Approval>,
}

/// Somebody else's word for one call 授权.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Who.
    pub name: String,
    /// Why, as it was typed.
    pub reason: String,
    rights: Arc<Rights>,
}

impl Session {
    /// Somebody in a role that ships, with everything in scope: the command line, the first manager
    /// of a shop, tests.
    pub fn shipped(operator: EmployeeId, name: &str, role: ShippedRole) -> Session {
        let roles = Arc::new([role.code().to_owned()].into());
        Session { role: Some(role), roles, ..Session::new(operator, name, role.rights()) }
    }

    /// Nobody: what a locked till runs as.
    pub fn nobody() -> Session {
        Session::new(EmployeeId(0), "", Rights::default())
    }

    fn new(operator: EmployeeId, name: &str, rights: Rights) -> Session {
        Session {
            operator,
            name: name.to_owned(),
            role: None,
            roles: Arc::default(),
            rights: Arc::new(rights),
            scopes: Arc::default(),
            discount_limit: None,
            approval: None,
        }
    }

    /// An employee at work. Without an operator's record: in the role it was hired for, with
    /// everything in scope. None for one who may not sign in.
    pub fn of_employee(
        sql: &mut dyn Sql,
        employee: &Employee,
    ) -> Result<Option<Session>, SqlError> {
        if employee.disabled {
            return Ok(None);
        }
        let Some(operator) = table::operator::load(sql, employee.id)? else {
            let role = role(sql, employee.role.code())?;
            let roles = Arc::new(role.iter().map(|role| role.code.clone()).collect());
            let rights = role.map(|role| Rights::of(&role.grants)).unwrap_or_default();
            let session = Session::new(employee.id, &employee.name, rights);
            return Ok(Some(Session { role: Some(employee.role), roles, ..session }));
        };
        if operator.disabled {
            return Ok(None);
        }
        let (mut grants, mut roles) = (Vec::new(), BTreeSet::new());
        for code in &operator.roles {
            let Some(role) = role(sql, code)? else { continue };
            grants.extend(role.grants);
            roles.insert(role.code);
        }
        Ok(Some(Session {
            role: Some(employee.role),
            roles: Arc::new(roles),
            scopes: Arc::new(operator.scopes),
            discount_limit: operator.discount_limit,
            ..Session::new(employee.id, &employee.name, Rights::of(&grants))
        }))
    }

    /// The operator of a branch with the employee's code. Without a code: the first manager; where
    /// the branch has no list of employees yet, a manager named 店长, so that a shop of one person
    /// can start.
    pub fn at_branch(
        sql: &mut dyn Sql,
        node: &Node,
        code: Option<&str>,
    ) -> Result<Session, ApiError> {
        let employees = table::master::employees(sql)?;
        let here = || employees.iter().filter(|one| one.branch == node.branch && !one.disabled);
        let chosen = match code {
            Some(code) => {
                let found = here().find(|employee| employee.code == code);
                Some(found.ok_or_else(|| ErrorCode::EmployeeUnknown.with("code", code))?)
            }
            None => {
                let manager = here().find(|one| one.role == ShippedRole::Manager);
                manager.or_else(|| here().next())
            }
        };
        let Some(employee) = chosen else {
            return Ok(Session::shipped(EmployeeId(0), "店长", ShippedRole::Manager));
        };
        let session = Session::of_employee(sql, employee)?;
        session.ok_or_else(|| ErrorCode::EmployeeUnknown.with("code", &employee.code))
    }

    /// The role for which the person was hired, if it is one that ships.
    pub fn role(&self) -> Option<ShippedRole> {
        self.role
    }

    /// Whether the person works in a role, by its code: whose word a step of approval is.
    pub fn has_role(&self, code: &str) -> bool {
        self.roles.contains(code)
    }

    /// The same person within other scopes.
    #[must_use]
    pub fn within(mut self, scopes: Scopes) -> Session {
        self.scopes = Arc::new(scopes);
        self
    }

    /// The same person with other rights.
    #[must_use]
    pub fn with_rights(mut self, rights: Rights) -> Session {
        self.rights = Arc::new(rights);
        self
    }

    /// The same person with a limit to the discounts it gives alone.
    #[must_use]
    pub fn with_discount_limit(mut self, limit: PercentOff) -> Session {
        self.discount_limit = Some(limit);
        self
    }

    /// The same person with somebody's word for one call.
    #[must_use]
    pub fn approved_by(mut self, approver: &Session, reason: &str) -> Session {
        self.approval = Some(Approval {
            name: approver.name.clone(),
            reason: reason.trim().to_owned(),
            rights: Arc::clone(&approver.rights),
        });
        self
    }

    /// All that it may do.
    pub fn rights(&self) -> &Rights {
        &self.rights
    }

    /// All that it may see and touch.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// Per cent it may take off alone; none for no limit.
    pub fn discount_limit(&self) -> Option<PercentOff> {
        self.discount_limit
    }

    /// Whose word this call has.
    pub fn approval(&self) -> Option<&Approval> {
        self.approval.as_ref()
    }

    /// Whether it may, alone.
    pub fn may(&self, right: &str) -> bool {
        self.rights.may(right)
    }

    /// Whether costs may be seen.
    pub fn sees_cost(&self) -> bool {
        self.may("cost.see")
    }

    /// Refuses what is not allowed. A sensitive act passes on the word of somebody who may do it
    /// alone; without it the answer is `approval_needed` and names the act.
    pub fn permit(&self, right: &str) -> Result<(), ApiError> {
        if self.may(right) {
            return Ok(());
        }
        let denied = || ErrorCode::PermissionDenied.with("right", right);
        let act = SensitiveAct::of_right(right).ok_or_else(denied)?;
        if !act.may_ask(&self.rights, right) {
            return Err(denied());
        }
        match &self.approval {
            Some(approval) if approval.rights.may(right) => Ok(()),
            Some(approval) => {
                Err(ErrorCode::ApproverLacks.with("name", &approval.name).with("right", right))
            }
            None => Err(ErrorCode::ApprovalNeeded.with("act", act.key()).with("right", right)),
        }
    }

    /// Refuses an act on a kind of document that is not allowed.
    pub fn permit_document(&self, act: DocumentAct, kind: Kind) -> Result<(), ApiError> {
        self.permit(&act.of(kind))
    }
}

/// A role as head office wrote it, else as it ships; none for one that grants nothing any more.
pub(crate) fn role(sql: &mut dyn Sql, code: &str) -> Result<Option<Role>, SqlError> {
    let written = table::operator::role(sql, code)?;
    let shipped = || ShippedRole::from_code(code).map(ShippedRole::role);
    Ok(written.or_else(shipped).filter(|role| !role.disabled))
}
