//! Execution of orders 订单执行: what was asked for, what has come of it, what is left.
//!
//! Owns the figures of one document's lines: a quotation, contract, order or requisition, or a
//! receipt whose invoice is to come. Leaves out lists (`report/order_execution`). Invariant: what is
//! left of a sales or purchase order is exactly what its branch still holds as reserved or expected
//! for it; documents that were taken back do not count.

use fenhao_domain::allocate::portion;
use fenhao_domain::amount::Amount;
use fenhao_domain::document::rule::Price;
use fenhao_domain::document::{Document, Form, Line};
use fenhao_domain::id::{DocumentId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;

use crate::sql::{Sql, SqlError};
use crate::table::document::{self as documents, LinkRole};
use crate::table::follow;

/// Deepest chain: quotation, contract, order, delivery, settlement.
const DEPTH: u8 = 4;

/// How far one line is executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Executed {
    /// Product.
    pub product: ProductId,
    /// What was asked for, less what was closed early.
    pub ordered: Quantity,
    /// What the documents that follow at once have taken of it.
    pub taken: Quantity,
    /// What was delivered or has come, through orders too.
    pub delivered: Quantity,
    /// What was invoiced: sold, settled, or on a supplier's invoice.
    pub invoiced: Quantity,
    /// What is left to be taken.
    pub left: Quantity,
    /// What that comes to at the line's price, tax included.
    pub amount_left: Amount,
}

/// How far each line of a document is executed; nothing for a document that is not known.
pub fn lines(sql: &mut dyn Sql, id: DocumentId) -> Result<Vec<Executed>, SqlError> {
    let Some(found) = documents::load(sql, id)? else { return Ok(Vec::new()) };
    let closed = documents::is_reversed(sql, id)?;
    let sums = follow::of(sql, id)?;
    let (delivered, invoiced) = through(sql, id, &found.document, DEPTH)?;
    let line = |(at, line): (usize, &Line)| {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let own = sums.get(&(number, found.document.kind)).copied();
        let ordered = own.unwrap_or(line.quantity);
        let others = |((of, kind), _): &(&(u32, Kind), &Quantity)| {
            *of == number && *kind != found.document.kind
        };
        let taken: Quantity = sums.iter().filter(others).map(|(_, quantity)| *quantity).sum();
        let left = (ordered - taken).max(Quantity::ZERO);
        let left = if closed { Quantity::ZERO } else { left };
        let whole = line.amount() + tax_beside(&found.document, line);
        Executed {
            product: line.product,
            ordered,
            taken,
            delivered: delivered.get(at).copied().unwrap_or_default(),
            invoiced: invoiced.get(at).copied().unwrap_or_default(),
            left,
            amount_left: portion(whole, line.quantity - left, left, line.quantity),
        }
    };
    Ok(found.document.lines.iter().enumerate().map(line).collect())
}

/// Tax that a purchase has beside its amount; a sale has it inside.
fn tax_beside(document: &Document, line: &Line) -> Amount {
    match document.kind.rule().price {
        Price::Cost => line.tax,
        _ => Amount::ZERO,
    }
}

/// What was delivered and invoiced of each line by the documents that follow, and by those that
/// follow them.
fn through(
    sql: &mut dyn Sql,
    id: DocumentId,
    document: &Document,
    depth: u8,
) -> Result<(Vec<Quantity>, Vec<Quantity>), SqlError> {
    let nothing = || vec![Quantity::ZERO; document.lines.len()];
    let (mut delivered, mut invoiced) = (nothing(), nothing());
    if depth == 0 {
        return Ok((delivered, invoiced));
    }
    for follower in documents::links_to(sql, id, LinkRole::Follows)? {
        let gone = documents::is_reversed(sql, follower)?;
        let Some(found) = documents::load(sql, follower)? else { continue };
        let order = follow::ORDERS.contains(&found.document.kind);
        // An order that was closed early has still been delivered in part.
        if gone && !order {
            continue;
        }
        let (deeper, settled) = through(sql, follower, &found.document, depth - 1)?;
        for (at, line) in found.document.lines.iter().enumerate() {
            let place = usize::try_from(line.refers_to_line).ok().and_then(|n| n.checked_sub(1));
            let Some(place) = place.filter(|place| *place < delivered.len()) else { continue };
            match found.document.kind {
                Kind::XS | Kind::FS | Kind::CG => delivered[place] += line.quantity,
                _ if order => delivered[place] += deeper[at],
                _ => {}
            }
            invoiced[place] += match found.document.kind {
                Kind::XS | Kind::WX | Kind::FP => line.quantity,
                Kind::CG if found.document.form == Form::Usual => line.quantity,
                _ => settled[at],
            };
        }
    }
    Ok((delivered, invoiced))
}
