//! Clauses: what a document holds, as the third column of a table says it.
//!
//! Owns the wording of goods, money and references. Leaves out which act takes which clause
//! (`act`) and how they become a document (`document`).

use anyhow::{Context, Result, bail, ensure};
use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::document::{DiscountKind, Form, Lot};
use fenhao_domain::entry::{Party, Side};
use fenhao_domain::id::{PartnerId, ProductId, WarehouseNo};
use fenhao_domain::price::{TaxRate, UnitPrice};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::words::Words;

/// A clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// `A × 3 at 9.90 less 1.00 taxed 13%`.
    Goods(Goods),
    /// `Dr 1001 库存现金 50.00`.
    Account { account: AccountCode, party: Option<Party>, side: Side, amount: Amount },
    /// `paid cash`, `paid 20.00 cash`, `paid cash handed 30.00`.
    Paid { tender: String, amount: Option<Amount>, handed: Option<Amount> },
    /// `for customer`, `from supplier`.
    Partner(PartnerId),
    /// `to SH`.
    To(String),
    /// `in repair`: the store whose goods they are.
    In(WarehouseNo),
    /// `into repair`: the store into which they go.
    Into(WarehouseNo),
    /// `settles XS-SH-261123-0001 80.00`.
    Settles {
        /// The document's number.
        number: String,
        /// How much of it.
        amount: Amount,
    },
    /// `accrued`, `earned`, `blind`, `undelivered`.
    Form(Form),
    /// `as consigned out`: the class that is opened.
    Class(StockClass),
    /// `due 2026-12-23`.
    Due(BusinessDate),
    /// `between 2026-01-01 and 2026-03-31`.
    Between(BusinessDate, BusinessDate),
    /// `of LS-SH-261123-0001`.
    Of(String),
    /// `because broken`.
    Because(String),
    /// `rounded down 0.04`.
    Rounded(Amount),
    /// `a manager lets it pass`.
    Pass,
}

/// Goods of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goods {
    /// Product.
    pub product: ProductId,
    /// Quantity.
    pub quantity: Quantity,
    /// Price or cost of one.
    pub price: Option<UnitPrice>,
    /// What is taken off; the last is the manufacturer that owes a coupon.
    pub discounts: Vec<(DiscountKind, Amount, Option<PartnerId>)>,
    /// Rate of the tax inside the amount.
    pub rate: Option<TaxRate>,
    /// Tax beside the cost, as the supplier's paper says.
    pub tax: Option<Amount>,
    /// The amount as written, where there is no price of one.
    pub worth: Option<Amount>,
    /// Comes in where the other lines go out.
    pub incoming: bool,
    /// Serial numbers.
    pub serials: Vec<String>,
    /// The lot.
    pub lot: Option<Lot>,
}

impl Clause {
    /// The name by which an act says that it takes such clauses.
    pub fn name(&self) -> &'static str {
        match self {
            Clause::Goods(_) => "goods",
            Clause::Account { .. } => "Dr/Cr",
            Clause::Paid { .. } => "paid",
            Clause::Partner(_) => "for/from",
            Clause::To(_) => "to",
            Clause::In(_) => "in",
            Clause::Into(_) => "into",
            Clause::Settles { .. } => "settles",
            Clause::Form(_) => "accrued/earned/blind/undelivered",
            Clause::Class(_) => "as",
            Clause::Due(_) => "due",
            Clause::Between(..) => "between",
            Clause::Of(_) => "of",
            Clause::Because(_) => "because",
            Clause::Rounded(_) => "rounded",
            Clause::Pass => "a manager",
        }
    }
}

/// Reads clauses with commas between them.
pub fn read(text: &str) -> Result<Vec<Clause>> {
    ensure!(!text.is_empty(), "nothing stands under `with`");
    text.split(", ").map(|clause| one(clause).with_context(|| format!("in `{clause}`"))).collect()
}

