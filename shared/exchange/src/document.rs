//! The canonical bytes of a document 单据编码: what is hashed, chained and signed.
//!
//! Owns the positional layout of version 1 and its reader. Leaves out what a document means, and
//! its postings: they follow from it, and the batch that it travels in says what they hash to.
//! Invariant: the same document gives the same bytes; bytes of a version once shipped stay
//! readable for ever. New fields are only ever appended to an array, so an old reader skips them.
//!
//! Figures are small on the wire: a fixed-point integer is sent as mantissa × 8 + power of ten,
//! so 19.90 (199,000 at 4 decimals) takes three bytes. What follows from the other fields (a list
//! amount that is quantity × price, a last tender that pays what is left) and what stands at its
//! usual value at an array's end (a quantity of one) is not sent (`exchange.md` 0.5). The time is
//! sent as milliseconds since the business date's midnight in UTC.

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::document::{Discount, DiscountKind, Document, EntryLine, Line, TenderLine};
use fenhao_domain::entry::{Party, Side};
use fenhao_domain::id::{
    BranchId, DocumentId, EmployeeId, PartnerId, ProductId, StreamId, WarehouseNo,
};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::tender::TenderCode;
use fenhao_domain::number::DocumentNumber;
use fenhao_domain::price::{TaxRate, UnitPrice};
use fenhao_domain::quantity::Quantity;
use thiserror::Error;

use crate::canonical::{CanonicalError, Reader, Writer};
use crate::fixed::{read_fixed, write_fixed};
use crate::tail::Tail;

mod goods;
mod header;
pub mod postings;

pub use postings::{BookedPostings, PostingsHash};

/// The layout that this program writes.
pub const VERSION: u64 = 1;

/// What most lines sell.
const ONE: Quantity = Quantity::whole(1);

/// Fields of a document.
const FIELDS: usize = 12;

/// Why bytes are no document that this program can read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocumentBytesError {
    /// Not canonical, or not of the layout.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// A later layout; the bytes are kept until a newer program reads them.
    #[error("layout {found} is newer than {VERSION}")]
    NewerVersion {
        /// Layout of the bytes.
        found: u64,
    },
    /// A kind of a later program.
    #[error("kind {number} is not known")]
    UnknownKind {
        /// The kind's number.
        number: u64,
    },
    /// A field holds what it cannot hold.
    #[error("{field} is out of range")]
    OutOfRange {
        /// The field.
        field: &'static str,
    },
}

/// Writes a document.
pub fn encode(document: &Document) -> Vec<u8> {
    let mut writer = Writer::with_capacity(96 + document.lines.len() * 32);
    // What stays the same from sale to sale stands together, so that packing finds it in one piece.
    let (code, count) = split_number(document);
    writer
        .array(FIELDS)
        .uint(VERSION)
        .uint(u64::from(document.kind.number()))
        .uint(u64::from(document.branch.0))
        .uint(u64::from(document.business_date.number().unsigned_abs()))
        .uint(u64::from(document.handler.0))
        .uint(u64::from(document.warehouse.0))
        .text(code);
    write_fixed(&mut writer, document.recorded_at.0 - midnight(document.business_date));
    writer.uint(u64::from(count)).array(document.lines.len());
    for line in &document.lines {
        write_line(&mut writer, line);
    }
    writer.array(document.tenders.len());
    let rest = rest(document);
    for (at, tender) in document.tenders.iter().enumerate() {
        let is_last = at + 1 == document.tenders.len();
        write_tender(&mut writer, tender, is_last && i128::from(tender.amount.raw()) == rest);
    }
    write_extras(&mut writer, document);
    writer.finish()
}

/// Reads a document.
pub fn decode(bytes: &[u8]) -> Result<Document, DocumentBytesError> {
    let mut reader = Reader::new(bytes);
    // The layout is asked first: a newer one may have fewer fields.
    let at = reader.position();
    let length = reader.array()?;
    let found = reader.uint()?;
    if found > VERSION {
        return Err(DocumentBytesError::NewerVersion { found });
    }
    if length < FIELDS {
        return Err(CanonicalError::WrongLength { at, expected: FIELDS, found: length }.into());
    }
    let number = reader.uint()?;
    let kind = u16::try_from(number).ok().and_then(Kind::from_number);
    let kind = kind.ok_or(DocumentBytesError::UnknownKind { number })?;
    let branch = BranchId(reader.uint_as()?);
    let date: i32 = reader.uint_as()?;
    let business_date = BusinessDate::from_number(date)
        .map_err(|_| DocumentBytesError::OutOfRange { field: "business_date" })?;
    let handler = EmployeeId(reader.uint_as()?);
    let warehouse = WarehouseNo(reader.uint_as()?);
    let code = reader.text()?.to_owned();
    let recorded_at = Timestamp(midnight(business_date) + read_fixed(&mut reader)?);
    let number = match reader.uint_as()? {
        0 => DocumentNumber(code),
        count => DocumentNumber::new(kind.code(), &code, business_date, count),
    };
    let mut document = Document {
        number,
        warehouse,
        ..Document::new(kind, branch, business_date, recorded_at, handler)
    };
    for _ in 0..reader.array()? {
        document.lines.push(read_line(&mut reader)?);
    }
    let mut pays_rest = false;
    for _ in 0..reader.array()? {
        if pays_rest {
            return Err(DocumentBytesError::OutOfRange { field: "tender" });
        }
        let (tender, rest) = read_tender(&mut reader)?;
        document.tenders.push(tender);
        pays_rest = rest;
    }
    read_extras(&mut reader, &mut document)?;
    if pays_rest {
        pay_rest(&mut document)?;
    }
    for _ in FIELDS..length {
        reader.skip()?;
    }
    reader.finish()?;
    Ok(document)
}

