//! Grants 授权: how a role writes down what it allows.
//!
//! A plain right by its name, `till.sell`; a right on documents with its kinds: `document.post:*`
//! for all, `document.post:@purchasing` for an area, `document.post:CG` for one. Invariant: the text
//! is kept as it came, so a grant of a later version survives a node of this one.

use serde::{Deserialize, Serialize};

use super::{DocumentAct, PLAIN, Rights};
use crate::area::Area;
use crate::kind::Kind;

/// What one line of a role allows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grant(String);

impl Grant {
    /// A grant as written.
    pub fn new(text: &str) -> Grant {
        Grant(text.to_owned())
    }

    /// As written.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether this version knows what it allows.
    pub fn is_known(&self) -> bool {
        PLAIN.contains(&self.text()) || self.act().is_some()
    }

    /// Adds what it allows; an unknown one adds nothing.
    pub(super) fn give(&self, rights: &mut Rights) {
        if let Some(right) = PLAIN.iter().find(|right| **right == self.0) {
            rights.add_plain(right);
        }
        if let Some((act, kinds)) = self.act() {
            for kind in kinds {
                rights.add_act(act, kind);
            }
        }
    }

    /// The act and kinds of a grant on documents.
    fn act(&self) -> Option<(DocumentAct, Vec<Kind>)> {
        let (act, whose) = self.0.split_once(':')?;
        let act = DocumentAct::from_right(act)?;
        let kinds = match (whose.strip_prefix('@'), whose) {
            (Some(key), _) => {
                let area = Area::from_key(key)?;
                Kind::ALL.iter().copied().filter(|kind| Area::of(*kind) == area).collect()
            }
            (None, "*") => Kind::ALL.to_vec(),
            (None, code) => vec![Kind::from_code(code)?],
        };
        Some((act, kinds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_grants_all_its_kinds_and_no_other() {
        let rights = Rights::of(&[Grant::new("document.post:@stock")]);
        for &kind in Kind::ALL {
            let ours = Area::of(kind) == Area::Stock;
            assert_eq!(rights.may_do(DocumentAct::Post, kind), ours, "{kind:?}");
        }
    }

    #[test]
    fn a_grant_of_a_later_version_is_kept_and_grants_nothing() {
        for text in ["till.fly", "document.fold:*", "document.post:@moon", "document.post:ZZ"] {
            let grant = Grant::new(text);
            assert!(!grant.is_known(), "{text}");
            assert_eq!(grant.text(), text);
            assert_eq!(Rights::of(&[grant]), Rights::default());
        }
    }
}
