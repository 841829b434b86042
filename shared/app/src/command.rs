//! The commands' bodies 命令: permit (done by the table), load, decide, write, view.
//!
//! One file a part of the work. Commands never call each other; what two of them need stands in
//! `names` (names for screens), `standing` (of applications), `within` (what is in the operator's scopes), `cart_view`, `quote`,
//! `warning`, or moves down into `books` or `domain`.

pub mod approval;
pub mod audit;
mod cart_view;
pub mod close;
pub mod company;
pub mod customer;
pub mod document;
pub mod draft;
pub mod exchange;
pub mod hq;
pub mod kind;
pub mod lot;
mod names;
pub mod node;
pub mod opening;
pub mod operator;
pub mod parked;
pub mod partner;
pub mod pay;
pub mod pick;
mod piece;
pub mod price;
pub mod print;
pub mod product;
pub mod promotion;
mod quote;
pub mod red;
pub mod report;
pub mod requisition;
pub mod role;
pub mod sales;
mod scope_item;
pub mod seat;
pub mod serial;
pub mod serial_note;
mod standing;
pub mod stock;
pub mod template;
pub mod ticket;
pub mod till;
pub mod till_return;
pub mod till_serial;
mod warning;
mod within;
