//! What statistics say of goods, money and documents, against figures added by hand.

use fenhao_books::post::{ReverseHeader, reverse};
use fenhao_books::report::{
    By, Cell, ColumnKind, Drill, Language, Query, Report, ReportError, ReportName, Sort, run,
};
use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::document::{Document, EntryLine, Form, Settlement, TenderLine};
use fenhao_domain::entry::Side;
use fenhao_domain::id::{BranchId, DocumentId, EmployeeId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::tender::TenderCode;

use super::world::{CUSTOMER, NOW, Place, SUPPLIER, document, hq, sale, shop};

fn report(place: &Place, name: ReportName, query: &Query) -> Report {
    place.store.read(|sql| run(sql, name, query)).unwrap()
}

/// The rows as text, cells parted by `|`, and the total.
fn lines(report: &Report) -> Vec<String> {
    let text = |cells: &[Cell]| {
        cells.iter().map(|cell| cell.show(Language::English)).collect::<Vec<_>>().join("|")
    };
    let mut lines: Vec<String> = report.rows.iter().map(|row| text(&row.cells)).collect();
    lines.extend(report.total.as_deref().map(|cells| format!("= {}", text(cells))));
    lines
}

fn day(text: &str) -> Option<BusinessDate> {
    Some(BusinessDate::parse(text).unwrap())
}

fn of(partner: fenhao_domain::id::PartnerId, made: Document) -> Document {
    Document { partner: Some(partner), ..made }
}

fn cash(minor: i64) -> TenderLine {
    let (tender, amount) = (TenderCode("cash".to_owned()), Amount::from_minor(minor));
    TenderLine { tender, account: account::CASH, amount, handed: amount }
}

fn by(by: By) -> Query {
    Query { by: Some(by), ..Query::default() }
}

fn sorted(column: &str, descending: bool) -> Query {
    Query { sort: Some(Sort { column: column.to_owned(), descending }), ..Query::default() }
}

/// The question that a row opens.
fn opened(report: &Report, row: usize) -> (ReportName, Query) {
    match &report.rows[row].drill {
        Some(Drill::Report(name, query)) => (*name, (**query).clone()),
        other => panic!("row {row} opens {other:?}"),
    }
}

/// Bought in October; two and one sold at the till, three delivered on account, one of them back.
fn trade() -> Place {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-10-20", &[(1, "10", "2.50"), (2, "5", "1.10")]));
    shop.post(sale("2026-11-23", &[(1, "2", "4.00"), (2, "1", "2.00")]));
    let delivery = of(CUSTOMER, document(Kind::XS, "2026-11-24", &[(1, "3", "4.50")]));
    let delivered = shop.post(Document { handler: EmployeeId(2), ..delivery });
    let mut back = of(CUSTOMER, document(Kind::XT, "2026-12-01", &[(1, "1", "4.50")]));
    back.refers_to = Some(delivered.id);
    back.lines[0].refers_to_line = 1;
    shop.post(back);
    shop
}

#[test]
fn sales_count_tickets_deliveries_and_what_came_back() {
    let shop = trade();
    let whole = report(&shop, ReportName::SalesStatistics, &Query::default());
    assert_eq!(
        lines(&whole),
        [
            "P1|商品1|件|4|4.25|17.00|0.00|17.00|10.00|7.00|41.18",
            "P2|商品2|件|1|2.00|2.00|0.00|2.00|1.10|0.90|45",
            "= |||5|3.80|19.00|0.00|19.00|11.10|7.90|41.58",
        ]
    );
    let of_customer = Query { partner: Some(CUSTOMER), ..Query::default() };
    assert_eq!(
        lines(&report(&shop, ReportName::SalesStatistics, &of_customer))[0],
        "P1|商品1|件|2|4.50|9.00|0.00|9.00|5.00|4.00|44.44"
    );
    let quantities = |query: &Query| {
        let made = report(&shop, ReportName::SalesStatistics, query);
        let cells = made.rows.iter().map(|row| {
            let text = |at: usize| row.cells[at].show(Language::English);
            format!("{} {}", text(0), text(3))
        });
        cells.collect::<Vec<_>>()
    };
    assert_eq!(quantities(&by(By::Partner)), [" 3", "K1 2"]);
    assert_eq!(quantities(&by(By::Employee)), ["1 2", "2 3"]);
    assert_eq!(quantities(&by(By::Day)), ["2026-11-23 3", "2026-11-24 3", "2026-12-01 -1"]);
    assert_eq!(quantities(&by(By::Month)), ["2026-11 6", "2026-12 -1"]);
    assert_eq!(quantities(&by(By::Branch)), ["B1 5"]);
    assert_eq!(quantities(&by(By::Warehouse)), ["B1 5"]);
    assert_eq!(quantities(&by(By::Kind)), ["LS 3", "XS 3", "XT -1"]);
    assert_eq!(quantities(&by(By::Account)), ["P1 4", "P2 1"], "goods have no account");
    let retail = Query { kinds: vec![Kind::LS], ..Query::default() };
    assert_eq!(quantities(&retail), ["P1 2", "P2 1"]);
    let purchases = Query { kinds: vec![Kind::CG], ..Query::default() };
    assert_eq!(quantities(&purchases), [""; 0], "a receipt is no sale");
}

#[test]
fn what_sells_best_stands_first_by_any_figure() {
    let shop = trade();
    let first = |column: &str, descending| {
        let made = report(&shop, ReportName::SalesStatistics, &sorted(column, descending));
        made.rows[0].cells[0].show(Language::English)
    };
    for column in ["quantity", "price", "net", "amount", "cost", "profit"] {
        assert_eq!((first(column, true), first(column, false)), ("P1".into(), "P2".into()));
    }
    assert_eq!(first("margin", true), "P2");
    let wrong = shop.store.read(|sql| run(sql, ReportName::SalesStatistics, &sorted("name", true)));
    assert_eq!(wrong, Err(ReportError::Column { column: "name".to_owned() }));
}

#[test]
fn a_row_of_sales_leads_to_its_documents() {
    let shop = trade();
    let whole = report(&shop, ReportName::SalesStatistics, &Query::default());
    let (name, query) = opened(&whole, 0);
    let documents = report(&shop, name, &query);
    assert_eq!(
        lines(&documents),
        [
            "2026-12-01|XT-B1-261201-0001|sales return|B1|客户|1|1|4.50|1|2.50|",
            "2026-11-24|XS-B1-261124-0001|sales delivery|B1|客户|2|1|13.50|-3|-7.50|",
            "2026-11-23|LS-B1-261123-0001|retail sale|B1||1|2|10.00|-2|-5.00|",
            "= ||||||||-4|-10.00|",
        ]
    );
    assert!(matches!(documents.rows[0].drill, Some(Drill::Document(_))));
    let shelves = report(&shop, ReportName::SalesStatistics, &by(By::Category));
    let (name, query) = opened(&shelves, 0);
    assert_eq!(report(&shop, name, &query).rows.len(), 2, "both have no category");
    let months = report(&shop, ReportName::SalesStatistics, &by(By::Month));
    let (name, query) = opened(&months, 0);
    assert_eq!((name, query.by), (ReportName::SalesStatistics, Some(By::Day)));
    let days = report(&shop, name, &query);
    let (name, query) = opened(&days, 1);
    assert_eq!(name, ReportName::Documents);
    assert_eq!(report(&shop, name, &query).rows.len(), 1);
}

#[test]
fn purchases_count_an_accrued_receipt_at_what_was_invoiced_in_the_end() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-02", &[(1, "10", "2.50")]));
    let mut back = of(SUPPLIER, document(Kind::CT, "2026-11-03", &[(1, "2", "2.50")]));
    back.remark = "坏".to_owned();
    shop.post(back);
    let accrued = document(Kind::CG, "2026-11-04", &[(3, "10", "2.00")]);
    let receipt = shop.post(Document { form: Form::Accrued, ..accrued });
    let mut invoice = of(SUPPLIER, document(Kind::FP, "2026-11-20", &[(3, "10", "2.10")]));
    invoice.refers_to = Some(receipt.id);
    invoice.lines[0].refers_to_line = 1;
    invoice.lines[0].tax = Amount::from_minor(273);
    shop.post(invoice);
    assert_eq!(
        lines(&report(&shop, ReportName::PurchaseStatistics, &Query::default())),
        [
            "P1|商品1|件|8|2.50|20.00|0.00|20.00",
            "P3|商品3|件|10|2.10|21.00|2.73|23.73",
            "= |||18|2.277778|41.00|2.73|43.73",
        ]
    );
    assert_eq!(
        lines(&report(&shop, ReportName::PurchaseStatistics, &by(By::Partner)))[0],
        "S1|供货商||18|2.277778|41.00|2.73|43.73"
    );
}

