//! What a node can read (能力): versions told before anything is sent.
//!
//! Owns the versions of this code and their bytes. Leaves out what to do about a difference: head
//! office sends a branch only what it can read, and says `upgrade needed` else (`exchange.md`
//! 2.21).

use std::collections::BTreeMap;

use crate::{
    batch::READER_VERSION,
    canonical::{CanonicalError, Reader, Writer},
    log::EntryKind,
};

/// Version of the conversation: endpoints and messages.
pub const PROTOCOL_VERSION: u16 = 1;

/// What a node can read (能力声明).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capability {
    /// Version of the conversation.
    pub protocol: u16,
    /// Newest batch format it opens.
    pub reader: u16,
    /// For each kind of entry it knows, the newest version of its content.
    pub kinds: BTreeMap<EntryKind, u16>,
}

impl Capability {
    /// What this code can read of batches; the caller names the kinds it understands.
    pub fn of_this_code(kinds: impl IntoIterator<Item = (EntryKind, u16)>) -> Self {
        Self {
            protocol: PROTOCOL_VERSION,
            reader: READER_VERSION,
            kinds: kinds.into_iter().collect(),
        }
    }

    /// Whether the node understands an entry of that kind and content version. Entries it does
    /// not understand are still stored and acknowledged, and held.
    #[must_use]
    pub fn reads(&self, kind: EntryKind, version: u16) -> bool {
        self.kinds.get(&kind).is_some_and(|newest| version <= *newest)
    }

    /// Writes `[protocol, reader, [kind, version, kind, version, …]]`, kinds ascending.
    pub fn write(&self, writer: &mut Writer) {
        writer.array(3).uint(u64::from(self.protocol)).uint(u64::from(self.reader));
        writer.array(self.kinds.len() * 2);
        for (kind, version) in &self.kinds {
            writer.uint(u64::from(kind.0)).uint(u64::from(*version));
        }
    }

    /// Reads what [`Capability::write`] wrote; a newer version may have appended elements.
    ///
    /// # Errors
    /// [`CanonicalError::NotAscending`] for kinds out of order or repeated.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, CanonicalError> {
        let tail = reader.array_of_at_least(3)?;
        let (protocol, newest) = (reader.uint_as()?, reader.uint_as()?);
        let at = reader.position();
        let length = reader.array()?;
        if length % 2 != 0 {
            return Err(CanonicalError::WrongLength { at, expected: length + 1, found: length });
        }
        let mut kinds = BTreeMap::new();
        for _ in 0..length / 2 {
            let at = reader.position();
            let kind = EntryKind(reader.uint_as()?);
            if kinds.last_key_value().is_some_and(|(last, _)| *last >= kind) {
                return Err(CanonicalError::NotAscending { at });
            }
            kinds.insert(kind, reader.uint_as()?);
        }
        for _ in 0..tail {
            reader.skip()?;
        }
        Ok(Self { protocol, reader: newest, kinds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capability_comes_back_and_unknown_kinds_are_not_read() {
        let capability =
            Capability::of_this_code([(EntryKind::MASTER, 3), (EntryKind::DOCUMENT, 1)]);
        let mut writer = Writer::new();
        capability.write(&mut writer);
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        assert_eq!(Capability::read(&mut reader), Ok(capability.clone()));
        assert!(reader.at_end());
        assert!(capability.reads(EntryKind::MASTER, 3));
        assert!(!capability.reads(EntryKind::MASTER, 4));
        assert!(!capability.reads(EntryKind(900), 1));
    }

    #[test]
    fn kinds_out_of_order_are_refused() {
        let mut writer = Writer::new();
        writer.array(3).uint(1).uint(1).array(4).uint(2).uint(1).uint(2).uint(1);
        let mut bytes = writer.finish();
        for kind in [1, 2] {
            bytes[6] = kind;
            assert_eq!(
                Capability::read(&mut Reader::new(&bytes)),
                Err(CanonicalError::NotAscending { at: 6 })
            );
        }
        bytes[6] = 3;
        assert!(Capability::read(&mut Reader::new(&bytes)).is_ok());
    }
}
