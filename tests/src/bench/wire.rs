//! G2: bytes on the wire per sale, against a packed floor of the same content.
//!
//! Owns the floor: what cannot be left out of a sale, as varints, packed by zstd -19 batch by
//! batch, with one signature a batch. Not in the floor: printed numbers, the hash of the postings,
//! the chain: all that makes a sale provable is ours to pay for.

use anyhow::Result;
use fenhao_books::store::Store;
use fenhao_domain::amount::Amount;
use fenhao_domain::document::{Document, Line, TenderLine};
use fenhao_domain::id::{PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::tender::TenderCode;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::{account, calendar::Timestamp};
use fenhao_exchange::batch::{self, OpenLimits};
use fenhao_exchange::document as wire;
use fenhao_exchange::log::EntryKind;
use fenhao_exchange::stream::OrgId;

use super::Figure;
use crate::company::{self, NOW, ORG, Shop};
use crate::random::Random;

/// Bytes of an Ed25519 signature.
const SIGNATURE: usize = 64;

/// The goal.
const GOAL: f64 = 1.2;

/// Measures sealed batches of sales.
///
/// # Errors
/// When a batch is not one of ours.
#[expect(clippy::cast_precision_loss, reason = "bytes of a benchmark are far below 2^52")]
pub fn figure(name: &str, batches: &[(u32, &[u8])]) -> Result<Figure> {
    let (mut bytes, mut floor, mut sales, mut lines) = (0, 0, 0, 0);
    for (branch, sealed) in batches {
        let documents = open(*branch, sealed)?;
        sales += documents.len();
        lines += documents.iter().map(|document| document.lines.len()).sum::<usize>();
        bytes += sealed.len();
        floor += zstd::bulk::compress(&packed(&documents), 19)?.len() + SIGNATURE;
    }
    let per_sale = |bytes: usize| bytes as f64 / sales.max(1) as f64;
    let ratio = per_sale(bytes) / per_sale(floor);
    Ok(Figure {
        name: format!("G2 wire bytes a sale, {name}, {:.2} lines a sale", per_sale(lines)),
        goal: format!("≤ {GOAL} × packed floor"),
        measured: format!("{:.1} B", per_sale(bytes)),
        limit: format!("{:.1} B: varints, zstd -19, one signature a batch", per_sale(floor)),
        ratio: Some(ratio),
        reached: ratio <= GOAL,
    })
}

/// 2,000 small sales of 4.25 lines on average, sealed 50 to a batch.
///
/// # Errors
/// When the books refuse one.
pub fn small_sales() -> Result<Vec<Vec<u8>>> {
    let shop = Shop::found(Store::open_memory()?, 1)?;
    let mut random = Random::new(11);
    let mut receipt = company::document(Kind::CG);
    receipt.partner = Some(PartnerId(1));
    for id in 1..=5000 {
        let cost = UnitPrice::from_raw(price(id).raw() * 7 / 10);
        receipt.lines.push(Line::new(ProductId(id), Quantity::whole(100_000), cost));
    }
    let lines = std::mem::take(&mut receipt.lines);
    let receipts: Vec<Document> = lines
        .chunks(1000)
        .map(|lines| Document { lines: lines.to_vec(), ..receipt.clone() })
        .collect();
    shop.post_all(&receipts)?;
    shop.seal(500)?;
    let mut time = NOW;
    let mut sales = Vec::new();
    for _ in 0..2000 {
        time += i64::try_from(20_000 + random.below(200_000))?;
        sales.push(small_sale(&mut random, time));
    }
    shop.post_all(&sales)?;
    shop.seal(50)
}

fn price(id: u64) -> UnitPrice {
    let fen = 100 + i64::try_from(id * 37 % 5000).unwrap_or(0);
    UnitPrice::from_raw(fen * 10_000)
}

fn small_sale(random: &mut Random, time: i64) -> Document {
    let mut sale = company::document(Kind::LS);
    sale.recorded_at = Timestamp(time);
    // One to seven lines, and an eighth of the sales one more: 4.25 on average with the rest.
    let count = 1 + random.below(7) + u64::from(random.once_in(4));
    for _ in 0..count {
        let id = 1 + random.below(5000);
        let quantity = Quantity::whole(1 + i64::try_from(random.below(3)).unwrap_or(0));
        sale.lines.push(Line::new(ProductId(id), quantity, price(id)));
    }
    let due = sale.due();
    sale.tenders.push(TenderLine {
        tender: TenderCode("cash".to_owned()),
        account: account::CASH,
        amount: due,
        handed: due,
    });
    sale
}

fn open(branch: u32, sealed: &[u8]) -> Result<Vec<Document>> {
    let key = company::key(branch);
    let open = batch::open(sealed, &OrgId(ORG), &key.verifying_key(), &OpenLimits::WIRE)?;
    let documents = open.entries().iter().filter(|entry| entry.kind == EntryKind::DOCUMENT);
    documents.map(|entry| Ok(wire::decode(&entry.content)?)).collect()
}

/// The facts of sales as varints, differences where things run on.
fn packed(documents: &[Document]) -> Vec<u8> {
    let (mut bytes, mut time, mut source) = (Vec::new(), 0, 0);
    for document in documents {
        varint(&mut bytes, document.recorded_at.0 - time);
        time = document.recorded_at.0;
        let digits = |text: &str| {
            text.bytes()
                .filter(u8::is_ascii_digit)
                .fold(0_i64, |n, digit| n.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')))
        };
        let number = digits(&document.source);
        varint(&mut bytes, number - source);
        source = number;
        varint(&mut bytes, digits(&document.remark));
        varint(&mut bytes, i64::try_from(document.lines.len()).unwrap_or(0));
        for line in &document.lines {
            varint(&mut bytes, i64::try_from(line.product.0).unwrap_or(0));
            varint(&mut bytes, minor(line.list_amount));
            // Whole pieces are the rule; a quantity's other units stay exact.
            varint(&mut bytes, line.quantity.raw() / 1_000_000);
            varint(&mut bytes, line.cost.raw());
            varint(&mut bytes, i64::try_from(line.discounts.len()).unwrap_or(0));
            for discount in &line.discounts {
                varint(&mut bytes, discount.kind as i64);
                varint(&mut bytes, minor(discount.amount));
            }
        }
        varint(&mut bytes, i64::try_from(document.tenders.len()).unwrap_or(0));
    }
    bytes
}

fn minor(amount: Amount) -> i64 {
    amount.raw() / 100
}

/// Seven bits a byte, small numbers of either sign short (zigzag).
fn varint(bytes: &mut Vec<u8>, number: i64) {
    let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
    while rest >= 0x80 {
        bytes.push(u8::try_from(rest & 0x7f).unwrap_or(0) | 0x80);
        rest >>= 7;
    }
    bytes.push(u8::try_from(rest).unwrap_or(0));
}
