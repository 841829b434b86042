//! Reading a command line 命令行: what the two programs share of it.
//!
//! Owns the language that is spoken, and what is said of words that are not understood. Leaves out
//! which words there are: each program has its own. Invariant: whoever mistypes gets one sentence
//! in their language, as for every other mistake, and nothing was done.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, ValueEnum};

use crate::error::{ApiError, ErrorCode};
use crate::sentence::Lang;

/// How a program leaves when its command line is wrong, as is usual.
pub const USAGE: u8 = 2;

/// A language by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangName {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// Why a command line gives nothing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// A text was asked for, help or version: here it is.
    Asked(String),
    /// It is wrong: the fact, and the language to tell it in.
    Wrong(ApiError, Lang),
}

/// Reads the words of a command line, the program's name first.
pub fn read<T: Parser>(words: impl IntoIterator<Item = OsString>) -> Result<T, Unread> {
    let words: Vec<OsString> = words.into_iter().collect();
    T::try_parse_from(&words).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Unread::Asked(error.to_string()),
        _ => Unread::Wrong(wrong(&error, T::command().get_name()), asked_for(&words)),
    })
}

/// The language to speak: the one asked for, else that of the environment.
pub fn language(asked: Option<LangName>) -> Lang {
    match asked {
        Some(LangName::Zh) => Lang::Zh,
        Some(LangName::En) => Lang::En,
        None => Lang::of_locale(&environment_locale()),
    }
}

/// What is wrong, without clap's own English words.
fn wrong(error: &clap::Error, program: &str) -> ApiError {
    let of = |kind| error.get(kind).map(ToString::to_string).filter(|text| !text.is_empty());
    if error.kind() == ErrorKind::MissingRequiredArgument {
        let what = of(ContextKind::InvalidArg).unwrap_or_default();
        return ErrorCode::WordMissing.with("what", what).with("program", program);
    }
    let places =
        [ContextKind::InvalidValue, ContextKind::InvalidSubcommand, ContextKind::InvalidArg];
    let word = places.into_iter().find_map(of).unwrap_or_default();
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(known)) if !known.is_empty() => {
            ErrorCode::WordNotListed.with("word", word).with("known", known.join(", "))
        }
        _ => ErrorCode::WordUnknown.with("word", word).with("program", program),
    }
}

/// The language that a command line asks for which cannot be read.
fn asked_for(words: &[OsString]) -> Lang {
    let place = words.iter().position(|word| word == "--lang");
    let named = place.and_then(|place| words.get(place + 1)?.to_str());
    language(named.and_then(|name| LangName::from_str(name, false).ok()))
}

/// The locale in its order of precedence (POSIX.1-2017 §8.2). Outside a Chinese one, English.
fn environment_locale() -> String {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "C".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program.
    #[derive(Debug, Parser, PartialEq)]
    #[command(name = "shop", version)]
    struct Shop {
        #[arg(long, value_enum)]
        lang: Option<LangName>,
        #[arg(long)]
        data: String,
    }

    fn said(words: &str) -> Unread {
        let words = words.split(' ').map(OsString::from);
        read::<Shop>(words).expect_err("the line is wrong or asks for a text")
    }

    #[test]
    fn what_is_not_understood_is_named_in_the_language_that_was_asked_for() {
        let unknown = ErrorCode::WordUnknown.with("word", "--date").with("program", "shop");
        assert_eq!(said("shop --lang zh --date x"), Unread::Wrong(unknown, Lang::Zh));
        let listed = ErrorCode::WordNotListed.with("word", "fr").with("known", "zh, en");
        assert!(
            matches!(said("shop --lang fr --data x"), Unread::Wrong(error, _) if error == listed)
        );
        let missing = ErrorCode::WordMissing.with("what", "--data <DATA>").with("program", "shop");
        assert_eq!(said("shop --lang en"), Unread::Wrong(missing, Lang::En));
    }

    #[test]
    fn a_text_that_is_asked_for_is_no_mistake() {
        assert!(matches!(said("shop --help"), Unread::Asked(text) if text.contains("--data")));
        assert!(matches!(said("shop --version"), Unread::Asked(text) if text.starts_with("shop ")));
    }
}
