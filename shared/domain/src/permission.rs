//! Rights 权限: what can be allowed, and what somebody is allowed.
//!
//! Owns the list of rights, the acts on documents that are allowed kind by kind, and `Rights`, what
//! an operator has by all roles together. Leaves out roles (`master/role.rs`), how a role writes
//! down what it grants (`permission/grant.rs`), the check itself (`app` asks before every command)
//! and the eight scopes (`scope.rs`). Invariant: what nothing grants is refused; a grant that this
//! version does not know grants nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::kind::Kind;

pub mod grant;
pub mod sensitive;
pub mod shipped;

pub use grant::Grant;
pub use sensitive::SensitiveAct;
pub use shipped::ShippedRole;

/// The rights that do not depend on a kind of document.
pub const PLAIN: &[&str] = &[
    "till.sell",
    "till.price",
    "till.discount",
    "till.discount_over",
    "till.below_cost",
    "till.negative_cost",
    "till.credit",
    "till.return",
    "till.negative_stock",
    "till.drawer",
    "exchange.run",
    "product.see",
    "partner.see",
    "stock.see",
    "serial.edit",
    "cost.see",
    "sales.see",
    "report.see",
    "promotion.see",
    "promotion.write",
    "price_policy.write",
    "books.open",
    "approval_policy.write",
    "pin.set",
    "audit.see",
    "operator.see",
    "operator.edit",
    "hq.see",
    "branch.see",
    "branch.add",
    "company.edit",
    "held.see",
    "held.retry",
];

macro_rules! acts {
    ($($name:ident = $right:literal $zh:literal;)*) => {
        /// What can be done with a document. Each is a right of its own for every kind.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum DocumentAct {
            $(#[doc = concat!($zh, ".")] $name,)*
        }

        impl DocumentAct {
            /// All acts.
            pub const ALL: &[DocumentAct] = &[$(DocumentAct::$name),*];

            /// The right without its kind, `document.post`.
            pub const fn right(self) -> &'static str {
                match self { $(DocumentAct::$name => $right),* }
            }
        }
    };
}

acts! {
    See = "document.see" "Look at it 查看";
    Draft = "document.draft" "Write, change and drop a draft 录入";
    Post = "document.post" "Post it 过账";
    Approve = "document.approve" "Approve it 审批";
    Reverse = "document.reverse" "Reverse it 红冲";
    Print = "document.print" "Print it 打印";
    Export = "document.export" "Export it 导出";
}

impl DocumentAct {
    /// The act of a right without its kind.
    pub fn from_right(right: &str) -> Option<DocumentAct> {
        DocumentAct::ALL.iter().copied().find(|act| act.right() == right)
    }

    /// The right for one kind: `document.post:CG`.
    pub fn of(self, kind: Kind) -> String {
        format!("{}:{}", self.right(), kind.code())
    }
}

/// All rights by the names that sentences and screens have words for; those on documents without
/// their kind.
pub fn names() -> impl Iterator<Item = &'static str> {
    PLAIN.iter().copied().chain(DocumentAct::ALL.iter().map(|act| act.right()))
}

/// What somebody is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights {
    plain: BTreeSet<&'static str>,
    documents: BTreeMap<DocumentAct, BTreeSet<Kind>>,
}

impl Rights {
    /// What all the grants together allow.
    pub fn of<'g>(grants: impl IntoIterator<Item = &'g Grant>) -> Rights {
        let mut rights = Rights::default();
        for grant in grants {
            grant.give(&mut rights);
        }
        rights
    }

    /// Whether a right is among them. One on documents without a kind asks for any kind at all:
    /// `document.post` holds for whoever may post purchase receipts.
    pub fn may(&self, right: &str) -> bool {
        if let Some(act) = DocumentAct::from_right(right) {
            return self.documents.get(&act).is_some_and(|kinds| !kinds.is_empty());
        }
        match right.split_once(':') {
            None => self.plain.contains(right),
            Some((act, code)) => {
                let asked = DocumentAct::from_right(act).zip(Kind::from_code(code));
                asked.is_some_and(|(act, kind)| self.may_do(act, kind))
            }
        }
    }

    /// Whether an act on a kind of document is allowed.
    pub fn may_do(&self, act: DocumentAct, kind: Kind) -> bool {
        self.documents.get(&act).is_some_and(|kinds| kinds.contains(&kind))
    }

    /// The kinds for which an act is allowed.
    pub fn kinds(&self, act: DocumentAct) -> Vec<Kind> {
        self.documents.get(&act).into_iter().flatten().copied().collect()
    }

    /// All of them by name, those on documents with their kinds.
    pub fn names(&self) -> Vec<String> {
        let plain = self.plain.iter().map(|right| (*right).to_owned());
        let documents = self.documents.iter();
        plain.chain(documents.flat_map(|(act, kinds)| kinds.iter().map(|k| act.of(*k)))).collect()
    }

    fn add_plain(&mut self, right: &'static str) {
        self.plain.insert(right);
    }

    fn add_act(&mut self, act: DocumentAct, kind: Kind) {
        self.documents.entry(act).or_default().insert(kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(grants: &[&str]) -> Rights {
        let grants: Vec<_> = grants.iter().map(|text| Grant::new(text)).collect();
        Rights::of(&grants)
    }

    #[test]
    fn an_unknown_right_is_refused_to_everyone() {
        for &role in ShippedRole::ALL {
            let all = role.rights();
            assert!(!all.may("till.nothing") && !all.may("document.post:??") && !all.may("cost"));
        }
    }

    #[test]
    fn a_right_on_documents_holds_for_its_kinds_only() {
        let clerk = rights(&["document.post:CG"]);
        assert!(clerk.may("document.post") && clerk.may("document.post:CG"));
        assert!(!clerk.may("document.post:BS") && !clerk.may("document.see:CG"));
        assert_eq!(clerk.names(), ["document.post:CG"]);
    }

    #[test]
    fn roles_add_up() {
        let both = rights(&["till.sell", "document.see:@retail", "document.see:CG"]);
        assert_eq!(both.kinds(DocumentAct::See), [Kind::LS, Kind::LT, Kind::CG]);
    }
}
