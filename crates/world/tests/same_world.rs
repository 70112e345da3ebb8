//! The same settings give the same world, on every machine and in every version that does not say otherwise.

use std::fmt::Write as _;

use trackside_world::World;

use crate::worlds::{all_orders, all_trackers, noon, views, world};

/// Everything that can be seen, as one number.
fn digest(world: &World) -> u64 {
    let mut text = String::new();
    for view in views(world) {
        for program in view.programs() {
            let (totals, payouts, stripe) =
                (view.totals(program.id), view.payouts(program.id), view.stripe(program.id));
            writeln!(text, "{program:?} {totals:?} {payouts:?} {stripe:?} {:?}", view.partners(program.id))
                .expect("text can be written");
        }
        for id in all_orders(view).into_iter().step_by(7) {
            writeln!(text, "{:?}", view.order(id)).expect("text can be written");
        }
        for key in all_trackers(view).into_iter().step_by(11) {
            writeln!(text, "{:?}", view.tracker(key)).expect("text can be written");
        }
    }
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

/// When this fails, answers have changed for everybody who pinned a seed: say so in the release notes, and take the new number.
#[test]
fn the_world_of_seed_one_is_known() {
    assert_eq!(format!("{:016x}", digest(&world(1, 300))), "5d35670071c594b2");
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
