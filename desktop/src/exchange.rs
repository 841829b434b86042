//! The exchange with head office (交换): in the background, on its own thread, at its own pace.
//!
//! Owns when a round begins. Leaves out what a round does (`round.rs`), the requests (`link.rs`),
//! and the rests after failures (`pace.rs`). Invariant: the till never waits for this thread, and
//! the ledger's writer is never held while a request is under way; the loop may be stopped at any
//! point and picks up where the ledger stands.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use fenhao_app::context::{Clock as _, Link as _};
use fenhao_app::error::ErrorCode;
use tokio::sync::watch;
use tokio::time::{sleep, sleep_until};

use crate::clock::WallClock;
use crate::state::Till;

mod light;
mod link;
mod pace;
mod round;

pub use light::Light;
pub use link::{Link, LinkError, enrol};
pub use round::{Contact, Halt, Scope, Tell, Total, exchange};

use pace::Pace;

/// After a failure, new documents do not cut the rest shorter than this.
const SHORTEST: Duration = Duration::from_secs(1);

/// The exchange, running on its own thread.
pub struct Exchange {
    end: watch::Sender<bool>,
    thread: JoinHandle<()>,
}

/// Begins to exchange. `tell` is told what changed, as tags.
///
/// # Panics
/// When the system gives no thread.
#[must_use]
pub fn start(
    till: Arc<Till>,
    link: Link,
    tell: impl FnMut(&[&'static str]) + Send + 'static,
) -> Exchange {
    let (end, ending) = watch::channel(false);
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a program that just began gets a poll");
        runtime.block_on(run(&till, &link, ending, tell));
    };
    let thread = std::thread::Builder::new().name("exchange".to_owned()).spawn(work);
    Exchange { end, thread: thread.expect("a program that just began gets a thread") }
}

impl Exchange {
    /// Ends the exchange at once; what was under way is done again next time.
    pub fn end(self) {
        // The thread may be gone already; then nobody listens.
        let _ = self.end.send(true);
        let _ = self.thread.join();
    }
}

async fn run(
    till: &Arc<Till>,
    link: &Link,
    mut ending: watch::Receiver<bool>,
    mut tell: impl FnMut(&[&'static str]),
) {
    let mut pace = Pace::default();
    let mut contact = Contact::default();
    let mut total = Total::default();
    let mut fresh_until = Instant::now();
    loop {
        let scope = if Instant::now() >= fresh_until { Scope::Both } else { Scope::Push };
        let before = till.light.state();
        let outcome = tokio::select! {
            outcome = exchange(till, link, scope, &mut contact, &mut total, &mut tell) => outcome,
            _ = ending.wait_for(|end| *end) => return,
        };
        let failed = outcome.is_err();
        let rest = note(till, outcome, &mut pace);
        let now = till.light.state();
        if (before.up, &before.trouble) != (now.up, &now.trouble) {
            tell(&["exchange"]);
        }
        if failed {
            fresh_until = Instant::now();
        } else if scope == Scope::Both {
            fresh_until = Instant::now() + rest;
        }
        let asked = tokio::select! {
            asked = rested(till, rest, failed) => asked,
            _ = ending.wait_for(|end| *end) => return,
        };
        if asked {
            pace.forget();
            fresh_until = Instant::now();
        }
    }
}

/// Shows how a round ended, and says how long to rest after it.
fn note(till: &Till, outcome: Result<(), Halt>, pace: &mut Pace) -> Duration {
    let now = WallClock.now_ms();
    let mut drawn = [0; 8];
    (till.context().random)(&mut drawn);
    let drawn = u64::from_le_bytes(drawn);
    match outcome {
        Ok(()) => pace.calm(),
        Err(Halt::Link(LinkError::Refused(error))) | Err(Halt::Told(error)) => {
            tracing::warn!(%error, "the exchange stopped");
            let passing = error.is(ErrorCode::Busy);
            if !passing {
                till.light.trouble(Some(error), now);
            }
            pace.failed(drawn, None)
        }
        Err(Halt::Link(LinkError::Busy { wait })) => pace.failed(drawn, wait),
        Err(Halt::Link(error)) => {
            tracing::debug!(%error, "no exchange");
            till.light.down(now);
            pace.failed(drawn, None)
        }
    }
}

/// Rests until the time is over or the bell rings. True when a person rang it.
async fn rested(till: &Till, rest: Duration, failed: bool) -> bool {
    let end = tokio::time::Instant::now() + rest;
    if !failed {
        return tokio::select! {
            () = sleep_until(end) => false,
            asked = till.light.rung() => asked,
        };
    }
    let bell = async {
        let asked = till.light.rung().await;
        if !asked {
            sleep(SHORTEST).await;
        }
        asked
    };
    tokio::select! {
        () = sleep_until(end) => false,
        asked = bell => asked,
    }
}