#[test]
fn opening_and_what_moved_come_to_the_closing_stock() {
    let shop = trade();
    shop.post(document(Kind::BS, "2026-11-30", &[(2, "1", "0")]));
    let november = Query { from: day("2026-11-01"), to: day("2026-11-30"), ..Query::default() };
    let made = report(&shop, ReportName::PurchaseSalesStock, &november);
    assert_eq!(
        lines(&made),
        [
            "P1|商品1|件|10|25.00|0|0.00|0|0.00|5|12.50|0|0.00|0|0.00|0|0.00|0|0.00|0|0.00|5|12.50",
            "P2|商品2|件|5|5.50|0|0.00|0|0.00|1|1.10|0|0.00|0|0.00|0|0.00|1|1.10|0|0.00|3|3.30",
            "= |||15|30.50|0|0.00|0|0.00|6|13.60|0|0.00|0|0.00|0|0.00|1|1.10|0|0.00|8|15.80",
        ]
    );
    let status = report(&shop, ReportName::StockStatus, &Query { from: None, ..november });
    assert_eq!(
        lines(&status),
        [
            "P1|商品1||件|5|0|2.50|12.50|0.00|0|0.00|0|0|0",
            "P2|商品2||件|3|0|1.10|3.30|0.00|0|0.00|0|0|0",
            "= |||||||15.80|0.00||0.00|||",
        ],
        "a past day's stock is the same"
    );
}

