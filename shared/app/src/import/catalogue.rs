//! What an import needs of the branch's catalogue 商品目录.
//!
//! Owns the way from a product's number in a file to the product here, and the provisional product
//! 待建档商品 that stands in for one that the master lacks. Leaves out the catalogue's own import
//! (`products`). Invariant: a provisional product is in the branch's own log before the first
//! document that names it, in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use fenhao_books::table;
use fenhao_domain::id::{BranchId, EmployeeId, PartnerId, ProductId};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::product::Product;

use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};

/// A product as a document needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// The product.
    pub id: ProductId,
    /// Its usual supplier.
    pub supplier: Option<PartnerId>,
}

/// The products and suppliers that a file names.
pub(super) struct Catalogue {
    branch: BranchId,
    known: BTreeMap<u32, Known>,
    suppliers: BTreeSet<PartnerId>,
    /// Provisional products to be made, by identity.
    missing: BTreeMap<ProductId, u32>,
    /// Who answers for the imported documents.
    pub handler: EmployeeId,
}

impl Catalogue {
    /// Looks the products of a file up.
    pub(super) fn load(context: &Context, products: BTreeSet<u32>) -> Result<Catalogue, ApiError> {
        let node = context.node()?;
        let branch = node.branch;
        context.read(|sql| {
            if table::master::count_products(sql)? == 0 {
                return Err(ErrorCode::CatalogueMissing.error());
            }
            let handler = Session::at_branch(sql, node, None)?.operator;
            let mut known = BTreeMap::new();
            for number in products {
                for id in [ProductId(u64::from(number)), ProductId::provisional(branch, number)] {
                    if let Some(product) = table::master::product(sql, id)? {
                        known.insert(number, Known { id, supplier: product.supplier });
                        break;
                    }
                }
            }
            let (suppliers, missing) = (BTreeSet::new(), BTreeMap::new());
            Ok(Catalogue { branch, known, suppliers, missing, handler })
        })
    }

    /// Looks the suppliers of a file up.
    pub(super) fn load_suppliers(
        &mut self,
        context: &Context,
        suppliers: BTreeSet<PartnerId>,
    ) -> Result<(), ApiError> {
        self.suppliers = context.read(|sql| {
            let mut found = BTreeSet::new();
            for id in suppliers {
                if table::master::partner(sql, id)?.is_some() {
                    found.insert(id);
                }
            }
            Ok(found)
        })?;
        Ok(())
    }

    /// True for a supplier that is here.
    pub(super) fn has_supplier(&self, id: PartnerId) -> bool {
        self.suppliers.contains(&id)
    }

    /// The product of a number; a provisional one where the catalogue has none.
    pub(super) fn find(&mut self, number: u32) -> Known {
        if let Some(known) = self.known.get(&number) {
            return *known;
        }
        let known = Known { id: ProductId::provisional(self.branch, number), supplier: None };
        self.missing.insert(known.id, number);
        self.known.insert(number, known);
        known
    }

    /// The provisional product of an identity, if it is one that this file asks for.
    pub(super) fn provisional(&self, id: ProductId) -> Option<MasterRecord> {
        let number = *self.missing.get(&id)?;
        Some(MasterRecord::Product(Box::new(Product {
            id,
            code: number.to_string(),
            name: format!("待建档商品 {number}"),
            name_en: format!("Product to be completed {number}"),
            unit: "件".to_owned(),
            unit_en: "pc".to_owned(),
            ..Product::default()
        })))
    }
}
