//! A code is typed by a person, and a device believes only the head office behind it.

use proptest::prelude::*;

use super::*;
use crate::{
    canonical::Writer,
    certificate::Certificate,
    key::{Domain, SigningKey},
    stream::{OrgId, StreamId},
};

const ORG: OrgId = OrgId([9; 16]);

fn head_office() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn device() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

fn code() -> EnrolCode {
    EnrolCode::new([0x5a; 16], &head_office().verifying_key())
}

fn reply_by(issuer: &SigningKey, branch_code: &str, key: &SigningKey) -> EnrolReply {
    let certificate = Certificate {
        org: ORG,
        stream: StreamId { device: 12, incarnation: 0 },
        branch_id: 3,
        branch_code: branch_code.to_owned(),
        public_key: key.verifying_key(),
        issued_ms: 1_795_430_000_000,
    };
    EnrolReply {
        org: ORG,
        head_office: issuer.verifying_key(),
        certificate: certificate.seal(issuer),
        hq_epoch: 1,
        hq_time_ms: 1_795_430_000_000,
    }
}

fn request() -> Vec<u8> {
    EnrolRequest::seal("SH", "till 1", &device(), &code())
}

fn opened(reply: &[u8], request: &[u8]) -> Result<Enrolled, EnrolError> {
    open_reply(reply, request, &code(), &device().verifying_key(), "SH")
}

#[test]
fn a_device_enrols_with_its_code() {
    let request = request();
    assert_eq!(peek_branch_code(&request).as_deref(), Ok("SH"));
    let asked = open_request(&request, &code().key(), &head_office().verifying_key());
    let asked = asked.expect("the device knows the code");
    assert_eq!((asked.branch_code.as_str(), asked.device_name.as_str()), ("SH", "till 1"));
    assert_eq!(asked.public_key, device().verifying_key());
    let reply = reply_by(&head_office(), "SH", &device());
    let enrolled = opened(&reply.seal(&request, &code().key()), &request);
    let enrolled = enrolled.expect("head office knows the code");
    assert_eq!(enrolled.reply, reply);
    assert_eq!(enrolled.certificate.stream, StreamId { device: 12, incarnation: 0 });
}

#[test]
fn no_flip_of_a_request_or_a_reply_survives() {
    let request = request();
    for at in 0..request.len() {
        let mut flipped = request.clone();
        flipped[at] ^= 1;
        let opened = open_request(&flipped, &code().key(), &head_office().verifying_key());
        assert!(opened.is_err(), "request byte {at}");
    }
    let reply = reply_by(&head_office(), "SH", &device()).seal(&request, &code().key());
    for at in 0..reply.len() {
        let mut flipped = reply.clone();
        flipped[at] ^= 1;
        assert!(opened(&flipped, &request).is_err(), "reply byte {at}");
    }
}

#[test]
fn a_stranger_without_the_code_neither_asks_nor_answers() {
    let other = EnrolCode::new([0x5b; 16], &head_office().verifying_key());
    let request = request();
    assert_eq!(
        open_request(&request, &other.key(), &head_office().verifying_key()),
        Err(EnrolError::OtherCode)
    );
    let reply = reply_by(&head_office(), "SH", &device()).seal(&request, &other.key());
    assert_eq!(opened(&reply, &request), Err(EnrolError::OtherCode));
}

#[test]
fn a_key_is_certified_only_for_who_holds_it() {
    let thief = SigningKey::from_seed(&[6; 32]);
    let mut writer = Writer::new();
    writer.array(4).text("SH").bytes(device().verifying_key().as_bytes()).text("till 1");
    writer.bytes(&code().fingerprint());
    let payload = writer.finish();
    let signature = thief.sign(Domain::Enrol, &OrgId::UNKNOWN, &[&payload]);
    let mac = code().key().mac(super::request::LABEL, &[&payload, &signature.0]);
    let mut writer = Writer::new();
    writer.array(4).uint(1).bytes(&payload).bytes(&signature.0).bytes(mac.as_bytes());
    assert_eq!(
        open_request(&writer.finish(), &code().key(), &head_office().verifying_key()),
        Err(EnrolError::KeyNotHeld)
    );
}

