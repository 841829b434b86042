//! Master data 基本信息 as stored: canonical bytes, the columns that queries need, barcodes and
//! search tokens.
//!
//! Invariant: the columns, barcodes and tokens of a record follow from its canonical bytes.

use fenhao_domain::id::{EmployeeId, PartnerId, ProductId};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::category::{Category, CategoryId};
use fenhao_domain::master::employee::Employee;
use fenhao_domain::master::partner::Partner;
use fenhao_domain::master::product::{Product, SerialMode};
use fenhao_domain::master::tender::Tender;
use fenhao_domain::pinyin;
use fenhao_exchange::master;

use super::{approval_policy, branch, operator, promotion, template};
use crate::sql::{self, Sql, SqlError, Value, stored};
use crate::{piece, policy};

/// Scope of the search tokens of products.
pub const PRODUCT_SCOPE: i64 = 1;
/// Scope of the search tokens of partners.
pub const PARTNER_SCOPE: i64 = 2;

/// Writes a record; says whether it changed anything.
pub fn save(sql: &mut dyn Sql, record: &MasterRecord) -> Result<bool, SqlError> {
    let content = master::encode(record);
    match record {
        MasterRecord::Product(product) => save_product(sql, product, &content),
        MasterRecord::Partner(partner) => save_partner(sql, partner, &content),
        MasterRecord::Category(category) => save_category(sql, category).map(|()| true),
        MasterRecord::Branch(record) => branch::save(sql, record).map(|()| true),
        MasterRecord::Tender(tender) => save_tender(sql, tender, &content).map(|()| true),
        MasterRecord::Employee(employee) => save_employee(sql, employee, &content).map(|()| true),
        MasterRecord::Policy(_) => policy::save(sql, &content),
        // It takes its place among the documents of its stream (`piece::note`).
        MasterRecord::SerialNote(_) => Ok(false),
        MasterRecord::Promotion(record) => promotion::save(sql, record, &content),
        MasterRecord::PricePolicy(_) => promotion::save_policy(sql, &content),
        MasterRecord::Template(one) => template::save(sql, one.id, &content),
        MasterRecord::Role(role) => operator::save_role(sql, &role.code, &content),
        MasterRecord::Operator(one) => operator::save(sql, one.employee, &content),
        MasterRecord::ApprovalPolicy(one) => approval_policy::save(sql, one.since, &content),
    }
}

fn save_product(sql: &mut dyn Sql, product: &Product, content: &[u8]) -> Result<bool, SqlError> {
    let id = stored(product.id.0);
    let before = content_of(sql, "SELECT content FROM product WHERE product_id = ?1", id)?;
    if before.as_deref() == Some(content) {
        return Ok(false);
    }
    if before.is_some() {
        sql.execute("DELETE FROM barcode WHERE product_id = ?1", &[Value::I64(id)])?;
        forget_tokens(sql, PRODUCT_SCOPE, before.as_deref(), id)?;
    }
    let text = "INSERT INTO product (product_id, code, name, name_en, spec, unit, category_id, \
                price, disabled, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
                ON CONFLICT (product_id) DO UPDATE SET code = excluded.code, \
                name = excluded.name, name_en = excluded.name_en, spec = excluded.spec, \
                unit = excluded.unit, category_id = excluded.category_id, \
                price = excluded.price, disabled = excluded.disabled, \
                content = excluded.content";
    let params = [
        Value::I64(id),
        Value::Text(&product.code),
        Value::Text(&product.name),
        Value::Text(&product.name_en),
        Value::Text(&product.spec),
        Value::Text(&product.unit),
        Value::I64(product.category.map_or(0, |category| i64::from(category.0))),
        Value::from(product.prices[0].map(|price| price.raw())),
        Value::from(product.disabled),
        Value::Bytes(content),
    ];
    sql.execute(text, &params)?;
    if before.is_some() || product.serial_mode != SerialMode::None {
        piece::save_mode(sql, product.id, product.serial_mode)?;
    }
    for barcode in &product.barcodes {
        let text = "INSERT INTO barcode (barcode, product_id) VALUES (?1, ?2) \
                    ON CONFLICT (barcode, product_id) DO NOTHING";
        sql.execute(text, &[Value::Text(barcode), Value::I64(id)])?;
    }
    let tokens = pinyin::product_tokens(product);
    write_tokens(sql, PRODUCT_SCOPE, id, tokens.iter().map(String::as_str))?;
    Ok(true)
}

