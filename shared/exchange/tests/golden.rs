//! Frozen bytes (`architecture.md`, invariant 8): what was written once stays readable and is
//! written the same way again. A difference here is a new format version, never a new fixture.
//!
//! The fixtures are hexadecimal. `UPDATE_GOLDEN=1` writes those that are missing and never
//! overwrites one. Until the first release a format may still change: delete its fixture first.

use std::{fs, path::PathBuf};

use fenhao_domain::{
    account,
    amount::Amount,
    approval::{Act, Application, Event},
    calendar::{BusinessDate, Timestamp},
    document::{
        Discount, DiscountKind, Document, EntryLine, Form, LayerId, LayerUse, Line, Lot, Note,
        NoteField, SerialUse, Settlement, TenderLine,
    },
    entry::{Party, Side},
    id::{BranchId, DocumentId, EmployeeId, PartnerId, ProductId, WarehouseNo},
    kind::Kind,
    master::{
        MasterRecord,
        approval_policy::{ApprovalPolicy, Step, StepPlace, Tier},
        tender::TenderCode,
    },
    number::DocumentNumber,
    price::{TaxRate, UnitPrice},
    quantity::Quantity,
    serial::SerialState,
    stock::StockClass,
};
use fenhao_exchange::{
    ack::Ack,
    approval,
    batch::{Codec, CutLimits, OpenLimits, Sealer, open},
    certificate::Certificate,
    clock::{ClockEvent, Witness},
    document::{BookedPostings, decode, encode},
    enrol::{EnrolCode, EnrolReply, EnrolRequest, open_reply, open_request},
    hash::ChainHash,
    key::SigningKey,
    log::{ChainHead, EntryKind, LogEntry},
    master,
    protocol::{FeedHead, FeedRequest, PushOutcome, PushReply, RequestName, RequestSignature},
    register::{Put, Register},
    stream::{OrgId, StreamId},
    version::{Dot, VersionVector},
};

const ORG: OrgId = OrgId([0x0f; 16]);
const STREAM: StreamId = StreamId { device: 12, incarnation: 1 };
const NOW_MS: i64 = 1_795_430_000_000;

fn head_office() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn device() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

fn entries() -> Vec<LogEntry> {
    let entry = |seq, kind, content: &str| LogEntry { seq, kind, content: content.into() };
    vec![
        entry(1, EntryKind::GENESIS, "branch SH, till 1"),
        entry(2, EntryKind::DOCUMENT, "LS-SH-20261123-0001"),
        entry(3, EntryKind(999), "a kind nobody knows yet"),
        entry(4, EntryKind::DOCUMENT, ""),
    ]
}

/// More of the same, so that packing pays.
fn many() -> Vec<LogEntry> {
    let content = |seq| format!("LS-SH-20261123-{seq:04} milk 1.000000 x 19.9000").into_bytes();
    (1..=20).map(|seq| LogEntry { seq, kind: EntryKind::DOCUMENT, content: content(seq) }).collect()
}

/// Compares with the fixture and returns the frozen bytes.
fn frozen(name: &str, bytes: &[u8]) -> Vec<u8> {
    let frozen = fixture(name, bytes);
    assert_eq!(to_hex(bytes), to_hex(&frozen), "{name} is written differently than it was frozen");
    frozen
}

fn fixture(name: &str, bytes: &[u8]) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    if !path.exists() && std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, to_hex(bytes)).expect("the fixture folder is writable");
    }
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    from_hex(&text)
}

fn to_hex(bytes: &[u8]) -> String {
    let line = |line: &[u8]| line.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    bytes.chunks(40).map(line).collect::<Vec<_>>().join("\n") + "\n"
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).expect("ASCII");
        u8::from_str_radix(pair, 16).expect("hexadecimal")
    };
    digits.chunks(2).map(byte).collect()
}

#[test]
fn the_chain_is_frozen() {
    let mut head = ChainHead::genesis(STREAM);
    let mut bytes = head.hash.0.to_vec();
    for entry in entries() {
        head = head.extend(STREAM, &entry).expect("the entries are in order");
        bytes.extend_from_slice(&head.hash.0);
    }
    frozen("chain.v1.hex", &bytes);
    assert_eq!(head.short_hash().len(), 9);
}

