//! What follows from each figure that is typed, forward and back.

use proptest::prelude::*;

use super::*;

fn amount(text: &str) -> Amount {
    Amount::parse(text).expect("an amount")
}

fn factor(text: &str) -> Factor {
    Factor::parse(text).expect("a factor")
}

fn rate(text: &str) -> TaxRate {
    TaxRate::parse(text).expect("a rate")
}

fn line(format: Format, mode: TaxMode) -> FormatLine {
    let price = UnitPrice::parse("9.90").expect("a price");
    FormatLine::new(format, mode, Quantity::whole(3), price, rate("0.13"))
}

fn shown(line: &FormatLine) -> [String; 5] {
    [line.list_amount, line.amount, line.net(), line.tax, line.gross()].map(|a| a.to_string())
}

#[test]
fn a_plain_line_is_quantity_times_price() {
    let plain = line(Format::PLAIN, TaxMode::Inclusive);
    assert_eq!(shown(&plain), ["29.70", "29.70", "29.70", "0.00", "29.70"]);
    let refused = FormatError::NotInFormat { what: "factor" };
    assert_eq!(plain.typed(Typed::Factor(factor("0.85"))), Err(refused));
    let refused = FormatError::NotInFormat { what: "tax" };
    assert_eq!(plain.typed(Typed::TaxRate(rate("0.13"))), Err(refused));
}

#[test]
fn the_price_follows_from_a_typed_amount() {
    let plain = line(Format::PLAIN, TaxMode::Inclusive);
    let back = plain.typed(Typed::ListAmount(amount("10"))).expect("a price");
    assert_eq!((back.unit_price.to_string(), back.amount), ("3.333333".to_owned(), amount("10")));
    let none = plain.typed(Typed::Quantity(Quantity::ZERO)).expect("a quantity");
    let refused = FormatError::OfNothing { what: "price", amount: amount("10") };
    assert_eq!(none.typed(Typed::ListAmount(amount("10"))), Err(refused));
}

#[test]
fn the_factor_follows_from_a_discounted_amount() {
    let whole = line(Format::DISCOUNT, TaxMode::Inclusive);
    let eighty_five = whole.typed(Typed::Factor(factor("0.85"))).expect("a factor");
    assert_eq!(eighty_five.amount, amount("25.25"));
    let back = whole.typed(Typed::Amount(amount("25.25"))).expect("an amount");
    assert_eq!(back.factor, factor("0.85"));
    assert_eq!(shown(&back), shown(&eighty_five));
}

#[test]
fn the_tax_rate_follows_from_the_amount_on_the_other_side() {
    let inclusive = line(Format::TAX, TaxMode::Inclusive);
    assert_eq!(shown(&inclusive), ["29.70", "29.70", "26.28", "3.42", "29.70"]);
    let exclusive = line(Format::TAX, TaxMode::Exclusive);
    assert_eq!(shown(&exclusive), ["29.70", "29.70", "29.70", "3.86", "33.56"]);
    for (line, other) in [(inclusive, "28.02"), (exclusive, "31.48")] {
        let back = line.typed(Typed::OtherSide(amount(other))).expect("a rate");
        assert_eq!(back.tax_rate.to_string(), "0.06");
    }
    let refused = FormatError::NoRate { amount: amount("30") };
    assert_eq!(inclusive.typed(Typed::OtherSide(amount("30"))), Err(refused));
}

#[test]
fn the_documents_line_comes_to_the_gross_amount_with_the_tax_inside() {
    let exclusive = line(Format::DISCOUNT_AND_TAX, TaxMode::Exclusive);
    let line = exclusive.typed(Typed::Factor(factor("0.85"))).expect("a factor");
    let document = line.line(ProductId(1));
    assert_eq!((document.amount(), document.tax), (amount("28.53"), amount("3.28")));
    assert_eq!(document.discount(DiscountKind::Manual), amount("4.45"));
    let raised = exclusive.typed(Typed::Factor(factor("1.1"))).expect("a factor");
    let document = raised.line(ProductId(1));
    assert_eq!((document.amount(), document.discounts), (raised.gross(), Vec::new()));
}

#[test]
fn an_amount_finer_than_the_minor_unit_is_refused() {
    let fine = Amount::from_raw(1);
    let refused = FormatError::TooFine { amount: fine };
    assert_eq!(
        line(Format::PLAIN, TaxMode::Inclusive).typed(Typed::ListAmount(fine)),
        Err(refused)
    );
}

fn any_line() -> impl Strategy<Value = FormatLine> {
    let (quantity, price) = (1_i64..2_000_000_000, 0_i64..10_000_000_000);
    let (factor, rate, exclusive) = (0_i64..1_500_000, 0_i64..3_000, any::<bool>());
    (quantity, price, factor, rate, exclusive).prop_map(
        |(quantity, price, factor, rate, exclusive)| {
            let mode = if exclusive { TaxMode::Exclusive } else { TaxMode::Inclusive };
            let (quantity, price) = (Quantity::from_raw(quantity), UnitPrice::from_raw(price));
            let rate = TaxRate::from_raw(rate);
            let line = FormatLine::new(Format::DISCOUNT_AND_TAX, mode, quantity, price, rate);
            line.typed(Typed::Factor(Factor(factor))).expect("a factor")
        },
    )
}

proptest! {
    #[test]
    fn the_amounts_add_up_whatever_is_typed(line in any_line(), cents in 1_i64..100_000_000) {
        let typed = Amount::from_minor(cents);
        for act in [
            Typed::Quantity(Quantity::from_raw(cents)),
            Typed::ListAmount(typed),
            Typed::Amount(typed),
            Typed::OtherSide(typed),
        ] {
            let Ok(after) = line.typed(act) else { continue };
            prop_assert_eq!(after.net() + after.tax, after.gross());
            prop_assert_eq!(after.list_amount - after.discount(), after.amount);
            let amounts = [after.list_amount, after.amount, after.tax, after.gross()];
            prop_assert!(amounts.iter().all(|amount| amount.is_minor()));
            let document = after.line(ProductId(1));
            prop_assert_eq!(document.amount(), after.gross());
            match act {
                Typed::ListAmount(_) => prop_assert_eq!(after.list_amount, typed),
                Typed::Amount(_) => prop_assert_eq!(after.amount, typed),
                Typed::OtherSide(_) => {
                    let sides = [after.net(), after.gross()];
                    prop_assert!(sides.contains(&typed));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn back_from_the_amounts_that_a_line_has_gives_the_same_amounts(line in any_line()) {
        let amounts = |line: &FormatLine| (line.list_amount, line.amount, line.net(), line.gross());
        let other = match line.mode {
            TaxMode::Inclusive => line.net(),
            TaxMode::Exclusive => line.gross(),
        };
        for act in [Typed::ListAmount(line.list_amount), Typed::Amount(line.amount), Typed::OtherSide(other)] {
            let back = line.typed(act).expect("the figures of a line can be typed");
            prop_assert_eq!(amounts(&back), amounts(&line), "{:?}", act);
        }
    }

    #[test]
    fn a_rate_that_was_found_gives_the_tax_back_to_half_a_unit_of_its_last_decimal(line in any_line()) {
        let other = match line.mode {
            TaxMode::Inclusive => line.net(),
            TaxMode::Exclusive => line.gross(),
        };
        let back = line.typed(Typed::OtherSide(other)).expect("a rate");
        let again = back.typed(Typed::TaxRate(back.tax_rate)).expect("a rate");
        let half_unit = back.gross().abs().exact() * text::exact(5, 5);
        prop_assert!((again.tax - back.tax).abs().exact() <= half_unit + text::exact(1, 2));
    }
}
