//! Taking back 红字冲账: a whole document, or what is left of an order.
//!
//! Owns what stands in the way of a red document and its header. Leaves out the posting of it
//! (`post`). Invariant: a document that others follow from or that money was settled on stays.

use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::{Document, Line, order};
use fenhao_domain::id::{DocumentId, EmployeeId};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;

use super::{PostError, Posted, post_one, terms};
use crate::node::Node;
use crate::sql::Sql;
use crate::table::document as documents;

/// Header of a red document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReverseHeader {
    /// Its business date.
    pub business_date: BusinessDate,
    /// When it is written.
    pub recorded_at: Timestamp,
    /// Who answers for it.
    pub handler: EmployeeId,
    /// Why.
    pub remark: String,
}

/// Reverses a posted document 红字冲账 in the caller's transaction.
pub fn reverse(
    sql: &mut dyn Sql,
    node: &Node,
    id: DocumentId,
    header: ReverseHeader,
) -> Result<Posted, PostError> {
    let found = documents::load(sql, id)?.ok_or(PostError::UnknownDocument)?;
    if found.document.branch != node.branch {
        return Err(PostError::OtherBranch { number: found.document.number });
    }
    if found.document.is_red() {
        return Err(PostError::RedReversal);
    }
    for follower in documents::links_to(sql, id, documents::LinkRole::Follows)? {
        if !documents::is_reversed(sql, follower)?
            && let Some(found) = documents::load(sql, follower)?
        {
            return Err(PostError::HasFollower { number: found.document.number });
        }
    }
    terms::unsettled(sql, id, &found.document)?;
    let red = found.document.reversal(id);
    post_red(sql, node, red, header)
}

/// Closes an order early 提前结束订单 in the caller's transaction: what is left of it is no longer
/// promised or expected. What was delivered stands, and a deposit stays the partner's.
pub fn close_order(
    sql: &mut dyn Sql,
    node: &Node,
    id: DocumentId,
    header: ReverseHeader,
) -> Result<Posted, PostError> {
    let found = documents::load(sql, id)?.ok_or(PostError::UnknownDocument)?;
    let number = found.document.number.clone();
    if found.document.branch != node.branch {
        return Err(PostError::OtherBranch { number });
    }
    if !matches!(found.document.kind, Kind::XD | Kind::CD) || found.document.is_red() {
        return Err(PostError::OtherPurpose { number });
    }
    let taken = documents::followed(sql, id, &found.document, |_| true)?;
    let open = |(line, taken): (&Line, Quantity)| (line.quantity - taken).max(Quantity::ZERO);
    let left: Vec<Quantity> = found.document.lines.iter().zip(taken).map(open).collect();
    if left.iter().all(|left| left.is_zero()) {
        return Err(PostError::NothingLeft { number });
    }
    post_red(sql, node, order::closing(&found.document, id, &left), header)
}

fn post_red(
    sql: &mut dyn Sql,
    node: &Node,
    mut red: Document,
    header: ReverseHeader,
) -> Result<Posted, PostError> {
    red.business_date = header.business_date;
    red.recorded_at = header.recorded_at;
    red.handler = header.handler;
    red.remark = header.remark;
    post_one(sql, node, red, NegativeStock::Pass)
}
