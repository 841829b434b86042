//! Routes 货物流向: the balances that a line of goods leaves and enters.
//!
//! Owns the way from a kind's rule and a document's header to the keys of balances. Leaves out how
//! much moves at which cost (`cost`, `posting`). Invariant: the price step and the postings read the
//! same route, so value leaves and enters where quantity does.

use crate::amount::Amount;
use crate::document::rule::{Costing, Spot};
use crate::document::{Document, Form, Line};
use crate::entry::Party;
use crate::id::WarehouseNo;
use crate::kind::Kind;
use crate::stock::{StockClass, StockKey};

/// The balances that a line leaves and enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Where its goods come from.
    pub from: Option<StockKey>,
    /// Where they go.
    pub to: Option<StockKey>,
}

/// The route of a line of a document.
pub fn of(document: &Document, line: &Line) -> Route {
    let rule = document.kind.rule();
    let key = |spot: Option<Spot>| spot.and_then(|spot| key(document, line, spot));
    match rule.costing {
        // Each line goes one way.
        Costing::Assemble if line.incoming => Route { from: None, to: key(rule.to) },
        Costing::Assemble => Route { from: key(rule.from), to: None },
        // What we grant to customers changes no stock of ours.
        Costing::Value if document.kind == Kind::JB && document.form != Form::Earned => {
            Route { from: None, to: None }
        }
        _ => Route { from: key(rule.from), to: key(rule.to) },
    }
}

fn key(document: &Document, line: &Line, spot: Spot) -> Option<StockKey> {
    let own = own(document, line);
    let partner = document.partner.map(Party::Partner);
    Some(match spot {
        Spot::Own => own,
        Spot::OtherWarehouse => {
            StockKey { warehouse: document.to_warehouse.unwrap_or(document.warehouse), ..own }
        }
        Spot::ConsignedOut => StockKey { class: StockClass::ConsignedOut, party: partner, ..own },
        Spot::Transit => {
            StockKey { warehouse: WarehouseNo::TRANSIT, class: StockClass::InTransit, ..own }
        }
        Spot::Named => match document.class {
            StockClass::ConsignedOut => {
                StockKey { class: StockClass::ConsignedOut, party: partner, ..own }
            }
            // Counted by memos only.
            StockClass::Lent | StockClass::Borrowed => return None,
            _ => own,
        },
    })
}

/// The memo that a line changes at its partner: what a consignor is owed, what is lent, what is
/// borrowed; and whether it grows.
pub fn memo(document: &Document, line: &Line) -> Option<(StockKey, bool)> {
    let (class, grows) = match document.kind {
        Kind::SR => (StockClass::ConsignedIn, true),
        Kind::SJ | Kind::ST => (StockClass::ConsignedIn, false),
        Kind::JC => (StockClass::Lent, true),
        Kind::JH => (StockClass::Lent, false),
        Kind::JR => (StockClass::Borrowed, true),
        Kind::JG => (StockClass::Borrowed, false),
        _ => return None,
    };
    let party = document.partner.map(Party::Partner);
    let key = StockKey { product: line.product, warehouse: document.warehouse, class, party };
    Some((key, grows))
}

/// Own goods of a line's product in the document's warehouse.
pub fn own(document: &Document, line: &Line) -> StockKey {
    StockKey {
        product: line.product,
        warehouse: document.warehouse,
        class: StockClass::Own,
        party: None,
    }
}

/// The value at which a line's goods come in.
pub fn value_in(document: &Document, line: &Line) -> Amount {
    match document.kind.rule().costing {
        Costing::Reprice => line.list_amount,
        _ => line.cost,
    }
}
