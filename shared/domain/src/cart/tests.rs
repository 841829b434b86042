//! What happens at the till, up to the document.

use proptest::prelude::*;

use super::*;
use crate::calendar::{BusinessDate, Timestamp};
use crate::document::{DiscountKind, Document};
use crate::id::{BranchId, EmployeeId, PartnerId, ProductId, WarehouseNo};
use crate::kind::Kind;
use crate::master::tender;
use crate::number::DocumentNumber;
use crate::price::TaxRate;
use crate::pricing::source::Quote;

mod promoted;
mod returned;

fn header() -> RetailHeader {
    RetailHeader {
        branch: BranchId(1),
        number: DocumentNumber::default(),
        business_date: BusinessDate::parse("2026-11-23").expect("a date"),
        recorded_at: Timestamp(0),
        handler: EmployeeId(1),
        warehouse: WarehouseNo::GOODS,
        partner: None,
        on_account: false,
        source: String::new(),
        remark: String::new(),
    }
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).expect("an amount")
}

fn price(text: &str) -> UnitPrice {
    UnitPrice::parse(text).expect("a price")
}

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).expect("a quantity")
}

fn line(product: u64, pieces: &str, at: &str) -> CartLine {
    let quote = Quote { price: price(at), source: PriceSource::Preset1, regular: None };
    let line = CartLine::new(ProductId(product), quantity(pieces), quote);
    CartLine { tax_rate: TaxRate::parse("0.13").expect("a rate"), ..line }
}

fn weighed(product: u64, kilograms: &str, at: &str) -> CartLine {
    CartLine { weighed: true, ..line(product, kilograms, at) }
}

fn cart(lines: &[CartLine]) -> Cart {
    let mut cart = Cart::default();
    for line in lines {
        cart.add(line.clone()).expect("a sound line");
    }
    cart
}

fn percent(text: &str) -> TypedDiscount {
    TypedDiscount::Percent(PercentOff::parse(text).expect("a number").expect("in range"))
}

fn off(text: &str) -> TypedDiscount {
    TypedDiscount::Amount(amount(text))
}

fn tender(code: &str) -> Tender {
    tender::defaults().into_iter().find(|t| t.code.0 == code).expect("a default tender")
}

fn paid(mut cart: Cart) -> Document {
    if !cart.totals().remaining.is_zero() {
        cart.tender(&tender("cash"), None).expect("cash");
    }
    let document = cart.into_document(header(), &tender::defaults()).expect("a sale");
    document.check().expect("a sound sale");
    document
}

#[test]
fn pieces_are_named_on_one_line_whether_they_were_scanned_by_number_or_by_code() {
    let named =
        |number: &str| CartLine { serials: vec![number.to_owned()], ..line(1, "1", "5.00") };
    let mut cart = cart(&[named("S1"), line(1, "2", "5.00")]);
    assert_eq!(cart.lines.len(), 1);
    assert_eq!(cart.lines[0].unnamed(), Quantity::whole(2));
    cart.name_piece(0, "S2".to_owned()).expect("a line");
    assert!(cart.has_piece(ProductId(1), "S2") && !cart.has_piece(ProductId(2), "S2"));
    cart.set_quantity(0, QuantityChange::Set(Quantity::ONE)).expect("above zero");
    assert_eq!((cart.lines[0].serials.len(), cart.lines[0].unnamed()), (1, Quantity::ZERO));
    cart.name_piece(0, "S3".to_owned()).expect("a line");
    assert_eq!(cart.lines[0].quantity, Quantity::whole(2), "one more piece");
}

#[test]
fn three_at_9_90_less_1_00_hold_3_30_of_tax() {
    let mut cart = cart(&[line(1, "3", "9.90")]);
    cart.set_discount(DiscountTarget::WholeTicket, Some(off("1.00"))).expect("below the ceiling");
    cart.tender(&tender("cash"), Some(amount("30.00"))).expect("cash");
    assert_eq!(cart.totals().change, amount("1.30"));
    let sale = paid(cart);
    assert_eq!(sale.kind, Kind::LS);
    assert_eq!(sale.lines[0].discount(DiscountKind::Manual), amount("1.00"));
    assert_eq!(sale.lines[0].tax, amount("3.30"));
    assert_eq!(sale.tenders[0].amount, amount("28.70"));
    assert_eq!(sale.tenders[0].handed, amount("30.00"));
}

#[test]
fn the_same_product_at_the_same_price_is_one_line() {
    let mut cart = cart(&[line(1, "1", "2.50"), line(2, "1", "4.00"), line(1, "2", "2.50")]);
    assert_eq!(cart.lines.len(), 2);
    assert_eq!((cart.lines[0].quantity, cart.current), (quantity("3"), 0));
    cart.add(line(1, "1", "2.40")).expect("a line");
    assert_eq!(cart.lines.len(), 3, "another price is another line");
    cart.set_discount(DiscountTarget::Line(0), Some(percent("10"))).expect("below the ceiling");
    cart.add(line(1, "1", "2.50")).expect("a line");
    assert_eq!(cart.lines.len(), 4, "a line with a discount takes nothing more");
}

