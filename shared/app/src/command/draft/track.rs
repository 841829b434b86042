//! Serial numbers and lots of a draft 序列号与批号: what a line wants, and which lots leave first.
//!
//! Owns what is shown of them beside a line, the last day of a lot, and the filling of lots by one key.
//! Leaves out the rules (`domain::serial`, `domain::lot`). Invariant: what a line offers is what the
//! books would take from it, as they stand now; filling lots changes no quantity and no amount in all.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use fenhao_books::lot as lots;
use fenhao_books::sql::Sql;
use fenhao_domain::allocate::portion;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::document::{Document, Line, Lot};
use fenhao_domain::id::ProductId;
use fenhao_domain::kind::Kind;
use fenhao_domain::lot::{LotStock, last_day, propose};
use fenhao_domain::master::product::{Product, SerialMode};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::route::{self, Route};
use fenhao_domain::serial::{SerialState, piece, transition};
use fenhao_domain::stock::StockClass;

use super::copy::figure;
use crate::error::ApiError;
use crate::view::{DraftLineInput, DraftLotInput, DraftLotView, DraftPiecesView};

/// How the pieces of a line are named; none where they have no numbers, or none move.
pub(super) fn pieces(
    document: &Document,
    line: &Line,
    product: &Product,
    offered: Vec<String>,
) -> Option<DraftPiecesView> {
    let steps = transition::of(document, line);
    if product.serial_mode == SerialMode::None || steps.is_empty() {
        return None;
    }
    // What comes from outside is read off the goods, not chosen from those that were here once.
    let states =
        steps.iter().filter_map(|(from, _)| *from).filter(|_| !from_outside(document, line));
    let loose = product.serial_mode == SerialMode::Loose;
    Some(DraftPiecesView {
        each: piece::names_each(document, line, product.serial_mode),
        named: u32::try_from(line.serials.len()).unwrap_or(u32::MAX),
        states: states.map(SerialState::key).map(str::to_owned).collect(),
        fresh: loose || steps.iter().any(|(from, _)| from.is_none()),
        offered,
    })
}

/// Whether goods of the line's own stock move: that is where lots are kept.
fn own_moves(document: &Document, line: &Line) -> (bool, bool) {
    let Route { from, to } = route::of(document, line);
    let own = |key: Option<fenhao_domain::stock::StockKey>| {
        key.is_some_and(|key| key.class == StockClass::Own)
    };
    (own(from), own(to))
}

/// The lot of a line; none where its product keeps for ever and has no lots.
pub(super) fn lot(
    sql: &mut dyn Sql,
    document: &Document,
    line: &Line,
    product: &Product,
    today: BusinessDate,
) -> Result<Option<DraftLotView>, ApiError> {
    let (leaves, comes) = own_moves(document, line);
    if !leaves && !comes {
        return Ok(None);
    }
    let kept = line.lot.is_some()
        || product.shelf_life_days > 0
        || !lots::of_product(sql, document.branch, product.id)?.is_empty();
    let expires = line.lot.as_ref().and_then(|lot| lot.expires);
    Ok(kept.then(|| DraftLotView {
        leaves,
        expires: expires.map_or_else(String::new, |day| day.to_string()),
        expired: line.lot.as_ref().is_some_and(|lot| lot.expired_on(today)),
        shelf_life_days: product.shelf_life_days,
    }))
}

/// The last day of a lot that nobody typed: from the day on which it was made, from the lot as the
/// books know it, or, where goods come from outside, from the day on which they are received.
pub(super) fn expires(
    sql: &mut dyn Sql,
    document: &Document,
    line: &Line,
    product: &Product,
    number: &str,
    made: Option<BusinessDate>,
) -> Result<Option<BusinessDate>, ApiError> {
    let days = product.shelf_life_days;
    if let Some(made) = made {
        return Ok(last_day(made, days));
    }
    if let Some(known) = lots::last_day_of(sql, document.branch, product.id, number)? {
        return Ok(Some(known));
    }
    // What arrives from another branch was made long before.
    let fresh = from_outside(document, line) && document.kind != Kind::RS;
    Ok(if fresh { last_day(document.business_date, days) } else { None })
}

/// Whether goods come in that were not ours a moment ago: neither brought back nor found again.
fn from_outside(document: &Document, line: &Line) -> bool {
    let Route { from, to } = route::of(document, line);
    from.is_none() && to.is_some() && !matches!(document.kind, Kind::XT | Kind::BY)
}

/// What is in the document's store of each lot of a product.
fn held(
    sql: &mut dyn Sql,
    document: &Document,
    product: ProductId,
) -> Result<Vec<LotStock>, ApiError> {
    let rows = lots::of_product(sql, document.branch, product)?.into_iter();
    Ok(rows.filter(|row| row.warehouse == document.warehouse).map(|row| row.held).collect())
}

/// The lines of a draft with lots for what leaves: those that expire first leave first, and a line
/// that takes of several lots becomes several. What no lot covers keeps none. `built` are the lines
/// of the document, one a line typed.
pub(super) fn first_expired_first(
    sql: &mut dyn Sql,
    document: &Document,
    typed: &[DraftLineInput],
    today: BusinessDate,
) -> Result<Vec<DraftLineInput>, ApiError> {
    let mut shelves: BTreeMap<ProductId, Vec<LotStock>> = BTreeMap::new();
    for line in &document.lines {
        let shelf = match shelves.entry(line.product) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(held(sql, document, line.product)?),
        };
        if let Some(lot) = &line.lot {
            take(shelf, lot, line.quantity);
        }
    }
    let mut lines = Vec::new();
    for (typed, line) in typed.iter().zip(&document.lines) {
        let (leaves, _) = own_moves(document, line);
        let shelf = shelves.get_mut(&line.product).filter(|shelf| !shelf.is_empty());
        let Some(shelf) = shelf.filter(|_| leaves && line.lot.is_none()) else {
            lines.push(typed.clone());
            continue;
        };
        let proposal = propose(shelf, line.quantity, today);
        // Nobody can tell which of the pieces are of which lot.
        if proposal.parts.is_empty() || (!typed.serials.is_empty() && proposal.parts.len() > 1) {
            lines.push(typed.clone());
            continue;
        }
        let mut before = Quantity::ZERO;
        for LotStock { lot, quantity } in &proposal.parts {
            take(shelf, lot, *quantity);
            lines.push(part(typed, line, before, *quantity, Some(lot)));
            before += *quantity;
        }
        if proposal.short > Quantity::ZERO {
            lines.push(part(typed, line, before, proposal.short, None));
        }
    }
    Ok(lines)
}

fn take(shelf: &mut [LotStock], lot: &Lot, quantity: Quantity) {
    if let Some(held) = shelf.iter_mut().find(|held| held.lot == *lot) {
        held.quantity -= quantity;
    }
}

/// A part of a line. Typed amounts are split so that the parts come to the whole.
fn part(
    typed: &DraftLineInput,
    line: &Line,
    before: Quantity,
    quantity: Quantity,
    lot: Option<&Lot>,
) -> DraftLineInput {
    let share = |text: &str| match Amount::parse(text) {
        Ok(whole) => figure(portion(whole, before, quantity, line.quantity)),
        Err(_) => text.to_owned(),
    };
    DraftLineInput {
        quantity: quantity.to_string(),
        amount: share(&typed.amount),
        discount: share(&typed.discount),
        tax: share(&typed.tax),
        lot: lot.map(|lot| DraftLotInput {
            number: lot.number.clone(),
            expires: lot.expires.map(|day| day.to_string()),
            made: None,
        }),
        ..typed.clone()
    }
}