#[test]
fn a_raw_batch_is_frozen() {
    let mut sealer = Sealer::new(ORG, STREAM, 3);
    let seen = VersionVector::from_pairs([(StreamId::HEAD_OFFICE, 92_000), (STREAM, 70_000)]);
    let limits = CutLimits { entries: 4, ..CutLimits::BRANCH };
    let batch = sealer.seal_next(&entries(), &BookedPostings::new(), &seen, &limits, &device());
    let batch = batch.expect("in order").expect("not empty");
    assert_eq!(batch.header.codec, Codec::Raw.number());
    let bytes = frozen("batch.raw.v1.hex", &batch.bytes);
    let open = open(&bytes, &ORG, &device().verifying_key(), &OpenLimits::WIRE);
    assert_eq!(open.expect("frozen bytes open").entries(), entries());
}

#[test]
fn a_packed_batch_opens_for_ever() {
    let mut sealer = Sealer::new(ORG, STREAM, 3);
    let batch = sealer.seal_next(
        &many(),
        &BookedPostings::new(),
        &VersionVector::new(),
        &CutLimits::BRANCH,
        &device(),
    );
    let batch = batch.expect("in order").expect("not empty");
    assert_eq!(batch.header.codec, Codec::Zstd.number());
    // A newer zstd may pack differently, so only the way back is frozen.
    let bytes = fixture("batch.zstd.v1.hex", &batch.bytes);
    let open = open(&bytes, &ORG, &device().verifying_key(), &OpenLimits::WIRE);
    assert_eq!(open.expect("frozen bytes open").entries(), many());
}

/// A document of a kind with something in every field that can stand in one.
fn document(kind: Kind) -> Document {
    let day = BusinessDate::parse("2026-11-23").expect("a date");
    let mut document = Document {
        number: DocumentNumber::new(kind.code(), "上海", day, 12),
        partner: Some(PartnerId(1_000_001)),
        counterpart: Some(BranchId(0)),
        refers_to: Some(DocumentId { stream: STREAM.into(), seq: 9 }),
        source: "basket:31198700070".to_owned(),
        remark: "碎了".to_owned(),
        lines: vec![line(), Line::new(ProductId(2), Quantity::whole(1), price("19.90"))],
        entries: vec![EntryLine {
            account: account::CASH,
            party: Some(Party::Branch(BranchId(1))),
            side: Side::Credit,
            amount: Amount::from_minor(-5),
        }],
        rounding: Amount::from_minor(3),
        to_warehouse: Some(WarehouseNo::REPAIR),
        class: StockClass::ConsignedIn,
        form: Form::Accrued,
        settles: vec![Settlement {
            document: DocumentId { stream: STREAM.into(), seq: 4 },
            amount: Amount::from_minor(80),
        }],
        due_date: Some(day),
        span: Some((day, day)),
        notes: vec![Note { field: NoteField::Carrier, text: "顺风".to_owned() }],
        ..Document::new(kind, BranchId(3), day, Timestamp(NOW_MS), EmployeeId(7))
    };
    let due = document.due();
    for (code, amount) in [("wechat", Amount::from_minor(100)), ("cash", due)] {
        let (tender, handed) = (TenderCode(code.to_owned()), amount + Amount::from_minor(50));
        document.tenders.push(TenderLine { tender, account: account::CASH, amount, handed });
    }
    document
}

fn line() -> Line {
    let quantity = Quantity::parse("0.335").expect("a quantity");
    let mut line = Line::new(ProductId(5_978_656), quantity, price("31.80"));
    let discount = |kind, claim_on| Discount { kind, amount: Amount::from_minor(40), claim_on };
    line.discounts = vec![
        discount(DiscountKind::Member, None),
        discount(DiscountKind::Coupon, Some(PartnerId(13))),
    ];
    line.tax_rate = TaxRate::parse("0.13").expect("a rate");
    line.tax = Amount::from_minor(113);
    line.cost = Amount::from_minor(700);
    line.residual_out = Amount::from_raw(1);
    line.residual_in = Amount::from_raw(2);
    line.refers_to_line = 2;
    line.released = Quantity::ONE;
    line.book_quantity = Quantity::whole(9);
    line.liability = Amount::from_minor(5);
    line.incoming = true;
    let (from, to) = (Some(SerialState::InStock), None);
    line.serials = vec![SerialUse { number: "SN-1".to_owned(), from, to }];
    let expires = BusinessDate::parse("2027-05-01").ok();
    line.lot = Some(Lot { number: "A7".to_owned(), expires });
    let layer = LayerId { document: DocumentId { stream: STREAM.into(), seq: 4 }, line: 2 };
    let (quantity, value) = (Quantity::ONE, Amount::from_minor(600));
    line.layers = vec![LayerUse { layer, quantity, value }];
    line
}

