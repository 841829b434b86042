//! Loss 报损 BS, overage 报溢 BY, cost adjustment 成本调价 TJ, assembly 拆装 ZC, stock count 盘点 PD,
//! exchange and scrap 换货报废 CX: what they must hold.
//!
//! Leaves out how a count becomes losses and overages (the books make drafts of them). Invariant:
//! whatever changes stock without a partner says why (`features.md` 106-113, 299-302).

use super::rule::{Costing, Goods, Need, Price, Rule, Spot};
use super::settle::credits;
use super::{Document, DocumentError};
use crate::kind::Kind;

/// BS. A loss without a reason is what an auditor asks about first.
pub(crate) const LOSS: Rule = Rule::new()
    .goods(Goods::Moving, Price::None)
    .out_of(Spot::Own)
    .reason()
    .after(Need::May, &[Kind::PD]);

/// BY.
pub(crate) const OVERAGE: Rule = Rule::new()
    .goods(Goods::Moving, Price::Cost)
    .into(Spot::Own, Costing::Find)
    .reason()
    .after(Need::May, &[Kind::PD]);

/// TJ.
pub(crate) const COST_ADJUSTMENT: Rule = Rule::new()
    .goods(Goods::Any, Price::Amount)
    .into(Spot::Own, Costing::Value)
    .reason()
    .extra(no_quantity);

/// ZC. The fee for the work stands as account lines.
pub(crate) const ASSEMBLY: Rule = Rule::new()
    .goods(Goods::Moving, Price::None)
    .between(Spot::Own, Spot::OtherWarehouse, Costing::Assemble)
    .to_warehouse(Need::May)
    .entries(Need::May)
    .extra(both_ways);

/// PD. A line counts what is there; zero is a count too. Who counts again names the count before.
pub(crate) const COUNT: Rule =
    Rule::new().goods(Goods::Any, Price::None).after(Need::May, &[Kind::PD]);

/// CX. With goods coming in it is an exchange, without it scraps.
pub(crate) const EXCHANGE: Rule = Rule::new()
    .goods(Goods::Moving, Price::None)
    .between(Spot::Own, Spot::OtherWarehouse, Costing::Assemble)
    .to_warehouse(Need::May)
    .partner(Need::May)
    .reason()
    .extra(some_leave);

fn no_quantity(document: &Document) -> Result<(), DocumentError> {
    match document.lines.iter().all(|line| line.quantity.is_zero()) {
        true => Ok(()),
        false => Err(DocumentError::NotTaken { what: "quantity" }),
    }
}

fn both_ways(document: &Document) -> Result<(), DocumentError> {
    some_leave(document)?;
    if !document.lines.iter().any(|line| line.incoming) {
        return Err(DocumentError::NoLines);
    }
    // Work adds to what the parts cost; it never takes from it.
    match document.entries.is_empty() {
        true => Ok(()),
        false => credits(document),
    }
}

fn some_leave(document: &Document) -> Result<(), DocumentError> {
    match document.lines.iter().any(|line| !line.incoming) {
        true => Ok(()),
        false => Err(DocumentError::NoLines),
    }
}
