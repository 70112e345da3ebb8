//! Which surveys apply, and the feedback that completed ones bring.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use trackside_world::{
    Cause, ChangeCause, ChangeKind, CustomerId, LeadCause, NewSurvey, NewSurveys, Opinion, OrderId, ProgramCause,
    ProgramId, SaleCause, SurveyCause, SurveyStep, TrackerKey, TrackerQuery, TrackerStatus, View, World,
};

use crate::ledger::{Book, sold};
use crate::worlds::{all_trackers, noon, views, world, worlds};

/// Completed surveys, and only those, have brought feedback; what is counted is what there is.
pub(crate) fn check_feedback(view: View<'_>) {
    let mut submissions = BTreeMap::new();
    for key in all_trackers(view) {
        let (tracker, feedback) = (view.tracker(key), view.feedback(key));
        assert_eq!(feedback.is_some(), tracker.status == TrackerStatus::Completed, "{tracker:?}");
        let Some(feedback) = feedback else { continue };
        *submissions.entry((view.order(key.order()).program.id, tracker.survey.id)).or_insert(0) += 1;
        assert_eq!(view.feedback_by_id(feedback.id).as_ref(), Some(&feedback));
        assert!(tracker.sent_at.is_some_and(|sent| sent <= feedback.created_at) && feedback.created_at <= view.now());
        assert!(feedback.rating.is_some() || feedback.text.is_some(), "it says something: {feedback:?}");
        let expected = match feedback.rating {
            Some(4..) => Opinion::Positive,
            Some(3) => Opinion::Neutral,
            Some(_) => Opinion::Negative,
            None => feedback.opinion,
        };
        assert_eq!(feedback.opinion, expected);
    }
    for program in view.programs() {
        for survey in &program.surveys {
            let counted = submissions.get(&(program.id, survey.id)).copied().unwrap_or(0);
            assert_eq!(view.submissions(program.id, survey.id), counted, "{}: {}", program.name, survey.name);
            assert_eq!(view.survey_by_id(survey.id), Some((program.id, survey)));
        }
    }
}

/// No survey asks a customer twice within its time, and none that is switched off asks anybody. Orders that `is_changed`
/// may be declined and opened again.
pub(crate) fn check_solicitation(view: View<'_>, is_changed: impl Fn(OrderId) -> bool) {
    let mut asked: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for key in all_trackers(view).into_iter().filter(|key| !is_changed(key.order())) {
        let (tracker, order) = (view.tracker(key), view.order(key.order()));
        assert!(tracker.survey.enabled, "{tracker:?}");
        let limits = tracker.survey;
        let age = tracker.created_at - order.placed_at;
        assert!(age <= Duration::seconds(limits.solicitation_threshold.into()), "{tracker:?}");
        let delay = Duration::seconds(limits.resolicitation_delay.into());
        asked.entry((order.customer, limits.id)).or_default().push((tracker.created_at, delay));
    }
    for times in asked.values_mut() {
        times.sort();
        assert!(times.windows(2).all(|pair| pair[1].0 - pair[0].0 >= pair[0].1), "{times:?}");
    }
}

#[test]
fn feedback_and_limits_hold_in_every_world() {
    for world in worlds() {
        for view in views(&world) {
            check_feedback(view);
            check_solicitation(view, |_| false);
        }
    }
}

#[test]
fn limits_leave_some_orders_without_a_survey() {
    let world = world(1, 10_000);
    let view = world.at(noon()).expect("in range");
    let repeated = |key: &TrackerKey| view.purchases_of(view.order(key.order()).customer).len() > 1;
    let surveyed: BTreeSet<OrderId> = all_trackers(view).iter().map(|key| key.order()).collect();
    let customers: BTreeSet<CustomerId> =
        all_trackers(view).iter().filter(|key| repeated(key)).map(|key| view.order(key.order()).customer).collect();
    let orders = customers.iter().flat_map(|customer| view.purchases_of(*customer));
    let (asked, not) = orders.partition::<Vec<_>, _>(|order| surveyed.contains(order));
    assert!(asked.len() > 100 && not.len() > 100, "{} and {}", asked.len(), not.len());
    assert!(view.programs().flat_map(|program| &program.surveys).any(|survey| !survey.enabled));
}

/// A program of the ledger with these surveys.
fn founded(book: &mut Book, world: &World, surveys: Vec<NewSurvey>) -> ProgramId {
    let surveys = Some(NewSurveys::These(surveys));
    let at = Some(noon() - Duration::days(60));
    book.cause(world, noon(), &Cause::Program(ProgramCause { surveys, at, ..ProgramCause::default() }))
        .expect("a program");
    world.with(&book.ledger, noon()).expect("in range").programs().last().expect("it").id
}

fn sale(program: ProgramId, customer: Option<CustomerId>, at: Option<DateTime<Utc>>) -> Cause {
    Cause::Sale(SaleCause { program: Some(program), customer, at, ..SaleCause::default() })
}

/// The names of the surveys that are planned for an order.
fn planned(world: &World, book: &Book, order: OrderId, now: DateTime<Utc>) -> Vec<String> {
    let view = world.with(&book.ledger, now).expect("in range");
    let query = TrackerQuery { orders: Some(vec![order]), ..TrackerQuery::default() };
    let keys = view.trackers(&query).page(0, 9);
    assert_eq!(view.external_trackers(order).len(), keys.len(), "links obey the same limits");
    keys.iter().rev().map(|key| view.tracker(*key).survey.name.clone()).collect()
}

