//! Rounding 舍入. Owns the one rule by which an exact product becomes an amount of money.
//!
//! Leaves out splitting (`allocate`). Invariant: half-up, away from zero, to the currency's minor
//! unit, once, where a figure becomes an amount (`domain.md` Numbers).

use rust_decimal::{Decimal, RoundingStrategy};

/// Decimals of the currency's minor unit 分.
pub const MINOR_DECIMALS: u32 = 2;

/// Rounds half-up away from zero to `decimals`. 2.345 at 2 gives 2.35, −2.345 gives −2.35.
pub fn half_up(exact: Decimal, decimals: u32) -> Decimal {
    exact.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// Rounds towards zero to `decimals`. 2.359 at 1 gives 2.3.
pub fn floor_to(exact: Decimal, decimals: u32) -> Decimal {
    exact.round_dp_with_strategy(decimals, RoundingStrategy::ToZero)
}

/// Scales an exact figure to a fixed-point integer; none when it does not fit or has more digits.
pub fn to_fixed(exact: Decimal, decimals: u32) -> Option<i64> {
    let scaled = exact.checked_mul(Decimal::from(10_i64.checked_pow(decimals)?))?;
    if !scaled.fract().is_zero() {
        return None;
    }
    i64::try_from(scaled.trunc().mantissa() / 10_i128.pow(scaled.trunc().scale())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_goes_away_from_zero() {
        assert_eq!(half_up(Decimal::new(2345, 3), 2), Decimal::new(235, 2));
        assert_eq!(half_up(Decimal::new(-2345, 3), 2), Decimal::new(-235, 2));
        assert_eq!(half_up(Decimal::new(1005, 3), 2), Decimal::new(101, 2));
    }

    #[test]
    fn fixed_point_refuses_what_it_cannot_hold() {
        assert_eq!(to_fixed(Decimal::new(12345, 4), 4), Some(12345));
        assert_eq!(to_fixed(Decimal::new(123, 2), 4), Some(12300));
        assert_eq!(to_fixed(Decimal::new(123_456, 5), 4), None);
        assert_eq!(to_fixed(Decimal::MAX, 4), None);
    }
}
