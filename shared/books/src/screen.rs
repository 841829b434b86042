//! What screens ask that is no report 界面查询: pages of documents, a day's retail, how far branches
//! are.
//!
//! Leaves out figures with a total of their own (`report`). Invariant: a page is read by key and
//! never by counting past rows; a day's figures come from its own sums.

pub mod branch_state;
pub mod document_page;
pub mod party;
pub mod sales_day;
pub mod stock_place;
