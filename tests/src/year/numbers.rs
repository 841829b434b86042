//! Numbered pieces and lots 序列号、批次: one product of the trader's has a number on every piece, one
//! comes in lots.
//!
//! Owns which number stands where, and putting numbers on a form before it is posted. Leaves out the
//! sixteen states, which are the books' to find; of them the trader only knows which pieces lie here.
//! Invariant: as many numbers as pieces, always (`features.md` 256).

use std::collections::{BTreeMap, BTreeSet};

use fenhao_domain::document::{Document, Line, Lot, SerialUse};
use fenhao_domain::id::{BranchId, DocumentId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::serial::SerialState;
use fenhao_domain::stock::StockClass;

use super::trader::Trader;

/// The product whose pieces are numbered.
pub const NUMBERED: ProductId = ProductId(109);

/// The product that comes in lots.
pub const IN_LOTS: ProductId = ProductId(110);

/// What the trader knows of a piece at a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its state; none when it has left the branch's books.
    pub state: Option<SerialState>,
    /// Where it stands, or stood last.
    pub warehouse: WarehouseNo,
    /// At whom it is.
    pub partner: Option<PartnerId>,
}

/// Pieces by branch and number.
pub type Pieces = BTreeMap<(BranchId, String), Piece>;

/// What a document did to a piece: before and after.
pub type Moved = ((BranchId, String), Option<Piece>, Piece);

/// How numbers come onto a line.
enum Source {
    /// Pieces that lie in the store, in one of these states.
    Store(&'static [SerialState]),
    /// Pieces at the partner.
    Consignee,
    /// Pieces that nobody has met.
    New,
    /// None are written down.
    Nothing,
}

/// States of pieces that lie in a store.
const HERE: &[SerialState] =
    &[SerialState::InStock, SerialState::ConsignedIn, SerialState::Repaired];
const OURS: &[SerialState] = &[SerialState::InStock, SerialState::Repaired];
const CONSIGNED: &[SerialState] = &[SerialState::ConsignedIn];
const FREE: &[SerialState] = &[SerialState::InStock];
const USABLE: &[SerialState] = &[SerialState::InStock, SerialState::ConsignedIn];

fn from(document: &Document, line: &Line) -> Source {
    match document.kind {
        Kind::QC if matches!(document.class, StockClass::Lent | StockClass::Borrowed) => {
            Source::Nothing
        }
        Kind::QC | Kind::CG | Kind::HZ | Kind::SR | Kind::BY => Source::New,
        Kind::LT | Kind::XT if document.refers_to.is_none() => Source::New,
        Kind::ZC | Kind::CX if line.incoming => Source::New,
        Kind::LS | Kind::XS | Kind::BS | Kind::FH | Kind::CX => Source::Store(HERE),
        Kind::CT => Source::Store(OURS),
        Kind::ST => Source::Store(CONSIGNED),
        Kind::FS => Source::Store(FREE),
        Kind::ZS | Kind::ZC | Kind::TB | Kind::BT => Source::Store(USABLE),
        Kind::WX | Kind::WWST => Source::Consignee,
        _ => Source::Nothing,
    }
}

impl Trader {
    /// Writes numbers and lots onto a form. False where there are not enough pieces, or a part of one
    /// was asked for.
    pub fn number(&mut self, document: &mut Document) -> bool {
        let mut used = BTreeSet::new();
        let mut lines = std::mem::take(&mut document.lines);
        let mut right = true;
        for line in &mut lines {
            if line.product == IN_LOTS {
                let number = format!("L{}", 1 + self.random.below(3));
                line.lot = Some(Lot { number, expires: None });
            }
            right &= line.product != NUMBERED || self.number_line(document, line, &mut used);
        }
        document.lines = lines;
        right
    }

    fn number_line(
        &mut self,
        document: &Document,
        line: &mut Line,
        used: &mut BTreeSet<String>,
    ) -> bool {
        let whole = line.quantity.raw() % Quantity::ONE.raw() == 0;
        let count = usize::try_from(line.quantity.raw() / Quantity::ONE.raw()).unwrap_or(0);
        let numbers: Vec<String> = match from(document, line) {
            Source::New => (0..count).map(|_| self.new_number()).collect(),
            Source::Nothing if !matches!(document.kind, Kind::RS | Kind::LT | Kind::XT) => {
                return whole;
            }
            Source::Nothing => self.of_original(document, line, used),
            found @ (Source::Store(_) | Source::Consignee) => {
                let pieces = self.pieces.iter();
                let fit = pieces.filter(|((branch, number), piece)| {
                    *branch == document.branch
                        && !used.contains(number)
                        && fits(&found, document, piece)
                });
                fit.map(|((_, number), _)| number.clone()).take(count).collect()
            }
        };
        used.extend(numbers.iter().take(count).cloned());
        line.serials = numbers.iter().take(count).map(|number| SerialUse::of(number)).collect();
        whole && line.serials.len() == count
    }

