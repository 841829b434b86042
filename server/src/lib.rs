//! Head office (总部): what branches send comes in here, and the whole is shown.
//!
//! Owns the HTTP surface of the exchange and the console, the merge thread, and the command line.
//! Leaves out every rule: what may be done stands in `app`, what is booked in `books`, what
//! travels in `exchange`. A map, from the outside in:
//!
//! - `command_line`, `command`: what can be typed; `print`, `sentence`: what is answered.
//! - `serve`: what runs while it serves; `router` lists all addresses, `route/*` answer them.
//! - `guard`, `auth`, `limit`, `signed`: who may come in, and how often.
//! - `merger`, `feed`: accepted batches into the books, head office's own streams out.
//! - `home`: the folder with ledger and key; `state`: what requests share.
//!
//! Invariant: an acknowledgement leaves only after what it covers is on the disk; whatever was
//! accepted before a stop is merged after the next start.

pub mod auth;
pub mod command;
pub mod command_line;
pub mod error;
pub mod feed;
pub mod guard;
pub mod home;
pub mod limit;
pub mod merger;
pub mod print;
pub mod route;
pub mod router;
pub mod sentence;
pub mod serve;
pub mod signed;
pub mod state;
