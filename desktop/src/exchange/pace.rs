//! When to try again (重试节奏).
//!
//! Owns the rest between two rounds. Leaves out what wakes the loop early. A failed round doubles
//! the span the next rest is drawn from, so that a thousand tills that lost head office at once do
//! not come back at once ("full jitter", `exchange.md` 2.13).

use std::time::Duration;

/// The rest when all went well: head office may have new prices.
const CALM: Duration = Duration::from_secs(20);

/// The shortest rest after a failure.
const SHORTEST: Duration = Duration::from_secs(1);

/// The longest rest after failures.
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// How the rounds went so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pace {
    failures: u32,
}

impl Pace {
    /// The rest after a round that went well.
    pub fn calm(&mut self) -> Duration {
        self.failures = 0;
        CALM
    }

    /// The rest after a failed round: between one second and a span that doubles with each
    /// failure up to five minutes. `drawn` is a random number; head office may ask for more.
    pub fn failed(&mut self, drawn: u64, asked: Option<Duration>) -> Duration {
        let span = SHORTEST.saturating_mul(1 << self.failures.min(16)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let width = (span - SHORTEST).as_millis() as u64 + 1;
        let rest = SHORTEST + Duration::from_millis(drawn % width);
        rest.max(asked.unwrap_or_default().min(LONGEST))
    }

    /// A person asked, or the network came up: the next failure counts as the first.
    pub fn forget(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_grows_to_five_minutes_and_never_falls_below_a_second() {
        let mut pace = Pace::default();
        let longest: Vec<u64> =
            (0..11).map(|_| pace.failed(u64::MAX - 1, None).as_secs()).collect();
        assert!(longest.iter().all(|rest| (1..=300).contains(rest)), "{longest:?}");
        let mut pace = Pace::default();
        for failure in 0..20_u32 {
            let span = 1000_u64 << failure.min(16);
            let rest = pace.failed(span.min(300_000) - 1000, None);
            assert_eq!(rest, Duration::from_millis(span.min(300_000)), "failure {failure}");
        }
        assert_eq!(pace.failed(0, None), SHORTEST);
    }

    #[test]
    fn what_head_office_asks_for_is_kept_within_reason() {
        let mut pace = Pace::default();
        assert_eq!(pace.failed(0, Some(Duration::from_secs(30))), Duration::from_secs(30));
        assert_eq!(pace.failed(0, Some(Duration::from_secs(86_400))), LONGEST);
    }

    #[test]
    fn a_round_that_went_well_starts_over() {
        let mut pace = Pace::default();
        for _ in 0..9 {
            pace.failed(0, None);
        }
        assert_eq!(pace.calm(), CALM);
        assert_eq!(pace.failed(u64::MAX, None), SHORTEST);
    }
}
