//! Identities 标识. Owns the newtypes that name things; a bare integer never names anything.
//!
//! Leaves out how identities are made: HQ numbers products and branches, a stream numbers its
//! documents. Invariant: a document's identity is (stream, sequence) and never its printed number.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[derive(Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);
    };
}

id! {
    /// A branch 分店; 0 is the head office 总部.
    BranchId(u32)
}
id! {
    /// A product 商品. HQ numbers from 1; a branch's provisional ones carry the branch above
    /// bit 32 (see [`ProductId::provisional`]), so two nodes never take the same one.
    ProductId(u64)
}
id! {
    /// A partner 往来单位: customer or supplier, one code space (`features.md` 73).
    PartnerId(u64)
}
id! {
    /// An employee 职员; every document names its handler (`features.md` 75).
    EmployeeId(u32)
}
id! {
    /// A warehouse of a branch 仓库, numbered within the branch (`features.md` 79).
    WarehouseNo(u32)
}
id! {
    /// A fixed asset 固定资产 or deferred expense 待摊费用, numbered by HQ.
    AssetId(u32)
}
id! {
    /// A stream 流: one writer, one key. device × 65,536 + incarnation (`exchange.md` 2.1).
    StreamId(u64)
}

impl BranchId {
    /// The head office 总部.
    pub const HQ: BranchId = BranchId(0);
}

impl WarehouseNo {
    /// Goods store 商品库.
    pub const GOODS: WarehouseNo = WarehouseNo(1);
    /// In-transit store 在途库.
    pub const TRANSIT: WarehouseNo = WarehouseNo(2);
    /// Repair store 维修库.
    pub const REPAIR: WarehouseNo = WarehouseNo(3);
}

impl ProductId {
    /// The product with which a branch sells what the master lacks 待建档商品, until HQ completes
    /// it. Branch 3, number 926775 gives 4 × 2^32 + 926775.
    pub fn provisional(branch: BranchId, number: u32) -> ProductId {
        ProductId(((u64::from(branch.0) + 1) << 32) | u64::from(number))
    }

    /// True for a product that a branch made and HQ has not completed yet.
    pub fn is_provisional(self) -> bool {
        self.0 >> 32 != 0
    }
}

impl StreamId {
    /// The stream of a device's incarnation.
    pub fn new(device: u32, incarnation: u16) -> StreamId {
        StreamId((u64::from(device) << 16) | u64::from(incarnation))
    }

    /// The device.
    pub fn device(self) -> u32 {
        u32::try_from(self.0 >> 16).expect("a stream number has at most 48 bits")
    }

    /// The incarnation.
    pub fn incarnation(self) -> u16 {
        u16::try_from(self.0 & 0xffff).expect("masked to 16 bits")
    }
}

/// A document's identity 单据标识: the stream that wrote it and its place in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentId {
    /// The stream.
    pub stream: StreamId,
    /// The sequence number, from 1 without gaps.
    pub seq: u64,
}
