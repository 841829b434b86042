//! Numbered pieces on a document 单据序列号: what each is before, and what becomes of it.
//!
//! Owns the modes (`features.md` 255, 256) and the freezing of states into lines. Leaves out where
//! pieces are remembered (the books). Invariant: of a strict product as many pieces move as goods,
//! each from where the books have it; a red document puts pieces back into the states they had.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::SerialState;
use super::transition;
use crate::document::{Document, LayerId, Line};
use crate::entry::Party;
use crate::id::{ProductId, WarehouseNo};
use crate::kind::Kind;
use crate::master::product::SerialMode;
use crate::quantity::Quantity;
use crate::route::{self, Route};

/// What the books know of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Piece {
    /// Its state; none when it has left the branch's books.
    pub state: Option<SerialState>,
    /// Where it stands, or stood last.
    pub warehouse: WarehouseNo,
    /// At whom it is, if not with us.
    pub party: Option<Party>,
    /// The cost layer that it is of.
    pub layer: Option<LayerId>,
}

/// What must be known of the products and pieces on a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Products with serial numbers and their mode; the others have none.
    pub modes: BTreeMap<ProductId, SerialMode>,
    /// Pieces that the books have met.
    pub pieces: BTreeMap<(ProductId, String), Piece>,
}

/// Why numbered pieces cannot move so.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SerialError {
    /// Not as many serial numbers as pieces.
    #[error("line {line}: {given} serial numbers for {quantity}")]
    Count {
        /// Position from 1.
        line: usize,
        /// Serial numbers given.
        given: usize,
        /// Quantity.
        quantity: Quantity,
    },
    /// The product has none, or the document touches none.
    #[error("line {line}: no serial numbers are kept here")]
    NotKept {
        /// Position from 1.
        line: usize,
    },
    /// A serial number stands twice.
    #[error("line {line}: serial number {serial} stands twice")]
    Twice {
        /// Position from 1.
        line: usize,
        /// The number.
        serial: String,
    },
    /// The piece is not in a state in which this can happen to it.
    #[error("line {line}: {serial} is {}, not {}", named(*state), all_named(needed))]
    State {
        /// Position from 1.
        line: usize,
        /// The number.
        serial: String,
        /// What it is; none for one that the books do not have.
        state: Option<SerialState>,
        /// What it would have to be.
        needed: Vec<Option<SerialState>>,
    },
    /// The piece stands in another store.
    #[error("line {line}: {serial} is in warehouse {}", warehouse.0)]
    Elsewhere {
        /// Position from 1.
        line: usize,
        /// The number.
        serial: String,
        /// Where it is.
        warehouse: WarehouseNo,
    },
    /// The document that this one follows named other pieces.
    #[error("line {line}: {serial} is not among the pieces of the original")]
    NotOfOriginal {
        /// Position from 1.
        line: usize,
        /// The number.
        serial: String,
    },
    /// The piece is at somebody else.
    #[error("line {line}: {serial} is not at this partner")]
    AtAnother {
        /// Position from 1.
        line: usize,
        /// The number.
        serial: String,
    },
}

fn named(state: Option<SerialState>) -> &'static str {
    state.map_or("unknown", SerialState::key)
}

fn all_named(states: &[Option<SerialState>]) -> String {
    let names: Vec<&str> = states.iter().map(|state| named(*state)).collect();
    names.join(" or ")
}

/// Freezes the states of all pieces on a document. On an error it may be half done: the caller drops
/// the document.
pub fn freeze(document: &mut Document, known: &Known) -> Result<(), SerialError> {
    let mut met = BTreeSet::new();
    let mut lines = std::mem::take(&mut document.lines);
    for (at, line) in (1..).zip(&mut lines) {
        count(document, at, line, known)?;
        let mut serials = std::mem::take(&mut line.serials);
        for serial in &mut serials {
            serial.number = serial.number.trim().to_owned();
            let twice = !met.insert((line.product, serial.number.clone()));
            if twice || serial.number.is_empty() {
                return Err(SerialError::Twice { line: at, serial: serial.number.clone() });
            }
            let piece = known.pieces.get(&(line.product, serial.number.clone()));
            let piece = piece.copied().unwrap_or_default();
            let strict = known.modes.get(&line.product) == Some(&SerialMode::Strict);
            if document.is_red() {
                let needed = serial.from;
                stands(document, at, line, &serial.number, piece, strict)?;
                if piece.state != needed {
                    let (serial, state) = (serial.number.clone(), piece.state);
                    return Err(SerialError::State {
                        line: at,
                        serial,
                        state,
                        needed: vec![needed],
                    });
                }
            } else {
                let to = after(document, at, line, &serial.number, piece, strict)?;
                stands(document, at, line, &serial.number, piece, strict)?;
                (serial.from, serial.to) = (piece.state, to);
            }
        }
        line.serials = serials;
    }
    document.lines = lines;
    Ok(())
}