#[test]
fn limits_decide_which_surveys_a_sale_gets() {
    let world = world(1, 0);
    let mut book = Book::default();
    let hour = 3600;
    let surveys = vec![
        NewSurvey { resolicitation_delay: 10 * hour, ..NewSurvey::named("often") },
        NewSurvey { enabled: false, ..NewSurvey::named("off") },
        NewSurvey { solicitation_threshold: hour, ..NewSurvey::named("fresh") },
    ];
    let program = founded(&mut book, &world, surveys);
    let view = |book: &Book, order| world.with(&book.ledger, noon()).expect("in range").order(order).customer;
    let first = sold(&book.cause(&world, noon(), &sale(program, None, None)).expect("a sale"));
    assert_eq!(planned(&world, &book, first, noon()), ["often", "fresh"]);
    let customer = Some(view(&book, first));
    let mut again = |hours, customer, at| {
        let now = noon() + Duration::hours(hours);
        let order = sold(&book.cause(&world, now, &sale(program, customer, at)).expect("a sale"));
        planned(&world, &book, order, now)
    };
    assert_eq!(again(9, customer, None), [""; 0], "too soon");
    assert_eq!(again(10, customer, None), ["often"], "fresh waits for thirty days");
    assert_eq!(again(10, None, Some(noon())), ["often"], "it is ten hours old");
    assert_eq!(again(24 * 30, customer, None), ["often", "fresh"]);
}

#[test]
fn a_survey_that_is_never_sent_does_not_count() {
    let world = world(1, 0);
    let mut book = Book::default();
    let program = founded(&mut book, &world, vec![NewSurvey::named("a")]);
    let first = sold(&book.cause(&world, noon(), &sale(program, None, None)).expect("a sale"));
    let customer = Some(world.with(&book.ledger, noon()).expect("in range").order(first).customer);
    let refund = Cause::Change(ChangeCause {
        order: Some(first),
        program: None,
        kind: ChangeKind::Refunded,
        at: None,
        reason: None,
        amount: None,
        commission: None,
    });
    book.cause(&world, noon(), &refund).expect("a refund");
    let second = sold(&book.cause(&world, noon(), &sale(program, customer, None)).expect("a sale"));
    assert_eq!(planned(&world, &book, second, noon()), ["a"]);
    let third = sold(&book.cause(&world, noon(), &sale(program, customer, None)).expect("a sale"));
    assert_eq!(planned(&world, &book, third, noon()), [""; 0]);
}

#[test]
fn feedback_is_the_same_however_its_survey_was_completed() {
    let world = world(1, 0);
    let mut book = Book::default();
    let program = founded(&mut book, &world, vec![NewSurvey::named("a")]);
    // One that the simulation completes.
    let (order, key) = std::iter::repeat_with(|| {
        let order = sold(&book.cause(&world, noon(), &sale(program, None, None)).expect("a sale"));
        (order, TrackerQuery { orders: Some(vec![order]), ..TrackerQuery::default() })
    })
    .take(40)
    .collect::<Vec<_>>()
    .into_iter()
    .find_map(|(order, query)| {
        let later = world.with(&book.ledger, noon() + Duration::days(60)).expect("in range");
        let key = later.trackers(&query).page(0, 1)[0];
        later.feedback(key).map(|_| (order, key))
    })
    .expect("one of forty");
    let later = noon() + Duration::days(60);
    let simulated = world.with(&book.ledger, later).expect("in range").feedback(key).expect("it");
    let step = SurveyCause { order: Some(order), program: None, survey: None, step: SurveyStep::Completed, at: None };
    book.cause(&world, noon(), &Cause::Survey(step)).expect("possible");
    let by_hand = world.with(&book.ledger, later).expect("in range").feedback(key).expect("it");
    assert_eq!((by_hand.id, by_hand.rating, by_hand.text), (simulated.id, simulated.rating, simulated.text));
    assert_eq!((by_hand.created_at, by_hand.analyzed_at), (noon(), Some(noon() + Duration::minutes(2))));
    check_feedback(world.with(&book.ledger, noon()).expect("in range"));
}

#[test]
fn customers_are_found_by_address_and_phone_number() {
    let world = world(1, 2000);
    let mut book = Book::default();
    let view = world.at(noon()).expect("in range");
    let mut without_phone = 0;
    for key in all_trackers(view).into_iter().take(100) {
        let customer = view.order(key.order()).customer;
        let profile = view.customer_profile(customer);
        assert_eq!(view.customers_by_email(&profile.email), [customer]);
        let number = profile.phone_number.expect("who is asked has one");
        assert!(view.customers_by_phone_number(&number).contains(&customer));
        without_phone += usize::from(view.purchases_of(customer).is_empty());
    }
    assert_eq!(without_phone, 0);
    assert_eq!(view.customers_by_email("customer-1@mail.example"), []);
    assert_eq!(view.customers_by_phone_number("+15551"), []);
    let uuid = view.outsider_uuid(7);
    assert_eq!((view.outsider_by_uuid(uuid), view.customer_by_uuid(uuid)), (Some(7), None));

    // The shop's key may be the address.
    let (key, program) = (Some("ada@shop.example".to_owned()), founded(&mut book, &world, Vec::new()));
    let lead = Cause::Lead(LeadCause { program: Some(program), key, ..LeadCause::default() });
    book.cause(&world, noon(), &lead).expect("a lead");
    let by_email =
        |book: &Book| world.with(&book.ledger, noon()).expect("in range").customers_by_email("ada@shop.example");
    assert_eq!(by_email(&book), [], "who has bought nothing is no customer");
    let customer = world.with(&book.ledger, noon()).expect("in range").customer_by_key(program, "ada@shop.example");
    book.cause(&world, noon(), &sale(program, customer, None)).expect("a sale");
    assert_eq!(by_email(&book), [customer.expect("known")]);
}
