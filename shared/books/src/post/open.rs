//! What the books still take 期间: open months, open modules, opening figures until the opening.
//!
//! Owns the refusal at posting. Leaves out the booking month of what is taken (`period`). Invariant:
//! what a node has closed it posts nothing into.

use fenhao_domain::document::Document;
use fenhao_domain::id::DocumentId;
use fenhao_domain::kind::Kind;
use fenhao_domain::module::Module;

use super::{PostError, Poster};
use crate::opening;
use crate::sql::Sql;

impl Poster<'_> {
    /// Refuses what the books no longer take: into a closed month, of a closed module, opening figures
    /// after the opening.
    pub(super) fn open(
        &self,
        sql: &mut dyn Sql,
        id: DocumentId,
        document: &Document,
    ) -> Result<(), PostError> {
        let (kind, date) = (document.kind, document.business_date);
        let month = date.month();
        let booked = self.seals.booking_month(self.node.branch, id, kind, date);
        // A red close posts nothing, so it may be dated in the month that it opens.
        let reopens = kind == Kind::YJC && document.is_red();
        if kind != Kind::NJC && !reopens && booked != month {
            return Err(PostError::PeriodSealed { month });
        }
        let module = Module::of(kind);
        if self.modules.contains(&(month, module)) {
            return Err(PostError::ModuleClosed { module, month });
        }
        match kind == Kind::QC && opening::is_opened(sql)? {
            true => Err(PostError::BooksOpened),
            false => Ok(()),
        }
    }
}
