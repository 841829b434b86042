//! Sample documents for tests 样单: a builder that reads like a ticket, a printer that writes a
//! voucher, and random documents of every kind.

use proptest::prelude::*;

use super::derive;
use crate::account::{self, AccountCode};
use crate::allocate::portion;
use crate::amount::Amount;
use crate::calendar::{BusinessDate, Timestamp};
use crate::document::rule::{Goods, Need, Price, Role};
use crate::document::{
    Discount, DiscountKind, Document, EntryLine, Form, Line, Settlement, TenderLine,
};
use crate::entry::{AccountEntry, Item, Party, Postings, Side};
use crate::id::{
    AssetId, BranchId, DocumentId, EmployeeId, PartnerId, ProductId, StreamId, WarehouseNo,
};
use crate::kind::Kind;
use crate::master::tender;
use crate::number::DocumentNumber;
use crate::price::{TaxRate, UnitCost, UnitPrice};
use crate::quantity::Quantity;

/// Product A.
pub(crate) const A: ProductId = ProductId(1);
/// Product B.
pub(crate) const B: ProductId = ProductId(2);
/// A customer.
pub(crate) const CUSTOMER: PartnerId = PartnerId(11);
/// A supplier.
pub(crate) const SUPPLIER: PartnerId = PartnerId(12);
/// A manufacturer that owes coupons.
pub(crate) const MANUFACTURER: PartnerId = PartnerId(13);

/// The document that a red one takes back.
const RED: DocumentId = DocumentId { stream: StreamId(1), seq: 1 };
/// The document that others follow from.
pub(crate) const ORIGINAL: DocumentId = DocumentId { stream: StreamId(2), seq: 7 };

const SH: BranchId = BranchId(1);
const NJ: BranchId = BranchId(2);

/// An empty document of a kind, of branch SH on 2026-11-23, with what its rule asks of the header.
pub(crate) fn document(kind: Kind) -> Document {
    let day = BusinessDate::parse("2026-11-23").expect("a date");
    let rule = kind.rule();
    let must = |need: Need| need == Need::Must;
    Document {
        number: DocumentNumber::new(kind.code(), "SH", day, 1),
        partner: must(rule.partner).then_some(match rule.role {
            Role::Supplier => SUPPLIER,
            Role::Customer | Role::Any => CUSTOMER,
        }),
        counterpart: must(rule.counterpart).then_some(NJ),
        to_warehouse: must(rule.to_warehouse).then_some(WarehouseNo::REPAIR),
        refers_to: must(rule.original).then_some(ORIGINAL),
        remark: if must(rule.reason) { "broken".to_owned() } else { String::new() },
        span: matches!(kind, Kind::FL | Kind::HL).then_some((day, day)),
        ..Document::new(kind, SH, day, Timestamp(0), EmployeeId(1))
    }
}

/// A document in the making.
pub(crate) struct Build(Document);

/// Begins a document of a kind.
pub(crate) fn begin(kind: Kind) -> Build {
    Build(document(kind))
}

pub(crate) fn amount(text: &str) -> Amount {
    Amount::parse(text).expect("an amount")
}

impl Build {
    fn last(&mut self) -> &mut Line {
        self.0.lines.last_mut().expect("a line before")
    }

    pub(crate) fn line(mut self, product: ProductId, quantity: &str, price: &str) -> Build {
        let quantity = Quantity::parse(quantity).expect("a quantity");
        let price = UnitPrice::parse(price).expect("a price");
        self.0.lines.push(Line::new(product, quantity, price));
        self
    }

    pub(crate) fn cost(mut self, unit: &str) -> Build {
        let unit = UnitCost::parse(unit).expect("a cost");
        self.last().cost = Amount::of_cost(self.last().quantity, unit);
        self
    }

    pub(crate) fn residual(mut self, text: &str) -> Build {
        self.last().residual_out = amount(text);
        self
    }

    pub(crate) fn residual_in(mut self, text: &str) -> Build {
        self.last().residual_in = amount(text);
        self
    }

    /// What a consignor is owed for the line.
    pub(crate) fn liability(mut self, text: &str) -> Build {
        self.last().liability = amount(text);
        self
    }

