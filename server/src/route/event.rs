//! The stream of events to an open screen (事件流): tags only, the screen asks anew.
//!
//! Owns server-sent events (HTML Living Standard §9.2). Invariant: nothing of the books is in an
//! event, so a missed one loses nothing; a reader that falls behind is told to ask for everything.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use fenhao_app::table::COMMANDS;
use serde_json::json;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{mpsc, watch};
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;

use crate::auth::SignedIn;
use crate::state::{Shared, Tags};

/// How often the session behind a stream is looked at, and a sign of life sent.
const PULSE: Duration = Duration::from_secs(15);

/// How long tags are gathered into one event.
const MOMENT: Duration = Duration::from_millis(100);

/// Opens the stream of events.
pub async fn events(
    State(office): State<Shared>,
    signed_in: SignedIn,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (sender, receiver) = mpsc::channel(16);
    // Listening begins before the answer does, so that nothing falls between.
    let touched = office.touched.subscribe();
    tokio::spawn(forward(office, signed_in, touched, sender));
    Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(PULSE))
}

/// Forwards tags until the browser goes, the session ends or the program stops.
async fn forward(
    office: Shared,
    signed_in: SignedIn,
    mut touched: tokio::sync::broadcast::Receiver<Tags>,
    sender: mpsc::Sender<Result<Event, Infallible>>,
) {
    let mut stopping = office.stopping.clone();
    let mut pulse = tokio::time::interval(PULSE);
    // The first word tells the browser that the stream is open.
    if sender.send(Ok(Event::default().comment("open"))).await.is_err() {
        return;
    }
    loop {
        let tags = tokio::select! {
            () = stopped(&mut stopping) => return,
            () = sender.closed() => return,
            _ = pulse.tick() => {
                if signed_in.is_over(&office).await {
                    return;
                }
                continue;
            }
            told = touched.recv() => match told {
                Ok(tags) => tags,
                Err(RecvError::Lagged(_)) => all_tags(),
                Err(RecvError::Closed) => return,
            },
        };
        let tags = gather(tags, &mut touched).await;
        let event = Event::default().data(json!({ "tags": tags }).to_string());
        if sender.send(Ok(event)).await.is_err() {
            return;
        }
    }
}

/// Waits a moment for more, so that a branch's backlog of batches is one event and not hundreds.
async fn gather(mut tags: Tags, touched: &mut tokio::sync::broadcast::Receiver<Tags>) -> Tags {
    tokio::time::sleep(MOMENT).await;
    loop {
        match touched.try_recv() {
            Ok(more) => tags.extend(more),
            Err(TryRecvError::Lagged(_)) => tags = all_tags(),
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        }
    }
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// Ready once the program is to stop, or has forgotten to say so.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    let _told = stopping.wait_for(|stop| *stop).await;
}

/// Every tag there is.
fn all_tags() -> Tags {
    let mut tags: Tags = COMMANDS.iter().flat_map(|command| command.tags).copied().collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}
