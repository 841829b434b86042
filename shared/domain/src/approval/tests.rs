//! The fold of an application's events, in whatever order they are heard.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::calendar::BusinessDate;
use crate::document::Line;
use crate::id::{BranchId, ProductId, StreamId};
use crate::kind::Kind;
use crate::price::UnitPrice;
use crate::quantity::Quantity;

const BRANCH: u32 = 3;
const DRAFTER: EmployeeId = EmployeeId(7);

fn at_branch(seq: u64) -> DocumentId {
    DocumentId { stream: StreamId::new(BRANCH, 1), seq }
}

fn at_hq(seq: u64) -> DocumentId {
    DocumentId { stream: StreamId::new(0, 0x103), seq }
}

fn step(place: StepPlace, role: &str) -> Step {
    Step { place, role: role.to_owned() }
}

/// A gift that the shop's manager, then head office's accountant, then its head agree to.
fn application(two_people: bool) -> Application {
    let day = BusinessDate::parse("2026-11-23").unwrap();
    let mut document = Document::new(Kind::ZS, BranchId(BRANCH), day, Timestamp(1), DRAFTER);
    document.lines = vec![Line::new(ProductId(1), Quantity::ONE, UnitPrice::default())];
    let steps = vec![
        step(StepPlace::Branch, "manager"),
        step(StepPlace::Hq, "accountant"),
        step(StepPlace::Hq, "hq"),
    ];
    Application { document, name: "小王".to_owned(), two_people, steps }
}

fn event(by: u32, act: Act) -> Event {
    Event {
        application: at_branch(1),
        act,
        by: EmployeeId(by),
        name: by.to_string(),
        at: Timestamp(0),
        remark: String::new(),
    }
}

fn decide(by: u32, step: u32, role: &str, approved: bool) -> Event {
    event(by, Act::Decide { step, approved, role: role.to_owned() })
}

fn fold(application: &Application, events: &[(DocumentId, Event)]) -> Standing {
    let events = events.iter().cloned().collect();
    Case { id: at_branch(1), application, events: &events }.standing()
}

/// All three agree.
fn agreed() -> Vec<(DocumentId, Event)> {
    vec![
        (at_branch(2), decide(8, 1, "manager", true)),
        (at_hq(1), decide(20, 2, "accountant", true)),
        (at_hq(2), decide(21, 3, "hq", true)),
    ]
}

#[test]
fn an_application_goes_through_its_steps_and_is_posted() {
    let application = application(true);
    let mut events = agreed();
    let states = (0..=3).map(|known| fold(&application, &events[..known]).state);
    let waiting = |step| State::Waiting { step };
    let expected = [waiting(1), waiting(2), waiting(3), State::Approved];
    assert_eq!(states.collect::<Vec<_>>(), expected);
    let document = at_branch(4);
    events.push((at_branch(3), event(7, Act::Post { document })));
    let standing = fold(&application, &events);
    assert_eq!((standing.state, standing.approved), (State::Posted { document }, true));
    assert!(standing.misfits.is_empty());
}

#[test]
fn who_drafted_does_not_approve_where_two_people_are_asked_for() {
    let own = (at_branch(2), decide(DRAFTER.0, 1, "manager", true));
    let told = |two| fold(&application(two), std::slice::from_ref(&own));
    assert_eq!(told(false).state, State::Waiting { step: 2 });
    assert_eq!(told(true).state, State::Waiting { step: 1 });
    assert_eq!(told(true).misfits, [(own.0, Misfit::SamePerson)].into());
}

#[test]
fn nobody_approves_two_steps_where_two_people_are_asked_for() {
    let mut events = agreed();
    events[2] = (at_hq(2), decide(20, 3, "hq", true));
    assert_eq!(fold(&application(false), &events).state, State::Approved);
    let standing = fold(&application(true), &events);
    assert_eq!(standing.state, State::Waiting { step: 3 });
    assert_eq!(standing.misfits, [(at_hq(2), Misfit::SamePerson)].into());
}