    pub(crate) fn released(mut self, text: &str) -> Build {
        self.last().released = Quantity::parse(text).expect("a quantity");
        self
    }

    pub(crate) fn form(mut self, form: Form) -> Build {
        self.0.form = form;
        self
    }

    pub(crate) fn of_original(mut self) -> Build {
        self.0.refers_to = Some(ORIGINAL);
        self
    }

    /// Settles a part of the original.
    pub(crate) fn settles(mut self, text: &str) -> Build {
        self.0.settles.push(Settlement { document: ORIGINAL, amount: amount(text) });
        self
    }

    pub(crate) fn asset(mut self, account: AccountCode, side: Side, text: &str) -> Build {
        let party = Some(Party::Asset(AssetId(1)));
        self.0.entries.push(EntryLine { account, party, side, amount: amount(text) });
        self
    }

    fn off(mut self, kind: DiscountKind, text: &str, claim_on: Option<PartnerId>) -> Build {
        self.last().discounts.push(Discount { kind, amount: amount(text), claim_on });
        self
    }

    pub(crate) fn discount(self, text: &str) -> Build {
        self.off(DiscountKind::Manual, text, None)
    }

    pub(crate) fn member(self, text: &str) -> Build {
        self.off(DiscountKind::Member, text, None)
    }

    pub(crate) fn coupon_match(self, text: &str) -> Build {
        self.off(DiscountKind::CouponMatch, text, None)
    }

    pub(crate) fn coupon(self, text: &str, claim_on: Option<PartnerId>) -> Build {
        self.off(DiscountKind::Coupon, text, claim_on)
    }

    /// Tax inside the amount of the line.
    pub(crate) fn tax(mut self, rate: &str) -> Build {
        let rate = TaxRate::parse(rate).expect("a rate");
        let line = self.last();
        line.tax_rate = rate;
        line.tax = rate.inside(line.amount());
        self
    }

    /// Tax as the supplier's paper says.
    pub(crate) fn vat(mut self, text: &str) -> Build {
        self.last().tax = amount(text);
        self
    }

    pub(crate) fn cash(self, text: &str) -> Build {
        self.tender("cash", text)
    }

    pub(crate) fn tender(mut self, code: &str, text: &str) -> Build {
        let tender = tender::defaults().into_iter().find(|t| t.code.0 == code).expect("a tender");
        let (amount, account) = (amount(text), tender.account);
        self.0.tenders.push(TenderLine { tender: tender.code, account, amount, handed: amount });
        self
    }

    /// Cash net of change, of what was handed over.
    pub(crate) fn handed(self, text: &str, handed: &str) -> Build {
        let mut build = self.cash(text);
        build.0.tenders.last_mut().expect("just pushed").handed = amount(handed);
        build
    }

    pub(crate) fn partner(mut self, partner: PartnerId) -> Build {
        self.0.partner = Some(partner);
        self
    }

    pub(crate) fn rounding(mut self, text: &str) -> Build {
        self.0.rounding = amount(text);
        self
    }

    pub(crate) fn account(
        mut self,
        account: AccountCode,
        partner: Option<PartnerId>,
        side: Side,
        text: &str,
    ) -> Build {
        let party = partner.map(Party::Partner);
        self.0.entries.push(EntryLine { account, party, side, amount: amount(text) });
        self
    }

    pub(crate) fn red(self) -> Build {
        Build(self.0.reversal(RED))
    }

    pub(crate) fn document(self) -> Document {
        self.0
    }
}

/// Derives, proves, prints and compares.
pub(crate) fn check(build: Build, expected: expect_test::Expect) {
    let document = build.document();
    document.check().expect("a sound document");
    // A red document is not reversed again.
    match document.is_red() {
        true => derive(&document).prove().expect("the red document balances"),
        false => check_negative(&document),
    }
    expected.assert_eq(&journal(&document));
}

