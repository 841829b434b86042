//! Goods at partners, and theirs here 借出借进查询、委托库存 (`features.md` 183, 195): lent, borrowed,
//! consigned out, by partner and product.
//!
//! Owns the rows and their order. Leaves out goods of consignors (`consigned_in`). Invariant: a row is
//! what is still to come back or to go back; what is lent or borrowed is counted and not valued.
//! Three lent and one returned: 2.

use fenhao_domain::amount::Amount;
use fenhao_domain::id::PartnerId;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::by::{self, Names};
use super::filter::{self, Filter};
use super::grouped::{self, Line};
use super::stock_by_warehouse::class_label;
use super::{Cell, Column, Drill, Query, Report, ReportError, ReportName, Row, columns, unit_cost};
use crate::sql::{self, Sql, unsigned};
use crate::stored;

/// Columns.
pub const COLUMNS: &[Column] = columns![
    class: Text, partner_code: Text, partner: Text, code: Text, name: Text, unit: Text,
    quantity: Quantity, unit_cost: Price, value: Amount,
];

/// The classes, and the kinds by which goods get there and back.
const CLASSES: [(StockClass, &[Kind]); 3] = [
    (StockClass::ConsignedOut, &[Kind::FS, Kind::WX, Kind::WWST]),
    (StockClass::Lent, &[Kind::JC, Kind::JH]),
    (StockClass::Borrowed, &[Kind::JR, Kind::JG]),
];

const READ: &str = "SELECT class, party, product_id, CAST(SUM(quantity) AS BIGINT), \
     CAST(SUM(value) AS BIGINT) FROM stock_sum WHERE party > 0 AND class IN (3, 5, 6)";

/// By class, partner and product; a kind of document picks its class, `zero` shows what is settled.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let mut names = Names::load(sql)?;
    let filter = Filter::of(sql, query, &mut names)?;
    let mut params = Vec::new();
    let mut text = READ.to_owned();
    if let Some(partner) = query.partner {
        params.push(sql::stored(partner.0));
        text.push_str(" AND party = ?1");
    }
    text.push_str(&filter::at_branch(query.branch, "branch_id", &mut params));
    text.push_str(" GROUP BY class, party, product_id ORDER BY class, party, product_id");
    let mut found = Vec::new();
    filter::each_row(sql, &text, &params, &mut |row| {
        let held = (Quantity::from_raw(row.i64(3)?), Amount::from_raw(row.i64(4)?));
        found.push((stored::class(row.i64(0)?)?, row.i64(1)?, row.i64(2)?, held));
        Ok(())
    })?;
    let (mut total, mut lines) = ((Quantity::ZERO, Amount::ZERO), Vec::new());
    for (class, party, product, (quantity, value)) in found {
        let kinds = CLASSES.iter().find(|(one, _)| *one == class).map_or(&[][..], |(_, all)| all);
        let other = !query.kinds.is_empty() && !query.kinds.iter().any(|kind| kinds.contains(kind));
        let nothing = quantity.is_zero() && value.is_zero() && !query.zero;
        if other || nothing || !filter.takes_product(&names, product) {
            continue;
        }
        total.0 += quantity;
        total.1 += value;
        let (partner, goods) = (by::partner(sql, party)?, by::product(sql, product)?);
        let documents = Query {
            product: Some(stored::product(product)?),
            partner: Some(PartnerId(unsigned(party)?)),
            kinds: kinds.to_vec(),
            branch: query.branch,
            ..Query::default()
        };
        let order = format!("{}\u{1}{}\u{1}{}", class.number(), partner.order, goods.order);
        let cells = vec![
            Cell::Label(class_label(class)),
            partner.code,
            partner.name,
            goods.code,
            goods.name,
            Cell::Text(goods.unit),
            Cell::Quantity(quantity),
            unit_cost(value, quantity),
            Cell::Amount(value),
        ];
        let drill = Drill::Report(ReportName::Documents, Box::new(documents));
        lines.push(Line { order, row: Row::plain(cells).opening(drill) });
    }
    let mut cells = vec![Cell::Empty; 6];
    cells.extend([Cell::Quantity(total.0), Cell::Empty, Cell::Amount(total.1)]);
    grouped::cut(query, COLUMNS, lines, Some(cells))
}
