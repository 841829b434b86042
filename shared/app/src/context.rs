//! What a command runs in 运行环境: the ledger, who it is, and the clock.
//!
//! Owns `Context` (one a program) and the small traits by which a host lends its clock and its link
//! to HQ. Leaves out who is asking (`session`), windows and sockets. Invariant: time,
//! randomness and keys reach a command from here only, so a test and a replay see the same.

use std::sync::{Arc, Mutex, PoisonError};

use fenhao_books::feed;
use fenhao_books::node::Node;
use fenhao_books::proof::Progress;
use fenhao_books::screen::branch_state;
use fenhao_books::sql::Sql;
use fenhao_books::store::Store;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::id::BranchId;
use fenhao_exchange::key::{SigningKey, VerifyingKey};
use fenhao_exchange::protocol::FeedHead;
use fenhao_exchange::stream::OrgId;

use crate::error::{ApiError, ErrorCode};
use crate::sentence::Lang;
pub use crate::session::Session;
use crate::view::{ExchangeState, ExchangeView};

/// Where a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At a branch's desktop 分店.
    Branch,
    /// At head office 总部.
    Hq,
}

/// The time of day, lent by the host.
pub trait Clock: Send + Sync {
    /// Now, Unix milliseconds.
    fn now_ms(&self) -> i64;
}

/// A clock that stands still, for tests and replays.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub i64);

impl Clock for FixedClock {
    fn now_ms(&self) -> i64 {
        self.0
    }
}

/// The link to HQ as the exchange loop sees it, lent by the host.
pub trait Link: Send + Sync {
    /// How the link stands now.
    fn state(&self) -> LinkState;
    /// Asks the loop to exchange at once; does not wait for it.
    fn wake(&self);
}

/// How the link to HQ stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkState {
    /// True while HQ answers.
    pub up: bool,
    /// Since when it has been up or down, Unix milliseconds.
    pub since_ms: i64,
    /// When HQ last answered, Unix milliseconds.
    pub last_contact_ms: Option<i64>,
    /// The last failure that a person must see.
    pub trouble: Option<ApiError>,
}

/// The link of a program that has none: a command line, a test.
#[derive(Debug, Clone, Copy)]
pub struct NoLink;

impl Link for NoLink {
    fn state(&self) -> LinkState {
        LinkState::default()
    }

    fn wake(&self) {}
}

/// The secrets that a node holds. They never enter the database.
#[derive(Clone, Default)]
pub struct Keys {
    /// The node's signing key; none before founding or enrolment.
    pub signing: Option<Arc<SigningKey>>,
}

/// How far the proof has come that runs in this program, for whoever waits for it.
#[derive(Debug, Clone, Default)]
pub struct ProofProgress(Arc<Mutex<Option<Progress>>>);

impl ProofProgress {
    /// It has come this far.
    pub fn tell(&self, progress: Progress) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
    }

    /// It has ended.
    pub fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How far; none while nothing runs.
    pub fn now(&self) -> Option<Progress> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a command runs in.
#[derive(Clone)]
pub struct Context {
    /// The ledger.
    pub store: Store,
    /// Who the ledger is; none before founding or enrolment.
    pub node: Option<Node>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The language of tickets and command lines.
    pub lang: Lang,
    /// Secrets.
    pub keys: Keys,
    /// The link to HQ.
    pub link: Arc<dyn Link>,
    /// The proof that runs.
    pub progress: ProofProgress,
    /// Fills bytes from the operating system's source of randomness.
    pub random: fn(&mut [u8]),
}

impl Context {
    /// The context of a ledger that has been founded or enrolled, without a link.
    pub fn open(store: Store, clock: Arc<dyn Clock>, lang: Lang) -> Result<Context, ApiError> {
        let node = store.read(|sql| fenhao_books::node::load(sql))?;
        let keys = Keys::default();
        let (link, progress) = (Arc::new(NoLink), ProofProgress::default());
        Ok(Context { store, node, clock, lang, keys, link, progress, random: system_random })
    }

    /// Branch or HQ. A ledger that is nobody's yet counts as a branch's.
    pub fn place(&self) -> Place {
        match &self.node {
            Some(node) if node.branch == BranchId::HQ => Place::Hq,
            _ => Place::Branch,
        }
    }

    /// Who the ledger is.
    pub fn node(&self) -> Result<&Node, ApiError> {
        self.node.as_ref().ok_or_else(|| ErrorCode::NotHere.error())
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.clock.now_ms())
    }

    /// The open business date 营业日期: today in the shop's zone.
    pub fn business_date(&self) -> Result<BusinessDate, ApiError> {
        Ok(BusinessDate::at(self.now(), &self.node()?.zone)?)
    }

    /// Looks at one snapshot of the books.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&mut dyn Sql) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        self.store.read(work)
    }

    /// Works in the one write transaction; an error takes everything back.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&mut dyn Sql) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        self.store.write(work)
    }

    /// How fresh products and prices are: HQ's time in the newest head of the catalogue's feed that
    /// the exchange loop has kept.
    fn feed_at(&self, node: &Node) -> Result<Option<i64>, ApiError> {
        let name = format!("feed_head.{}", feed::CATALOGUE.0);
        let bytes = self.read(|sql| Ok(fenhao_books::node::meta(sql, &name)?))?;
        let key = VerifyingKey::from_bytes(&node.hq_key).ok();
        let head = bytes
            .zip(key)
            .and_then(|(bytes, key)| FeedHead::open(&bytes, &OrgId(node.org), &key).ok());
        Ok(head.map(|head| head.hq_time_ms))
    }

    /// The light of the exchange (`exchange.md` 2.28), from the books' counts and the link.
    pub fn exchange_view(&self) -> Result<ExchangeView, ApiError> {
        let link = self.link.state();
        let Some(node) = &self.node else {
            return Ok(alone());
        };
        let own = self.read(|sql| Ok(branch_state::own(sql, node.stream)?))?;
        let feed_at = self.feed_at(node)?;
        let waiting = own.saved_seq.saturating_sub(own.acked_seq);
        let state = match (&link.trouble, link.up) {
            _ if node.hq_url.is_empty() => ExchangeState::Alone,
            (Some(_), _) => ExchangeState::Trouble,
            (None, false) => ExchangeState::Offline,
            (None, true) if waiting > 0 => ExchangeState::Sending,
            (None, true) => ExchangeState::Current,
        };
        Ok(ExchangeView {
            state,
            since_ms: link.since_ms,
            saved_seq: own.saved_seq,
            acked_seq: own.acked_seq,
            waiting,
            last_contact_ms: link.last_contact_ms.or(own.acked_at),
            prices_as_of_ms: feed_at,
            hq_url: Some(node.hq_url.clone()).filter(|url| !url.is_empty()),
            trouble: link.trouble,
        })
    }
}

fn alone() -> ExchangeView {
    ExchangeView {
        state: ExchangeState::Alone,
        since_ms: 0,
        saved_seq: 0,
        acked_seq: 0,
        waiting: 0,
        last_contact_ms: None,
        prices_as_of_ms: None,
        hq_url: None,
        trouble: None,
    }
}

/// Randomness of the operating system.
///
/// # Panics
/// When the system gives none: nothing secret may be made then.
pub fn system_random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives randomness");
}
