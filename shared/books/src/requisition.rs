//! Balancing of requisitions 请购汇总平衡 at head office: what all branches ask for, what head office
//! makes of it, one order, and how the order is split (`features.md` 166-168).
//!
//! Owns the two small tables of head office's decisions and the draft of the order. Leaves out
//! approval and delivery. Invariant: a requisition's line is ordered once: it counts here until a
//! branch orders it itself or an order of head office, not taken back, has it in its split.

use std::collections::BTreeMap;

use fenhao_domain::document::{Document, Line};
use fenhao_domain::id::{BranchId, DocumentId, PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;

use crate::execution;
use crate::post::ReverseHeader;
use crate::report::place::Places;
use crate::sql::{self, Sql, SqlError, Value, stored, unsigned};
use crate::stored as read;
use crate::table::document as documents;

/// A line of a requisition that nobody has ordered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The requisition.
    pub document: DocumentId,
    /// Its line, from 1.
    pub line: u32,
    /// The branch that asks.
    pub branch: BranchId,
    /// Product.
    pub product: ProductId,
    /// What is still asked for.
    pub quantity: Quantity,
    /// The price that the branch expects.
    pub price: UnitPrice,
}

/// What is asked for of a product, and what head office makes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balanced {
    /// What the branches ask for.
    pub original: Quantity,
    /// What head office adds or, negative, takes off.
    pub adjustment: Quantity,
    /// By branch.
    pub branches: BTreeMap<BranchId, Quantity>,
}

impl Balanced {
    /// What is to be ordered; never less than nothing.
    pub fn last(&self) -> Quantity {
        (self.original + self.adjustment).max(Quantity::ZERO)
    }
}

/// A part of an order of head office: for which line of which requisition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The requisition's line.
    pub asked: Asked,
    /// How much of the order is for it.
    pub quantity: Quantity,
}

/// Requisition lines that nobody has ordered, in the order in which they were written.
pub fn asked(sql: &mut dyn Sql) -> Result<Vec<Asked>, SqlError> {
    let text = "SELECT f.to_stream, f.to_seq, f.line FROM follow_sum f \
                JOIN document d ON d.branch_id = f.branch_id AND d.stream = f.to_stream \
                AND d.seq = f.to_seq WHERE d.kind = ?1 \
                GROUP BY f.to_stream, f.to_seq, f.line \
                HAVING CAST(SUM(CASE WHEN f.kind = d.kind THEN f.quantity ELSE -f.quantity END) \
                AS BIGINT) > 0 \
                ORDER BY f.to_stream, f.to_seq, f.line";
    let kind = [Value::I64(i64::from(Kind::CS.number()))];
    let places = sql::all(sql, text, &kind, |row| {
        let line = u32::try_from(row.i64(2)?);
        let line = line.map_err(|_| SqlError::Unreadable { what: "a requisition" })?;
        Ok((documents::read_id(row, 0)?, line))
    })?;
    let mut found = Vec::new();
    for (id, number) in places {
        let Some(requisition) = documents::load(sql, id)? else { continue };
        let at = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        let executed = execution::lines(sql, id)?;
        let (Some(line), Some(executed)) = (requisition.document.lines.get(at), executed.get(at))
        else {
            continue;
        };
        let quantity = executed.left;
        if quantity.is_zero() || is_split(sql, id, number)? {
            continue;
        }
        found.push(Asked {
            document: id,
            line: number,
            branch: requisition.document.branch,
            product: line.product,
            quantity,
            price: line.unit_price,
        });
    }
    Ok(found)
}