#[test]
fn what_comes_in_and_goes_out_is_told_by_kind_and_by_product() {
    let shop = trade();
    assert_eq!(
        lines(&report(&shop, ReportName::InOutSummary, &Query::default())),
        [
            "CG|purchase receipt||15|30.50|0|0.00|30.50",
            "LS|retail sale||0|0.00|3|6.10|-6.10",
            "XS|sales delivery||0|0.00|3|7.50|-7.50",
            "XT|sales return||1|2.50|0|0.00|2.50",
            "= |||16|33.00|6|13.60|19.40",
        ]
    );
    assert_eq!(
        lines(&report(&shop, ReportName::InOutSummary, &by(By::Product)))[0],
        "P1|商品1|件|11|27.50|5|12.50|15.00"
    );
}

fn between_stores(kind: Kind, line: (u64, &str, &str)) -> Document {
    let moved = document(kind, "2026-11-25", &[line]);
    Document { to_warehouse: Some(WarehouseNo::REPAIR), ..moved }
}

#[test]
fn transfers_show_both_ways_and_the_difference_of_a_new_price() {
    let shop = trade();
    shop.post(between_stores(Kind::TB, (1, "2", "0")));
    shop.post(between_stores(Kind::BT, (1, "2", "3.00")));
    let mut dispatch = document(Kind::FH, "2026-11-26", &[(2, "1", "0")]);
    dispatch.counterpart = Some(BranchId(2));
    shop.post(dispatch);
    assert_eq!(
        lines(&report(&shop, ReportName::TransferStatistics, &Query::default())),
        [
            "P1|商品1|件|4|11.00|4|10.00|1.00",
            "P2|商品2|件|0|0.00|1|1.10|-1.10",
            "= |||4|11.00|5|11.10|-0.10",
        ]
    );
    let repair = Query { warehouse: Some(WarehouseNo::REPAIR), ..Query::default() };
    assert_eq!(
        lines(&report(&shop, ReportName::TransferStatistics, &repair))[0],
        "P1|商品1|件|4|11.00|0|0.00|11.00"
    );
    let status = report(&shop, ReportName::StockStatus, &repair);
    assert_eq!(lines(&status), ["P1|商品1||件|4|0|2.75|11.00|0.00|0|0.00|0|0|0"]);
}

