//! The same settings give the same world, on every machine and in every version that does not say otherwise.

use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};
use trackside_world::{ProgramState, Settings, View, World, WorldError};

use crate::worlds::{all_orders, all_trackers, noon, views, world};

/// What can be seen of a world, except for the programs that depend on the day on which it is started.
fn seen(view: View<'_>) -> String {
    let mut text = String::new();
    for program in view.programs().filter(|program| program.state != ProgramState::Fresh) {
        let (totals, payouts, stripe) = (view.totals(program.id), view.payouts(program.id), view.stripe(program.id));
        let week = (view.now() - Duration::days(7), view.now());
        let traffic = (view.clicks(program.id, week.0, week.1), view.payment_events(program.id, week.0, week.1));
        let settings = (view.edited_at(program.id), view.newsletter(program.id), view.partners(program.id));
        writeln!(text, "{program:?} {totals:?} {payouts:?} {stripe:?} {traffic:?} {settings:?}")
            .expect("text can be written");
    }
    for id in all_orders(view).into_iter().step_by(7) {
        writeln!(text, "{:?}", view.order(id)).expect("text can be written");
    }
    for key in all_trackers(view).into_iter().step_by(11) {
        writeln!(text, "{:?}", view.tracker(key)).expect("text can be written");
    }
    text
}

/// What can be seen of a world, as one number.
fn digest(world: &World) -> u64 {
    let text: String = views(world).into_iter().map(seen).collect();
    // FNV-1a: stable for ever, unlike the standard library's hashers.
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn the_same_settings_give_the_same_world() {
    assert_eq!(digest(&world(1, 1200)), digest(&world(1, 1200)));
    assert_ne!(digest(&world(1, 1200)), digest(&world(2, 1200)));
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let digest_with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        // More orders than a core makes at a time.
        pool.install(|| digest(&world(3, 60_000)))
    };
    let alone = digest_with(1);
    for threads in [2, 3, 8] {
        assert_eq!(digest_with(threads), alone, "{threads} threads");
    }
}

/// When this fails, responses have changed for everybody who pinned a seed: raise `WORLD_VERSION`, say so in the change
/// log, and take the new number.
#[test]
fn the_world_of_seed_one_is_known() {
    assert_eq!(format!("{:016x}", digest(&world(1, 300))), "dc7f299fd6840c11");
}

#[test]
fn the_past_does_not_change_when_the_clock_moves_on() {
    let world = world(1, 1000);
    let (now, later) = (world.at(noon()).expect("in range"), world.at(world.horizon()).expect("in range"));
    let (then, since) = (all_orders(now), all_orders(later));
    assert_eq!(then, since[..then.len()]);
    for id in then {
        let (before, after) = (now.order(id), later.order(id));
        assert_eq!(
            (before.placed_at, before.amount, before.transaction_number),
            (after.placed_at, after.amount, after.transaction_number)
        );
    }
}

/// A world that is started on a day and simulated until the clock can reach a time.
fn started(anchor: DateTime<Utc>, until: DateTime<Utc>) -> World {
    World::build_until(&Settings { seed: 1, orders: 800, anchor, simulated: true }, until)
        .expect("the settings are in range")
}

/// Compares line by line, so that a failure shows the first difference and not the whole world.
fn assert_same(before: &str, after: &str, context: &str) {
    for (before, after) in before.lines().zip(after.lines()) {
        assert_eq!(before, after, "{context}");
    }
    assert_eq!(before.lines().count(), after.lines().count(), "{context}");
}

#[test]
fn a_world_that_is_started_tomorrow_has_the_same_yesterday() {
    let (today, year) = (started(noon(), noon()), Duration::days(365));
    for later in [Duration::days(1), year] {
        let tomorrow = started(noon() + later, noon() + later);
        assert_eq!(tomorrow.begins(), today.begins());
        for now in [noon() - year, noon() - Duration::days(1), noon(), today.horizon()] {
            let [before, after] = [&today, &tomorrow].map(|world| seen(world.at(now).expect("in range")));
            assert_same(&before, &after, &format!("started {later} later, seen at {now}"));
        }
    }
}

#[test]
fn a_world_that_is_simulated_further_changes_nothing_of_what_comes_before() {
    let near = started(noon(), noon());
    let far = started(noon(), noon() + Duration::days(500));
    assert_eq!(far.horizon() - near.horizon(), Duration::days(500));
    for view in views(&near) {
        let further = far.at(view.now()).expect("in range");
        assert_same(&seen(view), &seen(further), &format!("at {}", view.now()));
        let fresh = |view: View<'_>| {
            let fresh = view.programs().find(|program| program.state == ProgramState::Fresh);
            fresh.map(|program| format!("{program:?} {:?} {:?}", view.totals(program.id), view.stripe(program.id)))
        };
        assert_eq!(fresh(view), fresh(further), "at {}", view.now());
    }
    let end = far.at(far.horizon()).expect("in range");
    assert!(all_orders(end).len() > all_orders(near.at(near.horizon()).expect("in range")).len() + 400);
}

#[test]
fn the_size_is_the_number_of_orders_in_24_months() {
    for size in [0, 1, 10, 1000, 25_000] {
        for anchor in [noon(), noon() + Duration::days(200), noon() + Duration::days(5000)] {
            let world = World::build(&Settings { seed: 4, orders: size, anchor, simulated: true }).expect("in range");
            let view = world.at(anchor).expect("in range");
            let since = anchor - Duration::days(730);
            let found = all_orders(view).into_iter().filter(|id| view.order(*id).placed_at > since).count();
            let (found, size) = (u32::try_from(found).expect("few"), size);
            assert!(found.abs_diff(size) <= size.div_ceil(50), "{found} of {size} at {anchor}");
        }
    }
}

#[test]
fn the_simulation_ends_after_ten_years_or_with_too_many_orders() {
    let settings = |orders| Settings { seed: 1, orders, anchor: noon(), simulated: true };
    let last = |orders| World::build(&settings(orders)).expect("in range").last();
    assert_eq!(last(10).to_rfc3339(), "2036-06-05T00:00:00+00:00");
    let late = last(10) + Duration::seconds(1);
    assert_eq!(
        World::build_until(&settings(10), late).map(|world| world.horizon()),
        Err(WorldError::TooLate { now: late, last: last(10) })
    );
    assert!(World::build_until(&settings(10), last(10)).is_ok());
}
