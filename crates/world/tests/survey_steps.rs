//! Surveys that are sent, opened and completed by hand, and those that are cancelled.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use trackside_world::{
    Cause, CauseError, ChangeCause, ChangeKind, Event, OrderId, SaleCause, SurveyCause, SurveyChange, SurveyStep,
    Tracker, TrackerKey, TrackerQuery, TrackerStatus, View, World, undone_with,
};

use crate::ledger::{Book, check, sold};
use crate::worlds::{all_orders, noon, world};

fn step(order: OrderId, step: SurveyStep) -> Cause {
    Cause::Survey(SurveyCause { order: Some(order), program: None, survey: None, step, at: None })
}

fn change(order: OrderId, kind: ChangeKind) -> Cause {
    let order = Some(order);
    Cause::Change(ChangeCause { order, program: None, kind, at: None, reason: None, amount: None, commission: None })
}

/// The trackers of an order, its first survey first.
fn keys(view: View<'_>, order: OrderId) -> Vec<TrackerKey> {
    let query = TrackerQuery { orders: Some(vec![order]), ..TrackerQuery::default() };
    let mut keys = view.trackers(&query).page(0, usize::MAX);
    keys.reverse();
    keys
}

/// A sale whose customer surveys can reach.
fn surveyed_sale(book: &mut Book, world: &World) -> OrderId {
    loop {
        let order = sold(&book.cause(world, noon(), &Cause::Sale(SaleCause::default())).expect("a sale"));
        if !keys(world.with(&book.ledger, noon()).expect("in range"), order).is_empty() {
            return order;
        }
    }
}

/// The first survey of an order.
fn first<'w>(world: &'w World, book: &'w Book, order: OrderId, now: DateTime<Utc>) -> Tracker<'w> {
    let view = world.with(&book.ledger, now).expect("in range");
    view.tracker(keys(view, order)[0])
}

#[test]
fn a_survey_gets_further_step_by_step() {
    let world = world(1, 200);
    let mut book = Book::default();
    let order = surveyed_sale(&mut book, &world);
    assert_eq!(first(&world, &book, order, noon()).status, TrackerStatus::Scheduled);
    let (steps, hour) = ([SurveyStep::Sent, SurveyStep::Opened, SurveyStep::Completed], Duration::hours(1));
    let statuses = [TrackerStatus::Sent, TrackerStatus::Opened, TrackerStatus::Completed];
    let mut now = noon();
    for (step, status) in steps.into_iter().zip(statuses) {
        now += hour;
        book.cause(&world, now, &self::step(order, step)).expect("possible");
        let tracker = first(&world, &book, order, now);
        assert_eq!((tracker.status, tracker.updated_at, tracker.sent_at), (status, now, Some(noon() + hour)));
        assert_eq!((tracker.link.is_some(), tracker.clicks > 0), (true, status != TrackerStatus::Sent));
        assert_eq!(tracker.unique_clicks, u32::from(status != TrackerStatus::Sent));
        check(world.with(&book.ledger, now).expect("in range"));
    }
    let later = first(&world, &book, order, now + Duration::days(60));
    assert_eq!((later.status, later.resent), (TrackerStatus::Completed, false), "nobody is asked again");
    let view = world.with(&book.ledger, now).expect("in range");
    if keys(view, order).len() == 1 {
        let (status, step) = (TrackerStatus::Completed, SurveyStep::Opened);
        assert_eq!(view.cause(&self::step(order, step)), Err(CauseError::NoSuchSurveyStep { status, step }));
    }
}

#[test]
fn what_comes_before_a_step_happens_with_it() {
    let world = world(1, 200);
    let mut book = Book::default();
    let order = surveyed_sale(&mut book, &world);
    book.cause(&world, noon(), &step(order, SurveyStep::Completed)).expect("possible");
    let tracker = first(&world, &book, order, noon());
    assert_eq!((tracker.status, tracker.sent_at), (TrackerStatus::Completed, Some(noon())));
    assert_eq!((tracker.resend_at, tracker.unique_clicks), (Some(noon() + Duration::days(5)), 1));
}

