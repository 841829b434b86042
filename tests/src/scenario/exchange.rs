//! The exchange of a scenario: batches up, feeds down, acknowledgements back.
//!
//! Owns who reaches whom. Leaves out what batches hold and mean: every step is the books' own.
//! Invariant: a place that is offline neither gives nor takes; after every commit the control
//! accounts agree.

use anyhow::{Context, Result};
use fenhao_books::sql::SqlError;
use fenhao_books::{feed, outbox, take_in};
use fenhao_domain::id::StreamId;
use fenhao_exchange::batch::CutLimits;
use fenhao_exchange::intake::Outcome;
use fenhao_exchange::stream::OrgId;

use super::world::{NOW, ORG, Place, World};
use crate::control;

/// Entries merged in one transaction: few, so that stories cross its edges.
const MERGE: usize = 3;

/// Bytes of a feed that are asked for at once.
const FEED_BYTES: usize = 1 << 20;

impl World {
    /// All places that are online give and take until nothing is new.
    pub fn exchange(&mut self) -> Result<()> {
        loop {
            let mut moved = 0;
            for at in 1..self.places.len() {
                if self.places[at].online {
                    self.places[at].seal()?;
                    moved += self.send_up(at)?;
                }
            }
            self.merge()?;
            self.seal_feeds()?;
            for at in 1..self.places.len() {
                if self.places[at].online {
                    moved += self.fetch_down(at)?;
                }
            }
            if moved == 0 {
                return Ok(());
            }
        }
    }

    /// HQ merges all that it has taken in.
    pub fn merge(&mut self) -> Result<()> {
        let store = self.hq().store.clone();
        while self.merger.run(&store, MERGE, NOW)?.entries > 0 {
            control::check_all(&store)?;
        }
        Ok(())
    }

    /// A batch reaches HQ, by whatever way. Gives what HQ said, and its acknowledgement.
    pub fn deliver(&self, bytes: &[u8]) -> Result<(Outcome, Vec<u8>)> {
        let hq = self.hq();
        let taken = take(hq, bytes)?;
        let ack = take_in::acknowledgement(&taken.row, hq.node.hq_epoch, NOW);
        Ok((taken.outcome, ack.seal(&OrgId(ORG), &hq.key)))
    }

    fn send_up(&self, at: usize) -> Result<u64> {
        let place = &self.places[at];
        let mut sent = 0;
        loop {
            let next = place.store.write(|sql| {
                let acked = outbox::acknowledged(sql, &place.node)?.map_or(0, |ack| ack.acked_seq);
                let next = outbox::next_to_send(sql, place.node.stream, acked)?;
                Ok::<_, outbox::OutboxError>(next)
            })?;
            let Some((_, bytes)) = next else { return Ok(sent) };
            let (_, ack) = self.deliver(&bytes)?;
            place.store.write(|sql| outbox::take_ack(sql, &place.node, &ack, NOW))?;
            sent += 1;
        }
    }

    fn seal_feeds(&self) -> Result<()> {
        let hq = self.hq();
        for feed in hq.store.read(|sql| feed::written(sql))? {
            let (store, key) = (&hq.store, &hq.key);
            while outbox::seal_next(store, &ORG, feed, key, &CutLimits::BRANCH, NOW)?.is_some() {}
        }
        Ok(())
    }

    fn fetch_down(&self, at: usize) -> Result<u64> {
        let place = &self.places[at];
        let mut fetched = 0;
        for feed in [feed::CATALOGUE, feed::of_branch(place.node.branch)] {
            let after = place.feed_position(feed)?;
            let hq = &self.hq().store;
            for bytes in hq.read(|sql| feed::batches_after(sql, feed, after, FEED_BYTES))? {
                take(place, &bytes)?;
                fetched += 1;
            }
            place.store.write(|sql| {
                while feed::apply_some(sql, &place.node, feed)? > 0 {}
                Ok::<_, SqlError>(())
            })?;
            control::check_all(&place.store)?;
        }
        Ok(fetched)
    }
}

impl Place {
    /// Seals what is not sealed into one batch, if there is anything.
    pub fn seal(&mut self) -> Result<bool> {
        let (stream, key) = (self.node.stream, &self.key);
        let sealed = outbox::seal_next(&self.store, &ORG, stream, key, &CutLimits::BRANCH, NOW)?;
        let found = sealed.is_some();
        self.batches.extend(sealed.map(|batch| batch.bytes));
        Ok(found)
    }

    fn feed_position(&self, feed: StreamId) -> Result<u64> {
        use fenhao_books::table::stream;
        let row = self.store.read(|sql| stream::load(sql, feed))?;
        Ok(row.context("a branch has subscribed to its feeds")?.acked.seq)
    }
}

fn take(place: &Place, bytes: &[u8]) -> Result<take_in::TakenIn> {
    let open = place.store.read(|sql| take_in::open(sql, &ORG, bytes))?;
    Ok(place.store.write(|sql| take_in::take_in(sql, &open, bytes, NOW))?)
}
