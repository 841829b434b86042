//! Opening 期初: what every place begins with.
//!
//! Owns one document a class: own goods with money and debts, goods of consignors, at consignees,
//! lent and borrowed.

use fenhao_domain::account::{AccountCode, BANK, CASH, CUSTOMER_PREPAYMENT, SUPPLIER_PREPAYMENT};
use fenhao_domain::amount::Amount;
use fenhao_domain::document::{Document, Line};
use fenhao_domain::entry::Side;
use fenhao_domain::id::{PartnerId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::pen::{CUSTOMERS, DEALER, PAYABLE, PRODUCTS, RECEIVABLE, SUPPLIERS, deed, entry};
use super::shelf::{Effect, at_partner, own};
use super::trader::{Deed, Trader, party};

const GOODS: WarehouseNo = WarehouseNo::GOODS;

/// All that a place opens with, one after another.
pub fn all(trader: &mut Trader, at: usize) -> Vec<Deed> {
    let classes = [
        (StockClass::ConsignedIn, SUPPLIERS[0]),
        (StockClass::ConsignedOut, CUSTOMERS[0]),
        (StockClass::Lent, CUSTOMERS[1]),
        (StockClass::Borrowed, SUPPLIERS[1]),
    ];
    let first = own_goods(trader, at);
    let others = classes.map(|(class, partner)| at_somebody(trader, at, class, partner));
    first.into_iter().chain(others.into_iter().flatten()).collect()
}

/// Own goods, money, and what partners owe and are owed.
fn own_goods(trader: &mut Trader, at: usize) -> Option<Deed> {
    let mut document = trader.form(at, Kind::QC);
    let mut effect = Effect::default();
    for product in PRODUCTS.map(ProductId) {
        let quantity = Quantity::whole(40 + i64::try_from(trader.random.below(80)).unwrap_or(0));
        let price = trader.price();
        document.lines.push(Line::new(product, quantity, price));
        effect.goods.push((own(document.branch, GOODS, product), quantity));
    }
    for account in [CASH, BANK] {
        document.entries.push(entry(account, None, Side::Debit, Amount::from_minor(5_000_000)));
    }
    for customer in CUSTOMERS {
        brings(trader, (&mut document, &mut effect), RECEIVABLE, customer);
    }
    for supplier in SUPPLIERS {
        brings(trader, (&mut document, &mut effect), PAYABLE, supplier);
    }
    brings(trader, (&mut document, &mut effect), CUSTOMER_PREPAYMENT, DEALER);
    brings(trader, (&mut document, &mut effect), SUPPLIER_PREPAYMENT, SUPPLIERS[0]);
    deed(document, effect)
}

fn brings(
    trader: &mut Trader,
    (document, effect): (&mut Document, &mut Effect),
    account: AccountCode,
    partner: PartnerId,
) {
    let amount = trader.cents(60_000);
    let debit = matches!(account, RECEIVABLE | SUPPLIER_PREPAYMENT);
    let side = if debit { Side::Debit } else { Side::Credit };
    document.entries.push(entry(account, party(partner), side, amount));
    let purse = (document.branch, account, partner);
    let signed = if debit { amount } else { -amount };
    match account {
        RECEIVABLE | PAYABLE => effect.owed.push((purse, None, signed)),
        _ => effect.prepaid.push((purse, signed)),
    }
}

fn at_somebody(
    trader: &mut Trader,
    at: usize,
    class: StockClass,
    partner: PartnerId,
) -> Option<Deed> {
    let mut document = Document { class, partner: Some(partner), ..trader.form(at, Kind::QC) };
    let mut effect = Effect::default();
    for product in trader.products(3) {
        let quantity = Quantity::whole(1 + i64::try_from(trader.random.below(5)).unwrap_or(0));
        let price = trader.price();
        document.lines.push(Line::new(product, quantity, price));
        effect.goods.push((at_partner(document.branch, class, partner, product), quantity));
        if class == StockClass::ConsignedIn {
            effect.goods.push((own(document.branch, GOODS, product), quantity));
        }
    }
    deed(document, effect)
}
