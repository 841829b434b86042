//! Postings of closes: a month's close YJC does nothing to the books, a year's close NJC carries
//! profit and loss into retained earnings as it stands (`domain.md` Periods).

use crate::document::Document;
use crate::entry::Postings;

/// Nothing.
pub(crate) fn nothing(_: &Document, _: &mut Postings) {}

/// As it stands.
pub(crate) fn as_written(document: &Document, postings: &mut Postings) {
    super::as_written(document, postings);
}
