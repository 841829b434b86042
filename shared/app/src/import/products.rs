//! The catalogue from a file 商品资料导入, at head office: the catalogue is HQ's, a branch gets it
//! through its feed.
//!
//! Owns the reading of the product master of `tests/data/complete-journey/README.md`:
//! - a product's identity and code are its `product_id`;
//! - name = type and package size, else category, else department, with the number where there is
//!   no type (double spaces in the source stay, so that names match it);
//! - barcode = `29`, the number in ten digits, check digit: an in-store code that GS1 gives to
//!   nobody and that no scale prints;
//! - unit `0.001 gal` for the fuel that the source counts in thousandths (category
//!   `COUPON/MISC ITEMS`, type `GASOLINE-REG UNLEADED`), `件` for all else;
//! - no prices: the source has none;
//! - supplier = the manufacturer, partner 1,000,000 + its number with the code `M<number>`.
//!
//! A file with the corner shop's columns is read by `corner_shop`. Invariant: only records that
//! differ from what HQ has go into its feed, so a second run adds nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fenhao_domain::barcode::check_digit;
use fenhao_domain::id::{PartnerId, ProductId};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::partner::Partner;
use fenhao_domain::master::product::Product;

use super::publish::{CategoryTree, Path as CategoryPath, publish};
use super::source::{self, Row, Table};
use super::{Imported, Tell, corner_shop};
use crate::context::{Context, Place};
use crate::error::{ApiError, ErrorCode};

/// The columns of the file.
pub const COLUMNS: &[&str] =
    &["product_id", "manufacturer_id", "department", "category", "type", "brand", "package_size"];

/// Where manufacturers' partner numbers begin.
const SUPPLIERS: u64 = 1_000_000;

/// Imports a catalogue; the header tells of which kind it is.
pub fn products(context: &Context, path: &Path, tell: Tell<'_>) -> Result<Imported, ApiError> {
    if context.place() != Place::Hq {
        return Err(ErrorCode::NotHere.error());
    }
    let header = source::header(path)?;
    let (records, imported) = match header.iter().any(|column| column == "code") {
        true => corner_shop::catalogue(context, path)?,
        false => complete_journey(context, path)?,
    };
    publish(context, records, imported, tell)
}

/// The partner of a manufacturer.
pub fn supplier_id(manufacturer: u32) -> PartnerId {
    PartnerId(SUPPLIERS + u64::from(manufacturer))
}

/// The partner code of a manufacturer: 1446 gives `M1446`.
pub fn supplier_code(manufacturer: u32) -> String {
    format!("M{manufacturer}")
}

/// A row that could be read.
struct ProductRow {
    id: u32,
    manufacturer: u32,
    department: String,
    category: String,
    kind: String,
    brand: String,
    size: String,
}

fn complete_journey(
    context: &Context,
    path: &Path,
) -> Result<(Vec<MasterRecord>, Imported), ApiError> {
    let mut imported = Imported::default();
    let rows = read(path, &mut imported)?;
    let paths: BTreeSet<CategoryPath> = rows.values().map(category_path).collect();
    let mut tree = CategoryTree::load(context)?;
    let mut records = tree.grow(paths);
    let manufacturers: BTreeSet<u32> = rows.values().map(|row| row.manufacturer).collect();
    records.extend(manufacturers.into_iter().map(supplier));
    records.extend(rows.values().map(|row| {
        MasterRecord::Product(Box::new(Product {
            category: tree.find(&category_path(row)),
            ..product(row)
        }))
    }));
    Ok((records, imported))
}

fn read(path: &Path, imported: &mut Imported) -> Result<BTreeMap<u32, ProductRow>, ApiError> {
    let mut table = Table::open(path, COLUMNS)?;
    let mut rows: BTreeMap<u32, ProductRow> = BTreeMap::new();
    while let Some(row) = table.read()? {
        imported.rows += 1;
        let line = row.line;
        match product_row(&row) {
            Ok(row) if rows.contains_key(&row.id) => {
                let twice = ErrorCode::RowDiffers.with("key", row.id);
                imported.left_out += 1;
                imported.reject(line, twice.with("what", "product_id"));
            }
            Ok(row) => {
                rows.insert(row.id, row);
            }
            Err(reason) => {
                imported.left_out += 1;
                imported.reject(line, reason);
            }
        }
    }
    Ok(rows)
}

