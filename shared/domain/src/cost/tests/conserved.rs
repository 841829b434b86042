//! Value is conserved 价值守恒: what moves within the company takes its value along, what is made is
//! worth its parts and the work, and what comes back comes back at what it left for.

use proptest::prelude::*;

use super::super::layer::Layer;
use super::*;
use crate::account;
use crate::document::EntryLine;
use crate::entry::Side;
use crate::posting;

/// Kinds by which goods move within the company, or become others.
const WITHIN: [Kind; 5] = [Kind::TB, Kind::FH, Kind::FS, Kind::ZC, Kind::CX];

/// What comes back, and of what.
const BACK: [(Kind, Kind); 4] =
    [(Kind::LT, Kind::LS), (Kind::XT, Kind::XS), (Kind::RS, Kind::FH), (Kind::XT, Kind::WX)];

fn method() -> impl Strategy<Value = Method> {
    prop::sample::select(&[Method::Average, Method::Fifo, Method::Lifo][..])
}

/// Goods that came in two lots of unequal cost; in layers where the method has them.
fn bought(method: Method, lots: [(i64, i64); 2]) -> Balance {
    let mut balance = Balance::default();
    for (seq, (quantity, minor)) in (1..).zip(lots) {
        let (quantity, value) = (Quantity::whole(quantity), Amount::from_minor(minor));
        balance.quantity += quantity;
        balance.value += value;
        let document = DocumentId { stream: StreamId(1), seq };
        balance.layers.push(Layer { id: LayerId { document, line: 1 }, quantity, value });
    }
    if method == Method::Average {
        balance.layers.clear();
    }
    balance
}

/// A document of some goods, in books that have them wherever it takes them from.
fn frozen(kind: Kind, method: Method, lots: [(i64, i64); 2], wanted: i64) -> (Document, Terms) {
    let terms = Terms { method, ..Terms::average(NegativeStock::Refuse) };
    let mut document = goods(kind, wanted.min(lots[0].0 + lots[1].0));
    document.to_warehouse = Some(WarehouseNo::REPAIR).filter(|_| kind == Kind::TB);
    if matches!(kind, Kind::ZC | Kind::CX) {
        let made = Line::without_amount(ProductId(2), Quantity::whole(3));
        document.lines.push(Line { incoming: true, ..made });
    }
    if kind == Kind::ZC {
        let (account, amount) = (account::ADMIN_EXPENSE, Amount::from_minor(501));
        document.entries.push(EntryLine { account, party: None, side: Side::Credit, amount });
    }
    let from = |line: &Line| route::of(&document, line).from;
    let mut balances: Balances =
        document.lines.iter().filter_map(from).map(|key| (key, bought(method, lots))).collect();
    freeze(&mut document, &mut balances, None, &terms).expect("the goods are there");
    (document, terms)
}

proptest! {
    #[test]
    fn what_moves_within_the_company_or_becomes_something_else_keeps_its_value(
        kind in prop::sample::select(&WITHIN[..]),
        method in method(),
        lots in [(1_i64..20, 0_i64..9_999), (1_i64..20, 0_i64..9_999)],
        wanted in 1_i64..40,
    ) {
        let (document, _) = frozen(kind, method, lots, wanted);
        let postings = posting::derive(&document);
        prop_assert_eq!(postings.prove(), Ok(()));
        let moved: Amount = postings.moves.iter().map(|m| m.class.as_asset(m.value)).sum();
        let residual = |line: &Line| line.residual_out + line.residual_in;
        let left: Amount = document.lines.iter().map(residual).sum();
        // Work adds what it cost; it stands as a credit.
        prop_assert_eq!(moved, -left - document.entered());
        prop_assert!(left.is_zero(), "goods that are whole leave nothing over");
    }

    #[test]
    fn what_comes_back_in_whatever_parts_comes_back_at_what_it_left_for(
        (back, kind) in prop::sample::select(&BACK[..]),
        method in method(),
        lots in [(1_i64..20, 0_i64..9_999), (1_i64..20, 0_i64..9_999)],
        wanted in 1_i64..40,
        cuts in prop::collection::vec(1_i64..9, 40),
    ) {
        let (original, terms) = frozen(kind, method, lots, wanted);
        let line = &original.lines[0];
        let mut before = Quantity::ZERO;
        let mut returned = Amount::ZERO;
        let mut balances = Balances::new();
        for cut in cuts {
            let part = Quantity::whole(cut).min(line.quantity - before);
            if part.is_zero() {
                break;
            }
            let mut document = referring(back, 1);
            document.lines[0].quantity = part;
            let taken = [before];
            let against = Original { document: &original, returned: &taken };
            freeze(&mut document, &mut balances, Some(against), &terms).expect("frozen");
            before += part;
            returned += document.lines[0].cost;
        }
        prop_assert_eq!(before, line.quantity);
        prop_assert_eq!(returned, line.cost + line.residual_out);
    }
}