fn write_line(writer: &mut Writer, line: &Line) {
    let derived = line.list_amount == Amount::of(line.quantity, line.unit_price);
    let mut tail = Tail::new(writer, 18);
    tail.put(|w| w.uint(line.product.0));
    tail.put(|w| write_fixed(w, line.unit_price.raw()));
    tail.fixed(line.cost.raw());
    match line.quantity == ONE {
        true => tail.usual(|w| write_fixed(w, ONE.raw())),
        false => tail.put(|w| write_fixed(w, line.quantity.raw())),
    };
    match derived {
        true => tail.usual(|w| w.null()),
        false => tail.put(|w| write_fixed(w, line.list_amount.raw())),
    };
    match line.discounts.is_empty() {
        true => tail.usual(|w| w.array(0)),
        false => tail.put(|w| write_discounts(w, &line.discounts)),
    };
    tail.fixed(line.tax_rate.raw());
    tail.fixed(line.tax.raw());
    tail.fixed(line.residual_out.raw());
    tail.uint(u64::from(line.refers_to_line));
    tail.fixed(line.residual_in.raw());
    tail.fixed(line.released.raw());
    tail.fixed(line.book_quantity.raw());
    tail.fixed(line.liability.raw());
    tail.uint(u64::from(line.incoming));
    goods::write(&mut tail, line);
    tail.finish();
}

fn write_discounts<'w>(writer: &'w mut Writer, discounts: &[Discount]) -> &'w mut Writer {
    writer.array(discounts.len());
    for discount in discounts {
        let claim = discount.claim_on.map_or(0, |partner| partner.0);
        let mut tail = Tail::new(writer, 3);
        tail.put(|w| w.uint(discount.kind as u64));
        tail.put(|w| write_fixed(w, discount.amount.raw()));
        tail.uint(claim);
        tail.finish();
    }
    writer
}

fn read_line(reader: &mut Reader<'_>) -> Result<Line, DocumentBytesError> {
    let length = 2 + reader.array_of_at_least(2)?;
    let product = ProductId(reader.uint()?);
    let unit_price = UnitPrice::from_raw(read_fixed(reader)?);
    let mut line = Line { unit_price, ..Line::without_amount(product, ONE) };
    if length > 2 {
        line.cost = Amount::from_raw(read_fixed(reader)?);
    }
    if length > 3 {
        line.quantity = Quantity::from_raw(read_fixed(reader)?);
    }
    line.list_amount = if length > 4 && !reader.peek_null() {
        Amount::from_raw(read_fixed(reader)?)
    } else {
        if length > 4 {
            reader.null()?;
        }
        product_amount(line.quantity, unit_price)?
    };
    if length > 5 {
        for _ in 0..reader.array()? {
            line.discounts.push(read_discount(reader)?);
        }
    }
    for place in 6..length {
        match place {
            6 => line.tax_rate = TaxRate::from_raw(read_fixed(reader)?),
            7 => line.tax = Amount::from_raw(read_fixed(reader)?),
            8 => line.residual_out = Amount::from_raw(read_fixed(reader)?),
            9 => line.refers_to_line = reader.uint_as()?,
            10 => line.residual_in = Amount::from_raw(read_fixed(reader)?),
            11 => line.released = Quantity::from_raw(read_fixed(reader)?),
            12 => line.book_quantity = Quantity::from_raw(read_fixed(reader)?),
            13 => line.liability = Amount::from_raw(read_fixed(reader)?),
            14 => line.incoming = reader.uint()? != 0,
            15 => goods::read_serials(reader, &mut line)?,
            16 => goods::read_lot(reader, &mut line)?,
            17 => goods::read_layers(reader, &mut line)?,
            _ => reader.skip()?,
        }
    }
    Ok(line)
}

