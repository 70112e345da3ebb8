//! A world without simulation, and ledgers that keep numbers for what is recorded later.

use chrono::Duration;
use trackside_world::{
    Cause, ClickCause, DateKind, Event, JoinCause, Ledger, OrderQuery, ProgramCause, SaleCause, Settings, World,
};

use crate::worlds::noon;

fn empty() -> World {
    World::build(&Settings { seed: 1, orders: 500, anchor: noon(), simulated: false }).expect("in range")
}

#[test]
fn a_world_without_simulation_has_no_programs_and_orders_but_the_same_networks() {
    let world = empty();
    let simulated =
        World::build(&Settings { seed: 1, orders: 500, anchor: noon(), simulated: true }).expect("in range");
    let view = world.at(noon()).expect("in range");
    assert_eq!((view.programs().count(), world.settings().orders), (0, 0));
    let all = OrderQuery::between(DateKind::Placed, world.begins(), noon());
    assert_eq!(view.orders(&all, 0, 10).total, 0);
    assert_eq!((world.networks(), world.accounts()), (simulated.networks(), simulated.accounts()));
    assert_eq!(world.websites(), simulated.websites());
}

#[test]
fn the_first_program_is_the_usual_one_of_a_world_without_simulation() {
    let world = empty();
    let mut ledger = Ledger::new();
    let view = world.at(noon()).expect("in range");
    assert!(view.cause(&Cause::Sale(SaleCause::default())).is_err(), "there is none");
    let number = Some(42);
    for event in view.cause(&Cause::Program(ProgramCause { number, ..ProgramCause::default() })).expect("possible") {
        ledger.apply(&world, noon(), &event);
    }
    let view = world.with(&ledger, noon()).expect("in range");
    let events = view.cause(&Cause::Sale(SaleCause::default())).expect("possible");
    assert!(matches!(&events[..], [Event::Click(_), Event::Sale(sale)] if view.program(sale.program).number == 42));
}

#[test]
fn reserved_numbers_are_given_to_nothing_else() {
    let world = empty();
    let view = world.at(noon()).expect("in range");
    let mut later = view.cause(&Cause::Program(ProgramCause::default())).expect("possible");
    for cause in [
        Cause::Join(JoinCause::default()),
        Cause::Sale(SaleCause::default()),
        Cause::Click(ClickCause::default()),
        Cause::Sale(SaleCause::default()),
    ] {
        later.extend(view.after(&later).view().cause(&cause).expect("possible"));
    }
    let applied = view.after(&later);
    let (after, reserving) = (applied.view().ledger().clone(), Ledger::reserving(&later));
    assert!(reserving.is_empty());
    let program = applied.view().programs().next().expect("it was created").id;
    assert_eq!(reserving.next_order(), after.next_order());
    assert_eq!(reserving.next_visitor(), after.next_visitor());
    assert_eq!(reserving.next_program(), after.next_program());
    assert_eq!(reserving.next_partner(program), after.next_partner(program));
    assert_ne!(reserving.next_order(), Ledger::new().next_order());
    // What happens before gets later numbers, and both fit together.
    let earlier = noon() - Duration::hours(1);
    let mut ledger = reserving;
    let view = world.with(&ledger, earlier).expect("in range");
    let own = view.cause(&Cause::Program(ProgramCause::default())).expect("possible");
    for event in &own {
        ledger.apply(&world, earlier, event);
    }
    let view = world.with(&ledger, earlier).expect("in range");
    let sale = view.cause(&Cause::Sale(SaleCause::default())).expect("possible");
    for event in &sale {
        ledger.apply(&world, earlier, event);
    }
    for event in &later {
        ledger.apply(&world, noon(), event);
    }
    let view = world.with(&ledger, noon()).expect("in range");
    assert_eq!(view.programs().count(), 2);
    let all = OrderQuery::between(DateKind::Placed, world.begins(), noon() + Duration::seconds(1));
    assert_eq!(view.orders(&all, 0, 10).total, 3);
}

#[test]
fn ids_of_programs_are_taken_once() {
    let world = empty();
    let view = world.at(noon()).expect("in range");
    let cause = |number, code: &str| {
        Cause::Program(ProgramCause { number: Some(number), code: Some(code.to_owned()), ..ProgramCause::default() })
    };
    let first = view.cause(&cause(7, "ACME2026")).expect("possible");
    let after = view.after(&first);
    for (number, code, possible) in [
        (7, "OTHER000", false),
        (8, "ACME2026", false),
        (0, "OTHER000", false),
        (1 << 31, "OTHER000", false),
        (8, "other000", false),
        (8, "SHORT", false),
        (8, "OTHER000", true),
    ] {
        assert_eq!(after.view().cause(&cause(number, code)).is_ok(), possible, "{number} {code}");
    }
}
