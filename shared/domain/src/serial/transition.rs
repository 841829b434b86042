//! Transitions of numbered pieces 序列号状态变化: which document takes a piece from which state to which.
//!
//! Owns the table (`features.md` 263). Leaves out who asks (`piece`). Invariant: a red document goes
//! the same way back, so no kind needs a row for it; what stands in no row cannot happen to a piece.

use super::SerialState::{
    self, Assembled, ConsignedIn, ConsignedInAssembled, ConsignedInGiven, ConsignedInLost,
    ConsignedInReturned, ConsignedInSettled, ConsignedInSold, ConsignedOut, ConsignedOutSettled,
    Given, InStock, Lost, Repaired, Returned, Sold,
};
use crate::document::{Document, Line};
use crate::id::WarehouseNo;
use crate::kind::Kind;
use crate::stock::StockClass;

/// A state before and a state after; none where the branch does not have the piece in its books.
pub type Step = (Option<SerialState>, Option<SerialState>);

const fn step(from: SerialState, to: SerialState) -> Step {
    (Some(from), Some(to))
}

/// A piece that nobody here has comes in.
const fn arrival(to: SerialState) -> [Step; 13] {
    [
        (None, Some(to)),
        step(Sold, to),
        step(Returned, to),
        step(Lost, to),
        step(Given, to),
        step(ConsignedInReturned, to),
        step(ConsignedInSold, to),
        step(ConsignedInLost, to),
        step(ConsignedInGiven, to),
        step(ConsignedInSettled, to),
        step(ConsignedOutSettled, to),
        step(Assembled, to),
        step(ConsignedInAssembled, to),
    ]
}

const BOUGHT: &[Step] = &arrival(InStock);
const CONSIGNED_TO_US: &[Step] = &arrival(ConsignedIn);
const OPENED: &[Step] = &[(None, Some(InStock))];
const OPENED_CONSIGNED_IN: &[Step] = &[(None, Some(ConsignedIn))];
const OPENED_CONSIGNED_OUT: &[Step] = &[(None, Some(ConsignedOut))];
const SOLD: &[Step] =
    &[step(InStock, Sold), step(ConsignedIn, ConsignedInSold), step(Repaired, Sold)];
/// Sold before we kept its number, or by another branch: it comes from nowhere.
const TAKEN_BACK: &[Step] = &[
    step(Sold, InStock),
    step(ConsignedInSold, ConsignedIn),
    step(ConsignedInSettled, InStock),
    step(ConsignedOutSettled, InStock),
    (None, Some(InStock)),
];
/// What comes back into the repair store waits for its repair.
const TAKEN_FOR_REPAIR: &[Step] = &[
    step(Sold, Repaired),
    step(ConsignedInSold, Repaired),
    step(ConsignedInSettled, Repaired),
    step(ConsignedOutSettled, Repaired),
    (None, Some(Repaired)),
];
const SENT_BACK: &[Step] = &[step(InStock, Returned), step(Repaired, Returned)];
const SENT_BACK_TO_CONSIGNOR: &[Step] = &[step(ConsignedIn, ConsignedInReturned)];
/// Paid for while it still is here, it becomes ours.
const SETTLED_WITH_CONSIGNOR: &[Step] = &[
    step(ConsignedInSold, ConsignedInSettled),
    step(ConsignedInLost, ConsignedInSettled),
    step(ConsignedInGiven, ConsignedInSettled),
    step(ConsignedInAssembled, ConsignedInSettled),
    step(ConsignedIn, InStock),
];
const LOST: &[Step] =
    &[step(InStock, Lost), step(ConsignedIn, ConsignedInLost), step(Repaired, Lost)];
const FOUND: &[Step] =
    &[(None, Some(InStock)), step(Lost, InStock), step(ConsignedInLost, ConsignedIn)];
const GIVEN: &[Step] = &[step(InStock, Given), step(ConsignedIn, ConsignedInGiven)];
const SENT_TO_CONSIGNEE: &[Step] = &[step(InStock, ConsignedOut)];
const SETTLED_BY_CONSIGNEE: &[Step] = &[step(ConsignedOut, ConsignedOutSettled)];
const BACK_FROM_CONSIGNEE: &[Step] = &[step(ConsignedOut, InStock)];
const USED_UP: &[Step] = &[step(InStock, Assembled), step(ConsignedIn, ConsignedInAssembled)];
/// Taken apart again, or made anew.
const ASSEMBLED: &[Step] =
    &[(None, Some(InStock)), step(Assembled, InStock), step(ConsignedInAssembled, ConsignedIn)];
