//! Warnings 提示: what a manager is asked about before it is posted (`features.md` 42, 138-140).
//!
//! Owns the facts and which act each of them is. Leaves out who may let an act pass (`app` asks
//! for the right of the act, or for a manager). Invariant: a warning changes no figure; the document
//! that passes is the one that was asked about.

use thiserror::Error;

use crate::amount::Amount;
use crate::percent::PercentOff;
use crate::permission::SensitiveAct;
use crate::pricing::format::Factor;
use crate::quantity::Quantity;

/// A fact that asks for a manager. Lines by position from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Warning {
    /// Sold below what it cost 低于成本.
    #[error("line {line}: {amount} is below the cost {cost}")]
    BelowCost {
        /// Position from 1.
        line: usize,
        /// What the customer pays without the tax inside.
        amount: Amount,
        /// What the goods cost.
        cost: Amount,
    },
    /// The books hold the goods at a cost below zero 成本为负.
    #[error("line {line}: the cost {cost} is below zero")]
    NegativeCost {
        /// Position from 1.
        line: usize,
        /// What the goods would cost.
        cost: Amount,
    },
    /// The factor raises the price although the policy says at most 1 折扣上限.
    #[error("line {line}: factor {factor} is above 1")]
    FactorAboveOne {
        /// Position from 1.
        line: usize,
        /// Factor.
        factor: Factor,
    },
    /// More is taken off than this person may.
    #[error("line {line}: factor {factor} is below {lowest}")]
    FactorTooLow {
        /// Position from 1.
        line: usize,
        /// Factor.
        factor: Factor,
        /// The lowest factor that this person may give.
        lowest: Factor,
    },
    /// The customer would owe more than the limit 超信用额度.
    #[error("the credit limit is exceeded by {by}")]
    BeyondCredit {
        /// By how much.
        by: Amount,
    },
}

impl Warning {
    /// The act that a manager is asked about.
    pub const fn act(&self) -> SensitiveAct {
        match self {
            Warning::BelowCost { .. } => SensitiveAct::BelowCost,
            Warning::NegativeCost { .. } => SensitiveAct::NegativeCost,
            Warning::FactorAboveOne { .. } | Warning::FactorTooLow { .. } => {
                SensitiveAct::DiscountOver
            }
            Warning::BeyondCredit { .. } => SensitiveAct::CreditOver,
        }
    }
}

/// What is to be said of the cost of goods that leave: `cost` is what the books would take for them,
/// `amount` what comes in for them without tax. Goods without a known cost are not below it.
pub fn of_cost(line: usize, quantity: Quantity, amount: Amount, cost: Amount) -> Option<Warning> {
    if quantity <= Quantity::ZERO {
        return None;
    }
    if cost < Amount::ZERO {
        return Some(Warning::NegativeCost { line, cost });
    }
    (amount < cost).then_some(Warning::BelowCost { line, amount, cost })
}

/// What is to be said of a discount factor: `ceiling` is what this person may take off.
pub fn of_factor(
    line: usize,
    factor: Factor,
    ceiling: PercentOff,
    at_most_one: bool,
) -> Option<Warning> {
    let lowest = Factor::after(ceiling);
    if at_most_one && factor > Factor::ONE {
        return Some(Warning::FactorAboveOne { line, factor });
    }
    (factor < lowest).then_some(Warning::FactorTooLow { line, factor, lowest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(amount: i64, cost: i64) -> Option<SensitiveAct> {
        let (amount, cost) = (Amount::from_minor(amount), Amount::from_minor(cost));
        of_cost(1, Quantity::ONE, amount, cost).map(|warning| warning.act())
    }

    #[test]
    fn below_cost_is_asked_about_and_at_cost_is_not() {
        assert_eq!(asked(249, 250), Some(SensitiveAct::BelowCost));
        assert_eq!(asked(250, 250), None);
        assert_eq!(asked(0, 0), None);
    }

    #[test]
    fn a_cost_below_zero_is_asked_about_whatever_the_price() {
        assert_eq!(asked(1_000, -1), Some(SensitiveAct::NegativeCost));
        assert_eq!(of_cost(1, Quantity::ZERO, Amount::ZERO, Amount::from_minor(-1)), None);
    }

    #[test]
    fn a_factor_is_held_between_the_lowest_and_one() {
        let factor = |text| Factor::parse(text).expect("a factor");
        let fifteen = PercentOff::from_raw(1_500).expect("in range");
        assert_eq!(of_factor(1, factor("0.85"), fifteen, true), None);
        let lowest = factor("0.85");
        let low = Warning::FactorTooLow { line: 1, factor: factor("0.849"), lowest };
        assert_eq!(of_factor(1, factor("0.849"), fifteen, true), Some(low));
        let high = Warning::FactorAboveOne { line: 1, factor: factor("1.01") };
        assert_eq!(of_factor(1, factor("1.01"), fifteen, true), Some(high));
        assert_eq!(of_factor(1, factor("1.01"), fifteen, false), None);
    }
}