#[test]
fn people_without_a_number_are_others_at_each_place() {
    let mut asked = application(true);
    asked.document.handler = EmployeeId(0);
    let hq = (at_hq(1), decide(0, 1, "hq", true));
    let own = (at_branch(2), decide(0, 1, "hq", true));
    asked.steps = vec![step(StepPlace::Hq, "hq")];
    assert_eq!(fold(&asked, &[hq]).state, State::Approved);
    asked.steps = vec![step(StepPlace::Branch, "hq")];
    assert_eq!(fold(&asked, &[own]).state, State::Waiting { step: 1 });
}

#[test]
fn what_does_not_fit_changes_nothing_and_is_told() {
    let application = application(true);
    let wrong = [
        (at_branch(2), decide(8, 4, "manager", true), Misfit::NoStep),
        (at_branch(3), decide(8, 0, "manager", true), Misfit::NoStep),
        (at_branch(4), decide(8, 2, "accountant", true), Misfit::Elsewhere),
        (at_branch(5), decide(8, 1, "hq", true), Misfit::OtherRole),
        (at_hq(1), decide(20, 1, "manager", true), Misfit::Elsewhere),
        (at_hq(2), decide(20, 3, "hq", true), Misfit::TooEarly),
        (at_hq(3), event(20, Act::Withdraw), Misfit::Elsewhere),
        (at_hq(4), event(20, Act::Post { document: at_hq(9) }), Misfit::Elsewhere),
    ];
    let events: Vec<_> = wrong.iter().map(|(at, event, _)| (*at, event.clone())).collect();
    let standing = fold(&application, &events);
    assert_eq!(standing.state, State::Waiting { step: 1 });
    let told = wrong.into_iter().map(|(at, _, misfit)| (at, misfit)).collect();
    assert_eq!(standing.misfits, told);
}

#[test]
fn a_refusal_ends_it_and_says_at_which_step() {
    let application = application(true);
    let mut events = agreed();
    events[1] = (at_hq(1), decide(20, 2, "accountant", false));
    let standing = fold(&application, &events);
    assert_eq!((standing.state, standing.approved), (State::Refused { step: 2 }, false));
    assert_eq!(standing.misfits, [(at_hq(2), Misfit::Ended)].into());
}

#[test]
fn what_its_writer_takes_back_stays_back_whatever_head_office_has_decided() {
    let application = application(true);
    let mut events = agreed();
    events.push((at_branch(3), event(7, Act::Withdraw)));
    events.push((at_branch(4), event(7, Act::Post { document: at_branch(5) })));
    let standing = fold(&application, &events);
    assert_eq!(standing.state, State::Withdrawn);
    assert_eq!(standing.misfits, [(at_branch(4), Misfit::Ended)].into());
}

#[test]
fn a_document_that_was_posted_unasked_is_posted_and_not_approved() {
    let document = at_branch(3);
    let posted = (at_branch(2), event(7, Act::Post { document }));
    let standing = fold(&application(true), &[posted]);
    assert_eq!((standing.state, standing.approved), (State::Posted { document }, false));
}

#[test]
fn a_place_is_told_before_it_writes_what_would_not_count() {
    let application = application(true);
    let check = |known: &[(DocumentId, Event)], at, event: Event| {
        let events = known.iter().cloned().collect();
        Case { id: at_branch(1), application: &application, events: &events }.check(at, &event)
    };
    let all = agreed();
    assert_eq!(check(&[], at_branch(2), decide(8, 1, "manager", true)), Ok(()));
    assert_eq!(check(&[], at_branch(2), decide(7, 1, "manager", true)), Err(Misfit::SamePerson));
    let post = || event(7, Act::Post { document: at_branch(10) });
    assert_eq!(check(&all[..2], at_branch(9), post()), Err(Misfit::TooEarly));
    assert_eq!(check(&all, at_branch(9), post()), Ok(()));
    assert_eq!(check(&all, at_branch(9), event(7, Act::Withdraw)), Ok(()));
    let back = [(at_branch(2), event(7, Act::Withdraw))];
    assert_eq!(check(&back, at_hq(1), decide(20, 2, "accountant", true)), Err(Misfit::Ended));
}

