//! Purchase receipt 采购入库 CG, supplier invoice 采购发票 FP and purchase return 采购退货 CT: what they
//! must hold.
//!
//! Leaves out the match of order, receipt and invoice (the books). Invariant: each names its
//! supplier, even when it is paid at once: price history and returns hang on it
//! (`features.md` 157, 158, 174).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};
use super::{Document, DocumentError, Form};
use crate::amount::Amount;
use crate::kind::Kind;
use crate::stock::StockClass;

/// Of all three.
const PURCHASE: Rule =
    Rule::new().goods(Goods::Moving, Price::Cost).supplier(Need::Must).tenders(Need::May);

/// CG.
pub(crate) const RECEIPT: Rule = PURCHASE
    .into(Spot::Own, Costing::Receive)
    .after(Need::May, &[Kind::CD])
    .releases(StockClass::Expected)
    .extra(accrued_goods_wait);

/// FP.
pub(crate) const INVOICE: Rule = PURCHASE.costed(Costing::Clear).within(Need::Must, &[Kind::CG]);

/// CT. Settled consignments go back by it too (`features.md` 188).
pub(crate) const RETURN: Rule =
    PURCHASE.out_of(Spot::Own).within(Need::May, &[Kind::CG, Kind::SJ]).extra(accrued_goods_wait);

/// Goods whose invoice has not come are neither taxed nor paid: the invoice does both 暂估.
fn accrued_goods_wait(document: &Document) -> Result<(), DocumentError> {
    if document.form != Form::Accrued {
        return Ok(());
    }
    if document.returns_uninvoiced() && document.refers_to.is_none() {
        return Err(DocumentError::OriginalMissing);
    }
    if !document.tenders.is_empty() {
        return Err(DocumentError::NotTaken { what: "tenders" });
    }
    match document.tax() == Amount::ZERO {
        true => Ok(()),
        false => Err(DocumentError::NotTaken { what: "tax" }),
    }
}
