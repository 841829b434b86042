//! What the whole-system tests share: programs, windows, figures, and the people who use them.

pub mod bench;
pub mod browser;
pub mod company;
pub mod control;
pub mod disk;
pub mod oracle;
pub mod program;
pub mod proof;
pub mod random;
pub mod scenario;
pub mod seller;
pub mod spool;
pub mod totals;
pub mod victim;
pub mod webdriver;
pub mod window;
pub mod year;
