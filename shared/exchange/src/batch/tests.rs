//! Only what was sealed opens (`exchange.md` §4: 24, 39, 40, 47).

use proptest::prelude::*;

use super::{header::BatchHeader, *};
use crate::{
    canonical::{CanonicalError, Writer},
    document::{BookedPostings, PostingsHash},
    hash::{BatchHash, ChainHash},
    key::{Domain, KeyError, Signature, SigningKey},
    log::{ChainHead, EntryKind, LogEntry, MAX_CONTENT_BYTES},
    stream::{OrgId, StreamId},
    version::VersionVector,
};

const ORG: OrgId = OrgId([9; 16]);
const STREAM: StreamId = StreamId { device: 7, incarnation: 1 };

fn key() -> SigningKey {
    SigningKey::from_seed(&[42; 32])
}

/// Entries whose content looks like a sale: a few fields that repeat and a few that do not.
fn sales(first_seq: u64, count: u64) -> Vec<LogEntry> {
    let sale = |seq: u64| {
        let mut writer = Writer::new();
        writer.array(5).uint(1).uint(20_261_123).uint(1_795_430_000_000 + seq * 61_007);
        writer.array(3);
        for line in 0..3 {
            let product = (seq * 7 + line * 13) % 400;
            writer.array(3).uint(90_000 + product).int(1_000_000).int(19_900 + product as i64);
        }
        writer.text("现金");
        LogEntry { seq, kind: EntryKind::DOCUMENT, content: writer.finish() }
    };
    (first_seq..first_seq + count).map(sale).collect()
}

fn seen() -> VersionVector {
    VersionVector::from_pairs([(StreamId::HEAD_OFFICE, 92_000)])
}

fn sealed(count: u64) -> SealedBatch {
    let mut sealer = Sealer::new(ORG, STREAM, 1);
    let limits = CutLimits { entries: MAX_ENTRIES, ..CutLimits::FEED };
    let batches =
        sealer.seal_all(&sales(1, count), &BookedPostings::new(), &seen(), &limits, &key());
    batches.expect("the entries are in order").remove(0)
}

fn opened(bytes: &[u8]) -> Result<OpenBatch, BatchError> {
    open(bytes, &ORG, &key().verifying_key(), &OpenLimits::WIRE)
}

/// Signs a header and a body as the holder of the key, however wrong they are.
fn forged_by_the_holder(header: &BatchHeader, body: &[u8]) -> Vec<u8> {
    seal::sign(&ORG, header, body, &key())
}

fn raw(header: BatchHeader, body: &[u8]) -> Vec<u8> {
    let body_length = u32::try_from(body.len()).expect("small");
    forged_by_the_holder(&BatchHeader { codec: 0, body_length, ..header }, body)
}

#[test]
fn a_batch_opens_to_the_entries_that_were_sealed() {
    let batch = sealed(50);
    let open = opened(&batch.bytes).expect("it was sealed honestly");
    assert_eq!(open.entries(), sales(1, 50));
    assert_eq!(open.header(), &batch.header);
    assert_eq!(peek(&batch.bytes), Ok(batch.header.clone()));
    assert_eq!((open.hash(), open.head_after()), (batch.hash, batch.head_after));
    let head = sales(1, 50).iter().fold(ChainHead::genesis(STREAM), |head, entry| {
        head.extend(STREAM, entry).expect("the entries are in order")
    });
    assert_eq!(open.head_after(), head);
    assert_eq!(open.chain().len(), 50);
}

