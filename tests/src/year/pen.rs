//! The pen 笔: how a trader fills in a form: header, goods, money.
//!
//! Owns products, partners, quantities and prices as they are drawn. Leaves out which forms are
//! filled in (the family files). Invariant: the same seed writes the same papers.

use fenhao_domain::account::{self, AccountCode};
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::{Discount, DiscountKind, Document, EntryLine, Line, TenderLine};
use fenhao_domain::entry::{Party, Side};
use fenhao_domain::id::{EmployeeId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::partner::{Partner, RevenuePolicy};
use fenhao_domain::master::product::{Product, SerialMode};
use fenhao_domain::master::{MasterRecord, tender};
use fenhao_domain::price::{TaxRate, UnitPrice};
use fenhao_domain::quantity::Quantity;

use super::numbers::NUMBERED;
use super::paper::{Paper, Pool};
use super::shelf::Effect;
use super::trader::{Deed, Trader};
use crate::scenario::world::NOW;

/// Products.
pub const PRODUCTS: std::ops::RangeInclusive<u64> = 101..=110;

/// Who buys on account.
pub const CUSTOMERS: [PartnerId; 3] = [PartnerId(201), PartnerId(202), PartnerId(203)];

/// Who buys for cash before goods.
pub const DEALER: PartnerId = PartnerId(204);

/// Who sells to us.
pub const SUPPLIERS: [PartnerId; 3] = [PartnerId(211), PartnerId(212), PartnerId(213)];

/// The trader's products and partners, for the catalogue.
#[must_use]
pub fn catalogue() -> Vec<MasterRecord> {
    let product = |id: u64| {
        MasterRecord::Product(Box::new(Product {
            id: ProductId(id),
            code: format!("P{id}"),
            name: format!("商品{id}"),
            unit: "件".to_owned(),
            serial_mode: match ProductId(id) {
                NUMBERED => SerialMode::Strict,
                _ => SerialMode::None,
            },
            ..Product::default()
        }))
    };
    let partner = |id: PartnerId, customer: bool| {
        MasterRecord::Partner(Partner {
            id,
            code: format!("W{}", id.0),
            name: format!("单位{}", id.0),
            customer,
            supplier: !customer,
            price_level: 1,
            payment_days: u32::try_from(id.0 % 3).map_or(0, |third| third * 30),
            revenue_policy: match id == DEALER {
                true => RevenuePolicy::CashAndShipped,
                false => RevenuePolicy::OnIssue,
            },
            ..Partner::default()
        })
    };
    let customers = CUSTOMERS.into_iter().chain([DEALER]).map(|id| partner(id, true));
    let suppliers = SUPPLIERS.into_iter().map(|id| partner(id, false));
    PRODUCTS.map(product).chain(customers).chain(suppliers).collect()
}

/// A line of another document, and what is left of it.
pub struct Followed {
    /// Place of the line, from 0.
    pub line: usize,
    /// Its product.
    pub product: ProductId,
    /// What is left.
    pub left: Quantity,
    /// At which price.
    pub price: UnitPrice,
}

impl Trader {
    /// True once in `n` times.
    pub fn once_in(&mut self, n: u64) -> bool {
        self.random.once_in(n)
    }

    /// An empty form of a kind at a place, today.
    #[must_use]
    pub fn form(&self, at: usize, kind: Kind) -> Document {
        let branch = self.branch(at);
        Document::new(kind, branch, self.world.day, Timestamp(NOW), EmployeeId(1))
    }

    /// Some product.
    pub fn product(&mut self) -> ProductId {
        let count = PRODUCTS.end() - PRODUCTS.start() + 1;
        ProductId(PRODUCTS.start() + self.random.below(count))
    }

    /// Some products, each once.
    pub fn products(&mut self, most: u64) -> Vec<ProductId> {
        let mut found = Vec::new();
        for _ in 0..=self.random.below(most) {
            let product = self.product();
            if !found.contains(&product) {
                found.push(product);
            }
        }
        found
    }

    /// Somebody who buys; one in four is the dealer.
    pub fn customer(&mut self) -> PartnerId {
        if self.once_in(4) { DEALER } else { *self.random.pick(&CUSTOMERS) }
    }

    /// Somebody who sells.
    pub fn supplier(&mut self) -> PartnerId {
        *self.random.pick(&SUPPLIERS)
    }

    /// A quantity up to `most`: a few pieces, a part of one, or all; none where there is none.
    pub fn some_of(&mut self, most: Quantity) -> Option<Quantity> {
        if most <= Quantity::ZERO {
            return None;
        }
        if self.once_in(8) {
            return Some(most);
        }
        let wanted = match self.once_in(10) {
            true => Quantity::from_raw(335_000),
            false => Quantity::whole(1 + i64::try_from(self.random.below(6)).unwrap_or(0)),
        };
        Some(wanted.min(most))
    }

    /// Any quantity.
    pub fn some(&mut self) -> Quantity {
        Quantity::whole(1 + i64::try_from(self.random.below(30)).unwrap_or(0))
    }

    /// A selling price, or a cost; some have more decimals than money.
    pub fn price(&mut self) -> UnitPrice {
        let cents = 100 + i64::try_from(self.random.below(4_000)).unwrap_or(0);
        let finer =
            if self.once_in(5) { i64::try_from(self.random.below(10_000)).unwrap_or(0) } else { 0 };
        UnitPrice::from_raw(cents * 10_000 + finer)
    }

    /// An amount of money up to `most` cents.
    pub fn cents(&mut self, most: u64) -> Amount {
        Amount::from_minor(1 + i64::try_from(self.random.below(most)).unwrap_or(0))
    }

    /// A part of an amount: less, or all of it.
    pub fn part_of(&mut self, amount: Amount) -> Amount {
        let minor = amount.abs().raw() / Amount::from_minor(1).raw();
        if minor <= 1 || self.once_in(2) {
            return amount;
        }
        let part = self.cents(u64::try_from(minor).unwrap_or(1));
        if amount < Amount::ZERO { -part } else { part }
    }

    /// A line of goods that leave a store, as many as are free; none where nothing is.
    pub fn leaving(&mut self, at: usize, from: WarehouseNo, product: ProductId) -> Option<Line> {
        let free = self.shelf.free(self.branch(at), from, product);
        let quantity = self.some_of(free)?;
        let price = self.price();
        Some(Line::new(product, quantity, price))
    }

    /// Lines of what is left of a paper, for a document that follows it.
    pub fn rest_of(&mut self, which: usize, pool: Pool) -> Vec<Followed> {
        let paper = &self.papers[which];
        let lines = paper.document.lines.iter().enumerate();
        let followed = lines.map(|(at, line)| Followed {
            line: at,
            product: line.product,
            left: paper.left(at, pool),
            price: line.unit_price,
        });
        followed.filter(|followed| followed.left > Quantity::ZERO).collect()
    }

    /// Writes a line that follows one of another document, and what it takes.
    pub fn follow(
        &self,
        document: &mut Document,
        effect: &mut Effect,
        (paper, followed): (usize, &Followed),
        pool: Pool,
        quantity: Quantity,
    ) {
        let Paper { id, .. } = self.papers[paper];
        document.refers_to = Some(id);
        let mut line = Line::new(followed.product, quantity, followed.price);
        line.refers_to_line = u32::try_from(followed.line + 1).unwrap_or(0);
        document.lines.push(line);
        effect.taken.push((id, followed.line, pool, quantity));
    }

    /// Takes something off some lines, for a reason that stands on them.
    pub fn discount(&mut self, line: &mut Line, kinds: &[DiscountKind]) {
        if !self.once_in(4) {
            return;
        }
        let kind = *self.random.pick(kinds);
        let quarter = line.list_amount.raw() / Amount::from_minor(4).raw();
        let Some(most) = u64::try_from(quarter).ok().filter(|most| *most > 0) else { return };
        let amount = self.cents(most);
        let claim_on = (kind == DiscountKind::Coupon && !self.once_in(3)).then(|| self.supplier());
        line.discounts.push(Discount { kind, amount, claim_on });
    }

    /// Tax inside the amount of a line.
    pub fn tax_inside(&mut self, line: &mut Line) {
        let rate = *self.random.pick(&[0, 600, 1300, 1300]);
        line.tax_rate = TaxRate::from_raw(rate);
        line.tax = line.tax_rate.inside(line.amount());
    }

    /// Tax beside the amount of a line.
    pub fn tax_beside(&mut self, line: &mut Line) {
        line.tax_rate = TaxRate::from_raw(*self.random.pick(&[0, 900, 1300]));
        line.tax = line.tax_rate.on(line.amount());
    }

    /// Money, by one tender or two.
    pub fn pay(&mut self, document: &mut Document, amount: Amount) {
        let defaults = tender::defaults();
        let halves = match self.once_in(6) && amount > Amount::from_minor(2) {
            true => {
                let first = self.part_of(amount);
                vec![first, amount - first]
            }
            false => vec![amount],
        };
        for amount in halves.into_iter().filter(|amount| !amount.is_zero()) {
            let tender = self.random.pick(&defaults);
            let over = if tender.gives_change && amount > Amount::ZERO { 500 } else { 0 };
            document.tenders.push(TenderLine {
                tender: tender.code.clone(),
                account: tender.account,
                amount,
                handed: amount + Amount::from_minor(over),
            });
        }
    }

    /// Drops small change off a sale now and then.
    pub fn round_down(&mut self, document: &mut Document) {
        let cents = document.due().raw() / Amount::from_minor(1).raw() % 10;
        if self.once_in(4) && cents > 0 {
            document.rounding = Amount::from_minor(cents);
        }
    }
}

/// An account line.
#[must_use]
pub fn entry(account: AccountCode, party: Option<Party>, side: Side, amount: Amount) -> EntryLine {
    EntryLine { account, party, side, amount }
}

/// What a customer owes.
pub const RECEIVABLE: AccountCode = account::RECEIVABLE;

/// What a supplier is owed.
pub const PAYABLE: AccountCode = account::PAYABLE;

/// A deed that asks nobody; none without lines of goods where it has no others.
#[must_use]
pub fn deed(document: Document, effect: Effect) -> Option<Deed> {
    let empty = document.lines.is_empty() && document.entries.is_empty();
    let nothing = empty && document.tenders.is_empty() && document.settles.is_empty();
    (!nothing).then_some(Deed { document, effect, negative: NegativeStock::Refuse })
}
