//! The worlds that the tests look at.

use chrono::{DateTime, Duration, Utc};
use trackside_world::{DateKind, OrderId, OrderQuery, Settings, TrackerKey, TrackerQuery, View, World};

/// The instant around which the worlds lie.
pub(crate) fn noon() -> DateTime<Utc> {
    "2026-06-08T12:00:00Z".parse().expect("a literal instant")
}

/// A world around the instant.
pub(crate) fn world(seed: u64, orders: u32) -> World {
    World::build(&Settings { seed, orders, anchor: noon(), simulated: true }).expect("the settings are in range")
}

/// Worlds of several seeds and sizes.
pub(crate) fn worlds() -> Vec<World> {
    [(1, 10_000), (2, 2500), (3, 400), (4, 50), (5, 1), (6, 0)].map(|(seed, orders)| world(seed, orders)).into()
}

/// The world at its beginning, in the middle, at the pinned noon, a little after, and at its end.
pub(crate) fn views(world: &World) -> Vec<View<'_>> {
    let instants =
        [world.begins(), world.begins() + Duration::days(365), noon(), noon() + Duration::hours(31), world.horizon()];
    instants.into_iter().map(|now| world.at(now).expect("the instant is in range")).collect()
}

/// Every order that is visible.
pub(crate) fn all_orders(view: View<'_>) -> Vec<OrderId> {
    let query = OrderQuery::between(DateKind::Placed, view.world().begins(), view.world().horizon());
    view.orders(&query, 0, usize::MAX).orders
}

/// Every tracker that the shop sends.
pub(crate) fn all_trackers(view: View<'_>) -> Vec<TrackerKey> {
    view.trackers(&TrackerQuery::default()).page(0, usize::MAX)
}
