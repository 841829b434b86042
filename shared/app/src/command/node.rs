//! Who and where one is 节点与操作员.

use fenhao_books::table::master;

use crate::context::{Context, Place, Session};
use crate::error::ApiError;
use crate::seat;
use crate::view::{NodeRole, NodeView, Nothing, SeatState};

/// The node, its operator and its day.
pub(crate) fn status(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<NodeView, ApiError> {
    let node = context.node()?;
    let products = context.read(|sql| Ok(master::count_products(sql)?))?;
    Ok(NodeView {
        role: match context.place() {
            Place::Branch => NodeRole::Branch,
            Place::Hq => NodeRole::Hq,
        },
        code: node.code.clone(),
        name: node.name.clone(),
        operator: session.name.clone(),
        seat: match context.place() {
            Place::Branch if !seat::has_pins(context)? => SeatState::Open,
            Place::Branch if session.name.is_empty() => SeatState::Locked,
            _ => SeatState::Taken,
        },
        rights: session.rights().names(),
        business_date: context.business_date()?.to_string(),
        currency: "CNY".to_owned(),
        training: false,
        products: products.unsigned_abs(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}
