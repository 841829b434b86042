//! What the reports say of orders, receipts to be invoiced, debts and requisitions.

use fenhao_books::post::ReverseHeader;
use fenhao_books::report::{Cell, Drill, Language, Query, Report, ReportName, run};
use fenhao_books::requisition;
use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::document::{Document, Form, Settlement, TenderLine};
use fenhao_domain::id::{BranchId, DocumentId, EmployeeId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::tender::TenderCode;
use fenhao_domain::quantity::Quantity;

use super::world::{CUSTOMER, Place, SUPPLIER, document, hq, shop};

fn report(place: &Place, name: ReportName, query: &Query) -> Report {
    place.store.read(|sql| run(sql, name, query)).unwrap()
}

/// The rows as text, cells parted by `|`.
fn lines(report: &Report) -> Vec<String> {
    let text = |cells: &[Cell]| {
        cells.iter().map(|cell| cell.show(Language::English)).collect::<Vec<_>>().join("|")
    };
    let mut lines: Vec<String> = report.rows.iter().map(|row| text(&row.cells)).collect();
    lines.extend(report.total.as_deref().map(|cells| format!("= {}", text(cells))));
    lines
}

fn until(day: &str) -> Query {
    Query { to: Some(BusinessDate::parse(day).unwrap()), ..Query::default() }
}

fn with(kind: Kind, day: &str, line: (u64, &str, &str)) -> Document {
    let supplier = matches!(kind, Kind::CD | Kind::CG | Kind::CT | Kind::FP | Kind::FK);
    let partner = Some(if supplier { SUPPLIER } else { CUSTOMER });
    Document { partner, ..document(kind, day, &[line]) }
}

/// The same, answering the first line of another.
fn of(id: DocumentId, mut made: Document) -> Document {
    made.refers_to = Some(id);
    made.lines[0].refers_to_line = 1;
    made
}

fn cash(minor: i64) -> TenderLine {
    let (tender, amount) = (TenderCode("cash".to_owned()), Amount::from_minor(minor));
    TenderLine { tender, account: account::CASH, amount, handed: amount }
}

/// Three sales on account: in August (paid in part), in October and in November.
fn debts() -> Place {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-08-01", &[(1, "10", "2.00")]));
    let first = shop.post(with(Kind::XS, "2026-08-01", (1, "1", "90.00")));
    shop.post(with(Kind::XS, "2026-10-10", (1, "1", "20.00")));
    let mut agreed = with(Kind::XS, "2026-11-20", (1, "1", "5.00"));
    agreed.due_date = Some(BusinessDate::parse("2027-01-15").unwrap());
    shop.post(agreed);
    let mut paid = Document { lines: Vec::new(), ..with(Kind::SK, "2026-11-20", (1, "1", "0")) };
    paid.settles.push(Settlement { document: first.id, amount: Amount::from_minor(4000) });
    paid.tenders.push(cash(4700));
    shop.post(paid);
    shop
}

#[test]
fn what_customers_owe_stands_by_how_long_it_has_been_due() {
    let shop = debts();
    let aged = report(&shop, ReportName::ReceivableAging, &until("2026-11-30"));
    let found = ["K1|客户|75.00|5.00|20.00|0.00|0.00|50.00|7.00"];
    assert_eq!(lines(&aged)[..1], found);
    assert_eq!(lines(&aged)[1], "= ||75.00|5.00|20.00|0.00|0.00|50.00|7.00");
    let later = report(&shop, ReportName::ReceivableAging, &until("2027-02-01"));
    assert_eq!(lines(&later)[0], "K1|客户|75.00|0.00|5.00|0.00|20.00|50.00|7.00");
    let Some(Drill::Report(ReportName::OpenItems, query)) = &aged.rows[0].drill else {
        panic!("the row opens its documents");
    };
    assert_eq!(
        lines(&report(&shop, ReportName::OpenItems, query)),
        [
            "1122|K1|客户|XS-B1-260801-0001|sales delivery|2026-08-01|2026-08-31|50.00|",
            "1122|K1|客户|XS-B1-261010-0001|sales delivery|2026-10-10|2026-11-09|20.00|",
            "1122|K1|客户|XS-B1-261120-0001|sales delivery|2026-11-20|2027-01-15|5.00|",
            "= |||||||75.00|0.00",
        ]
    );
}

#[test]
fn a_debt_has_a_term_and_a_credit_has_none() {
    let shop = debts();
    let due = |document| shop.post(document).document.due_date.map(|day| day.to_string());
    let sale = with(Kind::XS, "2026-11-20", (1, "1", "5.00"));
    assert_eq!(due(sale.clone()), Some("2026-12-20".to_owned()));
    assert_eq!(due(Document { tenders: vec![cash(500)], ..sale }), None);
    assert_eq!(due(with(Kind::XT, "2026-11-20", (1, "1", "5.00"))), None);
}

#[test]
fn what_we_owe_suppliers_is_aged_the_same_way() {
    let aged = report(&debts(), ReportName::PayableAging, &until("2026-11-30"));
    assert_eq!(lines(&aged)[0], "S1|供货商|20.00|0.00|0.00|0.00|0.00|20.00|0.00");
}

#[test]
fn sales_past_their_term_stand_longest_first_until_they_are_paid() {
    let shop = debts();
    let list = report(&shop, ReportName::Overdue, &until("2026-11-30"));
    assert_eq!(
        lines(&list),
        [
            "2026-08-31|91|K1|客户|XS-B1-260801-0001|sales delivery|2026-08-01|50.00",
            "2026-11-09|21|K1|客户|XS-B1-261010-0001|sales delivery|2026-10-10|20.00",
            "= |||||||70.00",
        ]
    );
    let none = Query { text: Some("S1".to_owned()), ..until("2026-11-30") };
    assert_eq!(lines(&report(&shop, ReportName::Overdue, &none)), ["= |||||||0.00"]);
}

#[test]
fn pages_of_open_items_and_overdue_sales_come_to_the_whole() {
    let shop = debts();
    for name in [ReportName::OpenItems, ReportName::Overdue] {
        let query = until("2027-03-01");
        let whole = report(&shop, name, &query);
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = report(&shop, name, &Query { limit: 1, after, ..query.clone() });
            assert!(page.rows.len() <= 1);
            rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(rows, whole.rows);
        assert_eq!(rows.len(), if name == ReportName::Overdue { 3 } else { 4 });
    }
}

#[test]
fn an_order_shows_what_came_of_it_and_what_is_left() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-01", &[(1, "10", "2.00")]));
    let quoted = shop.post(with(Kind::BJ, "2026-11-02", (1, "8", "9.90")));
    let ordered = shop.post(of(quoted.id, with(Kind::XD, "2026-11-03", (1, "5", "9.90"))));
    shop.post(of(ordered.id, with(Kind::XS, "2026-11-04", (1, "2", "9.90"))));
    let consigned = shop.post(of(ordered.id, with(Kind::FS, "2026-11-05", (1, "2", "9.90"))));
    shop.post(of(consigned.id, with(Kind::WX, "2026-11-06", (1, "1", "9.90"))));
    let list = report(&shop, ReportName::OrderExecution, &Query::default());
    assert_eq!(
        lines(&list),
        [
            "BJ-B1-261102-0001|quotation|2026-11-02|客户|P1|商品1|8|5|4|3|3|29.70",
            "XD-B1-261103-0001|sales order|2026-11-03|客户|P1|商品1|5|4|4|3|1|9.90",
        ]
    );
    shop.post(of(ordered.id, with(Kind::XS, "2026-11-07", (1, "1", "9.90"))));
    assert_eq!(lines(&report(&shop, ReportName::OrderExecution, &Query::default())).len(), 1);
    let all = Query { zero: true, ..Query::default() };
    assert_eq!(lines(&report(&shop, ReportName::OrderExecution, &all)).len(), 2);
}

