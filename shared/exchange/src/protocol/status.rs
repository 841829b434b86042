//! The answer to "what do you hold of my stream?" (流状态查询).

use super::{begin, read_message};
use crate::{
    canonical::{CanonicalError, Writer},
    capability::Capability,
    stream::StreamId,
};

const ELEMENTS: usize = 5;

/// What head office holds of a stream (流状态答复).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamStatus {
    /// The stream.
    pub stream: StreamId,
    /// The sealed acknowledgement: the part that is proof.
    pub ack: Vec<u8>,
    /// Number of the batch that is due.
    pub next_batch_no: u64,
    /// First and last number of the first hole before a parked batch.
    pub missing: Option<(u64, u64)>,
    /// What head office can read.
    pub capability: Capability,
}

impl StreamStatus {
    /// The bytes of the message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(256);
        begin(&mut writer, ELEMENTS)
            .uint(self.stream.to_u64())
            .bytes(&self.ack)
            .uint(self.next_batch_no);
        write_range(&mut writer, self.missing);
        self.capability.write(&mut writer);
        writer.finish()
    }

    /// Reads the message.
    ///
    /// # Errors
    /// A [`CanonicalError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, CanonicalError> {
        read_message(bytes, ELEMENTS, |reader| {
            Ok(Self {
                stream: reader.uint_as()?,
                ack: reader.bytes()?.to_vec(),
                next_batch_no: reader.uint()?,
                missing: read_range(reader)?,
                capability: Capability::read(reader)?,
            })
        })
    }
}

fn write_range(writer: &mut Writer, range: Option<(u64, u64)>) {
    match range {
        Some((first, last)) => writer.array(2).uint(first).uint(last),
        None => writer.null(),
    };
}

fn read_range(
    reader: &mut crate::canonical::Reader<'_>,
) -> Result<Option<(u64, u64)>, CanonicalError> {
    reader.optional(|reader| {
        reader.array_of(2)?;
        Ok((reader.uint()?, reader.uint()?))
    })
}
