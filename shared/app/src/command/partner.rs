//! Finding partners 查找往来单位: by code, name, pinyin initials.

use fenhao_books::screen::party;
use fenhao_books::{search, table};
use fenhao_domain::amount::Amount;
use fenhao_domain::id::{BranchId, WarehouseNo};

use super::product::HITS_MAX;
use super::within::Within;
use crate::context::{Context, Place, Session};
use crate::error::ApiError;
use crate::view::{PartnerHit, SearchInput};

/// Searches; best hits first.
pub(crate) fn search(
    context: &Context,
    session: &Session,
    input: SearchInput,
) -> Result<Vec<PartnerHit>, ApiError> {
    let limit = usize::try_from(input.limit.min(HITS_MAX)).unwrap_or(0);
    let own = context.node()?.branch;
    context.read(|sql| {
        let branches = match context.place() {
            Place::Branch => vec![own],
            Place::Hq => table::branch::list(sql)?.into_iter().map(|branch| branch.id).collect(),
        };
        let scopes = session.scopes();
        let seen = |branch: &&BranchId| scopes.allows_warehouse(**branch, WarehouseNo(0));
        let mut within = Within::of(session);
        let mut hits = Vec::new();
        for id in
            search::partners_kept(sql, &input.text, limit, &mut |sql, id| within.partner(sql, id))?
        {
            let Some(partner) = table::master::partner(sql, id)? else { continue };
            let mut balance = Amount::ZERO;
            for branch in branches.iter().filter(seen) {
                balance += party::balance(sql, *branch, id)?;
            }
            hits.push(PartnerHit {
                partner_id: id.0,
                code: partner.code,
                name: partner.name,
                balance: balance.to_string(),
            });
        }
        Ok(hits)
    })
}
