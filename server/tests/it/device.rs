//! A branch's device as head office meets it: keys and sealed batches, without a ledger.

use std::net::SocketAddr;

use fenhao_exchange::ack::Ack;
use fenhao_exchange::batch::{CutLimits, SealedBatch, Sealer};
use fenhao_exchange::document::BookedPostings;
use fenhao_exchange::enrol::{EnrolCode, EnrolRequest, Enrolled, open_reply};
use fenhao_exchange::key::{SigningKey, VerifyingKey};
use fenhao_exchange::log::{EntryKind, LogEntry};
use fenhao_exchange::protocol::{PushReply, RequestName, RequestSignature};
use fenhao_exchange::stream::{OrgId, StreamId};
use fenhao_exchange::version::VersionVector;

use crate::browser::{Answer, ask};
use crate::hq::Hq;

/// An enrolled device.
pub struct Device {
    pub key: SigningKey,
    pub org: OrgId,
    pub hq: VerifyingKey,
    pub stream: StreamId,
    sealer: Sealer,
    nonce: u8,
}

/// Asks for enrolment.
pub fn enrol(at: SocketAddr, seed: u8, branch: &str, code: &EnrolCode) -> (Answer, Vec<u8>) {
    let request = EnrolRequest::seal(branch, "till 1", &SigningKey::from_seed(&[seed; 32]), code);
    (ask(at, "POST", "/enrol", &[], &request), request)
}

/// Opens the reply as the device does.
pub fn enrolled(
    answer: &Answer,
    request: &[u8],
    seed: u8,
    branch: &str,
    code: &EnrolCode,
) -> Enrolled {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    let own = SigningKey::from_seed(&[seed; 32]).verifying_key();
    open_reply(&answer.body, request, code, &own, branch).unwrap()
}

impl Device {
    /// A device of a branch that is added for it.
    pub fn enrol(hq: &Hq, number: u32, branch: &str) -> Device {
        let code = hq.branch(number, branch);
        Self::enrol_with(hq.address, u8::try_from(number).unwrap() + 100, branch, &code)
    }

    /// A device that enrols with a code it was given.
    pub fn enrol_with(at: SocketAddr, seed: u8, branch: &str, code: &EnrolCode) -> Device {
        let (answer, request) = enrol(at, seed, branch, code);
        let enrolled = enrolled(&answer, &request, seed, branch, code);
        let (org, stream) = (enrolled.reply.org, enrolled.certificate.stream);
        Device {
            key: SigningKey::from_seed(&[seed; 32]),
            org,
            hq: enrolled.reply.head_office,
            stream,
            sealer: Sealer::new(org, stream, 1),
            nonce: 0,
        }
    }

    /// The next sealed batch of `count` entries that head office cannot read: it stores,
    /// acknowledges and holds them.
    pub fn seal(&mut self, count: u64, salt: &str) -> SealedBatch {
        let first = self.sealer.head.seq + 1;
        let entry = |seq| LogEntry {
            seq,
            kind: EntryKind::DOCUMENT,
            content: format!("{salt} {seq}").into_bytes(),
        };
        let entries: Vec<LogEntry> = (first..first + count).map(entry).collect();
        self.sealer
            .seal_next(
                &entries,
                &BookedPostings::new(),
                &VersionVector::new(),
                &CutLimits::BRANCH,
                &self.key,
            )
            .unwrap()
            .unwrap()
    }

    /// The same device that has forgotten everything it sealed: a copy of its disk.
    pub fn twin(&self) -> Device {
        let key = SigningKey::from_seed(&[u8::try_from(self.stream.device).unwrap() + 100; 32]);
        let (org, stream) = (self.org, self.stream);
        let sealer = Sealer::new(org, stream, 1);
        Device { key, org, hq: self.hq.clone(), stream, sealer, nonce: 99 }
    }

    /// Pushes the bytes of batch `number`.
    pub fn push(&self, hq: &Hq, number: u64, bytes: &[u8]) -> Answer {
        let path = format!("/s/{}/b/{number}", self.stream.to_u64());
        ask(hq.address, "PUT", &path, &[], bytes)
    }

    /// The reply to a push and the acknowledgement in it, checked.
    pub fn reply(&self, answer: &Answer) -> (PushReply, Ack) {
        assert_eq!(answer.header("content-type"), Some("application/cbor"));
        let reply = PushReply::decode(&answer.body).unwrap();
        let ack = Ack::open(&reply.ack, &self.org, &self.hq).unwrap();
        assert_eq!(ack.stream, self.stream);
        (reply, ack)
    }

    /// The header of a signed request.
    pub fn sign(&mut self, path: &str, time_ms: i64) -> String {
        self.nonce += 1;
        let name = RequestName { method: "GET", path, body: b"" };
        let nonce = [self.nonce; 12];
        RequestSignature::sign(&name, self.stream, time_ms, nonce, &self.org, &self.key).to_header()
    }

    /// Sends a signed request.
    pub fn get(&mut self, hq: &Hq, path: &str) -> Answer {
        let header = self.sign(path, hq.now());
        ask(hq.address, "GET", path, &[("x-fenhao-signature", &header)], b"")
    }
}
