//! What a person can do 可做之事: one function per command, permission first.
//!
//! Owns the table of commands (`table`), their bodies (`command`), the views that screens get
//! (`view`, `codegen` for TypeScript), errors and their sentences, who is asking and signing in
//! (`session`, `seat`, `login`), reports as text, imports, and what the two programs' command lines
//! share. Leaves out windows and sockets (`desktop`, `server`), SQL (`books`) and every rule of
//! the trade (`domain`).
//!
//! Invariants: a command checks place and right before it looks at anything; time, randomness and
//! keys come from `context` only; text for people never crosses the boundary, codes do.

mod audit;
pub mod codegen;
pub mod command;
pub mod command_line;
pub mod context;
pub mod error;
pub mod folder;
pub mod import;
pub mod login;
mod pin;
pub mod printout;
pub mod seat;
pub mod sentence;
pub mod session;
pub mod table;
pub mod view;
