//! Finding products 查找商品: by code, barcode, name, pinyin initials.

use fenhao_books::search;
use fenhao_books::sums;
use fenhao_domain::id::WarehouseNo;

use super::names::Names;
use super::within::Within;
use crate::context::{Context, Session};
use crate::error::ApiError;
use crate::view::{ProductHit, SearchInput};

/// Hits that a list may have at most.
pub(super) const HITS_MAX: u32 = 200;

/// Searches; best hits first.
pub(crate) fn search(
    context: &Context,
    session: &Session,
    input: SearchInput,
) -> Result<Vec<ProductHit>, ApiError> {
    let branch = context.node()?.branch;
    let limit = usize::try_from(input.limit.min(HITS_MAX)).unwrap_or(0);
    context.read(|sql| {
        let mut names = Names::default();
        let mut within = Within::of(session);
        let counted = session.scopes().allows_warehouse(branch, WarehouseNo::GOODS);
        let mut hits = Vec::new();
        for id in
            search::products_kept(sql, &input.text, limit, &mut |sql, id| within.product(sql, id))?
        {
            let on_hand = sums::own_balance(sql, branch, WarehouseNo::GOODS, id)?.quantity;
            let product = names.product(sql, id)?;
            hits.push(ProductHit {
                product_id: id.0,
                code: product.code.clone(),
                barcode: product.barcodes.first().cloned().unwrap_or_default(),
                name: product.name.clone(),
                name_en: product.name_en.clone(),
                spec: product.spec.clone(),
                unit: product.unit.clone(),
                price: product.prices[0].map_or_else(String::new, |price| price.to_string()),
                purchase_price: product
                    .purchase_price
                    .filter(|_| session.sees_cost())
                    .map_or_else(String::new, |price| price.to_string()),
                on_hand: if counted { on_hand.to_string() } else { String::new() },
            });
        }
        Ok(hits)
    })
}