#[test]
fn what_posting_finds_in_the_books_is_no_other_content() {
    let approved = application(true).document;
    let mut posted = approved.clone();
    posted.business_date = BusinessDate::parse("2026-11-25").unwrap();
    (posted.recorded_at, posted.due_date) = (Timestamp(9), Some(posted.business_date));
    posted.lines[0].cost = crate::amount::Amount::from_minor(600);
    assert!(is_same(&approved, &posted));
    posted.lines[0].quantity = Quantity::whole(2);
    assert!(!is_same(&approved, &posted));
}

/// Anything that anybody may write, fitting or not.
fn any_event() -> impl Strategy<Value = Event> {
    let role = prop::sample::select(vec!["manager", "accountant", "hq"]);
    let decision = (prop::sample::select(vec![7_u32, 8, 20, 21]), 0..5_u32, role, any::<bool>());
    prop_oneof![
        8 => decision.prop_map(|(by, step, role, approved)| decide(by, step, role, approved)),
        1 => Just(event(7, Act::Withdraw)),
        1 => Just(event(7, Act::Post { document: at_branch(99) })),
    ]
}

/// What the two places write, each in its own order.
fn histories() -> impl Strategy<Value = Vec<(DocumentId, Event)>> {
    let own = prop::collection::vec(any_event(), 0..8);
    let hq = prop::collection::vec(any_event(), 0..8);
    (own, hq).prop_map(|(own, hq)| {
        let own = (2..).zip(own).map(|(seq, event)| (at_branch(seq), event));
        let hq = (1..).zip(hq).map(|(seq, event)| (at_hq(seq), event));
        own.chain(hq).collect()
    })
}

proptest! {
    #[test]
    fn any_order_and_repetition_of_the_events_gives_one_state(
        (events, order) in histories().prop_flat_map(|events| {
            let order = Just(events.clone()).prop_shuffle();
            (Just(events), order)
        }),
        two_people in any::<bool>(),
    ) {
        let application = application(two_people);
        let mut heard = Events::new();
        for (at, event) in order.iter().chain(&order) {
            heard.insert(*at, event.clone());
        }
        let case = Case { id: at_branch(1), application: &application, events: &heard };
        prop_assert_eq!(case.standing(), fold(&application, &events));
    }

    #[test]
    fn what_is_decided_stays_decided_however_much_more_is_heard(
        events in histories(),
        (own, hq) in (0..9_u64, 0..9_u64),
        two_people in any::<bool>(),
    ) {
        let application = application(two_people);
        let known: Vec<_> = events.iter()
            .filter(|(at, _)| at.seq <= if at.stream.device() == 0 { hq } else { own })
            .cloned()
            .collect();
        let (before, after) = (fold(&application, &known), fold(&application, &events));
        prop_assert!(after.decided.starts_with(&before.decided));
        if matches!(before.state, State::Withdrawn | State::Posted { .. }) {
            prop_assert_eq!(after.state, before.state);
        }
    }

    #[test]
    fn nothing_is_approved_but_by_each_step_s_role_and_by_different_people(
        events in histories(),
    ) {
        let application = application(true);
        let standing = fold(&application, &events);
        let known: Events = events.into_iter().collect();
        let mut people = BTreeSet::from([DRAFTER]);
        for (asked, at) in application.steps.iter().zip(&standing.decided) {
            let event = &known[at];
            let Act::Decide { role, .. } = &event.act else { panic!("{event:?}") };
            prop_assert_eq!(role, &asked.role);
            prop_assert_eq!(at.stream.device() == 0, asked.place == StepPlace::Hq);
            prop_assert!(people.insert(event.by));
        }
        let counted = standing.decided.len() + usize::from(
            matches!(standing.state, State::Withdrawn | State::Posted { .. }));
        prop_assert_eq!(counted + standing.misfits.len(), known.len(), "the rest is told");
    }
}
