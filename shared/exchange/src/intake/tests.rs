//! Honest and dishonest deliveries (`exchange.md` §4: 24, 25, 26, and the revoked key of 39).

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{
    batch::{CutLimits, OpenLimits, SealedBatch, Sealer, open},
    document::BookedPostings,
    key::SigningKey,
    log::{EntryKind, LogEntry},
    stream::OrgId,
    version::VersionVector,
};

const ORG: OrgId = OrgId([9; 16]);
const STREAM: StreamId = StreamId { device: 7, incarnation: 0 };

fn key() -> SigningKey {
    SigningKey::from_seed(&[42; 32])
}

fn entries(contents: impl IntoIterator<Item = u8>) -> Vec<LogEntry> {
    let entry = |(at, content)| LogEntry {
        seq: at as u64 + 1,
        kind: EntryKind::DOCUMENT,
        content: vec![content; 5],
    };
    contents.into_iter().enumerate().map(entry).collect()
}

/// Seals entries into batches of the sizes given; the last size is repeated.
fn cut(entries: &[LogEntry], sizes: &[usize]) -> Vec<OpenBatch> {
    let mut sealer = Sealer::new(ORG, STREAM, 1);
    let (mut rest, mut batches) = (entries, Vec::new());
    while !rest.is_empty() {
        let size = sizes.get(batches.len()).or(sizes.last()).copied().unwrap_or(1);
        let limits = CutLimits { entries: size.max(1), ..CutLimits::BRANCH };
        let sealed =
            sealer.seal_next(rest, &BookedPostings::new(), &VersionVector::new(), &limits, &key());
        let sealed = sealed.expect("the entries are in order").expect("some remain");
        rest = &rest[sealed.header.count as usize..];
        batches.push(opened(&sealed));
    }
    batches
}

fn opened(sealed: &SealedBatch) -> OpenBatch {
    open(&sealed.bytes, &ORG, &key().verifying_key(), &OpenLimits::WIRE).expect("honest")
}

/// A receiver as the books will be one: what it holds, and what is parked.
#[derive(Clone, Debug, PartialEq)]
struct Receiver {
    state: StreamState,
    log: Vec<LogEntry>,
    chain: Vec<ChainHash>,
    stored: BTreeMap<u64, BatchHash>,
    parked: Vec<OpenBatch>,
    forks: usize,
}

impl Receiver {
    fn new() -> Self {
        Self {
            state: StreamState::new(STREAM),
            log: Vec::new(),
            chain: Vec::new(),
            stored: BTreeMap::new(),
            parked: Vec::new(),
            forks: 0,
        }
    }

    fn judge(&self, batch: &OpenBatch) -> Outcome {
        let values = match self.state.overlap(batch.header()) {
            None => Overlap::NONE,
            Some((first_seq, last)) => {
                Overlap { first_seq, chain: &self.chain[first_seq as usize - 1..last as usize] }
            }
        };
        let stored = self.stored.get(&batch.header().batch_no).copied();
        decide(&self.state, batch, stored, values).expect("the overlap is complete")
    }

    fn take_all<'a>(&mut self, batches: impl IntoIterator<Item = &'a OpenBatch>) {
        for batch in batches {
            self.take(batch);
        }
    }

    fn take(&mut self, batch: &OpenBatch) -> Outcome {
        let before = self.state.head;
        let outcome = self.judge(batch);
        match outcome {
            Outcome::Append { skip, take, head, .. } => {
                self.log.extend_from_slice(&batch.entries()[skip..skip + take]);
                self.chain.extend_from_slice(&batch.chain()[skip..skip + take]);
                self.stored.insert(batch.header().batch_no, batch.hash());
                self.state = self.state.after(batch, &outcome);
                assert_eq!(self.log.len() as u64, head.seq, "no hole below the head");
                let mut waiting = std::mem::take(&mut self.parked);
                waiting.sort_by_key(|batch| batch.header().first_seq);
                self.take_all(&waiting);
            }
            Outcome::Parked { .. } => self.parked.push(batch.clone()),
            Outcome::Fork { .. } => self.forks += 1,
            Outcome::Repeat { .. } | Outcome::Rejected(_) => {}
        }
        assert!(self.state.head.seq >= before.seq, "an acknowledged number never steps back");
        outcome
    }
}

fn append(skip: usize, take: usize, batch: &OpenBatch, recut: bool) -> Outcome {
    let hash = batch.chain()[skip + take - 1];
    let seq = batch.header().first_seq + (skip + take) as u64 - 1;
    Outcome::Append { skip, take, head: ChainHead { seq, hash }, recut }
}

