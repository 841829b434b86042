//! The tables 表: one file a family. Each function takes a connection inside a transaction and never
//! opens one itself.

pub mod application;
pub mod approval_policy;
pub mod audit;
pub mod branch;
pub mod cart;
pub mod consign_price;
pub mod document;
pub mod draft;
pub mod follow;
pub mod item;
pub mod log;
pub mod login;
pub mod master;
pub mod operator;
pub mod pin;
pub mod price_track;
pub mod print_count;
pub mod promotion;
pub mod stream;
pub mod template;
pub mod unapproved;
