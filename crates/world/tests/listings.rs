//! Listings: pages part them, filters keep what they say, every date kind asks its own date. Brute force is the judge.

use chrono::{DateTime, Duration, Utc};
use trackside_world::{DateKind, Order, OrderId, OrderQuery, OrderStatus, View};

use crate::worlds::{all_orders, noon, views, world, worlds};

const KINDS: [DateKind; 5] =
    [DateKind::Placed, DateKind::Modified, DateKind::Clicked, DateKind::Validated, DateKind::Updated];

fn date(order: &Order<'_>, kind: DateKind) -> Option<DateTime<Utc>> {
    match kind {
        DateKind::Placed => Some(order.placed_at),
        DateKind::Modified => Some(order.modified_at),
        DateKind::Clicked => order.clicked_at,
        DateKind::Validated => order.validated_at,
        DateKind::Updated => Some(order.updated_at),
    }
}

fn expected(view: View<'_>, query: &OrderQuery) -> Vec<OrderId> {
    let passes = |order: &Order<'_>| {
        query.statuses.is_none_or(|statuses| statuses.contains(order.status))
            && query.network.is_none_or(|network| network == order.account.network)
            && query.account.is_none_or(|account| account == order.account.id)
            && query.accounts.as_ref().is_none_or(|accounts| accounts.contains(&order.account.id))
            && query.website.is_none_or(|website| Some(website) == order.website.map(|website| website.id))
    };
    let mut found: Vec<_> = all_orders(view)
        .into_iter()
        .map(|id| view.order(id))
        .filter(passes)
        .filter_map(|order| date(&order, query.date).map(|date| (date, order.id)))
        .filter(|(date, _)| query.from <= *date && *date <= query.until)
        .collect();
    found.sort();
    found.into_iter().map(|(_, id)| id).collect()
}

fn check(view: View<'_>, query: &OrderQuery) {
    let expected = expected(view, query);
    let whole = view.orders(query, 0, usize::MAX);
    assert_eq!((whole.total, &whole.orders), (expected.len(), &expected), "{query:?} at {}", view.now());
    let mut paged = Vec::new();
    for page in 0.. {
        let part = view.orders(query, page * 37, 37);
        assert_eq!(part.total, expected.len());
        if part.orders.is_empty() {
            break;
        }
        paged.extend(part.orders);
    }
    assert_eq!(paged, expected, "{query:?} in pages");
    assert_eq!(view.orders(query, usize::MAX, 10).orders, []);
}

#[test]
fn every_date_kind_finds_what_brute_force_finds() {
    for world in worlds().into_iter().filter(|world| world.settings().orders <= 2500) {
        for view in views(&world) {
            for kind in KINDS {
                let now = view.now();
                for (from, until) in [
                    (world.begins(), world.horizon()),
                    (now - Duration::days(20), now),
                    (now - Duration::days(3), now - Duration::days(2)),
                    (now, now + Duration::days(400)),
                    (world.begins() - Duration::days(5000), world.begins() - Duration::days(1)),
                    (now, now - Duration::days(1)),
                ] {
                    check(view, &OrderQuery::between(kind, from, until));
                }
            }
        }
    }
}

#[test]
fn both_ends_of_a_range_belong_to_it() {
    let world = world(5, 2000);
    let second = Duration::seconds(1);
    for view in views(&world) {
        for id in all_orders(view).into_iter().step_by(31) {
            for kind in KINDS {
                let Some(at) = date(&view.order(id), kind) else { continue };
                let finds = |from, until| {
                    view.orders(&OrderQuery::between(kind, from, until), 0, usize::MAX).orders.contains(&id)
                };
                let (begins, horizon) = (world.begins(), world.horizon());
                let found = (finds(at, at), finds(begins, at - second), finds(at + second, horizon));
                assert_eq!(found, (true, false, false), "{kind:?} of {id:?} at {}", view.now());
            }
        }
    }
}

#[test]
fn filters_keep_what_they_say() {
    let world = world(9, 1500);
    let view = world.at(noon()).expect("in range");
    for kind in KINDS {
        let all = OrderQuery::between(kind, world.begins(), world.horizon());
        for status in [OrderStatus::Pending, OrderStatus::Approved, OrderStatus::Declined] {
            check(view, &OrderQuery { statuses: Some([status].into_iter().collect()), ..all.clone() });
        }
        check(
            view,
            &OrderQuery {
                statuses: Some([OrderStatus::Pending, OrderStatus::Declined].into_iter().collect()),
                ..all.clone()
            },
        );
        check(view, &OrderQuery { statuses: Some([].into_iter().collect()), ..all.clone() });
        for network in world.networks() {
            check(view, &OrderQuery { network: Some(network.id), ..all.clone() });
        }
        for account in world.accounts() {
            check(view, &OrderQuery { account: Some(account.id), ..all.clone() });
        }
        let some = world.accounts().iter().map(|account| account.id).step_by(2).collect();
        check(view, &OrderQuery { accounts: Some(some), website: Some(world.websites()[1].id), ..all.clone() });
        check(view, &OrderQuery { accounts: Some(Vec::new()), ..all });
    }
}

#[test]
fn polling_by_update_finds_what_changed() {
    let world = world(3, 3000);
    let mut known: std::collections::BTreeMap<OrderId, (OrderStatus, DateTime<Utc>)> =
        std::collections::BTreeMap::new();
    let mut last = world.begins();
    for hours in (0..24 * 60).step_by(7) {
        let view = world.at(noon() - Duration::days(30) + Duration::hours(hours)).expect("in range");
        let changed = view.orders(&OrderQuery::between(DateKind::Updated, last, view.now()), 0, usize::MAX);
        for id in changed.orders {
            let order = view.order(id);
            known.insert(id, (order.status, order.updated_at));
        }
        last = view.now();
        let truth: std::collections::BTreeMap<_, _> =
            all_orders(view).into_iter().map(|id| (id, (view.order(id).status, view.order(id).updated_at))).collect();
        assert_eq!(known, truth, "at {}", view.now());
    }
}