/// The document and its red one prove, and together do nothing.
pub(crate) fn check_negative(document: &Document) {
    let red = document.reversal(RED);
    let (mut both, taken_back) = (derive(document), derive(&red));
    both.prove().expect("the document balances");
    taken_back.prove().expect("the red document balances");
    // A red document's entries name the item of the document that it takes back.
    let item =
        |item: Option<Item>| if item == Some(Item::Of(RED)) { Some(Item::This) } else { item };
    for entry in taken_back.entries {
        both.entry(AccountEntry { item: item(entry.item), ..entry });
    }
    let taken_back = derive(&red);
    both.settle(Item::This);
    assert_eq!(both.entries, [], "{} and its red one cancel", document.kind.code());
    for (there, back) in both.moves.iter().zip(&taken_back.moves) {
        assert_eq!((there.quantity, there.value), (-back.quantity, -back.value));
    }
    assert_eq!(both.moves.len(), taken_back.moves.len());
}

/// The voucher as a small journal.
fn journal(document: &Document) -> String {
    let postings: Postings = derive(document);
    let red = if document.is_red() { " 红字" } else { "" };
    let mut text = format!("{} {}{red}\n", document.number, document.kind.zh());
    for branch in [SH, NJ] {
        let at = if branch == document.branch { "" } else { "NJ " };
        for entry in postings.entries.iter().filter(|entry| entry.branch == branch) {
            text.push_str(&written(at, entry));
        }
        for moved in postings.moves.iter().filter(|moved| moved.branch == branch) {
            let name = if moved.product == A { "A" } else { "B" };
            let class = moved.class.key();
            let there = match moved.warehouse {
                WarehouseNo::REPAIR => " @repair",
                _ => "",
            };
            let (quantity, value, who) = (moved.quantity, moved.value, party(moved.party));
            text.push_str(&format!(
                "  {at}goods {name}  {class}{there}{who} {quantity} = {value}\n"
            ));
        }
    }
    text
}

fn written(at: &str, entry: &AccountEntry) -> String {
    let account = entry.account.account().expect("every used account is in the chart");
    let party = party(entry.party);
    let item = if entry.item == Some(Item::Of(ORIGINAL)) { " of original" } else { "" };
    let side = if entry.side == Side::Debit { "Dr" } else { "Cr" };
    let name = format!("  {at}{side} {} {}{party}{item}", account.zh, account.en);
    let width: usize = name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let blank = " ".repeat(60_usize.saturating_sub(width));
    format!("{name}{blank}{:>10}\n", entry.amount)
}

fn party(party: Option<Party>) -> &'static str {
    match party {
        Some(Party::Partner(CUSTOMER)) => " (customer)",
        Some(Party::Partner(SUPPLIER)) => " (supplier)",
        Some(Party::Partner(MANUFACTURER)) => " (manufacturer)",
        Some(Party::Branch(SH)) => " (SH)",
        Some(Party::Branch(NJ)) => " (NJ)",
        Some(Party::Asset(AssetId(1))) => " (asset)",
        Some(other) => panic!("{other:?} is no party of the samples"),
        None => "",
    }
}

/// A random document.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) document: Document,
}

impl Sample {
    /// A document of a kind: three of product A at 9.90 that cost 6.00, or its account lines.
    pub(crate) fn of(kind: Kind) -> Sample {
        let build = begin(Kind::LS).line(A, "3", "9.90").cost("6.00").residual("0.01");
        sample((kind, build.0.lines, 0, 4, false))
    }

    /// A document of any kind that passes its checks, its costs frozen.
    pub(crate) fn any() -> impl Strategy<Value = Sample> {
        let kind = prop::sample::select(Kind::ALL);
        let lines = prop::collection::vec(any_line(), 1..8);
        (kind, lines, 0_i64..100, 0_i64..=4, any::<bool>()).prop_map(sample)
    }
}