#[test]
fn order_receipt_and_invoice_match_or_say_how_they_differ() {
    let shop = shop(1);
    let order = |day: &str, line| shop.post(with(Kind::CD, day, line)).id;
    let receive = |order: DocumentId, line| {
        let receipt = with(Kind::CG, "2026-11-10", line);
        shop.post(of(order, Document { form: Form::Accrued, ..receipt })).id
    };
    let invoice = |receipt, line| shop.post(of(receipt, with(Kind::FP, "2026-11-20", line)));
    let first = receive(order("2026-11-01", (1, "10", "2.00")), (1, "10", "2.00"));
    invoice(first, (1, "10", "2.00"));
    let second = receive(order("2026-11-01", (2, "10", "2.00")), (2, "10", "2.00"));
    invoice(second, (2, "4", "2.00"));
    let third = receive(order("2026-11-01", (3, "10", "2.00")), (3, "10", "2.00"));
    invoice(third, (3, "10", "2.10"));
    let fourth = receive(order("2026-11-02", (1, "5", "2.00")), (1, "5", "2.00"));
    let back = with(Kind::CT, "2026-11-12", (1, "2", "2.00"));
    shop.post(of(fourth, Document { form: Form::Accrued, ..back }));
    let open = report(&shop, ReportName::ThreeWayMatch, &Query::default());
    assert_eq!(
        lines(&open),
        [
            "CG-B1-261110-0002|2026-11-10|供货商|P2|商品2|CD-B1-261101-0002|10|2.00|10|2.00|0|4|2.00|0.00|Quantity differs",
            "CG-B1-261110-0003|2026-11-10|供货商|P3|商品3|CD-B1-261101-0003|10|2.00|10|2.00|0|10|2.10|1.00|Price differs",
            "CG-B1-261110-0004|2026-11-10|供货商|P1|商品1|CD-B1-261102-0001|5|2.00|5|2.00|2|0||0.00|Not invoiced",
        ]
    );
    let all = Query { zero: true, ..Query::default() };
    assert!(lines(&report(&shop, ReportName::ThreeWayMatch, &all))[0].ends_with("|Matched"));
}

