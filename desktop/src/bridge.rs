//! The one command of the window (桥).
//!
//! Owns the way of a call from the window to `fenhao_app::seat` and back, away from the
//! thread that draws. Leaves out everything a command does. Invariant: a panic in a command becomes
//! `broken_invariant`; its transaction has rolled back, and the till goes on.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_app::table::CallReply;
use fenhao_app::view::ApprovalInput;
use serde_json::Value;
use serde_json::value::RawValue;
use tauri::{AppHandle, State};

use crate::state::Till;
use crate::window;

/// Runs one command of the table as whoever sits at the window, with a manager's word if there is
/// one, and gives its output.
///
/// # Errors
/// Whatever the command refuses.
#[tauri::command]
pub async fn call(
    app: AppHandle,
    till: State<'_, Arc<Till>>,
    name: String,
    input: Value,
    approval: Option<ApprovalInput>,
) -> Result<Box<RawValue>, ApiError> {
    let till = Arc::clone(&till);
    let work = move || {
        let reply = guarded(|| run(&till, &name, &input, approval.as_ref()))?;
        if reply.touched.contains(&"exchange") {
            till.light.nudge();
        }
        window::touch(&app, reply.touched);
        let json = RawValue::from_string(reply.json);
        json.map_err(|error| ErrorCode::BrokenInvariant.with("what", error))
    };
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(stopped) => Err(ErrorCode::BrokenInvariant.with("what", stopped)),
    }
}

fn run(
    till: &Till,
    name: &str,
    input: &Value,
    approval: Option<&ApprovalInput>,
) -> Result<CallReply, ApiError> {
    till.seat.call(&till.context(), name, &input.to_string(), approval)
}

/// Runs `work`; a panic in it becomes `broken_invariant`.
fn guarded<T>(work: impl FnOnce() -> Result<T, ApiError>) -> Result<T, ApiError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let what = said(&*panic);
        tracing::error!(what, "a command broke an invariant");
        Err(ErrorCode::BrokenInvariant.with("what", what))
    })
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_fact() {
        let outcome: Result<(), _> = guarded(|| panic!("{} is not balanced", "LS-1"));
        let told = outcome.expect_err("it panicked");
        assert!(told.is(ErrorCode::BrokenInvariant));
        assert_eq!(told.param("what"), Some("LS-1 is not balanced"));
        assert_eq!(guarded(|| Ok(4)), Ok(4));
    }
}
