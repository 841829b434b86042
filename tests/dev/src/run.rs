//! Starting other programs and saying why one did not succeed.
//!
//! Owns how a child is started: in the clone, with the project's environment, its output on the
//! terminal as it comes. Leaves out which programs and when. Invariant: a child that fails stops
//! the run; nothing is retried behind the developer's back.

use std::env;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::place::Places;
use crate::say;

/// Why a run ends early.
#[derive(Debug)]
pub enum Stop {
    /// A program ran and was not content.
    Failed { line: String, code: Option<i32> },
    /// A program could not be started.
    NotStarted { line: String, source: std::io::Error },
    /// A fact that makes going on pointless.
    Told(String),
}

impl Stop {
    /// A fact, in one sentence.
    pub fn told(text: impl Into<String>) -> Self {
        Self::Told(text.into())
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { line, code: Some(code) } => {
                write!(out, "`{line}` failed with exit code {code}")
            }
            Self::Failed { line, code: None } => write!(out, "`{line}` was killed"),
            Self::NotStarted { line, source } => {
                write!(out, "`{line}` could not be started: {source}")
            }
            Self::Told(text) => out.write_str(text),
        }
    }
}

/// A program to start in the clone.
pub struct Child {
    command: Command,
    line: String,
}

impl Child {
    /// Cargo, with the build folder of this project.
    pub fn cargo(places: &Places, words: &[&str]) -> Self {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut child = Self::program(places, &cargo, words);
        child.line = format!("cargo {}", words.join(" "));
        child
    }

    /// Any other program.
    pub fn program(places: &Places, name: &str, words: &[&str]) -> Self {
        let mut command = Command::new(name);
        command.args(words).current_dir(&places.root).envs(places.environment());
        // `cargo run` tells this program about itself; a build below that saw it would think its
        // own surroundings had changed and build some crates again.
        for (key, _) in env::vars_os() {
            if key.to_str().is_some_and(told_by_cargo_run) {
                command.env_remove(key);
            }
        }
        Self { command, line: [&[name], words].concat().join(" ") }
    }

    /// In another folder than the clone.
    pub fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Without one variable in its environment.
    pub fn without(mut self, key: &str) -> Self {
        self.command.env_remove(key);
        self
    }

    /// Runs it on this terminal, and waits.
    pub fn run(mut self) -> Result<(), Stop> {
        say::line(&format!("$ {}", self.line));
        match self.command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(Stop::Failed { line: self.line, code: status.code() }),
            Err(source) => Err(Stop::NotStarted { line: self.line, source }),
        }
    }

    /// Runs it out of sight; what it printed, if it succeeded.
    pub fn answer(mut self) -> Option<String> {
        let output = self.command.stdin(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

fn told_by_cargo_run(key: &str) -> bool {
    key.starts_with("CARGO_PKG_")
        || ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_BIN_NAME", "CARGO_CRATE_NAME"]
            .contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_child_is_told_with_its_code() {
        let stop = Stop::Failed { line: "cargo fmt".to_owned(), code: Some(1) };
        assert_eq!(stop.to_string(), "`cargo fmt` failed with exit code 1");
    }

    #[test]
    fn settings_of_cargo_stay_with_the_child() {
        assert!(told_by_cargo_run("CARGO_PKG_NAME"), "a fact about this crate leaked");
        assert!(!told_by_cargo_run("CARGO_TARGET_DIR"), "a developer's choice was lost");
        assert!(!told_by_cargo_run("CARGO_HOME"), "a developer's choice was lost");
    }
}
