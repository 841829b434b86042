//! Rounding 抹零: dropping small change of a ticket in the customer's favour (`features.md` 130,
//! D16).
//!
//! Owns the modes. Leaves out the account that bears it (`posting`). Invariant: what is dropped is
//! never negative and never more than what is due.

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::round;

/// What is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingMode {
    /// Nothing 不抹零.
    #[default]
    None,
    /// The 分 抹分: 12.37 becomes 12.30.
    Fen,
    /// The 角 and 分 抹角: 12.37 becomes 12.00.
    Jiao,
    /// The 元 too 抹元: 12.37 becomes 10.00.
    Yuan,
}

impl RoundingMode {
    /// All modes, in the order in which a key goes through them.
    pub const ALL: [RoundingMode; 4] =
        [RoundingMode::None, RoundingMode::Fen, RoundingMode::Jiao, RoundingMode::Yuan];

    /// The key that screens translate.
    pub const fn key(self) -> &'static str {
        match self {
            RoundingMode::None => "none",
            RoundingMode::Fen => "fen",
            RoundingMode::Jiao => "jiao",
            RoundingMode::Yuan => "yuan",
        }
    }

    /// The mode of a key.
    pub fn from_key(key: &str) -> Option<RoundingMode> {
        RoundingMode::ALL.into_iter().find(|mode| mode.key() == key)
    }

    /// What is dropped of an amount due; nothing of a refund. Jiao drops 0.37 of 12.37.
    pub fn dropped(self, due: Amount) -> Amount {
        let kept = match self {
            RoundingMode::None => due,
            RoundingMode::Fen => Amount::rounded(round::floor_to(due.exact(), 1)),
            RoundingMode::Jiao => Amount::rounded(round::floor_to(due.exact(), 0)),
            RoundingMode::Yuan => Amount::from_raw(due.raw() / 100_000 * 100_000),
        };
        if due > Amount::ZERO { due - kept } else { Amount::ZERO }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_change_is_dropped_in_the_customers_favour() {
        let dropped = |mode: RoundingMode| mode.dropped(Amount::from_minor(1237)).to_string();
        assert_eq!(RoundingMode::ALL.map(dropped), ["0.00", "0.07", "0.37", "2.37"]);
    }

    #[test]
    fn nothing_is_dropped_of_a_refund() {
        assert_eq!(RoundingMode::Jiao.dropped(Amount::from_minor(-1237)), Amount::ZERO);
    }

    #[test]
    fn a_mode_is_found_by_its_key() {
        for mode in RoundingMode::ALL {
            assert_eq!(RoundingMode::from_key(mode.key()), Some(mode));
        }
        assert_eq!(RoundingMode::from_key("penny"), None);
    }
}