fn price(text: &str) -> UnitPrice {
    UnitPrice::parse(text).expect("a price")
}

#[test]
fn the_numbers_of_kinds_are_frozen() {
    let kinds = Kind::ALL.iter().map(|kind| format!("{} {}", kind.number(), kind.code()));
    let text = kinds.collect::<Vec<String>>().join("\n");
    frozen("kinds.v1.hex", text.as_bytes());
}

#[test]
fn a_document_is_frozen() {
    let read = |name: &str, document: Document| {
        let bytes = frozen(name, &encode(&document));
        assert_eq!(decode(&bytes), Ok(document), "{name}");
    };
    // The layout is the same for all kinds; the bytes of two show that.
    for kind in [Kind::LS, Kind::NJC] {
        read(&format!("document.{}.v1.hex", kind.code()), document(kind));
    }
    let original = DocumentId { stream: STREAM.into(), seq: 10 };
    read("document.red.v1.hex", document(Kind::LS).reversal(original));
}

fn steps() -> Vec<Step> {
    let step = |place, role: &str| Step { place, role: role.to_owned() };
    vec![step(StepPlace::Branch, "manager"), step(StepPlace::Hq, "hq")]
}

#[test]
fn an_application_and_its_approval_are_frozen() {
    let (document, name) = (document(Kind::ZS), "小王".to_owned());
    let asked = Application { document, name, two_people: true, steps: steps() };
    let bytes = frozen("application.v1.hex", &approval::encode_application(&asked));
    assert_eq!(approval::decode_application(&bytes), Ok(asked));
    let decide = |approved| Act::Decide { step: 2, approved, role: "hq".to_owned() };
    let posted = DocumentId { stream: STREAM.into(), seq: 12 };
    let acts = [decide(true), decide(false), Act::Withdraw, Act::Post { document: posted }];
    for (at, act) in (1..).zip(acts) {
        let event = Event {
            application: DocumentId { stream: STREAM.into(), seq: 11 },
            act,
            by: EmployeeId(20),
            name: "李会计".to_owned(),
            at: Timestamp(NOW_MS),
            remark: "可以".to_owned(),
        };
        let bytes = frozen(&format!("approval.{at}.v1.hex"), &approval::encode_event(&event));
        assert_eq!(approval::decode_event(&bytes), Ok(event));
    }
}

#[test]
fn an_approval_policy_is_frozen() {
    let tier = |kind, minor| Tier { kind, from: Amount::from_minor(minor), steps: steps() };
    let tiers = vec![tier(Kind::CD, 0), tier(Kind::CD, 3_000_000_000), tier(Kind::ZS, 0)];
    let policy = ApprovalPolicy { since: Timestamp(NOW_MS), two_people: true, tiers };
    let record = MasterRecord::ApprovalPolicy(policy);
    let bytes = frozen("approval-policy.v1.hex", &master::encode(&record));
    assert_eq!(master::decode(&bytes), Ok(record));
}

#[test]
fn an_acknowledgement_is_frozen() {
    let ack = Ack {
        stream: STREAM,
        acked_seq: 4711,
        batch_no: 95,
        head_hash: ChainHash([0xab; 32]),
        hq_epoch: 1,
        hq_time_ms: NOW_MS,
        durable_through: 4600,
        credit: 1 << 20,
    };
    let bytes = frozen("ack.v1.hex", &ack.seal(&ORG, &head_office()));
    assert_eq!(Ack::open(&bytes, &ORG, &head_office().verifying_key()), Ok(ack));
}

