//! Stock count 盘点: what a count says against the books, and the drafts that put stock right.
//!
//! Owns the differences of a posted count (`features.md` 112, 113, 299). Leaves out the form on which
//! people count, who may see the book figures while they do (blind), and posting. Invariant: what a
//! count has put right already is not proposed again, so asking twice harms nothing.
//!
//! The count's watermark (decision D17) is its own place in the branch's stream: the book figures
//! that its lines carry were frozen when it was posted, and what moves afterwards is no concern of
//! it.

use std::collections::BTreeMap;

use fenhao_domain::document::{Document, Line};
use fenhao_domain::id::{DocumentId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use thiserror::Error;

use crate::post::ReverseHeader;
use crate::sql::{self, Sql, SqlError, Value, stored as stored_id};
use crate::stored;
use crate::table::document::{self as documents, LinkRole};

/// Why a count proposes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CountError {
    /// It is not in these books, or no count that stands.
    #[error("this is no stock count that stands")]
    NoCount,
    /// The goods were counted again.
    #[error("the goods were counted again")]
    CountedAgain,
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// What was counted of a product, against the books at that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// Product.
    pub product: ProductId,
    /// Line of the count on which it stands first, from 1.
    pub line: u32,
    /// Counted.
    pub counted: Quantity,
    /// In the books when it was counted.
    pub book: Quantity,
    /// Put right since: found less lost by documents that follow from the count.
    pub settled: Quantity,
}

impl Difference {
    /// What is still to be put right: positive for an overage, negative for a loss. 8 counted, 10 in
    /// the books, one written off already: −1.
    pub fn open(&self) -> Quantity {
        self.counted - self.book - self.settled
    }
}

/// Every product of a count in the order of its lines, those that agree too.
pub fn differences(sql: &mut dyn Sql, count: DocumentId) -> Result<Vec<Difference>, CountError> {
    let document = standing(sql, count)?;
    let mut found: Vec<Difference> = Vec::new();
    for (line, at) in document.lines.iter().zip(1..) {
        match found.iter_mut().find(|known| known.product == line.product) {
            Some(known) => {
                known.counted += line.quantity;
                known.book += line.book_quantity;
            }
            None => found.push(Difference {
                product: line.product,
                line: at,
                counted: line.quantity,
                book: line.book_quantity,
                settled: Quantity::ZERO,
            }),
        }
    }
    let settled = settled(sql, count)?;
    for difference in &mut found {
        difference.settled = settled.get(&difference.product).copied().unwrap_or_default();
    }
    Ok(found)
}

/// The drafts that put stock right: a loss 报损, an overage 报溢, each only where there is something to
/// put right. They follow from the count and give its number as their reason.
pub fn drafts(
    sql: &mut dyn Sql,
    count: DocumentId,
    header: &ReverseHeader,
) -> Result<Vec<Document>, CountError> {
    let counted = standing(sql, count)?;
    let differences = differences(sql, count)?;
    let mut drafts = Vec::new();
    for (kind, sign) in [(Kind::BS, -1), (Kind::BY, 1)] {
        let (date, at, handler) = (header.business_date, header.recorded_at, header.handler);
        let mut draft = Document::new(kind, counted.branch, date, at, handler);
        draft.warehouse = counted.warehouse;
        draft.refers_to = Some(count);
        draft.remark = match header.remark.is_empty() {
            true => counted.number.0.clone(),
            false => header.remark.clone(),
        };
        for difference in &differences {
            let open = difference.open();
            let quantity = Quantity::from_raw(open.raw() * sign);
            if quantity > Quantity::ZERO {
                let line = Line::without_amount(difference.product, quantity);
                draft.lines.push(Line { refers_to_line: difference.line, ..line });
            }
        }
        if !draft.lines.is_empty() {
            drafts.push(draft);
        }
    }
    Ok(drafts)
}

/// Products that the books have in the count's store and that nobody has counted: with their
/// quantity now. They are to be counted too, or entered as zero.
pub fn not_counted(
    sql: &mut dyn Sql,
    count: DocumentId,
) -> Result<Vec<(ProductId, Quantity)>, CountError> {
    let document = standing(sql, count)?;
    let text = "SELECT product_id, CAST(SUM(CASE class WHEN 5 THEN -quantity ELSE quantity END) \
                AS BIGINT) FROM stock_sum WHERE branch_id = ?1 AND warehouse = ?2 \
                AND class IN (1, 5, 6) GROUP BY product_id ORDER BY product_id";
    let key = [i64::from(document.branch.0), i64::from(document.warehouse.0)];
    let held = sql::all(sql, text, &key.map(Value::I64), |row| {
        Ok((stored::product(row.i64(0)?)?, Quantity::from_raw(row.i64(1)?)))
    })?;
    let counted = |product: ProductId| document.lines.iter().any(|line| line.product == product);
    Ok(held.into_iter().filter(|(id, held)| !held.is_zero() && !counted(*id)).collect())
}

fn standing(sql: &mut dyn Sql, count: DocumentId) -> Result<Document, CountError> {
    let found = documents::load(sql, count)?.map(|found| found.document);
    let Some(document) = found.filter(|document| document.kind == Kind::PD && !document.is_red())
    else {
        return Err(CountError::NoCount);
    };
    if documents::is_reversed(sql, count)? {
        return Err(CountError::NoCount);
    }
    for follower in following(sql, count)? {
        if follower.kind == Kind::PD {
            return Err(CountError::CountedAgain);
        }
    }
    Ok(document)
}

fn settled(
    sql: &mut dyn Sql,
    count: DocumentId,
) -> Result<BTreeMap<ProductId, Quantity>, SqlError> {
    let mut settled: BTreeMap<ProductId, Quantity> = BTreeMap::new();
    for follower in following(sql, count)? {
        for line in &follower.lines {
            let sum = settled.entry(line.product).or_default();
            match follower.kind {
                Kind::BS => *sum -= line.quantity,
                Kind::BY => *sum += line.quantity,
                _ => {}
            }
        }
    }
    Ok(settled)
}

/// Documents that follow from the count and stand.
fn following(sql: &mut dyn Sql, count: DocumentId) -> Result<Vec<Document>, SqlError> {
    let text = "SELECT l.stream, l.seq FROM document_link AS l WHERE l.to_stream = ?1 \
                AND l.to_seq = ?2 AND l.role = ?3 AND NOT EXISTS (SELECT 1 FROM document_link AS r \
                WHERE r.to_stream = l.stream AND r.to_seq = l.seq AND r.role = ?4) \
                ORDER BY l.stream, l.seq";
    let params = [
        stored_id(count.stream.0),
        stored_id(count.seq),
        LinkRole::Follows as i64,
        LinkRole::Reverses as i64,
    ];
    let ids = sql::all(sql, text, &params.map(Value::I64), |row| documents::read_id(row, 0))?;
    let mut found = Vec::new();
    for id in ids {
        found.extend(documents::load(sql, id)?.map(|found| found.document));
    }
    Ok(found)
}
