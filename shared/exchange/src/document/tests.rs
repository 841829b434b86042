//! A document reads as it was written; what a later version appends is passed over.

use super::*;

fn sale() -> Document {
    let date = BusinessDate::parse("2026-11-23").expect("a date");
    let mut line =
        Line::new(ProductId(7), Quantity::whole(3), UnitPrice::parse("9.90").expect("a price"));
    line.cost = Amount::from_minor(1800);
    let mut coupon = Line::new(ProductId(5_978_656), Quantity::ZERO, UnitPrice::ZERO);
    coupon.discounts.push(Discount {
        kind: DiscountKind::Coupon,
        amount: Amount::from_minor(100),
        claim_on: Some(PartnerId(1_000_001)),
    });
    Document {
        kind: Kind::LS,
        branch: BranchId(1),
        number: DocumentNumber::new("LS", "SH", date, 1),
        business_date: date,
        recorded_at: Timestamp(1_795_000_000_000),
        handler: EmployeeId(1),
        warehouse: WarehouseNo::GOODS,
        partner: None,
        counterpart: None,
        reverses: None,
        refers_to: Some(DocumentId { stream: StreamId::new(1, 1), seq: 9 }),
        source: "basket:31198700070".to_owned(),
        remark: String::new(),
        lines: vec![line, coupon],
        tenders: vec![TenderLine {
            tender: TenderCode("cash".to_owned()),
            account: AccountCode(1001),
            amount: Amount::from_minor(2870),
            handed: Amount::from_minor(5000),
        }],
        entries: vec![EntryLine {
            account: AccountCode(1001),
            party: Some(Party::Branch(BranchId(3))),
            side: Side::Credit,
            amount: Amount::from_minor(-5),
        }],
        rounding: Amount::from_minor(3),
    }
}

#[test]
fn a_document_reads_as_it_was_written() {
    let document = sale();
    assert_eq!(decode(&encode(&document)), Ok(document));
}

#[test]
fn a_red_document_reads_as_it_was_written() {
    let red = sale().reversal(DocumentId { stream: StreamId::new(1, 1), seq: 10 });
    let bytes = encode(&red);
    assert_eq!(decode(&bytes).expect("a document"), red);
}

#[test]
fn a_plain_line_takes_four_figures() {
    let mut document = sale();
    let long = encode(&document).len();
    document.lines.push(document.lines[0].clone());
    let line = encode(&document).len() - long;
    assert!(line <= 14, "{line} bytes");
    let one = &mut document.lines[0];
    (one.quantity, one.list_amount) = (Quantity::whole(1), Amount::from_minor(990));
    assert_eq!(encode(&document).len(), long + line - 2, "a quantity of one is not sent");
    assert_eq!(decode(&encode(&document)), Ok(document));
}

#[test]
fn a_later_layout_is_named_not_guessed() {
    let mut bytes = encode(&sale());
    bytes[1] = 2;
    assert_eq!(decode(&bytes), Err(DocumentBytesError::NewerVersion { found: 2 }));
}

#[test]
fn what_a_later_version_appends_is_passed_over() {
    let document = sale();
    let mut bytes = encode(&document);
    bytes[0] += 1;
    bytes.push(0x07);
    assert_eq!(decode(&bytes).expect("a document"), document);
}

#[test]
fn a_tender_that_pays_the_rest_is_not_sent() {
    let mut document = sale();
    let rest = document.due();
    for (paid, handed) in [(rest, rest), (rest, rest + Amount::from_minor(130))] {
        document.tenders[0].amount = paid;
        document.tenders[0].handed = handed;
        let bytes = encode(&document);
        assert_eq!(decode(&bytes).expect("a document"), document);
    }
    document.tenders[0].handed = rest;
    let short = encode(&document).len();
    document.tenders[0].amount = rest - Amount::from_minor(1);
    document.tenders[0].handed = document.tenders[0].amount;
    assert!(encode(&document).len() > short);
    for (amount, handed) in [(rest, Amount::ZERO), (Amount::ZERO, Amount::ZERO)] {
        document.tenders[0].amount = amount;
        document.tenders[0].handed = handed;
        let bytes = encode(&document);
        assert_eq!(decode(&bytes).expect("a document"), document);
    }
}

#[test]
fn midnight_is_the_calendars() {
    for text in ["1970-01-01", "2000-02-29", "2016-12-31", "2026-11-23", "2100-03-01"] {
        let date = BusinessDate::parse(text).expect("a date");
        let utc = Timestamp::parse_utc(&format!("{text}T00:00:00")).expect("a moment");
        assert_eq!(midnight(date), utc.0, "{text}");
    }
}

#[test]
fn a_number_of_another_form_is_sent_whole() {
    let mut document = sale();
    for number in ["", "LS-SH-261123-0", "LS-SH-261124-0001", "旧单 7", "LS-S-H-261123-0012"] {
        document.number = DocumentNumber(number.to_owned());
        let bytes = encode(&document);
        assert_eq!(decode(&bytes).expect("a document"), document, "{number}");
    }
}
