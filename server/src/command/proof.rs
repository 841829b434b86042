//! `verify` and `reconcile`: the proofs (校验与对账).
//!
//! Owns the account of them. Leaves out the checks themselves (`books::{verify, rebuild,
//! reconcile}`). Nothing is changed; a ledger with faults leaves with 1.

use std::fmt::Debug;

use fenhao_app::context::Context;
use fenhao_app::sentence::Lang;
use fenhao_books::proof::{Findings, Progress};
use fenhao_books::reconcile::{self, BranchProof};
use fenhao_books::{rebuild, verify};
use indicatif::ProgressBar;

use crate::print;
use crate::sentence::Stopped;

/// Checks every stored byte, then every sum.
pub fn verify(context: &Context) -> Result<(), Stopped> {
    let own = context.node()?.hq_key;
    let bar = super::bar("{msg} {pos} {elapsed}");
    let verified =
        context.read(|sql| Ok(verify::verify(sql, Some(&own), &mut |step| show(&bar, step))?))?;
    let compared = context.read(|sql| Ok(rebuild::compare(sql, &mut |step| show(&bar, step))?))?;
    bar.finish_and_clear();
    list(&verified.faults);
    list(&compared.differences);
    let (entries, batches) = (verified.entries, verified.batches);
    let (documents, sums) = (compared.documents, compared.sums);
    print::answer(&match context.lang {
        Lang::Zh => format!(
            "已核对 {entries} 条流水、{batches} 个批次、{documents} 张单据、{sums} 个合计。"
        ),
        Lang::En => format!(
            "{entries} entries, {batches} batches, {documents} documents and {sums} sums checked."
        ),
    });
    agreed(verified.faults.count() + compared.differences.count())
}

/// Proves branch by branch that the books here are the sum of the branches' own documents.
pub fn reconcile(context: &Context) -> Result<(), Stopped> {
    let bar = super::bar("{msg} {pos} {elapsed}");
    let proof = context.read(|sql| Ok(reconcile::reconcile(sql, &mut |step| show(&bar, step))?))?;
    bar.finish_and_clear();
    for branch in &proof.branches {
        print::answer(&line(context.lang, branch));
    }
    list(&proof.differences);
    let (documents, debit, credit, stock) =
        (proof.documents, proof.debit, proof.credit, proof.stock);
    let count = proof.differences.count();
    print::answer(&match context.lang {
        Lang::Zh => format!(
            "共 {documents} 张单据：借方 {debit}，贷方 {credit}，存货 {stock}，差异 {count} 处。"
        ),
        Lang::En => format!(
            "{documents} documents in all: debit {debit}, credit {credit}, stock {stock}, \
             {count} differences."
        ),
    });
    agreed(count)
}

fn line(lang: Lang, branch: &BranchProof) -> String {
    let BranchProof { code, documents, acknowledged, merged, held, debit, .. } = branch;
    let differences = branch.differences;
    match lang {
        Lang::Zh => format!(
            "{code}\t{documents} 张单据\t已回执 {acknowledged}\t已合并 {merged}\t待处理 {held}\t\
             借贷各 {debit}\t差异 {differences}"
        ),
        Lang::En => format!(
            "{code}\t{documents} documents\tacknowledged {acknowledged}\tmerged {merged}\t\
             held {held}\tdebit = credit = {debit}\tdifferences {differences}"
        ),
    }
}

fn agreed(count: u64) -> Result<(), Stopped> {
    match count {
        0 => Ok(()),
        count => Err(Stopped::FaultsFound { count }),
    }
}

fn show(bar: &ProgressBar, step: Progress) {
    bar.set_message(step.what);
    bar.set_position(step.done);
}

/// Findings are facts for whoever repairs the ledger: they are printed as they are.
fn list<T: Debug>(findings: &Findings<T>) {
    for finding in findings.first() {
        print::tell(&format!("{finding:?}"));
    }
}