#[test]
fn the_header_says_what_each_document_in_it_was_booked_as() {
    let seal = |booked: &BookedPostings| {
        let mut sealer = Sealer::new(ORG, STREAM, 1);
        let batch = sealer.seal_next(&sales(1, 3), booked, &seen(), &CutLimits::BRANCH, &key());
        let batch = batch.expect("in order").expect("not empty");
        opened(&batch.bytes).expect("honest").header().postings
    };
    let booked = BookedPostings::from([(1, PostingsHash([1; 8])), (3, PostingsHash([3; 8]))]);
    assert_eq!(seal(&booked), PostingsHash::over(&sales(1, 3), &booked));
    for (seq, other) in [(1, 9), (3, 9), (2, 2)] {
        let mut changed = booked.clone();
        changed.insert(seq, PostingsHash([other; 8]));
        assert_ne!(seal(&changed), seal(&booked), "entry {seq}");
    }
    // What stands in another batch says nothing about this one.
    let beyond = booked.into_iter().chain([(4, PostingsHash([4; 8]))]).collect();
    assert_eq!(seal(&beyond), PostingsHash::over(&sales(1, 3), &beyond));
    assert_eq!(
        PostingsHash::over(&sales(4, 2), &beyond),
        PostingsHash::over(&sales(4, 1), &beyond)
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(sealed(50), sealed(50));
}

#[test]
fn the_envelope_of_fifty_sales_stays_small() {
    let batch = sealed(50);
    let parts = header::split(&batch.bytes).expect("the shape is right");
    let envelope = batch.bytes.len() - parts.body.len();
    assert!(envelope <= 170, "{envelope} bytes");
    assert_eq!(Codec::from_number(batch.header.codec), Ok(Codec::Zstd));
}

#[test]
fn every_flip_of_a_byte_is_refused() {
    let batch = sealed(50);
    for at in 0..batch.bytes.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut flipped = batch.bytes.clone();
            flipped[at] ^= mask;
            assert!(opened(&flipped).is_err(), "byte {at} ^ {mask:#x}");
        }
    }
}

#[test]
fn every_value_of_every_byte_but_the_sealed_one_is_refused() {
    let batch = sealed(1);
    for at in 0..batch.bytes.len() {
        for value in (0..=255u8).filter(|value| *value != batch.bytes[at]) {
            let mut changed = batch.bytes.clone();
            changed[at] = value;
            assert!(opened(&changed).is_err(), "byte {at} = {value:#x}");
        }
    }
}

#[test]
fn every_cut_and_every_addition_is_refused() {
    let batch = sealed(5);
    for cut in 0..batch.bytes.len() {
        assert!(opened(&batch.bytes[..cut]).is_err(), "cut at {cut}");
    }
    let longer = [&batch.bytes[..], &[0]].concat();
    let at = batch.bytes.len();
    assert_eq!(opened(&longer), Err(CanonicalError::Trailing { at }.into()));
}

#[test]
fn another_branchs_key_and_another_organisation_are_refused() {
    let batch = sealed(5);
    let other = SigningKey::from_seed(&[43; 32]);
    assert_eq!(
        open(&batch.bytes, &ORG, &other.verifying_key(), &OpenLimits::WIRE),
        Err(BatchError::OtherKey { named: key().id(), expected: other.id() })
    );
    // The other branch signs under the name of this one's key.
    let parts = header::split(&batch.bytes).expect("the shape is right");
    let forged = seal::sign(&ORG, &parts.header, parts.body, &other);
    assert_eq!(opened(&forged), Err(KeyError::BadSignature.into()));
    assert_eq!(
        open(&batch.bytes, &OrgId([8; 16]), &key().verifying_key(), &OpenLimits::WIRE),
        Err(KeyError::BadSignature.into())
    );
}

#[test]
fn a_signature_made_for_something_else_is_refused() {
    let batch = sealed(5);
    let parts = header::split(&batch.bytes).expect("the shape is right");
    let hash = blake3::hash(parts.body);
    for domain in [Domain::Ack, Domain::Certificate, Domain::Enrol, Domain::Request] {
        let signature = key().sign(domain, &ORG, &[hash.as_bytes(), parts.header_bytes]);
        let mut bytes = batch.bytes.clone();
        let start = bytes.len() - 64;
        bytes[start..].copy_from_slice(&signature.0);
        assert_eq!(opened(&bytes), Err(KeyError::BadSignature.into()), "{domain:?}");
    }
}

