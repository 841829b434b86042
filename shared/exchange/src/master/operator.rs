//! The layout of roles and operators (records 9 and 10).
//!
//! Leaves out passwords and PINs: they are a node's own and have no place in any record. Invariant:
//! ranges are written in the order of their sets, so equal scopes have equal bytes.

use std::collections::BTreeSet;

use fenhao_domain::account::AccountCode;
use fenhao_domain::id::{BranchId, EmployeeId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::master::category::CategoryId;
use fenhao_domain::master::operator::Operator;
use fenhao_domain::master::role::Role;
use fenhao_domain::permission::Grant;
use fenhao_domain::pricing::discount::PercentOff;
use fenhao_domain::scope::{Assortment, Range, Scopes, Warehouse};

use super::read_fields;
use crate::canonical::{Reader, Writer};
use crate::document::DocumentBytesError;

/// `[code, name, English name, [grants], disabled]`.
pub(super) fn write_role(writer: &mut Writer, role: &Role) {
    writer.array(5).text(&role.code).text(&role.name).text(&role.name_en);
    writer.array(role.grants.len());
    for grant in &role.grants {
        writer.text(grant.text());
    }
    writer.bool(role.disabled);
}

pub(super) fn read_role(reader: &mut Reader<'_>) -> Result<Role, DocumentBytesError> {
    read_fields(reader, 5, |r| {
        Ok(Role {
            code: r.text()?.to_owned(),
            name: r.text()?.to_owned(),
            name_en: r.text()?.to_owned(),
            grants: read_set(r, |r| Ok(Grant::new(r.text()?)))?,
            disabled: r.bool()?,
        })
    })
}

/// `[employee, [role codes], scopes, discount limit in 1/100 % or null, disabled]`.
pub(super) fn write_operator(writer: &mut Writer, operator: &Operator) {
    writer.array(5).uint(u64::from(operator.employee.0));
    writer.array(operator.roles.len());
    for role in &operator.roles {
        writer.text(role);
    }
    write_scopes(writer, &operator.scopes);
    match operator.discount_limit {
        None => writer.null(),
        Some(limit) => writer.uint(limit.raw().unsigned_abs()),
    };
    writer.bool(operator.disabled);
}

pub(super) fn read_operator(reader: &mut Reader<'_>) -> Result<Operator, DocumentBytesError> {
    read_fields(reader, 5, |r| {
        Ok(Operator {
            employee: EmployeeId(r.uint_as()?),
            roles: read_set(r, |r| Ok(r.text()?.to_owned()))?,
            scopes: read_scopes(r)?,
            discount_limit: if r.peek_null() {
                r.null()?;
                None
            } else {
                let limit = PercentOff::from_raw(i64::from(r.uint_as::<u32>()?));
                Some(limit.ok_or(DocumentBytesError::OutOfRange { field: "discount_limit" })?)
            },
            disabled: r.bool()?,
        })
    })
}

/// The eight ranges in the order of the struct; null for all of a kind.
fn write_scopes(writer: &mut Writer, scopes: &Scopes) {
    writer.array(8);
    range(writer, &scopes.warehouses, |w, warehouse| {
        w.array(2).uint(u64::from(warehouse.branch.0)).uint(u64::from(warehouse.number.0));
    });
    match &scopes.products {
        None => {
            writer.null();
        }
        Some(wanted) => {
            writer.array(2).array(wanted.categories.len());
            for category in &wanted.categories {
                writer.uint(u64::from(category.0));
            }
            writer.array(wanted.products.len());
            for product in &wanted.products {
                writer.uint(product.0);
            }
        }
    }
    for partners in [&scopes.customers, &scopes.suppliers] {
        range(writer, partners, |w, partner| {
            w.uint(partner.0);
        });
    }
    range(writer, &scopes.employees, |w, employee| {
        w.uint(u64::from(employee.0));
    });
    for accounts in [&scopes.bank_accounts, &scopes.expense_types, &scopes.income_types] {
        range(writer, accounts, |w, account| {
            w.uint(u64::from(account.0));
        });
    }
}

fn read_scopes(reader: &mut Reader<'_>) -> Result<Scopes, DocumentBytesError> {
    let account = |r: &mut Reader<'_>| Ok(AccountCode(r.uint_as()?));
    let partner = |r: &mut Reader<'_>| Ok(PartnerId(r.uint()?));
    read_fields(reader, 8, |r| {
        Ok(Scopes {
            warehouses: read_range(r, |r| {
                r.array_of(2)?;
                let branch = BranchId(r.uint_as()?);
                Ok(Warehouse { branch, number: WarehouseNo(r.uint_as()?) })
            })?,
            products: if r.peek_null() {
                r.null()?;
                None
            } else {
                r.array_of(2)?;
                Some(Assortment {
                    categories: read_set(r, |r| Ok(CategoryId(r.uint_as()?)))?,
                    products: read_set(r, |r| Ok(ProductId(r.uint()?)))?,
                })
            },
            customers: read_range(r, partner)?,
            suppliers: read_range(r, partner)?,
            employees: read_range(r, |r| Ok(EmployeeId(r.uint_as()?)))?,
            bank_accounts: read_range(r, account)?,
            expense_types: read_range(r, account)?,
            income_types: read_range(r, account)?,
        })
    })
}

fn range<T: Ord>(writer: &mut Writer, range: &Range<T>, one: impl Fn(&mut Writer, &T)) {
    match range {
        Range::All => {
            writer.null();
        }
        Range::Only(set) => {
            writer.array(set.len());
            set.iter().for_each(|item| one(writer, item));
        }
    }
}

fn read_range<T: Ord>(
    reader: &mut Reader<'_>,
    one: impl Fn(&mut Reader<'_>) -> Result<T, DocumentBytesError>,
) -> Result<Range<T>, DocumentBytesError> {
    if reader.peek_null() {
        reader.null()?;
        return Ok(Range::All);
    }
    read_set(reader, one).map(Range::Only)
}

fn read_set<T: Ord>(
    reader: &mut Reader<'_>,
    one: impl Fn(&mut Reader<'_>) -> Result<T, DocumentBytesError>,
) -> Result<BTreeSet<T>, DocumentBytesError> {
    (0..reader.array()?).map(|_| one(reader)).collect()
}

#[cfg(test)]
mod tests {
    use fenhao_domain::master::MasterRecord;
    use fenhao_domain::permission::ShippedRole;

    use super::*;
    use crate::master::{decode, encode};

    fn operator() -> Operator {
        let warehouse = Warehouse { branch: BranchId(1), number: WarehouseNo(0) };
        Operator {
            employee: EmployeeId(1_002),
            roles: ["cashier".to_owned(), "buyer".to_owned()].into(),
            scopes: Scopes {
                warehouses: Range::Only([warehouse].into()),
                products: Some(Assortment {
                    categories: [CategoryId(3)].into(),
                    products: [ProductId(7), ProductId(1 << 33)].into(),
                }),
                suppliers: Range::Only([].into()),
                expense_types: Range::Only([AccountCode(5601)].into()),
                ..Scopes::default()
            },
            discount_limit: PercentOff::from_raw(1_000),
            disabled: false,
        }
    }

    #[test]
    fn roles_and_operators_come_back_as_they_went() {
        let roles = ShippedRole::ALL.iter().map(|role| MasterRecord::Role(role.role()));
        let all = MasterRecord::Operator(Box::default());
        for record in roles.chain([MasterRecord::Operator(Box::new(operator())), all]) {
            assert_eq!(decode(&encode(&record)), Ok(record));
        }
    }

    #[test]
    fn the_layout_of_an_operator_is_this() {
        let bytes = encode(&MasterRecord::Operator(Box::new(operator())));
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let told = "820a851903ea826562757965726763617368696572888182010082810382071b0000000200000000\
                    f680f6f68119\
                    15e1f61903e8f4";
        assert_eq!(hex, told);
    }

    #[test]
    fn more_than_all_off_is_refused() {
        let mut bytes = encode(&MasterRecord::Operator(Box::new(operator())));
        let at = bytes.len() - 3;
        bytes[at..at + 2].copy_from_slice(&10_001_u16.to_be_bytes());
        let error = DocumentBytesError::OutOfRange { field: "discount_limit" };
        assert_eq!(decode(&bytes), Err(error));
    }
}
