//! The corner shop's files 街角小店: its catalogue at head office, its opening at a branch.
//!
//! Owns the reading of `tests/data/corner-shop/README.md`. Its codes name products, partners and
//! employees; their numbers are made so that they meet no other file's: products 2,000,000,000 +
//! code, suppliers (GY) 10,000 and customers (KH) 20,000 + number, employees (YG) the branch's
//! number × 1,000 + number. Prices are CNY including VAT. Invariant: a second run adds nothing.

use std::collections::BTreeMap;
use std::path::Path;

use fenhao_books::sql::Sql;
use fenhao_books::table;
use fenhao_domain::amount::Amount;
use fenhao_domain::document::{Line, SerialUse};
use fenhao_domain::id::{BranchId, EmployeeId, PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::employee::Employee;
use fenhao_domain::master::partner::Partner;
use fenhao_domain::master::product::{Product, SerialMode};
use fenhao_domain::permission::ShippedRole;
use fenhao_domain::price::{TaxRate, UnitCost, UnitPrice};
use fenhao_domain::quantity::Quantity;

use super::Imported;
use super::catalogue::Catalogue;
use super::post::{self, Pending};
use super::publish::{CategoryTree, Path as CategoryPath};
use super::source::{Row, Table};
use crate::context::{Context, Place};
use crate::error::{ApiError, ErrorCode};

const PRODUCTS: &[&str] = &[
    "code",
    "name",
    "name_en",
    "spec",
    "unit",
    "unit_en",
    "barcode",
    "brand",
    "price1",
    "price2",
    "price3",
    "price4",
    "purchase_price",
    "tax_rate",
    "supplier_code",
    "serial_mode",
    "weighed",
    "shelf_life_days",
    "category1",
    "category2",
    "category3",
    "category1_en",
    "category2_en",
    "category3_en",
];
const SUPPLIERS: &[&str] = &["code", "name", "name_en"];
const CUSTOMERS: &[&str] = &["code", "name", "name_en", "credit_limit", "price_level"];
const EMPLOYEES: &[&str] = &["code", "name", "name_en", "role"];
const OPENING: &[&str] = &["code", "quantity", "unit_cost"];
const SERIALS: &[&str] = &["code", "serial"];

/// The records of the shop's catalogue, partners from the files beside it.
pub(super) fn catalogue(
    context: &Context,
    path: &Path,
) -> Result<(Vec<MasterRecord>, Imported), ApiError> {
    let mut imported = Imported::default();
    let mut products: Vec<(Product, CategoryPath)> = Vec::new();
    let mut paths: BTreeMap<CategoryPath, CategoryPath> = BTreeMap::new();
    let mut table = Table::open(path, PRODUCTS)?;
    while let Some(row) = table.read()? {
        imported.rows += 1;
        let line = row.line;
        match product(&row).and_then(|product| Ok((product, levels(&row, 18)?, levels(&row, 21)?)))
        {
            Ok((product, chinese, english)) => {
                paths.insert(chinese.clone(), english);
                products.push((product, chinese));
            }
            Err(reason) => {
                imported.left_out += 1;
                imported.reject(line, reason);
            }
        }
    }
    let mut tree = CategoryTree::load(context)?;
    let mut records = tree.grow_named(paths);
    for (file, columns) in [("suppliers.csv", SUPPLIERS), ("customers.csv", CUSTOMERS)] {
        records.extend(partners(&path.with_file_name(file), columns)?);
    }
    records.extend(products.into_iter().map(|(product, path)| {
        MasterRecord::Product(Box::new(Product { category: tree.find(&path), ..product }))
    }));
    Ok((records, imported))
}

fn levels(row: &Row<'_>, first: usize) -> Result<CategoryPath, ApiError> {
    let mut path = Vec::new();
    for at in first..first + 3 {
        path.push(row.text(at)?.to_owned());
    }
    path.retain(|name| !name.is_empty());
    Ok(path)
}

fn product(row: &Row<'_>) -> Result<Product, ApiError> {
    let text = |at| row.text(at).map(str::to_owned);
    let price = |at| -> Result<Option<UnitPrice>, ApiError> {
        let text = row.text(at)?;
        let wrong = |_| ErrorCode::PriceInvalid.with("text", text);
        (!text.is_empty()).then(|| UnitPrice::parse(text).map_err(wrong)).transpose()
    };
    let days = row.text(17)?;
    Ok(Product {
        id: ProductId(product_id(row.text(0)?)?),
        code: text(0)?,
        barcodes: vec![text(6)?],
        name: text(1)?,
        name_en: text(2)?,
        spec: text(3)?,
        unit: text(4)?,
        unit_en: text(5)?,
        second_unit: None,
        category: None,
        brand: text(7)?,
        prices: [price(8)?, price(9)?, price(10)?, price(11)?],
        purchase_price: price(12)?.map(|price| UnitCost::from_raw(price.raw())),
        tax_rate: TaxRate::parse(row.text(13)?)
            .map_err(|_| ErrorCode::RowMalformed.with("what", "tax_rate"))?,
        serial_mode: if row.text(15)? == "strict" { SerialMode::Strict } else { SerialMode::None },
        weighed: row.text(16)? == "true",
        shelf_life_days: if days.is_empty() { 0 } else { row.number(17)? },
        supplier: Some(partner_id(row.text(14)?)?),
        disabled: false,
    })
}

fn partners(path: &Path, columns: &'static [&'static str]) -> Result<Vec<MasterRecord>, ApiError> {
    let mut records = Vec::new();
    let mut table = Table::open(path, columns)?;
    while let Some(row) = table.read()? {
        let customer = columns.len() > SUPPLIERS.len();
        let code = row.text(0)?;
        records.push(MasterRecord::Partner(Partner {
            id: partner_id(code)?,
            code: code.to_owned(),
            name: row.text(1)?.to_owned(),
            name_en: row.text(2)?.to_owned(),
            customer,
            supplier: !customer,
            credit_limit: if customer { Some(row.money(3)?) } else { None },
            price_level: if customer { row.number(4)? } else { 1 },
            ..Partner::default()
        }));
    }
    Ok(records)
}

