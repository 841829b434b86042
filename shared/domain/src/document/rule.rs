//! The rule of a kind 单据规则: what a document of the kind holds, which way its goods go, and how
//! their cost is found.
//!
//! Owns the vocabulary in which `document/*` states its kinds, and the checks that follow from it.
//! Leaves out postings. Invariant: what a rule does not name, a document of the kind does not
//! hold; editors show exactly what the rule names.

use super::{Document, DocumentError, EntryLine};
use crate::account;
use crate::entry::{Party, is_stock_account};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::stock::StockClass;

/// Whether a part of a document is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Never.
    No,
    /// If the writer wants it.
    May,
    /// Always.
    Must,
}

/// Who the partner is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Buys from us 客户.
    Customer,
    /// Sells to us 供货商.
    Supplier,
    /// Either.
    Any,
}

/// What the price of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// None: the books know the cost.
    None,
    /// Selling price, tax inside.
    Sale,
    /// Cost of one, tax beside.
    Cost,
    /// An amount as written, without a price of one.
    Amount,
}

/// Where goods stand before or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Own goods in the document's warehouse.
    Own,
    /// Own goods in its second warehouse.
    OtherWarehouse,
    /// At the partner, still ours.
    ConsignedOut,
    /// On the way.
    Transit,
    /// The class that the document names.
    Named,
}

/// How the price step finds the cost of a kind's lines (`cost`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Costing {
    /// No cost is kept.
    None,
    /// Goods leave at the cost of the books.
    Issue,
    /// Goods come in at the line's own unit cost.
    Receive,
    /// Goods come back at the cost at which they left.
    Return,
    /// Goods come in at the line's cost if it has one, else at the cost of the books.
    Find,
    /// Goods leave at the cost of the books and come in at the line's amount.
    Reprice,
    /// Value changes by the line's amount, quantity does not.
    Value,
    /// Goods leave at the cost of the books; together with the fee that is the cost of those that
    /// come in.
    Assemble,
    /// No goods move; the line clears its part of the original's cost.
    Clear,
    /// No goods move; the line clears its part of what a consignor is owed.
    Liability,
}

/// Whether there are goods, and of which quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goods {
    /// No goods.
    No,
    /// Lines that move something.
    Moving,
    /// Lines of which a quantity may be zero.
    Any,
    /// Goods beside other lines, or none.
    Optional,
    /// Goods of which only the value changes, beside other lines, or none.
    Beside,
}

/// The rule of a kind.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Goods lines.
    pub goods: Goods,
    /// What their price is.
    pub price: Price,
    /// Customer or supplier.
    pub partner: Need,
    /// Who that is.
    pub role: Role,
    /// Money.
    pub tenders: Need,
    /// Account lines.
    pub entries: Need,
    /// A second warehouse.
    pub to_warehouse: Need,
    /// Another branch.
    pub counterpart: Need,
    /// A reason, in the remark.
    pub reason: Need,
    /// Documents that are settled.
    pub settles: Need,
    /// The document it follows from.
    pub original: Need,
    /// Kinds that it may follow from; any when empty.
    pub follows: &'static [Kind],
    /// Its quantities stay within those of the original.
    pub within: bool,
    /// What of an order it releases.
    pub releases: Option<StockClass>,
    /// Where its goods come from.
    pub from: Option<Spot>,
    /// Where they go.
    pub to: Option<Spot>,
    /// How cost is found.
    pub costing: Costing,
    /// Its account lines are balances that it shows and does not book.
    pub lists_balances: bool,
    /// What else must hold.
    pub(crate) extra: fn(&Document) -> Result<(), DocumentError>,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule").finish_non_exhaustive()
    }
}

fn nothing_else(_: &Document) -> Result<(), DocumentError> {
    Ok(())
}

