//! The trader 经手人: does something at some place every day, as people do who know their shop.
//!
//! Owns the company, what the trader knows, and picking and doing the next act. Leaves out what each
//! kind of act is (the family files). Invariant: an act is chosen from what the trader knows, never
//! from the books, so that a refusal is a surprise and is counted.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use fenhao_books::post::{PostError, Posted, ReverseHeader};
use fenhao_domain::account;
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::Document;
use fenhao_domain::entry::Party;
use fenhao_domain::id::{BranchId, DocumentId, EmployeeId};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::{StockClass, StockKey};

use super::numbers::Pieces;
use super::paper::{Paper, Pool};
use super::shelf::{Effect, Shelf, Spot};
use crate::random::Random;
use crate::scenario::world::{NOW, Place, World};

/// Who hands a document to the books of a place, and proves or measures on the way.
pub trait Clerk {
    /// Posts. A refusal comes as [`PostError`]; anything else that fails is a broken promise.
    ///
    /// # Errors
    /// The books' refusal, or what is broken.
    fn post(&mut self, at: &Place, document: Document, negative: NegativeStock) -> Result<Posted>;

    /// Takes back, or closes an order.
    ///
    /// # Errors
    /// The books' refusal, or what is broken.
    fn take_back(
        &mut self,
        at: &Place,
        id: DocumentId,
        header: ReverseHeader,
        close: bool,
    ) -> Result<Posted>;

    /// Closes the month of the header's day.
    ///
    /// # Errors
    /// The books' refusal, or what is broken.
    fn close_month(&mut self, at: &Place, header: ReverseHeader) -> Result<Posted>;
}

/// What somebody means to do.
pub struct Deed {
    /// The document, not posted yet.
    pub document: Document,
    /// What it will do.
    pub effect: Effect,
    /// A manager lets goods pass that the books do not know of.
    pub negative: NegativeStock,
}

/// An act: what a place may do now, if it can be done at all.
pub type Act = fn(&mut Trader, usize) -> Option<Deed>;

/// How often a kind was tried, done, refused and taken back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Posted.
    pub posted: u64,
    /// Refused.
    pub refused: u64,
    /// Taken back.
    pub red: u64,
}

/// The trader and the company.
pub struct Trader {
    /// The company.
    pub world: World,
    /// What comes next.
    pub random: Random,
    /// What the trader knows.
    pub shelf: Shelf,
    /// What was posted, in order.
    pub papers: Vec<Paper>,
    /// Where a document stands among the papers.
    pub known: BTreeMap<DocumentId, usize>,
    /// By kind.
    pub tally: BTreeMap<Kind, Tally>,
    /// Why documents were refused.
    pub refusals: Vec<String>,
    /// Numbered pieces.
    pub pieces: Pieces,
    /// The last number that was given to a piece.
    pub last_number: u64,
    clerk: Box<dyn Clerk>,
}

impl Trader {
    /// A trader of a founded company.
    #[must_use]
    pub fn new(world: World, seed: u64, clerk: Box<dyn Clerk>) -> Trader {
        Trader {
            world,
            clerk,
            random: Random::new(seed),
            shelf: Shelf::default(),
            papers: Vec::new(),
            known: BTreeMap::new(),
            tally: BTreeMap::new(),
            refusals: Vec::new(),
            pieces: Pieces::new(),
            last_number: 0,
        }
    }

    /// Another clerk takes over.
    pub fn hand_over(&mut self, clerk: Box<dyn Clerk>) {
        self.clerk = clerk;
    }

