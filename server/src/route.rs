//! One module for each family of addresses; `router.rs` lists them.

pub mod event;
pub mod exchange;
pub mod file;
pub mod health;
pub mod rpc;
pub mod session;
