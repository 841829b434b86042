//! Scopes 管辖范围: of what an operator may see and touch, in eight kinds (`features.md` 52).
//!
//! "Sells one goods class from the Nanjing warehouse to Nanjing customers only." Owns the eight
//! ranges and the pure questions to them. Leaves out which right is needed (`permission`) and where
//! they are asked (`app`). Invariant: what a range does not name is out of it; a document is in
//! scope only when all it names is.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::account::{self, AccountCode};
use crate::document::Document;
use crate::id::{BranchId, EmployeeId, PartnerId, ProductId, WarehouseNo};
use crate::master::category::CategoryId;
use crate::master::partner::Partner;

/// All, or the ones that are named.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Range<T: Ord> {
    /// All there are, and all to come.
    #[default]
    All,
    /// These only.
    Only(BTreeSet<T>),
}

impl<T: Ord> Range<T> {
    /// Whether one is in it.
    pub fn allows(&self, one: &T) -> bool {
        match self {
            Range::All => true,
            Range::Only(set) => set.contains(one),
        }
    }

    /// True when nothing is out of it.
    pub fn is_all(&self) -> bool {
        matches!(self, Range::All)
    }
}

/// A warehouse by its branch; number 0 stands for all warehouses of the branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Warehouse {
    /// Branch.
    pub branch: BranchId,
    /// Number within the branch, 0 for all.
    pub number: WarehouseNo,
}

/// Products one by one and by categories with all that is below them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Assortment {
    /// Categories.
    pub categories: BTreeSet<CategoryId>,
    /// Products.
    pub products: BTreeSet<ProductId>,
}

/// The eight ranges.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Scopes {
    /// Warehouses 仓库.
    pub warehouses: Range<Warehouse>,
    /// Products 商品; none for all.
    pub products: Option<Assortment>,
    /// Customers 客户.
    pub customers: Range<PartnerId>,
    /// Suppliers 供货商.
    pub suppliers: Range<PartnerId>,
    /// Employees 职员, whose documents it sees.
    pub employees: Range<EmployeeId>,
    /// Bank accounts 银行账户, by their accounts.
    pub bank_accounts: Range<AccountCode>,
    /// Expense types 费用类型, by their accounts.
    pub expense_types: Range<AccountCode>,
    /// Income types 收入类型, by their accounts.
    pub income_types: Range<AccountCode>,
}

/// What a question about products and partners needs to know of them.
pub trait Catalogue {
    /// What went wrong in looking it up.
    type Error;
    /// The category of a product and all above it; empty for a product without one.
    fn path(&mut self, product: ProductId) -> Result<Vec<CategoryId>, Self::Error>;
    /// Whether a partner is a customer and whether it is a supplier.
    fn sides(&mut self, partner: PartnerId) -> Result<(bool, bool), Self::Error>;
}

impl Scopes {
    /// True when nothing is out of scope.
    pub fn is_all(&self) -> bool {
        self.warehouses.is_all() && self.all_but_warehouses()
    }

    /// True when a figure over a whole branch, or over the company, tells nothing that is out of
    /// scope.
    pub fn whole(&self, branch: Option<BranchId>) -> bool {
        let everywhere = match branch {
            Some(branch) => self.allows_warehouse(branch, WarehouseNo(0)),
            None => self.warehouses.is_all(),
        };
        everywhere && self.all_but_warehouses()
    }

    fn all_but_warehouses(&self) -> bool {
        self.products.is_none()
            && self.customers.is_all()
            && self.suppliers.is_all()
            && self.employees.is_all()
            && self.bank_accounts.is_all()
            && self.expense_types.is_all()
            && self.income_types.is_all()
    }

    /// Whether a warehouse is in scope; number 0 asks for the branch as a whole.
    pub fn allows_warehouse(&self, branch: BranchId, number: WarehouseNo) -> bool {
        let all = Warehouse { branch, number: WarehouseNo(0) };
        self.warehouses.allows(&all) || self.warehouses.allows(&Warehouse { branch, number })
    }

    /// Whether anything of a branch is in scope.
    pub fn allows_branch(&self, branch: BranchId) -> bool {
        match &self.warehouses {
            Range::All => true,
            Range::Only(set) => set.iter().any(|warehouse| warehouse.branch == branch),
        }
    }

    /// Whether a product is in scope, by itself or by a category of its path.
    pub fn allows_product(&self, product: ProductId, path: &[CategoryId]) -> bool {
        self.products.as_ref().is_none_or(|wanted| {
            wanted.products.contains(&product)
                || path.iter().any(|category| wanted.categories.contains(category))
        })
    }

    /// Whether a partner is in scope as a customer or as a supplier. One that is neither yet is in
    /// scope only where all are.
    pub fn allows_partner(&self, partner: &Partner) -> bool {
        self.allows_sides(partner.id, partner.customer, partner.supplier)
    }

    fn allows_sides(&self, id: PartnerId, customer: bool, supplier: bool) -> bool {
        (self.customers.is_all() && self.suppliers.is_all())
            || (customer && self.customers.allows(&id))
            || (supplier && self.suppliers.allows(&id))
    }

    /// Whether documents of an employee are in scope.
    pub fn allows_employee(&self, employee: EmployeeId) -> bool {
        self.employees.allows(&employee)
    }

    /// Whether an account is in scope: money as a bank account, expenses and income as types; all
    /// other accounts are nobody's in particular.
    pub fn allows_account(&self, code: AccountCode) -> bool {
        let text = code.to_string();
        let below = |top: AccountCode| text.starts_with(&top.to_string());
        if below(account::BANK) {
            self.bank_accounts.allows(&code)
        } else if text.starts_with("56") || below(account::OTHER_LOSS) {
            self.expense_types.allows(&code)
        } else if text.starts_with("53") {
            self.income_types.allows(&code)
        } else {
            true
        }
    }

    /// Whether a document is in scope: warehouse, handler, partner, accounts and every product.
    ///
    /// # Errors
    /// What the catalogue says.
    pub fn allows_document<C: Catalogue>(
        &self,
        document: &Document,
        catalogue: &mut C,
    ) -> Result<bool, C::Error> {
        if self.is_all() {
            return Ok(true);
        }
        let entries = document.entries.iter().map(|entry| entry.account);
        let accounts = document.tenders.iter().map(|tender| tender.account).chain(entries);
        if !self.allows_warehouse(document.branch, document.warehouse)
            || !self.allows_employee(document.handler)
            || !{ accounts }.all(|account| self.allows_account(account))
        {
            return Ok(false);
        }
        if let Some(partner) = document.partner {
            let (customer, supplier) = catalogue.sides(partner)?;
            if !self.allows_sides(partner, customer, supplier) {
                return Ok(false);
            }
        }
        for line in document.lines.iter().filter(|_| self.products.is_some()) {
            if !self.allows_product(line.product, &catalogue.path(line.product)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
