//! Settling 往来: money of customers SK and to suppliers FK, document by document, in parts and in
//! advance; what raises and lowers debts YZ, YJ, FZ, FJ; rebates and price protection FL, HL, JB.
//!
//! Owns who settles what. Leaves out the sales and receipts that make the debts.

use fenhao_domain::account::{
    AccountCode, CUSTOMER_PREPAYMENT, DISCOUNT_RECEIVED, OTHER_INCOME, OTHER_LOSS,
    SETTLEMENT_DISCOUNT, SUPPLIER_PREPAYMENT,
};
use fenhao_domain::amount::Amount;
use fenhao_domain::document::{Document, Form, Line, Settlement};
use fenhao_domain::entry::Side;
use fenhao_domain::id::PartnerId;
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;

use super::pen::{PAYABLE, RECEIVABLE, deed, entry};
use super::shelf::Effect;
use super::trader::{Deed, Trader};

/// A customer pays: some documents, each whole or in part, less a discount, and something more.
pub fn collect(trader: &mut Trader, at: usize) -> Option<Deed> {
    let partner = trader.customer();
    money(trader, at, Kind::SK, partner)
}

/// A supplier is paid.
pub fn pay(trader: &mut Trader, at: usize) -> Option<Deed> {
    let partner = trader.supplier();
    money(trader, at, Kind::FK, partner)
}

fn money(trader: &mut Trader, at: usize, kind: Kind, partner: PartnerId) -> Option<Deed> {
    let mut document = Document { partner: Some(partner), ..trader.form(at, kind) };
    let mut effect = Effect::default();
    let theirs = kind == Kind::SK;
    let account = if theirs { RECEIVABLE } else { PAYABLE };
    let turned = |amount: Amount| if theirs { amount } else { -amount };
    let purse = (document.branch, account, partner);
    for (debt, amount) in trader.shelf.open(purse) {
        if document.settles.len() >= 4 || trader.once_in(3) {
            continue;
        }
        // Debts that partners brought along are settled by the paper that opened them.
        let amount = trader.part_of(turned(amount));
        document.settles.push(Settlement { document: debt, amount });
        effect.owed.push((purse, Some(debt), -turned(amount)));
    }
    let settled = document.settled();
    let mut discount = Amount::ZERO;
    if settled > Amount::from_minor(1_000) && trader.once_in(4) {
        discount = trader.cents(300);
        document.entries.push(match theirs {
            true => entry(SETTLEMENT_DISCOUNT, None, Side::Debit, discount),
            false => entry(DISCOUNT_RECEIVED, None, Side::Credit, discount),
        });
    }
    let advance = if theirs { CUSTOMER_PREPAYMENT } else { SUPPLIER_PREPAYMENT };
    let advance = (document.branch, advance, partner);
    // What was paid before is used, more is paid before, or neither.
    let before = -turned(trader.shelf.purse(advance));
    let more = match before > Amount::ZERO && trader.once_in(2) {
        true => -trader.part_of(before),
        false if trader.once_in(3) || document.settles.is_empty() => trader.cents(9_000),
        false => Amount::ZERO,
    };
    let paid = settled - discount + more;
    trader.pay(&mut document, paid);
    if !more.is_zero() {
        effect.prepaid.push((advance, -turned(more)));
    }
    deed(document, effect)
}

/// A customer owes more.
pub fn receivable_up(trader: &mut Trader, at: usize) -> Option<Deed> {
    let partner = trader.customer();
    adjusted(trader, at, Kind::YZ, (partner, RECEIVABLE))
}

/// A customer owes less.
pub fn receivable_down(trader: &mut Trader, at: usize) -> Option<Deed> {
    let partner = trader.customer();
    adjusted(trader, at, Kind::YJ, (partner, RECEIVABLE))
}

/// A supplier is owed more.
pub fn payable_up(trader: &mut Trader, at: usize) -> Option<Deed> {
    let partner = trader.supplier();
    adjusted(trader, at, Kind::FZ, (partner, PAYABLE))
}

/// A supplier is owed less.
pub fn payable_down(trader: &mut Trader, at: usize) -> Option<Deed> {
    let partner = trader.supplier();
    adjusted(trader, at, Kind::FJ, (partner, PAYABLE))
}

fn adjusted(
    trader: &mut Trader,
    at: usize,
    kind: Kind,
    (partner, account): (PartnerId, AccountCode),
) -> Option<Deed> {
    let mut document = Document { partner: Some(partner), ..trader.form(at, kind) };
    document.remark = "调整".to_owned();
    let amount = trader.cents(3_000);
    let debit = matches!(kind, Kind::YZ | Kind::FJ);
    document.entries.push(match debit {
        true => entry(OTHER_INCOME, None, Side::Credit, amount),
        false => entry(OTHER_LOSS, None, Side::Debit, amount),
    });
    let owed = vec![owes(&document, partner, account, if debit { amount } else { -amount })];
    deed(document, Effect { owed, ..Effect::default() })
}

/// A rebate for a customer.
pub fn rebate_given(trader: &mut Trader, at: usize) -> Option<Deed> {
    let partner = trader.customer();
    granted(trader, at, Kind::FL, partner, Form::Usual)
}

/// A rebate of a supplier.
pub fn rebate_earned(trader: &mut Trader, at: usize) -> Option<Deed> {
    let partner = trader.supplier();
    granted(trader, at, Kind::HL, partner, Form::Usual)
}

/// A price fell: a customer gets something for what he still has, or we do from our supplier.
pub fn price_protection(trader: &mut Trader, at: usize) -> Option<Deed> {
    match trader.once_in(2) {
        true => {
            let partner = trader.supplier();
            granted(trader, at, Kind::JB, partner, Form::Earned)
        }
        false => {
            let partner = trader.customer();
            granted(trader, at, Kind::JB, partner, Form::Usual)
        }
    }
}

fn granted(
    trader: &mut Trader,
    at: usize,
    kind: Kind,
    partner: PartnerId,
    form: Form,
) -> Option<Deed> {
    let mut document = Document { partner: Some(partner), form, ..trader.form(at, kind) };
    let first = document.business_date.plus_days(-30);
    document.span = (kind != Kind::JB).then_some((first, document.business_date));
    for product in trader.products(2) {
        let quantity = Quantity::whole(1 + i64::try_from(trader.random.below(4)).unwrap_or(0));
        let list_amount = trader.cents(2_000);
        document.lines.push(Line { list_amount, ..Line::without_amount(product, quantity) });
    }
    let ours = kind == Kind::HL || form == Form::Earned;
    let amount = document.amount();
    let owed = match ours {
        true => owes(&document, partner, PAYABLE, amount),
        false => owes(&document, partner, RECEIVABLE, -amount),
    };
    deed(document, Effect { owed: vec![owed], ..Effect::default() })
}

fn owes(
    document: &Document,
    partner: PartnerId,
    account: AccountCode,
    amount: Amount,
) -> (super::shelf::Purse, Option<fenhao_domain::id::DocumentId>, Amount) {
    ((document.branch, account, partner), None, amount)
}
