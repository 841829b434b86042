//! How cost is frozen into documents that refer to others, and what the price step refuses.

use proptest::prelude::*;

use super::*;
use crate::id::{DocumentId, StreamId, WarehouseNo};
use crate::kind::Kind;
use crate::posting::sample::{Sample, document};
use crate::price::UnitPrice;

mod conserved;

fn stocked(quantity: i64, minor: i64) -> Balances {
    let balance = Balance {
        quantity: Quantity::whole(quantity),
        value: Amount::from_minor(minor),
        ..Balance::default()
    };
    Balances::from([(own(1), balance)])
}

/// Own goods of a product in the goods store.
fn own(product: u64) -> StockKey {
    StockKey {
        product: ProductId(product),
        warehouse: WarehouseNo::GOODS,
        class: StockClass::Own,
        party: None,
    }
}

fn goods(kind: Kind, quantity: i64) -> Document {
    let line = Line::new(ProductId(1), Quantity::whole(quantity), UnitPrice::ZERO);
    Document { lines: vec![line], ..document(kind) }
}

fn referring(kind: Kind, quantity: i64) -> Document {
    let mut document = goods(kind, quantity);
    document.refers_to = Some(DocumentId { stream: StreamId(1), seq: 1 });
    document.lines[0].refers_to_line = 1;
    document
}

/// Freezes what comes back (arrives) in parts and returns the parts' costs.
fn in_parts(kind: Kind, original: &Document, parts: &[i64]) -> Vec<Amount> {
    let mut before = Quantity::ZERO;
    let mut balances = Balances::new();
    let cost = |&part: &i64| {
        let mut document = referring(kind, part);
        let returned = [before];
        let against = Original { document: original, returned: &returned };
        freeze(&mut document, &mut balances, Some(against), &Terms::average(NegativeStock::Refuse))
            .expect("frozen");
        before += Quantity::whole(part);
        document.lines[0].cost
    };
    parts.iter().map(cost).collect()
}

fn issued(kind: Kind, quantity: i64, minor: i64) -> Document {
    let mut document = goods(kind, quantity);
    let mut balances = stocked(quantity, minor);
    freeze(&mut document, &mut balances, None, &Terms::average(NegativeStock::Refuse))
        .expect("in stock");
    document
}

#[test]
fn more_than_on_hand_is_refused_and_names_what_is_there() {
    let refused = freeze(
        &mut goods(Kind::LS, 3),
        &mut stocked(2, 1000),
        None,
        &Terms::average(NegativeStock::Refuse),
    );
    let short = CostError::StockShort {
        line: 1,
        product: ProductId(1),
        on_hand: Quantity::whole(2),
        wanted: Quantity::whole(3),
    };
    assert_eq!(refused, Err(short));
}

#[test]
fn a_manager_lets_one_sale_pass_at_the_last_known_cost() {
    let (mut sale, mut balances) = (goods(Kind::LS, 3), stocked(2, 1000));
    balances.get_mut(&own(1)).expect("stocked").last_cost =
        UnitCost::parse("5.20").expect("a cost");
    freeze(&mut sale, &mut balances, None, &Terms::average(NegativeStock::Pass)).expect("let pass");
    assert_eq!(sale.lines[0].cost, Amount::from_minor(1520));
    let left = &balances[&own(1)];
    assert_eq!((left.quantity, left.value), (-Quantity::ONE, Amount::from_minor(-520)));
}

#[test]
fn a_return_comes_back_at_the_cost_at_which_it_left() {
    let sale = issued(Kind::LS, 3, 1000);
    let parts = in_parts(Kind::LT, &sale, &[1, 1, 1]);
    assert_eq!(parts, [333, 334, 333].map(Amount::from_minor));
}

#[test]
fn a_full_receipt_takes_exactly_the_dispatched_cost() {
    let dispatch = issued(Kind::FH, 7, 1000);
    assert_eq!(in_parts(Kind::RS, &dispatch, &[7]), [Amount::from_minor(1000)]);
    let short_first = in_parts(Kind::RS, &dispatch, &[5, 2]);
    assert_eq!(short_first.iter().copied().sum::<Amount>(), Amount::from_minor(1000));
}

#[test]
fn two_lines_of_one_receipt_share_the_dispatched_cost() {
    let dispatch = issued(Kind::FH, 3, 1000);
    let mut receipt = referring(Kind::RS, 1);
    receipt.lines = vec![receipt.lines[0].clone(); 3];
    let against = Original { document: &dispatch, returned: &[] };
    let mut balances = Balances::new();
    freeze(&mut receipt, &mut balances, Some(against), &Terms::average(NegativeStock::Refuse))
        .expect("frozen");
    let costs: Vec<Amount> = receipt.lines.iter().map(|line| line.cost).collect();
    assert_eq!(costs, [333, 334, 333].map(Amount::from_minor));
    assert_eq!(balances[&own(1)].value, Amount::from_minor(1000));
}

#[test]
fn a_receipt_without_its_dispatch_takes_the_cost_it_names() {
    let mut receipt = goods(Kind::RS, 8);
    receipt.lines[0].unit_price = UnitPrice::parse("6").expect("a price");
    freeze(&mut receipt, &mut Balances::new(), None, &Terms::average(NegativeStock::Refuse))
        .expect("frozen");
    assert_eq!(receipt.lines[0].cost, Amount::from_minor(4800));
}

