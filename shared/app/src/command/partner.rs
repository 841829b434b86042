//! Finding partners 查找往来单位: by code, name, pinyin initials.

use fenhao_books::screen::party;
use fenhao_books::{search, table};
use fenhao_domain::amount::Amount;

use super::product::HITS_MAX;
use crate::context::{Context, Place, Session};
use crate::error::ApiError;
use crate::view::{PartnerHit, SearchInput};

/// Searches; best hits first.
pub(crate) fn search(
    context: &Context,
    _: &Session,
    input: SearchInput,
) -> Result<Vec<PartnerHit>, ApiError> {
    let limit = usize::try_from(input.limit.min(HITS_MAX)).unwrap_or(0);
    let own = context.node()?.branch;
    context.read(|sql| {
        let branches = match context.place() {
            Place::Branch => vec![own],
            Place::Hq => table::branch::list(sql)?.into_iter().map(|branch| branch.id).collect(),
        };
        let mut hits = Vec::new();
        for id in search::partners(sql, &input.text, limit)? {
            let Some(partner) = table::master::partner(sql, id)? else { continue };
            let mut balance = Amount::ZERO;
            for branch in &branches {
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
