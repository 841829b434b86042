//! Any order, cut and repetition of the same batches gives the same books.

use fenhao_books::rebuild::compare;
use fenhao_domain::document::Document;
use fenhao_domain::id::PartnerId;
use fenhao_domain::kind::Kind;
use proptest::prelude::*;

use super::trader::{Choice, Trader};
use super::world::{Place, document, hq, sale, shop};

fn busy(branch: u32, days: &[u8]) -> Place {
    let shop = shop(branch);
    shop.post(document(
        Kind::CG,
        "2026-11-01",
        &[(1, "100", "2.5"), (2, "60", "1.1"), (3, "50", "7")],
    ));
    for &day in days {
        let date = format!("2026-11-{:02}", 1 + day % 28);
        let product = 1 + u64::from(day % 3);
        match day % 4 {
            0 => shop.post(document(Kind::CG, &date, &[(product, "3", "2.71")])),
            1 => shop.post(document(Kind::BS, &date, &[(product, "1", "0")])),
            2 => {
                let price = format!("{}.50", 3 + day / 16);
                let sale = sale(&date, &[(product, "1", &price)]);
                shop.post(Document { partner: Some(PartnerId(2)), ..sale })
            }
            _ => shop.post(sale(&date, &[(product, "2", "9.90"), (1, "0.335", "3.20")])),
        };
    }
    shop
}

/// A shop that does everything: orders, consignments, transfers, settlements, reversals.
fn trading(branch: u32, choices: &[Choice]) -> Place {
    let mut trader = Trader::begin(shop(branch));
    for (at, choice) in choices.iter().enumerate() {
        match at % 5 {
            4 => trader.undo(choice.0),
            _ => trader.act(*choice),
        }
    }
    trader.shop
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn trade_of_all_kinds_converges_to_the_sum_of_the_branches(
        choices in prop::collection::vec(prop::collection::vec(any::<Choice>(), 1..24), 3),
        cut in 1_usize..5,
        turned in any::<bool>(),
    ) {
        let shops: Vec<Place> =
            choices.iter().zip(1..).map(|(choices, branch)| trading(branch, choices)).collect();
        let (plain, mixed) = (hq(3), hq(3));
        let batches: Vec<Vec<Vec<u8>>> = shops.iter().map(|shop| shop.seal(cut)).collect();
        for batch in batches.iter().flatten() {
            plain.take_in(batch).unwrap();
        }
        plain.merge();
        // Branch by branch in turn, from the last or the first, each batch twice.
        let longest = batches.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..longest {
            let row: Vec<&Vec<u8>> = batches.iter().filter_map(|all| all.get(at)).collect();
            let row = if turned { row.into_iter().rev().collect() } else { row };
            for batch in row {
                mixed.take_in(batch).unwrap();
                mixed.merge();
                mixed.take_in(batch).unwrap();
            }
        }
        prop_assert_eq!(mixed.books(), plain.books());
        prop_assert_eq!(plain.rows("SELECT reason FROM held", 1), Vec::<String>::new());
        let compared = plain.store.read(|sql| compare(sql, &mut |_| {})).unwrap();
        prop_assert!(compared.agrees(), "{:?}", compared.differences.first());
        // What a receipt books at its sender has not reached him here.
        let sums = "SELECT branch_id, account, party, balance FROM party_sum WHERE balance <> 0 \
                    AND account <> 2251 ORDER BY 1, 2, 3";
        let branches: Vec<String> = shops.iter().flat_map(|shop| shop.rows(sums, 4)).collect();
        prop_assert_eq!(plain.rows(sums, 4), branches);
    }

    #[test]
    fn permuted_repeated_and_cut_batches_give_byte_identical_books(
        days in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..12), 3),
        cut in 1_usize..5,
        order in any::<prop::sample::Index>(),
        seed in any::<u64>(),
    ) {
        let shops: Vec<Place> =
            days.iter().zip(1..).map(|(days, branch)| busy(branch, days)).collect();
        let batches: Vec<Vec<u8>> = shops.iter().flat_map(|shop| shop.seal(cut)).collect();
        let plain = hq(3);
        for batch in &batches {
            plain.take_in(batch).unwrap();
        }
        plain.merge();

        let mixed = hq(3);
        let mut deliveries: Vec<usize> = (0..batches.len()).chain(0..batches.len()).collect();
        let mut state = seed | 1;
        for at in (1..deliveries.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            deliveries.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
        }
        let pause = order.index(deliveries.len());
        for (at, &which) in deliveries.iter().enumerate() {
            mixed.take_in(&batches[which]).unwrap();
            if at % 3 == pause % 3 {
                mixed.merge();
            }
        }
        mixed.merge();
        prop_assert_eq!(mixed.books(), plain.books());
        let all: usize = shops.iter().map(|shop| shop.rows("SELECT seq FROM document", 1).len()).sum();
        prop_assert_eq!(mixed.rows("SELECT seq FROM document", 1).len(), all);
    }
}
