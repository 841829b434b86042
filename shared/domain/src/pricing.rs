//! Pricing 定价: which price a line takes, what a typed discount is worth, how small change is
//! dropped.
//!
//! Owns the figures before a document is made of them. Leaves out the draft (`cart`) and posting.
//! Invariant: the same product, customer and typed figures give the same amounts at every node.

pub mod discount;
pub mod format;
pub mod promotion;
pub mod rounding;
pub mod source;
pub mod track;
pub mod unit;
pub mod warning;
