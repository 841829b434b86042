//! Last prices by partner 价格跟踪: kept beside the sums, changed in the transaction of their documents.
//!
//! Owns the rows and their merging. Leaves out which documents leave a price
//! (`domain::pricing::track`). Invariant: the row is that of the latest document by business date,
//! stream and sequence, whatever the order in which documents were written.

use std::collections::BTreeMap;

use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::document::Document;
use fenhao_domain::id::{BranchId, DocumentId, PartnerId, ProductId};
use fenhao_domain::price::UnitPrice;
use fenhao_domain::pricing::track::{Side, tracked};

use crate::sql::{self, Row, Sql, SqlError, Value, stored, unsigned};
use crate::stored as stored_ids;

/// Branch, side, partner and product as stored.
pub(crate) type Key = [i64; 4];

/// Price, and when and where it was given: business date, stream, sequence.
pub(crate) type Figures = [i64; 4];

/// A last price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastPrice {
    /// The branch that bought or sold.
    pub branch: BranchId,
    /// Customer or supplier.
    pub partner: PartnerId,
    /// Price of one base unit.
    pub price: UnitPrice,
    /// The business date.
    pub business_date: BusinessDate,
    /// The document that says it.
    pub document: DocumentId,
}

/// The rows that a document leaves, in the order of its lines.
pub(crate) fn rows(id: DocumentId, document: &Document) -> impl Iterator<Item = (Key, Figures)> {
    let date = i64::from(document.business_date.number());
    tracked(document).map(move |left| {
        let key = [
            i64::from(document.branch.0),
            left.side.number(),
            stored(left.partner.0),
            stored(left.product.0),
        ];
        (key, [left.price.raw(), date, stored(id.stream.0), stored(id.seq)])
    })
}

/// Keeps the later one; of one document's lines the last.
pub(crate) fn keep(kept: &mut BTreeMap<Key, Figures>, key: Key, figures: Figures) {
    let old = kept.entry(key).or_insert(figures);
    if figures[1..] >= old[1..] {
        *old = figures;
    }
}

/// Writes last prices where they are later than what is stored.
pub(crate) fn flush(sql: &mut dyn Sql, kept: &BTreeMap<Key, Figures>) -> Result<(), SqlError> {
    const COLUMNS: [&str; 8] = [
        "branch_id",
        "side",
        "partner_id",
        "product_id",
        "price",
        "business_date",
        "stream",
        "seq",
    ];
    const LATER: &str = "ON CONFLICT (branch_id, side, partner_id, product_id) DO UPDATE SET \
         price = excluded.price, business_date = excluded.business_date, \
         stream = excluded.stream, seq = excluded.seq \
         WHERE (excluded.business_date, excluded.stream, excluded.seq) \
         >= (price_track.business_date, price_track.stream, price_track.seq)";
    let row =
        |(key, figures): (&Key, &Figures)| key.iter().chain(figures).copied().collect::<Vec<_>>();
    let values: Vec<Value<'_>> = kept.iter().flat_map(row).map(Value::I64).collect();
    sql.merge("price_track", &COLUMNS, &values, LATER)
}

/// What a partner paid or took last at a branch.
pub fn last(
    sql: &mut dyn Sql,
    branch: BranchId,
    side: Side,
    partner: PartnerId,
    product: ProductId,
) -> Result<Option<UnitPrice>, SqlError> {
    let text = "SELECT price FROM price_track WHERE branch_id = ?1 AND side = ?2 \
                AND partner_id = ?3 AND product_id = ?4";
    let key = [i64::from(branch.0), side.number(), stored(partner.0), stored(product.0)];
    let found = sql::one(sql, text, &key.map(Value::I64), |row| row.i64(0))?;
    Ok(found.map(UnitPrice::from_raw))
}

/// The last prices of a product on one side at all branches that this node knows, at most `limit`.
pub fn of_product(
    sql: &mut dyn Sql,
    side: Side,
    product: ProductId,
    limit: usize,
) -> Result<Vec<LastPrice>, SqlError> {
    let text = "SELECT branch_id, partner_id, price, business_date, stream, seq FROM price_track \
                WHERE product_id = ?1 AND side = ?2 ORDER BY branch_id, partner_id LIMIT ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let params = [stored(product.0), side.number(), limit];
    sql::all(sql, text, &params.map(Value::I64), read)
}

fn read(row: &dyn Row) -> Result<LastPrice, SqlError> {
    Ok(LastPrice {
        branch: stored_ids::branch(row.i64(0)?)?,
        partner: PartnerId(unsigned(row.i64(1)?)?),
        price: UnitPrice::from_raw(row.i64(2)?),
        business_date: stored_ids::date(row.i64(3)?)?,
        document: stored_ids::document(row.i64(4)?, row.i64(5)?)?,
    })
}
