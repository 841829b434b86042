//! What an acknowledgement proves, and what it does not.

use super::*;
use crate::key::KeyError;

const ORG: OrgId = OrgId([9; 16]);

fn ack() -> Ack {
    Ack {
        stream: StreamId { device: 12, incarnation: 0 },
        acked_seq: 4711,
        batch_no: 95,
        head_hash: ChainHash([0xab; 32]),
        hq_epoch: 1,
        hq_time_ms: 1_795_430_000_000,
        durable_through: 4600,
        credit: 1 << 20,
    }
}

#[test]
fn an_acknowledgement_comes_back_and_stays_small() {
    let key = SigningKey::from_seed(&[5; 32]);
    let bytes = ack().seal(&ORG, &key);
    assert_eq!(Ack::open(&bytes, &ORG, &key.verifying_key()), Ok(ack()));
    assert!(bytes.len() <= 140, "{} bytes", bytes.len());
}

#[test]
fn every_single_byte_flip_is_refused() {
    let key = SigningKey::from_seed(&[5; 32]);
    let bytes = ack().seal(&ORG, &key);
    for at in 0..bytes.len() {
        for mask in 1..=255u8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= mask;
            assert!(Ack::open(&flipped, &ORG, &key.verifying_key()).is_err(), "{at} {mask}");
        }
    }
}

#[test]
fn a_portals_page_is_no_acknowledgement() {
    let key = SigningKey::from_seed(&[5; 32]).verifying_key();
    let longer = [&ack().seal(&ORG, &SigningKey::from_seed(&[5; 32]))[..], &[0]].concat();
    let at = longer.len() - 1;
    let trailing = Err(SignedError::Canonical(CanonicalError::Trailing { at }));
    assert_eq!(Ack::open(&longer, &ORG, &key), trailing);
    let page = b"<html><body>Please accept the terms of this network</body></html>";
    assert!(matches!(Ack::open(page, &ORG, &key), Err(SignedError::Canonical(_))));
    assert!(matches!(
        Ack::open(&vec![0x81; 5000], &ORG, &key),
        Err(SignedError::TooLarge { bytes: 5000, .. })
    ));
}

#[test]
fn another_heads_word_and_another_organisation_are_refused() {
    let key = SigningKey::from_seed(&[5; 32]);
    let bytes = ack().seal(&ORG, &key);
    let refused = Err(SignedError::Key(KeyError::BadSignature));
    let stranger = SigningKey::from_seed(&[6; 32]).verifying_key();
    assert_eq!(Ack::open(&bytes, &ORG, &stranger), refused);
    assert_eq!(Ack::open(&bytes, &OrgId([1; 16]), &key.verifying_key()), refused);
}

#[test]
fn a_certificate_signature_does_not_sign_an_acknowledgement() {
    let key = SigningKey::from_seed(&[5; 32]);
    let bytes = ack().seal(&ORG, &key);
    let (payload, _) = signed::split(&bytes).expect("the shape is right");
    let crossed = signed::wrap(Domain::Certificate, &ORG, payload, &key);
    assert_eq!(
        Ack::open(&crossed, &ORG, &key.verifying_key()),
        Err(SignedError::Key(KeyError::BadSignature))
    );
}

#[test]
fn a_head_office_that_lost_something_is_noticed() {
    let last = ack();
    let own = Some(last.head_hash);
    let less = Ack { acked_seq: 4000, ..last };
    let more = Ack { acked_seq: 4712, ..last };
    let late = Ack { acked_seq: 4712, hq_epoch: 0, ..last };
    assert_eq!(last.weigh(None, own), AckStanding::Forward);
    assert_eq!(last.weigh(Some(&last), own), AckStanding::Unmoved);
    assert_eq!(more.weigh(Some(&last), own), AckStanding::Forward);
    assert_eq!(less.weigh(Some(&last), own), AckStanding::RolledBack { last: 4711, found: 4000 });
    assert_eq!(late.weigh(Some(&last), own), AckStanding::OlderEpoch { last: 1, found: 0 });
    let other = ChainHash([0xcd; 32]);
    assert_eq!(
        last.weigh(None, Some(other)),
        AckStanding::OtherHistory { at_seq: 4711, theirs: last.head_hash }
    );
    assert_eq!(last.weigh(None, None), AckStanding::BeyondOwnLog { acked_seq: 4711 });
}
