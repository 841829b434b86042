//! One round of the exchange (一轮交换): seal, push until acknowledged, pull to the end.
//!
//! Owns the order of the steps and what each answer means for the next. Leaves out when rounds
//! begin. Invariant: every step is one transaction or one request, never both at once; a round cut
//! off between any two steps leaves a ledger from which the next round goes on (`exchange.md` 21).

use std::sync::Arc;

use fenhao_app::context::{Clock as _, Context};
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_books::feed;
use fenhao_books::node::{self, Node};
use fenhao_books::outbox::{self, OutboxError};
use fenhao_books::table::{log, stream};
use fenhao_books::take_in::{self, TakeInError};
use fenhao_domain::id::StreamId;
use fenhao_exchange::ack::AckStanding;
use fenhao_exchange::batch::CutLimits;
use fenhao_exchange::clock;
use fenhao_exchange::key::VerifyingKey;
use fenhao_exchange::protocol::{FeedHead, FeedPage, FeedStanding, PushOutcome, StreamStatus};
use fenhao_exchange::stream::OrgId;
use thiserror::Error;

use super::link::{Link, LinkError};
use crate::clock::WallClock;
use crate::state::Till;

/// Bytes of a page while a till sells beside it: its transaction must be short.
const PAGE_BYTES: u32 = 512 * 1024;

const MINUTE_MS: i64 = 60_000;

/// Who is told what changed, as tags.
pub type Tell<'a> = &'a mut dyn FnMut(&[&'static str]);

/// What a round does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Send what is new.
    Push,
    /// Send what is new, then fetch what head office has.
    Both,
}

/// What is remembered from one round to the next, for as long as the program runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Contact {
    /// Head office has told what it holds, and nothing has failed since.
    greeted: bool,
    /// Head office's clock less ours, in milliseconds: what requests are signed with.
    offset_ms: i64,
}

/// What rounds have moved so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// Batches sealed.
    pub sealed: u64,
    /// Batches that head office took.
    pub sent: u64,
    /// Entries of head office's feeds that were applied.
    pub applied: u64,
}

/// Why a round ended early.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Halt {
    /// No answer to use.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// Something a person must see.
    #[error(transparent)]
    Told(#[from] ApiError),
}

impl From<OutboxError> for Halt {
    fn from(error: OutboxError) -> Self {
        match error {
            OutboxError::Sql(error) => Halt::Told(error.into()),
            OutboxError::Seal(_) => Halt::Told(ErrorCode::StoreDamaged.error()),
            // Not signed by our head office: somebody else answered.
            OutboxError::Signed(_) | OutboxError::Key(_) | OutboxError::OtherStream { .. } => {
                Halt::Link(LinkError::Stranger)
            }
        }
    }
}

impl From<TakeInError> for Halt {
    fn from(error: TakeInError) -> Self {
        match error {
            TakeInError::Sql(error) => Halt::Told(error.into()),
            _ => Halt::Link(LinkError::Stranger),
        }
    }
}

/// Runs one round.
///
/// # Errors
/// [`Halt`]; what was done until then stays done.
pub async fn exchange(
    till: &Arc<Till>,
    link: &Link,
    scope: Scope,
    contact: &mut Contact,
    total: &mut Total,
    tell: Tell<'_>,
) -> Result<(), Halt> {
    let context = till.context();
    let node = till.node();
    // After a failure head office is greeted anew: either side may have changed its clock or its
    // books meanwhile.
    let greeted = std::mem::take(&mut contact.greeted);
    let mut round = Round { till, link, context, node, contact, total };
    round.seal()?;
    if !greeted {
        round.greet().await?;
        // Head office told its time: an entry may say that the clock here is wrong.
        round.seal()?;
    }
    round.push(tell).await?;
    if scope == Scope::Both {
        for feed in [feed::CATALOGUE, feed::of_branch(round.node.branch)] {
            round.pull(feed, tell).await?;
        }
        till.light.trouble(round.clock_trouble(), WallClock.now_ms());
    }
    round.contact.greeted = true;
    Ok(())
}

struct Round<'a> {
    till: &'a Arc<Till>,
    link: &'a Link,
    context: Context,
    node: Node,
    contact: &'a mut Contact,
    total: &'a mut Total,
}