#[test]
fn a_batch_replayed_a_thousand_times_is_taken_once() {
    let batches = cut(&entries(0..10), &[5]);
    let mut receiver = Receiver::new();
    assert_eq!(receiver.take(&batches[0]), append(0, 5, &batches[0], false));
    assert_eq!(receiver.take(&batches[1]), append(0, 5, &batches[1], false));
    let settled = receiver.clone();
    for _ in 0..1000 {
        assert_eq!(receiver.take(&batches[0]), Outcome::Repeat { recut: false });
        assert_eq!(receiver.take(&batches[1]), Outcome::Repeat { recut: false });
    }
    assert_eq!(receiver, settled);
}

#[test]
fn a_gap_is_parked_and_names_the_hole() {
    let batches = cut(&entries(0..15), &[5]);
    let mut receiver = Receiver::new();
    let hole = |missing_first, missing_last| Outcome::Parked { missing_first, missing_last };
    assert_eq!(receiver.take(&batches[2]), hole(1, 10));
    assert_eq!(receiver.state.acked_seq(), 0);
    receiver.take(&batches[0]);
    assert_eq!(receiver.state.acked_seq(), 5);
    assert_eq!(receiver.judge(&batches[2]), hole(6, 10));
    receiver.take(&batches[1]);
    assert_eq!((receiver.state.acked_seq(), receiver.parked.len()), (15, 0));
}

#[test]
fn the_same_number_with_other_content_is_a_fork() {
    let ours = entries([1, 2, 3, 4, 5, 6]);
    let mut receiver = Receiver::new();
    receiver.take_all(&cut(&ours, &[3]));
    let theirs = entries([1, 2, 3, 4, 50, 6]);
    let other = cut(&theirs, &[3]);
    assert_eq!(receiver.take(&other[0]), Outcome::Repeat { recut: false });
    let (ours, theirs) = (receiver.chain[4], other[1].chain()[1]);
    let fork = Outcome::Fork { at_seq: 5, exact: true, ours, theirs };
    assert_eq!(receiver.take(&other[1]), fork);
    assert_eq!((receiver.state.acked_seq(), receiver.forks), (6, 1));
}

#[test]
fn a_batch_that_continues_another_history_is_a_fork_at_or_before_its_start() {
    let mut receiver = Receiver::new();
    receiver.take_all(&cut(&entries([1, 2, 3]), &[3]));
    let other = cut(&entries([1, 20, 3, 4, 5]), &[3, 2]);
    let (ours, theirs) = (receiver.chain[2], other[0].chain()[2]);
    let fork = Outcome::Fork { at_seq: 3, exact: false, ours, theirs };
    assert_eq!(receiver.take(&other[1]), fork);
    assert!(matches!(receiver.take(&other[0]), Outcome::Fork { at_seq: 2, exact: true, .. }));
}

#[test]
fn entries_cut_anew_after_a_restore_are_no_fork() {
    let log = entries(0..12);
    let mut receiver = Receiver::new();
    let first = cut(&log, &[4, 4, 4]);
    receiver.take(&first[0]);
    receiver.take(&first[1]);
    let again = cut(&log, &[6, 6]);
    assert_eq!(receiver.take(&again[0]), Outcome::Repeat { recut: true });
    assert_eq!(receiver.take(&again[1]), append(2, 4, &again[1], true));
    assert_eq!(receiver.take(&first[2]), Outcome::Repeat { recut: true });
    assert_eq!((receiver.log, receiver.forks), (log, 0));
}

#[test]
fn a_batch_number_once_used_is_not_due_again() {
    let log = entries(0..12);
    let mut receiver = Receiver::new();
    receiver.take_all(&cut(&log, &[4, 4, 4])[..2]);
    let whole = cut(&log, &[12]);
    assert_eq!(receiver.take(&whole[0]), append(8, 4, &whole[0], true));
    assert_eq!(receiver.state.next_batch_no, 3);
}

#[test]
fn an_overlap_that_differs_beyond_what_is_shared_is_a_fork_there() {
    let mut receiver = Receiver::new();
    receiver.take_all(&cut(&entries([1, 2, 3, 4]), &[4]));
    let other = cut(&entries([1, 2, 3, 40, 5, 6]), &[2, 4]);
    assert!(matches!(receiver.take(&other[1]), Outcome::Fork { at_seq: 4, exact: true, .. }));
    assert_eq!(receiver.state.acked_seq(), 4);
}

#[test]
fn a_batch_of_another_stream_is_not_taken() {
    let batch = cut(&entries([1]), &[1]).remove(0);
    let state = StreamState::new(StreamId { device: 8, incarnation: 0 });
    assert_eq!(
        decide(&state, &batch, None, Overlap::NONE),
        Ok(Outcome::Rejected(Rejection::OtherStream { found: STREAM }))
    );
}

