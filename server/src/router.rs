//! All addresses on one page (路由).
//!
//! Owns which address leads where, and the layers around it. Leaves out what is done there.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::error::after_panic;
use crate::guard;
use crate::route::{event, exchange, file, health, rpc, session};
use crate::state::Shared;

/// Largest body of a pushed batch: the largest batch and room to say that it is too large.
const BATCH_BYTES: usize = 300 * 1024;

/// Largest body of an enrolment.
const ENROLMENT_BYTES: usize = 16 * 1024;

/// Largest input of a command.
const INPUT_BYTES: usize = 1024 * 1024;

/// How long a request may take, its body included: a batch over a line of 64 kbit/s takes 40 s.
const PATIENCE: Duration = Duration::from_secs(120);

/// The whole of head office, as a tree of addresses.
pub fn router(office: Shared) -> Router {
    let branches = Router::new()
        .route("/s/{stream}", get(exchange::status))
        .route("/s/{stream}/b/{number}", put(exchange::push))
        .route("/feed/{feed}", get(exchange::feed))
        .layer(DefaultBodyLimit::max(BATCH_BYTES))
        .route("/enrol", post(exchange::enrol).layer(DefaultBodyLimit::max(ENROLMENT_BYTES)));
    let console = Router::new()
        .route("/rpc/{name}", post(rpc::call))
        .route("/session", post(session::sign_in).delete(session::sign_out))
        .layer(from_fn(guard::own_page_only))
        .layer(DefaultBodyLimit::max(INPUT_BYTES));
    let patient = Router::new()
        .merge(branches)
        .merge(console.layer(CompressionLayer::new()))
        .route("/health", get(health::health))
        .fallback_service(get(file::file).layer(CompressionLayer::new()).with_state(()))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE));
    let around = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http())
        .layer(from_fn(guard::security_headers))
        .layer(CatchPanicLayer::custom(panicked));
    patient.route("/events", get(event::events)).layer(around).with_state(office)
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    after_panic(panic).into_response()
}
