//! Surveys: their fate fits the clock, and their identifiers lead back.

use std::collections::BTreeSet;

use chrono::Duration;
use trackside_world::{Channel, Tracker, TrackerKey, TrackerQuery, TrackerStatus, View};
use uuid::Uuid;

use crate::worlds::{all_orders, all_trackers, noon, views, world, worlds};

fn check(view: View<'_>, tracker: &Tracker<'_>) {
    let context = format!("{} at {}: {tracker:?}", tracker.id, view.now());
    assert!(tracker.created_at <= tracker.updated_at && tracker.updated_at <= view.now(), "{context}");
    assert!(tracker.sent_at.is_none_or(|sent| sent >= tracker.created_at && sent <= view.now()), "{context}");
    assert_eq!(tracker.link.is_some(), tracker.sent_at.is_some() || tracker.channel == Channel::External, "{context}");
    assert_eq!(tracker.sent_to.is_some(), tracker.sent_at.is_some(), "{context}");
    assert!(
        !tracker.resent || (tracker.resend_at.is_some_and(|at| at <= view.now()) && tracker.sending_index >= 1),
        "{context}"
    );
    assert!(tracker.unique_clicks <= tracker.clicks, "{context}");
    assert!(
        !tracker.switched_to_sms || (tracker.channel == Channel::Sms && tracker.survey.channel == Channel::Whatsapp),
        "{context}"
    );
    assert_eq!(
        tracker.status == TrackerStatus::Scheduled,
        tracker.sent_at.is_none() && tracker.channel != Channel::External,
        "{context}"
    );
}

#[test]
fn trackers_fit_the_clock() {
    let mut seen = BTreeSet::new();
    for world in worlds() {
        for view in views(&world) {
            let keys = all_trackers(view);
            assert!(keys.is_sorted_by_key(|key| std::cmp::Reverse(view.tracker_created_at(*key))), "the newest first");
            for key in keys {
                let tracker = view.tracker(key);
                check(view, &tracker);
                assert_eq!(tracker.created_at, view.tracker_created_at(key));
                let order = view.order(tracker.order);
                assert_eq!(view.order_by_uuid(tracker.order_uuid), Some(tracker.order), "its order can be found");
                assert_eq!(view.customer_by_uuid(tracker.customer_uuid), Some(order.customer), "so can its customer");
                assert_eq!(view.tracker_by_id(tracker.id), Some(key));
                seen.insert(format!("{:?} {:?}", tracker.status, tracker.channel));
            }
        }
    }
    for expected in ["Scheduled Email", "Sent Whatsapp", "Opened Sms", "Completed Email", "Failed Email"] {
        assert!(seen.contains(expected), "{expected} does not occur: {seen:?}");
    }
}

/// Holds pages, totals and counts of a listing against all of it.
fn check_list(view: View<'_>, query: &TrackerQuery, expected: &[TrackerKey]) {
    let list = view.trackers(query);
    assert_eq!((list.total(), list.page(0, usize::MAX)), (expected.len(), expected.to_vec()), "{query:?}");
    for offset in (0..expected.len() + 40).step_by(29) {
        let part: Vec<_> = expected.iter().skip(offset).take(29).copied().collect();
        assert_eq!(list.page(offset, 29), part, "{query:?} from {offset}");
    }
    assert_eq!(list.page(usize::MAX, 5), []);
    for days in [0, 1, 17, 200, 729, 800] {
        let instant = view.now() - Duration::days(days);
        let newer = expected.iter().filter(|key| view.tracker_created_at(**key) > instant).count();
        assert_eq!(list.newer_than(instant), newer, "{query:?} after {instant}");
    }
}

#[test]
fn listings_by_sums_are_listings_by_name() {
    for world in worlds().into_iter().filter(|world| world.settings().orders <= 2500) {
        for view in views(&world) {
            let named = TrackerQuery { orders: Some(all_orders(view)), ..TrackerQuery::default() };
            check_list(view, &TrackerQuery::default(), &view.trackers(&named).page(0, usize::MAX));
        }
    }
}

