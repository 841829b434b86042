//! Whatever is ordered, delivered, returned, settled and taken back, the books keep their promises.

use std::collections::BTreeMap;

use fenhao_books::execution;
use fenhao_books::rebuild::compare;
use fenhao_domain::kind::Kind;
use fenhao_domain::stock::StockClass;
use proptest::prelude::*;

use super::trader::{Choice, Trader};
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn promises_items_and_goods_of_others_are_kept_whatever_happens(
        steps in prop::collection::vec((any::<Choice>(), 0_u8..5, any::<u8>()), 1..40),
    ) {
        let mut trader = Trader::begin(shop(1));
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
    fn taken_back_in_reverse_order_everything_stands_where_it_stood(steps in choices(30)) {
        let mut trader = Trader::begin(shop(1));
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

#[test]
fn the_trader_does_all_it_knows() {
    let mut trader = Trader::begin(shop(1));
    for round in 0..40_u8 {
        for what in 0..26_u8 {
            trader.act((what, round.wrapping_mul(7), round.wrapping_mul(3).wrapping_add(what)));
        }
    }
    let kinds: std::collections::BTreeSet<Kind> =
        trader.posted.iter().map(|posted| posted.document.kind).collect();
    let wanted = [
        Kind::CG,
        Kind::BJ,
        Kind::HT,
        Kind::XD,
        Kind::XS,
        Kind::XT,
        Kind::SK,
        Kind::FS,
        Kind::WX,
        Kind::WWST,
        Kind::WT,
        Kind::CS,
        Kind::CD,
        Kind::FP,
        Kind::CT,
        Kind::FK,
        Kind::SR,
        Kind::SJ,
        Kind::ST,
        Kind::SD,
        Kind::YZ,
        Kind::YJ,
        Kind::FZ,
        Kind::FJ,
    ];
    let lacking: Vec<&Kind> = wanted.iter().filter(|kind| !kinds.contains(kind)).collect();
    assert!(lacking.is_empty(), "never posted: {lacking:?}");
    prove(&trader);
}
