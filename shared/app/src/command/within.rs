//! What is within the operator's scopes 管辖范围.
//!
//! Owns the questions that commands ask of names in an answer or in an input, with the look-ups they
//! need. Leaves out the rules (`domain::scope`). Invariant: an operator with everything in scope
//! costs no look-up; what is not in scope is left out of an answer and refused in an input.

use std::collections::BTreeMap;

use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::master;
use fenhao_domain::document::Document;
use fenhao_domain::id::{BranchId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::category::CategoryId;
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::scope::{Catalogue, Scopes};

use crate::context::Session;
use crate::error::{ApiError, ErrorCode};

/// The scopes of one session, with what has been looked up for one answer.
pub(super) struct Within<'s> {
    session: &'s Session,
    scopes: &'s Scopes,
    above: Option<BTreeMap<CategoryId, Option<CategoryId>>>,
}

/// Products and partners as the books have them.
struct Shelf<'a, 's> {
    within: &'a mut Within<'s>,
    sql: &'a mut dyn Sql,
}

impl Catalogue for Shelf<'_, '_> {
    type Error = SqlError;

    fn path(&mut self, product: ProductId) -> Result<Vec<CategoryId>, SqlError> {
        self.within.path(self.sql, product)
    }

    fn sides(&mut self, partner: PartnerId) -> Result<(bool, bool), SqlError> {
        let found = master::partner(self.sql, partner)?;
        Ok(found.map_or((false, false), |partner| (partner.customer, partner.supplier)))
    }
}

impl<'s> Within<'s> {
    /// The scopes of a session.
    pub(super) fn of(session: &'s Session) -> Within<'s> {
        Within { session, scopes: session.scopes(), above: None }
    }

    /// The scopes.
    pub(super) fn scopes(&self) -> &'s Scopes {
        self.scopes
    }

    /// True when nothing is out of scope.
    pub(super) fn is_all(&self) -> bool {
        self.scopes.is_all()
    }

    /// Whether a product is.
    pub(super) fn product(&mut self, sql: &mut dyn Sql, id: ProductId) -> Result<bool, SqlError> {
        if self.scopes.products.is_none() {
            return Ok(true);
        }
        let path = self.path(sql, id)?;
        Ok(self.scopes.allows_product(id, &path))
    }

    /// Whether a partner is.
    pub(super) fn partner(&mut self, sql: &mut dyn Sql, id: PartnerId) -> Result<bool, SqlError> {
        if self.scopes.customers.is_all() && self.scopes.suppliers.is_all() {
            return Ok(true);
        }
        Ok(master::partner(sql, id)?.is_some_and(|found| self.scopes.allows_partner(&found)))
    }

    /// Whether a document is, and whether its kind may be seen.
    pub(super) fn document(
        &mut self,
        sql: &mut dyn Sql,
        document: &Document,
    ) -> Result<bool, SqlError> {
        let scopes = self.scopes;
        let seen = self.session.rights().may_do(DocumentAct::See, document.kind);
        Ok(seen && scopes.allows_document(document, &mut Shelf { within: self, sql })?)
    }

    /// Refuses a product that is out of scope, by its code.
    pub(super) fn need_product(
        &mut self,
        sql: &mut dyn Sql,
        id: ProductId,
    ) -> Result<(), ApiError> {
        if self.product(sql, id)? {
            return Ok(());
        }
        let code = master::product(sql, id)?.map_or_else(|| id.0.to_string(), |found| found.code);
        Err(ErrorCode::OutOfScope.with("what", code))
    }

    /// Refuses a partner that is out of scope, by its name.
    pub(super) fn need_partner(
        &mut self,
        sql: &mut dyn Sql,
        id: PartnerId,
    ) -> Result<(), ApiError> {
        match self.partner(sql, id)? {
            true => Ok(()),
            false => Err(ErrorCode::OutOfScope.with("what", id.0).at("partner_id")),
        }
    }

    /// Refuses an act on a document that is not allowed or out of scope, by its number.
    pub(super) fn need_document(
        &mut self,
        sql: &mut dyn Sql,
        act: DocumentAct,
        document: &Document,
    ) -> Result<(), ApiError> {
        self.session.permit_document(act, document.kind)?;
        let scopes = self.scopes;
        match scopes.allows_document(document, &mut Shelf { within: self, sql })? {
            true => Ok(()),
            false => Err(ErrorCode::OutOfScope.with("what", &document.number.0)),
        }
    }

    /// Refuses goods of a warehouse that is out of scope.
    pub(super) fn need_warehouse(
        &self,
        branch: BranchId,
        warehouse: WarehouseNo,
    ) -> Result<(), ApiError> {
        match self.scopes.allows_warehouse(branch, warehouse) {
            true => Ok(()),
            false => {
                let (zh, _) = fenhao_domain::master::branch::warehouse_name(warehouse);
                Err(ErrorCode::OutOfScope.with("what", zh))
            }
        }
    }

    /// Refuses a figure over a whole branch, or the company, that would tell what is out of scope.
    pub(super) fn need_whole(&self, branch: Option<BranchId>, what: &str) -> Result<(), ApiError> {
        match self.scopes.whole(branch) {
            true => Ok(()),
            false => Err(ErrorCode::OutOfScope.with("what", what)),
        }
    }

    /// The kinds of documents that may be seen, those asked for or all; empty for no limit.
    pub(super) fn kinds(&self, asked: &[Kind]) -> Option<Vec<Kind>> {
        let seen = self.session.rights().kinds(DocumentAct::See);
        if asked.is_empty() && seen.len() == Kind::ALL.len() {
            return Some(Vec::new());
        }
        let wanted = |kind: &Kind| asked.is_empty() || asked.contains(kind);
        let kinds: Vec<Kind> = seen.into_iter().filter(wanted).collect();
        Some(kinds).filter(|kinds| !kinds.is_empty())
    }

    /// A product's category and all above it; five levels at most.
    fn path(&mut self, sql: &mut dyn Sql, product: ProductId) -> Result<Vec<CategoryId>, SqlError> {
        let above = match &mut self.above {
            Some(above) => above,
            None => {
                let all = master::categories(sql)?;
                self.above.insert(all.into_iter().map(|one| (one.id, one.parent)).collect())
            }
        };
        let mut at = master::product(sql, product)?.and_then(|product| product.category);
        let mut path = Vec::new();
        while let Some(category) = at.filter(|_| path.len() < 5) {
            path.push(category);
            at = above.get(&category).copied().flatten();
        }
        Ok(path)
    }
}
