//! What a person can do, on real ledgers: every test goes through commands and imports only.
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "app/approval.rs"]
mod approval;
#[path = "app/close.rs"]
mod close;
#[path = "app/company.rs"]
mod company;
#[path = "app/generated.rs"]
mod generated;
#[path = "app/import.rs"]
mod import;
#[path = "app/kinds.rs"]
mod kinds;
#[path = "app/office.rs"]
mod office;
#[path = "app/operator.rs"]
mod operator;
#[path = "app/price.rs"]
mod price;
#[path = "app/report.rs"]
mod report;
#[path = "app/rights.rs"]
mod rights;
#[path = "app/scope.rs"]
mod scope;
#[path = "app/seat.rs"]
mod seat;
#[path = "app/serial.rs"]
mod serial;
#[path = "app/shop.rs"]
mod shop;
#[path = "app/till.rs"]
mod till;
#[path = "app/track.rs"]
mod track;
