//! Keys that must not exist, and signatures that must not hold (`exchange.md` §4, 39 and 47).

use super::*;

const ORG: OrgId = OrgId([7; 16]);

const DOMAINS: [Domain; 6] = [
    Domain::Batch,
    Domain::Ack,
    Domain::Certificate,
    Domain::Enrol,
    Domain::Request,
    Domain::FeedHead,
];

fn hex(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).expect("hexadecimal");
    }
    bytes
}

#[test]
fn a_signature_holds_only_for_its_key_domain_organisation_and_message() {
    let key = SigningKey::from_seed(&[1; 32]);
    let public = key.verifying_key();
    let signature = key.sign(Domain::Batch, &ORG, &[b"header", b"body"]);
    assert_eq!(public.verify(Domain::Batch, &ORG, &[b"headerbody"], &signature), Ok(()));
    let refused = Err(KeyError::BadSignature);
    for domain in DOMAINS.into_iter().filter(|domain| *domain != Domain::Batch) {
        assert_eq!(public.verify(domain, &ORG, &[b"headerbody"], &signature), refused);
    }
    assert_eq!(
        public.verify(Domain::Batch, &OrgId([8; 16]), &[b"headerbody"], &signature),
        refused
    );
    assert_eq!(public.verify(Domain::Batch, &ORG, &[b"headerbodx"], &signature), refused);
    let other = SigningKey::from_seed(&[2; 32]).verifying_key();
    assert_eq!(other.verify(Domain::Batch, &ORG, &[b"headerbody"], &signature), refused);
    for bit in 0..512 {
        let mut flipped = signature;
        flipped.0[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(public.verify(Domain::Batch, &ORG, &[b"headerbody"], &flipped), refused);
    }
}

#[test]
fn no_domain_is_the_beginning_of_another() {
    for (at, one) in DOMAINS.iter().enumerate() {
        for other in &DOMAINS[at + 1..] {
            assert!(!one.prefix().starts_with(other.prefix()), "{one:?} {other:?}");
            assert!(!other.prefix().starts_with(one.prefix()), "{one:?} {other:?}");
        }
        assert_eq!(one.prefix().last(), Some(&0));
    }
}

#[test]
fn keys_of_small_order_are_refused() {
    // The eight points of order 1, 2, 4 and 8 in their canonical encodings.
    let points = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ];
    for point in points {
        assert_eq!(VerifyingKey::from_bytes(&hex(point)), Err(KeyError::SmallOrder), "{point}");
    }
}

#[test]
fn a_second_encoding_of_a_point_is_refused() {
    // y = p + 3 stands for y = 3; both are accepted by a lenient decoder.
    let mut lenient = 0;
    for low in 0xed..=0xffu8 {
        let mut bytes = [0xff; 32];
        bytes[0] = low;
        bytes[31] = 0x7f;
        match VerifyingKey::from_bytes(&bytes) {
            Err(KeyError::NotCanonical) => lenient += 1,
            Err(KeyError::SmallOrder | KeyError::NotAPoint) => {}
            other => panic!("{low:02x}: {other:?}"),
        }
    }
    assert!(lenient > 0, "at least one such point decodes, else this test shows nothing");
}

#[test]
fn bytes_off_the_curve_are_refused() {
    let mut bytes = [0; 32];
    bytes[0] = 2;
    assert_eq!(VerifyingKey::from_bytes(&bytes), Err(KeyError::NotAPoint));
}

#[test]
fn signing_draws_nothing_and_shows_no_secret() {
    let key = SigningKey::from_seed(&[3; 32]);
    let again = SigningKey::from_seed(&[3; 32]);
    assert_eq!(key.sign(Domain::Ack, &ORG, &[b"x"]), again.sign(Domain::Ack, &ORG, &[b"x"]),);
    assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.id()));
}