#[test]
fn virtual_stock_knows_what_is_promised_expected_and_lent() {
    let shop = trade();
    shop.post(of(CUSTOMER, document(Kind::XD, "2026-12-02", &[(1, "3", "4.50")])));
    shop.post(of(SUPPLIER, document(Kind::CD, "2026-12-02", &[(1, "5", "2.50")])));
    shop.post(of(CUSTOMER, document(Kind::JC, "2026-12-02", &[(1, "1", "0")])));
    let made = report(&shop, ReportName::VirtualStock, &Query::default());
    assert_eq!(lines(&made), ["P1|商品1||件|6|1|3|2|5|8", "P2|商品2||件|4|0|0|4|0|4"]);
    let (name, query) = opened(&made, 0);
    assert_eq!(report(&shop, name, &query).rows.len(), 2, "the two orders");
}

#[test]
fn goods_at_partners_stand_by_class_and_partner_until_they_are_back() {
    let shop = trade();
    shop.post(of(CUSTOMER, document(Kind::FS, "2026-12-02", &[(1, "2", "4.50")])));
    let lent = shop.post(of(CUSTOMER, document(Kind::JC, "2026-12-02", &[(1, "3", "0")])));
    let mut back = of(CUSTOMER, document(Kind::JH, "2026-12-03", &[(1, "1", "0")]));
    back.refers_to = Some(lent.id);
    back.lines[0].refers_to_line = 1;
    shop.post(back);
    shop.post(of(SUPPLIER, document(Kind::JR, "2026-12-03", &[(2, "4", "0")])));
    let made = report(&shop, ReportName::GoodsAtPartners, &Query::default());
    assert_eq!(
        lines(&made),
        [
            "Consigned out|K1|客户|P1|商品1|件|2|2.50|5.00",
            "Lent|K1|客户|P1|商品1|件|2|0.00|0.00",
            "Borrowed|S1|供货商|P2|商品2|件|4|0.00|0.00",
            "= ||||||8||5.00",
        ]
    );
    let lent = Query { kinds: vec![Kind::JC], ..Query::default() };
    assert_eq!(report(&shop, ReportName::GoodsAtPartners, &lent).rows.len(), 1);
    let (name, query) = opened(&made, 1);
    let documents = report(&shop, name, &query);
    assert_eq!(documents.rows.len(), 2, "lent, and returned in part");
}

#[test]
fn goods_of_consignors_are_settled_or_not() {
    let shop = shop(1);
    let received = shop.post(of(SUPPLIER, document(Kind::SR, "2026-11-02", &[(1, "10", "5.00")])));
    let follow = |mut made: Document| {
        made.refers_to = Some(received.id);
        made.lines[0].refers_to_line = 1;
        shop.post(made);
    };
    follow(of(SUPPLIER, document(Kind::SJ, "2026-11-20", &[(1, "4", "5.50")])));
    follow(of(SUPPLIER, document(Kind::ST, "2026-11-21", &[(1, "1", "5.00")])));
    let row = "S1|供货商|P1|商品1|件|10|1|4|22.00|5|5.00|25.00|5.00|25.00";
    assert_eq!(lines(&report(&shop, ReportName::ConsignedIn, &Query::default()))[0], row);
    let of_partner = lines(&report(&shop, ReportName::ConsignedIn, &by(By::Partner)));
    assert_eq!(of_partner[0], "S1|供货商||||10|1|4|22.00|5|5.00|25.00|5.00|25.00");
    let of_product = lines(&report(&shop, ReportName::ConsignedIn, &by(By::Product)));
    assert_eq!(of_product[0], "||P1|商品1|件|10|1|4|22.00|5|5.00|25.00|5.00|25.00");
    let bought = report(&shop, ReportName::PurchaseStatistics, &Query::default());
    assert_eq!(lines(&bought)[0], "P1|商品1|件|4|5.50|22.00|0.00|22.00");
}

#[test]
fn gifts_cost_what_the_books_knew() {
    let shop = trade();
    shop.post(of(CUSTOMER, document(Kind::ZS, "2026-12-02", &[(1, "2", "0")])));
    shop.post(of(SUPPLIER, document(Kind::HZ, "2026-12-02", &[(2, "3", "1.20")])));
    assert_eq!(
        lines(&report(&shop, ReportName::GiftStatistics, &Query::default())),
        [
            "P1|商品1|件|2|2.50|5.00|0||0.00",
            "P2|商品2|件|0||0.00|3|1.20|3.60",
            "= |||2|2.50|5.00|3|1.20|3.60",
        ]
    );
    let received = Query { kinds: vec![Kind::HZ], ..by(By::Partner) };
    assert_eq!(
        lines(&report(&shop, ReportName::GiftStatistics, &received))[0],
        "S1|供货商||0||0.00|3|1.20|3.60"
    );
}

