//! Sealing beside sales: nobody waits for packing and signing, and nothing is lost in between.

use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

use fenhao_books::outbox::{self, OutboxError};
use fenhao_books::sql::SqlError;
use fenhao_books::store::Store;
use fenhao_domain::kind::Kind;
use fenhao_exchange::batch::{self, CutLimits, SealedBatch};
use fenhao_exchange::intake::Outcome;

use super::world::{NOW, ORG, Place, document, hq, shop_in};

/// Long enough for a busy machine; only a test that fails waits for it.
const LONG: Duration = Duration::from_secs(20);

fn shop_at(path: &Path) -> Place {
    shop_in(Store::open(path).unwrap(), 1)
}

fn receive(shop: &Place, times: usize) {
    for _ in 0..times {
        shop.post(document(Kind::CG, "2026-11-20", &[(1, "1", "2.50")]));
    }
}

fn pack(shop: &Place) -> Result<Option<SealedBatch>, OutboxError> {
    let limits = CutLimits { entries: 500, body_bytes: 1 << 19 };
    shop.store.read(|sql| outbox::pack_next(sql, &ORG, shop.node.stream, &shop.key, &limits))
}

#[test]
fn a_batch_is_packed_and_signed_while_a_sale_is_being_written() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_at(&folder.path().join("ledger.sqlite"));
    receive(&shop, 3);
    let (begun, is_begun) = channel();
    let (packed, is_packed) = channel();
    let waited = std::thread::scope(|scope| {
        let shop = &shop;
        scope.spawn(move || {
            is_begun.recv().unwrap();
            packed.send(pack(shop).unwrap()).unwrap();
        });
        shop.store.write(|_| {
            begun.send(()).unwrap();
            Ok::<_, SqlError>(is_packed.recv_timeout(LONG))
        })
    });
    let batch = waited.unwrap().expect("packing waits for no writer").unwrap();
    assert_eq!((batch.header.first_seq, batch.header.count), (1, 3));
}

#[test]
fn a_stream_that_is_sealed_to_its_end_asks_for_no_write() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_at(&folder.path().join("ledger.sqlite"));
    receive(&shop, 3);
    assert_eq!(shop.seal(500).len(), 1);
    let asked = shop.store.writes_asked();
    assert!(shop.seal(500).is_empty());
    assert_eq!(shop.store.writes_asked(), asked);
}

#[test]
fn a_crash_between_packing_and_storing_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let shop = shop_at(&path);
    receive(&shop, 3);
    let packed = pack(&shop).unwrap().unwrap();
    let Place { store, node, key } = shop;
    drop(store);
    let again = Place { store: Store::open(&path).unwrap(), node, key };
    assert_eq!(again.seal(500), [packed.bytes]);
    assert!(again.seal(500).is_empty());
}

#[test]
fn a_batch_that_no_longer_follows_the_last_one_is_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_at(&folder.path().join("ledger.sqlite"));
    receive(&shop, 3);
    let late = pack(&shop).unwrap().unwrap();
    receive(&shop, 1);
    let sealed = shop.seal(2);
    let kept = |batch: &SealedBatch| shop.store.write(|sql| outbox::keep(sql, batch, NOW));
    assert_eq!(kept(&late), Ok(false));
    assert_eq!(sealed.len(), 2);
    assert_eq!(shop.rows("SELECT first_seq, last_seq FROM batch ORDER BY 1", 2), ["1 2", "3 4"]);
}

#[test]
fn two_that_seal_at_once_cover_the_log_without_hole_or_overlap() {
    let folder = tempfile::tempdir().unwrap();
    let (hq, shop) = (hq(1), shop_at(&folder.path().join("ledger.sqlite")));
    receive(&shop, 40);
    let (one, mut batches) = std::thread::scope(|scope| {
        let other = scope.spawn(|| shop.seal(1));
        (shop.seal(1), other.join().unwrap())
    });
    batches.extend(one);
    assert_eq!(batches.len(), 40);
    batches.sort_by_key(|bytes| batch::peek(bytes).unwrap().batch_no);
    for batch in &batches {
        assert!(matches!(hq.take_in(batch).unwrap().outcome, Outcome::Append { skip: 0, .. }));
    }
    assert_eq!(hq.merge().documents, 40);
}
