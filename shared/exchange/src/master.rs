//! The canonical bytes of master records 基本资料编码, as they travel in HQ's feeds and in a branch's
//! stream.
//!
//! Owns the layout of version 1 of every record. Leaves out who may send which. Invariant: a
//! record is the whole new state; fields are only ever appended.

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::cost::layer::Method;
use fenhao_domain::id::{BranchId, EmployeeId, PartnerId, ProductId};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::branch::Branch;
use fenhao_domain::master::category::{Category, CategoryId};
use fenhao_domain::master::employee::Employee;
use fenhao_domain::master::partner::{Partner, PartnerClass, RevenuePolicy};
use fenhao_domain::master::policy::CompanyPolicy;
use fenhao_domain::master::product::{Product, SecondUnit, SerialMode};
use fenhao_domain::master::tender::{Tender, TenderCode};
use fenhao_domain::permission::ShippedRole;
use fenhao_domain::price::{TaxRate, UnitCost, UnitPrice};
use fenhao_domain::quantity::Quantity;

use crate::canonical::{CanonicalError, Reader, Writer};
use crate::document::DocumentBytesError;
use crate::fixed::{read_fixed, write_fixed};

mod approval_policy;
mod operator;
mod price;
mod serial_note;
mod template;

#[cfg(test)]
mod tests;

const PRODUCT: u64 = 1;
const CATEGORY: u64 = 2;
const PARTNER: u64 = 3;
const TENDER: u64 = 4;
const BRANCH: u64 = 5;
const EMPLOYEE: u64 = 6;
const PROMOTION: u64 = 7;
const PRICE_POLICY: u64 = 8;
const ROLE: u64 = 9;
const OPERATOR: u64 = 10;
const POLICY: u64 = 12;
const SERIAL_NOTE: u64 = 13;
const APPROVAL_POLICY: u64 = 14;
const TEMPLATE: u64 = 15;

/// Writes a record: `[number of its kind, fields]`.
pub fn encode(record: &MasterRecord) -> Vec<u8> {
    let mut writer = Writer::with_capacity(96);
    writer.array(2);
    match record {
        MasterRecord::Product(product) => write_product(writer.uint(PRODUCT), product),
        MasterRecord::Category(category) => {
            writer.uint(CATEGORY).array(5).uint(u64::from(category.id.0));
            writer.uint(category.parent.map_or(0, |id| u64::from(id.0)));
            writer.uint(u64::from(category.level)).text(&category.name).text(&category.name_en);
        }
        MasterRecord::Partner(partner) => write_partner(writer.uint(PARTNER), partner),
        MasterRecord::Tender(tender) => {
            writer.uint(TENDER).array(8).text(&tender.code.0).text(&tender.name);
            writer.text(&tender.name_en).uint(u64::from(tender.account.0));
            writer.bool(tender.gives_change).bool(tender.recorded_only);
            writer.uint(u64::from(tender.place)).bool(tender.disabled);
        }
        MasterRecord::Branch(branch) => {
            writer.uint(BRANCH).array(5).uint(u64::from(branch.id.0)).text(&branch.code);
            writer.text(&branch.name).text(&branch.zone).bool(branch.disabled);
        }
        MasterRecord::Employee(employee) => {
            writer.uint(EMPLOYEE).array(7).uint(u64::from(employee.id.0));
            writer.uint(u64::from(employee.branch.0)).text(&employee.code).text(&employee.name);
            writer.text(&employee.name_en).uint(employee.role as u64).bool(employee.disabled);
        }
        MasterRecord::Promotion(promotion) => {
            price::write_promotion(writer.uint(PROMOTION), promotion);
        }
        MasterRecord::PricePolicy(policy) => price::write_policy(writer.uint(PRICE_POLICY), policy),
        MasterRecord::Role(role) => operator::write_role(writer.uint(ROLE), role),
        MasterRecord::Operator(one) => operator::write_operator(writer.uint(OPERATOR), one),
        MasterRecord::Policy(policy) => {
            writer.uint(POLICY).array(3).uint(policy.method as u64);
            writer.bool(policy.negative_stock).uint(policy.serial_mode as u64);
        }
        MasterRecord::SerialNote(note) => serial_note::write(writer.uint(SERIAL_NOTE), note),
        MasterRecord::ApprovalPolicy(policy) => {
            approval_policy::write(writer.uint(APPROVAL_POLICY), policy);
        }
        MasterRecord::Template(one) => template::write(writer.uint(TEMPLATE), one),
    }
    writer.finish()
}

