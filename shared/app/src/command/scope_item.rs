//! Scopes on the screen: what each range names, by key and by name.
//!
//! Owns the keys (`1/0`, `c12`, `p7`) and the search for what can be named. Leaves out what a scope
//! means (`domain::scope`). Invariant: a key that was shown reads back as what it named.

use std::collections::BTreeSet;

use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::{search, table};
use fenhao_domain::account::{AccountCode, CHART};
use fenhao_domain::id::{BranchId, EmployeeId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::master::branch::warehouse_name;
use fenhao_domain::master::category::CategoryId;
use fenhao_domain::scope::{Assortment, Range, Scopes, Warehouse};

use super::names::{Names, employee};
use crate::error::{ApiError, ErrorCode};
use crate::view::{ScopeItem, ScopesInput, ScopesView};

/// What a search shows at most.
const FOUND_MAX: usize = 30;

/// The ranges with names.
pub(super) fn view(
    sql: &mut dyn Sql,
    names: &mut Names,
    scopes: &Scopes,
) -> Result<ScopesView, SqlError> {
    let mut partners = |sql: &mut dyn Sql, range: &Range<PartnerId>| {
        items(range, |id| Ok(item(id.0, names.partner(sql, Some(*id))?)))
    };
    let customers = partners(sql, &scopes.customers)?;
    let suppliers = partners(sql, &scopes.suppliers)?;
    Ok(ScopesView {
        customers,
        suppliers,
        warehouses: items(&scopes.warehouses, |one| warehouse(sql, names, *one))?,
        products: match &scopes.products {
            None => None,
            Some(wanted) => Some(products(sql, names, wanted)?),
        },
        employees: items(&scopes.employees, |id| Ok(item(id.0, employee(sql, *id)?)))?,
        bank_accounts: items(&scopes.bank_accounts, |code| Ok(account(*code)))?,
        expense_types: items(&scopes.expense_types, |code| Ok(account(*code)))?,
        income_types: items(&scopes.income_types, |code| Ok(account(*code)))?,
    })
}

fn items<T: Ord>(
    range: &Range<T>,
    one: impl FnMut(&T) -> Result<ScopeItem, SqlError>,
) -> Result<Option<Vec<ScopeItem>>, SqlError> {
    match range {
        Range::All => Ok(None),
        Range::Only(set) => set.iter().map(one).collect::<Result<_, _>>().map(Some),
    }
}

fn item(key: impl ToString, name: String) -> ScopeItem {
    ScopeItem { key: key.to_string(), name }
}

fn warehouse(sql: &mut dyn Sql, names: &mut Names, one: Warehouse) -> Result<ScopeItem, SqlError> {
    let (code, branch) = names.branch(sql, one.branch)?;
    let store = if one.number.0 == 0 { "*" } else { warehouse_name(one.number).0 };
    Ok(item(format!("{}/{}", one.branch.0, one.number.0), format!("{code} {branch} · {store}")))
}

fn products(
    sql: &mut dyn Sql,
    names: &mut Names,
    wanted: &Assortment,
) -> Result<Vec<ScopeItem>, SqlError> {
    let mut found = Vec::new();
    for id in &wanted.categories {
        found.push(item(format!("c{}", id.0), names.category(sql, Some(*id))?));
    }
    for id in &wanted.products {
        let product = names.product(sql, *id)?;
        found.push(item(format!("p{}", id.0), format!("{} {}", product.code, product.name)));
    }
    Ok(found)
}

fn account(code: AccountCode) -> ScopeItem {
    let name = code.account().map_or("", |account| account.zh);
    item(code, format!("{code} {name}"))
}

/// The ranges of their keys.
pub(super) fn read(input: &ScopesInput) -> Result<Scopes, ApiError> {
    Ok(Scopes {
        warehouses: range(&input.warehouses, "warehouses", |key| {
            let (branch, number) = key.split_once('/')?;
            let branch = BranchId(branch.parse().ok()?);
            Some(Warehouse { branch, number: WarehouseNo(number.parse().ok()?) })
        })?,
        products: input.products.as_deref().map(assortment).transpose()?,
        customers: range(&input.customers, "customers", |key| key.parse().ok().map(PartnerId))?,
        suppliers: range(&input.suppliers, "suppliers", |key| key.parse().ok().map(PartnerId))?,
        employees: range(&input.employees, "employees", |key| key.parse().ok().map(EmployeeId))?,
        bank_accounts: range(&input.bank_accounts, "bank_accounts", code_of)?,
        expense_types: range(&input.expense_types, "expense_types", code_of)?,
        income_types: range(&input.income_types, "income_types", code_of)?,
    })
}

fn code_of(key: &str) -> Option<AccountCode> {
    key.parse().ok().map(AccountCode)
}

fn range<T: Ord>(
    keys: &Option<Vec<String>>,
    field: &str,
    one: impl Fn(&str) -> Option<T>,
) -> Result<Range<T>, ApiError> {
    let Some(keys) = keys else { return Ok(Range::All) };
    let read = |key: &String| {
        one(key).ok_or_else(|| ErrorCode::InputMalformed.with("what", key).at(field))
    };
    keys.iter().map(read).collect::<Result<BTreeSet<T>, _>>().map(Range::Only)
}

fn assortment(keys: &[String]) -> Result<Assortment, ApiError> {
    let mut wanted = Assortment::default();
    for key in keys {
        let category = key.strip_prefix('c').and_then(|number| number.parse().ok());
        let product = key.strip_prefix('p').and_then(|number| number.parse().ok());
        match (category, product) {
            (Some(number), _) => {
                wanted.categories.insert(CategoryId(number));
            }
            (_, Some(number)) => {
                wanted.products.insert(ProductId(number));
            }
            _ => return Err(ErrorCode::InputMalformed.with("what", key).at("products")),
        }
    }
    Ok(wanted)
}

/// What can be named in a range, by code or name.
pub(super) fn find(sql: &mut dyn Sql, range: &str, text: &str) -> Result<Vec<ScopeItem>, ApiError> {
    let mut names = Names::default();
    let mut found = match range {
        "warehouses" => warehouses(sql, &mut names)?,
        "products" => return products_of(sql, &mut names, text),
        "customers" | "suppliers" => return partners_of(sql, range == "customers", text),
        "employees" => {
            let all = table::master::employees(sql)?.into_iter();
            all.map(|one| item(one.id.0, format!("{} {}", one.code, one.name))).collect()
        }
        "bank_accounts" => accounts(&["1002"]),
        "expense_types" => accounts(&["56", "5711"]),
        "income_types" => accounts(&["53"]),
        _ => return Err(ErrorCode::InputMalformed.with("what", range).at("range")),
    };
    found.retain(|item| text.is_empty() || item.name.contains(text));
    found.truncate(FOUND_MAX);
    Ok(found)
}

fn warehouses(sql: &mut dyn Sql, names: &mut Names) -> Result<Vec<ScopeItem>, SqlError> {
    let numbers = [0, WarehouseNo::GOODS.0, WarehouseNo::TRANSIT.0, WarehouseNo::REPAIR.0];
    let mut found = Vec::new();
    for branch in table::branch::list(sql)? {
        for number in numbers.map(WarehouseNo) {
            found.push(warehouse(sql, names, Warehouse { branch: branch.id, number })?);
        }
    }
    Ok(found)
}

fn accounts(begins: &[&str]) -> Vec<ScopeItem> {
    let wanted = |code: &String| begins.iter().any(|begin| code.starts_with(begin));
    let codes = CHART.iter().map(|account| account.code);
    codes.filter(|code| wanted(&code.to_string())).map(account).collect()
}

/// Categories first: a range of products is mostly one.
fn products_of(
    sql: &mut dyn Sql,
    names: &mut Names,
    text: &str,
) -> Result<Vec<ScopeItem>, ApiError> {
    let mut found = Vec::new();
    for category in table::master::categories(sql)? {
        let path = names.category(sql, Some(category.id))?;
        if text.is_empty() || path.contains(text) {
            found.push(item(format!("c{}", category.id.0), path));
        }
    }
    found.truncate(FOUND_MAX);
    for id in search::products(sql, text, FOUND_MAX)? {
        let product = names.product(sql, id)?;
        found.push(item(format!("p{}", id.0), format!("{} {}", product.code, product.name)));
    }
    Ok(found)
}

fn partners_of(sql: &mut dyn Sql, customers: bool, text: &str) -> Result<Vec<ScopeItem>, ApiError> {
    let keep = &mut |sql: &mut dyn Sql, id| {
        let partner = table::master::partner(sql, id)?;
        Ok(partner.is_some_and(|one| if customers { one.customer } else { one.supplier }))
    };
    let mut found = Vec::new();
    for id in search::partners_kept(sql, text, FOUND_MAX, keep)? {
        if let Some(partner) = table::master::partner(sql, id)? {
            found.push(item(id.0, format!("{} {}", partner.code, partner.name)));
        }
    }
    Ok(found)
}
