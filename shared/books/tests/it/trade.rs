//! Whatever is ordered, delivered, returned, settled and taken back, the books keep their promises.

use std::collections::{BTreeMap, BTreeSet};

use fenhao_books::execution;
use fenhao_books::rebuild::compare;
use fenhao_domain::cost::layer::Method;
use fenhao_domain::kind::Kind;
use fenhao_domain::stock::StockClass;
use proptest::prelude::*;

use super::trader::{Choice, DOES, Trader};
use super::world::shop;

/// What orders of a kind still promise, by product.
fn open(trader: &Trader, kind: Kind) -> BTreeMap<u64, i64> {
    let mut found = BTreeMap::new();
    let orders = trader.posted.iter().filter(|p| p.document.kind == kind && !p.document.is_red());
    for order in orders {
        let lines = trader.shop.store.read(|sql| execution::lines(sql, order.id)).unwrap();
        let reversed = format!(
            "SELECT seq FROM document_link WHERE role = 1 AND to_stream = {} AND to_seq = {}",
            order.id.stream.0, order.id.seq
        );
        if !trader.shop.rows(&reversed, 1).is_empty() {
            assert!(lines.iter().all(|line| line.left.is_zero()), "nothing is left of it");
        }
        for line in lines.iter().filter(|line| !line.left.is_zero()) {
            *found.entry(line.product.0).or_default() += line.left.raw();
        }
    }
    found
}

/// What the books hold as promised or expected, by product.
fn held(trader: &Trader, class: StockClass) -> BTreeMap<u64, i64> {
    let text = format!(
        "SELECT product_id, CAST(SUM(quantity) AS BIGINT) FROM stock_sum WHERE class = {} \
         GROUP BY product_id HAVING SUM(quantity) <> 0",
        class.number()
    );
    let rows = trader.shop.rows(&text, 2);
    let pair = |row: &String| -> (u64, i64) {
        let (product, quantity) = row.split_once(' ').unwrap();
        (product.parse().unwrap(), quantity.parse().unwrap())
    };
    rows.iter().map(pair).collect()
}

fn nothing_found(trader: &Trader, text: &str) {
    let found = trader.shop.rows(text, 3);
    assert_eq!(found, Vec::<String>::new(), "{text}");
}

/// What must hold after every document.
fn prove(trader: &Trader) {
    assert_eq!(held(trader, StockClass::Reserved), open(trader, Kind::XD), "reserved");
    assert_eq!(held(trader, StockClass::Expected), open(trader, Kind::CD), "expected");
    nothing_found(
        trader,
        "SELECT s.account, s.party, s.balance FROM party_sum s \
         WHERE s.account IN (1122, 2202, 220299) AND s.balance <> (SELECT COALESCE(SUM(i.balance), 0) \
         FROM item_sum i WHERE i.branch_id = s.branch_id AND i.account = s.account \
         AND i.party = s.party)",
    );
    nothing_found(
        trader,
        "SELECT product_id, class, quantity FROM stock_sum WHERE class <> 1 AND quantity < 0",
    );
    nothing_found(
        trader,
        "SELECT account, party, balance FROM party_sum \
         WHERE (account = 2203 AND balance > 0) OR (account = 1123 AND balance < 0)",
    );
    nothing_found(
        trader,
        "SELECT product_id, class, value FROM stock_sum WHERE quantity = 0 AND value <> 0",
    );
}

fn choices(most: usize) -> impl Strategy<Value = Vec<Choice>> {
    prop::collection::vec(any::<Choice>(), 1..most)
}

fn methods() -> impl Strategy<Value = Method> {
    prop::sample::select(&[Method::Average, Method::Fifo, Method::Lifo][..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn promises_items_and_goods_of_others_are_kept_whatever_happens(
        steps in prop::collection::vec((any::<Choice>(), 0_u8..5, any::<u8>()), 1..40),
        method in methods(),
    ) {
        let mut trader = Trader::costing(shop(1), method);
        for (choice, undo, which) in steps {
            match undo {
                0 => trader.undo(which),
                _ => trader.act(choice),
            }
            prove(&trader);
        }
        let compared = trader.shop.store.read(|sql| compare(sql, &mut |_| {})).unwrap();
        prop_assert!(compared.agrees(), "{:?}", compared.differences.first());
    }

    #[test]
    fn taken_back_in_reverse_order_everything_stands_where_it_stood(
        steps in choices(30),
        method in methods(),
    ) {
        let mut trader = Trader::costing(shop(1), method);
        let before = trader.sums();
        for choice in steps {
            trader.act(choice);
        }
        let done: Vec<_> = trader.posted.iter().skip(1).map(|posted| posted.id).collect();
        for id in done.into_iter().rev() {
            trader.take_back(id, false).unwrap();
        }
        prop_assert_eq!(trader.sums(), before);
    }
}

/// Of each kind, in books in which much has happened: posted and taken back at once, it leaves every
/// sum as it was.
#[test]
fn a_red_document_of_every_kind_brings_every_sum_back() {
    for method in [Method::Average, Method::Fifo, Method::Lifo] {
        let mut trader = Trader::costing(shop(1), method);
        let mut lacking: BTreeSet<Kind> = DOES.iter().map(|(kind, _)| *kind).collect();
        for round in 0..6_u8 {
            for what in (0_u8..).take(DOES.len()) {
                let choice =
                    (what, round.wrapping_mul(11), what.wrapping_mul(3).wrapping_add(round));
                let (before, count) = (trader.sums(), trader.posted.len());
                trader.act(choice);
                let Some(posted) = trader.posted.get(count) else { continue };
                let (id, kind) = (posted.id, posted.document.kind);
                trader.take_back(id, false).unwrap_or_else(|e| panic!("{method:?} {kind:?}: {e}"));
                assert_eq!(trader.sums(), before, "{method:?} {kind:?}");
                lacking.remove(&kind);
                trader.posted.truncate(count);
                // Once more, to stay: the next ones find books in which more has happened.
                trader.act(choice);
            }
        }
        assert!(lacking.is_empty(), "{method:?}: never posted {lacking:?}");
    }
}

#[test]
fn the_trader_does_all_it_knows() {
    let mut trader = Trader::begin(shop(1));
    for round in 0..40_u8 {
        for what in (0_u8..).take(DOES.len()) {
            trader.act((what, round.wrapping_mul(7), round.wrapping_mul(3).wrapping_add(what)));
        }
    }
    let kinds: BTreeSet<Kind> = trader.posted.iter().map(|posted| posted.document.kind).collect();
    let knows: BTreeSet<Kind> = DOES.iter().map(|(kind, _)| *kind).collect();
    let closes = [Kind::YJC, Kind::NJC];
    let unknown = Kind::ALL.iter().filter(|kind| !knows.contains(kind) && !closes.contains(kind));
    assert_eq!(unknown.count(), 0, "the trader knows every kind but the closes");
    let lacking: Vec<&Kind> = knows.difference(&kinds).collect();
    assert!(lacking.is_empty(), "never posted: {lacking:?}");
    prove(&trader);
}