#[test]
fn price_protection_given_and_earned_are_told_apart() {
    let shop = trade();
    let span = Some((day("2026-11-01").unwrap(), day("2026-11-30").unwrap()));
    let given = of(CUSTOMER, document(Kind::JB, "2026-12-02", &[(1, "3", "1.00")]));
    shop.post(Document { span, ..given });
    let earned = of(SUPPLIER, document(Kind::JB, "2026-12-03", &[(1, "6", "0.50")]));
    shop.post(Document { span, form: Form::Earned, ..earned });
    let made = report(&shop, ReportName::PriceProtection, &Query::default());
    assert_eq!(
        lines(&made),
        ["K1|客户||3|3.00|0.00|0.00", "S1|供货商||0|0.00|3.00|3.00", "= |||3|3.00|3.00|3.00",]
    );
    let products = report(&shop, ReportName::PriceProtection, &by(By::Product));
    let (name, query) = opened(&products, 0);
    assert_eq!(report(&shop, name, &query).rows.len(), 2);
}

/// A payment of 40.00 of the first delivery of 90.00, taken by somebody else.
fn debts() -> Place {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-08-01", &[(1, "10", "2.00")]));
    let first = of(CUSTOMER, document(Kind::XS, "2026-08-01", &[(1, "1", "90.00")]));
    let first = shop.post(Document { handler: EmployeeId(2), ..first });
    shop.post(of(CUSTOMER, document(Kind::XS, "2026-10-10", &[(1, "1", "20.00")])));
    let mut paid = of(CUSTOMER, document(Kind::SK, "2026-10-20", &[]));
    paid.settles.push(Settlement { document: first.id, amount: Amount::from_minor(4000) });
    paid.tenders.push(cash(4000));
    shop.post(paid);
    shop
}

#[test]
fn what_is_collected_counts_for_who_sold() {
    let shop = debts();
    assert_eq!(
        lines(&report(&shop, ReportName::Collections, &by(By::Employee))),
        [
            "1|||0.00|20.00|0.00|0.00|0.00|20.00|0",
            "2|||0.00|90.00|0.00|40.00|0.00|50.00|44.44",
            "= |||0.00|110.00|0.00|40.00|0.00|70.00|36.36",
        ]
    );
    let october = Query { from: day("2026-10-01"), to: day("2026-10-15"), ..Query::default() };
    assert_eq!(
        lines(&report(&shop, ReportName::Collections, &october))[0],
        "K1|客户||90.00|20.00|0.00|0.00|0.00|110.00|0"
    );
}

#[test]
fn money_runs_from_opening_to_closing_by_account_and_by_day() {
    let shop = trade();
    let mut spent = document(Kind::FY, "2026-11-24", &[]);
    let (account, amount) = (account::SELLING_EXPENSE, Amount::from_minor(300));
    spent.entries.push(EntryLine { account, party: None, side: Side::Debit, amount });
    spent.tenders.push(cash(300));
    shop.post(spent);
    shop.post(sale("2026-11-25", &[(1, "1", "4.00")]));
    let cash = lines(&report(&shop, ReportName::CashAndBank, &Query::default()));
    assert_eq!(cash, ["1001|Cash on hand|0.00|14.00|3.00|11.00", "= ||0.00|14.00|3.00|11.00"]);
    let since = Query { from: day("2026-11-24"), ..by(By::Day) };
    assert_eq!(
        lines(&report(&shop, ReportName::CashAndBank, &since)),
        [
            "2026-11-24||10.00|0.00|3.00|7.00",
            "2026-11-25||7.00|4.00|0.00|11.00",
            "= ||10.00|4.00|3.00|11.00",
        ]
    );
    let kept = lines(&report(&shop, ReportName::IncomeAndExpense, &Query::default()));
    assert_eq!(
        kept,
        [
            "500101|Sales revenue||23.00|0.00|23.00",
            "5401|Cost of goods sold||0.00|13.60|-13.60",
            "5601|Selling expenses||0.00|3.00|-3.00",
            "= |||23.00|16.60|6.40",
        ]
    );
    let months = lines(&report(&shop, ReportName::IncomeAndExpense, &by(By::Month)));
    assert_eq!(months[0], "2026-11|||27.50|19.10|8.40");
    assert_eq!(months[1], "2026-12|||-4.50|-2.50|-2.00");
}

