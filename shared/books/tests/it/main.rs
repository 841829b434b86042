//! The books on real SQLite: posting, exchange and merge.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod close;
mod convergence;
mod exchange;
mod export;
mod operator;
mod posting;
mod price;
mod proof;
mod report;
mod seal;
mod search;
mod statistics;
mod store;
mod tracked;
mod trade;
mod trade_report;
mod trader;
mod world;