/// 111101 gives 2,000,111,101.
fn product_id(code: &str) -> Result<u64, ApiError> {
    match code.parse::<u32>() {
        Ok(number) if number < 1_000_000 => Ok(2_000_000_000 + u64::from(number)),
        _ => Err(ErrorCode::ProductUnknown.with("code", code)),
    }
}

/// `GY07` gives 10,007, `KH07` gives 20,007.
fn partner_id(code: &str) -> Result<PartnerId, ApiError> {
    let numbered = |prefix, base: u64| -> Option<PartnerId> {
        let number: u64 = code.strip_prefix(prefix)?.parse().ok()?;
        (number < 10_000).then_some(PartnerId(base + number))
    };
    let id = numbered("GY", 10_000).or_else(|| numbered("KH", 20_000));
    id.ok_or_else(|| ErrorCode::PartnerUnknown.with("code", code))
}

/// Opens the branch with the shop's stock 期初, the serial numbers of its pieces and its employees,
/// from `opening.csv`, `opening_serials.csv` and `employees.csv` in `folder`.
pub fn opening(context: &Context, folder: &Path) -> Result<Imported, ApiError> {
    if context.place() != Place::Branch {
        return Err(ErrorCode::NotHere.error());
    }
    let employees = employees(context, &folder.join("employees.csv"))?;
    let mut imported = Imported::default();
    let (mut lines, rows) = stock(context, &folder.join("opening.csv"), &mut imported)?;
    number(&mut lines, &folder.join("opening_serials.csv"))?;
    // All files have been read to their ends: a wrong one changes nothing.
    context.write(|sql| hire(context, sql, &employees))?;
    if !imported.bad.is_empty() {
        // Half an opening would be taken for the whole.
        imported.left_out = 1;
        return Ok(imported.in_order());
    }
    let catalogue = Catalogue::load(context, [].into())?;
    let source = "opening:corner-shop".to_owned();
    let mut document = post::document(context, catalogue.handler, Kind::QC, context.now(), source)?;
    document.business_date = context.business_date()?;
    document.lines = lines;
    post::all(context, vec![Pending { document, rows }], &catalogue, &mut imported, &mut |_| {})?;
    Ok(imported.in_order())
}