impl Rule {
    /// A kind that holds nothing yet.
    pub(crate) const fn new() -> Rule {
        Rule {
            goods: Goods::No,
            price: Price::None,
            partner: Need::No,
            role: Role::Any,
            tenders: Need::No,
            entries: Need::No,
            to_warehouse: Need::No,
            counterpart: Need::No,
            reason: Need::No,
            settles: Need::No,
            original: Need::No,
            follows: &[],
            within: false,
            releases: None,
            from: None,
            to: None,
            costing: Costing::None,
            lists_balances: false,
            extra: nothing_else,
        }
    }

    /// Goods at a price.
    pub(crate) const fn goods(self, goods: Goods, price: Price) -> Rule {
        Rule { goods, price, ..self }
    }

    /// Goods leave a spot at the cost of the books.
    pub(crate) const fn out_of(self, from: Spot) -> Rule {
        Rule { from: Some(from), costing: Costing::Issue, ..self }
    }

    /// Goods come into a spot.
    pub(crate) const fn into(self, to: Spot, costing: Costing) -> Rule {
        Rule { to: Some(to), costing, ..self }
    }

    /// Goods go from one spot to another.
    pub(crate) const fn between(self, from: Spot, to: Spot, costing: Costing) -> Rule {
        Rule { from: Some(from), to: Some(to), costing, ..self }
    }

    /// No goods move, but lines have a cost.
    pub(crate) const fn costed(self, costing: Costing) -> Rule {
        Rule { costing, ..self }
    }

    /// A customer.
    pub(crate) const fn customer(self, partner: Need) -> Rule {
        Rule { partner, role: Role::Customer, ..self }
    }

    /// A supplier.
    pub(crate) const fn supplier(self, partner: Need) -> Rule {
        Rule { partner, role: Role::Supplier, ..self }
    }

    /// A customer or a supplier.
    pub(crate) const fn partner(self, partner: Need) -> Rule {
        Rule { partner, role: Role::Any, ..self }
    }

    /// Money.
    pub(crate) const fn tenders(self, tenders: Need) -> Rule {
        Rule { tenders, ..self }
    }

    /// Account lines.
    pub(crate) const fn entries(self, entries: Need) -> Rule {
        Rule { entries, ..self }
    }

    /// A reason.
    pub(crate) const fn reason(self) -> Rule {
        Rule { reason: Need::Must, ..self }
    }

    /// A second warehouse.
    pub(crate) const fn to_warehouse(self, to_warehouse: Need) -> Rule {
        Rule { to_warehouse, ..self }
    }

    /// Another branch.
    pub(crate) const fn counterpart(self, counterpart: Need) -> Rule {
        Rule { counterpart, ..self }
    }

    /// Documents that are settled.
    pub(crate) const fn settles(self) -> Rule {
        Rule { settles: Need::May, ..self }
    }

    /// It follows from a document of these kinds, and may go beyond it.
    pub(crate) const fn after(self, original: Need, follows: &'static [Kind]) -> Rule {
        Rule { original, follows, ..self }
    }

    /// It follows from a document of these kinds, and stays within it.
    pub(crate) const fn within(self, original: Need, follows: &'static [Kind]) -> Rule {
        Rule { original, follows, within: true, ..self }
    }

    /// It releases what an order has reserved or expected.
    pub(crate) const fn releases(self, class: StockClass) -> Rule {
        Rule { releases: Some(class), ..self }
    }

    /// Its account lines are balances that it shows and does not book.
    pub(crate) const fn lists_balances(self) -> Rule {
        Rule { entries: Need::May, lists_balances: true, ..self }
    }

    /// What else must hold.
    pub(crate) const fn extra(self, extra: fn(&Document) -> Result<(), DocumentError>) -> Rule {
        Rule { extra, ..self }
    }

