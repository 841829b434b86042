//! What comes back when part of a sale is returned.

use super::*;
use crate::cost::{self, Balances, NegativeStock, Original, Terms};
use crate::document::Discount;
use crate::id::{DocumentId, StreamId};
use crate::posting::derive;

const SALE: DocumentId = DocumentId { stream: StreamId(1), seq: 1 };

fn back(sale: &Document, before: &[Quantity], take: &[(u32, Quantity)]) -> Document {
    let cash = tender("cash");
    let document = return_document(sale, SALE, before, take, header(), Some(&cash));
    let document = document.expect("within what was sold");
    document.check().expect("a sound return");
    document
}

fn pieces(n: i64) -> Quantity {
    Quantity::whole(n)
}

#[test]
fn thirds_of_ten_come_back_to_ten() {
    let mut cart = cart(&[line(1, "3", "5.00")]);
    cart.set_discount(DiscountTarget::Line(0), Some(off("5.00"))).expect("within");
    let sale = paid(cart);
    let parts = [0, 1, 2].map(|n| back(&sale, &[pieces(n)], &[(1, Quantity::ONE)]));
    let refunds: Vec<String> = parts.iter().map(|part| part.tendered().to_string()).collect();
    assert_eq!(refunds, ["3.33", "3.34", "3.33"]);
    let first = &parts[0];
    assert_eq!((first.kind, first.refers_to), (Kind::LT, Some(SALE)));
    assert_eq!(first.lines[0].refers_to_line, 1);
}

#[test]
fn more_than_is_left_names_the_line_and_what_is_left() {
    let sale = paid(cart(&[line(1, "3", "5.00"), line(2, "2", "1.00")]));
    let attempt = |take: &[(u32, Quantity)]| {
        let before = [pieces(2)];
        return_document(&sale, SALE, &before, take, header(), None).expect_err("too much")
    };
    assert_eq!(attempt(&[(1, pieces(2))]), ReturnError::TooMuch { line: 1, left: pieces(1) });
    let twice = [(2, pieces(1)), (2, pieces(2))];
    assert_eq!(attempt(&twice), ReturnError::TooMuch { line: 2, left: pieces(2) });
    assert_eq!(attempt(&[(3, pieces(1))]), ReturnError::LineUnknown { line: 3 });
    assert_eq!(attempt(&[(0, pieces(1))]), ReturnError::LineUnknown { line: 0 });
    assert_eq!(attempt(&[]), ReturnError::NothingTaken);
    let nothing = ReturnError::QuantityNotPositive { line: 1, quantity: Quantity::ZERO };
    assert_eq!(attempt(&[(1, Quantity::ZERO)]), nothing);
}

#[test]
fn only_a_sale_that_stands_is_returned() {
    let sale = paid(cart(&[line(1, "3", "5.00")]));
    let red = sale.reversal(SALE);
    let refused = return_document(&red, SALE, &[], &[(1, pieces(1))], header(), None);
    assert_eq!(refused, Err(ReturnError::NotASale));
    let returned = back(&sale, &[], &[(1, pieces(1))]);
    let refused = return_document(&returned, SALE, &[], &[(1, pieces(1))], header(), None);
    assert_eq!(refused, Err(ReturnError::NotASale));
}

#[test]
fn rounding_comes_back_in_proportion_and_in_full() {
    let mut cart = cart(&[line(1, "1", "6.20"), line(2, "1", "6.17")]);
    cart.set_rounding(RoundingMode::Jiao);
    let sale = paid(cart);
    assert_eq!(sale.rounding, amount("0.37"));
    let first = back(&sale, &[], &[(1, pieces(1))]);
    assert_eq!((first.rounding, first.tendered()), (amount("0.19"), amount("6.01")));
    let second = back(&sale, &[pieces(1)], &[(2, pieces(1))]);
    assert_eq!((second.rounding, second.tendered()), (amount("0.18"), amount("5.99")));
    let all = back(&sale, &[], &[(1, pieces(1)), (2, pieces(1))]);
    assert_eq!((all.rounding, all.tendered()), (amount("0.37"), amount("12.00")));
}

#[test]
fn a_coupon_comes_back_in_proportion_to_its_line() {
    let mut sale = paid(cart(&[line(1, "2", "10.00")]));
    let claim_on = Some(PartnerId(9));
    let coupon = Discount { kind: DiscountKind::Coupon, amount: amount("3.00"), claim_on };
    sale.lines[0].discounts.push(coupon);
    let half = back(&sale, &[], &[(1, pieces(1))]);
    assert_eq!(half.lines[0].discounts, [Discount { amount: amount("1.50"), ..coupon }]);
    assert_eq!(half.tendered(), amount("8.50"));
}

