//! Control totals 控制总数: whole-file figures of retail and purchase receipts, by branch.
//!
//! Owns the figures by which an import is checked against its source: they are computed from the
//! content of posted documents, not from sums that could share a mistake with the posting. Leaves
//! out what is held, returns, and every other kind. Invariant: a red document counts against the
//! one it reverses, so a sale that was taken back leaves nothing.

use std::collections::BTreeMap;

use fenhao_domain::amount::Amount;
use fenhao_domain::document::{DiscountKind, Document};
use fenhao_domain::id::BranchId;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_exchange::document;
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::place::Places;
use super::{Cell, Column, Query, Report, ReportError, Row, columns};
use crate::sql::{Flow, Sql, Value};
use crate::stored;

/// Columns. `receipt_cost` is text, because it has more decimals than money.
pub const COLUMNS: &[Column] = columns![
    branch: Text, baskets: Count, lines: Count, quantity: Quantity, sales_value: Amount,
    retail_disc: Amount, coupon_disc: Amount, coupon_match_disc: Amount, customer_paid: Amount,
    receipts: Count, receipt_lines: Count, receipt_quantity: Quantity, receipt_cost: Text,
];

/// The exact sum of quantities × unit costs, 12 decimals. Lines need six, so it prints with six.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExactCost(i128);

impl std::fmt::Display for ExactCost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = 10_u128.pow(12);
        let size = self.0.unsigned_abs();
        let mut part = format!("{:012}", size % unit);
        while part.len() > 6 && part.ends_with('0') {
            part.pop();
        }
        f.pad_integral(self.0 >= 0, "", &format!("{}.{part}", size / unit))
    }
}

/// The figures of a branch, or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Retail sales.
    pub baskets: i64,
    /// Their lines.
    pub lines: i64,
    /// Pieces on them.
    pub quantity: Quantity,
    /// What the shop received: list less the discounts it bears.
    pub sales_value: Amount,
    /// Members' discounts.
    pub retail_disc: Amount,
    /// Manufacturers' coupons.
    pub coupon_disc: Amount,
    /// The shop's match of coupons.
    pub coupon_match_disc: Amount,
    /// What customers paid: received less manufacturers' coupons.
    pub customer_paid: Amount,
    /// Purchase receipts.
    pub receipts: i64,
    /// Their lines.
    pub receipt_lines: i64,
    /// Pieces on them.
    pub receipt_quantity: Quantity,
    /// Exact cost of them.
    pub receipt_cost: ExactCost,
}

/// The figures of all and of each branch that has such documents, by its code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ControlTotals {
    /// All branches.
    pub overall: Figures,
    /// By branch code.
    pub per_store: BTreeMap<String, Figures>,
}

impl Figures {
    fn add(&mut self, document: &Document) {
        let count = if document.is_red() { -1 } else { 1 };
        let lines = count * i64::try_from(document.lines.len()).unwrap_or(i64::MAX);
        let quantity: Quantity = document.lines.iter().map(|line| line.quantity).sum();
        if document.kind == Kind::CG {
            self.receipts += count;
            self.receipt_lines += lines;
            self.receipt_quantity += quantity;
            for line in &document.lines {
                let exact = i128::from(line.quantity.raw()) * i128::from(line.unit_price.raw());
                self.receipt_cost.0 += exact;
            }
            return;
        }
        self.baskets += count;
        self.lines += lines;
        self.quantity += quantity;
        for line in &document.lines {
            self.sales_value += line.amount();
            self.retail_disc += line.discount(DiscountKind::Member);
            self.coupon_disc += line.discount(DiscountKind::Coupon);
            self.coupon_match_disc += line.discount(DiscountKind::CouponMatch);
            self.customer_paid += line.payable();
        }
    }

