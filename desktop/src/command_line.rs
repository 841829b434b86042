//! What can be typed after `fenhao` (命令行).
//!
//! Owns the arguments, the language and the place of the ledger when none is given. Leaves out
//! what the commands do (`command.rs`). Without a command the till's window opens.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use fenhao_app::sentence::Lang;

/// A branch's till and ledger. Without a command, the window opens.
#[derive(Debug, Parser)]
#[command(name = "fenhao", version)]
pub struct CommandLine {
    /// The folder of the ledger and its key; else `fenhao` in the user's data folder.
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The language of messages and screens; from LANG when it is not given.
    #[arg(long, global = true)]
    pub lang: Option<LangName>,
    /// Who works at the till, by the employee's code; else the shop's manager.
    #[arg(long, value_name = "CODE")]
    pub operator: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// A language by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangName {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// What a branch can be told to do without its window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make this folder the ledger of a branch, with a code from head office.
    Init(Init),
    /// Post documents from a file. A second run adds nothing.
    #[command(subcommand)]
    Import(Import),
    /// Exchange with head office: send what is sealed, fetch products and prices.
    Sync {
        /// Exchange until both sides have everything, then stop.
        #[arg(long, required = true)]
        once: bool,
    },
    /// Check every stored byte: hashes, chain, sums.
    Verify,
    /// Print a report.
    Report(Report),
    /// Write the journal for another program.
    #[command(subcommand)]
    Export(Export),
    /// Forget every operator's PIN, so that a manager who lost theirs gets back in.
    ForgetPins,
    /// Write a checked copy of the ledger.
    Backup {
        /// Where to.
        file: PathBuf,
    },
}

/// Which branch this is, and who vouches for it.
#[derive(Debug, Args)]
pub struct Init {
    /// The branch's code, as head office knows it.
    #[arg(long, value_name = "CODE")]
    pub branch: String,
    /// The name of this till, as head office shall see it.
    #[arg(long)]
    pub name: String,
    /// Head office's address, such as http://hq.example:7300.
    #[arg(long, value_name = "URL")]
    pub hq: String,
    /// The one-time code that head office gave out.
    #[arg(long)]
    pub code: String,
}

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Purchase receipts.
    Receipts(Rows),
    /// Sales, a document for each basket.
    Sales(Rows),
    /// The opening stock of a shop that begins with us.
    Opening {
        /// The folder with products.csv and opening.csv.
        dir: PathBuf,
    },
}

/// A file of rows, of which one store's may be taken.
#[derive(Debug, Args)]
pub struct Rows {
    /// A CSV file, plain or packed with zstd.
    pub file: PathBuf,
    /// Only the rows of this store; else those of the branch's own code.
    #[arg(long, value_name = "N")]
    pub store: Option<String>,
}

/// Which report, of what, in which form.
#[derive(Debug, Args)]
pub struct Report {
    /// Its name, such as trial-balance.
    pub name: String,
    /// The form.
    #[arg(long, value_enum, default_value_t = ReportFormat::Table)]
    pub format: ReportFormat,
    /// From this business date on, 2026-11-01.
    #[arg(long)]
    pub from: Option<String>,
    /// Up to this business date.
    #[arg(long)]
    pub to: Option<String>,
    /// Code, name or pinyin initials.
    #[arg(long)]
    pub text: Option<String>,
    /// Only this product, by its code.
    #[arg(long)]
    pub product: Option<String>,
    /// Only this account, by its code.
    #[arg(long)]
    pub account: Option<String>,
    /// Only this partner, by its code.
    #[arg(long)]
    pub partner: Option<String>,
    /// Only this store, by its number.
    #[arg(long, value_name = "N")]
    pub warehouse: Option<u32>,
    /// Only these kinds of documents, LS for one.
    #[arg(long = "kind", value_name = "KIND")]
    pub kinds: Vec<String>,
    /// What the rows stand for: product, partner, employee, day, month, …
    #[arg(long)]
    pub by: Option<String>,
    /// The column that orders the rows, by its key.
    #[arg(long, value_name = "COLUMN")]
    pub sort: Option<String>,
    /// The largest first.
    #[arg(long, requires = "sort")]
    pub descending: bool,
    /// Rows without movement or stock too.
    #[arg(long)]
    pub zero: bool,
    /// Writes into this file instead of the standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For reading.
    Table,
    /// For spreadsheets.
    Csv,
    /// For Excel; goes into a file.
    Xlsx,
    /// For programs.
    Json,
}

/// What can be exported.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// All entries, for hledger or beancount.
    Journal {
        /// The form.
        #[arg(long, value_enum)]
        format: JournalFormat,
        /// Only this month, 2026-11.
        #[arg(long)]
        month: Option<String>,
    },
}

/// The form of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum JournalFormat {
    /// hledger.
    Hledger,
    /// Beancount.
    Beancount,
}

impl CommandLine {
    /// The language to speak: the one asked for, else that of the environment.
    #[must_use]
    pub fn language(&self) -> Lang {
        match self.lang {
            Some(LangName::Zh) => Lang::Zh,
            Some(LangName::En) => Lang::En,
            None => Lang::of_locale(&environment_locale()),
        }
    }

    /// The ledger's folder: the one asked for, else `fenhao` in the user's data folder. None when
    /// neither the arguments nor the environment tell.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        self.data.clone().or_else(|| Some(user_data()?.join("fenhao")))
    }
}

/// The locale in its order of precedence (POSIX.1-2017 §8.2). Outside a Chinese one, English.
fn environment_locale() -> String {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "C".to_owned())
}

/// Where programs keep a user's data: the XDG Base Directory Specification, and its like.
fn user_data() -> Option<PathBuf> {
    let of = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return of("LOCALAPPDATA");
    }
    if cfg!(target_os = "macos") {
        return Some(of("HOME")?.join("Library/Application Support"));
    }
    of("XDG_DATA_HOME").or_else(|| Some(of("HOME")?.join(".local/share")))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn without_a_command_the_window_opens() {
        let line = CommandLine::try_parse_from(["fenhao", "--data", "/tmp/x"]).unwrap();
        assert!(line.command.is_none());
        assert_eq!(line.folder(), Some(PathBuf::from("/tmp/x")));
    }

    #[test]
    fn the_folder_may_stand_before_or_behind_the_command() {
        for words in [["fenhao", "--data", "/x", "verify"], ["fenhao", "verify", "--data", "/x"]] {
            let line = CommandLine::try_parse_from(words).unwrap();
            assert_eq!(line.folder(), Some(PathBuf::from("/x")));
        }
    }

    #[test]
    fn one_round_must_be_asked_for() {
        assert!(CommandLine::try_parse_from(["fenhao", "sync"]).is_err());
        assert!(CommandLine::try_parse_from(["fenhao", "sync", "--once"]).is_ok());
    }
}
