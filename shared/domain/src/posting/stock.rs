//! Postings of loss BS and overage BY against pending losses and gains 待处理财产损溢, of the cost
//! adjustment TJ, of assembly ZC, and of exchange and scrap CX (`domain.md` Document kinds). A count
//! PD does nothing to the books.

use super::{as_written, cost, either_side};
use crate::account;
use crate::amount::Amount;
use crate::document::{Document, Line};
use crate::entry::Postings;

/// Nothing.
pub(crate) fn nothing(_: &Document, _: &mut Postings) {}

/// Two lost at 3.00: Dr pending loss 6.00, Cr inventory 6.00.
pub(crate) fn loss(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::PENDING_LOSS, None, cost(document));
    postings.credit(document.branch, account::INVENTORY, None, cost(document));
}

/// One found at 3.00: Dr inventory 3.00, Cr pending gain 3.00.
pub(crate) fn overage(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::INVENTORY, None, cost(document));
    postings.credit(document.branch, account::PENDING_LOSS, None, cost(document));
}

/// Stock is worth 5.00 more: Dr inventory 5.00, Cr cost adjustment income 5.00; less: the other way.
pub(crate) fn cost_adjustment(document: &Document, postings: &mut Postings) {
    let branch = document.branch;
    for line in &document.lines {
        either_side(document, postings, branch, (account::INVENTORY, None), line.cost);
        either_side(document, postings, branch, (account::COST_REVALUATION, None), -line.cost);
    }
}

/// Parts worth 30.00 and 5.00 of work make one product: Dr inventory 35.00, Cr inventory 30.00, Cr
/// what the work cost 5.00.
pub(crate) fn assembly(document: &Document, postings: &mut Postings) {
    postings.debit(document.branch, account::INVENTORY, None, part(document, true));
    postings.credit(document.branch, account::INVENTORY, None, part(document, false));
    as_written(document, postings);
}

/// Two worth 6.00 are scrapped: Dr pending loss 6.00, Cr inventory 6.00. Exchanged for others, these
/// take their value and nothing is lost.
pub(crate) fn exchange(document: &Document, postings: &mut Postings) {
    let (out, back) = (part(document, false), part(document, true));
    postings.debit(document.branch, account::INVENTORY, None, back);
    postings.debit(document.branch, account::PENDING_LOSS, None, out - back);
    postings.credit(document.branch, account::INVENTORY, None, out);
}

fn part(document: &Document, incoming: bool) -> Amount {
    let same_way = |line: &&Line| line.incoming == incoming;
    document.lines.iter().filter(same_way).map(|line| line.cost).sum()
}
