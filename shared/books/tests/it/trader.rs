//! A trader for tests: does what a number tells it to, as a person would who does not look first.
//!
//! Owns documents of every kind but the closes, each following the one before where it can. What the
//! books refuse is not done; what they take is remembered, so that it can be taken back.

use fenhao_books::post::{PostError, Posted, ReverseHeader, close_order, post_one, reverse};
use fenhao_books::table::master;
use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::cost::layer::Method;
use fenhao_domain::document::rule::{Goods, Need, Price, Role};
use fenhao_domain::document::{Document, EntryLine, Form, Line, Settlement, TenderLine};
use fenhao_domain::entry::{Party, Side};
use fenhao_domain::id::{AssetId, BranchId, DocumentId, EmployeeId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::policy::CompanyPolicy;
use fenhao_domain::master::tender::TenderCode;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::world::{CUSTOMER, NOW, Place, SUPPLIER, document};

/// What it can do: the kind, and the kinds that it follows if there is one. A close ends a trade, so
/// it is no part of one.
pub const DOES: &[(Kind, &[Kind])] = &[
    (Kind::CG, &[]),
    (Kind::BJ, &[]),
    (Kind::HT, &[Kind::BJ]),
    (Kind::XD, &[Kind::HT, Kind::BJ]),
    (Kind::XS, &[Kind::XD]),
    (Kind::XT, &[Kind::XS, Kind::WX]),
    (Kind::SK, &[]),
    (Kind::FS, &[Kind::XD]),
    (Kind::WX, &[Kind::FS]),
    (Kind::WWST, &[Kind::FS]),
    (Kind::WT, &[]),
    (Kind::CS, &[]),
    (Kind::CD, &[Kind::CS]),
    (Kind::CG, &[Kind::CD]),
    (Kind::FP, &[Kind::CG]),
    (Kind::CT, &[Kind::CG, Kind::SJ]),
    (Kind::FK, &[]),
    (Kind::SR, &[]),
    (Kind::SJ, &[Kind::SR]),
    (Kind::ST, &[Kind::SR]),
    (Kind::SD, &[]),
    (Kind::YZ, &[]),
    (Kind::YJ, &[]),
    (Kind::FZ, &[]),
    (Kind::FJ, &[]),
    (Kind::XS, &[]),
    (Kind::QC, &[]),
    (Kind::LS, &[]),
    (Kind::LT, &[Kind::LS]),
    (Kind::FH, &[]),
    (Kind::RS, &[]),
    (Kind::TB, &[]),
    (Kind::BT, &[]),
    (Kind::PD, &[]),
    (Kind::BS, &[Kind::PD]),
    (Kind::BY, &[]),
    (Kind::TJ, &[]),
    (Kind::ZC, &[]),
    (Kind::CX, &[]),
    (Kind::JC, &[]),
    (Kind::JH, &[Kind::JC]),
    (Kind::JR, &[]),
    (Kind::JG, &[Kind::JR]),
    (Kind::ZS, &[]),
    (Kind::HZ, &[]),
    (Kind::FL, &[]),
    (Kind::HL, &[]),
    (Kind::JB, &[]),
    (Kind::FY, &[]),
    (Kind::QT, &[]),
    (Kind::ZK, &[]),
    (Kind::PZ, &[]),
    (Kind::GZ, &[]),
    (Kind::ZJ, &[]),
];

/// A shop with what it has posted.
pub struct Trader {
    pub shop: Place,
    pub posted: Vec<Posted>,
}

/// What is chosen: what to do, how many, and which of what there is.
pub type Choice = (u8, u8, u8);

impl Trader {
    /// A shop with 100 of each product in stock, at moving average cost.
    pub fn begin(shop: Place) -> Trader {
        Trader::costing(shop, Method::Average)
    }

    /// The same, at another method of costing.
    pub fn costing(shop: Place, method: Method) -> Trader {
        let policy = MasterRecord::Policy(CompanyPolicy { method, ..CompanyPolicy::default() });
        shop.store.write(|sql| master::save(sql, &policy)).unwrap();
        let lines = [(1, "100", "2.50"), (2, "60", "1.10"), (3, "50", "7.00")];
        let first = shop.post(document(Kind::CG, "2026-11-01", &lines));
        Trader { shop, posted: vec![first] }
    }

    /// Does something; what is refused leaves nothing behind.
    pub fn act(&mut self, choice: Choice) {
        let document = self.write(choice);
        let (shop, pass) = (&self.shop, NegativeStock::Refuse);
        let outcome = shop.store.write(|sql| post_one(sql, &shop.node, document, pass));
        self.remember(outcome);
    }

    /// Takes a document back, or closes it.
    pub fn undo(&mut self, which: u8) {
        let at = usize::from(which) % self.posted.len();
        let id = self.posted[at].id;
        let outcome = self.take_back(id, which.is_multiple_of(5));
        self.remember(outcome);
    }

    /// Takes a document back, or closes it, and says what the books say.
    pub fn take_back(&self, id: DocumentId, close: bool) -> Result<Posted, PostError> {
        let header = ReverseHeader {
            business_date: BusinessDate::parse("2026-11-28").unwrap(),
            recorded_at: Timestamp(NOW),
            handler: EmployeeId(1),
            remark: "test".to_owned(),
        };
        let shop = &self.shop;
        shop.store.write(|sql| match close {
            true => close_order(sql, &shop.node, id, header),
            false => reverse(sql, &shop.node, id, header),
        })
    }

    fn remember(&mut self, outcome: Result<Posted, PostError>) {
        match outcome {
            Ok(posted) => self.posted.push(posted),
            // A broken invariant or database is never a mere refusal.
            Err(error @ (PostError::Balance(_) | PostError::Sql(_))) => panic!("{error}"),
            Err(_) => {}
        }
    }

    fn write(&self, (what, many, which): Choice) -> Document {
        let (kind, follows) = DOES[usize::from(what) % DOES.len()];
        let mut made = self.header(kind, (many, which));
        let quantity = (1 + many % 7).to_string();
        let product = 1 + u64::from(which % 3);
        let price = ["9.90", "3.3333", "7.25"][usize::from(many) % 3];
        match kind.rule().goods {
            Goods::No => {}
            Goods::Beside | Goods::Any
                if kind.rule().price == Price::Amount && kind != Kind::FL =>
            {
                let amount = Amount::from_minor(i64::from(many) + 1);
                let quantity = if kind == Kind::HL { Quantity::ONE } else { Quantity::ZERO };
                let line = document(kind, "2026-11-01", &[(product, "0", "0")]).lines.remove(0);
                made.lines.push(Line { list_amount: amount, quantity, ..line });
            }
            _ => {
                let price = if kind.rule().price == Price::None { "0" } else { price };
                let lines = [(product, quantity.as_str(), price)];
                made.lines = document(kind, "2026-11-01", &lines).lines;
            }
        }
        if matches!(kind, Kind::ZC | Kind::CX) {
            let lines = [(1 + product % 3, quantity.as_str(), "0")];
            let made_of = document(kind, "2026-11-01", &lines).lines;
            made.lines.extend(made_of.into_iter().map(|line| Line { incoming: true, ..line }));
        }
        if kind == Kind::HZ && which % 2 == 0 {
            made.lines[0] = Line { unit_price: UnitPrice::ZERO, ..made.lines[0].clone() };
        }
        self.follow(&mut made, follows, which);
        self.pay(&mut made, many, which);
        made
    }

    /// What the kind's rule asks of the header.
    fn header(&self, kind: Kind, (many, which): (u8, u8)) -> Document {
        let rule = kind.rule();
        let day = format!("2026-11-{:02}", 2 + many % 26);
        let mut made = document(kind, &day, &[]);
        made.partner = (rule.partner != Need::No).then_some(match rule.role {
            Role::Customer => CUSTOMER,
            Role::Supplier | Role::Any => SUPPLIER,
        });
        made.form = match kind {
            Kind::CG | Kind::CT if which % 2 == 0 => Form::Accrued,
            Kind::JB if which % 2 == 0 => Form::Earned,
            Kind::PD if which % 2 == 0 => Form::Blind,
            _ => Form::Usual,
        };
        made.class = match (kind, which % 5) {
            (Kind::QC, 1) => StockClass::ConsignedIn,
            (Kind::QC, 2) => StockClass::ConsignedOut,
            (Kind::QC, 3) => StockClass::Lent,
            (Kind::QC, 4) => StockClass::Borrowed,
            _ => StockClass::Own,
        };
        let other = BranchId(1 + self.shop.node.branch.0 % 3);
        made.counterpart = (rule.counterpart == Need::Must).then_some(other);
        made.to_warehouse = (rule.to_warehouse == Need::Must).then_some(WarehouseNo::REPAIR);
        made.span =
            matches!(kind, Kind::FL | Kind::HL).then_some((made.business_date, made.business_date));
        made
    }

    /// Follows one of the documents that it may follow.
    fn follow(&self, made: &mut Document, follows: &[Kind], which: u8) {
        let may = |posted: &&Posted| {
            follows.contains(&posted.document.kind) && posted.document.reverses.is_none()
        };
        let found: Vec<&Posted> = self.posted.iter().filter(may).collect();
        let Some(at) = usize::from(which).checked_rem(found.len()) else { return };
        let original = &found[found.len() - 1 - at];
        made.refers_to = Some(original.id);
        made.partner = original.document.partner.or(made.partner);
        for line in &mut made.lines {
            line.product = original.document.lines[0].product;
            line.refers_to_line = 1;
        }
    }

    fn pay(&self, made: &mut Document, many: u8, which: u8) {
        let cents = i64::from(many) * 37;
        match made.kind {
            Kind::SK | Kind::FK => {
                let open: Vec<&Posted> =
                    self.posted.iter().filter(|p| !p.document.is_red()).collect();
                let settled = open[usize::from(which) % open.len()];
                made.partner = settled.document.partner.or(made.partner);
                let part = [0, 100, 250, 990, -100][usize::from(many) % 5];
                if part != 0 {
                    let amount = Amount::from_minor(part);
                    made.settles.push(Settlement { document: settled.id, amount });
                }
                made.tenders.push(cash(Amount::from_minor(cents - 2_000)));
            }
            Kind::XD | Kind::CD => made.tenders.push(cash(Amount::from_minor(cents))),
            Kind::XS | Kind::WX | Kind::SJ if which.is_multiple_of(3) => {
                made.tenders.push(cash(Amount::from_minor(cents)));
            }
            Kind::YZ | Kind::FJ => entry(made, account::OTHER_INCOME, Side::Credit, cents + 1),
            Kind::YJ | Kind::FZ => entry(made, account::OTHER_LOSS, Side::Debit, cents + 1),
            Kind::LS | Kind::LT => made.tenders.push(cash(made.due())),
            Kind::QT => entry(made, account::OTHER_INCOME, Side::Credit, cents + 1),
            Kind::FY => entry(made, account::SELLING_EXPENSE, Side::Debit, cents + 1),
            Kind::ZK => {
                made.tenders.push(cash(Amount::from_minor(-cents - 1)));
                match which % 2 {
                    0 => made.counterpart = Some(BranchId(1 + self.shop.node.branch.0 % 3)),
                    _ => made.tenders.push(TenderLine {
                        account: account::BANK,
                        ..cash(Amount::from_minor(cents + 1))
                    }),
                }
            }
            Kind::PZ => {
                entry(made, account::ADMIN_EXPENSE, Side::Debit, cents + 1);
                entry(made, account::CASH, Side::Credit, cents + 1);
            }
            Kind::GZ => asset(made, account::FIXED_ASSET, Side::Debit, cents + 1),
            Kind::ZJ => {
                entry(made, account::ADMIN_EXPENSE, Side::Debit, cents + 1);
                asset(made, account::DEPRECIATION, Side::Credit, cents + 1);
            }
            _ => {}
        }
    }

    /// Sums of the books that must come back, zero rows left out; last costs and prices are what is
    /// known. A red document counts on its own day, so days are added up.
    pub fn sums(&self) -> Vec<String> {
        [
            ("SELECT product_id, warehouse, class, party, quantity, value FROM stock_sum WHERE quantity <> 0 OR value <> 0 ORDER BY 1, 2, 3, 4", 6),
            ("SELECT product_id, warehouse, class, party, layer_stream, layer_seq, layer_line, quantity, value FROM layer_sum WHERE quantity <> 0 OR value <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7", 9),
            ("SELECT product_id, warehouse, expires, lot, quantity FROM lot_sum WHERE quantity <> 0 ORDER BY 1, 2, 3, 4", 5),
            ("SELECT product_id, number, state, warehouse, party FROM piece WHERE state <> 0 ORDER BY 1, 2", 5),
            ("SELECT CAST(SUM(sales) AS BIGINT), CAST(SUM(returns) AS BIGINT), CAST(SUM(lines) AS BIGINT), CAST(SUM(list_amount) AS BIGINT), CAST(SUM(discount) AS BIGINT), CAST(SUM(coupon) AS BIGINT), CAST(SUM(amount) AS BIGINT), CAST(SUM(tax) AS BIGINT), CAST(SUM(cost) AS BIGINT) FROM sales_day HAVING SUM(sales) <> 0 OR SUM(returns) <> 0 OR SUM(amount) <> 0 OR SUM(cost) <> 0", 9),
            ("SELECT tender, CAST(SUM(amount) AS BIGINT) FROM tender_day GROUP BY tender HAVING SUM(amount) <> 0 ORDER BY 1", 2),
            ("SELECT account, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM account_sum GROUP BY account HAVING SUM(debit) <> 0 OR SUM(credit) <> 0 ORDER BY 1", 3),
            ("SELECT account, party, balance FROM party_sum WHERE balance <> 0 ORDER BY 1, 2", 3),
            ("SELECT account, party, item_stream, item_seq, balance FROM item_sum WHERE balance <> 0 ORDER BY 1, 2, 3, 4", 5),
            ("SELECT to_stream, to_seq, line, kind, quantity FROM follow_sum WHERE quantity <> 0 ORDER BY 1, 2, 3, 4", 5),
        ]
        .iter()
        .flat_map(|(text, columns)| self.shop.rows(text, *columns))
        .collect()
    }
}

fn cash(amount: Amount) -> TenderLine {
    let tender = TenderCode("cash".to_owned());
    TenderLine { tender, account: account::CASH, amount, handed: amount }
}

fn entry(made: &mut Document, account: account::AccountCode, side: Side, minor: i64) {
    let amount = Amount::from_minor(minor);
    made.entries.push(EntryLine { account, party: None, side, amount });
}

fn asset(made: &mut Document, account: account::AccountCode, side: Side, minor: i64) {
    let (party, amount) = (Some(Party::Asset(AssetId(1))), Amount::from_minor(minor));
    made.entries.push(EntryLine { account, party, side, amount });
}