#[test]
fn weighed_lines_never_merge_and_are_one_piece_each() {
    let cart =
        cart(&[weighed(1, "0.335", "16.00"), weighed(1, "0.335", "16.00"), line(2, "3", "1")]);
    assert_eq!(cart.lines.len(), 3);
    assert_eq!(cart.totals().pieces, quantity("5"));
    assert_eq!(cart.totals().list_amount, amount("13.72"));
}

#[test]
fn a_printed_amount_is_charged_until_the_line_is_changed() {
    let label = CartLine { scale_amount: Some(amount("5.59")), ..weighed(1, "0.35", "16.00") };
    let mut cart = cart(&[label]);
    assert_eq!(cart.totals().due, amount("5.59"));
    cart.set_quantity(0, QuantityChange::parse("0.5").expect("a quantity")).expect("above zero");
    assert_eq!(cart.totals().due, amount("8.00"));
}

#[test]
fn a_quantity_is_set_or_changed_as_it_is_typed() {
    let mut cart = cart(&[line(1, "1", "2.50")]);
    for (typed, then) in [("5", "5"), ("+2", "7"), ("－3", "4"), ("１２", "12")] {
        cart.set_quantity(0, QuantityChange::parse(typed).expect("a quantity")).expect("fine");
        assert_eq!(cart.lines[0].quantity, quantity(then), "{typed}");
    }
    let refused = cart.set_quantity(0, QuantityChange::parse("-12").expect("a quantity"));
    assert_eq!(refused, Err(CartError::QuantityNotPositive { line: 1, quantity: Quantity::ZERO }));
    assert_eq!(cart.lines[0].quantity, quantity("12"), "a refused act changes nothing");
    assert!(QuantityChange::parse("two").is_err());
}

#[test]
fn a_line_without_a_price_cannot_be_sold_unless_zero_is_typed() {
    let mut cart =
        cart(&[line(1, "1", "2.50"), CartLine::new(ProductId(2), Quantity::ONE, Quote::default())]);
    cart.tender(&tender("cash"), None).expect("cash");
    let refused = cart.clone().into_document(header(), &tender::defaults());
    assert_eq!(refused, Err(CartError::NoPrice { line: 2 }));
    cart.set_price(1, UnitPrice::ZERO).expect("zero, typed");
    assert_eq!(paid(cart).lines[1].list_amount, Amount::ZERO);
}

#[test]
fn a_negative_price_is_refused() {
    let mut cart = cart(&[line(1, "1", "2.50")]);
    let refused = cart.set_price(0, price("-1"));
    assert_eq!(refused, Err(CartError::PriceNegative { line: 1, price: price("-1") }));
}

#[test]
fn a_whole_ticket_discount_is_split_by_largest_remainder() {
    let mut cart = cart(&[line(1, "1", "10.00"), line(2, "1", "10.00"), line(3, "1", "10.00")]);
    cart.set_discount(DiscountTarget::WholeTicket, Some(off("10.00"))).expect("below the ceiling");
    let shares: Vec<String> = cart.figures().iter().map(|f| f.share.to_string()).collect();
    assert_eq!(shares, ["3.34", "3.33", "3.33"]);
    assert_eq!(cart.totals().due, amount("20.00"));
}

#[test]
fn a_ticket_discount_comes_on_top_of_the_lines_own() {
    let mut cart = cart(&[line(1, "1", "10.00"), line(2, "1", "10.00")]);
    cart.set_discount(DiscountTarget::Line(0), Some(percent("50"))).expect("below the ceiling");
    cart.set_discount(DiscountTarget::WholeTicket, Some(percent("10"))).expect("below");
    let totals = cart.totals();
    assert_eq!((totals.discount, totals.due), (amount("6.50"), amount("13.50")));
}

#[test]
fn more_off_than_the_ceiling_is_refused_and_changes_nothing() {
    let mut cart = cart(&[line(1, "2", "10.00")]);
    cart.ceiling = PercentOff::from_raw(1000).expect("ten per cent");
    let refused = cart.set_discount(DiscountTarget::Line(0), Some(off("2.01")));
    assert_eq!(refused, Err(CartError::DiscountTooHigh { line: 1, limit: amount("2.00") }));
    assert_eq!(cart.lines[0].discount, None);
    cart.set_discount(DiscountTarget::Line(0), Some(off("1.50"))).expect("within");
    let refused = cart.set_discount(DiscountTarget::WholeTicket, Some(percent("5")));
    assert_eq!(refused, Err(CartError::DiscountTooHigh { line: 0, limit: amount("0.50") }));
    assert!(cart.set_discount(DiscountTarget::Line(0), Some(off("-1.00"))).is_err());
}