#[test]
fn a_malleable_signature_is_refused() {
    // s + L signs the same message in a lenient verifier.
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut bytes = sealed(5).bytes;
    let start = bytes.len() - 32;
    let mut carry = 0;
    for (byte, order) in bytes[start..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        (*byte, carry) = ((sum & 0xff) as u8, sum >> 8);
    }
    assert_eq!(opened(&bytes), Err(KeyError::BadSignature.into()));
}

#[test]
fn a_bomb_is_refused_within_its_claimed_length() {
    let batch = sealed(5);
    let bomb = codec::compress(&vec![0; 64 << 20], 19).expect("zeros compress");
    assert!(bomb.len() < 20_000, "{} bytes hold 64 MiB", bomb.len());
    let claims = |body_length| {
        let header = BatchHeader { codec: 1, body_length, ..batch.header.clone() };
        opened(&forged_by_the_holder(&header, &bomb))
    };
    assert_eq!(claims(1000), Err(BatchError::Undecompressable));
    assert_eq!(claims(1 << 20), Err(BatchError::Undecompressable));
    let (bytes, limit) = (64 << 20, MAX_BODY_BYTES);
    assert_eq!(claims(64 << 20), Err(BatchError::BodyTooLarge { bytes, limit }));
    assert!(opened(&vec![0x84; MAX_BATCH_BYTES + 1]).is_err_and(|error| {
        error == BatchError::TooLarge { bytes: MAX_BATCH_BYTES + 1, limit: MAX_BATCH_BYTES }
    }));
}

#[test]
fn what_the_holder_signs_wrongly_is_named() {
    let batch = sealed(5);
    let header = batch.header.clone();
    let body = seal::write_entries(&sales(1, 5));
    assert!(opened(&raw(header.clone(), &body)).is_ok(), "the body as it is, unpacked");
    let changed = |change: fn(&mut BatchHeader)| {
        let mut header = header.clone();
        change(&mut header);
        opened(&raw(header, &body)).expect_err("the header is wrong")
    };
    assert_eq!(
        opened(&forged_by_the_holder(&BatchHeader { codec: 2, ..header.clone() }, &body)),
        Err(BatchError::UnknownCodec { codec: 2 })
    );
    assert_eq!(
        changed(|header| header.dictionary = 5),
        BatchError::UnknownDictionary { dictionary: 5 }
    );
    assert_eq!(
        changed(|header| header.min_reader = 2),
        BatchError::ReaderTooOld { needed: 2, ours: 1 }
    );
    assert_eq!(changed(|header| header.count = 0), BatchError::EntryCount { count: 0 });
    assert_eq!(changed(|header| header.count = 5000), BatchError::EntryCount { count: 5000 });
    assert_eq!(
        changed(|header| header.count = 4),
        CanonicalError::WrongLength { at: 0, expected: 8, found: 10 }.into()
    );
    let zero = ChainHash([0; 32]);
    assert_eq!(
        changed(|header| header.head_before = ChainHash([0; 32])),
        BatchError::NotGenesis { found: zero }
    );
    assert!(matches!(
        changed(|header| header.head_after.0[0] ^= 1),
        BatchError::ChainBroken { .. }
    ));
    assert!(matches!(changed(|header| header.first_seq = 2), BatchError::ChainBroken { .. }));
    assert!(matches!(changed(|header| header.batch_no = 0), BatchError::Canonical(_)));
    assert_eq!(
        changed(|header| header.first_seq = i64::MAX as u64),
        BatchError::EntryCount { count: 5 }
    );
    let mut body_lies = header.clone();
    body_lies.codec = 0;
    assert_eq!(
        opened(&forged_by_the_holder(&body_lies, b"short")),
        Err(BatchError::BodyLength { claimed: header.body_length as usize, found: 5 })
    );
}

