//! The books on real SQLite: posting, exchange and merge.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod clock;
mod convergence;
mod exchange;
mod export;
mod posting;
mod proof;
mod report;
mod search;
mod world;
