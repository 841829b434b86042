//! A document reads as it was written; what a later version appends is passed over.

use fenhao_domain::document::{
    Form, LayerId, LayerUse, Lot, Note, NoteField, SerialUse, Settlement,
};
use fenhao_domain::serial::SerialState;
use fenhao_domain::stock::StockClass;

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
    let recorded_at = Timestamp(1_795_000_000_000);
    Document {
        number: DocumentNumber::new("LS", "SH", date, 1),
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
        ..Document::new(Kind::LS, BranchId(1), date, recorded_at, EmployeeId(1))
    }
}

/// A document with everything that a document can hold.
fn everything() -> Document {
    let mut document = sale();
    let date = document.business_date;
    let earlier = DocumentId { stream: StreamId::new(1, 1), seq: 4 };
    document.kind = Kind::SJ;
    document.number = DocumentNumber::new("SJ", "SH", date, 12);
    document.partner = Some(PartnerId(12));
    document.counterpart = Some(BranchId::HQ);
    document.to_warehouse = Some(WarehouseNo::REPAIR);
    document.class = StockClass::ConsignedIn;
    document.form = Form::Earned;
    document.settles = vec![Settlement { document: earlier, amount: Amount::from_minor(8000) }];
    document.due_date = Some(date);
    document.span = Some((date, date));
    let text = "顺风 SF-1".to_owned();
    document.notes = vec![Note { field: NoteField::Carrier, text }];
    let (from, to) = (Some(SerialState::InStock), Some(SerialState::Sold));
    let line = &mut document.lines[0];
    line.residual_out = Amount::from_minor(1);
    line.residual_in = Amount::from_minor(2);
    line.released = Quantity::whole(2);
    line.book_quantity = Quantity::whole(9);
    line.liability = Amount::from_minor(1500);
    line.incoming = true;
    line.serials = vec![SerialUse { number: "SN-1".to_owned(), from, to }];
    line.lot = Some(Lot { number: "A7".to_owned(), expires: Some(date) });
    let (quantity, value) = (Quantity::ONE, Amount::from_minor(600));
    line.layers = vec![LayerUse { layer: LayerId { document: earlier, line: 2 }, quantity, value }];
    document
}

#[test]
fn a_document_with_everything_reads_as_it_was_written() {
    let document = everything();
    assert_eq!(decode(&encode(&document)), Ok(document.clone()));
    let red = document.reversal(DocumentId { stream: StreamId::new(1, 1), seq: 10 });
    assert_eq!(decode(&encode(&red)), Ok(red));
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
