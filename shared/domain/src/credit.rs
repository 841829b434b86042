//! Credit 信用: whether a customer may owe more (`features.md` 140).
//!
//! Owns the comparison of the last known limit with the local exposure. Leaves out where the
//! figures come from (the books) and who may let more pass (`app`). Invariant: offline, what this
//! node knows decides: its own balance of the customer and its own open drafts and orders.

use crate::amount::Amount;

/// What a customer owes here or will owe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exposure {
    /// The balance in these books: receivable above zero, prepaid below.
    pub balance: Amount,
    /// What open drafts and parked carts of the customer come to.
    pub drafts: Amount,
    /// What open orders come to that is neither delivered nor prepaid.
    pub orders: Amount,
}

/// What the limit says to a sale on account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credit {
    /// The customer has no limit.
    NoLimit,
    /// It is within the limit.
    Within {
        /// What is left of the limit after it.
        left: Amount,
    },
    /// It goes beyond the limit.
    Beyond {
        /// By how much.
        by: Amount,
    },
}

impl Exposure {
    /// All of it.
    pub fn sum(self) -> Amount {
        self.balance + self.drafts + self.orders
    }
}

/// What the last known limit says when `more` goes on account. A limit of 1,000.00, a balance of
/// 800.00 and a draft of 150.00 leave 50.00; 60.00 more goes beyond by 10.00.
pub fn decide(limit: Option<Amount>, exposure: Exposure, more: Amount) -> Credit {
    let Some(limit) = limit else { return Credit::NoLimit };
    let left = limit - exposure.sum() - more;
    match left < Amount::ZERO {
        true => Credit::Beyond { by: -left },
        false => Credit::Within { left },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exposure() -> Exposure {
        Exposure {
            balance: Amount::from_minor(80_000),
            drafts: Amount::from_minor(15_000),
            orders: Amount::ZERO,
        }
    }

    #[test]
    fn balance_drafts_and_orders_use_the_limit_up() {
        let limit = Some(Amount::from_minor(100_000));
        let left = Amount::from_minor(5_000);
        assert_eq!(decide(limit, exposure(), Amount::ZERO), Credit::Within { left });
        let by = Amount::from_minor(1_000);
        assert_eq!(decide(limit, exposure(), Amount::from_minor(6_000)), Credit::Beyond { by });
        let orders = Amount::from_minor(5_000);
        let all = Exposure { orders, ..exposure() };
        assert_eq!(decide(limit, all, Amount::ZERO), Credit::Within { left: Amount::ZERO });
    }

    #[test]
    fn without_a_limit_everything_passes() {
        assert_eq!(decide(None, exposure(), Amount::from_minor(1)), Credit::NoLimit);
    }

    #[test]
    fn what_was_prepaid_widens_the_limit() {
        let prepaid = Exposure { balance: Amount::from_minor(-10_000), ..Exposure::default() };
        let left = Amount::from_minor(10_000);
        assert_eq!(decide(Some(Amount::ZERO), prepaid, Amount::ZERO), Credit::Within { left });
    }

    proptest! {
        #[test]
        fn what_is_left_or_beyond_always_adds_up_to_the_limit(
            limit in 0_i64..10_000_000, balance in -10_000_000_i64..10_000_000,
            drafts in 0_i64..1_000_000, more in 0_i64..1_000_000,
        ) {
            let limit = Amount::from_minor(limit);
            let (balance, drafts) = (Amount::from_minor(balance), Amount::from_minor(drafts));
            let exposure = Exposure { balance, drafts, orders: Amount::ZERO };
            let more = Amount::from_minor(more);
            let left = match decide(Some(limit), exposure, more) {
                Credit::Within { left } => left,
                Credit::Beyond { by } => -by,
                Credit::NoLimit => unreachable!("there is a limit"),
            };
            prop_assert_eq!(balance + drafts + more + left, limit);
        }
    }
}
