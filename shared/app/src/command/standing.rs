//! How applications stand 审批进度, for the screens that show them.
//!
//! Owns the view of steps with the names of their roles, and whether somebody may decide one.
//! Invariant: a step is shown as the fold of the events has it; nothing here decides.

use std::collections::BTreeMap;

use fenhao_books::approval::Found;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table;
use fenhao_domain::approval::{Act, State};
use fenhao_domain::document::Document;
use fenhao_domain::id::BranchId;
use fenhao_domain::master::approval_policy::StepPlace;
use fenhao_domain::master::role::Role;
use fenhao_domain::permission::{DocumentAct, ShippedRole};

use super::cart_view::position;
use super::names;
use crate::context::Session;
use crate::view::{ApplicationStateView, ApplicationStepView};

/// The roles by code: those that ship, and in their place those that head office wrote.
pub(super) fn roles(sql: &mut dyn Sql) -> Result<BTreeMap<String, Role>, SqlError> {
    let shipped = ShippedRole::ALL.iter().map(|role| role.role());
    let all = shipped.chain(table::operator::roles(sql)?);
    Ok(all.map(|role| (role.code.clone(), role)).collect())
}

/// The key of a state on screens.
fn key(state: State) -> &'static str {
    match state {
        State::Waiting { .. } => "waiting",
        State::Approved => "approved",
        State::Refused { .. } => "refused",
        State::Withdrawn => "withdrawn",
        State::Posted { .. } => "posted",
    }
}

/// An application's state and steps.
pub(super) fn view(sql: &mut dyn Sql, found: &Found) -> Result<ApplicationStateView, SqlError> {
    let (roles, standing) = (roles(sql)?, found.standing());
    let document = &found.application.document;
    let waiting = matches!(standing.state, State::Waiting { .. });
    let steps = found.application.steps.iter().enumerate().map(|(at, step)| {
        let decided = standing.decided.get(at).and_then(|id| found.events.get(id));
        let state = match decided.map(|event| &event.act) {
            Some(Act::Decide { approved: true, .. }) => "approved",
            Some(_) => "refused",
            None if waiting && at == standing.decided.len() => "waiting",
            None => "open",
        };
        let role = roles.get(&step.role);
        ApplicationStepView {
            step: position(at),
            place: step.place.key().to_owned(),
            role: step.role.clone(),
            role_name: role.map_or_else(|| step.role.clone(), |role| role.name.clone()),
            role_name_en: role.map_or_else(String::new, |role| role.name_en.clone()),
            state: state.to_owned(),
            by: decided.map_or_else(String::new, |event| event.name.clone()),
            at_ms: decided.map(|event| event.at.0),
            remark: decided.map_or_else(String::new, |event| event.remark.clone()),
        }
    });
    Ok(ApplicationStateView {
        application: names::key(found.id),
        state: key(standing.state).to_owned(),
        drafted_by: found.application.name.clone(),
        applied_at_ms: document.recorded_at.0,
        steps: steps.collect(),
    })
}

/// The step that a person may decide at a place, from 1: it is its turn, its place and its role,
/// and where two people are asked for the person has no part in it yet.
pub(super) fn decidable(session: &Session, here: BranchId, found: &Found) -> Option<u32> {
    let document = &found.application.document;
    let State::Waiting { step } = found.standing().state else { return None };
    let at = usize::try_from(step).ok()?.checked_sub(1)?;
    let asked = found.application.steps.get(at)?;
    let place = match asked.place {
        StepPlace::Branch => document.branch,
        StepPlace::Hq => BranchId::HQ,
    };
    let right = session.rights().may_do(DocumentAct::Approve, document.kind);
    let known = found.application.two_people && found.case().has_part(here, session.operator);
    (place == here && right && session.has_role(&asked.role) && !known).then_some(step)
}

/// What the operation log says of a document that has no number yet.
pub(super) fn told(document: &Document) -> String {
    format!("{} {}", document.kind.code(), document.total())
}
