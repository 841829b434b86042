//! `import`: the catalogue from a file, with a bar of progress.

use std::path::Path;

use fenhao_app::context::Context;
use fenhao_app::error::ErrorCode;
use fenhao_app::import::{self, Imported, Progress};
use fenhao_app::sentence::{Lang, sentence};

use crate::command_line::Import;
use crate::feed::Signer;
use crate::print;
use crate::sentence::Stopped;

/// Bad rows listed one by one; the rest is counted.
const LISTED: usize = 100;

/// Imports, then seals the feed, so that the first branch that asks need not wait.
pub fn run(context: &Context, what: Import) -> Result<(), Stopped> {
    let Import::Products { file } = what;
    let bar = super::bar("{bar:40} {pos}/{len} {elapsed}");
    let imported = import::products(context, &file, &mut |Progress { done, total }| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let imported = imported?;
    let key = context.keys.signing.as_ref().ok_or_else(|| ErrorCode::NotHere.error())?;
    let signer = Signer { store: &context.store, node: context.node()?, key };
    signer.seal_all(context.clock.now_ms())?;
    tell(context.lang, &file, &imported);
    Ok(())
}

fn tell(lang: Lang, file: &Path, imported: &Imported) {
    for row in imported.bad.iter().take(LISTED) {
        let reason = sentence(lang, &row.reason);
        print::tell(&format!("{}:{}: {reason}", file.display(), row.line));
    }
    let Imported { rows, added, already, left_out, bad } = imported;
    let more = bad.len().saturating_sub(LISTED);
    print::tell(&match lang {
        Lang::Zh => format!(
            "共 {rows} 行：新增或更新 {added}，原有 {already}，未导入 {left_out}\
             （有问题的行 {}，其中 {more} 行未列出）。",
            bad.len()
        ),
        Lang::En => format!(
            "{rows} rows: {added} new or changed, {already} there already, {left_out} left out \
             ({} bad rows, {more} of them not listed).",
            bad.len()
        ),
    });
}
