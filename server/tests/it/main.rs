//! The whole server on a real port, driven the way branches and browsers drive it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod browser;
mod command_line;
mod console;
mod device;
mod enrolment;
mod exchange;
mod file;
mod hq;
