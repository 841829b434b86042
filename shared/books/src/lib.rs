//! The books 账: the only place with SQL.
//!
//! Owns the tables, the one posting transaction, merge, feeds, reports, search, backup, and the
//! proofs (`verify`, `rebuild`, `reconcile`). Leaves out what documents mean (`domain`), what
//! travels (`exchange`), HTTP and windows.
//!
//! Invariants: posted rows are never updated or deleted; sums change in the transaction of their
//! facts; branch and HQ write postings with the same code (`write`).

pub mod approval;
mod clock;
pub mod close;
pub mod count;
pub mod enrol;
pub mod execution;
pub mod export;
pub mod feed;
mod goods;
mod layer;
pub mod lot;
pub mod merge;
pub mod migrate;
pub mod node;
pub mod opening;
pub mod outbox;
pub mod period;
pub mod piece;
pub mod policy;
pub mod post;
pub mod proof;
pub mod rebuild;
pub mod reconcile;
pub mod report;
pub mod requisition;
mod rows;
pub mod screen;
pub mod search;
pub mod sql;
pub mod store;
mod stored;
pub mod sums;
pub mod table;
pub mod take_in;
pub mod verify;
pub mod write;