fn one(text: &str) -> Result<Clause> {
    let mut words = Words::of(text);
    let clause = if words.take("a manager lets it pass") {
        Clause::Pass
    } else if words.take("paid") {
        paid(&mut words)?
    } else if words.take("for") || words.take("from") {
        Clause::Partner(words.partner()?)
    } else if words.take("into") {
        Clause::Into(words.store()?)
    } else if words.take("in") {
        Clause::In(words.store()?)
    } else if words.take("settles") {
        let number = words.next("a document's number")?.to_owned();
        Clause::Settles { number, amount: words.amount()? }
    } else if words.take("accrued") {
        Clause::Form(Form::Accrued)
    } else if words.take("earned") {
        Clause::Form(Form::Earned)
    } else if words.take("undelivered") {
        Clause::Form(Form::Undelivered)
    } else if words.take("blind") {
        Clause::Form(Form::Blind)
    } else if words.take("as") {
        Clause::Class(words.class()?)
    } else if words.take("due") {
        Clause::Due(words.day()?)
    } else if words.take("between") {
        let from = words.day()?;
        words.expect("and")?;
        Clause::Between(from, words.day()?)
    } else if words.take("to") {
        Clause::To(words.place()?.to_owned())
    } else if words.take("of") {
        Clause::Of(words.next("a document's number")?.to_owned())
    } else if words.take("because") {
        Clause::Because(words.rest())
    } else if words.take("rounded down") {
        Clause::Rounded(words.amount()?)
    } else if words.take("Dr") {
        account(&mut words, Side::Debit)?
    } else if words.take("Cr") {
        account(&mut words, Side::Credit)?
    } else {
        Clause::Goods(goods(&mut words)?)
    };
    words.end()?;
    Ok(clause)
}

fn paid(words: &mut Words<'_>) -> Result<Clause> {
    let word = words.peek().unwrap_or_default();
    let amount = match word.starts_with(|c: char| c.is_ascii_digit() || "-−".contains(c)) {
        true => Some(words.amount()?),
        false => None,
    };
    let tender = words.next("a tender")?.to_owned();
    let handed = if words.take("handed") { Some(words.amount()?) } else { None };
    Ok(Clause::Paid { tender, amount, handed })
}

fn account(words: &mut Words<'_>, side: Side) -> Result<Clause> {
    let account = words.account()?;
    let party = words.party()?;
    Ok(Clause::Account { account, party, side, amount: words.amount()? })
}

fn goods(words: &mut Words<'_>) -> Result<Goods> {
    let (product, quantity) = words.goods_or_value()?;
    let mut goods = Goods {
        product,
        quantity,
        price: None,
        discounts: Vec::new(),
        rate: None,
        tax: None,
        worth: None,
        incoming: false,
        serials: Vec::new(),
        lot: None,
    };
    while words.peek().is_some() {
        if words.take("at") {
            let word = words.next("a price")?;
            let price = UnitPrice::parse(word);
            goods.price = Some(price.with_context(|| format!("`{word}` is no price"))?);
        } else if words.take("worth") {
            goods.worth = Some(words.amount()?);
        } else if words.take("numbered") {
            while let Some(number) = words.peek().filter(|word| *word != "comes") {
                goods.serials.push(number.to_owned());
                words.next("a serial number")?;
            }
            ensure!(!goods.serials.is_empty(), "no number follows");
        } else if words.take("lot") {
            let number = words.next("a lot's number")?.to_owned();
            let expires = if words.take("until") { Some(words.day()?) } else { None };
            goods.lot = Some(Lot { number, expires });
        } else if words.take("comes in") {
            goods.incoming = true;
        } else if words.take("less") {
            goods.discounts.push(discount(words)?);
        } else if words.take("taxed") {
            let word = words.next("a rate")?;
            goods.rate = Some(rate(word).with_context(|| format!("`{word}` is no rate"))?);
        } else if words.take("plus tax") {
            goods.tax = Some(words.amount()?);
        } else {
            bail!("`{}` is not understood", words.peek().unwrap_or_default());
        }
    }
    Ok(goods)
}

fn discount(words: &mut Words<'_>) -> Result<(DiscountKind, Amount, Option<PartnerId>)> {
    let amount = words.amount()?;
    let kind = if words.take("for members") {
        DiscountKind::Member
    } else if words.take("by promotion") {
        DiscountKind::Promotion
    } else if words.take("by match") {
        DiscountKind::CouponMatch
    } else if words.take("by coupon of") {
        return Ok((DiscountKind::Coupon, amount, Some(words.partner()?)));
    } else {
        DiscountKind::Manual
    };
    Ok((kind, amount, None))
}

/// A rate in whole percent: `13%`.
fn rate(word: &str) -> Result<TaxRate> {
    let percent: u8 = word.strip_suffix('%').context("no %")?.parse()?;
    ensure!(percent < 100, "more than the price");
    Ok(TaxRate::parse(&format!("0.{percent:02}"))?)
}
