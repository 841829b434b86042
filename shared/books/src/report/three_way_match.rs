//! Three-way match 三单匹配: order, receipt and invoice of goods that came before their invoice
//! (`features.md` 174).
//!
//! Owns the comparison line by line and its four states. Leaves out what is to be done about a
//! difference: the invoice has booked it as price variance already. Invariant: what is not matched
//! is exactly what still stands on the receipt in accrued receipts 暂估, or was invoiced at another
//! price.

use fenhao_domain::amount::Amount;
use fenhao_domain::document::{Document, Line};
use fenhao_domain::id::DocumentId;
use fenhao_domain::kind::Kind;
use fenhao_domain::price::{UnitCost, UnitPrice};
use fenhao_domain::quantity::Quantity;

use super::{Cell, Column, Drill, Label, Query, Report, ReportError, Row, columns, cursor};
use super::{order_execution, unit_cost};
use crate::sql::{Sql, SqlError, stored};
use crate::table::document::{self, LinkRole};
use crate::table::master;

/// Columns.
pub const COLUMNS: &[Column] = columns![
    number: Text, business_date: Date, party: Text, code: Text, name: Text, order_number: Text,
    ordered: Quantity, order_price: Price, quantity: Quantity, price: Price, returned: Quantity,
    invoiced: Quantity, invoice_price: Price, variance: Amount, state: Text,
];

/// How order, receipt and invoice stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// All three say the same.
    Matched,
    /// No invoice has come.
    NotInvoiced,
    /// The invoice is for another quantity than was kept.
    QuantityDiffers,
    /// The price is another than was received at, or ordered at.
    PriceDiffers,
}

impl State {
    const fn label(self) -> Label {
        match self {
            State::Matched => Label::new("match_matched", "相符", "Matched"),
            State::NotInvoiced => Label::new("match_not_invoiced", "未开票", "Not invoiced"),
            State::QuantityDiffers => Label::new("match_quantity", "数量不符", "Quantity differs"),
            State::PriceDiffers => Label::new("match_price", "价格不符", "Price differs"),
        }
    }
}

/// The figures of one line of a receipt.
#[derive(Debug, Clone, Default)]
struct Match {
    order: Option<(String, Quantity, UnitPrice)>,
    received: Quantity,
    price: UnitPrice,
    returned: Quantity,
    invoiced: Quantity,
    amount: Amount,
    variance: Amount,
}

impl Match {
    /// Ten received at 10.00, two gone back: an invoice of eight at 10.00 matches.
    fn state(&self) -> State {
        let kept = self.received - self.returned;
        let ordered_at = self.order.as_ref().is_none_or(|(_, _, price)| *price == self.price);
        match () {
            () if self.invoiced.is_zero() && !kept.is_zero() => State::NotInvoiced,
            () if self.invoiced != kept => State::QuantityDiffers,
            () if !self.variance.is_zero() || !ordered_at => State::PriceDiffers,
            () => State::Matched,
        }
    }
}

/// Receipts whose invoice was to come, line by line; `zero` shows what matches too.
pub fn run(sql: &mut dyn Sql, query: &Query) -> Result<Report, ReportError> {
    let after = query.cursor::<3>()?;
    let all = Query { zero: true, ..query.clone() };
    let (mut rows, mut last, mut next) = (Vec::new(), [0; 3], None);
    for (id, number) in order_execution::places(sql, &all, [Kind::CG; 5])? {
        let key = [stored(id.stream.0), stored(id.seq), i64::try_from(number).unwrap_or(i64::MAX)];
        if after.is_some_and(|after| key <= after) || document::is_reversed(sql, id)? {
            continue;
        }
        let Some(found) = document::load(sql, id)? else { continue };
        let Some(line) = found.document.lines.get(number - 1) else { continue };
        let matched = compare(sql, id, &found.document, number, line)?;
        let state = matched.state();
        if state == State::Matched && !query.zero {
            continue;
        }
        if rows.len() == query.page() {
            next = Some(cursor(&last));
            break;
        }
        last = key;
        rows.push(lay_out(sql, (id, &found.document), line, &matched, state)?);
    }
    Ok(Report { columns: COLUMNS, rows, total: None, next })
}

fn compare(
    sql: &mut dyn Sql,
    id: DocumentId,
    receipt: &Document,
    number: usize,
    line: &Line,
) -> Result<Match, SqlError> {
    let mut found = Match { received: line.quantity, price: line.unit_price, ..Match::default() };
    if let Some(order) = receipt.refers_to
        && let Some(order) = document::load(sql, order)?
        && let Some(ordered) = of_line(line).and_then(|at| order.document.lines.get(at))
    {
        found.order = Some((order.document.number.0, ordered.quantity, ordered.unit_price));
    }
    for follower in document::links_to(sql, id, LinkRole::Follows)? {
        if document::is_reversed(sql, follower)? {
            continue;
        }
        let Some(follower) = document::load(sql, follower)? else { continue };
        let answers = follower.document.lines.iter().filter(|l| of_line(l) == Some(number - 1));
        for answer in answers {
            match follower.document.kind {
                Kind::FP => {
                    found.invoiced += answer.quantity;
                    found.amount += answer.amount();
                    found.variance += answer.amount() - answer.cost;
                }
                _ if follower.document.returns_uninvoiced() => found.returned += answer.quantity,
                _ => {}
            }
        }
    }
    Ok(found)
}

/// The place of the line that a line answers.
fn of_line(line: &Line) -> Option<usize> {
    usize::try_from(line.refers_to_line).ok()?.checked_sub(1)
}

fn lay_out(
    sql: &mut dyn Sql,
    (id, receipt): (DocumentId, &Document),
    line: &Line,
    found: &Match,
    state: State,
) -> Result<Row, SqlError> {
    let price = |price: UnitPrice| Cell::Price(UnitCost::from_raw(price.raw()));
    let partner = match receipt.partner {
        Some(partner) => master::partner(sql, partner)?,
        None => None,
    };
    let product = master::product(sql, line.product)?;
    let order = found.order.as_ref();
    let cells = vec![
        Cell::text(&receipt.number.0),
        Cell::Date(receipt.business_date),
        partner.map_or(Cell::Empty, |partner| Cell::name(&partner.name, &partner.name_en)),
        product.as_ref().map_or(Cell::Empty, |product| Cell::text(&product.code)),
        product.map_or(Cell::Empty, |product| Cell::name(&product.name, &product.name_en)),
        order.map_or(Cell::Empty, |(number, _, _)| Cell::text(number)),
        order.map_or(Cell::Empty, |(_, quantity, _)| Cell::Quantity(*quantity)),
        order.map_or(Cell::Empty, |(_, _, at)| price(*at)),
        Cell::Quantity(found.received),
        price(found.price),
        Cell::Quantity(found.returned),
        Cell::Quantity(found.invoiced),
        unit_cost(found.amount, found.invoiced),
        Cell::Amount(found.variance),
        Cell::Label(state.label()),
    ];
    Ok(Row::plain(cells).opening(Drill::Document(id)))
}