#[test]
fn another_head_office_that_saw_the_code_is_noticed() {
    let stranger = SigningKey::from_seed(&[7; 32]);
    let found = stranger.verifying_key().fingerprint();
    let request = request();
    let reply = reply_by(&stranger, "SH", &device()).seal(&request, &code().key());
    assert_eq!(opened(&reply, &request), Err(EnrolError::OtherHeadOffice { found }));
    assert_eq!(
        open_request(&request, &code().key(), &stranger.verifying_key()),
        Err(EnrolError::OtherHeadOffice { found })
    );
}

#[test]
fn a_reply_answers_one_request_only() {
    let reply = reply_by(&head_office(), "SH", &device()).seal(&request(), &code().key());
    let again = EnrolRequest::seal("SH", "till 2", &device(), &code());
    assert_eq!(opened(&reply, &again), Err(EnrolError::OtherCode));
}

#[test]
fn a_certificate_for_someone_else_is_not_taken() {
    let request = request();
    let other = SigningKey::from_seed(&[8; 32]);
    let reply = reply_by(&head_office(), "SH", &other).seal(&request, &code().key());
    assert_eq!(opened(&reply, &request), Err(EnrolError::CertificateForOtherKey));
    let reply = reply_by(&head_office(), "BJ", &device()).seal(&request, &code().key());
    let certified = "BJ".to_owned();
    assert_eq!(opened(&reply, &request), Err(EnrolError::CertificateForOtherBranch { certified }));
}

#[test]
fn a_code_is_forgiving_to_type_and_hides_itself() {
    let text = code().to_string();
    assert_eq!(text.len(), 41, "seven groups of five and six dashes: {text}");
    let typed = [
        text.to_lowercase(),
        text.replace('-', " "),
        text.replace('-', ""),
        text.replace('0', "O").replace('1', "l"),
        format!("  {text}\n"),
    ];
    for typed in typed {
        assert_eq!(typed.parse(), Ok(code()), "{typed}");
    }
    assert_eq!(format!("{:?} {:?}", code(), code().key()), "EnrolCode(…) EnrolKey(…)");
}

#[test]
fn a_mistyped_code_says_what_is_wrong() {
    let text = code().to_string();
    assert_eq!(
        text[..40].parse::<EnrolCode>(),
        Err(CodeError::WrongLength { expected: 35, found: 34 })
    );
    assert_eq!("".parse::<EnrolCode>(), Err(CodeError::WrongLength { expected: 35, found: 0 }));
    let unknown = format!("{}U{}", &text[..6], &text[7..]);
    assert_eq!(
        unknown.parse::<EnrolCode>(),
        Err(CodeError::UnknownSymbol { place: 6, found: 'U' })
    );
}

proptest! {
    #[test]
    fn any_code_comes_back_and_any_slip_is_noticed(
        secret in any::<[u8; 16]>(),
        place in 0usize..35,
        other in 0u8..32,
    ) {
        let code = EnrolCode::new(secret, &head_office().verifying_key());
        let symbols: Vec<char> = code.to_string().chars().filter(|c| *c != '-').collect();
        prop_assert_eq!(symbols.iter().collect::<String>().parse(), Ok(code));
        let mut slip = symbols.clone();
        slip[place] = crate::base32::symbol(other);
        if slip != symbols {
            let typed = slip.iter().collect::<String>().parse::<EnrolCode>();
            prop_assert_eq!(typed, Err(CodeError::WrongCheck));
        }
        let mut swapped = symbols.clone();
        swapped.swap(place, (place + 1).min(34));
        if swapped != symbols {
            let typed = swapped.iter().collect::<String>().parse::<EnrolCode>();
            prop_assert_eq!(typed, Err(CodeError::WrongCheck));
        }
    }
}
