//! A year of all kinds mixed, judged from outside: what people counted, hledger and beancount.
//!
//! `FENHAO_YEAR_SEED` trades another year; what fails tells its seed.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic and tell figures")]

use std::collections::BTreeSet;
use std::time::Instant;

use fenhao_domain::calendar::Month;
use fenhao_domain::cost::layer::Method;
use fenhao_domain::kind::Kind;
use fenhao_tests::control;
use fenhao_tests::random;
use fenhao_tests::year::statement::BOTH;
use fenhao_tests::year::trader::{Tally, Trader};
use fenhao_tests::year::{self, Plan, statement};

/// The year that is always the same.
const YEAR: Plan = Plan { seed: 2026, documents: 3_000, method: Method::Average };

/// Of a kind's documents, one in so many may be refused, and the first few always.
const REFUSED: (u64, u64) = (25, 2);

/// Trades the year and has both programs judge it before and after its close.
fn traded(plan: &Plan) -> Trader {
    let begin = Instant::now();
    let mut trader = told(plan, "trading", year::trade(plan, &mut month_end));
    println!("{plan:?}: {} documents, {:.1} s", trader.count(), begin.elapsed().as_secs_f32());
    told(plan, "judging", judge(&trader));
    told(plan, "closing", year::close_year(&mut trader));
    println!("judged and closed, {:.1} s", begin.elapsed().as_secs_f32());
    trader
}

/// What went wrong is told with the seed that shows it again.
fn told<T>(plan: &Plan, when: &str, outcome: anyhow::Result<T>) -> T {
    outcome.unwrap_or_else(|error| panic!("{plan:?}, {when}: {error:#}"))
}

/// Each month alone is read by hledger, every third by beancount too.
fn month_end(trader: &Trader) -> anyhow::Result<()> {
    let month = trader.world.day.month();
    let by = if month.number() % 3 == 0 { BOTH } else { &BOTH[..1] };
    statement::agree(trader.world.hq(), month, true, by)
}

/// Every place's journal of the whole year, two at a time.
fn judge(trader: &Trader) -> anyhow::Result<()> {
    let places = &trader.world.places;
    std::thread::scope(|scope| {
        let half = |odd: usize| {
            let mut mine = places.iter().skip(odd).step_by(2);
            mine.try_for_each(|place| statement::agree(place, december(), false, BOTH))
        };
        let other = scope.spawn(move || half(1));
        half(0)?;
        other.join().unwrap()
    })
}

fn december() -> Month {
    Month::from_number(202_612).unwrap()
}

fn refused_too_often(trader: &Trader) -> Vec<(Kind, Tally)> {
    let (share, some) = REFUSED;
    let much = |(_, tally): &(&Kind, &Tally)| tally.refused > some + (tally.posted / share);
    trader.tally.iter().filter(much).map(|(kind, tally)| (*kind, *tally)).collect()
}

fn table(trader: &Trader) -> String {
    let cell = |(kind, t): (&Kind, &Tally)| {
        format!("{} {}/{}/{}", kind.code(), t.posted, t.red, t.refused)
    };
    trader.tally.iter().map(cell).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_year_of_all_kinds_agrees_with_hledger_beancount_and_ten_fingers() {
    let trader = traded(&YEAR);
    println!("kind posted/red/refused: {}", table(&trader));
    for refusal in &trader.refusals {
        println!("refused {refusal}");
    }
    let kinds: BTreeSet<Kind> = trader.world.posted.iter().copied().collect();
    let lacking: Vec<&Kind> = Kind::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
    assert!(lacking.is_empty(), "never posted: {lacking:?}");
    let red = trader.tally.values().filter(|tally| tally.red > 0).count();
    assert!(red >= 40, "only {red} kinds were taken back");
    assert!(trader.count() >= YEAR.documents, "{} documents", trader.count());
    let refused = refused_too_often(&trader);
    assert!(refused.is_empty(), "refused too often: {refused:?}\n{:#?}", trader.refusals);
}

#[test]
fn a_year_that_nobody_has_seen_agrees_whatever_the_costing() {
    let seed = random::seed("FENHAO_YEAR_SEED");
    let methods = [Method::Fifo, Method::Lifo, Method::Average];
    let method = methods[usize::try_from(seed % 3).unwrap()];
    let trader = traded(&Plan { seed, documents: 700, method });
    let refused = refused_too_often(&trader);
    assert!(refused.is_empty(), "seed {seed}: {refused:?}\n{:#?}", trader.refusals);
}

/// Changes one row of the first branch's books.
fn change(trader: &Trader, text: &str) {
    let rows = trader.world.places[1].store.write(|sql| sql.execute(text, &[])).unwrap();
    assert_eq!(rows, 1, "{text}");
}

/// Changes one row; what the judges say then.
fn changed(trader: &Trader, text: &str) -> [Result<(), String>; 3] {
    change(trader, text);
    let shop = &trader.world.places[1];
    let oracles = statement::agree(shop, december(), false, BOTH);
    [control::check_all(&shop.store), year::agree::check(trader), oracles]
        .map(|said| said.map_err(|error| format!("{error:#}")))
}

#[test]
fn a_wrong_piece_a_wrong_debt_and_a_cent_in_the_wrong_account_are_each_told() {
    let plan = Plan { seed: 3, documents: 150, method: Method::Average };
    let trader = told(&plan, "trading", year::trade(&plan, &mut |_| Ok(())));
    let one = "WHERE branch_id = 1 AND account = 1001 AND month = 202601";
    let [control, fingers, oracles] =
        changed(&trader, &format!("UPDATE account_sum SET debit = debit + 100 {one}"));
    assert!(control.unwrap_err().contains("the trial balance of branch 1 is 0.01"));
    assert_eq!(fingers, Ok(()), "nobody counts cash on ten fingers here");
    assert!(oracles.is_err());
    // A cent moved to the bank balances: the control accounts cannot see it, others can.
    let bank = one.replace("1001", "1002");
    let [control, fingers, oracles] =
        changed(&trader, &format!("UPDATE account_sum SET credit = credit + 100 {bank}"));
    assert_eq!((control, fingers), (Ok(()), Ok(())));
    assert!(oracles.unwrap_err().contains("SH"), "the journal is not what the sums say");
    for (text, back) in [("debit = debit - 100", one), ("credit = credit - 100", &bank)] {
        change(&trader, &format!("UPDATE account_sum SET {text} {back}"));
    }
    let piece = "WHERE branch_id = 1 AND product_id = 101 AND warehouse = 1 AND class = 1";
    let [control, fingers, oracles] =
        changed(&trader, &format!("UPDATE stock_sum SET quantity = quantity + 1000000 {piece}"));
    assert_eq!(control, Ok(()), "a piece that costs nothing is no account's");
    assert!(fingers.unwrap_err().starts_with("goods of SH at SH"));
    assert!(oracles.is_err(), "the journal asserts other units");
}
