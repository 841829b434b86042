//! Claims: what must be true then, one item of a list.
//!
//! Owns the wording and the looking up, each in the ledger of the place that is named. Leaves out
//! the comparison of whole books (`agree`).

use anyhow::{Context, Result, bail, ensure};
use fenhao_books::table::consign_price;
use fenhao_books::{execution, feed, period};
use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Month;
use fenhao_domain::entry::Party;
use fenhao_domain::id::{PartnerId, ProductId};
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::agree;
use super::approval::Approved;
use super::tracked::Tracked;
use super::words::Words;
use super::world::{self, Place, World};

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// `the books agree`.
    Agree,
    /// `SH holds own A × 8 = 48.00`.
    Holds {
        place: String,
        class: StockClass,
        product: ProductId,
        quantity: Quantity,
        value: Amount,
        party: Option<Party>,
    },
    /// `SH has Dr 9.90 open on XS-SH-261123-0001`; debit less credit.
    Open { place: String, balance: Amount, number: String },
    /// `SH has Dr 28.70 in 1001 库存现金`; debit less credit.
    Has { place: String, balance: Amount, account: AccountCode, party: Option<Party> },
    /// `SH has A × 2 left of XD-SH-261123-0001`.
    Left { place: String, product: ProductId, quantity: Quantity, number: String },
    /// `SH has 8.80 agreed with customer for A`.
    Agreed { place: String, price: UnitPrice, partner: PartnerId, product: ProductId },
    /// What is claimed of numbered pieces and lots.
    Tracked { place: String, claim: Tracked },
    /// `SH has Dr 30.00 in 1405 库存商品 at the end of 2026-10`; debit less credit.
    Ends { place: String, balance: Amount, account: AccountCode, month: Month },
    /// `SH booked late for 2026-10: BS-SH-261031-0001`.
    Late { place: String, month: Month, numbers: Vec<String> },
    /// `SH awaits FH-00-261123-0001`, `SH awaits nothing`.
    Awaits { place: String, numbers: Vec<String> },
    /// What is claimed of applications.
    Sees { place: String, claim: Approved },
}

impl Claim {
    /// Reads an item, without its dash and full stop.
    pub fn read(text: &str) -> Result<Claim> {
        let mut words = Words::of(text);
        let claim = if words.take("the books agree") {
            Claim::Agree
        } else {
            let place = words.place()?.to_owned();
            match words.next("a verb")? {
                "holds" => holds(&mut words, place)?,
                "has" => has(&mut words, place)?,
                "awaits" => awaits(&mut words, place)?,
                "sees" => Claim::Sees { place, claim: Approved::read(&mut words)? },
                "proposes" => Claim::Tracked { place, claim: Tracked::proposal(&mut words)? },
                "finds" => Claim::Tracked { place, claim: Tracked::twice(&mut words)? },
                "booked" => late(&mut words, place)?,
                other => bail!("`{other}` is not understood"),
            }
        };
        words.end()?;
        Ok(claim)
    }

