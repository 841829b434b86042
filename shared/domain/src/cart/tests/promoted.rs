//! Promotions on the ticket, and quoting anew.

use super::*;

fn promoted() -> CartLine {
    let quote = Quote {
        price: price("1.99"),
        source: PriceSource::Promotion,
        regular: Some(price("2.50")),
    };
    CartLine::new(ProductId(1), quantity("3"), quote)
}

#[test]
fn the_document_states_the_regular_price_and_the_promotion_as_a_discount() {
    let mut cart = cart(&[promoted()]);
    let half = PercentOff::from_raw(5_000).map(TypedDiscount::Percent);
    cart.set_discount(DiscountTarget::Line(0), half).expect("below the ceiling");
    let totals = cart.totals();
    assert_eq!((totals.list_amount, totals.discount), (amount("7.50"), amount("4.52")));
    let cash = tender::defaults().remove(0);
    cart.tender(&cash, None).expect("something is due");
    let document = cart.into_document(header(), &tender::defaults()).expect("paid");
    let line = &document.lines[0];
    assert_eq!((line.unit_price, line.list_amount), (price("2.50"), amount("7.50")));
    assert_eq!(line.discount(DiscountKind::Promotion), amount("1.53"));
    assert_eq!(line.discount(DiscountKind::Manual), amount("2.99"));
    assert_eq!((line.amount(), document.due()), (amount("2.98"), totals.due));
}

#[test]
fn the_ceiling_counts_from_the_promotion_price() {
    let mut cart = cart(&[promoted()]);
    cart.ceiling = PercentOff::from_raw(1_000).expect("in range");
    let off = |text| Some(TypedDiscount::Amount(amount(text)));
    cart.set_discount(DiscountTarget::Line(0), off("0.60")).expect("a tenth of 5.97");
    let refused = CartError::DiscountTooHigh { line: 1, limit: amount("0.60") };
    assert_eq!(cart.set_discount(DiscountTarget::Line(0), off("0.61")), Err(refused));
}

#[test]
fn another_customer_changes_quoted_prices_and_leaves_typed_ones() {
    let mut cart = cart(&[line(1, "1", "9.90"), line(2, "1", "5.00")]);
    cart.set_price(1, price("4.00")).expect("a price");
    let level = Quote { price: price("9.00"), source: PriceSource::Level, regular: None };
    cart.requote(|_| level);
    assert_eq!(
        (cart.lines[0].unit_price, cart.lines[0].price_source),
        (price("9.00"), level.source)
    );
    assert_eq!(cart.lines[1].unit_price, price("4.00"));
}

#[test]
fn a_price_that_is_typed_is_no_promotion_any_more() {
    let mut cart = cart(&[promoted()]);
    cart.set_price(0, price("2.20")).expect("a price");
    assert_eq!(cart.totals().list_amount, amount("6.60"));
    assert_eq!(cart.figures()[0].promotion, Amount::ZERO);
}
