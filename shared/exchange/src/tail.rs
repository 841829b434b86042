//! Arrays whose usual endings are left out 省略默认尾项.
//!
//! Owns one idea: fields that stand at their usual value at the end of an array are not sent, so
//! that a plain sale line is four figures. Invariant: an array is never longer than it must be.

use crate::canonical::Writer;
use crate::fixed::write_fixed;

/// An array being written.
pub(crate) struct Tail<'w> {
    writer: &'w mut Writer,
    /// Bytes of the fields so far, up to the last unusual one.
    kept: Writer,
    fields_kept: usize,
    /// Bytes of usual fields behind it, sent only when an unusual one follows.
    pending: Writer,
    fields_pending: usize,
    limit: usize,
}

impl<'w> Tail<'w> {
    /// An array of at most `limit` fields.
    pub(crate) fn new(writer: &'w mut Writer, limit: usize) -> Tail<'w> {
        Tail {
            writer,
            kept: Writer::with_capacity(limit * 4),
            fields_kept: 0,
            pending: Writer::new(),
            fields_pending: 0,
            limit,
        }
    }

    /// A field that must be sent.
    pub(crate) fn put(&mut self, field: impl FnOnce(&mut Writer) -> &mut Writer) {
        let pending = std::mem::take(&mut self.pending).finish();
        self.kept.raw(&pending);
        self.fields_kept += self.fields_pending + 1;
        self.fields_pending = 0;
        field(&mut self.kept);
    }

    /// A field at its usual value.
    pub(crate) fn usual(&mut self, field: impl FnOnce(&mut Writer) -> &mut Writer) {
        self.fields_pending += 1;
        field(&mut self.pending);
    }

    /// A figure whose usual value is zero.
    pub(crate) fn fixed(&mut self, value: i64) {
        match value {
            0 => self.usual(|w| write_fixed(w, 0)),
            _ => self.put(|w| write_fixed(w, value)),
        }
    }

    /// A number whose usual value is zero.
    pub(crate) fn uint(&mut self, value: u64) {
        match value {
            0 => self.usual(|w| w.uint(0)),
            _ => self.put(|w| w.uint(value)),
        }
    }

    /// Writes the array.
    pub(crate) fn finish(self) {
        debug_assert!(self.fields_kept + self.fields_pending == self.limit, "every field is given");
        self.writer.array(self.fields_kept).raw(&self.kept.finish());
    }
}