fn certificate() -> Certificate {
    Certificate {
        org: ORG,
        stream: STREAM,
        branch_id: 3,
        branch_code: "上海".to_owned(),
        public_key: device().verifying_key(),
        issued_ms: NOW_MS,
    }
}

#[test]
fn a_certificate_is_frozen() {
    let bytes = frozen("certificate.v1.hex", &certificate().seal(&head_office()));
    let key = head_office().verifying_key();
    assert_eq!(Certificate::open(&bytes, &ORG, &key), Ok(certificate()));
}

#[test]
fn an_enrolment_is_frozen() {
    let code = EnrolCode::new([0x5a; 16], &head_office().verifying_key());
    frozen("enrol.code.v1.hex", code.to_string().as_bytes());
    let request = EnrolRequest::seal("上海", "till 1", &device(), &code);
    let request = frozen("enrol.request.v1.hex", &request);
    let asked = open_request(&request, &code.key(), &head_office().verifying_key());
    assert_eq!(asked.expect("frozen bytes open").public_key, device().verifying_key());
    let reply = EnrolReply {
        org: ORG,
        head_office: head_office().verifying_key(),
        certificate: certificate().seal(&head_office()),
        hq_epoch: 1,
        hq_time_ms: NOW_MS,
    };
    let bytes = frozen("enrol.reply.v1.hex", &reply.seal(&request, &code.key()));
    let enrolled = open_reply(&bytes, &request, &code, &device().verifying_key(), "上海");
    assert_eq!(enrolled.expect("frozen bytes open").certificate, certificate());
}

#[test]
fn a_register_is_frozen() {
    let mut register = Register::new();
    for (device, value) in [(2, "Milk 1 l"), (1, "Fresh milk")] {
        let dot = Dot::new(StreamId { device, incarnation: 0 }, 7);
        let seen = VersionVector::from_pairs([(StreamId::HEAD_OFFICE, 1)]);
        register.apply(Put { dot, seen, value: value.into() }).expect("honest");
    }
    let mut writer = fenhao_exchange::canonical::Writer::new();
    register.write(&mut writer);
    let bytes = frozen("register.v1.hex", &writer.finish());
    let read = Register::read(&mut fenhao_exchange::canonical::Reader::new(&bytes));
    assert_eq!(read, Ok(register));
}

#[test]
fn a_clock_event_is_frozen() {
    let event = ClockEvent { witness: Witness::HeadOffice, clock_ms: -1, witness_ms: NOW_MS };
    let bytes = frozen("clock.v1.hex", &event.encode());
    assert_eq!(ClockEvent::decode(&bytes), Ok(event));
}

#[test]
fn the_conversation_is_frozen() {
    let head = FeedHead {
        feed: StreamId::HEAD_OFFICE,
        head: ChainHead { seq: 92_000, hash: ChainHash([0xcd; 32]) },
        hq_epoch: 1,
        hq_time_ms: NOW_MS,
    };
    let bytes = frozen("feed-head.v1.hex", &head.seal(&ORG, &head_office()));
    assert_eq!(FeedHead::open(&bytes, &ORG, &head_office().verifying_key()), Ok(head));
    let request =
        FeedRequest { feed: StreamId::HEAD_OFFICE, after_seq: 3, max_bytes: 65_536, reader: 1 };
    let bytes = frozen("feed-request.v1.hex", &request.encode());
    assert_eq!(FeedRequest::decode(&bytes), Ok(request));
    let outcome = PushOutcome::Parked { missing_first: 4, missing_last: 9 };
    let reply = PushReply { batch_no: 5, outcome, ack: vec![7; 3] };
    let bytes = frozen("push-reply.v1.hex", &reply.encode());
    assert_eq!(PushReply::decode(&bytes), Ok(reply));
    let name = RequestName { method: "GET", path: "/feed/0?after=3", body: b"" };
    let signed = RequestSignature::sign(&name, STREAM, NOW_MS, [5; 12], &ORG, &device());
    let header = frozen("request-header.v1.hex", signed.to_header().as_bytes());
    let header = String::from_utf8(header).expect("a header is text");
    let signed = RequestSignature::from_header(&header).expect("frozen bytes open");
    assert!(signed.verify(&name, &ORG, &device().verifying_key(), NOW_MS).is_ok());
}