#[test]
fn a_return_of_another_product_is_refused() {
    let sale = issued(Kind::LS, 3, 1000);
    let mut other = referring(Kind::LT, 1);
    other.lines[0].product = ProductId(2);
    let against = Original { document: &sale, returned: &[] };
    let refused = freeze(
        &mut other,
        &mut Balances::new(),
        Some(against),
        &Terms::average(NegativeStock::Refuse),
    );
    assert_eq!(refused, Err(CostError::NotSold { line: 1 }));
}

#[test]
fn a_found_piece_takes_the_cost_of_the_books() {
    let (mut found, mut balances) = (goods(Kind::BY, 1), stocked(4, 1000));
    freeze(&mut found, &mut balances, None, &Terms::average(NegativeStock::Refuse))
        .expect("frozen");
    assert_eq!(found.lines[0].cost, Amount::from_minor(250));
}

/// Delivers (a negative quantity takes a delivery back) and returns what is still promised.
fn promised(ordered: i64, steps: &[i64]) -> Vec<i64> {
    let order = goods(Kind::XD, ordered);
    let (mut reserved, mut taken) = (Quantity::whole(ordered), Quantity::ZERO);
    let mut balances = stocked(1_000, 1_000_000);
    let step = |&quantity: &i64| {
        let mut delivery = referring(Kind::XS, quantity.abs());
        if quantity < 0 {
            delivery = delivery.reversal(DocumentId { stream: StreamId(1), seq: 9 });
        }
        let returned = [taken];
        let against = Original { document: &order, returned: &returned };
        freeze(&mut delivery, &mut balances, Some(against), &Terms::average(NegativeStock::Refuse))
            .expect("frozen");
        taken += delivery.lines[0].quantity;
        reserved -= delivery.lines[0].released;
        reserved.raw() / Quantity::ONE.raw()
    };
    steps.iter().map(step).collect()
}

#[test]
fn what_is_promised_is_what_is_open_whichever_delivery_is_taken_back() {
    assert_eq!(promised(5, &[3, 2]), [2, 0]);
    assert_eq!(promised(5, &[3, 4, -3]), [2, 0, 1]);
    assert_eq!(promised(5, &[3, 4, -4, -3]), [2, 0, 2, 5]);
}

#[test]
fn what_a_customer_holds_is_not_taken_back_twice() {
    let mut dispatch = goods(Kind::FS, 3);
    let mut balances = stocked(3, 1000);
    freeze(&mut dispatch, &mut balances, None, &Terms::average(NegativeStock::Refuse))
        .expect("in stock");
    let mut settled = goods(Kind::WX, 1);
    freeze(&mut settled, &mut balances, None, &Terms::average(NegativeStock::Refuse))
        .expect("with the customer");
    let mut red = dispatch.reversal(DocumentId { stream: StreamId(1), seq: 1 });
    let refused = freeze(&mut red, &mut balances, None, &Terms::average(NegativeStock::Pass));
    let product = ProductId(1);
    let (on_hand, wanted) = (Quantity::whole(2), Quantity::whole(3));
    assert_eq!(refused, Err(CostError::StockShort { line: 1, product, on_hand, wanted }));
}

#[test]
fn goods_that_go_back_and_invoices_clear_exactly_what_was_accrued() {
    let receipt = {
        let mut receipt = goods(Kind::CG, 3);
        receipt.lines[0].unit_price = UnitPrice::parse("3.3333").expect("a price");
        receipt.form = Form::Accrued;
        freeze(&mut receipt, &mut Balances::new(), None, &Terms::average(NegativeStock::Refuse))
            .expect("frozen");
        receipt
    };
    assert_eq!(receipt.lines[0].cost, Amount::from_minor(1000));
    let mut cleared = Vec::new();
    for (kind, before) in [(Kind::FP, 0), (Kind::CT, 1), (Kind::FP, 2)] {
        let mut document = referring(kind, 1);
        document.form = if kind == Kind::CT { Form::Accrued } else { Form::Usual };
        let returned = [Quantity::whole(before)];
        let against = Original { document: &receipt, returned: &returned };
        let mut balances = stocked(3, 900);
        freeze(&mut document, &mut balances, Some(against), &Terms::average(NegativeStock::Refuse))
            .expect("frozen");
        let line = &document.lines[0];
        cleared.push(if kind == Kind::CT { line.liability } else { line.cost });
    }
    assert_eq!(cleared, [333, 334, 333].map(Amount::from_minor));
}

proptest! {
    /// Whatever is sold, received and then reversed, the books stand where they stood.
    #[test]
    fn a_red_document_puts_the_balance_back(sample in Sample::any(), quantity in 1_i64..50) {
        let mut document = sample.document;
        let stocked = Balance {
            quantity: Quantity::whole(quantity),
            value: Amount::from_minor(quantity * 777),
            ..Balance::default()
        };
        let mut balances: Balances =
            keys(&document).into_iter().map(|key| (key, stocked.clone())).collect();
        let before = balances.clone();
        let frozen = freeze(&mut document, &mut balances, None, &Terms::average(NegativeStock::Pass));
        // What a partner holds, and value beyond the goods' own, is refused whoever asks.
        prop_assume!(frozen.is_ok());
        let mut red = document.reversal(DocumentId { stream: StreamId(1), seq: 1 });
        freeze(&mut red, &mut balances, None, &Terms::average(NegativeStock::Pass)).expect("no original");
        for (key, balance) in &balances {
            prop_assert_eq!(balance.quantity, before[key].quantity);
            prop_assert!(!balance.quantity.is_zero() || balance.value.is_zero());
        }
    }
}
