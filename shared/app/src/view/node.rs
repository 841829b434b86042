//! Views of the node itself: who and where it is, and how its exchange with HQ stands.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ApiError;

/// Which ledger this is 节点.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NodeRole {
    /// A branch's desktop 分店.
    Branch,
    /// The head office 总部.
    Hq,
}

/// Whether somebody must sign in at this window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SeatState {
    /// Nobody has a PIN: the shop's manager sits.
    Open,
    /// Locked: an operator signs in with a PIN.
    Locked,
    /// An operator has signed in.
    Taken,
}

/// The node, its operator and its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NodeView {
    /// Branch or HQ.
    pub role: NodeRole,
    /// Branch code, `00` at HQ.
    pub code: String,
    /// The shop's name.
    pub name: String,
    /// The operator's name 操作员.
    pub operator: String,
    /// Whether somebody must sign in here.
    pub seat: SeatState,
    /// The operator's rights, `till.sell`, `document.post:CG`.
    pub rights: Vec<String>,
    /// The open business date 营业日期, `2026-11-23`.
    pub business_date: String,
    /// Currency code, `CNY`.
    pub currency: String,
    /// True in training mode 练习: nothing is posted to the real books.
    pub training: bool,
    /// Number of products known here.
    pub products: u64,
    /// The program's version.
    pub version: String,
}

/// How the exchange with HQ stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeState {
    /// HQ has everything and the feed is fresh.
    Current,
    /// A link is up, documents are on their way.
    Sending,
    /// No link. Normal at a branch; nothing is blocked.
    Offline,
    /// HQ refused or something is wrong that a person must see.
    Trouble,
    /// Not enrolled with an HQ.
    Alone,
}

/// The exchange light 同步灯: three counts with times (`exchange.md` 2.28).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExchangeView {
    /// The light.
    pub state: ExchangeState,
    /// When the state began, Unix milliseconds.
    pub since_ms: i64,
    /// Entries saved here (the stream's last sequence number).
    pub saved_seq: u64,
    /// Entries HQ has acknowledged.
    pub acked_seq: u64,
    /// Documents waiting to be acknowledged.
    pub waiting: u64,
    /// When HQ last answered, Unix milliseconds.
    pub last_contact_ms: Option<i64>,
    /// When products and prices were last fresh, Unix milliseconds.
    pub prices_as_of_ms: Option<i64>,
    /// HQ's address.
    pub hq_url: Option<String>,
    /// The last failure that a person must see.
    pub trouble: Option<ApiError>,
}
