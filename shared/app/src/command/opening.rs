//! Opening the books 开账 on screens: what the opening figures come to, and the opening itself.
//!
//! Leaves out writing opening figures (QC, an ordinary document) and what must hold
//! (`books::opening`). Invariant: whoever opens the books may post opening figures, has the right to
//! open, sees cost and has everything in scope.

use fenhao_books::opening::{self, Opening};
use fenhao_books::sql::Sql;
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::DocumentAct;

use super::close::{gap, permit};
use crate::audit;
use crate::context::{Context, Session};
use crate::error::ApiError;
use crate::view::{Nothing, OpeningView};

/// What the opening figures come to, and what is wrong with them.
pub(crate) fn check(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<OpeningView, ApiError> {
    let node = context.node()?;
    permit(context, session, DocumentAct::See, Kind::QC)?;
    context.read(|sql| {
        let opened = opening::opened_on(sql)?.map(|day| day.to_string());
        let opening = opening::check(sql, node)?;
        view(sql, opened, &opening)
    })
}

/// Opens the books: opening figures are frozen from now on.
pub(crate) fn open(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<OpeningView, ApiError> {
    let (node, day) = (context.node()?, context.business_date()?);
    permit(context, session, DocumentAct::Post, Kind::QC)?;
    context.write(|sql| {
        let opening = opening::open(sql, node, day)?;
        audit::write(context, sql, session, "books_open", &day.to_string())?;
        view(sql, Some(day.to_string()), &opening)
    })
}

fn view(
    sql: &mut dyn Sql,
    opened: Option<String>,
    opening: &Opening,
) -> Result<OpeningView, ApiError> {
    let mut gaps = gap::views(sql, &opening.gaps)?;
    gaps.extend(gap::lent(sql, &opening.lent)?);
    let stock = opening.stock.iter().filter(|(_, value)| !value.is_zero());
    Ok(OpeningView {
        opened,
        stock: stock.map(|(class, value)| (class.key().to_owned(), value.to_string())).collect(),
        receivable: opening.receivable.to_string(),
        payable: opening.payable.to_string(),
        money: opening.money.to_string(),
        assets: opening.assets.to_string(),
        equity: opening.equity.to_string(),
        gaps,
    })
}
