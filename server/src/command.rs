//! What each command of the command line does (命令).
//!
//! Owns opening the folder and choosing the command. All of them work while another process
//! serves the same folder: the ledger admits one writer at a time and any number of readers.

use std::sync::Arc;

use fenhao_app::context::{Context, Session};
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_books::table;
use fenhao_domain::id::{BranchId, EmployeeId};
use fenhao_domain::permission::ShippedRole;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::command_line::{Command, CommandLine};
use crate::home::{FIRST_PASSWORD, Home, SystemClock};
use crate::print;
use crate::sentence::Stopped;

mod backup;
mod branch;
mod export;
mod import;
mod password;
mod proof;
mod report;
mod serve;

/// Runs the command.
///
/// # Errors
/// [`Stopped`], for one sentence to a person.
pub fn run(line: CommandLine) -> Result<(), Stopped> {
    let language = line.language();
    let is_new = !line.data.join(crate::home::LEDGER).exists();
    let home = Home::open(&line.data, language, Arc::new(SystemClock))?;
    if is_new && !matches!(line.command, Command::Serve(_)) {
        let file = line.data.join(FIRST_PASSWORD);
        let told = language.pick(
            "总部已建立；控制台的首个密码在",
            "Head office is founded; the console's first password is in",
        );
        print::tell(&format!("{told} {}", file.display()));
    }
    match line.command {
        Command::Serve(how) => serve::serve(home, &how),
        Command::Branch(which) => branch::run(&home.context, which),
        Command::Import(what) => import::run(&home.context, what),
        Command::Reconcile => proof::reconcile(&home.context),
        Command::Report(which) => report::run(&home.context, *which),
        Command::Export(what) => export::run(&home.context, what),
        Command::Verify => proof::verify(&home.context),
        Command::Backup { file } => backup::run(&home.context, &file),
        Command::Password { name } => password::run(&home, &name),
    }
}

/// Whoever may use head office's command line may do what its administrator may.
fn administrator() -> Session {
    Session::shipped(EmployeeId(0), "fenhao-hq", ShippedRole::Hq)
}

/// Calls a command of the table as the administrator.
fn call<I: Serialize, O: DeserializeOwned>(
    context: &Context,
    name: &str,
    input: &I,
) -> Result<O, ApiError> {
    let broken = |error: serde_json::Error| ErrorCode::BrokenInvariant.with("what", error);
    let input = serde_json::to_string(input).map_err(broken)?;
    let reply = fenhao_app::table::call(context, &administrator(), name, &input)?;
    serde_json::from_str(&reply.json).map_err(broken)
}

/// The branch of a code.
fn branch_of(context: &Context, code: &str) -> Result<BranchId, ApiError> {
    let found = context.read(|sql| Ok(table::branch::by_code(sql, code)?))?;
    Ok(found.ok_or_else(|| ErrorCode::BranchUnknown.with("code", code))?.id)
}

/// A bar of progress on standard error; where that is no terminal, nothing is drawn.
fn bar(form: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}