#[test]
fn a_basket_coupon_comes_back_with_the_goods() {
    let mut sale = paid(cart(&[line(1, "1", "15.00"), line(2, "1", "5.00")]));
    let mut coupon = sale.lines[0].clone();
    coupon.quantity = Quantity::ZERO;
    (coupon.list_amount, coupon.tax) = (Amount::ZERO, Amount::ZERO);
    let four = Discount { kind: DiscountKind::Coupon, amount: amount("4.00"), claim_on: None };
    coupon.discounts = vec![four];
    sale.lines.push(coupon);
    let first = back(&sale, &[], &[(1, pieces(1))]);
    assert_eq!(first.tendered(), amount("12.00"));
    let rest = back(&sale, &[pieces(1)], &[(2, pieces(1))]);
    assert_eq!(rest.tendered(), amount("4.00"));
    assert_eq!(rest.lines[1].refers_to_line, 3);
}

#[test]
fn without_a_tender_the_money_goes_to_the_customers_account() {
    let mut sale = paid(cart(&[line(1, "2", "10.00")]));
    sale.partner = Some(PartnerId(7));
    let take = [(1, pieces(1))];
    let credit = return_document(&sale, SALE, &[], &take, header(), None).expect("a return");
    assert_eq!(credit.check(), Ok(()));
    assert_eq!((credit.partner, credit.tendered()), (Some(PartnerId(7)), Amount::ZERO));
}

proptest! {
    /// However a sale is cut into returns, together they are the sale, in money, tax and cost.
    #[test]
    fn all_partial_returns_together_give_back_exactly_the_sale(
        cart in any_cart(),
        unit_cost in 0_i64..9_999,
        cuts in prop::collection::vec(prop::collection::vec(0_i64..9_000_000, 12), 0..4),
    ) {
        let mut sale = paid(cart);
        for line in &mut sale.lines {
            line.cost = Amount::from_minor(unit_cost);
        }
        let mut before = vec![Quantity::ZERO; sale.lines.len()];
        let mut postings = derive(&sale);
        let mut balances = Balances::new();
        let everything = vec![i64::MAX; 12];
        for cut in cuts.iter().chain([&everything]) {
            let take: Vec<(u32, Quantity)> = (1..)
                .zip(&sale.lines)
                .zip(&before)
                .zip(cut)
                .map(|(((n, line), before), cut)| {
                    (n, Quantity::from_raw(*cut).min(line.quantity - *before))
                })
                .filter(|(_, taken)| *taken > Quantity::ZERO)
                .collect();
            if take.is_empty() {
                continue;
            }
            let mut part = back(&sale, &before, &take);
            let against = Original { document: &sale, returned: &before };
            cost::freeze(&mut part, &mut balances, Some(against), &Terms::average(NegativeStock::Refuse))
                .expect("all lines were sold");
            for (n, taken) in take {
                before[n as usize - 1] += taken;
            }
            let returned = derive(&part);
            returned.prove().expect("a return balances");
            returned.entries.into_iter().for_each(|entry| postings.entry(entry));
        }
        postings.settle(crate::entry::Item::This);
        prop_assert_eq!(postings.entries, []);
        let value: Amount = balances.values().map(|balance| balance.value).sum();
        prop_assert_eq!(value, sale.lines.iter().map(|line| line.cost).sum::<Amount>());
    }
}

#[test]
fn a_piece_comes_back_only_by_a_number_that_was_sold() {
    let mut cart = cart(&[line(1, "2", "5.00")]);
    cart.lines[0].serials = vec!["S1".to_owned(), "S2".to_owned()];
    let sale = paid(cart);
    let mut part = back(&sale, &[], &[(1, pieces(1))]);
    assert!(part.lines[0].serials.is_empty(), "which of the two, a person says");
    name_pieces(&mut part, &sale, &[(1, vec!["S2".to_owned()])]).expect("it was sold");
    assert_eq!(part.lines[0].serials[0].number, "S2");
    let stray = name_pieces(&mut part, &sale, &[(1, vec!["S3".to_owned()])]);
    assert_eq!(stray, Err(ReturnError::PieceNotSold { line: 1, serial: "S3".to_owned() }));
    let whole = back(&sale, &[], &[(1, pieces(2))]);
    assert_eq!(whole.lines[0].serials.len(), 2, "all of them are the pieces that were sold");
}
