//! The way to head office (链路): requests over HTTP, answers checked as far as bytes can be.
//!
//! Owns addresses, the signature of a request, time limits, and what an answer's status means.
//! Leaves out when to ask and what the books make of an answer. Invariant: an answer that is not
//! head office's own message (a portal's page, a proxy's error) is never taken for one; what counts
//! inside it is signed and checked by the books.

use std::sync::Arc;
use std::time::Duration;

use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_exchange::key::SigningKey;
use fenhao_exchange::protocol::{
    FeedPage, MAX_PAGE_BYTES, PushReply, RequestName, RequestSignature, StreamStatus,
};
use fenhao_exchange::stream::{OrgId, StreamId};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url, header};
use thiserror::Error;

use crate::sentence::Stopped;

/// The type of canonical bytes.
const CBOR: &str = "application/cbor";

/// The header that carries a request's signature.
const SIGNATURE: &str = "x-fenhao-signature";

/// The header that tells head office the last number written here (`exchange.md` 2.12).
const BRANCH_SEQ: &str = "x-fenhao-seq";

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// How long to wait for the next bytes of an answer: the worst links take seconds for a turn.
const READ: Duration = Duration::from_secs(30);

/// The largest answer that is read, a page of a feed.
const LARGEST: usize = MAX_PAGE_BYTES + 1024;

/// Why a request brought no answer to use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LinkError {
    /// No connection, or it broke.
    #[error("head office does not answer")]
    Unreachable,
    /// Somebody answered who is not head office.
    #[error("what answers is not head office")]
    Stranger,
    /// Head office is busy; it may say for how long.
    #[error("head office is busy")]
    Busy {
        /// How long it asks to wait.
        wait: Option<Duration>,
    },
    /// Head office says no.
    #[error(transparent)]
    Refused(ApiError),
}

/// A branch's way to its head office.
#[derive(Clone)]
pub struct Link {
    client: Client,
    base: Url,
    org: OrgId,
    stream: StreamId,
    key: Arc<SigningKey>,
}

impl Link {
    /// The way of an enrolled branch.
    ///
    /// # Errors
    /// [`Stopped::AddressWrong`].
    pub fn new(
        url: &str,
        org: OrgId,
        stream: StreamId,
        key: Arc<SigningKey>,
    ) -> Result<Link, Stopped> {
        Ok(Link { client: client(), base: base(url)?, org, stream, key })
    }

    /// What head office holds of this branch's stream.
    ///
    /// # Errors
    /// A [`LinkError`].
    pub async fn status(
        &self,
        own_seq: u64,
        now_ms: i64,
        nonce: [u8; 12],
    ) -> Result<StreamStatus, LinkError> {
        let path = format!("/s/{}", self.stream.to_u64());
        let request = self.get(&path, now_ms, nonce).header(BRANCH_SEQ, own_seq);
        let bytes = answer(request.send().await).await?;
        StreamStatus::decode(&bytes).map_err(|_| LinkError::Stranger)
    }

    /// Sends one sealed batch.
    ///
    /// # Errors
    /// A [`LinkError`].
    pub async fn push(
        &self,
        batch_no: u64,
        batch: Vec<u8>,
        own_seq: u64,
    ) -> Result<PushReply, LinkError> {
        let path = format!("/s/{}/b/{batch_no}", self.stream.to_u64());
        let request = self.client.request(Method::PUT, self.address(&path));
        let request = request.header(header::CONTENT_TYPE, CBOR).header(BRANCH_SEQ, own_seq);
        let bytes = answer(request.body(batch).send().await).await?;
        PushReply::decode(&bytes).map_err(|_| LinkError::Stranger)
    }

    /// A page of a feed behind `after_seq`, of at most `max_bytes`.
    ///
    /// # Errors
    /// A [`LinkError`].
    pub async fn feed(
        &self,
        feed: StreamId,
        after_seq: u64,
        max_bytes: u32,
        now_ms: i64,
        nonce: [u8; 12],
    ) -> Result<Vec<u8>, LinkError> {
        let path = format!("/feed/{}?after={after_seq}&max={max_bytes}", feed.to_u64());
        let bytes = answer(self.get(&path, now_ms, nonce).send().await).await?;
        FeedPage::decode(&bytes).map_err(|_| LinkError::Stranger)?;
        Ok(bytes)
    }

    fn get(&self, path: &str, now_ms: i64, nonce: [u8; 12]) -> RequestBuilder {
        let name = RequestName { method: "GET", path, body: b"" };
        let signed =
            RequestSignature::sign(&name, self.stream, now_ms, nonce, &self.org, &self.key);
        self.client.get(self.address(path)).header(SIGNATURE, signed.to_header())
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base.as_str().trim_end_matches('/'))
    }
}