#[test]
fn a_body_that_is_not_canonical_is_refused() {
    let batch = sealed(1);
    let header = batch.header.clone();
    for body in [
        &[0x82, 0x18, 0x01, 0x41, 0x00][..],
        &[0x82, 0x01, 0x58, 0x01, 0x00],
        &[0x9f, 0x01, 0x41, 0x00, 0xff],
        &[0xa1, 0x01, 0x41, 0x00],
        &[0x82, 0x01, 0x41, 0x00, 0x00],
        &[0x82, 0x1a, 0x00, 0x01, 0x00, 0x00, 0x41, 0x00],
    ] {
        assert!(
            matches!(opened(&raw(header.clone(), body)), Err(BatchError::Canonical(_))),
            "{body:02x?}"
        );
    }
}

#[test]
fn a_tail_added_by_a_newer_writer_is_read_over() {
    let batch = sealed(3);
    let parts = header::split(&batch.bytes).expect("the shape is right");
    let mut header = parts.header_bytes.to_vec();
    assert_eq!(header[0], 0x8f, "fifteen elements");
    header[0] = 0x90;
    header.extend_from_slice(&[0x82, 0x01, 0x61, b'x']);
    let hash = blake3::hash(parts.body);
    let signature: Signature = key().sign(Domain::Batch, &ORG, &[hash.as_bytes(), &header]);
    let mut writer = Writer::new();
    writer.array(4).uint(1).bytes(&header).bytes(parts.body).bytes(&signature.0);
    let open = opened(&writer.finish()).expect("the tail is signed and not needed");
    assert_eq!(open.entries(), sales(1, 3));
}

#[test]
fn books_that_disagree_with_their_entries_seal_nothing() {
    let entries = sales(1, 5);
    let seen = seen();
    let head = sealed(5).head_after;
    let input = SealInput {
        org: ORG,
        stream: STREAM,
        batch_no: 1,
        previous: BatchHash::NONE,
        head_before: ChainHead::genesis(STREAM),
        head_after: Some(head),
        entries: &entries,
        booked: &BookedPostings::new(),
        schema: 1,
        seen: &seen,
    };
    assert_eq!(seal(&input, &key()).map(|batch| batch.head_after), Ok(head));
    let mut rotten = entries.clone();
    rotten[2].content[4] ^= 1;
    assert!(matches!(
        seal(&SealInput { entries: &rotten, ..input }, &key()),
        Err(SealError::HeadMismatch { books, .. }) if books == head
    ));
    assert_eq!(
        seal(&SealInput { entries: &[], ..input }, &key()),
        Err(SealError::EntryCount { count: 0 })
    );
    assert!(matches!(
        seal(&SealInput { entries: &entries[1..], ..input }, &key()),
        Err(SealError::NotNext(not_next)) if (not_next.after, not_next.found) == (0, 2)
    ));
}

#[test]
fn an_entry_of_the_largest_size_travels_even_if_it_does_not_pack() {
    let mut content = vec![0; MAX_CONTENT_BYTES];
    blake3::Hasher::new().finalize_xof().fill(&mut content);
    let noise = LogEntry { seq: 1, kind: EntryKind::DOCUMENT, content };
    let mut sealer = Sealer::new(ORG, STREAM, 1);
    let batch = sealer
        .seal_next(
            std::slice::from_ref(&noise),
            &BookedPostings::new(),
            &seen(),
            &CutLimits::BRANCH,
            &key(),
        )
        .expect("it fits")
        .expect("there is one");
    assert_eq!(batch.header.codec, Codec::Raw.number());
    assert_eq!(opened(&batch.bytes).expect("honest").entries(), std::slice::from_ref(&noise));
    let larger = LogEntry { seq: 2, content: vec![0; MAX_CONTENT_BYTES + 1], ..noise };
    let before = sealer;
    assert!(matches!(
        sealer.seal_next(&[larger], &BookedPostings::new(), &seen(), &CutLimits::BRANCH, &key()),
        Err(SealError::EntryTooLarge(EntryTooLarge { seq: 2, .. }))
    ));
    assert_eq!(sealer, before, "a refused seal does not move");
}

