//! What a trader counted on the fingers, beside what the books say 心账对账.
//!
//! Owns the comparison of the naive model with every place's books and HQ's. Invariant: the model
//! knows quantities, debts by document and prepayments; each must be there to the last digit, and
//! nothing else may be.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use fenhao_domain::account::{ACCRUED_RECEIPTS, CUSTOMER_PREPAYMENT, SUPPLIER_PREPAYMENT};
use fenhao_domain::entry::Party;
use fenhao_domain::id::WarehouseNo;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::serial::SerialState;

use super::numbers::NUMBERED;
use super::paper::Pool;
use super::pen::{PAYABLE, RECEIVABLE};
use super::purchase;
use super::shelf::own;
use super::trader::Trader;
use crate::scenario::world::Place;

/// Rows of a table as key and figure.
type Rows = BTreeMap<Vec<i64>, i64>;

/// Compares all places and HQ with the model, when everybody has told everything.
///
/// # Errors
/// What differs.
pub fn check(trader: &Trader) -> Result<()> {
    let (goods, owed, prepaid) = (goods(trader), owed(trader), prepaid(trader));
    for node in &trader.world.places {
        for place in &trader.world.places {
            if node.branch() != 0 && node.branch() != place.branch() {
                continue;
            }
            let at = format!("{} at {}", place.name, node.name);
            same(&at, "goods", &of(&goods, place), &goods_in_books(node, place)?)?;
            same(&at, "debts", &of(&owed, place), &owed_in_books(node, place)?)?;
            same(&at, "prepayments", &of(&prepaid, place), &prepaid_in_books(node, place)?)?;
        }
    }
    numbered(trader)?;
    billed(trader)
}

/// As many numbers lie in a store as pieces, at its branch and at HQ.
fn numbered(trader: &Trader) -> Result<()> {
    let text = "SELECT warehouse, state FROM piece WHERE branch_id = ?1 AND product_id = ?2";
    let product = i64::try_from(NUMBERED.0)?;
    let counted = trader.pieces_here();
    for node in &trader.world.places {
        for place in &trader.world.places {
            if node.branch() != 0 && node.branch() != place.branch() {
                continue;
            }
            let rows = node.numbers(text, &[place.branch(), product])?;
            for warehouse in [WarehouseNo::GOODS, WarehouseNo::REPAIR] {
                let here = |row: &&Vec<i64>| {
                    let state = u64::try_from(row[1]).ok().and_then(SerialState::from_number);
                    row[0] == i64::from(warehouse.0) && state.is_some_and(SerialState::is_here)
                };
                let books = i64::try_from(rows.iter().filter(here).count())?;
                let branch = place.node.branch;
                let mine = counted.get(&(branch, warehouse)).copied().unwrap_or(0);
                let goods = trader.shelf.at(own(branch, warehouse, NUMBERED));
                ensure!(
                    books == mine && goods == Quantity::whole(books),
                    "{books} numbers of {} in {} at {}, counted {mine}, goods {goods}",
                    place.name,
                    warehouse.0,
                    node.name
                );
            }
        }
    }
    Ok(())
}

/// The first row that differs is told.
fn same(at: &str, what: &str, model: &Rows, books: &Rows) -> Result<()> {
    let missing = model.iter().find(|(key, figure)| books.get(*key) != Some(figure));
    let surplus = books.iter().find(|(key, figure)| model.get(*key) != Some(figure));
    ensure!(
        missing.is_none() && surplus.is_none(),
        "{what} of {at}: counted {missing:?}, in the books {surplus:?}"
    );
    Ok(())
}

/// A receipt whose goods are all invoiced or gone back has nothing accrued.
fn billed(trader: &Trader) -> Result<()> {
    let receipts = trader.papers.iter().filter(|paper| paper.standing && purchase::accrued(paper));
    for paper in receipts.filter(|paper| !purchase::has_left(paper, Pool::Bill)) {
        let partner = paper.document.partner.unwrap_or_default();
        let debt = (paper.document.branch, ACCRUED_RECEIPTS, partner, paper.id);
        let left = trader.shelf.owed.get(&debt);
        ensure!(left.is_none(), "{} is invoiced, and {left:?} accrued", paper.document.number);
    }
    Ok(())
}

fn of(rows: &Rows, place: &Place) -> Rows {
    let mine = rows.iter().filter(|(key, _)| key[0] == place.branch());
    mine.map(|(key, figure)| (key[1..].to_vec(), *figure)).collect()
}

fn goods(trader: &Trader) -> Rows {
    let promised = trader.promised();
    let all = trader.shelf.goods.iter().chain(&promised);
    let row = |((branch, key), quantity): (&super::shelf::Spot, &Quantity)| {
        let product = i64::try_from(key.product.0).unwrap_or(0);
        let party = key.party.map_or(0, Party::number);
        let place = [i64::from(branch.0), product, i64::from(key.warehouse.0)];
        ([place.as_slice(), &[key.class.number(), party]].concat(), quantity.raw())
    };
    all.map(row).collect()
}

fn goods_in_books(node: &Place, place: &Place) -> Result<Rows> {
    let text = "SELECT product_id, warehouse, class, party, quantity FROM stock_sum \
                WHERE branch_id = ?1 AND quantity <> 0";
    keyed(node.numbers(text, &[place.branch()])?)
}

fn owed(trader: &Trader) -> Rows {
    let row = |((branch, account, partner, item), amount): (
        &super::shelf::Debt,
        &fenhao_domain::amount::Amount,
    )| {
        let stored = |number: u64| i64::try_from(number).unwrap_or(0);
        let key = [i64::from(branch.0), i64::from(account.0), stored(partner.0)];
        ([key.as_slice(), &[stored(item.stream.0), stored(item.seq)]].concat(), amount.raw())
    };
    trader.shelf.owed.iter().map(row).collect()
}

fn owed_in_books(node: &Place, place: &Place) -> Result<Rows> {
    let text = "SELECT account, party, item_stream, item_seq, balance FROM item_sum \
                WHERE branch_id = ?1 AND balance <> 0 AND account IN (?2, ?3, ?4)";
    let accounts = [RECEIVABLE, PAYABLE, ACCRUED_RECEIPTS].map(|account| i64::from(account.0));
    keyed(node.numbers(text, &[&[place.branch()], accounts.as_slice()].concat())?)
}

fn prepaid(trader: &Trader) -> Rows {
    let row = |((branch, account, partner), amount): (
        &super::shelf::Purse,
        &fenhao_domain::amount::Amount,
    )| {
        let partner = i64::try_from(partner.0).unwrap_or(0);
        (vec![i64::from(branch.0), i64::from(account.0), partner], amount.raw())
    };
    trader.shelf.prepaid.iter().map(row).collect()
}

fn prepaid_in_books(node: &Place, place: &Place) -> Result<Rows> {
    let text = "SELECT account, party, balance FROM party_sum \
                WHERE branch_id = ?1 AND balance <> 0 AND account IN (?2, ?3)";
    let accounts = [CUSTOMER_PREPAYMENT, SUPPLIER_PREPAYMENT].map(|account| i64::from(account.0));
    keyed(node.numbers(text, &[&[place.branch()], accounts.as_slice()].concat())?)
}

/// The last column is the figure.
fn keyed(rows: Vec<Vec<i64>>) -> Result<Rows> {
    let mut found = Rows::new();
    for mut row in rows {
        let figure = row.pop().unwrap_or(0);
        ensure!(found.insert(row.clone(), figure).is_none(), "{row:?} stands twice");
    }
    Ok(found)
}
