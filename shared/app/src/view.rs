//! Views: what a screen receives and sends. They may change with the screens.
//!
//! Owns the shapes of command inputs and outputs; TypeScript is generated from them.
//! Leaves out every rule. Money, quantities and prices are decimal strings, never numbers,
//! so that no float can come near them. Invariant: a view is never signed, hashed or stored.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod approval;
mod close;
mod document;
mod draft;
mod hq;
mod kind;
mod node;
mod operator;
mod price;
mod report;
mod requisition;
mod serial;
mod stock;
mod template;
mod till;

pub use approval::*;
pub use close::*;
pub use document::*;
pub use draft::*;
pub use hq::*;
pub use kind::*;
pub use node::*;
pub use operator::*;
pub use price::*;
pub use report::*;
pub use requisition::*;
pub use serial::*;
pub use stock::*;
pub use template::*;
pub use till::*;

/// An input without fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The identity of a document 单据标识: which stream wrote it and where in the stream it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DocumentKey {
    /// The stream's number (device × 65,536 + incarnation).
    pub stream: u64,
    /// The sequence number in the stream, from 1.
    pub seq: u64,
}
