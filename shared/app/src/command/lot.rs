//! Lots 批号: what there is of them in a store, which leave first, what expires soon.
//!
//! Leaves out the rules (`domain::lot`). Invariant: goods and stores out of scope are refused or left
//! out.

use fenhao_books::lot as lots;
use fenhao_domain::id::{ProductId, WarehouseNo};
use fenhao_domain::lot::{LotStock, propose};
use fenhao_domain::master::branch::warehouse_name;
use fenhao_domain::quantity::Quantity;

use super::names::{Names, branch_of_code};
use super::within::Within;
use crate::context::{Context, Place, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{ExpiringView, LotExpiringInput, LotListInput, LotListView, LotView};

/// Lots that a list of what expires may hold.
const EXPIRING_MAX: u32 = 500;

/// The lots of a product in a store, and which of them are to leave first for a quantity.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    input: LotListInput,
) -> Result<LotListView, ApiError> {
    let branch = context.node()?.branch;
    let today = context.business_date()?;
    let text = input.quantity.trim();
    let wanted = match text.is_empty() {
        true => Quantity::ZERO,
        false => Quantity::parse(text)
            .map_err(|_| ErrorCode::QuantityInvalid.with("text", text).at("quantity"))?,
    };
    context.read(|sql| {
        let product = ProductId(input.product_id);
        Within::of(session).need_product(sql, product)?;
        let here = WarehouseNo(input.warehouse);
        let seen = session.scopes().allows_warehouse(branch, here);
        let rows = lots::of_product(sql, branch, product)?.into_iter();
        let held: Vec<LotStock> =
            rows.filter(|row| seen && row.warehouse == here).map(|row| row.held).collect();
        let order = propose(&held, held.iter().map(|lot| lot.quantity).sum(), today);
        let proposal = propose(&held, wanted, today);
        let lot = |held: &LotStock| {
            let proposed = proposal.parts.iter().find(|part| part.lot == held.lot);
            LotView {
                number: held.lot.number.clone(),
                expires: held.lot.expires.map_or_else(String::new, |date| date.to_string()),
                expired: held.lot.expired_on(today),
                quantity: held.quantity.to_string(),
                proposed: proposed.map_or_else(String::new, |part| part.quantity.to_string()),
            }
        };
        Ok(LotListView {
            lots: order.parts.iter().map(lot).collect(),
            expired: proposal.expired.to_string(),
            short: proposal.short.to_string(),
        })
    })
}

/// What expires within some days 近效期, and what has expired, the earliest first.
pub(crate) fn expiring(
    context: &Context,
    session: &Session,
    input: LotExpiringInput,
) -> Result<Vec<ExpiringView>, ApiError> {
    let own = context.node()?.branch;
    let today = context.business_date()?;
    let days = i32::try_from(input.days).unwrap_or(i32::MAX).min(36_500);
    context.read(|sql| {
        let branch = match (&input.branch, context.place()) {
            (Some(code), Place::Hq) => Some(branch_of_code(sql, code)?),
            (None, Place::Hq) => None,
            (_, Place::Branch) => Some(own),
        };
        let mut within = Within::of(session);
        let mut names = Names::default();
        let mut views = Vec::new();
        for row in lots::expiring(sql, branch, today.plus_days(days), EXPIRING_MAX)? {
            let seen = session.scopes().allows_warehouse(row.branch, row.warehouse);
            let Some(last) = row.held.lot.expires.filter(|_| seen) else { continue };
            if !within.product(sql, row.product)? {
                continue;
            }
            let branch = names.branch(sql, row.branch)?.0;
            let product = names.product(sql, row.product)?;
            let (zh, en) = warehouse_name(row.warehouse);
            views.push(ExpiringView {
                branch,
                warehouse: context.lang.pick(zh, en).to_owned(),
                product_id: row.product.0,
                code: product.code.clone(),
                name: product.name.clone(),
                lot: row.held.lot.number,
                expires: last.to_string(),
                days: today.days_until(last),
                quantity: row.held.quantity.to_string(),
                unit: product.unit.clone(),
            });
        }
        Ok(views)
    })
}
