//! The node without its window (命令行): what each command does.
//!
//! Owns the way from arguments to the app's functions and back to lines of text. Leaves out the
//! rules: they are the app's, the same as behind the screens. Invariant: an answer goes to standard
//! output, everything said on the way to standard error, and a failure leaves with 1.

use std::path::Path;
use std::sync::Arc;

use fenhao_app::error::ApiError;
use fenhao_app::seat;
use fenhao_app::sentence::Lang;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::command_line::{Command, CommandLine};
use crate::folder::Folder;
use crate::print;
use crate::sentence::Stopped;
use crate::state::Till;

mod check;
mod export;
mod import;
mod init;
mod report;
mod sync;

/// What every command needs to know.
struct Setting<'a> {
    folder: &'a Path,
    lang: Lang,
    operator: Option<&'a str>,
}

impl Setting<'_> {
    /// Opens the branch.
    fn till(&self) -> Result<Arc<Till>, Stopped> {
        let folder = Folder::at(self.folder);
        Till::open(folder, self.lang, self.operator.map(str::to_owned)).map(Arc::new)
    }

    /// One of a pair of texts.
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.lang.pick(zh, en)
    }
}

/// Does what was asked.
///
/// # Errors
/// [`Stopped`]; its sentence is for the person who asked.
pub fn perform(line: &CommandLine, command: &Command) -> Result<(), Stopped> {
    let folder = line.folder().ok_or(Stopped::FolderUnknown)?;
    let operator = line.operator.as_deref();
    let setting = Setting { folder: &folder, lang: line.language(), operator };
    match command {
        Command::Init(init) => init::init(&setting, init),
        Command::Import(import) => import::import(&setting, import),
        Command::Sync { .. } => sync::once(&setting),
        Command::Verify => check::verify(&setting),
        Command::Report(report) => report::report(&setting, report),
        Command::Export(export) => export::export(&setting, export),
        Command::ForgetPins => forget_pins(&setting),
        Command::Backup { file } => backup(&setting, file),
    }
}

/// A bar on standard error; none is drawn when that is not a terminal.
fn bar(what: &'static str) -> ProgressBar {
    let form = "{prefix} {msg} [{bar:40}] {pos}/{len} {elapsed}";
    let style = ProgressStyle::with_template(form).expect("the form is a constant");
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    bar.with_style(style).with_prefix(what)
}

fn forget_pins(setting: &Setting<'_>) -> Result<(), Stopped> {
    let (context, session) = setting.till()?.present();
    let forgotten = seat::forget_pins(&context, &session)?;
    print::answer(&match setting.lang {
        Lang::Zh => format!("已清除 {forgotten} 个操作员密码；请店长重新设置。"),
        Lang::En => format!("{forgotten} PINs forgotten; the manager sets them anew."),
    });
    Ok(())
}

fn backup(setting: &Setting<'_>, file: &Path) -> Result<(), Stopped> {
    let till = setting.till()?;
    till.context().store.backup(file).map_err(ApiError::from)?;
    let name = file.display();
    print::answer(&match setting.lang {
        Lang::Zh => format!("已备份到 {name}，并已核对。"),
        Lang::En => format!("Copied to {name} and checked."),
    });
    Ok(())
}