fn save_partner(sql: &mut dyn Sql, partner: &Partner, content: &[u8]) -> Result<bool, SqlError> {
    let id = stored(partner.id.0);
    let before = content_of(sql, "SELECT content FROM partner WHERE partner_id = ?1", id)?;
    if before.as_deref() == Some(content) {
        return Ok(false);
    }
    forget_tokens(sql, PARTNER_SCOPE, before.as_deref(), id)?;
    let text = "INSERT INTO partner (partner_id, code, name, name_en, customer, supplier, \
                disabled, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                ON CONFLICT (partner_id) DO UPDATE SET code = excluded.code, \
                name = excluded.name, name_en = excluded.name_en, \
                customer = excluded.customer, supplier = excluded.supplier, \
                disabled = excluded.disabled, content = excluded.content";
    let params = [
        Value::I64(id),
        Value::Text(&partner.code),
        Value::Text(&partner.name),
        Value::Text(&partner.name_en),
        Value::from(partner.customer),
        Value::from(partner.supplier),
        Value::from(partner.disabled),
        Value::Bytes(content),
    ];
    sql.execute(text, &params)?;
    let tokens = pinyin::partner_tokens(partner);
    write_tokens(sql, PARTNER_SCOPE, id, tokens.iter().map(String::as_str))?;
    Ok(true)
}

fn save_category(sql: &mut dyn Sql, category: &Category) -> Result<(), SqlError> {
    let text = "INSERT INTO category (category_id, parent_id, level, name, name_en) \
                VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (category_id) DO UPDATE SET \
                parent_id = excluded.parent_id, level = excluded.level, name = excluded.name, \
                name_en = excluded.name_en";
    let params = [
        Value::I64(i64::from(category.id.0)),
        Value::I64(category.parent.map_or(0, |id| i64::from(id.0))),
        Value::I64(i64::from(category.level)),
        Value::Text(&category.name),
        Value::Text(&category.name_en),
    ];
    sql.execute(text, &params).map(|_| ())
}

fn save_tender(sql: &mut dyn Sql, tender: &Tender, content: &[u8]) -> Result<(), SqlError> {
    let text = "INSERT INTO tender (code, place, content) VALUES (?1, ?2, ?3) \
                ON CONFLICT (code) DO UPDATE SET place = excluded.place, \
                content = excluded.content";
    let params =
        [Value::Text(&tender.code.0), Value::I64(i64::from(tender.place)), Value::Bytes(content)];
    sql.execute(text, &params).map(|_| ())
}

fn save_employee(sql: &mut dyn Sql, employee: &Employee, content: &[u8]) -> Result<(), SqlError> {
    let text = "INSERT INTO employee (employee_id, branch_id, code, content) \
                VALUES (?1, ?2, ?3, ?4) ON CONFLICT (employee_id) DO UPDATE SET \
                branch_id = excluded.branch_id, code = excluded.code, \
                content = excluded.content";
    let params = [
        Value::I64(i64::from(employee.id.0)),
        Value::I64(i64::from(employee.branch.0)),
        Value::Text(&employee.code),
        Value::Bytes(content),
    ];
    sql.execute(text, &params).map(|_| ())
}

fn content_of(sql: &mut dyn Sql, text: &str, id: i64) -> Result<Option<Vec<u8>>, SqlError> {
    sql::one(sql, text, &[Value::I64(id)], |row| Ok(row.bytes(0)?.to_vec()))
}

/// The tokens of the record before are computed again, because the token table is not keyed by id.
fn forget_tokens(
    sql: &mut dyn Sql,
    scope: i64,
    before: Option<&[u8]>,
    id: i64,
) -> Result<(), SqlError> {
    let tokens = match before.map(master::decode) {
        Some(Ok(MasterRecord::Product(product))) => pinyin::product_tokens(&product),
        Some(Ok(MasterRecord::Partner(partner))) => pinyin::partner_tokens(&partner),
        _ => return Ok(()),
    };
    for token in &tokens {
        let text = "DELETE FROM token WHERE scope = ?1 AND token = ?2 AND id = ?3";
        sql.execute(text, &[Value::I64(scope), Value::Text(token), Value::I64(id)])?;
    }
    Ok(())
}

fn write_tokens<'t>(
    sql: &mut dyn Sql,
    scope: i64,
    id: i64,
    tokens: impl Iterator<Item = &'t str>,
) -> Result<(), SqlError> {
    let text = "INSERT INTO token (scope, token, id) VALUES (?1, ?2, ?3) \
                ON CONFLICT (scope, token, id) DO NOTHING";
    for token in tokens {
        sql.execute(text, &[Value::I64(scope), Value::Text(token), Value::I64(id)])?;
    }
    Ok(())
}