fn employees(context: &Context, path: &Path) -> Result<Vec<Employee>, ApiError> {
    let branch = context.node()?.branch;
    let mut employees = Vec::new();
    let mut table = Table::open(path, EMPLOYEES)?;
    while let Some(row) = table.read()? {
        let code = row.text(0)?;
        let number: Option<u32> = code.strip_prefix("YG").and_then(|text| text.parse().ok());
        let number = number.filter(|number| *number < 1_000);
        let role = match row.text(3)? {
            "manager" => Some(ShippedRole::Manager),
            "cashier" => Some(ShippedRole::Cashier),
            "storekeeper" => Some(ShippedRole::Storekeeper),
            "accountant" => Some(ShippedRole::Accountant),
            _ => None,
        };
        let (Some(number), Some(role)) = (number, role) else {
            let wrong = ErrorCode::FileWrong.with("file", path.to_string_lossy());
            return Err(wrong.with("what", format!("employee {code}")));
        };
        employees.push(Employee {
            id: employee_id(branch, number),
            branch,
            code: code.to_owned(),
            name: row.text(1)?.to_owned(),
            name_en: row.text(2)?.to_owned(),
            role,
            disabled: false,
        });
    }
    Ok(employees)
}

/// Employee 2 of branch 13 is 13,002.
fn employee_id(branch: BranchId, number: u32) -> EmployeeId {
    EmployeeId(branch.0 * 1_000 + number)
}

fn hire(context: &Context, sql: &mut dyn Sql, employees: &[Employee]) -> Result<(), ApiError> {
    let node = context.node()?;
    let here = table::master::employees(sql)?;
    let new = employees.iter().filter(|employee| !here.contains(employee));
    let records: Vec<_> = new.map(|one| MasterRecord::Employee(one.clone())).collect();
    Ok(post::write_down(sql, node, &records)?)
}

fn stock(
    context: &Context,
    path: &Path,
    imported: &mut Imported,
) -> Result<(Vec<Line>, Vec<u64>), ApiError> {
    let mut table = Table::open(path, OPENING)?;
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    context.read(|sql| {
        while let Some(row) = table.read()? {
            imported.rows += 1;
            let line = row.line;
            match opening_line(sql, &row) {
                Ok(goods) => {
                    lines.push(goods);
                    rows.push(line);
                }
                Err(reason) => imported.reject(line, reason),
            }
        }
        Ok(())
    })?;
    Ok((lines, rows))
}

/// Gives the lines their serial numbers 期初序列号 (`features.md` 259).
fn number(lines: &mut [Line], path: &Path) -> Result<(), ApiError> {
    let mut table = Table::open(path, SERIALS)?;
    while let Some(row) = table.read()? {
        let code = row.text(0)?;
        let product = ProductId(product_id(code)?);
        let line = lines.iter_mut().find(|line| line.product == product);
        let line = line.ok_or_else(|| ErrorCode::ProductUnknown.with("code", code))?;
        line.serials.push(SerialUse::of(row.text(1)?));
    }
    Ok(())
}

fn opening_line(sql: &mut dyn Sql, row: &Row<'_>) -> Result<Line, ApiError> {
    let (code, quantity, cost) = (row.text(0)?, row.text(1)?, row.text(2)?);
    let product = ProductId(product_id(code)?);
    if table::master::product(sql, product)?.is_none() {
        return Err(ErrorCode::ProductUnknown.with("code", code));
    }
    let counted = Quantity::parse(quantity).ok().filter(|q| *q > Quantity::ZERO);
    let counted = counted.ok_or_else(|| ErrorCode::QuantityInvalid.with("text", quantity))?;
    let unit_cost = UnitCost::parse(cost).ok().filter(|cost| *cost >= UnitCost::ZERO);
    let unit_cost = unit_cost.ok_or_else(|| ErrorCode::PriceInvalid.with("text", cost))?;
    Ok(Line {
        list_amount: Amount::of_cost(counted, unit_cost),
        ..Line::new(product, counted, UnitPrice::from_raw(unit_cost.raw()))
    })
}