/// A hostile quantity × price may not fit an amount; that is a fact, not a panic.
fn product_amount(quantity: Quantity, price: UnitPrice) -> Result<Amount, DocumentBytesError> {
    let limit = i128::from(i64::MAX / 1_000) * 100_000_000;
    let product = i128::from(quantity.raw()) * i128::from(price.raw());
    match product.abs() < limit {
        true => Ok(Amount::of(quantity, price)),
        false => Err(DocumentBytesError::OutOfRange { field: "list_amount" }),
    }
}

fn read_discount(reader: &mut Reader<'_>) -> Result<Discount, DocumentBytesError> {
    let length = 2 + reader.array_of_at_least(2)?;
    let kind = DiscountKind::from_number(reader.uint()?)
        .ok_or(DocumentBytesError::OutOfRange { field: "discount" })?;
    let amount = Amount::from_raw(read_fixed(reader)?);
    let claim_on = if length > 2 { partner(reader.uint()?) } else { None };
    for _ in 3..length {
        reader.skip()?;
    }
    Ok(Discount { kind, amount, claim_on })
}

/// The branch code and the count of a number that is made of kind, code, date and count; of any
/// other, the whole text and 0.
fn split_number(document: &Document) -> (&str, u32) {
    let whole = document.number.0.as_str();
    let parts = || {
        let (rest, count) = whole.rsplit_once('-')?;
        let (rest, _date) = rest.rsplit_once('-')?;
        let (_kind, code) = rest.split_once('-')?;
        Some((code, count.parse().ok().filter(|count| *count > 0)?))
    };
    parts()
        .filter(|&(code, count)| {
            let (kind, date) = (document.kind.code(), document.business_date);
            DocumentNumber::new(kind, code, date, count) == document.number
        })
        .unwrap_or((whole, 0))
}

/// Midnight of a date in UTC, Unix milliseconds (days from civil, Hinnant 2021).
fn midnight(date: BusinessDate) -> i64 {
    let number = i64::from(date.number());
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    // Years begin in March, so that the leap day is the last.
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    (era * 146_097 + days - 719_468) * 86_400_000
}

/// What the last tender must pay when it pays all that the others leave. In wide arithmetic: the
/// figures may be anybody's.
fn rest(document: &Document) -> i128 {
    let line = |line: &Line| {
        let off: i128 = line.discounts.iter().map(|d| i128::from(d.amount.raw())).sum();
        i128::from(line.list_amount.raw()) - off
    };
    let due: i128 = document.lines.iter().map(line).sum::<i128>();
    let others = document.tenders.iter().rev().skip(1);
    let paid: i128 = others.map(|tender| i128::from(tender.amount.raw())).sum();
    due - i128::from(document.rounding.raw()) - paid
}

/// Gives the last tender the rest, and what was handed over where that was not sent either.
fn pay_rest(document: &mut Document) -> Result<(), DocumentBytesError> {
    let wrong = DocumentBytesError::OutOfRange { field: "tender" };
    let rest = i64::try_from(rest(document)).ok().filter(|rest| rest.unsigned_abs() < 1 << 60);
    let (Some(rest), Some(last)) = (rest, document.tenders.last_mut()) else { return Err(wrong) };
    // Zero stands for what was not sent: nobody hands over nothing where something is due.
    if last.handed.is_zero() {
        last.handed = Amount::from_raw(rest);
    }
    last.amount = Amount::from_raw(rest);
    Ok(())
}

fn write_tender(writer: &mut Writer, tender: &TenderLine, pays_rest: bool) {
    // Handing over nothing is told, not left out: it would be read as the amount.
    let pays_rest = pays_rest && !tender.handed.is_zero();
    let mut tail = Tail::new(writer, 4);
    tail.put(|w| w.text(&tender.tender.0));
    tail.put(|w| w.uint(u64::from(tender.account.0)));
    match pays_rest {
        true => tail.usual(|w| w.null()),
        false => tail.put(|w| write_fixed(w, tender.amount.raw())),
    };
    match tender.handed == tender.amount {
        true => tail.usual(|w| w.null()),
        false => tail.put(|w| write_fixed(w, tender.handed.raw())),
    };
    tail.finish();
}