/// Reads a record.
pub fn decode(bytes: &[u8]) -> Result<MasterRecord, DocumentBytesError> {
    let mut reader = Reader::new(bytes);
    reader.array_of(2)?;
    let number = reader.uint()?;
    let record = match number {
        PRODUCT => MasterRecord::Product(Box::new(read_product(&mut reader)?)),
        CATEGORY => read_fields(&mut reader, 5, |r| {
            Ok(MasterRecord::Category(Category {
                id: CategoryId(r.uint_as()?),
                parent: Some(CategoryId(r.uint_as()?)).filter(|id| id.0 != 0),
                level: r.uint_as()?,
                name: r.text()?.to_owned(),
                name_en: r.text()?.to_owned(),
            }))
        })?,
        PARTNER => MasterRecord::Partner(read_partner(&mut reader)?),
        TENDER => read_fields(&mut reader, 8, |r| {
            Ok(MasterRecord::Tender(Tender {
                code: TenderCode(r.text()?.to_owned()),
                name: r.text()?.to_owned(),
                name_en: r.text()?.to_owned(),
                account: AccountCode(r.uint_as()?),
                gives_change: r.bool()?,
                recorded_only: r.bool()?,
                place: r.uint_as()?,
                disabled: r.bool()?,
            }))
        })?,
        BRANCH => read_fields(&mut reader, 5, |r| {
            Ok(MasterRecord::Branch(Branch {
                id: BranchId(r.uint_as()?),
                code: r.text()?.to_owned(),
                name: r.text()?.to_owned(),
                zone: r.text()?.to_owned(),
                disabled: r.bool()?,
            }))
        })?,
        EMPLOYEE => MasterRecord::Employee(read_fields(&mut reader, 7, read_employee)?),
        PROMOTION => MasterRecord::Promotion(price::read_promotion(&mut reader)?),
        PRICE_POLICY => MasterRecord::PricePolicy(price::read_policy(&mut reader)?),
        ROLE => MasterRecord::Role(operator::read_role(&mut reader)?),
        OPERATOR => MasterRecord::Operator(Box::new(operator::read_operator(&mut reader)?)),
        POLICY => read_fields(&mut reader, 3, |r| {
            let method = Method::from_number(r.uint()?);
            let method = method.ok_or(DocumentBytesError::OutOfRange { field: "method" })?;
            let negative_stock = r.bool()?;
            let serial_mode = read_serial_mode(r)?;
            Ok(MasterRecord::Policy(CompanyPolicy { method, negative_stock, serial_mode }))
        })?,
        SERIAL_NOTE => read_fields(&mut reader, 4, |r| {
            Ok(MasterRecord::SerialNote(Box::new(serial_note::read(r)?)))
        })?,
        APPROVAL_POLICY => MasterRecord::ApprovalPolicy(approval_policy::read(&mut reader)?),
        TEMPLATE => read_fields(&mut reader, 4, |r| {
            Ok(MasterRecord::Template(Box::new(template::read(r)?)))
        })?,
        number => return Err(DocumentBytesError::UnknownKind { number }),
    };
    reader.finish()?;
    Ok(record)
}

fn read_employee(r: &mut Reader<'_>) -> Result<Employee, DocumentBytesError> {
    Ok(Employee {
        id: EmployeeId(r.uint_as()?),
        branch: BranchId(r.uint_as()?),
        code: r.text()?.to_owned(),
        name: r.text()?.to_owned(),
        name_en: r.text()?.to_owned(),
        role: ShippedRole::from_number(r.uint()?)
            .ok_or(DocumentBytesError::OutOfRange { field: "role" })?,
        disabled: r.bool()?,
    })
}

fn write_partner(writer: &mut Writer, partner: &Partner) {
    writer.array(PARTNER_FIELDS + PARTNER_TERMS).uint(partner.id.0).text(&partner.code);
    writer.text(&partner.name).text(&partner.name_en);
    writer.bool(partner.customer).bool(partner.supplier);
    optional(writer, partner.credit_limit.map(Amount::raw));
    writer.uint(u64::from(partner.price_level)).bool(partner.disabled);
    writer.uint(partner.class as u64).uint(partner.revenue_policy as u64);
    writer.uint(u64::from(partner.payment_days));
}

/// Fields that every partner has had.
const PARTNER_FIELDS: usize = 9;
/// Class, revenue policy and payment days, appended later.
const PARTNER_TERMS: usize = 3;