/// Reads a product.
pub fn product(sql: &mut dyn Sql, id: ProductId) -> Result<Option<Product>, SqlError> {
    let text = "SELECT content FROM product WHERE product_id = ?1";
    match content_of(sql, text, stored(id.0))?.map(|bytes| master::decode(&bytes)) {
        None => Ok(None),
        Some(Ok(MasterRecord::Product(product))) => Ok(Some(*product)),
        Some(_) => Err(SqlError::Unreadable { what: "a product" }),
    }
}

/// The partner of a code; codes are unique across customers and suppliers.
pub fn partner_by_code(sql: &mut dyn Sql, code: &str) -> Result<Option<PartnerId>, SqlError> {
    let text = "SELECT partner_id FROM partner WHERE code = ?1 ORDER BY partner_id LIMIT 1";
    sql::one(sql, text, &[Value::Text(code)], |row| Ok(PartnerId(sql::unsigned(row.i64(0)?)?)))
}

/// The products of a barcode or, failing that, of a product code. More than one is an ambiguity
/// for a person to choose from.
pub fn products_by_code(sql: &mut dyn Sql, code: &str) -> Result<Vec<ProductId>, SqlError> {
    for text in [
        "SELECT product_id FROM barcode WHERE barcode = ?1 ORDER BY product_id LIMIT 10",
        "SELECT product_id FROM product WHERE code = ?1 ORDER BY product_id LIMIT 10",
    ] {
        let found = sql::all(sql, text, &[Value::Text(code)], |row| {
            Ok(ProductId(sql::unsigned(row.i64(0)?)?))
        })?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// How many products are known.
pub fn count_products(sql: &mut dyn Sql) -> Result<i64, SqlError> {
    let count = sql::one(sql, "SELECT COUNT(*) FROM product", &[], |row| row.i64(0))?;
    Ok(count.unwrap_or(0))
}

/// Reads a partner.
pub fn partner(sql: &mut dyn Sql, id: PartnerId) -> Result<Option<Partner>, SqlError> {
    let text = "SELECT content FROM partner WHERE partner_id = ?1";
    match content_of(sql, text, stored(id.0))?.map(|bytes| master::decode(&bytes)) {
        None => Ok(None),
        Some(Ok(MasterRecord::Partner(partner))) => Ok(Some(partner)),
        Some(_) => Err(SqlError::Unreadable { what: "a partner" }),
    }
}

/// The tenders, in the order of their keys.
pub fn tenders(sql: &mut dyn Sql) -> Result<Vec<Tender>, SqlError> {
    let text = "SELECT content FROM tender ORDER BY place, code";
    let rows = sql::all(sql, text, &[], |row| match master::decode(row.bytes(0)?) {
        Ok(MasterRecord::Tender(tender)) => Ok(tender),
        _ => Err(SqlError::Unreadable { what: "a tender" }),
    })?;
    Ok(rows.into_iter().filter(|tender| !tender.disabled).collect())
}

/// The employees, by code.
pub fn employees(sql: &mut dyn Sql) -> Result<Vec<Employee>, SqlError> {
    sql::all(sql, "SELECT content FROM employee ORDER BY code", &[], |row| {
        match master::decode(row.bytes(0)?) {
            Ok(MasterRecord::Employee(employee)) => Ok(employee),
            _ => Err(SqlError::Unreadable { what: "an employee" }),
        }
    })
}

/// An employee.
pub fn employee(sql: &mut dyn Sql, id: EmployeeId) -> Result<Option<Employee>, SqlError> {
    Ok(employees(sql)?.into_iter().find(|employee| employee.id == id))
}

/// A category.
pub fn category(sql: &mut dyn Sql, id: u32) -> Result<Option<Category>, SqlError> {
    let text = "SELECT category_id, parent_id, level, name, name_en FROM category \
                WHERE category_id = ?1";
    sql::one(sql, text, &[Value::I64(i64::from(id))], read_category)
}

/// All categories, by number.
pub fn categories(sql: &mut dyn Sql) -> Result<Vec<Category>, SqlError> {
    let text = "SELECT category_id, parent_id, level, name, name_en FROM category \
                ORDER BY category_id";
    sql::all(sql, text, &[], read_category)
}

fn read_category(row: &dyn sql::Row) -> Result<Category, SqlError> {
    let number = |at| -> Result<u32, SqlError> {
        u32::try_from(row.i64(at)?).map_err(|_| SqlError::Unreadable { what: "a category" })
    };
    Ok(Category {
        id: CategoryId(number(0)?),
        parent: Some(CategoryId(number(1)?)).filter(|id| id.0 != 0),
        level: u8::try_from(row.i64(2)?)
            .map_err(|_| SqlError::Unreadable { what: "a category" })?,
        name: row.text(3)?.to_owned(),
        name_en: row.text(4)?.to_owned(),
    })
}