/// A tender, and whether it pays the rest: its amount is not known yet then.
fn read_tender(reader: &mut Reader<'_>) -> Result<(TenderLine, bool), DocumentBytesError> {
    let length = 2 + reader.array_of_at_least(2)?;
    let tender = TenderCode(reader.text()?.to_owned());
    let account = AccountCode(reader.uint_as()?);
    let pays_rest = length < 3 || reader.peek_null();
    let mut amount = Amount::ZERO;
    if length > 2 {
        match pays_rest {
            true => reader.null()?,
            false => amount = Amount::from_raw(read_fixed(reader)?),
        }
    }
    let handed = if length > 3 && !reader.peek_null() {
        Amount::from_raw(read_fixed(reader)?)
    } else {
        if length > 3 {
            reader.null()?;
        }
        amount
    };
    for _ in 4..length {
        reader.skip()?;
    }
    Ok((TenderLine { tender, account, amount, handed }, pays_rest))
}

fn write_extras(writer: &mut Writer, document: &Document) {
    let mut tail = Tail::new(writer, 15);
    tail.uint(document.partner.map_or(0, |partner| partner.0));
    // Branch 0 is HQ, so the counterpart is sent one higher and 0 says there is none.
    tail.uint(document.counterpart.map_or(0, |branch| u64::from(branch.0) + 1));
    for link in [document.reverses, document.refers_to] {
        match link {
            None => tail.usual(|w| w.null()),
            Some(id) => tail.put(|w| w.array(2).uint(id.stream.0).uint(id.seq)),
        };
    }
    for text in [&document.source, &document.remark] {
        match text.is_empty() {
            true => tail.usual(|w| w.text("")),
            false => tail.put(|w| w.text(text)),
        };
    }
    match document.entries.is_empty() {
        true => tail.usual(|w| w.array(0)),
        false => tail.put(|w| write_entries(w, &document.entries)),
    };
    tail.fixed(document.rounding.raw());
    header::write(&mut tail, document);
    tail.finish();
}

fn read_extras(reader: &mut Reader<'_>, document: &mut Document) -> Result<(), DocumentBytesError> {
    let length = reader.array()?;
    for place in 0..length {
        match place {
            0 => document.partner = partner(reader.uint()?),
            1 => {
                document.counterpart = match reader.uint_as::<u32>()? {
                    0 => None,
                    above => Some(BranchId(above - 1)),
                }
            }
            2 => document.reverses = read_link(reader)?,
            3 => document.refers_to = read_link(reader)?,
            4 => document.source = reader.text()?.to_owned(),
            5 => document.remark = reader.text()?.to_owned(),
            6 => {
                for _ in 0..reader.array()? {
                    document.entries.push(read_entry(reader)?);
                }
            }
            7 => document.rounding = Amount::from_raw(read_fixed(reader)?),
            8..=14 => header::read(reader, place, document)?,
            _ => reader.skip()?,
        }
    }
    Ok(())
}

pub(crate) fn write_date(writer: &mut Writer, date: BusinessDate) -> &mut Writer {
    writer.uint(u64::from(date.number().unsigned_abs()))
}

pub(crate) fn read_date(
    reader: &mut Reader<'_>,
    field: &'static str,
) -> Result<BusinessDate, DocumentBytesError> {
    BusinessDate::from_number(reader.uint_as()?)
        .map_err(|_| DocumentBytesError::OutOfRange { field })
}

pub(crate) fn read_id(reader: &mut Reader<'_>) -> Result<DocumentId, DocumentBytesError> {
    reader.array_of(2)?;
    let stream = StreamId(reader.uint()?);
    if stream.0 >> 48 != 0 {
        return Err(DocumentBytesError::OutOfRange { field: "stream" });
    }
    Ok(DocumentId { stream, seq: reader.uint()? })
}

fn read_link(reader: &mut Reader<'_>) -> Result<Option<DocumentId>, DocumentBytesError> {
    if reader.peek_null() {
        reader.null()?;
        return Ok(None);
    }
    read_id(reader).map(Some)
}

fn write_entries<'w>(writer: &'w mut Writer, entries: &[EntryLine]) -> &'w mut Writer {
    writer.array(entries.len());
    for entry in entries {
        writer.array(4).uint(u64::from(entry.account.0));
        writer.int(entry.party.map_or(0, Party::number));
        writer.uint(match entry.side {
            Side::Debit => 1,
            Side::Credit => 2,
        });
        write_fixed(writer, entry.amount.raw());
    }
    writer
}

fn read_entry(reader: &mut Reader<'_>) -> Result<EntryLine, DocumentBytesError> {
    reader.array_of(4)?;
    let account = AccountCode(reader.uint_as()?);
    let party = Party::from_number(reader.int()?);
    let side = match reader.uint()? {
        1 => Side::Debit,
        2 => Side::Credit,
        _ => return Err(DocumentBytesError::OutOfRange { field: "side" }),
    };
    Ok(EntryLine { account, party, side, amount: Amount::from_raw(read_fixed(reader)?) })
}

fn partner(number: u64) -> Option<PartnerId> {
    (number != 0).then_some(PartnerId(number))
}

#[cfg(test)]
mod tests;
