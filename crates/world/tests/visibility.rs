//! What is seen when: to the second, and nothing of the future.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use trackside_world::{ClickKind, IMPORT_DELAY, OrderId, OrderStatus, Settings, StripeStatus, World, WorldError};

use crate::worlds::{all_orders, all_trackers, noon, views, world, worlds};

#[test]
fn orders_and_decisions_are_seen_after_the_delay_and_no_second_earlier() {
    let world = world(8, 2000);
    let last = world.at(world.horizon()).expect("in range");
    let second = Duration::seconds(1);
    let (mut decided, mut changed_late) = (0, 0);
    for id in all_orders(last).into_iter().step_by(23) {
        let order = last.order(id);
        let at = |instant| world.at(instant).expect("in range");
        let seen = order.placed_at + IMPORT_DELAY;
        assert!(!all_orders(at(seen - second)).contains(&id), "{id:?} before it is seen");
        assert!(all_orders(at(seen)).contains(&id), "{id:?} once it is seen");
        assert_eq!(at(seen).order(id).status, OrderStatus::Pending, "{id:?}");
        let Some(validated) = order.validated_at else { continue };
        decided += 1;
        let (before, after) = (at(validated + IMPORT_DELAY - second).order(id), at(validated + IMPORT_DELAY).order(id));
        if before.status == OrderStatus::Approved {
            changed_late += 1;
            continue;
        }
        assert_eq!((before.status, before.modified_at), (OrderStatus::Pending, order.placed_at), "{id:?}");
        assert_eq!((after.status, after.modified_at), (order.status, validated), "{id:?}");
        assert!((3..=45).contains(&(validated - order.placed_at).num_days()), "{id:?}");
    }
    assert!(decided > 50 && changed_late * 10 < decided, "{decided} {changed_late}");
}

#[test]
fn totals_change_in_the_second_in_which_a_decision_is_seen() {
    let world = world(8, 500);
    let last = world.at(world.horizon()).expect("in range");
    let declined = all_orders(last)
        .into_iter()
        .map(|id| last.order(id))
        .filter(|order| order.status == OrderStatus::Declined)
        .collect::<Vec<_>>();
    assert!(declined.len() > 20, "{}", declined.len());
    for order in declined {
        for seconds in [-1, 0, 1] {
            let view = world.at(order.updated_at + Duration::seconds(seconds)).expect("in range");
            let (mut orders, mut revenue, mut paying) = (0, 0, BTreeSet::new());
            for other in all_orders(view).into_iter().map(|id| view.order(id)) {
                if other.program.id == order.program.id && other.status != OrderStatus::Declined {
                    orders += 1;
                    revenue += other.amount.minor;
                    paying.insert(other.customer);
                }
            }
            let totals = view.totals(order.program.id);
            let found = (totals.orders, totals.revenue, totals.paying_customers);
            assert_eq!(found, (orders, revenue, paying.len() as u64), "{:?} at {}", order.id, view.now());
        }
    }
}

#[test]
fn a_click_is_the_last_one_in_its_own_second() {
    let world = world(1, 1000);
    let view = world.at(noon()).expect("in range");
    for program in view.programs() {
        for kind in [ClickKind::Redirect, ClickKind::Direct] {
            let Some(click) = view.last_click(program.id, kind) else { continue };
            let then = world.at(click.at).expect("in range");
            assert_eq!(then.last_click(program.id, kind), Some(click), "{}", program.name);
            let before = world.at(click.at - Duration::seconds(1)).expect("in range");
            assert_ne!(before.last_click(program.id, kind), Some(click), "{}", program.name);
        }
    }
}

#[test]
fn trackers_appear_with_their_orders() {
    let world = world(8, 2000);
    for view in views(&world) {
        for key in all_trackers(view) {
            let order = view.order(key.order());
            assert_eq!(view.tracker_created_at(key), order.placed_at + IMPORT_DELAY);
        }
    }
}

#[test]
fn nothing_of_a_program_lies_in_the_future() {
    for world in worlds() {
        for view in views(&world) {
            for program in view.programs() {
                let id = program.id;
                let instants: [(&str, Option<DateTime<Utc>>); 10] = [
                    ("created", Some(program.created_at)),
                    ("edited", Some(view.edited_at(id))),
                    ("script", view.script_verified_at(id)),
                    ("Stripe", view.stripe(id).connected_at),
                    ("first click", view.first_click(id)),
                    ("redirect click", view.last_click(id, ClickKind::Redirect).map(|click| click.at)),
                    ("direct click", view.last_click(id, ClickKind::Direct).map(|click| click.at)),
                    ("payment", view.first_payment_event(id)),
                    ("conversion", view.first_conversion(id)),
                    ("test click", view.test_clicks(id).last().map(|event| event.at)),
                ];
                for (what, at) in instants {
                    assert!(at.is_none_or(|at| at <= view.now()), "{what} of {} at {}", program.name, view.now());
                }
                assert!(view.edited_at(id) >= program.created_at, "{}", program.name);
            }
        }
    }
}

#[test]
fn a_lost_stripe_account_was_connected_before_the_world_began() {
    let world = world(1, 0);
    let view = world.at(world.begins()).expect("in range");
    let lost = view.programs().map(|program| view.stripe(program.id));
    let lost = lost.filter(|account| account.status == StripeStatus::Disconnected).collect::<Vec<_>>();
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert!(lost[0].connected_at.is_some_and(|at| at < world.begins() - Duration::days(1)), "{lost:?}");
}

#[test]
fn impossible_settings_are_refused() {
    let build = |orders, anchor: &str| {
        let anchor = anchor.parse().expect("a literal instant");
        World::build(&Settings { seed: 1, orders, anchor, simulated: true }).map(|world| world.settings().anchor)
    };
    assert_eq!(build(100_000_001, "2026-06-08T12:00:00Z"), Err(WorldError::TooManyOrders { orders: 100_000_001 }));
    for anchor in ["1999-12-31T23:59:59Z", "2101-01-01T00:00:00Z"] {
        assert!(matches!(build(0, anchor), Err(WorldError::AnchorOutOfRange { .. })), "{anchor}");
    }
    for (anchor, midnight) in [
        ("2000-01-01T00:00:00Z", "2000-01-01T00:00:00Z"),
        ("2024-02-29T23:59:59.999Z", "2024-02-29T00:00:00Z"),
        ("2100-12-31T12:00:00Z", "2100-12-31T00:00:00Z"),
    ] {
        assert_eq!(build(20, anchor), Ok(midnight.parse().expect("a literal instant")), "{anchor}");
    }
}

#[test]
fn instants_between_two_seconds_see_the_earlier_one() {
    let world = world(1, 10);
    let now = noon() + Duration::milliseconds(999);
    assert_eq!(world.at(now).map(|view| view.now()), Ok(noon()));
    assert_eq!(world.at(noon()).map(|view| all_orders(view).first().copied()), Ok(Some(OrderId(0))));
}
