//! Closing months and years: what refuses a close, and that branch and head office book the same
//! months whatever is closed when.

use fenhao_books::close::{self, Gap};
use fenhao_books::post::{self, PostError, Posted, ReverseHeader, post_one};
use fenhao_books::rebuild::compare;
use fenhao_books::report::{self, Cell, Query, Report, ReportName, RowKind};
use fenhao_books::table::master;
use fenhao_books::{feed, outbox};
use fenhao_domain::account;
use fenhao_domain::calendar::{BusinessDate, Month, Timestamp};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::cost::layer::Method;
use fenhao_domain::document::{Document, Lot, SerialUse};
use fenhao_domain::id::{BranchId, EmployeeId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::policy::CompanyPolicy;
use fenhao_domain::master::product::{Product, SerialMode};
use fenhao_exchange::batch::CutLimits;
use proptest::prelude::*;

use super::world::{CUSTOMER, NOW, ORG, Place, document, hq, sale, shop};

fn month(text: &str) -> Month {
    BusinessDate::parse(&format!("{text}-01")).unwrap().month()
}

fn header(day: &str, remark: &str) -> ReverseHeader {
    ReverseHeader {
        business_date: BusinessDate::parse(day).unwrap(),
        recorded_at: Timestamp(NOW),
        handler: EmployeeId(1),
        remark: remark.to_owned(),
    }
}

fn close_month(place: &Place, text: &str, remark: &str) -> Result<Posted, PostError> {
    let header = header("2026-12-01", remark);
    place.store.write(|sql| close::close_month(sql, &place.node, month(text), header))
}

/// What a shop has posted of every sort.
struct Trade {
    shop: Place,
    receipt: Posted,
    order: Posted,
    delivery: Posted,
    consigned: Posted,
    sold: Posted,
}

/// A shop that costs by layers, numbers the pieces of product 1 and keeps lots of product 2: it has
/// received, delivered an order on account, consigned goods and sold at the till.
fn trade() -> Trade {
    let shop = shop(1);
    let policy = CompanyPolicy { method: Method::Fifo, ..CompanyPolicy::default() };
    let numbered = Product {
        id: ProductId(1),
        code: "P1".to_owned(),
        name: "商品1".to_owned(),
        serial_mode: SerialMode::Strict,
        ..Product::default()
    };
    let records = [MasterRecord::Policy(policy), MasterRecord::Product(Box::new(numbered))];
    shop.store
        .write(|sql| records.iter().try_for_each(|record| master::save(sql, record).map(|_| ())))
        .unwrap();
    let lines = [(1, "2", "5.00"), (2, "9", "1.00")];
    let mut receipt = document(Kind::CG, "2026-11-20", &lines);
    receipt.lines[0].serials = ["S1", "S2"].map(SerialUse::of).to_vec();
    let expires = BusinessDate::parse("2026-12-31").ok();
    receipt.lines[1].lot = Some(Lot { number: "L1".to_owned(), expires });
    let receipt = shop.post(receipt);
    let to_customer = |kind, quantity, price| {
        let day = "2026-11-21";
        Document { partner: Some(CUSTOMER), ..document(kind, day, &[(2, quantity, price)]) }
    };
    let order = shop.post(to_customer(Kind::XD, "2", "3.00"));
    let mut delivery = to_customer(Kind::XS, "2", "3.00");
    delivery.refers_to = Some(order.id);
    delivery.lines[0].refers_to_line = 1;
    let delivery = shop.post(delivery);
    let consigned = shop.post(to_customer(Kind::FS, "1", "4.00"));
    let mut sold = sale("2026-11-23", &[(1, "1", "9.00"), (2, "1", "3.00")]);
    sold.lines[0].serials = vec![SerialUse::of("S1")];
    let sold = shop.post(sold);
    Trade { shop, receipt, order, delivery, consigned, sold }
}

/// A single thing that is wrong, and the document that it must lead to.
struct Planted {
    what: &'static str,
    change: String,
    of: fn(&Trade) -> &Posted,
}

fn planted(trade: &Trade) -> Vec<Planted> {
    let (delivery, sold) = (trade.delivery.id.seq, trade.sold.id.seq);
    let order = i64::from(Kind::XS.number());
    let plant = |what, change: &str, of| Planted { what, change: change.to_owned(), of };
    let own = "WHERE product_id = 2 AND class = 1";
    let owed = "WHERE account = 1122";
    vec![
        plant("stock sum", &format!("stock_sum SET quantity = quantity + 1 {own}"), |t| &t.receipt),
        plant("stock value", &format!("stock_sum SET value = value + 1 {own}"), |t| &t.receipt),
        plant("layer", &format!("layer_sum SET value = value + 1 {own}"), |t| &t.receipt),
        plant("lot", "lot_sum SET quantity = quantity + 1", |t| &t.receipt),
        plant("piece", "piece SET state = state + 1 WHERE number = 'S1'", |t| &t.sold),
        plant("account sum", &format!("account_sum SET debit = debit + 1 {owed}"), |t| &t.delivery),
        plant("party sum", &format!("party_sum SET balance = balance + 1 {owed}"), |t| &t.delivery),
        plant("open item", &format!("item_sum SET balance = balance + 1 {owed}"), |t| &t.delivery),
        plant(
            "execution",
            &format!("follow_sum SET quantity = quantity + 1 WHERE kind = {order}"),
            |t| &t.order,
        ),
        plant("agreed price", "consign_price SET price = price + 1", |t| &t.consigned),
        plant("retail of a day", "sales_day SET amount = amount + 1", |t| &t.sold),
        plant("tender of a day", "tender_day SET amount = amount + 1", |t| &t.sold),
        plant("last price", "price_track SET price = price + 1 WHERE side = 1", |t| &t.delivery),
        plant(
            "goods row",
            &format!("stock_move SET quantity = quantity + 1 {own} AND quantity > 0"),
            |t| &t.receipt,
        ),
        plant("entry row", &format!("account_entry SET amount = amount + 1 {owed}"), |t| {
            &t.delivery
        }),
        plant(
            "piece row",
            &format!("piece_move SET state_to = state_to + 1 WHERE number = 'S1' AND seq = {sold}"),
            |t| &t.sold,
        ),
        plant(
            "document row",
            &format!("document SET amount = amount + 1 WHERE seq = {delivery}"),
            |t| &t.delivery,
        ),
        plant(
            "postings",
            &format!("document SET postings = postings + 1 WHERE seq = {delivery}"),
            |t| &t.delivery,
        ),
        plant("entry of the log", &format!("log SET kind = 5 WHERE seq = {delivery}"), |t| {
            &t.delivery
        }),
    ]
}

#[test]
fn a_month_does_not_close_over_a_single_thing_that_is_wrong_and_names_its_document() {
    let sound = trade();
    let whole = |place: &Place| {
        place.store.read(|sql| close::check(sql, &place.node, month("2026-11"), "", &mut |_| {}))
    };
    assert_eq!(whole(&sound.shop).unwrap(), []);
    for Planted { what, change, of } in planted(&sound) {
        let trade = trade();
        let changed =
            trade.shop.store.write(|sql| sql.execute(&format!("UPDATE {change}"), &[])).unwrap();
        assert_eq!(changed, 1, "{what}");
        let Err(PostError::NotClosed { gaps, .. }) = close_month(&trade.shop, "2026-11", "") else {
            panic!("{what}: the month was closed");
        };
        let named: Vec<_> = gaps.iter().flat_map(Gap::documents).collect();
        assert!(named.contains(&of(&trade).id), "{what}: {gaps:?}");
        let left = trade.shop.rows("SELECT month FROM period_seal", 1);
        assert!(left.is_empty(), "{what}: it left a seal");
    }
    close_month(&sound.shop, "2026-11", "").unwrap();
    let late = post_one_at(&sound.shop, document(Kind::CG, "2026-11-30", &[(3, "1", "1.00")]));
    assert_eq!(late.unwrap_err(), PostError::PeriodSealed { month: month("2026-11") });
}

fn post_one_at(place: &Place, document: Document) -> Result<Posted, PostError> {
    place.store.write(|sql| post_one(sql, &place.node, document, NegativeStock::Refuse))
}

fn net_profit(place: &Place, from: &str, to: &str) -> (String, String) {
    let query = Query {
        from: BusinessDate::parse(from).ok(),
        to: BusinessDate::parse(to).ok(),
        ..Query::default()
    };
    let report: Report =
        place.store.read(|sql| report::run(sql, ReportName::IncomeStatement, &query)).unwrap();
    let total = report.total.unwrap();
    let figure = |cell: &Cell| match cell {
        Cell::Amount(amount) => amount.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(report.rows.iter().any(|row| row.kind == RowKind::Total));
    (figure(&total[2]), figure(&total[3]))
}

#[test]
fn an_income_statement_over_a_closed_year_end_shows_what_both_years_brought() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-12-01", &[(1, "10", "1.00")]));
    shop.post(sale("2026-12-20", &[(1, "2", "5.00")]));
    close_month(&shop, "2026-12", "").unwrap();
    let day = BusinessDate::parse("2026-12-31").unwrap();
    let close = Document::new(Kind::NJC, BranchId(1), day, Timestamp(NOW), EmployeeId(1));
    shop.post(close);
    shop.post(sale("2027-01-05", &[(1, "1", "4.00")]));
    let figures = net_profit(&shop, "2026-12-01", "2027-01-31");
    assert_eq!(figures, ("11.00".to_owned(), "3.00".to_owned()));
    assert_eq!(net_profit(&shop, "2026-12-01", "2026-12-31").0, "8.00");
}

/// Everything that a shop has goes to HQ.
fn up(shop: &Place, hq: &Place) {
    for batch in shop.seal(3) {
        hq.take_in(&batch).unwrap();
    }
    assert_eq!(hq.merge().held, 0);
}

/// Everything that HQ has for a shop goes there.
fn down(hq: &Place, shop: &Place) {
    let feed = feed::of_branch(shop.node.branch);
    let limits = CutLimits { entries: 2, body_bytes: 1 << 19 };
    while let Some(batch) = outbox::seal_next(&hq.store, &ORG, feed, &hq.key, &limits, NOW).unwrap()
    {
        shop.take_in(&batch.bytes).unwrap();
    }
    while shop.store.write(|sql| feed::apply_some(sql, &shop.node, feed)).unwrap() > 0 {}
}

/// What is booked in which month; sums of nothing do not count.
fn months(place: &Place, branch: BranchId) -> Vec<String> {
    let text = format!(
        "SELECT account, month, debit, credit FROM account_sum WHERE branch_id = {} \
         AND (debit <> 0 OR credit <> 0) ORDER BY account, month",
        branch.0
    );
    place.rows(&text, 4)
}

/// Somebody does something at a shop, or at HQ; what the books refuse is not done.
fn act(hq: &Place, shops: &[Place; 2], (what, at, day): (u8, bool, u8)) {
    let (shop, other) = (&shops[usize::from(at)], &shops[usize::from(!at)]);
    let day = ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"][usize::from(day % 4)];
    let tried = match what % 8 {
        0 => post_one_at(shop, document(Kind::CG, day, &[(1, "2", "3.00")])),
        1 => {
            let dispatch = document(Kind::FH, day, &[(1, "1", "0")]);
            post_one_at(shop, Document { counterpart: Some(other.node.branch), ..dispatch })
        }
        2 => {
            let open = shop.store.read(|sql| feed::open_dispatches(sql, &shop.node)).unwrap();
            let Some(&first) = open.first() else { return };
            let mut receipt = document(Kind::RS, day, &[(1, "1", "3.00")]);
            receipt.counterpart = Some(other.node.branch);
            receipt.refers_to = Some(first);
            receipt.lines[0].refers_to_line = 1;
            post_one_at(shop, receipt)
        }
        3 => close_month(shop, "2026-10", ""),
        4 => {
            up(shop, hq);
            return;
        }
        5 => {
            down(hq, shop);
            return;
        }
        6 => close_month(hq, "2026-10", "B1 B2"),
        _ => {
            let place = if day.starts_with("2026-10") { hq } else { shop };
            let closed =
                place.store.read(|sql| close::close_of(sql, &place.node, month("2026-10")));
            let Some((id, _)) = closed.unwrap() else { return };
            let header = header("2026-11-05", "a bill is missing");
            place.store.write(|sql| post::reverse(sql, &place.node, id, header))
        }
    };
    match tried {
        Err(error @ (PostError::Sql(_) | PostError::Balance(_))) => panic!("{error:?}"),
        // The books agree with themselves at every moment; only the order of closes may be in the way.
        Err(PostError::NotClosed { gaps, .. }) => {
            let wrong = |gap: &&Gap| {
                use Gap::{Books, Items, Row, Stored};
                matches!(gap, Stored(_) | Row { .. } | Books { .. } | Items { .. })
            };
            assert_eq!(gaps.iter().find(wrong), None);
        }
        _ => {}
    }
}

#[test]
fn the_ledger_of_an_account_ends_at_its_balance_whatever_came_late() {
    let (hq, shop) = (hq(1), shop(1));
    shop.post(document(Kind::CG, "2026-10-30", &[(1, "5", "3.00")]));
    up(&shop, &hq);
    close_month(&hq, "2026-10", "B1").unwrap();
    shop.post(document(Kind::CG, "2026-10-31", &[(1, "2", "3.00")]));
    shop.post(sale("2026-11-02", &[(1, "1", "9.00")]));
    up(&shop, &hq);
    down(&hq, &shop);
    for place in [&hq, &shop] {
        for from in ["2026-10-01", "2026-10-31", "2026-11-01", "2026-11-15", "2026-12-01"] {
            let query = Query {
                branch: Some(BranchId(1)),
                account: Some(account::INVENTORY),
                from: BusinessDate::parse(from).ok(),
                ..Query::default()
            };
            let ledger = place
                .store
                .read(|sql| report::run(sql, ReportName::AccountLedger, &query))
                .unwrap();
            let last = ledger.rows.last().unwrap().cells.last().unwrap();
            assert_eq!(last, &Cell::Amount(place.balance(account::INVENTORY)), "{from}");
        }
        let late = place.rows("SELECT dated, booked, debit FROM late_sum WHERE account = 1405", 3);
        assert_eq!(late, ["202610 202611 60000"]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn branch_and_head_office_book_the_same_months_whatever_is_closed_when(
        acts in proptest::collection::vec((0_u8..8, any::<bool>(), 0_u8..4), 4..40),
    ) {
        let (hq, shops) = (hq(2), [shop(1), shop(2)]);
        for shop in &shops {
            shop.post(document(Kind::CG, "2026-10-01", &[(1, "9", "3.00")]));
        }
        acts.iter().for_each(|&one| act(&hq, &shops, one));
        for _ in 0..2 {
            shops.iter().for_each(|shop| up(shop, &hq));
            shops.iter().for_each(|shop| down(&hq, shop));
        }
        for shop in &shops {
            let branch = shop.node.branch;
            prop_assert_eq!(months(shop, branch), months(&hq, branch));
        }
        for place in shops.iter().chain([&hq]) {
            let compared = place.store.read(|sql| compare(sql, &mut |_| {})).unwrap();
            prop_assert!(compared.agrees(), "{:?}", compared.differences.first());
        }
    }
}