    /// Looks it up.
    pub fn check(&self, world: &World) -> Result<()> {
        match self {
            Claim::Agree => agree::check(world),
            Claim::Open { place, balance, number } => {
                let id = world.document(number)?;
                let text = "SELECT COALESCE(SUM(balance), 0) FROM item_sum \
                            WHERE branch_id = ?1 AND item_stream = ?2 AND item_seq = ?3";
                let place = world.place(place)?;
                let key = [i64::try_from(id.stream.0)?, i64::try_from(id.seq)?];
                let found = place.numbers(text, &[place.branch(), key[0], key[1]])?;
                let found = Amount::from_raw(found.first().map_or(0, |row| row[0]));
                ensure!(found == *balance, "{} is open, not {}", sided(found), sided(*balance));
                Ok(())
            }
            Claim::Sees { place, claim } => claim.check(world, place),
            Claim::Tracked { place, claim } => claim.check(world.place(place)?, world.day),
            Claim::Left { place, product, quantity, number } => {
                let (place, id) = (world.place(place)?, world.document(number)?);
                let lines = place.store.read(|sql| execution::lines(sql, id))?;
                let of = lines.iter().filter(|line| line.product == *product);
                let found: Quantity = of.map(|line| line.left).sum();
                ensure!(found == *quantity, "× {found} is left, not × {quantity}");
                Ok(())
            }
            Claim::Agreed { place, price, partner, product } => {
                let place = world.place(place)?;
                let mut found = None;
                for class in [StockClass::ConsignedOut, StockClass::ConsignedIn] {
                    let branch = place.node.branch;
                    let latest = place.store.read(|sql| {
                        consign_price::latest(sql, branch, class, *partner, *product)
                    })?;
                    found = found.or(latest);
                }
                ensure!(found == Some(*price), "{found:?} is agreed, not {price}");
                Ok(())
            }
            Claim::Holds { place, class, product, quantity, value, party } => {
                let (found, worth) = stock(world.place(place)?, *class, *product, *party)?;
                ensure!(
                    (found, worth) == (*quantity, *value),
                    "{place} holds × {found} = {worth}, not × {quantity} = {value}"
                );
                Ok(())
            }
            Claim::Has { place, balance, account, party } => {
                let found = balance_of(world.place(place)?, *account, *party)?;
                ensure!(found == *balance, "{place} has {}, not {}", sided(found), sided(*balance));
                Ok(())
            }
            Claim::Ends { place, balance, account, month } => {
                ends(world.place(place)?, *balance, *account, *month)
            }
            Claim::Late { place, month, numbers } => came_late(world, place, *month, numbers),
            Claim::Awaits { place, numbers } => {
                let place = world.place(place)?;
                let open = place.store.read(|sql| feed::open_dispatches(sql, &place.node))?;
                let named = |id| {
                    let known = world.documents.iter().find(|(_, known)| **known == id);
                    known.map_or_else(|| "?".to_owned(), |(number, _)| number.clone())
                };
                let found: Vec<String> = open.into_iter().map(named).collect();
                ensure!(found == *numbers, "{} awaits {found:?}", place.name);
                Ok(())
            }
        }
    }
}

/// Debit less credit of an account in all that is booked up to a month.
fn ends(place: &Place, balance: Amount, account: AccountCode, month: Month) -> Result<()> {
    let text = "SELECT debit - credit FROM account_sum \
                WHERE branch_id = ?1 AND account = ?2 AND month <= ?3";
    let key = [place.branch(), i64::from(account.0), i64::from(month.number())];
    let found = place.numbers(text, &key)?.iter().map(|row| row[0]).sum();
    let found = Amount::from_raw(found);
    let (found, wanted) = (sided(found), sided(balance));
    ensure!(found == wanted, "{} has {found}, not {wanted}", place.name);
    Ok(())
}

/// What is booked late for a month, as the place and HQ see it.
fn came_late(world: &World, place: &str, month: Month, numbers: &[String]) -> Result<()> {
    let place = world.place(place)?;
    for node in [place, world.hq()] {
        let late = node.store.read(|sql| period::late(sql, place.node.branch, month))?;
        let found: Vec<String> = late.into_iter().map(|id| world.number(id)).collect();
        ensure!(found == numbers, "{} sees {found:?}", node.name);
    }
    Ok(())
}

fn holds(words: &mut Words<'_>, place: String) -> Result<Claim> {
    let class = words.class()?;
    let (product, quantity) = words.goods()?;
    words.expect("=")?;
    let value = words.amount()?;
    Ok(Claim::Holds { place, class, product, quantity, value, party: words.party()? })
}