/// What leaves the repair store has been repaired.
const MOVED: &[Step] = &[step(InStock, InStock), step(ConsignedIn, ConsignedIn)];
const OUT_OF_REPAIR: &[Step] =
    &[step(Repaired, InStock), step(InStock, InStock), step(ConsignedIn, ConsignedIn)];
const DISPATCHED: &[Step] =
    &[(Some(InStock), None), (Some(ConsignedIn), None), (Some(Repaired), None)];
const NOTHING: &[Step] = &[];

/// What a line of a document does to a piece: the states that it may have, and what becomes of them.
/// Nothing for kinds that do not touch numbered pieces.
pub fn of(document: &Document, line: &Line) -> &'static [Step] {
    let in_repair = document.warehouse == WarehouseNo::REPAIR;
    match document.kind {
        Kind::QC => match document.class {
            StockClass::ConsignedIn => OPENED_CONSIGNED_IN,
            StockClass::ConsignedOut => OPENED_CONSIGNED_OUT,
            StockClass::Lent | StockClass::Borrowed => NOTHING,
            _ => OPENED,
        },
        Kind::CG | Kind::HZ | Kind::RS => BOUGHT,
        Kind::SR => CONSIGNED_TO_US,
        Kind::LS | Kind::XS => SOLD,
        Kind::LT | Kind::XT if in_repair => TAKEN_FOR_REPAIR,
        Kind::LT | Kind::XT => TAKEN_BACK,
        Kind::CT => SENT_BACK,
        Kind::ST => SENT_BACK_TO_CONSIGNOR,
        Kind::SJ => SETTLED_WITH_CONSIGNOR,
        Kind::BS => LOST,
        Kind::BY => FOUND,
        Kind::ZS => GIVEN,
        Kind::FS => SENT_TO_CONSIGNEE,
        Kind::WX => SETTLED_BY_CONSIGNEE,
        Kind::WWST => BACK_FROM_CONSIGNEE,
        Kind::ZC if line.incoming => ASSEMBLED,
        Kind::ZC => USED_UP,
        Kind::CX if line.incoming => BOUGHT,
        Kind::CX => LOST,
        Kind::TB | Kind::BT if in_repair => OUT_OF_REPAIR,
        Kind::TB | Kind::BT => MOVED,
        Kind::FH => DISPATCHED,
        _ => NOTHING,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::posting::sample::Sample;

    /// Every table there is, with the repair store and the classes of an opening.
    fn tables() -> Vec<(Kind, &'static [Step])> {
        let mut tables = Vec::new();
        for &kind in Kind::ALL {
            for store in [WarehouseNo::GOODS, WarehouseNo::REPAIR] {
                for class in [StockClass::Own, StockClass::ConsignedIn, StockClass::ConsignedOut] {
                    for incoming in [false, true] {
                        let mut document = Sample::of(kind).document;
                        document.warehouse = store;
                        document.class = class;
                        let Some(mut line) = document.lines.first().cloned() else { continue };
                        line.incoming = incoming;
                        tables.push((kind, of(&document, &line)));
                    }
                }
            }
        }
        tables
    }

    #[test]
    fn every_state_is_reached_and_left() {
        let steps: Vec<Step> =
            tables().iter().flat_map(|(_, table)| table.iter().copied()).collect();
        for &state in SerialState::ALL {
            assert!(steps.iter().any(|(_, to)| *to == Some(state)), "{} is reached", state.key());
            assert!(steps.iter().any(|(from, _)| *from == Some(state)), "{} is left", state.key());
        }
    }

    #[test]
    fn a_state_leads_to_one_state_by_one_document() {
        for (kind, table) in tables() {
            let from: BTreeSet<_> = table.iter().map(|(from, _)| from).collect();
            assert_eq!(from.len(), table.len(), "{}", kind.code());
        }
    }

    #[test]
    fn whatever_moves_goods_moves_their_pieces() {
        for (kind, table) in tables() {
            let rule = kind.rule();
            // A change of value moves nothing; a settlement changes whose the piece is.
            let value_only = rule.costing == crate::document::rule::Costing::Value;
            let moves = (rule.from.is_some() || rule.to.is_some()) && !value_only;
            assert_eq!(moves || kind == Kind::SJ, !table.is_empty(), "{}", kind.code());
        }
    }
}