    fn new_number(&mut self) -> String {
        self.last_number += 1;
        format!("SN{:06}", self.last_number)
    }

    /// Numbers of the original's line that nobody has taken and that can come (back) here.
    fn of_original(
        &self,
        document: &Document,
        line: &Line,
        used: &BTreeSet<String>,
    ) -> Vec<String> {
        let Some(original) = document.refers_to.and_then(|id| self.known.get(&id)) else {
            return Vec::new();
        };
        let original = &self.papers[*original];
        let place = usize::try_from(line.refers_to_line).unwrap_or(1).saturating_sub(1);
        let taken = self.taken_numbers(original.id);
        let numbers = original.document.lines[place].serials.iter().map(|serial| &serial.number);
        let gone = |number: &&String| {
            let piece = self.pieces.get(&(document.branch, (*number).clone()));
            let away = piece.is_none_or(|piece| match document.kind {
                Kind::RS => piece.state.is_none(),
                _ => piece.state.is_some_and(|state| !state.is_here()),
            });
            away && !taken.contains(*number) && !used.contains(*number)
        };
        numbers.filter(gone).cloned().collect()
    }

    /// Numbers that documents which follow another one, and stand, have taken.
    fn taken_numbers(&self, of: DocumentId) -> BTreeSet<String> {
        let followers = self
            .papers
            .iter()
            .filter(|paper| paper.standing && paper.document.refers_to == Some(of));
        let lines = followers.flat_map(|paper| &paper.document.lines);
        lines.flat_map(|line| &line.serials).map(|serial| serial.number.clone()).collect()
    }

    /// Keeps what a posted document did to its pieces.
    pub fn pieces_moved(&mut self, document: &Document) -> Vec<Moved> {
        let mut moved = Vec::new();
        for line in &document.lines {
            let into = match document.kind {
                Kind::TB | Kind::BT => document.to_warehouse,
                Kind::ZC | Kind::CX if line.incoming => document.to_warehouse,
                _ => None,
            };
            for serial in &line.serials {
                let key = (document.branch, serial.number.clone());
                let after = Piece {
                    state: serial.to,
                    warehouse: into.unwrap_or(document.warehouse),
                    partner: document.partner,
                };
                moved.push((key.clone(), self.pieces.insert(key, after), after));
            }
        }
        moved
    }

    /// Whether the pieces of a paper still are where it put them.
    #[must_use]
    pub fn pieces_stand(&self, moved: &[Moved]) -> bool {
        moved.iter().all(|(key, _, after)| self.pieces.get(key) == Some(after))
    }

    /// The pieces of a paper that is taken back are where they were.
    pub fn pieces_back(&mut self, moved: &[Moved]) {
        for (key, before, after) in moved {
            let gone = Piece { state: None, ..*after };
            self.pieces.insert(key.clone(), before.unwrap_or(gone));
        }
    }

    /// How many numbered pieces lie in the stores of each branch.
    #[must_use]
    pub fn pieces_here(&self) -> BTreeMap<(BranchId, WarehouseNo), i64> {
        let mut found = BTreeMap::new();
        let here = |state: Option<SerialState>| state.is_some_and(SerialState::is_here);
        for ((branch, _), piece) in self.pieces.iter().filter(|(_, piece)| here(piece.state)) {
            *found.entry((*branch, piece.warehouse)).or_insert(0) += 1;
        }
        found
    }
}

fn fits(from: &Source, document: &Document, piece: &Piece) -> bool {
    match from {
        Source::Store(states) => {
            let known = piece.state.is_some_and(|state| states.contains(&state));
            let repaired = piece.state == Some(SerialState::Repaired);
            // What waits in the repair store for its repair leaves it by a transfer.
            known && piece.warehouse == document.warehouse && !repaired
        }
        Source::Consignee => {
            piece.state == Some(SerialState::ConsignedOut) && piece.partner == document.partner
        }
        Source::New | Source::Nothing => false,
    }
}
