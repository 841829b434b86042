//! What runs while head office serves (运行).
//!
//! Owns the order of starting and stopping: the listener, the merge thread, the sweeper, the
//! server. Leaves out what each of them does. Invariant: on a stop, requests under way are
//! answered and the merge thread ends between two transactions.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fenhao_app::context::Context;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::merger::MergeThread;
use crate::router::router;
use crate::sentence::Stopped;
use crate::state::{Office, Shared};

/// How long requests under way may take to end.
const GRACE: Duration = Duration::from_secs(10);

/// How often limits forget who has been quiet.
const SWEEP: Duration = Duration::from_secs(60);

/// An address that is listened at.
pub struct Listening {
    listener: TcpListener,
    /// The address with its real port.
    pub address: SocketAddr,
}

/// Takes the address.
///
/// # Errors
/// [`Stopped::PortTaken`] and [`Stopped::AddressRefused`].
pub async fn listen(address: SocketAddr) -> Result<Listening, Stopped> {
    let refused = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Stopped::PortTaken { address },
        _ => Stopped::AddressRefused { address, cause: (&error).into() },
    };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    Ok(Listening { listener, address })
}

/// Serves until `stop` is ready.
///
/// # Errors
/// The system's, when it has no thread or socket to give.
pub async fn serve(
    context: Context,
    listening: Listening,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (stop_sender, stopping) = watch::channel(false);
    let merging_stops = Arc::new(AtomicBool::new(false));
    let (wake, thread) = MergeThread::new();
    let touched = Office::channel();
    let office =
        Arc::new(Office::new(context.clone(), touched.clone(), wake.clone(), stopping.clone()));

    let merging = thread.start(context, touched, merging_stops.clone())?;
    let sweeping = tokio::spawn(sweep(office.clone()));
    let app = router(office).into_make_service_with_connect_info::<SocketAddr>();
    let mut until = stopping;
    let server = axum::serve(listening.listener, app).with_graceful_shutdown(async move {
        let _gone = until.wait_for(|stop| *stop).await;
    });
    let mut server = tokio::spawn(server.into_future());

    let early = tokio::select! {
        () = stop => None,
        ended = &mut server => Some(ended),
    };
    stop_sender.send_replace(true);
    let ended = match early {
        Some(ended) => ended,
        None => match tokio::time::timeout(GRACE, &mut server).await {
            Ok(ended) => ended,
            // Whoever still holds a connection open has had the time to finish.
            Err(_) => Ok(Ok(())),
        },
    };
    sweeping.abort();
    merging_stops.store(true, Ordering::Release);
    wake.wake();
    let merged = tokio::task::spawn_blocking(move || merging.join()).await;
    if !matches!(merged, Ok(Ok(()))) {
        return Err(std::io::Error::other("the merge thread broke"));
    }
    ended.map_err(std::io::Error::other)?
}

async fn sweep(office: Shared) {
    let mut beat = tokio::time::interval(SWEEP);
    loop {
        beat.tick().await;
        office.limits.forget_the_quiet();
    }
}

/// Ready once the system or a person asks to stop.
pub async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _interrupted = interrupt.await;
            return;
        };
        tokio::select! {
            _interrupted = interrupt => {}
            _terminated = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _interrupted = interrupt.await;
    }
}
