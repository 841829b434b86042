//! The data's own baskets and receipts as documents, ready to be posted.
//!
//! Owns the reading of `tests/data/complete-journey` for benchmarks: only the goods and the money
//! that a document's size and postings depend on, by the rules of that folder's README. The real
//! import (`fenhao_app::import`) also makes customers, categories and provisional products.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};

use anyhow::{Context as _, Result};
use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::document::{Discount, DiscountKind, Document, Line, TenderLine};
use fenhao_domain::id::{PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::tender::TenderCode;
use fenhao_domain::price::{UnitCost, UnitPrice};
use fenhao_domain::quantity::Quantity;

use crate::company;
use crate::program::journey_data;

/// The documents of one store.
#[derive(Debug, Clone, Default)]
pub struct StoreYear {
    /// Purchase receipts, in order of time.
    pub receipts: Vec<Document>,
    /// Sales, in order of time.
    pub sales: Vec<Document>,
}

/// Everything, by store number.
#[derive(Debug, Clone, Default)]
pub struct Journey {
    /// The stores.
    pub stores: BTreeMap<u32, StoreYear>,
    /// Products that occur.
    pub products: BTreeSet<u64>,
}

/// Reads both files.
///
/// # Errors
/// When a file is not there or not as its README says.
pub fn read() -> Result<Journey> {
    let mut journey = Journey::default();
    each_row("receipts_derived.csv.zst", |row| journey.receipt_row(row))?;
    each_row("lines.csv.zst", |row| journey.sale_row(row))?;
    for store in journey.stores.values_mut() {
        store.receipts.sort_by_key(|document| document.recorded_at);
        store.sales.sort_by_key(|document| document.recorded_at);
        for sale in &mut store.sales {
            pay(sale);
        }
    }
    Ok(journey)
}

fn each_row(name: &str, mut take: impl FnMut(&[&str]) -> Result<()>) -> Result<()> {
    let file = std::fs::File::open(journey_data().join(name)).with_context(|| name.to_owned())?;
    // The files hold digits, points and commas only: no field is quoted.
    for line in BufReader::new(zstd::Decoder::new(file)?).lines().skip(1) {
        let line = line?;
        let row: Vec<&str> = line.split(',').collect();
        take(&row).with_context(|| format!("{name}: {line}"))?;
    }
    Ok(())
}

impl Journey {
    fn receipt_row(&mut self, row: &[&str]) -> Result<()> {
        let [store, receipt, time, manufacturer, product, quantity, cost] = row else {
            anyhow::bail!("columns");
        };
        let (quantity, cost) = (Quantity::parse(quantity)?, UnitCost::parse(cost)?);
        let product = self.product(product)?;
        let line = Line {
            list_amount: Amount::of_cost(quantity, cost),
            ..Line::new(product, quantity, UnitPrice::from_raw(cost.raw()))
        };
        let documents = &mut self.stores.entry(store.parse()?).or_default().receipts;
        let source = format!("receipt:{receipt}");
        let document = open(documents, Kind::CG, &source, time)?;
        document.partner = Some(PartnerId(1_000_000 + manufacturer.parse::<u64>()?));
        document.lines.push(line);
        Ok(())
    }

    fn sale_row(&mut self, row: &[&str]) -> Result<()> {
        let [store, basket, time, household, product, quantity, sales, retail, coupon, matched] =
            row
        else {
            anyhow::bail!("columns");
        };
        let quantity = Quantity::parse(quantity)?;
        let [sales, retail, coupon, matched] =
            [sales, retail, coupon, matched].map(|text| Amount::parse(text));
        let (sales, retail, coupon, matched) = (sales?, retail?, coupon?, matched?);
        let list = sales + retail + matched;
        let given = [
            (DiscountKind::Member, retail, None),
            (DiscountKind::CouponMatch, matched, None),
            (DiscountKind::Coupon, coupon, Some(PartnerId(1_000_001))),
        ];
        let product = self.product(product)?;
        let line = Line {
            list_amount: list,
            discounts: given
                .into_iter()
                .filter(|(_, amount, _)| !amount.is_zero())
                .map(|(kind, amount, claim_on)| Discount { kind, amount, claim_on })
                .collect(),
            ..Line::new(product, quantity, UnitPrice::of(list, quantity).unwrap_or_default())
        };
        let documents = &mut self.stores.entry(store.parse()?).or_default().sales;
        let source = format!("basket:{basket}");
        let document = open(documents, Kind::LS, &source, time)?;
        document.remark = format!("member:{household}");
        document.lines.push(line);
        Ok(())
    }

    fn product(&mut self, text: &str) -> Result<ProductId> {
        let id = text.parse()?;
        self.products.insert(id);
        Ok(ProductId(id))
    }
}

/// The document of a source; a new one when the last one is another's. Rows of one document stand
/// together in the files.
fn open<'d>(
    documents: &'d mut Vec<Document>,
    kind: Kind,
    source: &str,
    time: &str,
) -> Result<&'d mut Document> {
    if documents.last().is_none_or(|last| last.source != source) {
        let moment = Timestamp::parse_utc(time)?;
        documents.push(Document {
            business_date: BusinessDate::at(moment, "America/New_York")?,
            recorded_at: moment,
            source: source.to_owned(),
            ..company::document(kind)
        });
    }
    documents.last_mut().context("there is one now")
}

fn pay(sale: &mut Document) {
    let due = sale.due();
    if !due.is_zero() {
        sale.tenders.push(TenderLine {
            tender: TenderCode("cash".to_owned()),
            account: account::CASH,
            amount: due,
            handed: due,
        });
    }
}
