//! Names for screens: of products, partners, branches, employees and categories.
//!
//! Owns the look-up with a small memory for one answer. Invariant: what has no record still shows,
//! by its number; a screen never fails for want of a name.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::{branch, master};
use fenhao_domain::id::{BranchId, DocumentId, EmployeeId, PartnerId, ProductId, StreamId};
use fenhao_domain::master::category::CategoryId;
use fenhao_domain::master::product::Product;

use crate::error::{ApiError, ErrorCode};
use crate::view::DocumentKey;

/// Names that one answer has needed so far.
#[derive(Default)]
pub(super) struct Names {
    products: BTreeMap<ProductId, Product>,
    partners: BTreeMap<PartnerId, String>,
    branches: BTreeMap<BranchId, (String, String)>,
    categories: BTreeMap<CategoryId, String>,
}

impl Names {
    /// A product; one that is unknown has its number for a code.
    pub(super) fn product(
        &mut self,
        sql: &mut dyn Sql,
        id: ProductId,
    ) -> Result<&Product, SqlError> {
        match self.products.entry(id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let unknown = || Product { id, code: id.0.to_string(), ..Product::default() };
                Ok(place.insert(master::product(sql, id)?.unwrap_or_else(unknown)))
            }
        }
    }

    /// A partner's name; empty for none.
    pub(super) fn partner(
        &mut self,
        sql: &mut dyn Sql,
        id: Option<PartnerId>,
    ) -> Result<String, SqlError> {
        let Some(id) = id else { return Ok(String::new()) };
        if let Some(name) = self.partners.get(&id) {
            return Ok(name.clone());
        }
        let name = master::partner(sql, id)?.map_or_else(|| id.0.to_string(), |found| found.name);
        self.partners.insert(id, name.clone());
        Ok(name)
    }

    /// A branch's code and name.
    pub(super) fn branch(
        &mut self,
        sql: &mut dyn Sql,
        id: BranchId,
    ) -> Result<(String, String), SqlError> {
        if let Some(names) = self.branches.get(&id) {
            return Ok(names.clone());
        }
        let own = fenhao_books::node::load(sql)?.filter(|node| node.branch == id);
        let names = match (own, branch::load(sql, id)?) {
            (_, Some(found)) => (found.code, found.name),
            (Some(node), None) => (node.code, node.name),
            (None, None) => (id.0.to_string(), String::new()),
        };
        self.branches.insert(id, names.clone());
        Ok(names)
    }

    /// A category's path, `生鲜 / 水果`.
    pub(super) fn category(
        &mut self,
        sql: &mut dyn Sql,
        id: Option<CategoryId>,
    ) -> Result<String, SqlError> {
        let Some(id) = id else { return Ok(String::new()) };
        if let Some(path) = self.categories.get(&id) {
            return Ok(path.clone());
        }
        let mut names = Vec::new();
        let mut at = Some(id);
        // Five levels at most, which also ends a circle.
        while let Some(category) = at.filter(|_| names.len() < 5) {
            let Some(found) = master::category(sql, category.0)? else { break };
            names.push(found.name);
            at = found.parent;
        }
        names.reverse();
        let path = names.join(" / ");
        self.categories.insert(id, path.clone());
        Ok(path)
    }
}

/// An employee's name; the manager's title where the branch has no list of employees yet.
pub(super) fn employee(sql: &mut dyn Sql, id: EmployeeId) -> Result<String, SqlError> {
    let found = master::employee(sql, id)?;
    Ok(found.map_or_else(|| "店长".to_owned(), |employee| employee.name))
}

/// A document's identity on screens.
pub(super) fn key(id: DocumentId) -> DocumentKey {
    DocumentKey { stream: id.stream.0, seq: id.seq }
}

/// A screen's identity of a document.
pub(super) fn id(key: DocumentKey) -> DocumentId {
    DocumentId { stream: StreamId(key.stream), seq: key.seq }
}

/// The branch of a code.
pub(super) fn branch_of_code(sql: &mut dyn Sql, code: &str) -> Result<BranchId, ApiError> {
    if let Some(node) = fenhao_books::node::load(sql)?.filter(|node| node.code == code) {
        return Ok(node.branch);
    }
    match branch::by_code(sql, code)? {
        Some(found) => Ok(found.id),
        None => Err(ErrorCode::BranchUnknown.with("code", code)),
    }
}

/// Puts the product's code in the place of its number where goods are short or not there.
pub(super) fn with_code(sql: &mut dyn Sql, mut error: ApiError) -> ApiError {
    if error.is(ErrorCode::StockShort) || error.is(ErrorCode::NothingThere) {
        for (name, value) in &mut error.params {
            let id = value.parse().map(ProductId);
            if name == "code"
                && let Ok(id) = id
                && let Ok(Some(product)) = master::product(sql, id)
            {
                *value = product.code;
            }
        }
    }
    error
}