/// True when an order of head office that stands has the line in its split.
fn is_split(sql: &mut dyn Sql, id: DocumentId, line: u32) -> Result<bool, SqlError> {
    let text = "SELECT order_stream, order_seq FROM requisition_split \
                WHERE stream = ?1 AND seq = ?2 AND line = ?3 ORDER BY order_stream, order_seq";
    let key = [stored(id.stream.0), stored(id.seq), i64::from(line)];
    for order in sql::all(sql, text, &key.map(Value::I64), |row| documents::read_id(row, 0))? {
        if !documents::is_reversed(sql, order)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is asked for by product.
pub fn balance(sql: &mut dyn Sql) -> Result<BTreeMap<ProductId, Balanced>, SqlError> {
    let mut balanced: BTreeMap<ProductId, Balanced> = BTreeMap::new();
    for asked in asked(sql)? {
        let of = balanced.entry(asked.product).or_default();
        of.original += asked.quantity;
        *of.branches.entry(asked.branch).or_default() += asked.quantity;
    }
    let text = "SELECT product_id, quantity FROM requisition_adjustment WHERE quantity <> 0";
    let rows = sql::all(sql, text, &[], |row| {
        Ok((read::product(row.i64(0)?)?, Quantity::from_raw(row.i64(1)?)))
    })?;
    for (product, quantity) in rows {
        balanced.entry(product).or_default().adjustment = quantity;
    }
    Ok(balanced)
}

/// Head office orders so much more of a product than is asked for, or, negative, less.
pub fn adjust(sql: &mut dyn Sql, product: ProductId, quantity: Quantity) -> Result<(), SqlError> {
    let text = "INSERT INTO requisition_adjustment (product_id, quantity) VALUES (?1, ?2) \
                ON CONFLICT (product_id) DO UPDATE SET quantity = excluded.quantity";
    sql.execute(text, &[Value::I64(stored(product.0)), Value::I64(quantity.raw())]).map(|_| ())
}

/// The draft of one order to a supplier for the final quantities of some products, all of them when
/// `products` is empty, and how it is split. What head office takes off is taken off those who
/// asked last; what it adds is its own. The remark tells the split: `A: SH 12, BJ 8`.
pub fn consolidate(
    sql: &mut dyn Sql,
    supplier: PartnerId,
    products: &[ProductId],
    header: &ReverseHeader,
) -> Result<(Document, Vec<Split>), SqlError> {
    let places = Places::load(sql)?;
    let asked = asked(sql)?;
    let mut draft = Document::new(
        Kind::CD,
        BranchId::HQ,
        header.business_date,
        header.recorded_at,
        header.handler,
    );
    draft.partner = Some(supplier);
    let (mut splits, mut told) = (Vec::new(), Vec::new());
    for (product, balanced) in balance(sql)? {
        let wanted = products.is_empty() || products.contains(&product);
        if !wanted || balanced.last().is_zero() {
            continue;
        }
        let mine: Vec<&Asked> = asked.iter().filter(|asked| asked.product == product).collect();
        let price = mine.last().map_or(UnitPrice::ZERO, |asked| asked.price);
        let mut left = balanced.last();
        let mut parts: BTreeMap<BranchId, Quantity> = BTreeMap::new();
        for asked in mine {
            let quantity = asked.quantity.min(left);
            left -= quantity;
            if !quantity.is_zero() {
                *parts.entry(asked.branch).or_default() += quantity;
            }
            splits.push(Split { asked: asked.clone(), quantity });
        }
        if !left.is_zero() {
            *parts.entry(BranchId::HQ).or_default() += left;
        }
        let part = |(branch, quantity): (&_, &_)| format!("{} {quantity}", places.code(*branch));
        told.push(parts.iter().map(part).collect::<Vec<_>>().join(", "));
        draft.lines.push(Line::new(product, balanced.last(), price));
    }
    draft.remark = told.join("; ");
    Ok((draft, splits))
}

/// Keeps how a posted order is split; its products need no adjustment any more.
pub fn keep_split(sql: &mut dyn Sql, order: DocumentId, splits: &[Split]) -> Result<(), SqlError> {
    let text = "INSERT INTO requisition_split (stream, seq, line, branch_id, product_id, quantity, \
                order_stream, order_seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    for Split { asked, quantity } in splits {
        let row = [
            stored(asked.document.stream.0),
            stored(asked.document.seq),
            i64::from(asked.line),
            i64::from(asked.branch.0),
            stored(asked.product.0),
            quantity.raw(),
            stored(order.stream.0),
            stored(order.seq),
        ];
        sql.execute(text, &row.map(Value::I64))?;
        adjust(sql, asked.product, Quantity::ZERO)?;
    }
    Ok(())
}

/// For whom an order of head office is, by branch and product 订单分割.
pub fn split_of(
    sql: &mut dyn Sql,
    order: DocumentId,
) -> Result<Vec<(BranchId, ProductId, Quantity)>, SqlError> {
    let text = "SELECT branch_id, product_id, CAST(SUM(quantity) AS BIGINT) \
                FROM requisition_split WHERE order_stream = ?1 AND order_seq = ?2 \
                GROUP BY branch_id, product_id ORDER BY branch_id, product_id";
    let key = [Value::I64(stored(order.stream.0)), Value::I64(stored(order.seq))];
    sql::all(sql, text, &key, |row| {
        let product = ProductId(unsigned(row.i64(1)?)?);
        Ok((read::branch(row.i64(0)?)?, product, Quantity::from_raw(row.i64(2)?)))
    })
}
