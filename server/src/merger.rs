//! The merger (合并线程): takes accepted batches into the books.
//!
//! Owns its thread, its pace and its retry. Leaves out what merging is (`books::merge`). A broken
//! invariant stops merging, not taking in: the transaction has rolled back, branches go on sending,
//! and `/health` says so until a later try succeeds.
//! Invariant: one thread merges; many documents go into a transaction; whatever was accepted
//! before a stop is merged after the next start.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use fenhao_app::context::Context;
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_books::merge;
use tokio::sync::broadcast;

use crate::error::after_panic;
use crate::feed::Signer;
use crate::state::Tags;

/// Documents to a transaction: enough that the disk's sync is a small part, few enough that a
/// writer from outside (an import, a command line) waits a fraction of a second.
const DOCUMENTS: usize = 2000;

/// How long the merger sleeps when nobody wakes it. Another process may have written meanwhile.
const IDLE: Duration = Duration::from_secs(5);

/// How long it waits after a failure before it tries again.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// What a merge may change on a screen.
const TOUCHED: [&str; 8] =
    ["approval", "branch", "document", "held", "node", "report", "sales", "stock"];

/// What stands in head office's own feeds.
const PUBLISHED: [&str; 3] = ["branch", "partner", "product"];

/// Wakes the merger. Any number of calls before it looks count as one.
#[derive(Clone)]
pub struct Wake {
    signal: SyncSender<()>,
    failing: Arc<AtomicBool>,
}

impl Wake {
    /// Something was accepted.
    pub fn wake(&self) {
        // A full channel means that it is about to look anyway.
        let _already_woken = self.signal.try_send(());
    }

    /// Whether the last try to merge failed.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Acquire)
    }
}

/// The merge thread before it starts: its signal exists, so that requests can already wake it.
pub struct MergeThread {
    signal: Receiver<()>,
    failing: Arc<AtomicBool>,
}

impl MergeThread {
    /// A thread to start, and what wakes it.
    #[must_use]
    pub fn new() -> (Wake, MergeThread) {
        let (sender, receiver) = sync_channel(1);
        let failing = Arc::new(AtomicBool::new(false));
        let wake = Wake { signal: sender, failing: failing.clone() };
        (wake, MergeThread { signal: receiver, failing })
    }

    /// Starts the thread. It ends at the next wake after `stop` has become true.
    ///
    /// # Errors
    /// The system's, when it has no thread to give.
    pub fn start(
        self,
        context: Context,
        touched: broadcast::Sender<Tags>,
        stop: Arc<AtomicBool>,
    ) -> std::io::Result<JoinHandle<()>> {
        let run = move || {
            let mut merger = merge::Merger::new();
            while !stop.load(Ordering::Acquire) {
                let merging = || merge_all(&mut merger, &context, &touched, &stop);
                let outcome = catch_unwind(AssertUnwindSafe(merging))
                    .unwrap_or_else(|panic| Err(after_panic(panic).error));
                self.failing.store(outcome.is_err(), Ordering::Release);
                let wait = match outcome {
                    Ok(()) => IDLE,
                    Err(error) => {
                        tracing::error!(%error, "merging failed and will be tried again");
                        // What it had learnt may be half of a transaction that is gone.
                        merger = merge::Merger::new();
                        AFTER_FAILURE
                    }
                };
                match self.signal.recv_timeout(wait) {
                    Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
        };
        std::thread::Builder::new().name("merger".to_owned()).spawn(run)
    }
}

/// Merges until nothing is left, then seals what the documents mean for other branches.
fn merge_all(
    merger: &mut merge::Merger,
    context: &Context,
    touched: &broadcast::Sender<Tags>,
    stop: &AtomicBool,
) -> Result<(), ApiError> {
    while !stop.load(Ordering::Acquire) {
        merge::gather(&context.store, DOCUMENTS)?;
        let now = context.clock.now_ms();
        let merged = merger.run(&context.store, DOCUMENTS, now)?;
        if merged.entries == 0 {
            break;
        }
        tracing::debug!(documents = merged.documents, held = merged.held, "merged");
        let _heard_by = touched.send(TOUCHED.to_vec());
    }
    let key = context.keys.signing.as_ref().ok_or_else(|| ErrorCode::NotHere.error())?;
    let signer = Signer { store: &context.store, node: context.node()?, key };
    if signer.seal_all(context.clock.now_ms())? > 0 {
        // Whoever wrote it (a command line, another process) could tell no screen.
        let _heard_by = touched.send(PUBLISHED.to_vec());
    }
    Ok(())
}