    fn cells(&self, branch: Cell) -> Vec<Cell> {
        vec![
            branch,
            Cell::Count(self.baskets),
            Cell::Count(self.lines),
            Cell::Quantity(self.quantity),
            Cell::Amount(self.sales_value),
            Cell::Amount(self.retail_disc),
            Cell::Amount(self.coupon_disc),
            Cell::Amount(self.coupon_match_disc),
            Cell::Amount(self.customer_paid),
            Cell::Count(self.receipts),
            Cell::Count(self.receipt_lines),
            Cell::Quantity(self.receipt_quantity),
            Cell::Text(self.receipt_cost.to_string()),
        ]
    }
}

/// Reads every posted sale and receipt once.
pub fn collect(sql: &mut dyn Sql, branch: Option<BranchId>) -> Result<ControlTotals, ReportError> {
    const TEXT: &str = "SELECT d.branch_id, d.stream, d.seq, l.content FROM document d \
         CROSS JOIN log l WHERE l.stream = d.stream AND l.seq = d.seq AND d.kind IN (?1, ?2)";
    let kinds = [Kind::LS, Kind::CG].map(|kind| Value::I64(i64::from(kind.number())));
    let mut overall = Figures::default();
    let mut by_branch: BTreeMap<BranchId, Figures> = BTreeMap::new();
    let mut unreadable = None;
    sql.query(TEXT, &kinds, &mut |row| {
        let owner = stored::branch(row.i64(0)?)?;
        if branch.is_some_and(|wanted| wanted != owner) {
            return Ok(Flow::On);
        }
        match document::decode(row.bytes(3)?) {
            Ok(document) => {
                overall.add(&document);
                by_branch.entry(owner).or_default().add(&document);
                Ok(Flow::On)
            }
            Err(_) => {
                unreadable = Some(stored::document(row.i64(1)?, row.i64(2)?)?);
                Ok(Flow::Stop)
            }
        }
    })?;
    if let Some(id) = unreadable {
        return Err(ReportError::Document { id });
    }
    let places = Places::load(sql)?;
    let per_store = by_branch.into_iter().map(|(id, figures)| (places.code(id), figures));
    Ok(ControlTotals { overall, per_store: per_store.collect() })
}

/// The figures as a table: a row a branch, the overall figures as total.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let totals = collect(sql, query.branch)?;
    let rows =
        totals.per_store.iter().map(|(code, figures)| Row::plain(figures.cells(Cell::text(code))));
    Ok(Report {
        columns: COLUMNS,
        rows: rows.collect(),
        total: Some(totals.overall.cells(Cell::Empty)),
        next: None,
    })
}

impl Serialize for ControlTotals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("overall", &self.overall)?;
        map.serialize_entry("per_store", &self.per_store)?;
        map.end()
    }
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("Figures", 12)?;
        map.serialize_field("baskets", &self.baskets)?;
        map.serialize_field("lines", &self.lines)?;
        map.serialize_field("quantity", &Pieces(self.quantity))?;
        map.serialize_field("sales_value", &self.sales_value.to_string())?;
        map.serialize_field("retail_disc", &self.retail_disc.to_string())?;
        map.serialize_field("coupon_disc", &self.coupon_disc.to_string())?;
        map.serialize_field("coupon_match_disc", &self.coupon_match_disc.to_string())?;
        map.serialize_field("customer_paid", &self.customer_paid.to_string())?;
        map.serialize_field("receipts", &self.receipts)?;
        map.serialize_field("receipt_lines", &self.receipt_lines)?;
        map.serialize_field("receipt_quantity", &Pieces(self.receipt_quantity))?;
        map.serialize_field("receipt_cost", &self.receipt_cost.to_string())?;
        map.end()
    }
}

/// A quantity as a whole number; as a decimal string where goods are weighed.
struct Pieces(Quantity);

impl Serialize for Pieces {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let one = Quantity::ONE.raw();
        match self.0.raw() % one {
            0 => serializer.serialize_i64(self.0.raw() / one),
            _ => serializer.serialize_str(&self.0.to_string()),
        }
    }
}
