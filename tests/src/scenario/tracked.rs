//! Claims about numbered pieces and lots.
//!
//! Owns their wording and the looking up, each in the ledger of the place that is named. Leaves out
//! all other claims (`claim`).

use anyhow::{Context, Result, ensure};
use fenhao_books::lot as lots;
use fenhao_books::piece::look;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::{ProductId, WarehouseNo};
use fenhao_domain::lot::{LotStock, propose};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::serial::SerialState;

use super::words::Words;
use super::world::{self, Place};

/// What is claimed of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tracked {
    /// `has S1 of A sold`; none for `unknown`.
    Piece { number: String, product: ProductId, state: Option<SerialState> },
    /// `finds S1 of A twice`.
    Twice { number: String, product: ProductId },
    /// `has A × 2 of lot L1`.
    InLot { product: ProductId, quantity: Quantity, lot: String },
    /// `proposes A × 5 from L1 and L2`.
    Proposal { product: ProductId, quantity: Quantity, lots: Vec<String> },
}

impl Tracked {
    /// `S1 of A sold`; `unknown` for a piece that is not in these books.
    pub fn piece(words: &mut Words<'_>) -> Result<Tracked> {
        let (number, product) = named(words)?;
        let text = words.rest();
        let found = SerialState::ALL.iter().find(|state| state.key() == text.replace(' ', "_"));
        let state = match text == "unknown" {
            true => None,
            false => Some(*found.with_context(|| format!("`{text}` is no state"))?),
        };
        Ok(Tracked::Piece { number, product, state })
    }

    /// `S1 of A twice`.
    pub fn twice(words: &mut Words<'_>) -> Result<Tracked> {
        let (number, product) = named(words)?;
        words.expect("twice")?;
        Ok(Tracked::Twice { number, product })
    }

    /// `A × 5 from L1 and L2`.
    pub fn proposal(words: &mut Words<'_>) -> Result<Tracked> {
        let (product, quantity) = words.goods()?;
        words.expect("from")?;
        let mut lots = vec![words.next("a lot's number")?.to_owned()];
        while words.take("and") {
            lots.push(words.next("a lot's number")?.to_owned());
        }
        Ok(Tracked::Proposal { product, quantity, lots })
    }

    /// Looks it up in the place's own ledger.
    pub fn check(&self, place: &Place, day: BusinessDate) -> Result<()> {
        match self {
            Tracked::Piece { number, product, state } => {
                let found = place.store.read(|sql| look::find(sql, number, 100))?;
                let named = |piece: &&look::PieceRow| {
                    let same = piece.product == *product && piece.number == *number;
                    same && piece.branch == place.node.branch
                };
                let found = found.iter().find(named).and_then(|piece| piece.state);
                ensure!(found == *state, "{number} is {found:?}, not {state:?}");
            }
            Tracked::Twice { number, product } => {
                let found = place.store.read(look::conflicts)?;
                let there = found.iter().any(|c| c.product == *product && c.number == *number);
                ensure!(there, "no two branches have {number}");
            }
            Tracked::InLot { product, quantity, lot } => {
                let rows = rows(place, *product)?;
                let of = rows.iter().filter(|row| row.held.lot.number == *lot);
                let found: Quantity = of.map(|row| row.held.quantity).sum();
                ensure!(found == *quantity, "× {found} is left of it, not × {quantity}");
            }
            Tracked::Proposal { product, quantity, lots } => {
                let rows = rows(place, *product)?.into_iter();
                let here = rows.filter(|row| row.warehouse == WarehouseNo::GOODS);
                let held: Vec<LotStock> = here.map(|row| row.held).collect();
                let proposal = propose(&held, *quantity, day);
                let found: Vec<&str> =
                    proposal.parts.iter().map(|part| part.lot.number.as_str()).collect();
                ensure!(found == *lots, "it proposes {found:?}");
            }
        }
        Ok(())
    }
}

fn named(words: &mut Words<'_>) -> Result<(String, ProductId)> {
    let number = words.next("a serial number")?.to_owned();
    words.expect("of")?;
    let word = words.next("a product")?;
    let product = world::product(word).with_context(|| format!("`{word}` is no product"))?;
    Ok((number, product))
}

fn rows(place: &Place, product: ProductId) -> Result<Vec<lots::LotRow>> {
    Ok(place.store.read(|sql| lots::of_product(sql, place.node.branch, product))?)
}