#[test]
fn a_revoked_key_counts_up_to_its_last_valid_entry() {
    let batches = cut(&entries(0..10), &[4]);
    let head = |seq: u64| {
        let batch = &batches[(seq as usize - 1) / 4];
        ChainHead { seq, hash: batch.chain()[(seq as usize - 1) % 4] }
    };
    let mut receiver = Receiver::new();
    receiver.state.revoked = Some(Revocation { last_valid: head(6) });
    assert_eq!(receiver.take(&batches[0]), append(0, 4, &batches[0], false));
    assert_eq!(receiver.take(&batches[1]), append(0, 2, &batches[1], false));
    let revoked = Outcome::Rejected(Rejection::Revoked { last_valid_seq: 6 });
    assert_eq!(receiver.take(&batches[1]), revoked, "its tail stays out when it comes again");
    assert!(matches!(receiver.take(&batches[2]), Outcome::Parked { .. }));
    assert_eq!(receiver.take(&batches[0]), Outcome::Repeat { recut: false });
    assert_eq!(receiver.state.acked_seq(), 6);
    let mut other = Receiver::new();
    let last_valid = ChainHead { seq: 2, hash: ChainHash([0; 32]) };
    other.state.revoked = Some(Revocation { last_valid });
    let found = batches[0].chain()[1];
    let rejected = Outcome::Rejected(Rejection::NotTheRevokedHistory { found });
    assert_eq!(other.take(&batches[0]), rejected);
}

#[test]
fn a_hole_in_the_receivers_own_books_is_named() {
    let batches = cut(&entries(0..6), &[3]);
    let mut receiver = Receiver::new();
    receiver.take_all(&batches);
    let again = cut(&entries(0..6), &[6]);
    let chain = &receiver.chain[..2];
    assert_eq!(
        decide(&receiver.state, &again[0], None, Overlap { first_seq: 1, chain }),
        Err(OverlapMissing { seq: 3 })
    );
}

proptest! {
    #[test]
    fn any_order_with_repeats_leads_to_the_same_state(
        contents in proptest::collection::vec(any::<u8>(), 1..25),
        sizes in proptest::collection::vec(1usize..6, 1..6),
        order in proptest::collection::vec(any::<proptest::sample::Index>(), 0..60),
    ) {
        let log = entries(contents);
        let batches = cut(&log, &sizes);
        let mut straight = Receiver::new();
        straight.take_all(&batches);
        let mut shuffled = Receiver::new();
        for index in order {
            shuffled.take(&batches[index.index(batches.len())]);
        }
        // Whatever was lost is sent again at the end, newest first.
        shuffled.take_all(batches.iter().rev());
        prop_assert_eq!(&shuffled, &straight);
        prop_assert_eq!(shuffled.log, log);
    }

    #[test]
    fn any_cuts_mixed_in_any_order_lead_to_the_same_log(
        contents in proptest::collection::vec(any::<u8>(), 1..25),
        cuts in proptest::collection::vec(proptest::collection::vec(1usize..9, 1..5), 1..4),
        order in proptest::collection::vec(
            (any::<proptest::sample::Index>(), any::<proptest::sample::Index>()), 0..60),
    ) {
        let log = entries(contents);
        let deliveries: Vec<_> = cuts.iter().map(|sizes| cut(&log, sizes)).collect();
        let mut receiver = Receiver::new();
        for (which, batch) in order {
            let batches = which.get(&deliveries);
            receiver.take(batch.get(batches));
        }
        receiver.take_all(&deliveries[0]);
        prop_assert_eq!(receiver.forks, 0);
        prop_assert_eq!(receiver.state.head, deliveries[0].last().expect("one").head_after());
        prop_assert_eq!(receiver.log, log);
        prop_assert!(receiver.parked.is_empty());
    }

    #[test]
    fn a_fork_is_found_where_the_histories_part(
        contents in proptest::collection::vec(any::<u8>(), 2..25),
        at in any::<proptest::sample::Index>(),
        sizes in proptest::collection::vec(1usize..6, 1..6),
    ) {
        let ours = entries(contents.clone());
        let at = at.index(contents.len());
        let mut other = contents;
        other[at] ^= 1;
        let theirs = cut(&entries(other), &sizes);
        let mut receiver = Receiver::new();
        receiver.take_all(&cut(&ours, &[4]));
        let mut exact = None;
        for batch in &theirs {
            if let Outcome::Fork { at_seq, exact: true, .. } = receiver.take(batch) {
                exact = exact.or(Some(at_seq));
            }
        }
        prop_assert_eq!(exact, Some(at as u64 + 1));
        prop_assert_eq!(receiver.log, ours, "what was acknowledged first stays");
    }
}
