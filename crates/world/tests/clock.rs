//! The clock moves: polling finds what changed, and going back gives what was there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use trackside_world::{DateKind, OrderId, OrderQuery, OrderStatus, StatusSet, View, World};

use crate::worlds::{all_orders, noon, world};

/// Every order with what a poller keeps of it.
type Known = BTreeMap<OrderId, (OrderStatus, DateTime<Utc>)>;

/// Adds what was updated from the instant on.
fn poll(view: View<'_>, from: DateTime<Utc>, known: &mut Known) {
    let query = OrderQuery::between(DateKind::Updated, from, view.now());
    for id in view.orders(&query, 0, usize::MAX).orders {
        let order = view.order(id);
        known.insert(id, (order.status, order.updated_at));
    }
}

fn full_listing(view: View<'_>) -> Known {
    let shown = |id| {
        let order = view.order(id);
        (id, (order.status, order.updated_at))
    };
    all_orders(view).into_iter().map(shown).collect()
}

/// Everything that depends on the present, as text.
fn picture(view: View<'_>) -> String {
    let (begins, horizon) = (view.world().begins(), view.world().horizon());
    let mut text = String::new();
    for kind in [DateKind::Placed, DateKind::Modified, DateKind::Clicked, DateKind::Validated, DateKind::Updated] {
        let all = OrderQuery::between(kind, begins, horizon);
        write!(text, "{:?}", view.orders(&all, 0, usize::MAX)).expect("text can be written");
        for status in [OrderStatus::Pending, OrderStatus::Approved, OrderStatus::Declined] {
            let statuses = Some([status].into_iter().collect::<StatusSet>());
            write!(text, "{:?}", view.orders(&OrderQuery { statuses, ..all.clone() }, 100, 50))
                .expect("text can be written");
        }
    }
    for program in view.programs() {
        write!(text, "{:?}", view.conversions(program.id, view.now() - Duration::days(30), view.now()))
            .expect("text can be written");
    }
    text
}

/// Moves of the clock in seconds: mostly small ones, some of weeks, some back.
fn moves() -> impl Strategy<Value = Vec<i64>> {
    let span = prop_oneof![0..120_i64, 0..86_400_i64, 0..40 * 86_400_i64];
    let signed = (span, prop::bool::weighted(0.25)).prop_map(|(span, back)| if back { -span } else { span });
    prop::collection::vec(signed, 1..14)
}

fn within(world: &World, instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.clamp(world.begins(), world.horizon())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_union_of_polls_is_the_full_listing(seed in 0..1000_u64, moves in moves()) {
        let world = world(seed, 900);
        let mut now = noon() - Duration::days(60);
        let (mut last, mut known) = (world.begins(), Known::new());
        let mut pictures = BTreeMap::new();
        for seconds in moves {
            let moved = within(&world, now + Duration::seconds(seconds));
            // Whoever sees time go back starts anew: what they know has not happened.
            if moved < now {
                (last, known) = (world.begins(), Known::new());
            }
            now = moved;
            let view = world.at(now).expect("in range");
            poll(view, last, &mut known);
            last = now;
            prop_assert_eq!(&known, &full_listing(view));
            pictures.insert(now, picture(view));
        }
        // In another order than before, and in a world of its own that has never moved.
        for (now, before) in pictures.iter().rev() {
            prop_assert_eq!(&picture(world.at(*now).expect("in range")), before);
        }
        if let Some((now, before)) = pictures.first_key_value() {
            prop_assert_eq!(&picture(crate::worlds::world(seed, 900).at(*now).expect("in range")), before);
        }
    }
}
