//! The branch's desktop (分店桌面): the till's window, and the same node on the command line.
//!
//! Owns the window, the exchange loop, the hourly copy and the command line. Leaves out every rule
//! of the trade: `fenhao_app` has them, for the window and the command line alike. Knows nothing
//! of the server.
//!
//! Where to look: `window` and `bridge` are what the screens talk to; `exchange` and `backup` run
//! beside them, each on its own thread; `command` is what can be typed; `folder` and `state` open
//! a branch; `sentence` has the words for what goes wrong at the start.
//!
//! Invariants: a window shows a failure, it never just vanishes; nothing that runs in the
//! background can keep the till waiting.

pub mod backup;
pub mod bridge;
pub mod clock;
pub mod command;
pub mod command_line;
pub mod exchange;
pub mod folder;
pub mod print;
pub mod sentence;
pub mod state;
pub mod window;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::Arc;

use command_line::CommandLine;
use folder::{Folder, WindowLock};
use sentence::Stopped;
use state::Till;

/// Opens the till's window and stays until it is closed. What runs beside it is listed here.
///
/// # Errors
/// [`Stopped::FolderUnknown`], or [`Stopped::NoDisplay`]: every other failure is shown in the
/// window itself.
pub fn open_window(line: &CommandLine) -> Result<(), Stopped> {
    let folder = line.folder().ok_or(Stopped::FolderUnknown)?;
    let (lock, shown) = match open_till(line, &folder) {
        Ok((lock, till)) => (Some(lock), Ok(till)),
        Err(stopped) => {
            tracing::error!(error = %stopped, "the till did not open");
            (None, Err(stopped))
        }
    };
    let link = shown.as_ref().ok().and_then(|till| till.link().ok().flatten());
    window::open(shown, line.lang, &instance(&folder), move |app, till| {
        let backup = backup::start(Arc::clone(till));
        let app = app.clone();
        let tell = move |tags: &[&'static str]| window::touch(&app, tags);
        let exchange = link.map(|link| exchange::start(Arc::clone(till), link, tell));
        Box::new(move || {
            exchange.into_iter().for_each(exchange::Exchange::end);
            backup.end();
            drop(lock);
        })
    })
}

fn open_till(line: &CommandLine, folder: &Path) -> Result<(WindowLock, Arc<Till>), Stopped> {
    let folder = Folder::make(folder)?;
    let lock = folder.lock_window()?;
    let till = Till::open(folder, line.language(), line.operator.clone())?;
    Ok((lock, Arc::new(till)))
}

/// The name under which a second start finds the window of the same folder.
fn instance(folder: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned()).hash(&mut hasher);
    format!("cn.fenhao.desktop.f{:016x}", hasher.finish())
}
