//! Sample documents for tests 样单: a builder that reads like a ticket, a printer that writes a
//! voucher, and random documents of every kind.

use proptest::prelude::*;

use super::derive;
use crate::account::AccountCode;
use crate::allocate::portion;
use crate::amount::Amount;
use crate::calendar::{BusinessDate, Timestamp};
use crate::document::{Discount, DiscountKind, Document, EntryLine, Line, TenderLine};
use crate::entry::{AccountEntry, Party, Postings, Side};
use crate::id::{BranchId, DocumentId, EmployeeId, PartnerId, ProductId, StreamId, WarehouseNo};
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

const SH: BranchId = BranchId(1);
const NJ: BranchId = BranchId(2);

/// An empty document of a kind, of branch SH on 2026-11-23.
pub(crate) fn document(kind: Kind) -> Document {
    let day = BusinessDate::parse("2026-11-23").expect("a date");
    let transfer = matches!(kind, Kind::FH | Kind::RS);
    Document {
        kind,
        branch: SH,
        number: DocumentNumber::new(kind.code(), "SH", day, 1),
        business_date: day,
        recorded_at: Timestamp(0),
        handler: EmployeeId(1),
        warehouse: WarehouseNo::GOODS,
        partner: None,
        counterpart: transfer.then_some(NJ),
        reverses: None,
        refers_to: None,
        source: String::new(),
        remark: if matches!(kind, Kind::BS | Kind::BY) {
            "broken".to_owned()
        } else {
            String::new()
        },
        lines: Vec::new(),
        tenders: Vec::new(),
        entries: Vec::new(),
        rounding: Amount::ZERO,
    }
}

/// A document in the making.
pub(crate) struct Build(Document);

macro_rules! start {
    ($($name:ident = $kind:ident;)*) => {
        $(pub(crate) fn $name() -> Build { Build(document(Kind::$kind)) })*
    };
}

start! {
    retail = LS; retail_return = LT; purchase = CG; opening = QC; loss = BS; overage = BY;
    dispatch = FH; receipt = RS;
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
        self.last().cost_residual = amount(text);
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
        Build(self.0.reversal(DocumentId { stream: StreamId(1), seq: 1 }))
    }

    pub(crate) fn document(self) -> Document {
        self.0
    }
}

/// Derives, proves, prints and compares.
pub(crate) fn check(build: Build, expected: expect_test::Expect) {
    let document = build.document();
    document.check().expect("a sound document");
    check_negative(&document);
    expected.assert_eq(&journal(&document));
}

/// The document and its red one prove, and together do nothing.
pub(crate) fn check_negative(document: &Document) {
    let red = document.reversal(DocumentId { stream: StreamId(1), seq: 1 });
    let (mut both, taken_back) = (derive(document), derive(&red));
    both.prove().expect("the document balances");
    taken_back.prove().expect("the red document balances");
    taken_back.entries.into_iter().for_each(|entry| both.entry(entry));
    both.settle();
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
            let (quantity, value) = (moved.quantity, moved.value);
            text.push_str(&format!("  {at}goods {name}  {class} {quantity} = {value}\n"));
        }
    }
    text
}

fn written(at: &str, entry: &AccountEntry) -> String {
    let account = entry.account.account().expect("every used account is in the chart");
    let party = match entry.party {
        Some(Party::Partner(CUSTOMER)) => " (customer)",
        Some(Party::Partner(SUPPLIER)) => " (supplier)",
        Some(Party::Partner(MANUFACTURER)) => " (manufacturer)",
        Some(Party::Branch(SH)) => " (SH)",
        Some(Party::Branch(NJ)) => " (NJ)",
        Some(other) => panic!("{other:?} is no party of the samples"),
        None => "",
    };
    let side = if entry.side == Side::Debit { "Dr" } else { "Cr" };
    let name = format!("  {at}{side} {} {}{party}", account.zh, account.en);
    let width: usize = name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let blank = " ".repeat(60_usize.saturating_sub(width));
    format!("{name}{blank}{:>10}\n", entry.amount)
}

/// A random document.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) document: Document,
}

impl Sample {
    /// A document of any kind that passes its checks, its costs frozen.
    pub(crate) fn any() -> impl Strategy<Value = Sample> {
        let kind = prop::sample::select(Kind::ALL);
        let lines = prop::collection::vec(any_line(), 1..8);
        (kind, lines, 0_i64..100, 0_i64..=4, any::<bool>()).prop_map(sample)
    }
}

fn sample((kind, lines, rounding, paid, partner): (Kind, Vec<Line>, i64, i64, bool)) -> Sample {
    let mut document = Document { lines, ..document(kind) };
    let goods_only = !matches!(kind, Kind::LS | Kind::LT);
    for line in &mut document.lines {
        if goods_only {
            line.discounts.clear();
            line.quantity = line.quantity.max(Quantity::ONE);
        }
        if goods_only && kind != Kind::CG {
            line.tax = Amount::ZERO;
        }
    }
    document.partner = (partner || kind == Kind::CG).then_some(CUSTOMER);
    if !goods_only {
        document.rounding = Amount::from_minor(rounding);
    }
    if matches!(kind, Kind::LS | Kind::LT | Kind::CG) {
        let quarters = if document.partner.is_some() { paid } else { 4 };
        let due = document.due();
        let amount = portion(due, Quantity::ZERO, Quantity::whole(quarters), Quantity::whole(4));
        document = Build(document).cash(&amount.to_string()).document();
    }
    if kind == Kind::QC {
        let built = Build(document).account(crate::account::CASH, None, Side::Debit, "12.34");
        document = built.document();
    }
    Sample { document }
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
        line.cost_residual = Amount::from_minor(residual);
        line
    }
}
