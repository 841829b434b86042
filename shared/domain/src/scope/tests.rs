//! What is in scope and what is not.

use std::collections::BTreeSet;

use super::*;
use crate::amount::Amount;
use crate::document::{Line, TenderLine};
use crate::kind::Kind;
use crate::master::tender::TenderCode;
use crate::posting::sample::{A, B, CUSTOMER, SUPPLIER, document};
use crate::price::UnitPrice;
use crate::quantity::Quantity;

const SH: BranchId = BranchId(1);
const NJ: BranchId = BranchId(2);
const FOOD: CategoryId = CategoryId(1);
const FRUIT: CategoryId = CategoryId(11);

/// Product A is fruit, below food; B stands nowhere. CUSTOMER buys, SUPPLIER sells.
struct Shelf;

impl Catalogue for Shelf {
    type Error = std::convert::Infallible;

    fn path(&mut self, product: ProductId) -> Result<Vec<CategoryId>, Self::Error> {
        Ok(if product == A { vec![FRUIT, FOOD] } else { vec![] })
    }

    fn sides(&mut self, partner: PartnerId) -> Result<(bool, bool), Self::Error> {
        Ok((partner == CUSTOMER, partner == SUPPLIER))
    }
}

fn only<T: Ord>(named: impl IntoIterator<Item = T>) -> Range<T> {
    Range::Only(named.into_iter().collect())
}

fn food() -> Scopes {
    let categories = BTreeSet::from([FOOD]);
    Scopes {
        products: Some(Assortment { categories, ..Assortment::default() }),
        ..Scopes::default()
    }
}

fn allows(scopes: &Scopes, document: &Document) -> bool {
    let Ok(allowed) = scopes.allows_document(document, &mut Shelf);
    allowed
}

#[test]
fn a_category_takes_in_all_that_is_below_it() {
    assert!(food().allows_product(A, &[FRUIT, FOOD]));
    assert!(!food().allows_product(B, &[]));
    assert!(Scopes::default().allows_product(B, &[]));
}

#[test]
fn a_document_is_out_of_scope_as_soon_as_one_line_is() {
    let line = |product| Line::new(product, Quantity::ONE, UnitPrice::default());
    let mut sale = document(Kind::LS);
    sale.lines = vec![line(A)];
    assert!(allows(&food(), &sale));
    sale.lines.push(line(B));
    assert!(!allows(&food(), &sale));
}

#[test]
fn a_warehouse_is_named_alone_or_with_all_of_its_branch() {
    let warehouse = |branch, number| Warehouse { branch, number: WarehouseNo(number) };
    let one = Scopes { warehouses: only([warehouse(SH, 1)]), ..Scopes::default() };
    assert!(one.allows_warehouse(SH, WarehouseNo(1)) && !one.allows_warehouse(SH, WarehouseNo(2)));
    assert!(one.allows_branch(SH) && !one.allows_branch(NJ) && !one.whole(Some(SH)));
    let all = Scopes { warehouses: only([warehouse(SH, 0)]), ..Scopes::default() };
    assert!(all.allows_warehouse(SH, WarehouseNo(2)) && all.whole(Some(SH)));
    assert!(!all.whole(None) && !all.whole(Some(NJ)) && !all.is_all());
}

#[test]
fn customers_and_suppliers_have_scopes_of_their_own() {
    let scopes = Scopes { customers: only([CUSTOMER]), suppliers: only([]), ..Scopes::default() };
    let partner = |id, customer, supplier| Partner { id, customer, supplier, ..Partner::default() };
    assert!(scopes.allows_partner(&partner(CUSTOMER, true, false)));
    assert!(!scopes.allows_partner(&partner(SUPPLIER, false, true)));
    assert!(!scopes.allows_partner(&partner(PartnerId(99), false, false)));
    let mut receipt = document(Kind::CG);
    receipt.partner = Some(SUPPLIER);
    assert!(!allows(&scopes, &receipt) && allows(&food(), &receipt));
}

#[test]
fn documents_of_other_employees_and_money_of_other_accounts_are_out_of_scope() {
    let mut sale = document(Kind::LS);
    let others = Scopes { employees: only([EmployeeId(7)]), ..Scopes::default() };
    assert!(!allows(&others, &sale));
    let amount = Amount::ZERO;
    let account = AccountCode(100_201);
    sale.tenders =
        vec![TenderLine { tender: TenderCode("bank".into()), account, amount, handed: amount }];
    let bank = Scopes { bank_accounts: only([AccountCode(100_202)]), ..Scopes::default() };
    assert!(!allows(&bank, &sale));
    assert!(bank.allows_account(account::CASH) && bank.allows_account(AccountCode(100_202)));
    let types = Scopes {
        expense_types: only([AccountCode(5601)]),
        income_types: only([]),
        ..Scopes::default()
    };
    assert!(types.allows_account(AccountCode(5601)) && !types.allows_account(AccountCode(5602)));
    assert!(!types.allows_account(account::OTHER_LOSS));
    assert!(!types.allows_account(account::OTHER_INCOME));
}
