//! Two owners: what is one's is not the other's, and together they have everything.

use trackside_world::{
    Cause, DateKind, Event, OrderQuery, Owner, ProgramCause, ProgramId, SaleCause, TrackerQuery, View, World,
};

use crate::ledger::Book;
use crate::worlds::{all_orders, all_trackers, noon, world};

/// A world in which both owners have sold something by hand, the other one also in a program that was added.
fn book(world: &World) -> Book {
    let mut book = Book::default();
    let added = ProgramCause { owner: Owner::Other, ..ProgramCause::default() };
    let events = book.cause(world, noon(), &Cause::Program(added)).expect("a program");
    let [Event::Program(added)] = &events[..] else { panic!("{events:?}") };
    let of = |owner: Owner| world.at(noon()).expect("in range").programs().find(|program| program.owner == owner);
    let programs: Vec<ProgramId> =
        Owner::ALL.into_iter().filter_map(|owner| Some(of(owner)?.id)).chain([added.program]).collect();
    for program in programs.into_iter().cycle().take(12) {
        let sale = SaleCause { program: Some(program), ..SaleCause::default() };
        book.cause(world, noon(), &Cause::Sale(sale)).expect("a sale");
    }
    book
}

fn orders(view: View<'_>, owner: Owner) -> OrderQuery {
    let all = OrderQuery::between(DateKind::Placed, view.world().begins(), view.world().horizon());
    OrderQuery { owner: Some(owner), ..all }
}

#[test]
fn sales_come_through_the_accounts_and_websites_of_their_owner() {
    for (seed, size) in [(1, 2000), (2, 300), (3, 0)] {
        let world = world(seed, size);
        let book = book(&world);
        let view = world.with(&book.ledger, noon()).expect("in range");
        for order in all_orders(view) {
            let order = view.order(order);
            let (owner, website) = (order.program.owner, order.website.map(|website| website.owner));
            assert_eq!(order.account.owner, owner, "{order:?}");
            assert!(website.is_none_or(|website| website == owner), "{order:?}");
        }
    }
}

#[test]
fn lists_of_both_owners_together_hold_everything_once() {
    let world = world(1, 1000);
    let book = book(&world);
    let view = world.with(&book.ledger, noon()).expect("in range");
    let mut together = Vec::new();
    for owner in Owner::ALL {
        let found = view.orders(&orders(view, owner), 0, usize::MAX);
        assert_eq!(found.total, found.orders.len());
        assert!(!found.orders.is_empty(), "{owner:?}");
        assert!(found.orders.iter().all(|order| view.order(*order).program.owner == owner));
        together.extend(found.orders);
    }
    together.sort_unstable();
    let mut all = all_orders(view);
    all.sort_unstable();
    assert_eq!(together, all);

    let mut together = Vec::new();
    for owner in Owner::ALL {
        let list = view.trackers(&TrackerQuery { owner: Some(owner), ..TrackerQuery::default() });
        let found = list.page(0, usize::MAX);
        assert_eq!(list.total(), found.len());
        assert!(!found.is_empty(), "{owner:?}");
        assert!(found.iter().all(|key| view.order(key.order()).program.owner == owner));
        together.extend(found);
    }
    let ids = |keys: Vec<_>| {
        let mut ids: Vec<_> = keys.into_iter().map(|key| view.tracker(key).id).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(ids(together), ids(all_trackers(view)));
}

#[test]
fn nothing_is_sold_in_the_second_business_by_itself() {
    let world = world(4, 3000);
    let view = world.at(world.horizon()).expect("in range");
    assert_eq!(view.orders(&orders(view, Owner::Other), 0, usize::MAX).total, 0);
    let theirs: Vec<_> = view.programs().filter(|program| program.owner == Owner::Other).collect();
    assert_eq!(theirs.len(), 2);
    assert!(theirs.iter().any(|program| view.first_click(program.id).is_some()));
    assert_ne!(world.publisher(Owner::Usual), world.publisher(Owner::Other));
}
