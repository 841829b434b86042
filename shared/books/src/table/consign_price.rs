//! Settlement prices 结算价: what a consignee is to pay for a piece, what a consignor will ask for.
//!
//! Owns which prices a document agrees on, and the one that holds. Leaves out writing (`sums`).
//! Invariant: the latest agreement by date that was not taken back holds; the books themselves do
//! not change with it (`features.md` 182, 189).

use fenhao_domain::document::Document;
use fenhao_domain::entry::Party;
use fenhao_domain::id::{BranchId, DocumentId, PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::stock::StockClass;

use super::document;
use crate::sql::{self, Sql, SqlError, Value, stored};

/// Columns of `consign_price`, its key first.
pub(crate) const COLUMNS: [&str; 9] = [
    "stream",
    "seq",
    "line",
    "branch_id",
    "class",
    "party",
    "product_id",
    "business_date",
    "price",
];

/// The prices on which a document agrees: a price change, or goods that go out or come in on
/// consignment at the price that will be asked.
pub(crate) fn agreed(id: DocumentId, document: &Document) -> Vec<[i64; COLUMNS.len()]> {
    let class = match document.kind {
        Kind::FS | Kind::WT => StockClass::ConsignedOut,
        Kind::SR | Kind::SD => StockClass::ConsignedIn,
        _ => return Vec::new(),
    };
    let Some(partner) = document.partner.filter(|_| !document.is_red()) else {
        return Vec::new();
    };
    let lines = (1..).zip(&document.lines).filter(|(_, line)| !line.unit_price.is_zero());
    let row = |(at, line): (i64, &fenhao_domain::document::Line)| {
        [
            stored(id.stream.0),
            stored(id.seq),
            at,
            i64::from(document.branch.0),
            class.number(),
            Party::Partner(partner).number(),
            stored(line.product.0),
            i64::from(document.business_date.number()),
            line.unit_price.raw(),
        ]
    };
    lines.map(row).collect()
}

/// The settlement price that holds for a partner and a product; none where nothing was agreed.
/// A dispatch at 9.90 and a change to 8.80 later: 8.80.
pub fn latest(
    sql: &mut dyn Sql,
    branch: BranchId,
    class: StockClass,
    partner: PartnerId,
    product: ProductId,
) -> Result<Option<UnitPrice>, SqlError> {
    let text = "SELECT stream, seq, price FROM consign_price WHERE branch_id = ?1 AND class = ?2 \
                AND party = ?3 AND product_id = ?4 \
                ORDER BY business_date DESC, stream DESC, seq DESC, line DESC";
    let key =
        [i64::from(branch.0), class.number(), Party::Partner(partner).number(), stored(product.0)];
    let prices = sql::all(sql, text, &key.map(Value::I64), |row| {
        Ok((document::read_id(row, 0)?, UnitPrice::from_raw(row.i64(2)?)))
    })?;
    for (id, price) in prices {
        if !document::is_reversed(sql, id)? {
            return Ok(Some(price));
        }
    }
    Ok(None)
}
