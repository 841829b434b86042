//! What can be typed after `fenhao-hq` (命令行).
//!
//! Owns the arguments and the language. Leaves out what the commands do.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use fenhao_app::command_line::{self, LangName};
use fenhao_app::sentence::Lang;

/// Head office of a chain of shops: takes in what the branches send, and shows the whole.
#[derive(Debug, Parser)]
#[command(name = "fenhao-hq", version)]
pub struct CommandLine {
    /// The folder that holds head office's ledger and key; made at the first start.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The language of messages; from LANG when it is not given.
    #[arg(long, global = true)]
    pub lang: Option<LangName>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What head office can be told to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer branches and browsers until stopped.
    Serve(Serve),
    /// Branches: add one, list all.
    #[command(subcommand)]
    Branch(Branch),
    /// Take records from a file.
    #[command(subcommand)]
    Import(Import),
    /// Prove that head office's books are the sum of the branches' books.
    Reconcile,
    /// Print a report.
    Report(Box<Report>),
    /// Write the journal for another program.
    #[command(subcommand)]
    Export(Export),
    /// Check every stored byte: hashes, chains, sums.
    Verify,
    /// Give somebody at the console a new password and print it.
    Password {
        /// The name to sign in with.
        #[arg(default_value = crate::home::FIRST_NAME)]
        name: String,
    },
    /// Write a checked copy of the ledger.
    Backup {
        /// Where to.
        file: PathBuf,
    },
}

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port, such as 0.0.0.0:7300; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:7300")]
    pub listen: SocketAddr,
}

/// Branches.
#[derive(Debug, Subcommand)]
pub enum Branch {
    /// Add a branch and print its one-time enrolment code, alone on the last line.
    Add {
        /// Its code, such as SH.
        code: String,
        /// Its name.
        name: String,
    },
    /// Print another code for a branch that is there: its first one ran out, or it gets a second
    /// device.
    Code {
        /// The branch's code, such as SH.
        code: String,
    },
    /// List the branches.
    List,
}

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// The catalogue.
    Products {
        /// A CSV file, plain or packed with zstd.
        file: PathBuf,
    },
}

/// Which report, of what, in which form.
#[derive(Debug, Args)]
pub struct Report {
    /// Its name, such as trial-balance.
    pub name: String,
    /// The form.
    #[arg(long, value_enum, default_value_t = ReportFormat::Table)]
    pub format: ReportFormat,
    /// Only this branch.
    #[arg(long)]
    pub branch: Option<String>,
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
        /// Only this branch.
        #[arg(long)]
        branch: Option<String>,
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
        command_line::language(self.lang)
    }
}
