//! The program `fenhao`: a branch's till in a window, and the same node on the command line.
//!
//! Owns what must happen before anything else, and how the program leaves.

// On Windows a program with a window opens no console beside it.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

use fenhao_app::command_line::{self, USAGE, Unread};
use fenhao_app::sentence::sentence;
use fenhao_desktop::command_line::CommandLine;
use fenhao_desktop::{command, open_window, print};
use tracing_subscriber::EnvFilter;

/// Reads the command line, does what it says, and leaves with 0 only when all of it was done.
fn main() -> ExitCode {
    // Two providers in one program, or none, make the first request panic.
    let installed = rustls::crypto::ring::default_provider().install_default();
    installed.expect("nothing has run before this line");
    let line: CommandLine = match command_line::read(std::env::args_os()) {
        Ok(line) => line,
        Err(Unread::Asked(text)) => {
            print::answer_text(&text);
            return ExitCode::SUCCESS;
        }
        Err(Unread::Wrong(error, lang)) => {
            print::tell(&sentence(lang, &error));
            return ExitCode::from(USAGE);
        }
    };
    let filter = EnvFilter::try_from_env("FENHAO_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done = match &line.command {
        Some(what) => command::perform(&line, what),
        None => open_window(&line),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => {
            print::tell(&stopped.sentence(line.language()));
            ExitCode::FAILURE
        }
    }
}
