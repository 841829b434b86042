//! Lending 借欠: lent out JC and returned JH, borrowed in JR and given back JG; what they must hold.
//!
//! Leaves out who still has what (the books). Invariant: quantities only, no value (decision D3,
//! `features.md` 193-197).

use super::rule::{Goods, Need, Price, Rule};
use crate::kind::Kind;

/// Of all.
const LENDING: Rule = Rule::new().goods(Goods::Moving, Price::None).partner(Need::Must);

/// JC.
pub(crate) const LEND: Rule = LENDING;

/// JH.
pub(crate) const RETURNED: Rule = LENDING.within(Need::May, &[Kind::JC]);

/// JR.
pub(crate) const BORROW: Rule = LENDING;

/// JG.
pub(crate) const GIVEN_BACK: Rule = LENDING.within(Need::May, &[Kind::JR]);