    /// Documents that stand in the books of some place.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.papers.len() as u64
    }

    /// The branch of a place.
    #[must_use]
    pub fn branch(&self, at: usize) -> BranchId {
        self.world.places[at].node.branch
    }

    /// Hands a deed to the books. Gives what was posted; nothing where the books refused.
    ///
    /// # Errors
    /// What is broken.
    pub fn perform(&mut self, at: usize, deed: Deed) -> Result<Option<Posted>> {
        let Deed { mut document, mut effect, negative } = deed;
        let kind = document.kind;
        if !self.number(&mut document) {
            return Ok(None);
        }
        let outcome = self.clerk.post(&self.world.places[at], document, negative);
        let Some(posted) = self.answer(at, kind, outcome)? else { return Ok(None) };
        self.tally.entry(kind).or_default().posted += 1;
        clear(&mut effect, &posted.document);
        self.happened(&posted, &effect, false);
        let pieces = self.pieces_moved(&posted.document);
        let paper = Paper::new(posted.id, at, posted.document.clone(), effect);
        self.keep(Paper { pieces, ..paper });
        Ok(Some(posted))
    }

    /// Takes a paper back, or closes it where it is an order that has followers.
    ///
    /// # Errors
    /// What is broken.
    pub fn undo(&mut self, which: usize, close: bool) -> Result<Option<Posted>> {
        let Paper { id, at, document, effect, pieces, .. } = self.papers[which].clone();
        let header = self.header("红字");
        let outcome = self.clerk.take_back(&self.world.places[at], id, header, close);
        let Some(posted) = self.answer(at, document.kind, outcome)? else { return Ok(None) };
        self.tally.entry(document.kind).or_default().red += 1;
        let paper = &mut self.papers[which];
        match close {
            true => paper.closed = true,
            false => {
                paper.standing = false;
                self.shelf.apply(id, &effect, true);
                self.count_taken(&effect, &document, true);
                self.pieces_back(&pieces);
            }
        }
        self.keep(Paper::new(posted.id, at, posted.document.clone(), Effect::default()));
        Ok(Some(posted))
    }

    /// Closes the month of today at a place.
    ///
    /// # Errors
    /// What is broken.
    pub fn close_month(&mut self, at: usize) -> Result<Option<Posted>> {
        let header = self.header("");
        let outcome = self.clerk.close_month(&self.world.places[at], header);
        let Some(posted) = self.answer(at, Kind::YJC, outcome)? else { return Ok(None) };
        self.tally.entry(Kind::YJC).or_default().posted += 1;
        self.keep(Paper::new(posted.id, at, posted.document.clone(), Effect::default()));
        Ok(Some(posted))
    }

    fn header(&self, remark: &str) -> ReverseHeader {
        ReverseHeader {
            business_date: self.world.day,
            recorded_at: Timestamp(NOW),
            handler: EmployeeId(1),
            remark: remark.to_owned(),
        }
    }

    fn answer(&mut self, at: usize, kind: Kind, outcome: Result<Posted>) -> Result<Option<Posted>> {
        match outcome {
            Ok(posted) => {
                self.world.remember(&posted);
                Ok(Some(posted))
            }
            Err(error) => match error.downcast::<PostError>() {
                Ok(broken @ (PostError::Balance(_) | PostError::Sql(_))) => {
                    bail!("{} at {}: {broken}", kind.code(), self.world.places[at].name)
                }
                Ok(refusal) => {
                    self.tally.entry(kind).or_default().refused += 1;
                    self.refusals.push(format!("{}: {refusal}", kind.code()));
                    Ok(None)
                }
                Err(broken) => {
                    let what = format!("{} at {}", kind.code(), self.world.places[at].name);
                    Err(broken).context(what)
                }
            },
        }
    }

    fn happened(&mut self, posted: &Posted, effect: &Effect, back: bool) {
        self.shelf.apply(posted.id, effect, back);
        self.count_taken(effect, &posted.document, back);
    }

    fn keep(&mut self, paper: Paper) {
        self.known.insert(paper.id, self.papers.len());
        self.papers.push(paper);
    }

    /// What a document takes of the one that it follows, and that it follows at all.
    fn count_taken(&mut self, effect: &Effect, document: &Document, back: bool) {
        for (of, line, pool, quantity) in &effect.taken {
            if let Some(at) = self.known.get(of) {
                let taken = &mut self.papers[*at].taken[*line][*pool as usize];
                *taken += if back { -*quantity } else { *quantity };
            }
        }
        let followed = document.refers_to.and_then(|id| self.known.get(&id));
        if let Some(at) = followed {
            let followers = &mut self.papers[*at].followers;
            *followers = if back { followers.saturating_sub(1) } else { *followers + 1 };
        }
    }

    /// What orders promise and expect, as goods of their branch: ordered less delivered.
    #[must_use]
    pub fn promised(&self) -> BTreeMap<Spot, Quantity> {
        let mut found: BTreeMap<Spot, Quantity> = BTreeMap::new();
        for paper in self.papers.iter().filter(|paper| paper.standing && !paper.closed) {
            let class = match paper.document.kind {
                Kind::XD => StockClass::Reserved,
                Kind::CD => StockClass::Expected,
                _ => continue,
            };
            for (at, line) in paper.document.lines.iter().enumerate() {
                let warehouse = fenhao_domain::id::WarehouseNo::GOODS;
                let key = StockKey { product: line.product, warehouse, class, party: None };
                *found.entry((paper.document.branch, key)).or_default() +=
                    paper.left(at, Pool::Goods);
            }
        }
        found.retain(|_, quantity| !quantity.is_zero());
        found
    }

    /// One of the standing papers of a place that fit.
    pub fn some_paper(&mut self, fits: impl Fn(&Paper) -> bool) -> Option<usize> {
        let found: Vec<usize> = (0..self.papers.len())
            .filter(|at| self.papers[*at].standing && fits(&self.papers[*at]))
            .collect();
        (!found.is_empty()).then(|| *self.random.pick(&found))
    }
}

/// What clears an accrued receipt is the exact part that the document froze.
fn clear(effect: &mut Effect, document: &Document) {
    let cleared = match document.kind {
        Kind::FP => document.lines.iter().map(|line| line.cost).sum(),
        Kind::CT if document.returns_uninvoiced() => {
            document.lines.iter().map(|line| line.liability).sum()
        }
        _ => return,
    };
    if let Some(partner) = document.partner {
        let purse = (document.branch, account::ACCRUED_RECEIPTS, partner);
        effect.owed.push((purse, document.refers_to, cleared));
    }
}

/// A partner as the party of an entry.
pub(super) fn party(partner: fenhao_domain::id::PartnerId) -> Option<Party> {
    Some(Party::Partner(partner))
}
