//! The developer's commands: `cargo dev COMMAND`.
//!
//! Owns what a person or a CI machine types to set up, check, test and show the whole project.
//! Knows nothing of Fenhao's own code: what needs it is a program of the crate `fenhao-tests`,
//! which is only built and started here. Invariant: this crate depends on nothing, so it compiles
//! in seconds on a machine that has just been cloned to.

mod command;
mod need;
mod place;
mod run;
mod say;
mod setup;
mod task;
mod ui;

use std::process::ExitCode;

use command::Command;
use place::Places;
use say::Steps;

/// Reads the command line, runs the command, and leaves with 0 only when all of it succeeded.
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let command = match Command::parse(&words) {
        Ok(command) => command,
        Err(wrong) => {
            say::error(&format!("{wrong}\n\n{}", command::HELP));
            return ExitCode::from(2);
        }
    };
    let mut steps = Steps::new();
    match Places::find().and_then(|places| task::perform(&places, &mut steps, &command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            say::error(&format!("cargo dev stopped after {}: {stop}", steps.elapsed()));
            ExitCode::FAILURE
        }
    }
}