#[test]
fn a_discount_that_a_smaller_quantity_makes_too_high_stops_the_payment() {
    let mut cart = cart(&[line(1, "3", "2.00")]);
    cart.set_discount(DiscountTarget::Line(0), Some(off("5.00"))).expect("within");
    cart.set_quantity(0, QuantityChange::Set(Quantity::ONE)).expect("one");
    assert_eq!(cart.totals().due, Amount::ZERO, "the screen never shows less than nothing");
    let refused = cart.clone().into_document(header(), &tender::defaults());
    assert_eq!(refused, Err(CartError::DiscountTooHigh { line: 1, limit: amount("2.00") }));
    cart.set_discount(DiscountTarget::Line(0), None).expect("taking it away is always allowed");
    assert_eq!(paid(cart).due(), amount("2.00"));
}

#[test]
fn small_change_is_dropped_after_the_discounts() {
    let mut cart = cart(&[line(1, "1", "12.37")]);
    cart.set_rounding(RoundingMode::Jiao);
    let totals = cart.totals();
    assert_eq!((totals.rounding, totals.due), (amount("0.37"), amount("12.00")));
    let sale = paid(cart);
    assert_eq!((sale.rounding, sale.due()), (amount("0.37"), amount("12.00")));
    assert_eq!(sale.lines[0].tax, amount("1.42"), "rounding is the shop's, not a discount");
}

#[test]
fn a_split_tender_gives_change_out_of_the_cash() {
    let mut cart = cart(&[line(1, "1", "100.00")]);
    cart.tender(&tender("wechat"), Some(amount("60.00"))).expect("part");
    assert_eq!(cart.totals().remaining, amount("40.00"));
    cart.tender(&tender("cash"), Some(amount("50.00"))).expect("more than the rest");
    let totals = cart.totals();
    assert_eq!((totals.remaining, totals.change), (Amount::ZERO, amount("10.00")));
    let nets: Vec<_> = paid(cart).tenders.iter().map(|t| (t.amount, t.handed)).collect();
    assert_eq!(nets, [(amount("60.00"), amount("60.00")), (amount("40.00"), amount("50.00"))]);
}

#[test]
fn only_a_tender_that_gives_change_may_exceed_the_rest() {
    let mut cart = cart(&[line(1, "1", "10.00")]);
    let refused = cart.tender(&tender("wechat"), Some(amount("10.01")));
    assert_eq!(refused, Err(CartError::TenderTooMuch { remaining: amount("10.00") }));
    cart.tender(&tender("wechat"), None).expect("the rest");
    let refused = cart.tender(&tender("cash"), Some(amount("1.00")));
    assert_eq!(refused, Err(CartError::TenderTooMuch { remaining: Amount::ZERO }));
    cart.tender_remove(0).expect("it is there");
    assert_eq!(cart.tender_remove(0), Err(CartError::TenderLineUnknown { line: 1 }));
    let refused = cart.tender(&tender("cash"), Some(Amount::ZERO));
    assert_eq!(refused, Err(CartError::TenderNotPositive { amount: Amount::ZERO }));
}

#[test]
fn a_ticket_made_cheaper_after_the_card_was_charged_is_not_posted() {
    let mut cart = cart(&[line(1, "1", "10.00"), line(2, "1", "5.00")]);
    cart.tender(&tender("card"), None).expect("the rest");
    cart.remove(1).expect("it is there");
    assert_eq!(cart.totals().remaining, amount("-5.00"));
    let refused = cart.into_document(header(), &tender::defaults());
    assert_eq!(refused, Err(CartError::TenderTooMuch { remaining: amount("-5.00") }));
}

#[test]
fn change_never_comes_out_of_what_was_paid_by_phone() {
    let mut cart = cart(&[line(1, "1", "10.00")]);
    cart.tender(&tender("cash"), Some(amount("8.00"))).expect("part");
    cart.tender(&tender("wechat"), None).expect("rest");
    cart.set_discount(DiscountTarget::WholeTicket, Some(off("3.00"))).expect("within");
    assert_eq!(cart.totals().change, amount("3.00"));
    let nets: Vec<_> = paid(cart).tenders.iter().map(|t| t.amount).collect();
    assert_eq!(nets, [amount("5.00"), amount("2.00")]);
}

#[test]
fn two_cash_tenders_are_one_line_of_the_sale() {
    let mut cart = cart(&[line(1, "1", "10.00")]);
    cart.tender(&tender("cash"), Some(amount("4.00"))).expect("part");
    cart.tender(&tender("cash"), Some(amount("10.00"))).expect("rest");
    let tenders = paid(cart).tenders;
    assert_eq!(tenders.len(), 1);
    assert_eq!((tenders[0].amount, tenders[0].handed), (amount("10.00"), amount("14.00")));
}