fn has(words: &mut Words<'_>, place: String) -> Result<Claim> {
    if words.second() == Some("of") {
        return Ok(Claim::Tracked { place, claim: Tracked::piece(words)? });
    }
    if words.second() == Some("×") {
        let (product, quantity) = words.goods()?;
        if words.take("of lot") {
            let lot = words.next("a lot's number")?.to_owned();
            return Ok(Claim::Tracked { place, claim: Tracked::InLot { product, quantity, lot } });
        }
        words.expect("left of")?;
        let number = words.next("a document's number")?.to_owned();
        return Ok(Claim::Left { place, product, quantity, number });
    }
    if words.second() == Some("agreed") {
        let price = UnitPrice::parse(words.next("a price")?).context("no price")?;
        words.expect("agreed with")?;
        let partner = words.partner()?;
        words.expect("for")?;
        let word = words.next("a product")?;
        let product = world::product(word).with_context(|| format!("`{word}` is no product"))?;
        return Ok(Claim::Agreed { place, price, partner, product });
    }
    let balance = match words.next("a side")? {
        "Dr" => words.amount()?,
        "Cr" => -words.amount()?,
        "nothing" => Amount::ZERO,
        other => bail!("`{other}` is neither Dr nor Cr nor nothing"),
    };
    if words.take("open on") {
        let number = words.next("a document's number")?.to_owned();
        return Ok(Claim::Open { place, balance, number });
    }
    words.expect("in")?;
    let account = words.account()?;
    if words.take("at the end of") {
        return Ok(Claim::Ends { place, balance, account, month: words.month()? });
    }
    Ok(Claim::Has { place, balance, account, party: words.party()? })
}

fn late(words: &mut Words<'_>, place: String) -> Result<Claim> {
    words.expect("late for")?;
    let word = words.next("a month")?;
    let month = Words::of(word.strip_suffix(':').unwrap_or(word)).month()?;
    let mut numbers = Vec::new();
    if !words.take("nothing") {
        numbers.push(words.next("a document's number")?.to_owned());
    }
    Ok(Claim::Late { place, month, numbers })
}

fn awaits(words: &mut Words<'_>, place: String) -> Result<Claim> {
    let mut numbers = Vec::new();
    if !words.take("nothing") {
        numbers.push(words.next("a document's number")?.to_owned());
        while words.take("and") {
            numbers.push(words.next("a document's number")?.to_owned());
        }
    }
    Ok(Claim::Awaits { place, numbers })
}

fn stock(
    place: &Place,
    class: StockClass,
    product: ProductId,
    party: Option<Party>,
) -> Result<(Quantity, Amount)> {
    let text = "SELECT quantity, value FROM stock_sum WHERE branch_id = ?1 AND class = ?2 \
                AND product_id = ?3 AND (?4 = 0 OR party = ?4)";
    let (product, party) = (i64::try_from(product.0)?, party.map_or(0, Party::number));
    let rows = place.numbers(text, &[place.branch(), class.number(), product, party])?;
    let quantity = rows.iter().map(|row| row[0]).sum();
    let value = rows.iter().map(|row| row[1]).sum();
    Ok((Quantity::from_raw(quantity), Amount::from_raw(value)))
}

fn balance_of(place: &Place, account: AccountCode, party: Option<Party>) -> Result<Amount> {
    let account = i64::from(account.0);
    let rows = match party {
        None => {
            let text = "SELECT debit - credit FROM account_sum \
                        WHERE branch_id = ?1 AND account = ?2";
            place.numbers(text, &[place.branch(), account])?
        }
        Some(party) => {
            let text = "SELECT balance FROM party_sum \
                        WHERE branch_id = ?1 AND account = ?2 AND party = ?3";
            place.numbers(text, &[place.branch(), account, party.number()])?
        }
    };
    Ok(Amount::from_raw(rows.iter().map(|row| row[0]).sum()))
}

fn sided(balance: Amount) -> String {
    match balance.raw() {
        0 => "nothing".to_owned(),
        raw if raw > 0 => format!("Dr {balance}"),
        _ => format!("Cr {}", -balance),
    }
}
