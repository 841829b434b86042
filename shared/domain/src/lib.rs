//! What documents mean 单据的含义: the pure core of Fenhao.
//!
//! Owns numbers and rounding, master data, documents, the cart, cost, and what a posted document
//! does to the books. Leaves out IO, clocks, randomness, SQL and everything a screen needs.
//!
//! Invariants:
//! - `posting::derive` is pure and total; its golden vouchers never change.
//! - Every posting balances per branch and document.
//! - Only `round` and `allocate` round; no float is near money or quantity.
//!
//! Order inside the crate (a later one uses earlier ones only):
//! `id, amount, quantity, price, percent, round, allocate, calendar` ← `master, barcode, pinyin` ←
//! `kind, document` ← `pricing, credit, cart` and, apart from them, `entry` ← `cost, posting`;
//! `area, permission, scope, approval` say who may touch what of all this, and on whose word.

pub mod account;
pub mod allocate;
pub mod amount;
pub mod approval;
pub mod area;
pub mod barcode;
pub mod calendar;
pub mod cart;
pub mod cost;
pub mod credit;
pub mod document;
pub mod entry;
pub mod id;
pub mod kind;
pub mod lot;
pub mod master;
pub mod module;
pub mod number;
pub mod percent;
pub mod permission;
pub mod pinyin;
pub mod posting;
pub mod price;
pub mod pricing;
pub mod quantity;
pub mod round;
pub mod route;
pub mod scope;
pub mod serial;
pub mod stock;
pub mod text;