impl Round<'_> {
    /// Seals all that is not sealed yet.
    fn seal(&mut self) -> Result<(), Halt> {
        let (org, stream, key) = (&self.node.org, self.node.stream, &self.till.key);
        let now = WallClock.now_ms();
        let store = &self.context.store;
        let sealed = || outbox::seal_next(store, org, stream, key, &CutLimits::BRANCH, now);
        while sealed()?.is_some() {
            self.total.sealed += 1;
        }
        Ok(())
    }

    /// Sends sealed batches until all are acknowledged.
    async fn push(&mut self, tell: Tell<'_>) -> Result<(), Halt> {
        loop {
            let acked = self.acked()?;
            let next =
                self.context.store.read(|sql| outbox::next_to_send(sql, self.node.stream, acked));
            let Some((batch_no, bytes)) = next.map_err(ApiError::from)? else { return Ok(()) };
            let reply = self.link.push(batch_no, bytes, self.own_seq()?).await?;
            let now_acked = self.take_ack(&reply.ack)?;
            match reply.outcome {
                PushOutcome::Forked { at_seq } => return Err(refused(format!("fork {at_seq}"))),
                PushOutcome::Rejected => return Err(refused("revoked")),
                // Head office lost its newer part: the loop goes back to where it stands.
                PushOutcome::Parked { .. } if now_acked < acked => {}
                _ if now_acked > acked => {}
                _ => return Err(refused(format!("batch {batch_no}"))),
            }
            self.total.sent += 1;
            tell(&["exchange"]);
        }
    }

    /// Asks what head office holds; so a head office that came back from a backup is noticed, and
    /// a wrong clock on either side.
    async fn greet(&mut self) -> Result<(), Halt> {
        let status = self.status().await?;
        self.take_ack(&status.ack).map(|_| ())
    }

    async fn status(&mut self) -> Result<StreamStatus, Halt> {
        let own = self.own_seq()?;
        let first = self.link.status(own, self.signing_time(), self.nonce()).await;
        let Err(LinkError::Refused(error)) = &first else { return Ok(first?) };
        let Some(minutes) = clock_wrong(error) else { return Ok(first?) };
        // Our clock is wrong; from now on requests are signed with head office's time.
        let ahead = minutes.saturating_mul(MINUTE_MS);
        self.contact.offset_ms = self.contact.offset_ms.saturating_sub(ahead);
        Ok(self.link.status(own, self.signing_time(), self.nonce()).await?)
    }

    /// Takes an acknowledgement and gives the number up to which head office has everything.
    fn take_ack(&mut self, bytes: &[u8]) -> Result<u64, Halt> {
        let now = WallClock.now_ms();
        let taken = self.context.store.write(|sql| outbox::take_ack(sql, &self.node, bytes, now));
        let (ack, standing) = taken?;
        self.heard(ack.hq_time_ms);
        match standing {
            AckStanding::Forward | AckStanding::Unmoved => Ok(ack.acked_seq),
            AckStanding::RolledBack { last, found } => {
                tracing::warn!(last, found, "head office came back from a backup; sending again");
                Ok(ack.acked_seq)
            }
            AckStanding::OlderEpoch { .. } => Err(LinkError::Stranger.into()),
            AckStanding::OtherHistory { at_seq, .. } => Err(refused(format!("fork {at_seq}"))),
            AckStanding::BeyondOwnLog { acked_seq } => {
                Err(refused(format!("this ledger is older than no. {acked_seq}")))
            }
        }
    }

    /// The last number written here.
    fn own_seq(&self) -> Result<u64, Halt> {
        let head = self.context.store.read(|sql| log::head(sql, self.node.stream));
        Ok(head.map_err(ApiError::from)?.seq)
    }

    /// Head office answered in its own words, and told its time.
    fn heard(&mut self, hq_time_ms: i64) {
        let now = WallClock.now_ms();
        self.till.light.up(now);
        self.contact.offset_ms = hq_time_ms.saturating_sub(now);
    }

    fn acked(&self) -> Result<u64, Halt> {
        let ack = self.context.store.read(|sql| outbox::acknowledged(sql, &self.node))?;
        Ok(ack.map_or(0, |ack| ack.acked_seq))
    }

    /// Fetches a feed to its end and applies it.
    async fn pull(&mut self, feed: StreamId, tell: Tell<'_>) -> Result<(), Halt> {
        let wire = log::wire(feed);
        loop {
            let after = self.held(feed)?;
            let (time, nonce) = (self.signing_time(), self.nonce());
            let bytes = self.link.feed(wire, after, PAGE_BYTES, time, nonce).await?;
            let page = FeedPage::decode(&bytes).map_err(|_| LinkError::Stranger)?;
            let head = self.check_head(feed, &page.head)?;
            let now = WallClock.now_ms();
            for bytes in &page.batches {
                let open =
                    self.context.store.read(|sql| take_in::open(sql, &self.node.org, bytes))?;
                self.context.store.write(|sql| take_in::take_in(sql, &open, bytes, now))?;
            }
            self.apply(feed, tell)?;
            let held = self.held(feed)?;
            if held >= head.head.seq {
                return self.keep_head(feed, &page.head);
            }
            if held == after {
                // The head promises more than the page brought.
                return Err(LinkError::Stranger.into());
            }
        }
    }

    fn apply(&mut self, feed: StreamId, tell: Tell<'_>) -> Result<(), Halt> {
        let mut news = 0;
        loop {
            let some = self.context.store.write(|sql| feed::apply_some(sql, &self.node, feed));
            match some.map_err(ApiError::from)? {
                0 => break,
                some => news += some as u64,
            }
        }
        if news > 0 {
            self.total.applied += news;
            self.till.refresh()?;
            self.node = self.till.node();
            tell(&[
                "product",
                "partner",
                "stock",
                "cart",
                "node",
                "document",
                "report",
                "promotion",
                "approval",
                "draft",
            ]);
        }
        Ok(())
    }

    fn held(&self, feed: StreamId) -> Result<u64, Halt> {
        let row = self.context.store.read(|sql| stream::load(sql, feed));
        Ok(row.map_err(ApiError::from)?.map_or(0, |row| row.acked.seq))
    }

    /// A feed that steps back or changes its past is not believed (`exchange.md` 44).
    fn check_head(&mut self, feed: StreamId, bytes: &[u8]) -> Result<FeedHead, Halt> {
        let head = self.open_head(bytes).ok_or(LinkError::Stranger)?;
        let name = head_name(feed);
        let last = self.context.store.read(|sql| node::meta(sql, &name)).map_err(ApiError::from)?;
        let last = last.and_then(|bytes| self.open_head(&bytes));
        let right_feed = head.feed == log::wire(feed);
        match head.weigh(last.as_ref()) {
            FeedStanding::Forward | FeedStanding::Unmoved if right_feed => {
                self.heard(head.hq_time_ms);
                Ok(head)
            }
            FeedStanding::RolledBack { last, found } => {
                Err(refused(format!("feed {}: {found} < {last}", feed.0)))
            }
            _ => Err(refused(format!("feed {}", feed.0))),
        }
    }

    fn open_head(&self, bytes: &[u8]) -> Option<FeedHead> {
        let key = VerifyingKey::from_bytes(&self.node.hq_key).ok()?;
        FeedHead::open(bytes, &OrgId(self.node.org), &key).ok()
    }

    fn keep_head(&self, feed: StreamId, bytes: &[u8]) -> Result<(), Halt> {
        let name = head_name(feed);
        let kept = self.context.store.write(|sql| node::set_meta(sql, &name, bytes));
        Ok(kept.map_err(ApiError::from)?)
    }

    /// A clock that is minutes off is shown; nothing is refused for it (`exchange.md` 2.15).
    fn clock_trouble(&self) -> Option<ApiError> {
        let ahead = self.contact.offset_ms.saturating_neg();
        let minutes = ahead / MINUTE_MS;
        clock::is_wrong(ahead).then(|| ErrorCode::ClockWrong.with("minutes", minutes))
    }

    fn signing_time(&self) -> i64 {
        WallClock.now_ms().saturating_add(self.contact.offset_ms)
    }

    fn nonce(&self) -> [u8; 12] {
        let mut nonce = [0; 12];
        (self.context.random)(&mut nonce);
        nonce
    }
}

/// Where the ledger remembers how far a feed went.
fn head_name(feed: StreamId) -> String {
    format!("feed_head.{}", feed.0)
}

fn refused(reason: impl ToString) -> Halt {
    Halt::Told(ErrorCode::HqRefused.with("reason", reason.to_string()))
}

/// The minutes by which head office finds our clock ahead of its own.
fn clock_wrong(error: &ApiError) -> Option<i64> {
    if !error.is(ErrorCode::ClockWrong) {
        return None;
    }
    error.param("minutes")?.parse().ok()
}
