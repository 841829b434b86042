//! Who and where one is 节点与操作员.

use fenhao_books::table::master;

use crate::context::{Context, Place, Session};
use crate::error::ApiError;
use crate::view::{NodeRole, NodeView, Nothing};

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
        rights: session.role.rights().map(str::to_owned).collect(),
        business_date: context.business_date()?.to_string(),
        currency: "CNY".to_owned(),
        training: false,
        products: products.unsigned_abs(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}