    /// Checks a document against the rule.
    pub(crate) fn check(&self, document: &Document) -> Result<(), DocumentError> {
        self.check_goods(document)?;
        let not_taken = |what| Err(DocumentError::NotTaken { what });
        if self.tenders == Need::No {
            let rounded = !document.rounding.is_zero() && self.price != Price::Sale;
            if !document.tenders.is_empty() || rounded {
                return not_taken("tenders");
            }
        }
        if self.entries == Need::No && !document.entries.is_empty() {
            return not_taken("entries");
        }
        if self.settles == Need::No && !document.settles.is_empty() {
            return not_taken("settlements");
        }
        if self.entries == Need::Must && document.entries.is_empty() {
            return Err(DocumentError::NoLines);
        }
        if self.tenders == Need::Must && document.tenders.is_empty() {
            return Err(DocumentError::NothingPaid);
        }
        if self.partner == Need::Must && document.partner.is_none() {
            return Err(DocumentError::PartnerMissing);
        }
        let elsewhere = document.counterpart.is_some_and(|other| other != document.branch);
        if self.counterpart == Need::Must && !elsewhere {
            return Err(DocumentError::CounterpartMissing);
        }
        if self.to_warehouse == Need::Must
            && document.to_warehouse.is_none_or(|other| other == document.warehouse)
        {
            return Err(DocumentError::WarehouseMissing);
        }
        if self.reason == Need::Must && document.remark.trim().is_empty() {
            return Err(DocumentError::ReasonMissing);
        }
        if self.original == Need::Must && document.refers_to.is_none() && !document.is_red() {
            return Err(DocumentError::OriginalMissing);
        }
        if self.lists_balances {
            return (self.extra)(document);
        }
        document.entries.iter().try_for_each(by_hand)?;
        (self.extra)(document)
    }

    fn check_goods(&self, document: &Document) -> Result<(), DocumentError> {
        let lines = &document.lines;
        match self.goods {
            Goods::No if !lines.is_empty() => Err(DocumentError::NotTaken { what: "goods" }),
            Goods::Moving | Goods::Any if lines.is_empty() => Err(DocumentError::NoLines),
            // A red document that closes an order keeps the places of lines of which nothing is
            // left.
            Goods::Moving if document.is_red() => Ok(()),
            Goods::Moving => match lines.iter().position(|line| line.quantity.is_zero()) {
                Some(at) => Err(DocumentError::QuantityZero { line: at + 1 }),
                None => Ok(()),
            },
            Goods::No | Goods::Any | Goods::Optional | Goods::Beside => {
                self.check_value_only(document)
            }
        }
    }

    /// What changes value alone must not seem to move goods.
    fn check_value_only(&self, document: &Document) -> Result<(), DocumentError> {
        let moving = |line: &super::Line| line.quantity != Quantity::ZERO;
        match self.goods == Goods::Beside && document.lines.iter().any(moving) {
            true => Err(DocumentError::NotTaken { what: "quantity" }),
            false => Ok(()),
        }
    }
}

/// An account line may touch neither what goods are worth nor what branches owe each other, for
/// these follow from documents of their own; and where an account is kept one by one, the line says
/// whom or what it concerns, so that the ledgers cannot drift apart.
fn by_hand(line: &EntryLine) -> Result<(), DocumentError> {
    let account = line.account;
    if is_stock_account(account) || account == account::INTER_BRANCH {
        return Err(DocumentError::AccountNotTaken { account });
    }
    let named = match account {
        account::FIXED_ASSET | account::DEPRECIATION | account::DEFERRED_EXPENSE => {
            matches!(line.party, Some(Party::Asset(_)))
        }
        _ if account.account().is_some_and(|account| account.by_partner) => {
            matches!(line.party, Some(Party::Partner(_)))
        }
        _ => line.party.is_none(),
    };
    match named {
        true => Ok(()),
        false => Err(DocumentError::PartyMissing { account }),
    }
}

/// Refuses a document whose tenders leave something open that no partner takes.
pub(super) fn paid_or_on_account(document: &Document) -> Result<(), DocumentError> {
    let remaining = document.due() - document.tendered();
    match remaining.is_zero() || document.partner.is_some() {
        true => Ok(()),
        false => Err(DocumentError::Unpaid { remaining }),
    }
}
