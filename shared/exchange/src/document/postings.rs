//! The hash of postings 过账摘要: by it HQ can tell that it derived what the branch booked.
//!
//! Owns the bytes that are hashed, for one document and over those of a batch. Only the batch's
//! travels, in its signed header; each node keeps the document's own beside the document's row.
//! Eight bytes: they tell a difference between honest programs, forgery is the signature's concern.
//! Invariant: equal postings, equal hash, on every machine and for ever.

use std::collections::BTreeMap;

use fenhao_domain::entry::{Item, Party, Postings, Side};

use crate::log::LogEntry;

/// First eight bytes of a BLAKE3: of one document's postings, or over those of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostingsHash(pub [u8; 8]);

/// The hashes of booked documents, by their number in the stream.
pub type BookedPostings = BTreeMap<u64, PostingsHash>;

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
        for moved in &postings.layers {
            let layer = moved.layer.map_or((0, 0, 0), |layer| {
                (layer.document.stream.0, layer.document.seq, layer.line)
            });
            bytes.extend_from_slice(&moved.key.warehouse.0.to_be_bytes());
            bytes.extend_from_slice(&moved.key.class.number().to_be_bytes());
            bytes.extend_from_slice(&moved.line.to_be_bytes());
            bytes.extend_from_slice(&layer.0.to_be_bytes());
            bytes.extend_from_slice(&layer.1.to_be_bytes());
            bytes.extend_from_slice(&layer.2.to_be_bytes());
            bytes.extend_from_slice(&moved.quantity.raw().to_be_bytes());
            bytes.extend_from_slice(&moved.value.raw().to_be_bytes());
        }
        PostingsHash::first_of(&bytes)
    }

    /// The hash over the documents among a batch's entries: over their hashes, one after another.
    /// Entries that `booked` does not name (master data, a feed's news) add nothing.
    pub fn over(entries: &[LogEntry], booked: &BookedPostings) -> PostingsHash {
        let mut bytes = Vec::with_capacity(entries.len() * 8);
        for hash in entries.iter().filter_map(|entry| booked.get(&entry.seq)) {
            bytes.extend_from_slice(&hash.0);
        }
        PostingsHash::first_of(&bytes)
    }

    fn first_of(bytes: &[u8]) -> PostingsHash {
        let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(bytes).as_bytes();
        PostingsHash([a, b, c, d, e, f, g, h])
    }
}