fn sample((kind, lines, rounding, paid, partner): (Kind, Vec<Line>, i64, i64, bool)) -> Sample {
    let rule = kind.rule();
    let mut document = document(kind);
    if rule.goods != Goods::No {
        document.lines = lines;
    }
    for (at, line) in document.lines.iter_mut().enumerate() {
        let ticket = matches!(kind, Kind::LS | Kind::LT);
        if !ticket {
            line.discounts.clear();
            line.quantity = line.quantity.max(Quantity::ONE);
        }
        if !matches!(rule.price, Price::Sale) && !matches!(kind, Kind::CG | Kind::CT | Kind::FP) {
            line.tax = Amount::ZERO;
        }
        if kind == Kind::JB {
            line.list_amount = line.list_amount.max(Amount::from_minor(1));
        }
        if rule.price == Price::Amount && kind != Kind::JB {
            line.quantity = Quantity::ZERO;
            line.list_amount = line.cost.max(Amount::from_minor(1));
            line.cost = line.list_amount;
        }
        line.incoming = matches!(kind, Kind::ZC | Kind::CX) && at == 0;
    }
    if matches!(kind, Kind::ZC | Kind::CX) {
        let mut out = document.lines[0].clone();
        out.incoming = false;
        document.lines.push(out);
        // What comes in costs what goes out.
        let out: Amount = document.lines[1..].iter().map(|line| line.cost).sum();
        document.lines[0].cost = out;
    }
    if partner && document.partner.is_none() && rule.partner == Need::May {
        document.partner = Some(CUSTOMER);
    }
    if matches!(kind, Kind::LS | Kind::LT | Kind::XS | Kind::XT | Kind::WX) {
        document.rounding = Amount::from_minor(rounding);
    }
    let quarters = if document.partner.is_some() { paid } else { 4 };
    Sample { document: money(Build(document), quarters).document() }
}

/// Money and account lines as the rule wants them, all amounts a multiple of the quarters paid.
fn money(build: Build, quarters: i64) -> Build {
    let kind = build.0.kind;
    let due = build.0.due();
    let part = portion(due, Quantity::ZERO, Quantity::whole(quarters), Quantity::whole(4));
    match kind {
        Kind::QC => build.account(account::CASH, None, Side::Debit, "12.34"),
        Kind::SK => build
            .cash("95.00")
            .account(account::SETTLEMENT_DISCOUNT, None, Side::Debit, "5.00")
            .settles("80.00"),
        Kind::FK => build.cash("60.00").settles("80.00"),
        Kind::YZ | Kind::FJ => build.account(account::OTHER_INCOME, None, Side::Credit, "8.00"),
        Kind::YJ | Kind::FZ => build.account(account::OTHER_LOSS, None, Side::Debit, "8.00"),
        Kind::QT => build.account(account::OTHER_INCOME, None, Side::Credit, "8.00").cash("8.00"),
        Kind::ZK => build.cash("-500.00").tender("wechat", "500.00"),
        Kind::GZ => build.asset(account::FIXED_ASSET, Side::Debit, "900.00").cash("900.00"),
        Kind::PZ | Kind::NJC => build.account(account::REVENUE, None, Side::Debit, "9.00").account(
            account::RETAINED_EARNINGS,
            None,
            Side::Credit,
            "9.00",
        ),
        Kind::ZJ => build.account(account::ADMIN_EXPENSE, None, Side::Debit, "9.00").asset(
            account::DEPRECIATION,
            Side::Credit,
            "9.00",
        ),
        Kind::LS | Kind::LT | Kind::XS | Kind::XT | Kind::WX | Kind::CG => {
            build.cash(&part.to_string())
        }
        Kind::FY => {
            let due = build.0.amount().to_string();
            build.cash(&due)
        }
        _ => build,
    }
}

prop_compose! {
    fn any_line()(
        product in 1_u64..4,
        quantity in 0_i64..20_000,
        price in 0_i64..500,
        off in prop::collection::vec((1_u64..=5, 0_i64..300), 0..3),
        taxed in any::<bool>(),
        cost in 0_i64..100_000,
        residual in -50_i64..50,
    ) -> Line {
        let price = UnitPrice::from_raw(price * 10_000);
        let mut line = Line::new(ProductId(product), Quantity::from_raw(quantity * 1000), price);
        for (kind, minor) in off {
            let kind = DiscountKind::from_number(kind).expect("five kinds");
            line.discounts.push(Discount { kind, amount: Amount::from_minor(minor), claim_on: None });
        }
        if taxed {
            line.tax_rate = TaxRate::parse("0.13").expect("a rate");
            line.tax = line.tax_rate.inside(line.amount());
        }
        line.cost = Amount::from_minor(cost);
        line.residual_out = Amount::from_minor(residual);
        line.residual_in = Amount::from_minor(-residual);
        line
    }
}