fn product_row(row: &Row<'_>) -> Result<ProductRow, ApiError> {
    let text = |at| row.text(at).map(str::to_owned);
    Ok(ProductRow {
        id: row.number(0)?,
        manufacturer: row.number(1)?,
        department: text(2)?,
        category: text(3)?,
        kind: text(4)?,
        brand: text(5)?,
        size: text(6)?,
    })
}

/// Department, category and type, without the levels that the source leaves empty.
fn category_path(row: &ProductRow) -> CategoryPath {
    let levels = [&row.department, &row.category, &row.kind];
    levels.into_iter().filter(|name| !name.is_empty()).cloned().collect()
}

fn supplier(manufacturer: u32) -> MasterRecord {
    MasterRecord::Partner(Partner {
        id: supplier_id(manufacturer),
        code: supplier_code(manufacturer),
        name: format!("Manufacturer {manufacturer}"),
        supplier: true,
        price_level: 1,
        ..Partner::default()
    })
}

fn product(row: &ProductRow) -> Product {
    let fuel = row.category == "COUPON/MISC ITEMS" && row.kind == "GASOLINE-REG UNLEADED";
    let (unit, unit_en) = if fuel { ("0.001 gal", "0.001 gal") } else { ("件", "pc") };
    Product {
        id: ProductId(u64::from(row.id)),
        code: row.id.to_string(),
        barcodes: vec![barcode(row.id)],
        name: name(row),
        unit: unit.to_owned(),
        unit_en: unit_en.to_owned(),
        brand: row.brand.clone(),
        supplier: Some(supplier_id(row.manufacturer)),
        ..Product::default()
    }
}

fn name(row: &ProductRow) -> String {
    let head = match (row.kind.as_str(), row.category.as_str()) {
        ("", "") => format!("{} {}", row.department, row.id),
        ("", category) => format!("{category} {}", row.id),
        (kind, _) => kind.to_owned(),
    };
    format!("{head} {}", row.size).trim().to_owned()
}

/// 25671 gives `2900000256715`.
fn barcode(id: u32) -> String {
    let body = format!("29{id:010}");
    let check = check_digit(&body).expect("the body is digits");
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(category: &str, kind: &str, size: &str) -> ProductRow {
        ProductRow {
            id: 25671,
            manufacturer: 2,
            department: "GROCERY".to_owned(),
            category: category.to_owned(),
            kind: kind.to_owned(),
            brand: "National".to_owned(),
            size: size.to_owned(),
        }
    }

    #[test]
    fn a_name_is_made_of_what_the_source_has() {
        assert_eq!(
            name(&row("FRZN ICE", "ICE - CRUSHED/CUBED", "22 LB")),
            "ICE - CRUSHED/CUBED 22 LB"
        );
        assert_eq!(name(&row("FRZN ICE", "", "22 LB")), "FRZN ICE 25671 22 LB");
        assert_eq!(name(&row("", "", "")), "GROCERY 25671");
    }

    #[test]
    fn a_made_up_barcode_is_in_store_and_verifies() {
        let code = barcode(25671);
        assert!(code.starts_with("29") && fenhao_domain::barcode::verifies(&code), "{code}");
    }

    #[test]
    fn fuel_is_counted_in_thousandths_and_nothing_else_is() {
        let fuel = product(&row("COUPON/MISC ITEMS", "GASOLINE-REG UNLEADED", ""));
        assert_eq!(fuel.unit, "0.001 gal");
        assert_eq!(product(&row("FUEL", "GASOLINE-REG UNLEADED", "")).unit, "件");
    }

    #[test]
    fn empty_levels_are_no_categories() {
        assert_eq!(category_path(&row("", "ICE", "")), ["GROCERY", "ICE"]);
    }
}