/// Asks a head office to enrol this device, and gives its reply.
///
/// # Errors
/// [`Stopped::AddressWrong`], [`Stopped::HeadOfficeSilent`], [`Stopped::NoHeadOffice`], or an error
/// code: `code_wrong`, `code_expired`.
pub async fn enrol(url: &str, request: Vec<u8>) -> Result<Vec<u8>, Stopped> {
    let address = format!("{}/enrol", base(url)?.as_str().trim_end_matches('/'));
    let sent = client().post(address).header(header::CONTENT_TYPE, CBOR);
    let url = url.to_owned();
    answer(sent.body(request).send().await).await.map_err(|error| match error {
        LinkError::Unreachable | LinkError::Busy { .. } => Stopped::HeadOfficeSilent { url },
        LinkError::Stranger => Stopped::NoHeadOffice { url },
        LinkError::Refused(error) => error.into(),
    })
}

impl LinkError {
    /// The fact for a person, with head office's address where the sentence names it.
    #[must_use]
    pub fn told(self, url: &str) -> ApiError {
        match self {
            LinkError::Unreachable | LinkError::Busy { .. } => {
                ErrorCode::HqUnreachable.with("url", url)
            }
            LinkError::Stranger => ErrorCode::HqStranger.with("url", url),
            LinkError::Refused(error) => error,
        }
    }
}

fn client() -> Client {
    Client::builder()
        .connect_timeout(CONNECT)
        .read_timeout(READ)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("fenhao/", env!("CARGO_PKG_VERSION")))
        .build()
        .expect("the cryptography was installed first thing in main")
}

fn base(url: &str) -> Result<Url, Stopped> {
    let wrong = || Stopped::AddressWrong { url: url.to_owned() };
    let base = Url::parse(url).map_err(|_| wrong())?;
    let web = matches!(base.scheme(), "http" | "https") && base.has_host();
    if web && base.query().is_none() { Ok(base) } else { Err(wrong()) }
}

/// The body of a good answer, within its limit.
async fn answer(sent: Result<Response, reqwest::Error>) -> Result<Vec<u8>, LinkError> {
    let mut response = sent.map_err(|_| LinkError::Unreachable)?;
    let status = response.status();
    let wait = response
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    let mut body = Vec::new();
    while let Some(bytes) = response.chunk().await.map_err(|_| LinkError::Unreachable)? {
        if body.len() + bytes.len() > LARGEST {
            return Err(LinkError::Stranger);
        }
        body.extend_from_slice(&bytes);
    }
    match status {
        // 202: the batch is kept, and the reply says why it is not acknowledged.
        StatusCode::OK | StatusCode::ACCEPTED => Ok(body),
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::BAD_GATEWAY
        | StatusCode::GATEWAY_TIMEOUT => Err(LinkError::Busy { wait }),
        _ => Err(refusal(&body)),
    }
}

/// A refusal is head office's only when it is in its own words. What is wrong with head office's
/// own disk or ledger is told as head office's trouble, not as the branch's.
fn refusal(body: &[u8]) -> LinkError {
    use ErrorCode as Code;
    let Ok(error) = serde_json::from_slice::<ApiError>(body) else { return LinkError::Stranger };
    LinkError::Refused(match Code::from_key(&error.code) {
        Some(
            Code::DiskFull
            | Code::DiskFailed
            | Code::StoreReadOnly
            | Code::StoreDamaged
            | Code::BrokenInvariant,
        ) => Code::HqRefused.with("reason", error.code),
        _ => error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_a_web_server() {
        assert!(base("http://hq.example:7300").is_ok());
        assert!(base("https://hq.example/fenhao/").is_ok());
        for url in ["", "hq.example:7300", "ftp://hq.example", "/tmp", "http://", "http://a?b=c"] {
            assert!(base(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_portals_page_is_nobodys_refusal() {
        assert_eq!(refusal(b"<html>Please pay for your coffee</html>"), LinkError::Stranger);
        let words = br#"{"code":"code_wrong","params":[],"field":null}"#;
        assert_eq!(refusal(words), LinkError::Refused(ErrorCode::CodeWrong.error()));
    }

    #[test]
    fn head_offices_full_disk_is_not_told_as_the_branchs() {
        let words = br#"{"code":"disk_full","params":[],"field":null}"#;
        let told = ErrorCode::HqRefused.with("reason", "disk_full");
        assert_eq!(refusal(words), LinkError::Refused(told));
    }
}
