//! Lots and expiry 批次与保质期: which lot leaves first (`features.md` 126, 173).
//!
//! Owns the proposal first expired, first out, and the last day of a lot. Leaves out cost, which does
//! not look at lots. Invariant: a proposal never takes more of a lot than there is of it, and what it
//! takes and what is short come to what was asked for.

use crate::calendar::BusinessDate;
use crate::document::Lot;
use crate::quantity::Quantity;

/// The last day on which goods made on a day may be sold. Made on 2026-01-01, keeping 30 days:
/// 2026-01-31. None where they keep for ever.
pub fn last_day(made: BusinessDate, shelf_life_days: u32) -> Option<BusinessDate> {
    let days = i32::try_from(shelf_life_days).ok().filter(|days| *days > 0)?;
    Some(made.plus_days(days))
}

impl Lot {
    /// Whether it may not be sold any more on a day.
    pub fn expired_on(&self, day: BusinessDate) -> bool {
        self.expires.is_some_and(|last| last < day)
    }

    /// Whether it expires within some days after a day, or has expired.
    pub fn expires_within(&self, day: BusinessDate, days: u32) -> bool {
        let days = i32::try_from(days).unwrap_or(i32::MAX).min(36_500);
        self.expires.is_some_and(|last| last <= day.plus_days(days))
    }
}

/// What there is of a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotStock {
    /// The lot.
    pub lot: Lot,
    /// Quantity.
    pub quantity: Quantity,
}

/// A proposal of what to take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// Lots in the order in which they are to leave.
    pub parts: Vec<LotStock>,
    /// Of these, what has expired: to be looked at before it leaves.
    pub expired: Quantity,
    /// What no lot covers.
    pub short: Quantity,
}

/// Proposes the lots for a quantity: those that expire first leave first, those without a date after
/// them, expired ones last.
pub fn propose(lots: &[LotStock], quantity: Quantity, day: BusinessDate) -> Proposal {
    let mut order: Vec<&LotStock> =
        lots.iter().filter(|lot| lot.quantity > Quantity::ZERO).collect();
    order.sort_by_key(|held| {
        let Lot { number, expires } = &held.lot;
        (held.lot.expired_on(day), expires.is_none(), *expires, number.clone())
    });
    let mut proposal = Proposal { short: quantity, ..Proposal::default() };
    for held in order {
        let taken = held.quantity.min(proposal.short);
        if taken <= Quantity::ZERO {
            break;
        }
        proposal.short -= taken;
        if held.lot.expired_on(day) {
            proposal.expired += taken;
        }
        proposal.parts.push(LotStock { lot: held.lot.clone(), quantity: taken });
    }
    proposal
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> BusinessDate {
        BusinessDate::parse(text).expect("a date")
    }

    fn held(number: &str, expires: Option<&str>, pieces: i64) -> LotStock {
        let lot = Lot { number: number.to_owned(), expires: expires.map(day) };
        LotStock { lot, quantity: Quantity::whole(pieces) }
    }

    #[test]
    fn what_expires_first_leaves_first_and_what_has_expired_last() {
        let lots = [
            held("open", None, 5),
            held("late", Some("2027-03-01"), 5),
            held("old", Some("2026-01-01"), 5),
            held("soon", Some("2026-12-01"), 5),
        ];
        let proposal = propose(&lots, Quantity::whole(17), day("2026-11-23"));
        let order: Vec<&str> = proposal.parts.iter().map(|p| p.lot.number.as_str()).collect();
        assert_eq!(order, ["soon", "late", "open", "old"]);
        assert_eq!(proposal.expired, Quantity::whole(2), "two of it have expired: a warning");
        assert_eq!(proposal.short, Quantity::ZERO);
    }

    #[test]
    fn a_lot_may_be_sold_on_its_last_day() {
        let last = last_day(day("2026-01-01"), 30).expect("it keeps 30 days");
        assert_eq!(last, day("2026-01-31"));
        let lot = Lot { number: "L".to_owned(), expires: Some(last) };
        assert!(!lot.expired_on(last));
        assert!(lot.expired_on(last.plus_days(1)));
        assert!(
            lot.expires_within(day("2026-01-24"), 7) && !lot.expires_within(day("2026-01-23"), 7)
        );
        assert_eq!(last_day(last, 0), None);
    }

    proptest! {
        #[test]
        fn a_proposal_comes_to_what_was_asked_for(
            lots in prop::collection::vec((0_i64..20, prop::option::of(-40_i32..40)), 0..8),
            wanted in 0_i64..60,
        ) {
            let today = day("2026-11-23");
            let lots: Vec<LotStock> = (0..).zip(lots).map(|(at, (pieces, days))| LotStock {
                lot: Lot { number: format!("L{at}"), expires: days.map(|n| today.plus_days(n)) },
                quantity: Quantity::whole(pieces),
            }).collect();
            let proposal = propose(&lots, Quantity::whole(wanted), today);
            let taken: Quantity = proposal.parts.iter().map(|part| part.quantity).sum();
            prop_assert_eq!(taken + proposal.short, Quantity::whole(wanted));
            for part in &proposal.parts {
                let there = lots.iter().find(|held| held.lot == part.lot).expect("a known lot");
                prop_assert!(part.quantity <= there.quantity);
            }
        }
    }
}