#[test]
fn a_step_can_be_caused_by_name_or_for_the_newest_order() {
    let world = world(1, 400);
    let mut book = Book::default();
    let cause = |program, survey: Option<&str>, at| {
        let survey = survey.map(str::to_owned);
        Cause::Survey(SurveyCause { order: None, program, survey, step: SurveyStep::Completed, at })
    };
    let view = world.at(noon()).expect("in range");
    let program = view.programs().find(|program| program.surveys.len() > 1).expect("one with several surveys");
    let last = &program.surveys[1];
    for name in [last.name.clone(), last.id.to_string()] {
        match &book.cause(&world, noon(), &cause(Some(program.id), Some(&name), None)).expect("possible")[0] {
            Event::Survey(change) => {
                assert_eq!((change.survey, view.order(change.order).program.id), (1, program.id));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(view.cause(&cause(None, Some("no such survey"), None)), Err(CauseError::NoSurvey));
    let without = view.programs().find(|program| program.surveys.is_empty()).expect("one without surveys").id;
    assert_eq!(view.cause(&cause(Some(without), None, None)), Err(CauseError::NoSurvey));
    let early = view.cause(&cause(None, None, Some(world.begins())));
    assert!(matches!(early, Err(CauseError::OutsideOfTime { .. })), "{early:?}");
}

#[test]
fn what_is_not_sent_when_an_order_is_declined_never_is() {
    let world = world(1, 400);
    let mut book = Book::default();
    let added = surveyed_sale(&mut book, &world);
    let view = world.at(noon()).expect("in range");
    let is_waiting = |order: &OrderId| {
        let keys = keys(view, *order);
        keys.first().is_some_and(|key| view.tracker(*key).status == TrackerStatus::Scheduled)
            && view.order(*order).status == trackside_world::OrderStatus::Pending
    };
    let simulated = all_orders(view).into_iter().rev().find(is_waiting).expect("a recent order");
    let far = noon() + Duration::days(60);
    for order in [added, simulated] {
        let scheduled = first(&world, &book, order, noon()).send_at;
        book.cause(&world, noon(), &change(order, ChangeKind::Refunded)).expect("a refund");
        for now in [noon(), far] {
            let tracker = first(&world, &book, order, now);
            assert_eq!((tracker.status, tracker.sent_at, tracker.link), (TrackerStatus::Cancelled, None, None));
            assert_eq!((tracker.send_at, tracker.updated_at), (scheduled, noon()));
        }
        let view = world.with(&book.ledger, noon()).expect("in range");
        let (status, step) = (TrackerStatus::Cancelled, SurveyStep::Sent);
        assert_eq!(view.cause(&self::step(order, step)), Err(CauseError::NoSuchSurveyStep { status, step }));
        check(view);
        book.cause(&world, noon(), &change(order, ChangeKind::Reopened)).expect("possible");
        assert_eq!(first(&world, &book, order, noon()).status, TrackerStatus::Scheduled);
        assert_ne!(first(&world, &book, order, far).sent_at, None);
    }
    let sent = surveyed_sale(&mut book, &world);
    book.cause(&world, noon(), &step(sent, SurveyStep::Sent)).expect("possible");
    book.cause(&world, noon(), &change(sent, ChangeKind::Refunded)).expect("a refund");
    assert_eq!(first(&world, &book, sent, noon()).status, TrackerStatus::Sent, "it is under way");
}

#[test]
fn a_step_is_undone_with_the_ones_before_it_and_with_its_order() {
    let world = world(1, 200);
    let mut book = Book::default();
    let order = surveyed_sale(&mut book, &world);
    let place = book.entries.len();
    for step in [SurveyStep::Sent, SurveyStep::Opened] {
        book.cause(&world, noon(), &self::step(order, step)).expect("possible");
    }
    let undone = |undone: usize| {
        let found = undone_with(book.entries.iter().map(|(_, event)| event), &BTreeSet::from([undone]));
        found.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(undone(place), [place, place + 1]);
    assert_eq!(undone(place + 1), [place + 1]);
    assert_eq!(undone(place - 1), [place - 1, place, place + 1], "the sale");
    let change = |survey| Event::Survey(SurveyChange { order, survey, step: SurveyStep::Sent, at: noon() });
    assert!(book.ledger.admits(&world, &change(0)) && !book.ledger.admits(&world, &change(9)));
}
