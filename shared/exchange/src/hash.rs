//! The hashes that travel, each with its own type so that none is taken for another (摘要).
//!
//! Owns the 32-byte newtypes over BLAKE3 and how they are shown. Leaves out what is hashed: that
//! stands with the chain, the batch and the key.

use core::fmt;

use crate::base32;

macro_rules! hash_newtype {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// The 32 bytes.
            #[inline]
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// The first eight bytes: enough to notice an accident, never enough to trust.
            #[inline]
            #[must_use]
            pub const fn tag(&self) -> Tag {
                let [a, b, c, d, e, f, g, h, ..] = self.0;
                Tag([a, b, c, d, e, f, g, h])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    };
}

hash_newtype! {
    /// BLAKE3 of an entry's content bytes (内容摘要).
    ContentHash
}

hash_newtype! {
    /// The hash chain's value after an entry: it commits to that entry and all before it (链值).
    ChainHash
}

hash_newtype! {
    /// BLAKE3 of a sealed batch's exact bytes, signature included (批次摘要).
    BatchHash
}

impl BatchHash {
    /// Stands for "no batch before this one".
    pub const NONE: Self = Self([0; 32]);
}

impl ChainHash {
    /// Eight characters for a printed receipt, 40 bits of the hash (小票校验码).
    ///
    /// With the sequence number beside it, every customer holds a witness: a branch that rewrote
    /// its history would have to print this code again by chance, one in 10¹². The letters I, L,
    /// O and U are never used.
    ///
    /// ```
    /// # use fenhao_exchange::hash::ChainHash;
    /// assert_eq!(ChainHash([0xA5; 32]).short(), "MPJT-B9D5");
    /// ```
    #[must_use]
    pub fn short(&self) -> String {
        let [a, b, c, d, e, ..] = self.0;
        let symbols = base32::encode(&[a, b, c, d, e]);
        let (left, right) = symbols.split_at(4);
        format!("{left}-{right}")
    }
}

/// The first eight bytes of a hash: notices accidents, carries no trust (短摘要).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub [u8; 8]);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}