#[test]
fn filters_keep_what_they_say() {
    let world = world(4, 3000);
    let view = world.at(noon()).expect("in range");
    let all: Vec<TrackerKey> = all_trackers(view);
    let (from, until) = (noon() - Duration::days(90), noon() - Duration::days(30));
    let orders: Vec<_> = all.iter().step_by(13).map(|key| key.order()).take(50).collect();
    let customers: Vec<_> = all.iter().step_by(17).map(|key| view.order(key.order()).customer).take(50).collect();
    for query in [
        TrackerQuery { send_from: Some(from), ..TrackerQuery::default() },
        TrackerQuery { send_from: Some(from), send_until: Some(until), ..TrackerQuery::default() },
        TrackerQuery { send_from: Some(from), send_until: Some(from + Duration::hours(5)), ..TrackerQuery::default() },
        TrackerQuery { send_from: Some(until), send_until: Some(from), ..TrackerQuery::default() },
        TrackerQuery { send_until: Some(from), ..TrackerQuery::default() },
        TrackerQuery { send_until: Some(world.begins() - Duration::days(1)), ..TrackerQuery::default() },
        TrackerQuery { orders: Some(orders.clone()), ..TrackerQuery::default() },
        TrackerQuery { customers: Some(customers.clone()), ..TrackerQuery::default() },
        TrackerQuery {
            orders: Some(orders),
            customers: Some(customers),
            send_until: Some(until),
            ..TrackerQuery::default()
        },
        TrackerQuery { orders: Some(Vec::new()), ..TrackerQuery::default() },
    ] {
        let passes = |key: &&TrackerKey| {
            let tracker = view.tracker(**key);
            query.send_from.is_none_or(|from| from <= tracker.send_at)
                && query.send_until.is_none_or(|until| tracker.send_at <= until)
                && query.orders.as_ref().is_none_or(|orders| orders.contains(&tracker.order))
                && query
                    .customers
                    .as_ref()
                    .is_none_or(|customers| customers.contains(&view.order(tracker.order).customer))
        };
        let expected: Vec<_> = all.iter().filter(passes).copied().collect();
        check_list(view, &query, &expected);
    }
}

#[test]
fn most_customers_can_be_reached() {
    let world = world(1, 10_000);
    let view = world.at(noon()).expect("in range");
    let surveyed: BTreeSet<_> = all_trackers(view).iter().map(|key| key.order()).collect();
    let applying = |id: &_| !view.external_trackers(*id).is_empty();
    let orders = all_orders(view).into_iter().filter(applying).count();
    let percent = 100 * surveyed.len() / orders;
    assert!((65..=75).contains(&percent), "{percent} %: {} of {orders}", surveyed.len());
}

#[test]
fn external_trackers_are_the_same_every_time_and_never_sent() {
    let world = world(1, 2000);
    let view = world.at(noon()).expect("in range");
    let order = all_trackers(view)[0].order();
    let keys = view.external_trackers(order);
    assert_eq!(keys.len(), view.order(order).program.surveys.iter().filter(|survey| survey.enabled).count());
    for key in keys {
        assert!(key.is_external() && key.order() == order);
        let tracker = view.external_tracker(key, noon());
        check(view, &tracker);
        assert_eq!((tracker.sent_at, tracker.status, tracker.created_at), (None, TrackerStatus::External, noon()));
        assert_eq!(view.tracker_by_id(tracker.id), Some(key));
    }
}

#[test]
fn made_up_identifiers_are_unknown() {
    let world = world(1, 2000);
    let view = world.at(noon()).expect("in range");
    let known = view.tracker(all_trackers(view)[0]).id.as_u128();
    for bit in 0..128 {
        assert_eq!(view.tracker_by_id(Uuid::from_u128(known ^ (1 << bit))), None, "bit {bit}");
    }
    assert_eq!(view.tracker_by_id(Uuid::nil()), None);
    assert_eq!(view.tracker_by_id(Uuid::max()), None);
}
