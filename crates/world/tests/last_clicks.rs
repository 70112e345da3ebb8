//! The last clicks of an owner's programs: counted by source, they are those that are listed one by one.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use trackside_world::{
    AccountId, ActivityKind, ActivityQuery, Cause, ClickCause, Clickout, Ledger, OrderId, OrderStatus, Owner,
    SaleCause, View, WebsiteId,
};

use crate::worlds::{noon, views, world};

/// How many clicks are listed one by one for each program.
const LISTED: usize = 4000;

/// Clicks, newest first: when, and the order that each led to.
fn listed(view: View<'_>, owner: Owner) -> Vec<(DateTime<Utc>, Option<OrderId>)> {
    let mut clicks = Vec::new();
    for program in view.programs().filter(|program| program.owner == owner) {
        let query = ActivityQuery { kind: Some(ActivityKind::Click), from: None, until: None, skip: 0, take: LISTED };
        clicks.extend(view.activity(program.id, &query).rows.into_iter().map(|row| (row.at, row.order)));
    }
    clicks.sort_by(|one, other| other.cmp(one));
    clicks.truncate(LISTED);
    clicks
}

fn is_counted(view: View<'_>, order: OrderId) -> bool {
    view.order(order).status != OrderStatus::Declined
}

#[test]
fn the_last_clicks_are_those_that_are_listed() {
    let world = world(3, 4000);
    let owned = views(&world).into_iter().flat_map(|view| Owner::ALL.map(|owner| (view, owner)));
    for (view, owner) in owned {
        let clicks = listed(view, owner);
        // Where a second ends, so that it is known which clicks are the last ones.
        let ends = clicks.windows(2).zip(1..).filter(|(pair, _)| pair[0].0 != pair[1].0).map(|(_, count)| count);
        let ends: Vec<usize> = ends.collect();
        let Some(last) = ends.last() else { continue };
        let mut sales = 0;
        for count in ends.iter().step_by(ends.len() / 7 + 1).chain([last]) {
            let tallies = view.last_clicks(owner, *count as u64);
            assert_eq!(tallies.iter().map(|tally| tally.clicks).sum::<u64>(), *count as u64, "at {}", view.now());
            let mut expected: BTreeMap<AccountId, (u64, i64)> = BTreeMap::new();
            for order in clicks[..*count].iter().filter_map(|(_, order)| *order) {
                // A second report of an order tells of the same click.
                let again = OrderId(order.0 + 1);
                let is_again = view.has_order(again)
                    && view.order(again).order_reference == view.order(order).order_reference
                    && view.order(again).order_reference.is_some();
                for order in [Some(order), is_again.then_some(again)].into_iter().flatten() {
                    if is_counted(view, order) {
                        let order = view.order(order);
                        let of_account = expected.entry(order.account.id).or_default();
                        *of_account = (of_account.0 + 1, of_account.1 + order.commission_eur);
                    }
                }
            }
            sales = expected.values().map(|(sales, _)| sales).sum::<u64>().max(sales);
            for tally in tallies {
                let of_account = expected.entry(tally.source.account).or_default();
                *of_account = (of_account.0.wrapping_sub(tally.sales), of_account.1 - tally.commission_eur);
            }
            assert!(expected.values().all(|left| *left == (0, 0)), "{count} at {}: {expected:?}", view.now());
        }
        let has_orders = owner == Owner::Usual && clicks.len() == LISTED;
        assert_eq!(sales > 10, has_orders, "{sales} at {}", view.now());
    }
}

#[test]
fn any_number_of_clicks_is_counted_exactly() {
    let world = world(1, 1000);
    let view = world.at(noon()).expect("in range");
    for most in [0, 1, 2, 3, 4, 5, 17, 100, 12_345, 75_000] {
        assert_eq!(view.last_clicks(Owner::Usual, most).iter().map(|tally| tally.clicks).sum::<u64>(), most);
    }
    let beginning = world.at(world.begins()).expect("in range");
    assert!(beginning.last_clicks(Owner::Usual, 1000).iter().map(|tally| tally.clicks).sum::<u64>() < 1000);
}

#[test]
fn a_clickout_is_one_click_with_the_sales_of_those_who_followed_it() {
    let world = world(2, 50);
    let mut ledger = Ledger::new();
    let at = noon();
    let clickout = Clickout { number: 1, at, account: AccountId(4), website: WebsiteId::UNLISTED };
    let cause = |ledger: &mut Ledger, cause: Cause| {
        let events = world.with(ledger, at).expect("in range").cause(&cause).expect("it can happen");
        for event in &events {
            ledger.apply(&world, at, event);
        }
    };
    let visitor = ledger.next_visitor();
    let click = |visitor, direct| {
        Cause::Click(ClickCause { visitor, direct, clickout: Some(clickout), ..ClickCause::default() })
    };
    cause(&mut ledger, click(None, false));
    cause(&mut ledger, click(Some(visitor), true));
    for _ in 0..2 {
        cause(&mut ledger, Cause::Sale(SaleCause { customer: Some(visitor), ..SaleCause::default() }));
    }
    cause(&mut ledger, Cause::Sale(SaleCause::default()));
    let view = world.with(&ledger, at).expect("in range");
    let tallies = view.last_clicks(Owner::Usual, 300);
    let of_clickout: Vec<_> = tallies.iter().filter(|tally| tally.source.clickout.is_some()).collect();
    let [tally] = of_clickout[..] else { panic!("{tallies:?}") };
    assert_eq!((tally.source.clickout, tally.source.account), (Some(clickout), AccountId(4)));
    assert_eq!((tally.clicks, tally.sales), (1, 2), "the second click followed the clickout");
    let others: Vec<_> = tallies.iter().filter(|tally| tally.source.clickout.is_none() && tally.sales > 0).collect();
    assert!(matches!(others[..], [tally] if tally.clicks >= 1 && tally.sales == 1), "{tallies:?}");
    let order = view.order(trackside_world::OrderId(1 << 31));
    assert_eq!((order.clickout, order.account.id, order.website.is_none()), (Some(clickout), AccountId(4), true));
    assert_eq!((order.session_at, order.reference_code), (at, world.clickout_code(1)));
}
