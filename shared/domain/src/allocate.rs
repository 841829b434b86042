//! Allocation 分摊: splits an amount over lines so that the parts add up to the whole.
//!
//! Owns the largest-remainder rule. Does not decide what is split, or by which weights.
//! Invariant: the parts always sum to the whole (`parts_sum_to_the_whole`).

use thiserror::Error;

use crate::amount::Amount;
use crate::quantity::Quantity;
use crate::round::{self, MINOR_DECIMALS};

/// Why an amount cannot be split.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum AllocateError {
    /// All weights are zero.
    #[error("no line has a weight")]
    NoWeight,
    /// A weight is negative.
    #[error("line {line} has a negative weight")]
    NegativeWeight {
        /// Position from 1.
        line: usize,
    },
}

/// Splits `whole` in proportion to `weights`, in minor units; what rounding leaves over goes to
/// the largest remainders, earlier lines first. 10.00 over 1 : 1 : 1 gives 3.34, 3.33, 3.33.
pub fn allocate(whole: Amount, weights: &[Amount]) -> Result<Vec<Amount>, AllocateError> {
    if let Some(at) = weights.iter().position(|w| *w < Amount::ZERO) {
        return Err(AllocateError::NegativeWeight { line: at + 1 });
    }
    let sum: Amount = weights.iter().copied().sum();
    if sum.is_zero() {
        return Err(AllocateError::NoWeight);
    }
    let share = |weight: &Amount| whole.exact() * weight.exact() / sum.exact();
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for weight in weights {
        let exact = share(weight);
        let floor = round::floor_to(exact, MINOR_DECIMALS);
        remainders.push((exact - floor).abs());
        parts.push(Amount::rounded(floor));
    }
    let left: Amount = whole - parts.iter().copied().sum();
    let minor = Amount::from_minor(if left < Amount::ZERO { -1 } else { 1 });
    let mut order: Vec<usize> = (0..weights.len()).filter(|&i| !weights[i].is_zero()).collect();
    order.sort_by(|&a, &b| remainders[b].cmp(&remainders[a]).then(a.cmp(&b)));
    let mut left = left;
    for &at in order.iter().cycle() {
        if left.is_zero() {
            break;
        }
        // A whole that is finer than the minor unit leaves its last part on one line.
        let step = if left.abs() < minor.abs() { left } else { minor };
        parts[at] += step;
        left -= step;
    }
    debug_assert!(parts.iter().copied().sum::<Amount>() == whole, "the parts sum to the whole");
    Ok(parts)
}

/// The share of `whole` for `taken` of `of`, after `before` has been taken already, so that all
/// shares together give exactly the whole. 10.00 for 3: 3.33, then 3.34, then 3.33.
pub fn portion(whole: Amount, before: Quantity, taken: Quantity, of: Quantity) -> Amount {
    if of.is_zero() {
        return Amount::ZERO;
    }
    let up_to = |quantity: Quantity| {
        if quantity == of {
            whole
        } else {
            Amount::rounded(whole.exact() * quantity.exact() / of.exact())
        }
    };
    up_to(before + taken) - up_to(before)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minor(units: &[i64]) -> Vec<Amount> {
        units.iter().map(|&u| Amount::from_minor(u)).collect()
    }

    #[test]
    fn thirds_of_ten() {
        let parts = allocate(Amount::from_minor(1000), &minor(&[1, 1, 1])).expect("weights");
        assert_eq!(parts, minor(&[334, 333, 333]));
    }

    #[test]
    fn portions_of_a_line_come_to_the_line() {
        let part = |before| {
            portion(
                Amount::from_minor(1000),
                Quantity::whole(before),
                Quantity::ONE,
                Quantity::whole(3),
            )
        };
        assert_eq!([part(0), part(1), part(2)].to_vec(), minor(&[333, 334, 333]));
    }

    #[test]
    fn a_zero_weight_gets_nothing() {
        let parts = allocate(Amount::from_minor(1), &minor(&[0, 5, 0])).expect("weights");
        assert_eq!(parts, minor(&[0, 1, 0]));
    }

    #[test]
    fn no_weight_is_refused() {
        assert_eq!(allocate(Amount::from_minor(1), &minor(&[0])), Err(AllocateError::NoWeight));
        let negative = allocate(Amount::from_minor(1), &minor(&[3, -1]));
        assert_eq!(negative, Err(AllocateError::NegativeWeight { line: 2 }));
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole(
            whole in -10_000_000_i64..10_000_000,
            weights in prop::collection::vec(0_i64..1_000_000, 1..40),
        ) {
            prop_assume!(weights.iter().any(|&w| w > 0));
            let whole = Amount::from_minor(whole);
            let parts = allocate(whole, &minor(&weights)).expect("weights");
            prop_assert_eq!(parts.iter().copied().sum::<Amount>(), whole);
        }
    }
}