#[test]
fn what_is_not_paid_needs_a_customer_and_a_word() {
    let mut cart = cart(&[line(1, "1", "10.00")]);
    cart.tender(&tender("cash"), Some(amount("4.00"))).expect("part");
    let short = Err(CartError::TenderShort { remaining: amount("6.00") });
    let known = RetailHeader { partner: Some(PartnerId(7)), ..header() };
    assert_eq!(cart.clone().into_document(header(), &tender::defaults()), short);
    assert_eq!(cart.clone().into_document(known.clone(), &tender::defaults()), short);
    let credit = RetailHeader { on_account: true, ..known };
    let sale = cart.into_document(credit, &tender::defaults()).expect("on account");
    assert_eq!(sale.check(), Ok(()));
    assert_eq!(sale.due() - sale.tendered(), amount("6.00"));
}

#[test]
fn an_unknown_tender_or_an_empty_cart_posts_nothing() {
    let mut cart = cart(&[line(1, "1", "10.00")]);
    cart.tender(&tender("card"), None).expect("the rest");
    let unknown = CartError::TenderUnknown { tender: tender("card").code };
    assert_eq!(cart.into_document(header(), &[tender("cash")]), Err(unknown));
    let empty = Cart::default();
    assert_eq!(empty.clone().into_document(header(), &[]), Err(CartError::EmptyCart));
    assert_eq!(empty.clone().tender(&tender("cash"), None), Err(CartError::EmptyCart));
    assert_eq!(empty.clone().remove(0), Err(CartError::LineUnknown { line: 1 }));
}

#[test]
fn removing_a_line_keeps_the_current_one() {
    let mut cart = cart(&[line(1, "1", "1"), line(2, "1", "1"), line(3, "1", "1")]);
    cart.select(1).expect("it is there");
    cart.remove(0).expect("it is there");
    assert_eq!(cart.lines[cart.current].product, ProductId(2));
    cart.select(1).expect("it is there");
    cart.remove(1).expect("it is there");
    assert_eq!(cart.lines[cart.current].product, ProductId(2));
    cart.clear();
    assert_eq!(cart.totals(), Totals::default());
}

#[test]
fn a_cart_comes_back_from_its_text() {
    let mut cart = cart(&[line(1, "3", "9.90"), weighed(2, "0.335", "16.00")]);
    cart.set_discount(DiscountTarget::WholeTicket, Some(percent("12.5"))).expect("within");
    cart.tender(&tender("cash"), Some(amount("5.00"))).expect("part");
    let text = serde_json::to_string(&cart).expect("plain data");
    assert_eq!(serde_json::from_str::<Cart>(&text).expect("its own text"), cart);
    assert_eq!(serde_json::from_str::<Cart>("{}").expect("an old text"), Cart::default());
}

prop_compose! {
    pub(super) fn any_cart()(
        lines in prop::collection::vec((1_u64..6, 1_i64..9_000, 1_i64..99_999, 0_u8..4), 1..12),
        whole in 0_i64..=10_000,
        mode in prop::sample::select(RoundingMode::ALL.to_vec()),
    ) -> Cart {
        let mut cart = Cart { rounding_mode: mode, ..Cart::default() };
        for (product, thousandths, minor, way) in lines {
            let mut new = line(product, "1", "1");
            new.unit_price = UnitPrice::from_raw(minor * 10_000);
            new.quantity = Quantity::from_raw(thousandths * 1000);
            match way {
                0 => new.weighed = true,
                1 => new.scale_amount = Some(Amount::from_minor(minor)),
                2 => new.discount = Some(TypedDiscount::Amount(new.charged())),
                _ => {}
            }
            cart.add(new).expect("a sound line");
        }
        cart.whole_ticket = PercentOff::from_raw(whole).map(TypedDiscount::Percent);
        cart
    }
}

proptest! {
    /// What the screen shows is what is posted, to the 分.
    #[test]
    fn the_totals_are_the_documents(cart in any_cart()) {
        let totals = cart.totals();
        let sale = paid(cart);
        prop_assert_eq!(sale.due(), totals.due);
        prop_assert_eq!(sale.tendered(), totals.due);
        prop_assert_eq!(sale.rounding, totals.rounding);
        let off: Amount = sale.lines.iter().map(|line| line.discount(DiscountKind::Manual)).sum();
        prop_assert_eq!(off, totals.discount);
        prop_assert!(sale.lines.iter().all(|line| line.amount() >= Amount::ZERO));
        crate::posting::derive(&sale).prove().expect("a sale balances");
    }
}