#[test]
fn head_office_balances_requisitions_into_one_order_and_its_split() {
    let (hq, one, two) = (hq(2), shop(1), shop(2));
    one.post(document(Kind::CS, "2026-11-20", &[(1, "12", "2.00"), (2, "5", "1.00")]));
    two.post(document(Kind::CS, "2026-11-21", &[(1, "8", "2.10")]));
    for shop in [&one, &two] {
        for batch in shop.seal(5) {
            hq.take_in(&batch).unwrap();
        }
    }
    hq.merge();
    let adjust = |product, minus: i64| {
        let quantity = Quantity::whole(minus);
        hq.store.write(|sql| requisition::adjust(sql, ProductId(product), quantity)).unwrap();
    };
    adjust(1, -3);
    adjust(2, 4);
    let balance =
        |place: &Place| lines(&report(place, ReportName::RequisitionBalance, &Query::default()));
    assert_eq!(balance(&hq), ["P1|商品1|20|-3|17|B1 12, B2 8", "P2|商品2|5|4|9|B1 5"]);
    let header = ReverseHeader {
        business_date: BusinessDate::parse("2026-11-23").unwrap(),
        recorded_at: Timestamp(0),
        handler: EmployeeId(1),
        remark: String::new(),
    };
    let consolidate = |products: &[ProductId]| {
        hq.store.read(|sql| requisition::consolidate(sql, SUPPLIER, products, &header)).unwrap()
    };
    let (draft, splits) = consolidate(&[ProductId(1)]);
    assert_eq!((draft.lines.len(), draft.lines[0].quantity), (1, Quantity::whole(17)));
    assert_eq!(draft.remark, "B1 12, B2 5");
    let order = hq.post(draft).id;
    hq.store.write(|sql| requisition::keep_split(sql, order, &splits)).unwrap();
    let split = hq.store.read(|sql| requisition::split_of(sql, order)).unwrap();
    let part = |branch, quantity| (BranchId(branch), ProductId(1), Quantity::whole(quantity));
    assert_eq!(split, [part(1, 12), part(2, 5)]);
    assert_eq!(balance(&hq), ["P2|商品2|5|4|9|B1 5"]);
    let (draft, _) = consolidate(&[]);
    assert_eq!((draft.lines.len(), draft.remark.as_str()), (1, "B0 4, B1 5"));
}
