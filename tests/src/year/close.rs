//! Closing 结账: every place closes its months YJC, and its year NJC.
//!
//! Owns when they close. Leaves out what a close holds and proves, which is the books' own.

use anyhow::{Result, ensure};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::kind::Kind;

use super::shelf::Effect;
use super::trader::{Deed, Trader};

/// A place closes the month of today, its modules first.
///
/// # Errors
/// What keeps the month open.
pub fn month(trader: &mut Trader, at: usize) -> Result<()> {
    let closed = trader.close_month(at)?;
    ensure!(closed.is_some(), "the month stays open: {:?}", trader.refusals.last());
    Ok(())
}

/// A place carries the year's income and expense into retained earnings.
///
/// # Errors
/// What keeps the year open.
pub fn year(trader: &mut Trader, at: usize) -> Result<()> {
    let document = trader.form(at, Kind::NJC);
    let (effect, negative) = (Effect::default(), NegativeStock::Refuse);
    let closed = trader.perform(at, Deed { document, effect, negative })?;
    ensure!(closed.is_some(), "the year stays open: {:?}", trader.refusals.last());
    Ok(())
}
