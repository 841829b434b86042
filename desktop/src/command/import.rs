//! Importing files (导入): a progress bar while it runs, an account of every row when it is done.
//!
//! Owns what is shown. Leaves out the files' rules and the posting (`fenhao_app::import`). Bad rows
//! do not fail the command: what is good has been posted, what is bad is listed with its line and
//! reason on standard error, and the summary counts both. A second run adds nothing.

use fenhao_app::import::{self, Imported, Progress};
use fenhao_app::sentence::{Lang, sentence};

use super::Setting;
use crate::command_line::{Import, Rows};
use crate::print;
use crate::sentence::Stopped;

/// Bad rows that are listed; the summary counts all of them.
const LISTED: usize = 200;

/// Imports a file or a folder.
pub(super) fn import(setting: &Setting<'_>, what: &Import) -> Result<(), Stopped> {
    let context = setting.till()?.context();
    let bar = super::bar(setting.say("导入", "import"));
    let mut tell = |progress: Progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    };
    let imported = match what {
        Import::Receipts(Rows { file, store }) => {
            import::receipts(&context, file, store.as_deref(), &mut tell)
        }
        Import::Sales(Rows { file, store }) => {
            import::sales(&context, file, store.as_deref(), &mut tell)
        }
        Import::Opening { dir } => import::opening(&context, dir),
    };
    bar.finish_and_clear();
    give_account(setting, &imported?);
    Ok(())
}

fn give_account(setting: &Setting<'_>, imported: &Imported) {
    for bad in imported.bad.iter().take(LISTED) {
        let reason = sentence(setting.lang, &bad.reason);
        print::tell(&match setting.lang {
            Lang::Zh => format!("第 {} 行：{reason}", bad.line),
            Lang::En => format!("line {}: {reason}", bad.line),
        });
    }
    let more = imported.bad.len().saturating_sub(LISTED);
    if more > 0 {
        print::tell(&match setting.lang {
            Lang::Zh => format!("……另有 {more} 行"),
            Lang::En => format!("… and {more} more rows"),
        });
    }
    let Imported { rows, added, already, left_out, bad } = imported;
    let bad = bad.len();
    print::answer(&match setting.lang {
        Lang::Zh => format!(
            "{rows} 行：新增 {added} 张，已有 {already} 张，因坏行略去 {left_out} 张（{bad} 行）。"
        ),
        Lang::En => format!(
            "{rows} rows: {added} documents added, {already} already here, {left_out} left out \
             because of {bad} bad rows."
        ),
    });
}
