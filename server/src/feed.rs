//! Head office's own streams on their way out (总部下发).
//!
//! Owns when feeds are sealed and what a page of one holds. Leaves out what goes into a feed
//! (`books::feed`) and who may ask (`route/exchange.rs`). Invariant: a page's head is signed anew
//! each time, so that a branch knows how fresh its prices are; sealed batches never change.

use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_books::node::Node;
use fenhao_books::outbox::{self, OutboxError};
use fenhao_books::store::Store;
use fenhao_books::table::log::{self, wire};
use fenhao_books::{feed, sql::SqlError};
use fenhao_domain::id::StreamId;
use fenhao_exchange::batch::CutLimits;
use fenhao_exchange::key::SigningKey;
use fenhao_exchange::protocol::{FeedHead, FeedPage, MAX_PAGE_BYTES};
use fenhao_exchange::stream::OrgId;

/// Room that a page needs besides its batches.
const PAGE_OVERHEAD: usize = 64 * 1024;

/// Head office as it signs.
pub struct Signer<'a> {
    /// The ledger.
    pub store: &'a Store,
    /// Who head office is.
    pub node: &'a Node,
    /// Its key.
    pub key: &'a SigningKey,
}

impl Signer<'_> {
    /// Seals whatever stands unsealed in any feed; each batch is a transaction of its own, so that
    /// a large import keeps no other writer waiting. Returns the number of batches.
    ///
    /// # Errors
    /// The ledger's, or a feed that cannot be sealed because the books are damaged.
    pub fn seal_all(&self, now_ms: i64) -> Result<usize, ApiError> {
        let feeds = self.store.read(feed::written)?;
        let mut batches = 0;
        for feed in feeds {
            batches += self.seal(feed, now_ms)?;
        }
        Ok(batches)
    }

    /// Seals what stands unsealed in one feed.
    ///
    /// # Errors
    /// As [`Signer::seal_all`].
    pub fn seal(&self, feed: StreamId, now_ms: i64) -> Result<usize, ApiError> {
        let mut batches = 0;
        while self.store.read(|sql| is_behind(sql, feed))? {
            let (org, limits) = (&self.node.org, &CutLimits::FEED);
            let sealed = outbox::seal_next(self.store, org, feed, self.key, limits, now_ms);
            match sealed.map_err(told)? {
                Some(_) => batches += 1,
                None => break,
            }
        }
        Ok(batches)
    }

    /// The page of a feed behind `after_seq`, of about `max_bytes`.
    ///
    /// # Errors
    /// As [`Signer::seal_all`].
    pub fn page(
        &self,
        feed: StreamId,
        after_seq: u64,
        max_bytes: usize,
        now_ms: i64,
    ) -> Result<FeedPage, ApiError> {
        self.seal(feed, now_ms)?;
        let room = max_bytes.min(MAX_PAGE_BYTES - PAGE_OVERHEAD);
        let (head, batches) = self.store.read(|sql| {
            let head = log::head(sql, feed)?;
            Ok::<_, SqlError>((head, feed::batches_after(sql, feed, after_seq, room)?))
        })?;
        let head =
            FeedHead { feed: wire(feed), head, hq_epoch: self.node.hq_epoch, hq_time_ms: now_ms };
        Ok(FeedPage { head: head.seal(&OrgId(self.node.org), self.key), batches })
    }
}

/// Whether a feed holds entries that no batch holds. A look without the writer's lock: the usual
/// request finds everything sealed.
fn is_behind(sql: &mut dyn fenhao_books::sql::Sql, feed: StreamId) -> Result<bool, SqlError> {
    let head = log::head(sql, feed)?.seq;
    Ok(head > 0 && outbox::next_to_send(sql, feed, head - 1)?.is_none())
}

fn told(error: OutboxError) -> ApiError {
    match error {
        OutboxError::Sql(error) => error.into(),
        other => ErrorCode::BrokenInvariant.with("what", other),
    }
}