/// Strict: one each, always. Loose: one each on a sale, elsewhere as many as one likes.
fn count(document: &Document, at: usize, line: &Line, known: &Known) -> Result<(), SerialError> {
    let given = line.serials.len();
    let mode = known.modes.get(&line.product).copied().unwrap_or_default();
    let kept = !transition::of(document, line).is_empty();
    if given > 0 && (mode == SerialMode::None || !kept) {
        return Err(SerialError::NotKept { line: at });
    }
    let quantity = if document.is_red() { -line.quantity } else { line.quantity };
    let pieces = whole(given);
    let right = match names_each(document, line, mode) {
        true => pieces == quantity,
        false => pieces <= quantity,
    };
    match right || mode == SerialMode::None {
        true => Ok(()),
        false => Err(SerialError::Count { line: at, given, quantity }),
    }
}

/// Whether a line names every piece: strict where pieces move, loose on a sale.
pub fn names_each(document: &Document, line: &Line, mode: SerialMode) -> bool {
    match mode {
        SerialMode::None => false,
        SerialMode::Loose => matches!(document.kind, Kind::LS | Kind::XS),
        // A settlement with a consignor may name what it is about; no goods move.
        SerialMode::Strict => {
            document.kind != Kind::SJ && !transition::of(document, line).is_empty()
        }
    }
}

/// Whether what follows from a document names that document's pieces: a return brings back the pieces
/// that were sold, a receipt those that were dispatched. Where the original did not name all of its
/// pieces, any may be named.
pub fn of_original(document: &Document, original: &Document) -> Result<(), SerialError> {
    for (at, line) in (1..).zip(&document.lines) {
        let place = usize::try_from(line.refers_to_line).ok().and_then(|line| line.checked_sub(1));
        let Some(theirs) = place.and_then(|place| original.lines.get(place)) else { continue };
        if theirs.product != line.product || whole(theirs.serials.len()) != theirs.quantity {
            continue;
        }
        let has = |number: &str| theirs.serials.iter().any(|serial| serial.number == number);
        if let Some(stray) = line.serials.iter().find(|serial| !has(serial.number.trim())) {
            return Err(SerialError::NotOfOriginal { line: at, serial: stray.number.clone() });
        }
    }
    Ok(())
}

fn whole(pieces: usize) -> Quantity {
    Quantity::whole(i64::try_from(pieces).unwrap_or(i64::MAX / 1_000_000))
}

fn after(
    document: &Document,
    at: usize,
    line: &Line,
    number: &str,
    piece: Piece,
    strict: bool,
) -> Result<Option<SerialState>, SerialError> {
    let steps = transition::of(document, line);
    let found = steps.iter().find(|(from, _)| *from == piece.state);
    // Nobody wrote down how a loose piece came; it was there all the same.
    let found = found.or_else(|| steps.first().filter(|_| !strict && piece.state.is_none()));
    found.map(|(_, to)| *to).ok_or_else(|| SerialError::State {
        line: at,
        serial: number.to_owned(),
        state: piece.state,
        needed: steps.iter().map(|(from, _)| *from).collect(),
    })
}

/// A strict piece leaves from where the books have it.
fn stands(
    document: &Document,
    at: usize,
    line: &Line,
    number: &str,
    piece: Piece,
    strict: bool,
) -> Result<(), SerialError> {
    let Route { from, to } = route::of(document, line);
    let Some(place) = (if document.is_red() { to } else { from }) else { return Ok(()) };
    if !strict || !place.class.has_layers() {
        return Ok(());
    }
    let serial = number.to_owned();
    if piece.warehouse != place.warehouse {
        return Err(SerialError::Elsewhere { line: at, serial, warehouse: piece.warehouse });
    }
    match place.party.is_none() || place.party == piece.party {
        true => Ok(()),
        false => Err(SerialError::AtAnother { line: at, serial }),
    }
}

/// What a document does to a piece, for the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialMove<'d> {
    /// Product.
    pub product: ProductId,
    /// The number.
    pub number: &'d str,
    /// The document's line, from 1.
    pub line: u32,
    /// State before.
    pub from: Option<SerialState>,
    /// State after.
    pub to: Option<SerialState>,
    /// Where it stands then; none where it stays.
    pub warehouse: Option<WarehouseNo>,
    /// At whom it is then; none with us.
    pub party: Option<Party>,
    /// The document's line is its cost layer from now on.
    pub begins_layer: bool,
}

/// What a posted document does to its numbered pieces.
pub fn moves(document: &Document) -> impl Iterator<Item = SerialMove<'_>> {
    let lines = (1..).zip(&document.lines).filter(|(_, line)| !line.serials.is_empty());
    lines.flat_map(move |(number, line)| {
        let Route { from, to } = route::of(document, line);
        let place = if document.is_red() { from.or(to) } else { to.or(from) };
        let own = |layer: LayerId, quantity| layer.is_of_this() && quantity > Quantity::ZERO;
        let begins_layer = line.layers.iter().any(|used| own(used.layer, used.quantity));
        line.serials.iter().map(move |serial| SerialMove {
            product: line.product,
            number: &serial.number,
            line: number,
            from: serial.from,
            to: serial.to,
            warehouse: place.map(|place| place.warehouse),
            party: match serial.to.is_some_and(SerialState::is_here) {
                true => None,
                false => document.partner.map(Party::Partner),
            },
            begins_layer,
        })
    })
}

#[cfg(test)]
mod tests;
