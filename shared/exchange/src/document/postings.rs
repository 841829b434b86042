//! The hash of postings 过账摘要: by it HQ can tell that it derived what the branch derived.
//!
//! Owns the bytes that are hashed. Two bytes are kept: a difference between honest programs shows
//! at the first documents it touches (one in 65,536 slips by); forgery is the signature's concern,
//! not this hash's. Each byte costs a sale one on the wire, because none of it packs. Invariant: equal postings, equal
//! hash, on every machine and for ever.

use fenhao_domain::entry::{Item, Party, Postings, Side};

/// First two bytes of the BLAKE3 of the postings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostingsHash(pub [u8; 2]);

impl PostingsHash {
    /// The hash of postings: each entry and move as fixed-width big-endian fields in their order.
    pub fn of(postings: &Postings) -> PostingsHash {
        let mut bytes = Vec::with_capacity(postings.entries.len() * 25 + postings.moves.len() * 37);
        for entry in &postings.entries {
            bytes.push(match entry.side {
                Side::Debit => 1,
                Side::Credit => 2,
            });
            bytes.extend_from_slice(&entry.branch.0.to_be_bytes());
            bytes.extend_from_slice(&entry.account.0.to_be_bytes());
            bytes.extend_from_slice(&entry.party.map_or(0, Party::number).to_be_bytes());
            // Nearly every entry has no item but its own: only another's is told.
            if let Some(Item::Of(id)) = entry.item {
                bytes.extend_from_slice(&id.stream.0.to_be_bytes());
                bytes.extend_from_slice(&id.seq.to_be_bytes());
            }
            bytes.extend_from_slice(&entry.amount.raw().to_be_bytes());
        }
        bytes.push(0);
        for moved in &postings.moves {
            bytes.extend_from_slice(&moved.branch.0.to_be_bytes());
            bytes.extend_from_slice(&moved.warehouse.0.to_be_bytes());
            bytes.extend_from_slice(&moved.class.number().to_be_bytes());
            bytes.extend_from_slice(&moved.party.map_or(0, Party::number).to_be_bytes());
            bytes.extend_from_slice(&moved.product.0.to_be_bytes());
            bytes.extend_from_slice(&moved.line.to_be_bytes());
            bytes.extend_from_slice(&moved.quantity.raw().to_be_bytes());
            bytes.extend_from_slice(&moved.value.raw().to_be_bytes());
        }
        let hash = blake3::hash(&bytes);
        let [a, b, ..] = *hash.as_bytes();
        PostingsHash([a, b])
    }
}