fn read_partner(reader: &mut Reader<'_>) -> Result<Partner, DocumentBytesError> {
    let appended = reader.array_of_at_least(PARTNER_FIELDS)?;
    let mut partner = Partner {
        id: PartnerId(reader.uint()?),
        code: reader.text()?.to_owned(),
        name: reader.text()?.to_owned(),
        name_en: reader.text()?.to_owned(),
        customer: reader.bool()?,
        supplier: reader.bool()?,
        credit_limit: read_optional(reader)?.map(Amount::from_raw),
        price_level: reader.uint_as()?,
        disabled: reader.bool()?,
        ..Partner::default()
    };
    if appended < PARTNER_TERMS {
        for _ in 0..appended {
            reader.skip()?;
        }
        return Ok(partner);
    }
    let wrong = |field| move || DocumentBytesError::OutOfRange { field };
    partner.class = PartnerClass::from_number(reader.uint()?).ok_or_else(wrong("class"))?;
    partner.revenue_policy =
        RevenuePolicy::from_number(reader.uint()?).ok_or_else(wrong("revenue_policy"))?;
    partner.payment_days = reader.uint_as()?;
    for _ in PARTNER_TERMS..appended {
        reader.skip()?;
    }
    Ok(partner)
}

fn write_product(writer: &mut Writer, product: &Product) {
    writer.array(19).uint(product.id.0).text(&product.code);
    writer.array(product.barcodes.len());
    for barcode in &product.barcodes {
        writer.text(barcode);
    }
    writer.text(&product.name).text(&product.name_en).text(&product.spec);
    writer.text(&product.unit).text(&product.unit_en);
    match &product.second_unit {
        None => writer.null(),
        Some(unit) => write_fixed(writer.array(2).text(&unit.name), unit.ratio.raw()),
    };
    writer.uint(product.category.map_or(0, |id| u64::from(id.0))).text(&product.brand);
    writer.array(4);
    for price in product.prices {
        optional(writer, price.map(UnitPrice::raw));
    }
    optional(writer, product.purchase_price.map(UnitCost::raw));
    write_fixed(writer, product.tax_rate.raw());
    writer.uint(product.serial_mode as u64).bool(product.weighed);
    writer.uint(u64::from(product.shelf_life_days));
    writer.uint(product.supplier.map_or(0, |id| id.0)).bool(product.disabled);
}

fn read_product(reader: &mut Reader<'_>) -> Result<Product, DocumentBytesError> {
    read_fields(reader, 19, |r| {
        let mut product =
            Product { id: ProductId(r.uint()?), code: r.text()?.to_owned(), ..Product::default() };
        for _ in 0..r.array()? {
            product.barcodes.push(r.text()?.to_owned());
        }
        product.name = r.text()?.to_owned();
        product.name_en = r.text()?.to_owned();
        product.spec = r.text()?.to_owned();
        product.unit = r.text()?.to_owned();
        product.unit_en = r.text()?.to_owned();
        if r.peek_null() {
            r.null()?;
        } else {
            r.array_of(2)?;
            let name = r.text()?.to_owned();
            let ratio = Quantity::from_raw(read_fixed(r)?);
            product.second_unit = Some(SecondUnit { name, ratio });
        }
        product.category = Some(CategoryId(r.uint_as()?)).filter(|id| id.0 != 0);
        product.brand = r.text()?.to_owned();
        r.array_of(4)?;
        for price in &mut product.prices {
            *price = read_optional(r)?.map(UnitPrice::from_raw);
        }
        product.purchase_price = read_optional(r)?.map(UnitCost::from_raw);
        product.tax_rate = TaxRate::from_raw(read_fixed(r)?);
        product.serial_mode = read_serial_mode(r)?;
        product.weighed = r.bool()?;
        product.shelf_life_days = r.uint_as()?;
        product.supplier = Some(PartnerId(r.uint()?)).filter(|id| id.0 != 0);
        product.disabled = r.bool()?;
        Ok(product)
    })
}

fn read_serial_mode(reader: &mut Reader<'_>) -> Result<SerialMode, DocumentBytesError> {
    match reader.uint()? {
        0 => Ok(SerialMode::None),
        1 => Ok(SerialMode::Loose),
        2 => Ok(SerialMode::Strict),
        _ => Err(DocumentBytesError::OutOfRange { field: "serial_mode" }),
    }
}

/// Reads an array of at least `fields`; what a later version appended is passed over.
fn read_fields<T>(
    reader: &mut Reader<'_>,
    fields: usize,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, DocumentBytesError>,
) -> Result<T, DocumentBytesError> {
    let length = fields + reader.array_of_at_least(fields)?;
    let record = read(reader)?;
    for _ in fields..length {
        reader.skip()?;
    }
    Ok(record)
}

fn optional(writer: &mut Writer, value: Option<i64>) {
    match value {
        None => writer.null(),
        Some(value) => write_fixed(writer, value),
    };
}

fn read_optional(reader: &mut Reader<'_>) -> Result<Option<i64>, CanonicalError> {
    if reader.peek_null() {
        reader.null()?;
        return Ok(None);
    }
    read_fixed(reader).map(Some)
}
