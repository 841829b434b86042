//! A refusal on its way to a browser or a branch (错误应答).
//!
//! Owns which status an `ApiError` travels with. Leaves out its sentence: the reader has the
//! dictionary. Invariant: a body is always an `ApiError` in JSON, so that nobody reads text.

use std::any::Any;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fenhao_app::error::{ApiError, ErrorCode};

use crate::limit::TooMany;

/// An `ApiError` as an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The fact.
    pub error: ApiError,
    /// The status it travels with.
    pub status: StatusCode,
}

impl Refused {
    /// Something that cannot be happened. The reader is told what, the log has the rest.
    #[must_use]
    pub fn broken(what: &str) -> Self {
        ErrorCode::BrokenInvariant.with("what", what).into()
    }

    /// A device that is not enrolled here; the status says how that was seen.
    #[must_use]
    pub fn device(status: StatusCode) -> Self {
        Self { error: ErrorCode::DeviceUnknown.error(), status }
    }

    /// A message of the exchange that is not taken, and why in a word.
    #[must_use]
    pub fn exchange(status: StatusCode, reason: impl ToString) -> Self {
        Self { error: ErrorCode::HqRefused.with("reason", reason), status }
    }
}

/// The status of a code.
fn status(code: Option<ErrorCode>) -> StatusCode {
    use ErrorCode as Code;
    let Some(code) = code else { return StatusCode::UNPROCESSABLE_ENTITY };
    match code {
        Code::LoginWrong | Code::LoginNeeded => StatusCode::UNAUTHORIZED,
        Code::PermissionDenied
        | Code::ApprovalNeeded
        | Code::ApproverLacks
        | Code::OutOfScope
        | Code::NotHere
        | Code::CodeWrong
        | Code::CodeExpired
        | Code::ClockWrong
        | Code::DeviceUnknown
        | Code::HqRefused => StatusCode::FORBIDDEN,
        Code::DocumentUnknown | Code::ProductUnknown | Code::BranchUnknown => StatusCode::NOT_FOUND,
        Code::BranchCodeTaken | Code::AlreadyReversed => StatusCode::CONFLICT,
        Code::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
        Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Code::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        Code::BrokenInvariant
        | Code::DiskFailed
        | Code::StoreDamaged
        | Code::StoreReadOnly
        | Code::StoreForeign
        | Code::NewerSchema => StatusCode::INTERNAL_SERVER_ERROR,
        Code::InputMalformed => StatusCode::BAD_REQUEST,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        let status = status(ErrorCode::from_key(&error.code));
        Self { error, status }
    }
}

impl From<TooMany> for Refused {
    fn from(TooMany { wait }: TooMany) -> Self {
        ErrorCode::TooManyTries.with("seconds", wait.as_secs() + 1).into()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self { error, status } = self;
        if status.is_server_error() {
            tracing::error!(code = error.code, params = ?error.params, "a request failed");
        }
        let wait = error.param("seconds").and_then(|seconds| HeaderValue::from_str(seconds).ok());
        let mut response = (status, Json(error)).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

/// The answer after a panic: the transaction has rolled back, the program goes on.
#[must_use]
pub fn after_panic(panic: Box<dyn Any + Send>) -> Refused {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    Refused::broken(said)
}

/// Runs what may block (the disk, a password's hash) away from the threads that answer.
///
/// # Errors
/// Whatever `work` refuses; a panic in it becomes `broken_invariant`.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => Err(after_panic(panic)),
            Err(_) => Err(ErrorCode::Busy.error().into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_in_a_command_is_an_answer() {
        let refused = blocking::<()>(|| panic!("entries sum to 1")).await.expect_err("it panics");
        assert_eq!(refused.error, ErrorCode::BrokenInvariant.with("what", "entries sum to 1"));
        assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn a_wait_is_told_in_the_header_too() {
        let wait = TooMany { wait: std::time::Duration::from_millis(11_200) };
        let response = Refused::from(wait).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "12");
    }
}
