//! The window's way to the core (桥): one command for all calls, and one that keeps a file.
//!
//! Owns the way of a call from the window to `fenhao_app::seat` and back, away from the
//! thread that draws, and where files go. Leaves out everything a command does. Invariant: a panic in a command becomes
//! `broken_invariant`; its transaction has rolled back, and the till goes on.

use std::any::Any;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_app::table::CallReply;
use fenhao_app::view::ApprovalInput;
use serde_json::Value;
use serde_json::value::RawValue;
use tauri::{AppHandle, Manager as _, State};

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

/// Keeps a file that the window made among the person's documents 文档, in a folder of our own; tells
/// where. A name that is there gets a number.
///
/// # Errors
/// When the folder cannot be written.
#[tauri::command]
pub async fn save_file(app: AppHandle, name: String, bytes: Vec<u8>) -> Result<String, ApiError> {
    let unusable = |what: String| ErrorCode::InputMalformed.with("what", what);
    let documents = app.path().document_dir().map_err(|error| unusable(error.to_string()))?;
    let work = move || keep(&documents.join("Fenhao"), &name, &bytes);
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(kept) => kept.map_err(|error| unusable(error.to_string())),
        Err(stopped) => Err(ErrorCode::BrokenInvariant.with("what", stopped)),
    }
}

/// Writes a new file; never over one that is there.
fn keep(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<String> {
    std::fs::create_dir_all(folder)?;
    let plain: String = name.chars().filter(|sign| !r#"/\:*?"<>|"#.contains(*sign)).collect();
    let (stem, end) = plain.rsplit_once('.').unwrap_or((&plain, "csv"));
    for count in 1..1_000 {
        let numbered = if count == 1 { String::new() } else { format!(" ({count})") };
        let file = folder.join(format!("{stem}{numbered}.{end}"));
        match OpenOptions::new().write(true).create_new(true).open(&file) {
            Ok(mut made) => {
                made.write_all(bytes)?;
                return Ok(file.display().to_string());
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
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

    #[test]
    fn a_file_is_kept_beside_the_one_of_its_name_and_nowhere_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = |bytes: &[u8]| keep(folder.path(), "../销售 2026-11.xlsx", bytes);
        let first = kept(b"one").expect("the first is written");
        let second = kept(b"two").expect("the second is written");
        assert!(first.ends_with("..销售 2026-11.xlsx"), "{first}");
        assert!(second.ends_with("..销售 2026-11 (2).xlsx"), "{second}");
        assert_eq!(std::fs::read(&first).expect("it is there"), b"one");
    }
}
