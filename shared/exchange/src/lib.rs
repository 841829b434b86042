//! What travels between a branch and head office (交换): bytes in, facts out.
//!
//! Owns canonical bytes, keys and signatures, the hash chain of a stream, sealed batches, signed
//! acknowledgements, the receiver's decision table, version vectors, multi-value registers and
//! the messages of the protocol. Leaves out SQL, network, clock and randomness (keys, seeds and
//! time are passed in), and the meaning of a document: an entry's content is opaque here.
//!
//! Invariant: the same input gives the same bytes and the same facts, on every machine.

pub mod ack;
pub mod approval;
pub mod base32;
pub mod batch;
pub mod canonical;
pub mod capability;
pub mod certificate;
pub mod clock;
pub mod document;
pub mod enrol;
mod fixed;
pub mod hash;
pub mod intake;
pub mod key;
pub mod log;
pub mod master;
pub mod protocol;
pub mod register;
pub mod signed;
pub mod stream;
mod tail;
pub mod version;
