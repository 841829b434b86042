//! Roles 角色 at head office: those that ship and those the company made.
//!
//! Invariant: a role is written into the catalogue's feed, so every branch has it after its next
//! exchange; a grant that this version does not know is refused when it is typed.

use std::collections::BTreeMap;

use fenhao_books::{feed, table};
use fenhao_domain::area::Area;
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::role::Role;
use fenhao_domain::permission::{DocumentAct, Grant, PLAIN, ShippedRole};

use super::operator::need_all;
use crate::audit;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{AreaView, Nothing, RoleInput, RoleView, RolesView};

/// All roles, and what can be granted.
pub(crate) fn list(context: &Context, _: &Session, _: Nothing) -> Result<RolesView, ApiError> {
    let written = context.read(|sql| Ok(table::operator::roles(sql)?))?;
    let shipped = ShippedRole::ALL.iter().map(|role| role.role());
    // What head office has written stands in the place of what ships.
    let roles: BTreeMap<String, Role> =
        shipped.chain(written).map(|role| (role.code.clone(), role)).collect();
    let kinds = |area: Area| {
        let of_area = Kind::ALL.iter().filter(move |kind| Area::of(**kind) == area);
        of_area.map(|kind| kind.code().to_owned()).collect()
    };
    let area = |area: &Area| AreaView {
        key: area.key().to_owned(),
        name: area.zh().to_owned(),
        name_en: area.en().to_owned(),
        kinds: kinds(*area),
    };
    Ok(RolesView {
        roles: roles.into_values().map(view).collect(),
        plain: PLAIN.iter().map(|right| (*right).to_owned()).collect(),
        acts: DocumentAct::ALL.iter().map(|act| act.right().to_owned()).collect(),
        areas: Area::ALL.iter().map(area).filter(|area| !area.kinds.is_empty()).collect(),
    })
}

fn view(role: Role) -> RoleView {
    RoleView {
        shipped: ShippedRole::from_code(&role.code).is_some(),
        code: role.code,
        name: role.name,
        name_en: role.name_en,
        grants: role.grants.iter().map(|grant| grant.text().to_owned()).collect(),
        disabled: role.disabled,
    }
}

/// Writes a role.
pub(crate) fn save(
    context: &Context,
    session: &Session,
    input: RoleInput,
) -> Result<RoleView, ApiError> {
    need_all(session)?;
    let code = input.code.trim();
    let sound = code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && (1..=24).contains(&code.len());
    if !sound {
        return Err(ErrorCode::InputMalformed.with("what", code).at("code"));
    }
    if input.name.trim().is_empty() {
        return Err(ErrorCode::InputMalformed.with("what", "name").at("name"));
    }
    let grants = input.grants.iter().map(|text| match Grant::new(text) {
        grant if grant.is_known() => Ok(grant),
        _ => Err(ErrorCode::InputMalformed.with("what", text).at("grants")),
    });
    let role = Role {
        code: code.to_owned(),
        name: input.name.trim().to_owned(),
        name_en: input.name_en.trim().to_owned(),
        grants: grants.collect::<Result<_, _>>()?,
        disabled: input.disabled,
    };
    context.write(|sql| {
        feed::append_master(sql, &[MasterRecord::Role(role.clone())])?;
        audit::write(context, sql, session, "role_save", &role.code)?;
        Ok(view(role))
    })
}
