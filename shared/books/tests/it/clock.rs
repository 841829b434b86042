//! Faults 13 and 15 of `exchange.md` section 4: a clock that is wrong by years.

use fenhao_books::post::{self, PostError};
use fenhao_books::take_in::{self, TakenIn};
use fenhao_books::{outbox, rebuild, verify};
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::cost::{CostError, NegativeStock};
use fenhao_domain::document::Document;
use fenhao_domain::kind::Kind;
use fenhao_exchange::clock::{ClockEvent, Witness};
use fenhao_exchange::stream::OrgId;

use super::world::{NOW, ORG, Place, document, hq, hq_key, sale, shop};

const MINUTE: i64 = 60_000;
const YEAR: i64 = 365 * 24 * 60 * MINUTE;
/// 2099-06-01.
const YEAR_2099: i64 = 4_083_998_400_000;

/// A sale that is written when the clock says `now`, on the business date that the clock says.
fn sale_at(now: i64) -> Document {
    let date = BusinessDate::at(Timestamp(now), "Asia/Shanghai").unwrap();
    Document {
        business_date: date,
        recorded_at: Timestamp(now),
        ..sale(&date.to_string(), &[(1, "1", "4.00")])
    }
}

/// Sends all to head office, which merges it and answers at `hq_now`; the branch hears that when
/// its clock says `own_now`.
fn exchange(shop: &Place, hq: &Place, own_now: i64, hq_now: i64) {
    let mut last: Option<TakenIn> = None;
    for batch in shop.seal(500) {
        last = Some(hq.take_in(&batch).unwrap());
    }
    hq.merge();
    let Some(taken) = last else { return };
    let ack = take_in::acknowledgement(&taken.row, 1, hq_now).seal(&OrgId(ORG), &hq_key());
    shop.store.write(|sql| outbox::take_ack(sql, &shop.node, &ack, own_now)).unwrap();
}

/// The kinds of the entries of the shop's own stream, in order: 1 document, 5 clock.
fn kinds(shop: &Place) -> Vec<String> {
    let stream = shop.node.stream.0;
    shop.rows(&format!("SELECT kind FROM log WHERE stream = {stream} ORDER BY seq"), 1)
}

fn offsets(hq: &Place) -> Vec<String> {
    hq.rows("SELECT branch_id, COALESCE(clock_offset, 0) FROM stream ORDER BY branch_id", 2)
}

#[track_caller]
fn assert_sound(place: &Place) {
    let own = *place.key.verifying_key().as_bytes();
    let verified = place.store.read(|sql| verify::verify(sql, Some(&own), &mut |_| {})).unwrap();
    assert!(verified.is_sound(), "{:?}", verified.faults.first());
    let compared = place.store.read(|sql| rebuild::compare(sql, &mut |_| {})).unwrap();
    assert!(compared.agrees(), "{:?}", compared.differences.first());
}

#[test]
fn fault_13_a_clock_that_leaps_back_is_remarked_and_no_sale_is_refused() {
    let (hq, shop) = (hq(1), shop(1));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    for now in [NOW + MINUTE, NOW - YEAR, 0, YEAR_2099, NOW + 2 * MINUTE] {
        shop.post(sale_at(now));
    }
    // Behind the last document stand the second, third and fifth sale.
    assert_eq!(kinds(&shop), ["1", "1", "5", "1", "5", "1", "1", "5", "1"]);
    let dates = shop.rows("SELECT business_date FROM document ORDER BY seq", 1);
    assert_eq!(dates[dates.len() - 4..], ["20251118", "19700101", "20990601", "20261118"]);
    exchange(&shop, &hq, NOW, NOW);
    assert_eq!(hq.books(), shop.books());
    assert_sound(&shop);
    assert_sound(&hq);
}

#[test]
fn fault_13_two_minutes_behind_are_no_leap() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    shop.post(sale_at(NOW - 2 * MINUTE));
    assert_eq!(kinds(&shop), ["1", "1"]);
}

#[test]
fn fault_13_a_sale_that_is_refused_leaves_no_remark() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    let short = || Document {
        recorded_at: Timestamp(NOW - YEAR),
        ..sale("2026-11-20", &[(1, "11", "4.00")])
    };
    // As at the till: refused first, then let pass with the right to it, in one transaction.
    let passed = shop.store.write(|sql| {
        let refused = post::post_one(sql, &shop.node, short(), NegativeStock::Refuse);
        assert!(
            matches!(refused, Err(PostError::Cost(CostError::StockShort { .. }))),
            "{refused:?}"
        );
        post::post_one(sql, &shop.node, short(), NegativeStock::Pass)
    });
    passed.unwrap();
    assert_eq!(kinds(&shop), ["1", "5", "1"]);
    assert_sound(&shop);
}

#[test]
fn fault_13_the_remark_says_what_the_clock_said_and_what_the_last_document() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    shop.post(sale_at(0));
    let entries = shop
        .store
        .read(|sql| fenhao_books::table::log::after(sql, shop.node.stream, 1, 1))
        .unwrap();
    let event = ClockEvent { witness: Witness::LastDocument, clock_ms: 0, witness_ms: NOW };
    assert_eq!(ClockEvent::decode(&entries[0].content), Ok(event));
}

#[test]
fn fault_15_a_till_ten_years_ahead_is_shown_and_poisons_nobody() {
    let (hq, ahead, right) = (hq(2), shop(1), shop(2));
    for shop in [&ahead, &right] {
        shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    }
    let ten_years = NOW + 10 * YEAR;
    ahead.post(sale_at(ten_years));
    right.post(sale_at(NOW));
    exchange(&ahead, &hq, ten_years, NOW);
    exchange(&right, &hq, NOW + MINUTE, NOW);
    // What was learnt from the answer goes out with the next batch.
    exchange(&ahead, &hq, ten_years + MINUTE, NOW + MINUTE);
    assert_eq!(kinds(&ahead), ["1", "1", "5"]);
    assert_eq!(kinds(&right), ["1", "1"], "the other till remarks nothing");
    assert_eq!(offsets(&hq), [format!("1 {}", 10 * YEAR), "2 0".to_owned()]);
    let mut both = ahead.rows("SELECT number FROM document ORDER BY 1", 1);
    both.extend(right.rows("SELECT number FROM document ORDER BY 1", 1));
    both.sort();
    assert_eq!(hq.rows("SELECT number FROM document ORDER BY 1", 1), both);
    assert!(hq.rows("SELECT seq FROM held", 1).is_empty());
    assert_sound(&hq);
}

#[test]
fn fault_15_a_clock_that_is_set_right_is_told_to_head_office() {
    let (hq, shop) = (hq(1), shop(1));
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    exchange(&shop, &hq, NOW - YEAR, NOW);
    exchange(&shop, &hq, NOW - YEAR, NOW);
    assert_eq!(offsets(&hq), [format!("1 {}", -YEAR)]);
    shop.post(sale_at(NOW));
    exchange(&shop, &hq, NOW, NOW);
    exchange(&shop, &hq, NOW, NOW);
    assert_eq!(offsets(&hq), ["1 0"]);
    assert_eq!(kinds(&shop), ["1", "5", "1", "5"]);
}
