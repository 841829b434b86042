//! The walk 流水: a year, day by day: who does what, who is offline, what is taken back.
//!
//! Owns how often each act happens and the calendar. Leaves out the acts. Invariant: the same seed
//! gives the same year.

use anyhow::Result;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::kind::Kind;

use super::paper::Paper;
use super::trader::{Act, Trader};
use super::{consignment, finance, lending, opening, purchase, sales, settling, stock};

/// All acts with their weight. The kinds of openings and closes come by the calendar.
pub const ACTS: &[(Kind, u64, Act)] = &[
    (Kind::LS, 40, sales::retail),
    (Kind::LS, 2, sales::oversold),
    (Kind::LT, 10, sales::retail_return),
    (Kind::BJ, 4, sales::quotation),
    (Kind::HT, 4, sales::contract),
    (Kind::XD, 12, sales::order),
    (Kind::XS, 24, sales::delivery),
    (Kind::XT, 10, sales::sales_return),
    (Kind::FS, 10, consignment::dispatch),
    (Kind::WX, 10, consignment::settlement),
    (Kind::WWST, 5, consignment::goods_back),
    (Kind::WT, 3, consignment::price_change),
    (Kind::SR, 8, consignment::receipt),
    (Kind::SJ, 8, consignment::settled_with_consignor),
    (Kind::ST, 5, consignment::sent_back),
    (Kind::SD, 3, consignment::consignors_price),
    (Kind::CS, 4, purchase::requisition),
    (Kind::CD, 10, purchase::order),
    (Kind::CG, 24, purchase::receipt),
    (Kind::FP, 12, purchase::invoice),
    (Kind::CT, 10, purchase::goods_return),
    (Kind::TB, 6, stock::transfer),
    (Kind::BT, 6, stock::repriced),
    (Kind::FH, 14, stock::dispatch),
    (Kind::RS, 18, stock::arrival),
    (Kind::RS, 4, stock::undelivered),
    (Kind::BS, 5, stock::loss),
    (Kind::BY, 5, stock::overage),
    (Kind::PD, 8, stock::counting),
    (Kind::BS, 6, stock::put_right),
    (Kind::TJ, 5, stock::revaluation),
    (Kind::ZC, 6, stock::assembly),
    (Kind::CX, 6, stock::exchange),
    (Kind::JC, 5, lending::lend),
    (Kind::JH, 5, lending::returned),
    (Kind::JR, 5, lending::borrow),
    (Kind::JG, 5, lending::given_back),
    (Kind::ZS, 4, lending::gift),
    (Kind::HZ, 4, lending::gift_received),
    (Kind::SK, 22, settling::collect),
    (Kind::FK, 18, settling::pay),
    (Kind::YZ, 3, settling::receivable_up),
    (Kind::YJ, 3, settling::receivable_down),
    (Kind::FZ, 3, settling::payable_up),
    (Kind::FJ, 3, settling::payable_down),
    (Kind::FL, 4, settling::rebate_given),
    (Kind::HL, 4, settling::rebate_earned),
    (Kind::JB, 5, settling::price_protection),
    (Kind::FY, 8, finance::expense),
    (Kind::QT, 4, finance::income),
    (Kind::ZK, 8, finance::transfer),
    (Kind::PZ, 4, finance::voucher),
    (Kind::GZ, 3, finance::asset),
    (Kind::ZJ, 4, finance::depreciation),
];

/// Acts that are looked for before a day's next one is given up.
const LOOKS: usize = 12;

impl Trader {
    /// Every place opens its books.
    ///
    /// # Errors
    /// What is broken.
    pub fn open(&mut self) -> Result<()> {
        for at in 0..self.world.places.len() {
            for deed in opening::all(self, at) {
                self.perform(at, deed)?;
            }
        }
        self.world.exchange()
    }

    /// A day of so many acts, at any place.
    ///
    /// # Errors
    /// What is broken.
    pub fn day(&mut self, day: BusinessDate, acts: u64) -> Result<()> {
        self.world.day = day;
        for at in 1..self.world.places.len() {
            let online = self.world.places[at].online;
            if self.once_in(if online { 20 } else { 8 }) {
                self.world.places[at].online = !online;
            }
        }
        for _ in 0..acts {
            let places = self.world.places.len() as u64;
            let at = usize::try_from(self.random.below(places))?;
            match self.once_in(14) {
                true => self.take_something_back(at)?,
                false => self.act(at)?,
            }
            if self.once_in(6) {
                self.world.exchange()?;
            }
        }
        Ok(())
    }

    /// Does something at a place.
    ///
    /// # Errors
    /// What is broken.
    pub fn act(&mut self, at: usize) -> Result<()> {
        let all: u64 = ACTS.iter().map(|(_, weight, _)| weight).sum();
        for _ in 0..LOOKS {
            let mut ticket = self.random.below(all);
            let drawn = ACTS.iter().find(|(_, weight, _)| {
                let mine = ticket < *weight;
                ticket = ticket.saturating_sub(*weight);
                mine
            });
            let Some((.., act)) = drawn else { continue };
            if let Some(deed) = act(self, at) {
                self.perform(at, deed)?;
                return Ok(());
            }
        }
        Ok(())
    }

    /// Takes a paper of a place back, or closes an order of which something was delivered.
    ///
    /// # Errors
    /// What is broken.
    pub fn take_something_back(&mut self, at: usize) -> Result<()> {
        let bold = self.once_in(5);
        for _ in 0..LOOKS {
            let mine = |paper: &Paper| paper.at == at && by_hand(paper.document.kind);
            let Some(which) = self.some_paper(mine) else { return Ok(()) };
            let paper = &self.papers[which];
            if may_be_closed(paper) {
                self.undo(which, true)?;
                return Ok(());
            }
            let gap = paper.leaves_a_gap(&self.shelf) && !bold;
            let stand = self.pieces_stand(&paper.pieces);
            if stand && paper.may_go_back(&self.shelf) && !gap {
                self.undo(which, false)?;
                return Ok(());
            }
        }
        Ok(())
    }

    /// Everybody comes back and tells what happened.
    ///
    /// # Errors
    /// What is broken.
    pub fn come_together(&mut self) -> Result<()> {
        self.world.places.iter_mut().for_each(|place| place.online = true);
        self.world.exchange()
    }
}

/// Openings and closes stay.
fn by_hand(kind: Kind) -> bool {
    !matches!(kind, Kind::QC | Kind::YJC | Kind::NJC)
}

/// An order of which something is delivered and something is left.
fn may_be_closed(paper: &Paper) -> bool {
    let order = matches!(paper.document.kind, Kind::XD | Kind::CD) && paper.followers > 0;
    order && !paper.closed && purchase::has_left(paper, super::paper::Pool::Goods)
}
