//! What can be asked of `cargo dev`, and how the words on the command line become one request.
//!
//! Owns the spelling and the help text. Leaves out what a command does (`task.rs`).
//! Invariant: an unknown word is refused, never ignored.

use std::fmt;

use crate::need::Area;

/// What `cargo dev` prints when it is not told what to do.
pub const HELP: &str = "\
cargo dev COMMAND

  setup [--only AREA]  install what is missing; AREA is rust, ui, desktop or oracles
  demo                 twelve stores and HQ on real baskets, then a till to play with
  check                format, lints, types: everything short of running a test
  test [--quick]       set up, check, build and test all; --quick leaves windows and browsers out
  gen                  write the TypeScript types of the commands to ui/src/api/generated
  bench                measure against the goals of ARCHITECTURE.md
  screens              a picture of every screen, both languages, both themes

Words after `--` go to the program that demo, bench and screens start.
Builds and tools live outside the clone: in $FENHAO_CACHE, else ~/.cache/fenhao.";

/// One request.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Print the help.
    Help,
    /// Install what is missing, in one area or in all.
    Setup { only: Option<Area> },
    /// Format, lints and types.
    Check,
    /// Everything; `quick` leaves out the tests that open a window or a browser.
    Test { quick: bool },
    /// Write the generated TypeScript.
    Generate,
    /// Measure.
    Bench { words: Vec<String> },
    /// Take pictures of every screen.
    Screens { words: Vec<String> },
    /// Show the whole house at work.
    Demo { words: Vec<String> },
}

/// Why the words on the command line are no request.
#[derive(Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No command has this name.
    Command(String),
    /// The command exists and does not take this word.
    Word { command: String, word: String },
    /// `--only` stands alone or before a word that is no area.
    Area(String),
}

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(name) => write!(out, "there is no command `{name}`"),
            Self::Word { command, word } => {
                write!(out, "`{command}` does not take `{word}`")
            }
            Self::Area(word) => {
                write!(out, "--only takes rust, ui, desktop or oracles, not `{word}`")
            }
        }
    }
}

impl Command {
    /// Reads the words after `cargo dev`; no word at all asks for the help.
    pub fn parse(words: &[String]) -> Result<Self, Wrong> {
        let Some((name, rest)) = words.split_first() else { return Ok(Self::Help) };
        match name.as_str() {
            "help" | "--help" | "-h" => Ok(Self::Help),
            "setup" => Ok(Self::Setup { only: only(rest)? }),
            "test" => Ok(Self::Test { quick: flag(name, rest, "--quick")? }),
            "check" => nothing(name, rest).map(|()| Self::Check),
            "gen" => nothing(name, rest).map(|()| Self::Generate),
            "bench" => Ok(Self::Bench { words: passed_on(rest) }),
            "screens" => Ok(Self::Screens { words: passed_on(rest) }),
            "demo" => Ok(Self::Demo { words: passed_on(rest) }),
            other => Err(Wrong::Command(other.to_owned())),
        }
    }
}

fn only(words: &[String]) -> Result<Option<Area>, Wrong> {
    match words {
        [] => Ok(None),
        [flag, word] if flag == "--only" => {
            Area::named(word).map(Some).ok_or_else(|| Wrong::Area(word.clone()))
        }
        [flag] if flag == "--only" => Err(Wrong::Area(String::new())),
        [word, ..] => Err(unknown("setup", word)),
    }
}

fn flag(command: &str, words: &[String], flag: &str) -> Result<bool, Wrong> {
    match words.iter().find(|word| *word != flag) {
        Some(word) => Err(unknown(command, word)),
        None => Ok(!words.is_empty()),
    }
}

fn nothing(command: &str, words: &[String]) -> Result<(), Wrong> {
    words.first().map_or(Ok(()), |word| Err(unknown(command, word)))
}

fn passed_on(words: &[String]) -> Vec<String> {
    let words = words.strip_prefix(&["--".to_owned()]).unwrap_or(words);
    words.to_vec()
}

fn unknown(command: &str, word: &str) -> Wrong {
    Wrong::Word { command: command.to_owned(), word: word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, Wrong> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Command::parse(&words)
    }

    #[test]
    fn no_word_asks_for_the_help() {
        assert_eq!(parse(""), Ok(Command::Help));
    }

    #[test]
    fn setup_takes_one_area() {
        assert_eq!(parse("setup"), Ok(Command::Setup { only: None }));
        assert_eq!(parse("setup --only oracles"), Ok(Command::Setup { only: Some(Area::Oracles) }));
        assert_eq!(parse("setup --only"), Err(Wrong::Area(String::new())));
        assert_eq!(parse("setup --only moon"), Err(Wrong::Area("moon".to_owned())));
    }

    #[test]
    fn an_unknown_word_is_refused() {
        assert_eq!(parse("test --quick"), Ok(Command::Test { quick: true }));
        assert_eq!(
            parse("test --quikc"),
            Err(Wrong::Word { command: "test".to_owned(), word: "--quikc".to_owned() })
        );
        assert_eq!(parse("tset"), Err(Wrong::Command("tset".to_owned())));
    }

    #[test]
    fn words_for_the_demo_are_passed_on() {
        let words = vec!["--stores".to_owned(), "2".to_owned()];
        assert_eq!(parse("demo -- --stores 2"), Ok(Command::Demo { words }));
    }

    #[test]
    fn every_command_has_a_line_of_help() {
        for name in ["setup", "demo", "check", "test", "gen", "bench", "screens"] {
            let line = format!("\n  {name} ");
            assert!(HELP.contains(&line), "the help does not tell of `{name}`");
            assert!(parse(name).is_ok(), "`{name}` stands in the help and is not understood");
        }
    }
}
