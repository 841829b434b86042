//! What a running head office shares between its requests (运行状态).
//!
//! Owns the context, the limits, the nonces seen, and the channel on which touched tags go out.
//! Leaves out sockets and routes. Invariant: everything in it is bounded.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use fenhao_app::context::Context;
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_books::node::Node;
use fenhao_exchange::key::SigningKey;
use fenhao_exchange::stream::{OrgId, StreamId};
use tokio::sync::{Semaphore, broadcast, watch};

use crate::limit::Limits;
use crate::merger::Wake;

/// Password hashes computed at once: each takes 19 MiB and a core for some 20 ms.
const PASSWORDS_AT_ONCE: usize = 2;

/// Events kept for a browser that reads slowly; one that falls behind is told to ask anew.
const EVENTS: usize = 256;

/// Nonces remembered in each half of the window.
const NONCES: usize = 100_000;

/// Tags of answers that are out of date.
pub type Tags = Vec<&'static str>;

/// A running head office.
pub struct Office {
    /// What commands run in.
    pub context: Context,
    /// How often somebody may try.
    pub limits: Limits,
    /// Places for password hashes.
    pub passwords: Arc<Semaphore>,
    /// Tags that were touched, to every open screen.
    pub touched: broadcast::Sender<Tags>,
    /// Wakes the merger.
    pub merger: Wake,
    /// True once the program is to stop.
    pub stopping: watch::Receiver<bool>,
    nonces: Mutex<Nonces>,
}

/// Shared by all requests.
pub type Shared = Arc<Office>;

impl Office {
    /// The office around a context.
    #[must_use]
    pub fn new(
        context: Context,
        touched: broadcast::Sender<Tags>,
        merger: Wake,
        stopping: watch::Receiver<bool>,
    ) -> Office {
        Office {
            context,
            limits: Limits::new(),
            passwords: Arc::new(Semaphore::new(PASSWORDS_AT_ONCE)),
            touched,
            merger,
            stopping,
            nonces: Mutex::default(),
        }
    }

    /// A channel for touched tags.
    #[must_use]
    pub fn channel() -> broadcast::Sender<Tags> {
        broadcast::channel(EVENTS).0
    }

    /// Now, Unix milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.context.clock.now_ms()
    }

    /// Tells every open screen what was touched.
    pub fn tell(&self, tags: &[&'static str]) {
        // Nobody listening is no failure.
        let _heard_by = self.touched.send(tags.to_vec());
    }

    /// Who head office is.
    ///
    /// # Errors
    /// `not_here` for a ledger that is no head office's.
    pub fn node(&self) -> Result<&Node, ApiError> {
        self.context.node()
    }

    /// The organisation.
    ///
    /// # Errors
    /// As [`Office::node`].
    pub fn org(&self) -> Result<OrgId, ApiError> {
        Ok(OrgId(self.node()?.org))
    }

    /// Head office's key.
    ///
    /// # Errors
    /// `not_here` when the key is missing.
    pub fn key(&self) -> Result<&SigningKey, ApiError> {
        self.context.keys.signing.as_deref().ok_or_else(|| ErrorCode::NotHere.error())
    }

    /// Whether a device's nonce is new within the window of signed requests.
    pub fn is_new(&self, stream: StreamId, nonce: [u8; 12], window_ms: i64) -> bool {
        let now = self.now_ms();
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        nonces.turn(now, window_ms);
        let one = (stream.to_u64(), nonce);
        !nonces.earlier.contains(&one) && nonces.latest.insert(one)
    }
}

/// The nonces of the last one to two windows.
#[derive(Default)]
struct Nonces {
    since_ms: i64,
    latest: BTreeSet<(u64, [u8; 12])>,
    earlier: BTreeSet<(u64, [u8; 12])>,
}

impl Nonces {
    /// Forgets what no request within the window can repeat. A request is good for one window
    /// before and one after its own time, so two windows are kept.
    fn turn(&mut self, now_ms: i64, window_ms: i64) {
        if now_ms - self.since_ms >= window_ms * 2 || self.latest.len() >= NONCES {
            self.earlier = std::mem::take(&mut self.latest);
            self.since_ms = now_ms;
        }
    }
}
