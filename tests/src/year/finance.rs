//! Finance 财务: expense FY, other income QT, bank transfer ZK, voucher PZ, fixed assets GZ, ZJ.
//!
//! Owns what an accountant does besides partners. Invariant: money that goes to another branch is
//! answered once, by that branch, with as much.

use fenhao_books::table::document as documents;
use fenhao_domain::account::{
    ADMIN_EXPENSE, BANK, CASH, DEFERRED_EXPENSE, DEPRECIATION, FINANCE_EXPENSE, FIXED_ASSET,
    OTHER_INCOME, OTHER_PAYABLE, OTHER_REVENUE, SELLING_EXPENSE,
};
use fenhao_domain::amount::Amount;
use fenhao_domain::document::{Document, Line};
use fenhao_domain::entry::{Party, Side};
use fenhao_domain::id::{AssetId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;

use super::pen::{PAYABLE, RECEIVABLE, deed, entry};
use super::shelf::{Effect, own};
use super::trader::{Deed, Trader, party};

/// An expense, paid or owed; now and then it goes into the cost of goods.
pub fn expense(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::FY);
    let account = *trader.random.pick(&[SELLING_EXPENSE, ADMIN_EXPENSE, FINANCE_EXPENSE]);
    let amount = trader.cents(9_000);
    document.entries.push(entry(account, None, Side::Debit, amount));
    let product = trader.product();
    let here = trader.shelf.at(own(document.branch, WarehouseNo::GOODS, product));
    if trader.once_in(3) && here > Quantity::ONE {
        let list_amount = trader.cents(500);
        document.lines.push(Line { list_amount, ..Line::without_amount(product, Quantity::ZERO) });
    }
    let due = amount + document.amount();
    let mut effect = Effect::default();
    let supplier = trader.supplier();
    on_account(trader, (&mut document, &mut effect), due, (supplier, PAYABLE));
    deed(document, effect)
}

/// Other income, paid or owed.
pub fn income(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::QT);
    let account = *trader.random.pick(&[OTHER_INCOME, OTHER_REVENUE]);
    let due = trader.cents(4_000);
    document.entries.push(entry(account, None, Side::Credit, due));
    let mut effect = Effect::default();
    let customer = trader.customer();
    on_account(trader, (&mut document, &mut effect), due, (customer, RECEIVABLE));
    deed(document, effect)
}

/// A fixed asset or an expense for months to come is bought.
pub fn asset(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::GZ);
    let account = *trader.random.pick(&[FIXED_ASSET, DEFERRED_EXPENSE]);
    let due = trader.cents(90_000);
    document.entries.push(entry(account, some_asset(trader), Side::Debit, due));
    let mut effect = Effect::default();
    let supplier = trader.supplier();
    on_account(trader, (&mut document, &mut effect), due, (supplier, PAYABLE));
    deed(document, effect)
}

/// A part of an asset is written off.
pub fn depreciation(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::ZJ);
    let account = *trader.random.pick(&[DEPRECIATION, DEFERRED_EXPENSE]);
    let amount = trader.cents(2_000);
    document.entries.push(entry(ADMIN_EXPENSE, None, Side::Debit, amount));
    document.entries.push(entry(account, some_asset(trader), Side::Credit, amount));
    deed(document, Effect::default())
}

/// A voucher by hand: expenses from cash, a deposit, or a debt that somebody forgot.
pub fn voucher(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::PZ);
    let mut effect = Effect::default();
    let amount = trader.cents(3_000);
    let (debit, credit) = match trader.random.below(3) {
        0 => ((ADMIN_EXPENSE, None), (CASH, None)),
        1 => ((BANK, None), (OTHER_PAYABLE, party(trader.customer()))),
        _ => {
            let partner = trader.customer();
            effect.owed.push(((document.branch, RECEIVABLE, partner), None, amount));
            ((RECEIVABLE, party(partner)), (OTHER_REVENUE, None))
        }
    };
    document.entries.push(entry(debit.0, debit.1, Side::Debit, amount));
    document.entries.push(entry(credit.0, credit.1, Side::Credit, amount));
    deed(document, effect)
}

/// Money goes to the bank, or to another branch; what came from another branch is booked.
pub fn transfer(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::ZK);
    let here = document.branch;
    let sent = trader.some_paper(|paper| {
        let out = paper.document.kind == Kind::ZK && paper.document.refers_to.is_none();
        out && paper.document.counterpart == Some(here) && paper.followers == 0
    });
    let known = sent.filter(|sent| {
        let id = trader.papers[*sent].id;
        let found = trader.world.places[at].store.read(|sql| documents::load(sql, id));
        found.is_ok_and(|found| found.is_some())
    });
    if let Some(sent) = known {
        let paper = &trader.papers[sent];
        document.refers_to = Some(paper.id);
        document.counterpart = Some(paper.document.branch);
        let amount = -paper.document.tendered();
        trader.pay(&mut document, amount);
        return deed(document, Effect::default());
    }
    let amount = trader.cents(20_000);
    if trader.once_in(2) {
        let others = trader.world.places.len() as u64;
        let other = usize::try_from(trader.random.below(others)).unwrap_or(0);
        document.counterpart = Some(trader.branch(other)).filter(|other| *other != here);
    }
    trader.pay(&mut document, -amount);
    if document.counterpart.is_none() {
        trader.pay(&mut document, amount);
    }
    deed(document, Effect::default())
}

fn some_asset(trader: &mut Trader) -> Option<Party> {
    let number = 1 + u32::try_from(trader.random.below(5)).unwrap_or(0);
    Some(Party::Asset(AssetId(number)))
}

/// What is due is paid at once, or the partner's account takes what is open.
fn on_account(
    trader: &mut Trader,
    (document, effect): (&mut Document, &mut Effect),
    due: Amount,
    (partner, account): (fenhao_domain::id::PartnerId, fenhao_domain::account::AccountCode),
) {
    let owed = trader.once_in(2);
    let paid = if owed { Amount::ZERO } else { due };
    trader.pay(document, paid);
    if owed {
        document.partner = Some(partner);
        let amount = if account == RECEIVABLE { due } else { -due };
        effect.owed.push(((document.branch, account, partner), None, amount));
    }
}
