//! Month close 月结存 YJC and year close 年结存 NJC: what they must hold.
//!
//! Leaves out the comparison that lets a month close (the books). Invariant: a month's close holds
//! the balance of every account and posts nothing; a year's close carries profit and loss forward
//! (`domain.md` Periods).

use super::finance::balanced;
use super::rule::{Need, Rule};
use super::{Document, DocumentError};

/// YJC. Balances of all accounts come to nothing, as a trial balance does.
pub(crate) const MONTH: Rule = Rule::new().lists_balances().settles().extra(trial_balance);

/// NJC.
pub(crate) const YEAR: Rule = Rule::new().entries(Need::Must).extra(balanced);

fn trial_balance(document: &Document) -> Result<(), DocumentError> {
    let difference = document.entered();
    match difference.is_zero() {
        true => Ok(()),
        false => Err(DocumentError::EntriesUnbalanced { difference }),
    }
}
