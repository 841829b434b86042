//! Approval policy 审批政策: which documents wait for whose word before they are posted
//! (`features.md` 45, 58, 170; decision D11).
//!
//! Owns head office's record: tiers by kind and amount, each with its steps. Leaves out how an
//! application goes through its steps (`approval`). Invariant: a kind without a tier is posted at
//! once; the till's kinds and the closes never wait.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::amount::Amount;
use crate::area::Area;
use crate::calendar::Timestamp;
use crate::kind::Kind;

/// Steps that a tier may have at most.
pub const STEPS_MAX: usize = 9;

/// What has to be approved by whom. A later record does not change what was asked before it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ApprovalPolicy {
    /// From when it is in force: the moment head office saved it. It names the record.
    pub since: Timestamp,
    /// Who drafted does not approve, and nobody approves two steps 岗位分权 (`features.md` 57).
    pub two_people: bool,
    /// Tiers, in the order of kind and amount.
    pub tiers: Vec<Tier>,
}

/// From an amount on, these steps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tier {
    /// Kind of document.
    pub kind: Kind,
    /// The smallest amount of the tier; 0 for all documents of the kind.
    pub from: Amount,
    /// Whose word, one after the other; none for a tier that is posted at once.
    pub steps: Vec<Step>,
}

/// One step 审批环节.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Step {
    /// Where it is decided.
    pub place: StepPlace,
    /// Code of the role whose word it is.
    pub role: String,
}

/// Where a step is decided. Numbers stand in signed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StepPlace {
    /// Where the document was drafted; for head office's own documents, head office.
    Branch = 1,
    /// At head office.
    Hq = 2,
}

impl StepPlace {
    /// The place of a stored number.
    pub fn from_number(number: u64) -> Option<StepPlace> {
        [StepPlace::Branch, StepPlace::Hq].into_iter().find(|place| *place as u64 == number)
    }

    /// Its key on screens.
    pub const fn key(self) -> &'static str {
        match self {
            StepPlace::Branch => "branch",
            StepPlace::Hq => "hq",
        }
    }

    /// The place of a key.
    pub fn from_key(key: &str) -> Option<StepPlace> {
        [StepPlace::Branch, StepPlace::Hq].into_iter().find(|place| place.key() == key)
    }
}

/// Whether documents of a kind can wait: what the till sells cannot, and a close says what the books
/// say.
pub fn takes_approval(kind: Kind) -> bool {
    !matches!(Area::of(kind), Area::Retail | Area::Close)
}

/// Why a policy is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// The till does not wait, and a close says what the books say.
    #[error("{} is not drafted and takes no approval", kind.code())]
    NotDrafted {
        /// The kind.
        kind: Kind,
    },
    /// A tier begins below zero.
    #[error("a tier of {} begins at {from}", kind.code())]
    Negative {
        /// The kind.
        kind: Kind,
        /// Where it begins.
        from: Amount,
    },
    /// Two tiers of one kind begin at one amount.
    #[error("{} has two tiers from {from}", kind.code())]
    Twice {
        /// The kind.
        kind: Kind,
        /// Where both begin.
        from: Amount,
    },
    /// More than [`STEPS_MAX`] steps, or one without a role.
    #[error("the steps of {} from {from} are none that can be gone through", kind.code())]
    Steps {
        /// The kind.
        kind: Kind,
        /// Where the tier begins.
        from: Amount,
    },
}

impl ApprovalPolicy {
    /// The steps that a document waits for; none when it is posted at once. It is the highest tier
    /// of its kind that is not above the amount. With tiers from 0 (a manager), from 1,000 (a
    /// manager, then head office) and from 50,000 (head office twice), 999.99 has one step and
    /// −1,000.00 two.
    pub fn steps(&self, kind: Kind, amount: Amount) -> &[Step] {
        let fits = |tier: &&Tier| tier.kind == kind && tier.from <= amount.abs();
        let highest = self.tiers.iter().filter(fits).max_by_key(|tier| tier.from);
        highest.map_or(&[], |tier| &tier.steps)
    }

