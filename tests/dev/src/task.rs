//! What each command of `cargo dev` does, as a list of steps.
//!
//! Owns the order. Leaves out how one step works. Invariants: the front end is built before cargo
//! compiles what carries it, and one set of flags serves every build, so nothing is built twice.

use std::fs;

use crate::command::{Command, HELP};
use crate::need::Area;
use crate::place::Places;
use crate::run::{Child, Stop};
use crate::say::{self, Steps};
use crate::{setup, ui};

/// Files of tests that open a window or a browser begin with one of these words.
const WINDOWED: [&str; 3] = ["window", "browser", "screens"];

/// Does what was asked; the first failure ends it.
pub fn perform(places: &Places, steps: &mut Steps, command: &Command) -> Result<(), Stop> {
    match command {
        Command::Help => {
            say::line(HELP);
            return Ok(());
        }
        Command::Setup { only } => set_up(places, steps, *only)?,
        Command::Check => {
            set_up(places, steps, None)?;
            check(places, steps)?;
        }
        Command::Test { quick } => {
            set_up(places, steps, None)?;
            check(places, steps)?;
            test(places, steps, *quick)?;
        }
        Command::Generate => generate(places, steps)?,
        Command::Bench { words } => bench(places, steps, words)?,
        Command::Screens { words } => show(places, steps, "screens", words)?,
        Command::Demo { words } => show(places, steps, "demo", words)?,
    }
    steps.finish();
    Ok(())
}

fn set_up(places: &Places, steps: &mut Steps, only: Option<Area>) -> Result<(), Stop> {
    steps.next("set up");
    say::line(&format!("builds and tools: {}", places.cache.display()));
    setup::set_up(places, only)
}

fn check(places: &Places, steps: &mut Steps) -> Result<(), Stop> {
    steps.next("format");
    Child::cargo(places, &["fmt", "--all", "--check"]).run()?;
    steps.next("types and lints of the front end");
    ui::script(places, "typecheck")?;
    ui::script(places, "lint")?;
    steps.next("lints");
    let lint = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    Child::cargo(places, &lint).run()
}

fn test(places: &Places, steps: &mut Steps, quick: bool) -> Result<(), Stop> {
    steps.next("unit tests of the front end");
    ui::script(places, "test")?;
    steps.next("build");
    build(places, &["--bins", "--tests"])?;
    steps.next("tests");
    let (windowed, plain): (Vec<String>, Vec<String>) =
        suites(places).into_iter().partition(|name| is_windowed(name));
    run_tests(places, &["--no-fail-fast", "--lib", "--bins"], &plain, &[])?;
    steps.next("examples in the documentation");
    run_tests(places, &["--doc"], &[], &[])?;
    if !quick && !windowed.is_empty() {
        steps.next("tests with windows and browsers, one at a time");
        run_tests(places, &["--no-fail-fast"], &windowed, &["--", "--test-threads=1"])?;
    }
    Ok(())
}

/// One way to run tests everywhere. Not cargo-nextest: it is not on every machine, and with a
/// process for each test it would build the world that a file of tests shares again for each.
fn run_tests(places: &Places, what: &[&str], suites: &[String], rest: &[&str]) -> Result<(), Stop> {
    let chosen: Vec<&str> = suites.iter().flat_map(|name| ["--test", name.as_str()]).collect();
    let words = [&["test", "--workspace", "--locked"], what, &chosen[..], rest].concat();
    Child::cargo(places, &words).run()
}

/// The names of all suites of tests in the workspace, sorted: files, and folders with a `main.rs`.
fn suites(places: &Places) -> Vec<String> {
    let shared = ["domain", "exchange", "books", "app"].map(|name| format!("shared/{name}/tests"));
    let others = ["desktop/tests", "server/tests", "tests/tests"].map(str::to_owned);
    let mut names: Vec<String> = shared
        .iter()
        .chain(&others)
        .filter_map(|folder| fs::read_dir(places.root.join(folder)).ok())
        .flat_map(|entries| entries.flatten())
        .filter_map(|entry| {
            let name = entry.file_name().to_str()?.to_owned();
            match entry.path().join("main.rs").is_file() {
                true => Some(name),
                false => name.strip_suffix(".rs").map(str::to_owned),
            }
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Whether a file of tests, by its name, opens a window or a browser.
fn is_windowed(name: &str) -> bool {
    WINDOWED.iter().any(|start| name.starts_with(start))
}

/// Always the whole workspace: a build of some crates would choose other features of the crates
/// they share, and compile those a second time.
fn build(places: &Places, what: &[&str]) -> Result<(), Stop> {
    Child::cargo(places, &[&["build", "--workspace", "--locked"], what].concat()).run()
}

/// The types come before the front end, which comes before the programs that carry it: so this
/// one builds alone.
fn generate(places: &Places, steps: &mut Steps) -> Result<(), Stop> {
    steps.next("TypeScript of the commands");
    let run = ["run", "--locked", "--package", "fenhao-app", "--bin", "gen"];
    Child::cargo(places, &[&run[..], &["--", "ui/src/api/generated"]].concat()).run()
}

fn bench(places: &Places, steps: &mut Steps, words: &[String]) -> Result<(), Stop> {
    set_up(places, steps, Some(Area::Rust))?;
    steps.next("bench");
    let run = ["run", "--release", "--locked", "--package", "fenhao-tests", "--bin", "bench", "--"];
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Child::cargo(places, &[&run[..], &words[..]].concat()).run()
}

/// Builds all, then starts one program that starts the others.
fn show(places: &Places, steps: &mut Steps, name: &str, words: &[String]) -> Result<(), Stop> {
    set_up(places, steps, None)?;
    steps.next("build");
    build(places, &["--bins"])?;
    steps.next(name);
    let program = places.built(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Child::program(places, &program.to_string_lossy(), &words).run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_in_a_folder_of_its_own_is_found() {
        let places = Places::find().unwrap();
        assert!(suites(&places).contains(&"it".to_owned()), "{:?}", suites(&places));
    }

    #[test]
    fn the_tidy_tests_are_found_and_need_no_window() {
        let places = Places::find().unwrap();
        assert!(suites(&places).contains(&"tidy".to_owned()), "{:?}", suites(&places));
        assert!(!is_windowed("tidy"), "tidy opens no window");
        assert!(is_windowed("window_sale"), "a window was overlooked");
    }
}