fn take_back(shop: &Place, id: DocumentId) {
    let header = ReverseHeader {
        business_date: day("2026-12-02").unwrap(),
        recorded_at: Timestamp(NOW),
        handler: EmployeeId(1),
        remark: "test".to_owned(),
    };
    shop.store.write(|sql| reverse(sql, &shop.node, id, header)).unwrap();
}

#[test]
fn documents_are_counted_and_the_doubtful_ones_named() {
    let shop = shop(1);
    let first = shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    shop.post(document(Kind::CG, "2026-11-19", &[(2, "1", "2.00")]));
    shop.post(document(Kind::BS, "2026-11-01", &[(2, "1", "0")]));
    let found = lines(&report(&shop, ReportName::WrongDocuments, &Query::default()));
    assert_eq!(
        found[1..3],
        [
            "2026-11-20|CG-B1-261120-0001|purchase receipt|B1|供货商|25.00|Posted twice?|CG-B1-261120-0002",
            "2026-11-20|CG-B1-261120-0002|purchase receipt|B1|供货商|25.00|Posted twice?|CG-B1-261120-0001",
        ]
    );
    assert!(found[0].starts_with("2026-11-01|BS-") && found[0].contains("Dated back"));
    take_back(&shop, first.id);
    let found = lines(&report(&shop, ReportName::WrongDocuments, &Query::default()));
    assert!(found[1].ends_with("|25.00|Reversed|"), "{found:?}");
    assert_eq!(
        lines(&report(&shop, ReportName::DocumentStatistics, &Query::default())),
        ["BS|loss||1|0|1|2.00", "CG|purchase receipt||4|1|4|27.00", "= |||5|1|5|29.00",]
    );
    let receipts = Query { kinds: vec![Kind::CG], from: day("2026-11-01"), ..Query::default() };
    let list = lines(&report(&shop, ReportName::Documents, &receipts));
    assert_eq!(list[0], "2026-12-02|CG-B1-261202-0001|purchase receipt|B1|供货商|1|1|-25.00|||Red");
    assert_eq!(list.last().unwrap(), "= ||||||4|27.00|||");
    let bought = report(&shop, ReportName::PurchaseStatistics, &Query::default());
    assert_eq!(lines(&bought)[0], "P1|商品1|件|10|2.50|25.00|0.00|25.00", "a red one takes back");
}

/// Everything that the reports tell of, at two branches merged at head office.
fn company() -> (Place, Vec<Place>) {
    let (hq, shops) = (hq(2), vec![trade(), shop(2)]);
    let two = &shops[1];
    two.post(document(Kind::CG, "2026-11-01", &[(1, "20", "2.40"), (3, "7", "9.00")]));
    two.post(sale("2026-11-02", &[(3, "1", "12.00"), (1, "2", "4.20")]));
    two.post(of(CUSTOMER, document(Kind::JC, "2026-11-03", &[(1, "2", "0")])));
    two.post(of(CUSTOMER, document(Kind::JC, "2026-11-03", &[(3, "1", "0")])));
    two.post(of(SUPPLIER, document(Kind::SR, "2026-11-04", &[(2, "3", "1.00")])));
    two.post(of(SUPPLIER, document(Kind::SR, "2026-11-04", &[(3, "3", "8.00")])));
    two.post(of(CUSTOMER, document(Kind::ZS, "2026-11-05", &[(1, "1", "0")])));
    two.post(of(CUSTOMER, document(Kind::ZS, "2026-11-05", &[(3, "1", "0")])));
    two.post(between_stores(Kind::TB, (1, "2", "0")));
    two.post(between_stores(Kind::TB, (3, "1", "0")));
    two.post(of(CUSTOMER, document(Kind::XS, "2026-11-06", &[(1, "1", "9.00")])));
    two.post(of(CUSTOMER, document(Kind::XD, "2026-11-06", &[(3, "1", "9.00")])));
    two.post(of(CUSTOMER, document(Kind::JB, "2026-12-02", &[(1, "3", "1.00")])));
    two.post(of(SUPPLIER, document(Kind::CS, "2026-11-06", &[(3, "1", "9.00")])));
    for place in &shops {
        for batch in place.seal(4) {
            hq.take_in(&batch).unwrap();
        }
    }
    assert_eq!(hq.merge().held, 0);
    (hq, shops)
}