#[test]
fn what_exceeds_the_limits_is_neither_sealed_nor_opened() {
    let seen = VersionVector::new();
    let entry = |seq, content| LogEntry { seq, kind: EntryKind::DOCUMENT, content };
    let sealed = |entries: &[LogEntry]| {
        let input = SealInput {
            org: ORG,
            stream: STREAM,
            batch_no: 1,
            previous: BatchHash::NONE,
            head_before: ChainHead::genesis(STREAM),
            head_after: None,
            entries,
            booked: &BookedPostings::new(),
            schema: 1,
            seen: &seen,
        };
        seal(&input, &key()).map(|batch| batch.header.count)
    };
    let zeros: Vec<_> = (1..=6).map(|seq| entry(seq, vec![0; MAX_CONTENT_BYTES])).collect();
    assert_eq!(sealed(&zeros[..5]), Ok(5));
    assert!(matches!(sealed(&zeros), Err(SealError::TooLarge { limit: MAX_BODY_BYTES, .. })));
    let mut noise = vec![0; 2 * MAX_CONTENT_BYTES];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    let (left, right) = noise.split_at(MAX_CONTENT_BYTES);
    let noise = [entry(1, left.to_vec()), entry(2, right.to_vec())];
    assert!(matches!(sealed(&noise), Err(SealError::TooLarge { limit: MAX_BATCH_BYTES, .. })));
    let body = seal::write_entries(&[entry(1, vec![0; MAX_CONTENT_BYTES + 1])]);
    let header = self::sealed(1).header;
    assert_eq!(
        opened(&raw(header, &body)),
        Err(BatchError::EntryTooLarge { seq: 1, bytes: MAX_CONTENT_BYTES + 1 })
    );
}

#[test]
fn a_cut_keeps_within_its_bytes_and_lets_one_entry_through() {
    let entry = |seq| LogEntry { seq, kind: EntryKind::DOCUMENT, content: vec![0; 92] };
    let entries: Vec<_> = (1..=9).map(entry).collect();
    let cut = |body_bytes| cut_length(&entries, &CutLimits { entries: 7, body_bytes });
    assert_eq!((cut(0), cut(299), cut(300), cut(5000)), (Ok(1), Ok(2), Ok(3), Ok(7)));
    assert_eq!(cut_length(&[], &CutLimits::BRANCH), Ok(0));
}

#[test]
fn a_branch_puts_five_hundred_documents_into_a_batch() {
    let mut sealer = Sealer::new(ORG, STREAM, 1);
    let batches = sealer
        .seal_all(&sales(1, 1200), &BookedPostings::new(), &seen(), &CutLimits::BRANCH, &key())
        .expect("the entries are in order");
    let counts: Vec<u32> = batches.iter().map(|batch| batch.header.count).collect();
    assert_eq!(counts, [500, 500, 200]);
    assert_eq!(batches[1].header.previous, batches[0].hash.tag());
    assert_eq!(batches[2].header.first_seq, 1001);
    assert_eq!((sealer.next_batch_no, sealer.head.seq), (4, 1200));
}

proptest! {
    #[test]
    fn any_entries_travel_in_any_cut(
        contents in proptest::collection::vec(
            (any::<u16>(), proptest::collection::vec(any::<u8>(), 0..200)), 1..40),
        entries in 1usize..20,
        body_bytes in 1usize..2000,
    ) {
        let entry = |(at, (kind, content)): (usize, (u16, Vec<u8>))| {
            LogEntry { seq: at as u64 + 1, kind: EntryKind(kind), content }
        };
        let sent: Vec<LogEntry> = contents.into_iter().enumerate().map(entry).collect();
        let mut sealer = Sealer::new(ORG, STREAM, 1);
        let limits = CutLimits { entries, body_bytes };
        let batches = sealer.seal_all(&sent, &BookedPostings::new(), &seen(), &limits, &key()).expect("in order");
        let mut arrived = Vec::new();
        for batch in &batches {
            let open = opened(&batch.bytes).expect("honest");
            prop_assert!(open.entries().len() <= entries);
            arrived.extend(open.into_entries().0);
        }
        prop_assert_eq!(arrived, sent);
    }

    #[test]
    fn bytes_of_a_stranger_never_open(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(opened(&bytes).is_err());
    }
}