    /// Checks it before it is saved.
    pub fn check(&self) -> Result<(), PolicyError> {
        for (at, tier) in self.tiers.iter().enumerate() {
            let (kind, from) = (tier.kind, tier.from);
            if !takes_approval(kind) {
                return Err(PolicyError::NotDrafted { kind });
            }
            if from < Amount::ZERO {
                return Err(PolicyError::Negative { kind, from });
            }
            let mut before = self.tiers[..at].iter();
            if before.any(|other| (other.kind, other.from) == (kind, from)) {
                return Err(PolicyError::Twice { kind, from });
            }
            let nobody = tier.steps.iter().any(|step| step.role.trim().is_empty());
            if nobody || tier.steps.len() > STEPS_MAX {
                return Err(PolicyError::Steps { kind, from });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(place: StepPlace, role: &str) -> Step {
        Step { place, role: role.to_owned() }
    }

    fn tier(kind: Kind, from: i64, steps: &[Step]) -> Tier {
        Tier { kind, from: Amount::from_minor(from * 100), steps: steps.to_vec() }
    }

    fn policy() -> ApprovalPolicy {
        let (manager, hq) = (step(StepPlace::Branch, "manager"), step(StepPlace::Hq, "hq"));
        let tiers = vec![
            tier(Kind::CD, 0, std::slice::from_ref(&manager)),
            tier(Kind::CD, 1_000, &[manager, hq.clone()]),
            tier(Kind::CD, 50_000, &[hq.clone(), hq.clone()]),
            tier(Kind::FY, 500, &[hq]),
        ];
        ApprovalPolicy { since: Timestamp(1), two_people: true, tiers }
    }

    #[test]
    fn the_highest_tier_not_above_the_amount_gives_the_steps() {
        let policy = policy();
        let count = |kind, minor| policy.steps(kind, Amount::from_minor(minor)).len();
        assert_eq!(
            (count(Kind::CD, 0), count(Kind::CD, 99_999), count(Kind::CD, -100_000)),
            (1, 1, 2)
        );
        assert_eq!(policy.steps(Kind::CD, Amount::from_minor(5_000_000))[0].role, "hq");
        assert_eq!((count(Kind::FY, 49_999), count(Kind::FY, 50_000)), (0, 1));
        assert_eq!(count(Kind::XS, 5_000_000), 0, "a kind without a tier is posted at once");
    }

    #[test]
    fn the_till_and_the_closes_take_no_approval() {
        for kind in [Kind::LS, Kind::LT, Kind::YJC, Kind::NJC] {
            let refused = ApprovalPolicy { tiers: vec![tier(kind, 0, &[])], ..policy() };
            assert_eq!(refused.check(), Err(PolicyError::NotDrafted { kind }));
        }
        assert_eq!(policy().check(), Ok(()));
    }

    #[test]
    fn tiers_that_contradict_each_other_are_refused() {
        let hq = step(StepPlace::Hq, "hq");
        let of = |tiers: Vec<Tier>| ApprovalPolicy { tiers, ..policy() }.check();
        let (kind, from) = (Kind::FY, Amount::ZERO);
        let twice = vec![tier(kind, 0, &[]), tier(kind, 0, std::slice::from_ref(&hq))];
        assert_eq!(of(twice), Err(PolicyError::Twice { kind, from }));
        let below = Amount::from_minor(-100);
        assert_eq!(of(vec![tier(kind, -1, &[])]), Err(PolicyError::Negative { kind, from: below }));
        for steps in [vec![step(StepPlace::Hq, " ")], vec![hq; STEPS_MAX + 1]] {
            assert_eq!(of(vec![tier(kind, 0, &steps)]), Err(PolicyError::Steps { kind, from }));
        }
    }
}
