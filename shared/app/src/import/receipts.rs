//! Purchase receipts of one store from `receipts.csv`: one CG a receipt number 采购入库导入.
//!
//! The columns are those of `tests/data/complete-journey/README.md`. Each receipt has one supplier
//! (the manufacturer's partner) and goes on account. Its lines keep the unit cost at its 6
//! decimals; their amounts are rounded to the minor unit like every amount, so whole-file checks
//! multiply quantity and unit cost again. The time is UTC, the business date the day in
//! America/New_York, like the sales': the data's Mondays 00:00 are the Sunday evening before, so
//! goods come in ahead of the week that sells them. Source `receipt:<receipt_no>`.
//!
//! Left out with their receipt and named: a quantity that is not above zero, another time or
//! manufacturer than the receipt's first row, a manufacturer that no supplier stands for. A unit
//! cost of zero is legal (38 lines: coupons and gifts).

use std::path::Path;

use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::document::Line;
use fenhao_domain::kind::Kind;
use fenhao_domain::price::{UnitCost, UnitPrice};
use fenhao_domain::quantity::Quantity;

use super::catalogue::Catalogue;
use super::group::{Group, Groups};
use super::post::{self, Pending};
use super::source::Row;
use super::{Imported, Tell, products, store_of};
use crate::context::Context;
use crate::error::{ApiError, ErrorCode};

/// The columns of the file.
pub const COLUMNS: &[&str] = &[
    "store_id",
    "receipt_no",
    "timestamp",
    "manufacturer_id",
    "product_id",
    "quantity",
    "unit_cost",
];

/// Imports the receipts of a store; its code is the branch's unless another is given.
pub fn receipts(
    context: &Context,
    path: &Path,
    store: Option<&str>,
    tell: Tell<'_>,
) -> Result<Imported, ApiError> {
    let store = store_of(context, store)?;
    let mut imported = Imported::default();
    let mut receipts =
        Groups::read(path, COLUMNS, &store, &mut imported, receipt_row, same_receipt)?
            .sound(&mut imported);
    receipts.sort_by_key(|receipt| (receipt.rows[0].1.moment, receipt.key));
    let rows = || receipts.iter().flat_map(|receipt| &receipt.rows).map(|(_, row)| row);
    let mut catalogue = Catalogue::load(context, rows().map(|row| row.product).collect())?;
    let suppliers = rows().map(|row| products::supplier_id(row.manufacturer)).collect();
    catalogue.load_suppliers(context, suppliers)?;
    let mut pending = Vec::with_capacity(receipts.len());
    for receipt in receipts {
        let (key, lines) = (receipt.key, lines(&receipt));
        match goods_receipt(context, receipt, &mut catalogue)? {
            Ok(ready) => pending.push(ready),
            Err(reason) => imported.leave_out(&key.to_string(), &lines, &reason),
        }
    }
    post::all(context, pending, &catalogue, &mut imported, tell)?;
    Ok(imported.in_order())
}

/// A row that could be read.
struct ReceiptRow {
    moment: Timestamp,
    manufacturer: u32,
    product: u32,
    quantity: Quantity,
    unit_cost: UnitCost,
}

fn receipt_row(row: &Row<'_>) -> Result<ReceiptRow, ApiError> {
    row.text(0)?;
    let (quantity, cost) = (row.text(5)?, row.text(6)?);
    let counted = Quantity::parse(quantity).ok().filter(|q| *q > Quantity::ZERO);
    let unit_cost = UnitCost::parse(cost).ok().filter(|cost| *cost >= UnitCost::ZERO);
    Ok(ReceiptRow {
        moment: row.moment(2)?,
        manufacturer: row.number(3)?,
        product: row.number(4)?,
        quantity: counted.ok_or_else(|| ErrorCode::QuantityInvalid.with("text", quantity))?,
        unit_cost: unit_cost.ok_or_else(|| ErrorCode::PriceInvalid.with("text", cost))?,
    })
}

fn same_receipt(first: &ReceiptRow, row: &ReceiptRow) -> Result<(), &'static str> {
    match () {
        () if row.moment != first.moment => Err("timestamp"),
        () if row.manufacturer != first.manufacturer => Err("manufacturer_id"),
        () => Ok(()),
    }
}

fn lines(receipt: &Group<ReceiptRow>) -> Vec<u64> {
    receipt.rows.iter().map(|(line, _)| *line).collect()
}

/// The document of a receipt, its number and cost still open; or why it must be left out.
fn goods_receipt(
    context: &Context,
    receipt: Group<ReceiptRow>,
    catalogue: &mut Catalogue,
) -> Result<Result<Pending, ApiError>, ApiError> {
    let first = &receipt.rows[0].1;
    let supplier = products::supplier_id(first.manufacturer);
    if !catalogue.has_supplier(supplier) {
        let code = products::supplier_code(first.manufacturer);
        return Ok(Err(ErrorCode::PartnerUnknown.with("code", code)));
    }
    let source = format!("receipt:{}", receipt.key);
    let mut document = post::document(context, catalogue.handler, Kind::CG, first.moment, source)?;
    document.partner = Some(supplier);
    for (_, row) in &receipt.rows {
        let price = UnitPrice::from_raw(row.unit_cost.raw());
        document.lines.push(Line {
            list_amount: Amount::of_cost(row.quantity, row.unit_cost),
            ..Line::new(catalogue.find(row.product).id, row.quantity, price)
        });
    }
    Ok(Ok(Pending { document, rows: lines(&receipt) }))
}
