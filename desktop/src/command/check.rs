//! Checking the ledger (校验): every stored byte, then every figure.
//!
//! Owns the account of it. Leaves out the checks themselves (`books::verify`, `books::rebuild`).
//! Nothing is changed; a ledger with faults leaves with 1.

use fenhao_app::sentence::Lang;
use fenhao_books::proof::{Findings, Progress};
use fenhao_books::{rebuild, verify};

use super::Setting;
use crate::print;
use crate::sentence::Stopped;

/// Verifies and compares.
pub(super) fn verify(setting: &Setting<'_>) -> Result<(), Stopped> {
    let till = setting.till()?;
    let context = till.context();
    let own = till.key.verifying_key();
    let bar = super::bar(setting.say("校验", "verify"));
    let mut listener = |progress: Progress| {
        bar.set_message(progress.what);
        bar.set_position(progress.done);
    };
    let verified =
        context.read(|sql| Ok(verify::verify(sql, Some(own.as_bytes()), &mut listener)?))?;
    let compared = context.read(|sql| Ok(rebuild::compare(sql, &mut listener)?))?;
    bar.finish_and_clear();
    list(&verified.faults);
    list(&compared.differences);
    let (entries, batches) = (verified.entries, verified.batches);
    let (documents, sums) = (compared.documents, compared.sums);
    print::answer(&match setting.lang {
        Lang::Zh => format!(
            "已核对 {entries} 条流水、{batches} 个批次、{documents} 张单据、{sums} 个合计。"
        ),
        Lang::En => format!(
            "{entries} entries, {batches} batches, {documents} documents and {sums} sums checked."
        ),
    });
    match verified.faults.count() + compared.differences.count() {
        0 => Ok(()),
        count => Err(Stopped::FaultsFound { count }),
    }
}

/// Findings are facts for whoever repairs the ledger: they are printed as they are.
fn list<T: std::fmt::Debug>(findings: &Findings<T>) {
    for finding in findings.first() {
        print::tell(&format!("{finding:?}"));
    }
}