#[test]
fn goods_by_day_are_the_fold_of_the_documents_at_branch_and_head_office() {
    let (hq, shops) = company();
    for place in shops.iter().chain([&hq]) {
        let compared = place.store.read(|sql| fenhao_books::rebuild::compare(sql, &mut |_| {}));
        assert!(compared.unwrap().agrees());
    }
    let all = "SELECT * FROM goods_day ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9";
    let there: Vec<String> = shops.iter().flat_map(|shop| shop.rows(all, 14)).collect();
    assert_eq!(hq.rows(all, 14), there, "head office has what its branches have");
    assert!(there.len() > 15);
    let before = there;
    hq.store.write(|sql| fenhao_books::rebuild::rewrite(sql, &mut |_| {})).unwrap();
    assert_eq!(hq.rows(all, 14), before, "folded anew they are the same");
    let change =
        "UPDATE goods_day SET tax = tax + 1 WHERE branch_id = 1 AND kind = 1 AND product_id = 1";
    hq.store.write(|sql| sql.execute(change, &[])).unwrap();
    let compared = hq.store.read(|sql| fenhao_books::rebuild::compare(sql, &mut |_| {})).unwrap();
    assert!(!compared.agrees(), "a changed sum is found");
}

/// Columns of a report in which a total may stand that is the sum of its rows.
fn added(report: &Report) -> Vec<usize> {
    let summed =
        |kind| matches!(kind, ColumnKind::Amount | ColumnKind::Quantity | ColumnKind::Count);
    let per_cent = |key| matches!(key, "margin" | "rate");
    let balance = |key| matches!(key, "opening_balance" | "closing_balance" | "balance");
    let columns = report.columns.iter().enumerate();
    let wanted = columns
        .filter(|(_, column)| summed(column.kind) && !per_cent(column.key) && !balance(column.key));
    wanted.map(|(at, _)| at).collect()
}

fn raw(cell: &Cell) -> i64 {
    match cell {
        Cell::Amount(amount) => amount.raw(),
        Cell::Quantity(quantity) => quantity.raw(),
        Cell::Count(count) => *count,
        _ => 0,
    }
}

#[test]
fn every_total_is_the_sum_of_all_pages_and_pages_are_the_whole() {
    let (hq, _) = company();
    let mut totals = 0;
    for &name in ReportName::ALL {
        let query = Query {
            product: (name == ReportName::StockLedger).then_some(ProductId(1)),
            account: (name == ReportName::AccountLedger).then_some(account::CASH),
            ..Query::default()
        };
        let whole = report(&hq, name, &query);
        assert!(
            !whole.rows.is_empty()
                || name == ReportName::ThreeWayMatch
                || name == ReportName::Overdue
                || name == ReportName::ControlTotals,
            "{name:?}"
        );
        assert_eq!(whole.next, None, "{name:?}");
        for limit in 1..4 {
            let (mut rows, mut after) = (Vec::new(), None);
            loop {
                let page = report(&hq, name, &Query { limit, after, ..query.clone() });
                if page.total.is_some() || page.next.is_some() {
                    assert_eq!(page.total.is_some(), whole.total.is_some(), "{name:?}");
                }
                rows.extend(page.rows);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let texts = |rows: &[fenhao_books::report::Row]| {
                rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>()
            };
            assert_eq!(texts(&rows), texts(&whole.rows), "{name:?} by {limit}");
        }
        let statement = matches!(name, ReportName::IncomeStatement | ReportName::TrialBalance);
        let Some(total) = whole.total.as_ref().filter(|_| !statement) else { continue };
        for at in added(&whole) {
            let rows = whole.rows.iter().map(|row| raw(&row.cells[at]));
            if total[at] != Cell::Empty {
                totals += 1;
                assert_eq!(
                    raw(&total[at]),
                    rows.sum::<i64>(),
                    "{name:?} {}",
                    whole.columns[at].key
                );
            }
        }
    }
    assert!(totals > 60, "{totals}");
}
