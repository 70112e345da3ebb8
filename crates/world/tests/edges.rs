//! Rough edges: late changes, repetitions, amounts of zero and below, a currency without decimals, names beyond ASCII.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use trackside_world::{
    Cause, CauseError, ChangeCause, ChangeKind, Currency, DateKind, Ledger, Order, OrderId, OrderQuery, OrderStatus,
    PaymentEventCounts, ProgramState, SetupCause, SetupStep, StatusSet, View, World,
};

use crate::worlds::{all_orders, all_trackers, noon, world, worlds};

/// How an order changes over time.
struct Life<'w> {
    placed: Order<'w>,
    /// Once it is first decided.
    decided: Order<'w>,
    /// At the end of the simulation.
    last: Order<'w>,
}

/// The orders that change after their first decision, and how.
fn revised(world: &World) -> Vec<Life<'_>> {
    let at = |now| world.at(now).expect("in range");
    let last = at(world.horizon());
    let lives = all_orders(last).into_iter().filter_map(|id| {
        let placed = at(last.order(id).placed_at + Duration::minutes(5)).order(id);
        assert_eq!(placed.status, OrderStatus::Pending, "{id:?}");
        let last = last.order(id);
        // The first decision falls 45 days after the order at the latest.
        let (mut early, mut late) = (placed.updated_at, (placed.placed_at + Duration::days(46)).min(world.horizon()));
        if at(late).order(id).status == OrderStatus::Pending {
            return None;
        }
        while late - early > Duration::seconds(1) {
            let middle = early + (late - early) / 2;
            if at(middle).order(id).status == OrderStatus::Pending { early = middle } else { late = middle }
        }
        let decided = at(late).order(id);
        (decided.updated_at < last.updated_at).then_some(Life { placed, decided, last })
    });
    lives.collect()
}

#[test]
fn a_network_changes_some_orders_after_it_has_approved_them() {
    let world = world(1, 6000);
    let (mut reversed, mut lowered, mut raised) = (0, 0, 0);
    for Life { placed, decided, last } in revised(&world) {
        let id = last.id;
        assert_eq!(decided.status, OrderStatus::Approved, "{id:?}");
        assert_eq!((decided.amount, decided.commission), (placed.amount, placed.commission), "{id:?}");
        assert!((2..=50).contains(&(last.modified_at - decided.modified_at).num_days()), "{id:?}");
        let before = world.at(last.updated_at - Duration::seconds(1)).expect("in range").order(id);
        assert_eq!(
            (before.status, before.amount, before.updated_at),
            (OrderStatus::Approved, placed.amount, decided.updated_at)
        );
        match last.status {
            OrderStatus::Declined => {
                assert_eq!((last.validated_at, last.amount), (Some(last.modified_at), placed.amount), "{id:?}");
                assert!(before.decline_reason.is_none(), "{id:?}");
                assert_eq!(last.decline_reason.is_some(), world.network(last.account.network).gives_reasons, "{id:?}");
                reversed += 1;
            }
            _ if last.amount.minor < placed.amount.minor => lowered += 1,
            _ => {
                assert!(last.amount.minor > placed.amount.minor, "{id:?} changed without a change");
                raised += 1;
            }
        }
    }
    let (reversed, corrected, orders) =
        (reversed, lowered + raised, all_orders(world.at(world.horizon()).expect("in range")).len());
    assert!((orders / 100..orders / 50).contains(&reversed), "{reversed} reversals of {orders}");
    assert!((orders / 200..orders / 70).contains(&corrected), "{corrected} corrections of {orders}");
    assert!(lowered > raised && raised > 5, "{lowered} {raised}");
}

#[test]
fn totals_and_listings_change_in_the_second_of_a_late_change() {
    let world = world(8, 900);
    let lives = revised(&world);
    assert!(lives.len() > 15, "{}", lives.len());
    for Life { last, .. } in lives {
        for seconds in [-1, 0] {
            let view = world.at(last.updated_at + Duration::seconds(seconds)).expect("in range");
            let counting = all_orders(view).into_iter().map(|id| view.order(id));
            let counting: Vec<_> = counting
                .filter(|order| order.program.id == last.program.id && order.status != OrderStatus::Declined)
                .collect();
            let totals = view.totals(last.program.id);
            assert_eq!(
                (totals.orders, totals.revenue, totals.commissions),
                (
                    counting.len() as u64,
                    counting.iter().map(|order| order.amount.minor).sum::<i64>(),
                    counting.iter().map(|order| order.commission.minor).sum::<i64>()
                ),
                "{:?} at {}",
                last.id,
                view.now()
            );
            for kind in [DateKind::Modified, DateKind::Validated, DateKind::Updated, DateKind::Placed] {
                let finds = |statuses: Option<StatusSet>| {
                    let all = OrderQuery::between(kind, world.begins(), view.now());
                    let found = view.orders(&OrderQuery { statuses, ..all }, 0, usize::MAX).orders;
                    found.iter().filter(|id| **id == last.id).count()
                };
                let expected = usize::from(kind != DateKind::Validated || view.order(last.id).validated_at.is_some());
                let status = view.order(last.id).status;
                assert_eq!(
                    (finds(None), finds(Some([status].into_iter().collect()))),
                    (expected, expected),
                    "{kind:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_reported_twice_is_the_same_order() {
    let world = world(1, 10_000);
    let view = world.at(noon()).expect("in range");
    let mut reports: BTreeMap<String, Vec<OrderId>> = BTreeMap::new();
    for id in all_orders(view) {
        if let Some(reference) = view.order(id).order_reference {
            reports.entry(reference.to_string()).or_default().push(id);
        }
    }
    let orders = reports.len();
    let surveyed: BTreeSet<OrderId> = all_trackers(view).iter().map(|key| key.order()).collect();
    let (mut twice, mut declined, mut original_surveyed) = (0, 0, 0);
    for (reference, reports) in reports.into_iter().filter(|(_, reports)| reports.len() > 1) {
        let [first, second] = reports[..] else { panic!("{reference} is reported {} times", reports.len()) };
        assert_eq!(view.order_by_reference(&reference), Some(first));
        assert!(!surveyed.contains(&second) && view.external_trackers(second).is_empty(), "{reference}");
        original_surveyed += usize::from(surveyed.contains(&first));
        let (first, second) = (view.order(first), view.order(second));
        let visit = |order: &Order<'_>| {
            let url = order.clickout_url.map(|url| url.to_string());
            (order.placed_at, order.clicked_at, order.session_at, order.reference_code, url, order.customer)
        };
        assert_eq!(visit(&first), visit(&second), "{reference}");
        let sale = |order: &Order<'_>| {
            (order.program.id, order.partner_code.to_owned(), order.account.id, order.website.map(|website| website.id))
        };
        assert_eq!(sale(&first), sale(&second), "{reference}");
        assert_ne!(first.transaction_number, second.transaction_number, "{reference}");
        twice += 1;
        if second.status == OrderStatus::Declined {
            assert!(matches!(second.decline_reason, None | Some("duplicate order")), "{reference}");
            declined += 1;
        }
    }
    assert!((orders / 500..orders / 100).contains(&twice), "{twice} of {orders}");
    assert!(declined * 2 > twice && declined < twice && original_surveyed > 0, "{declined} of {twice}");
    let last = view.last_repetition().expect("there are some");
    assert_eq!(view.order(last).placed_at, view.order(OrderId(last.0 - 1)).placed_at);
}

#[test]
fn some_orders_cost_nothing_and_some_come_back() {
    let world = world(1, 10_000);
    let view = world.at(noon()).expect("in range");
    let orders: Vec<_> = all_orders(view).into_iter().map(|id| view.order(id)).collect();
    let some = orders.len() / 500..orders.len() / 100;
    let count = |passes: &dyn Fn(&Order<'_>) -> bool| orders.iter().filter(|order| passes(order)).count();
    assert!(some.contains(&count(&|order| order.amount.minor == 0)));
    assert!(some.contains(&count(&|order| order.amount.minor < 0)));
    for order in &orders {
        let (amount, commission) = (order.amount.minor, order.commission.minor);
        assert_eq!(amount.signum().min(commission.signum()), commission.signum().min(amount.signum()));
        assert!(commission.abs() <= amount.abs() && commission * amount >= 0, "{amount} {commission}");
        assert!(amount >= 0 || view.external_trackers(order.id).is_empty(), "nobody is asked about returned goods");
    }
}

#[test]
fn one_program_sells_in_a_currency_without_decimals() {
    for world in worlds() {
        let view = world.at(noon()).expect("in range");
        let yen: Vec<_> = view.programs().filter(|program| program.currency == Currency::Jpy).collect();
        assert_eq!(yen.len(), 1);
        let orders = all_orders(view).into_iter().map(|id| view.order(id));
        for order in orders.filter(|order| order.program.id == yen[0].id && order.amount.minor != 0) {
            // One yen is about 0.6 cents.
            let cents = order.amount.minor * 613 / 1000;
            assert!((order.amount_eur - cents).abs() <= 1, "{:?} is {} cents", order.amount, order.amount_eur);
        }
    }
}

#[test]
fn names_have_letters_beyond_ascii_and_codes_have_not() {
    let world = world(1, 10);
    let view = world.at(noon()).expect("in range");
    let names: String = view.programs().map(|program| program.name.as_str()).collect();
    assert!(['é', 'ü', 'Å'].iter().all(|letter| names.contains(*letter)), "{names}");
    for program in view.programs() {
        assert!(program.website.is_ascii() && program.initials.is_ascii() && !program.host().contains(' '));
        let shop = program.host().strip_suffix(".example").expect("the hosts are of examples");
        let letters = |text: &str| text.chars().filter(|letter| letter.is_alphabetic()).count();
        assert_eq!(letters(shop), letters(&program.name), "no letter is lost");
    }
}

#[test]
fn an_edge_that_is_found_is_one_and_none_is_newer() {
    for world in worlds() {
        for days in [0, 40, 400] {
            let view = world.at(noon() - Duration::days(days)).expect("in range");
            let changed_at = |id: OrderId| view.order(id).updated_at;
            let all = || all_orders(view).into_iter().map(|id| view.order(id));
            let free = all().rfind(|order| order.amount.minor == 0).map(|order| order.id);
            assert_eq!(view.newest_order(|order| order.amount.minor == 0), free);
            for (found, status) in
                [(view.last_reversal(), OrderStatus::Declined), (view.last_correction(), OrderStatus::Approved)]
            {
                let Some(id) = found else { continue };
                let order = view.order(id);
                let before = world.at(changed_at(id) - Duration::seconds(1)).expect("in range").order(id);
                assert_eq!((order.status, before.status), (status, OrderStatus::Approved));
                assert_eq!(status == OrderStatus::Approved, order.amount != before.amount);
            }
        }
    }
    let world = world(1, 10_000);
    let view = world.at(noon()).expect("in range");
    assert!(view.last_reversal().is_some() && view.last_correction().is_some());
}

#[test]
fn what_the_ledger_has_changed_keeps_its_state() {
    let world = world(1, 3000);
    let at = |now| world.at(now).expect("in range");
    for Life { decided, last, .. } in revised(&world).into_iter().step_by(7) {
        let recorded = decided.updated_at + Duration::hours(1);
        let cause = Cause::Change(ChangeCause {
            order: Some(last.id),
            program: None,
            kind: ChangeKind::Corrected,
            at: None,
            reason: None,
            amount: Some(77),
            commission: None,
        });
        let events = at(recorded).cause(&cause).expect("an approved order can be corrected");
        let mut ledger = Ledger::new();
        ledger.apply(&world, recorded, &events[0]);
        let view: View<'_> = world.with(&ledger, world.horizon()).expect("in range");
        let order = view.order(last.id);
        assert_eq!((order.status, order.amount.minor, order.updated_at), (OrderStatus::Approved, 77, recorded));
        let counting = all_orders(view).into_iter().map(|id| view.order(id));
        let counting =
            counting.filter(|order| order.program.id == last.program.id && order.status != OrderStatus::Declined);
        let totals = view.totals(last.program.id);
        let found = counting.fold((0, 0), |sum, order| (sum.0 + 1, sum.1 + order.amount.minor));
        assert_eq!((totals.orders, totals.revenue), found, "{:?}", last.id);
    }
}

#[test]
fn a_change_does_not_come_before_its_order() {
    let world = world(1, 400);
    let view = world.at(noon()).expect("in range");
    let pending = all_orders(view).into_iter().rev().find(|id| view.order(*id).status == OrderStatus::Pending);
    let (order, placed) = pending.map(|id| (id, view.order(id).placed_at)).expect("the newest are pending");
    let decide = |at| {
        let usual = ChangeCause {
            order: Some(order),
            program: None,
            kind: ChangeKind::Approved,
            at: Some(at),
            reason: None,
            amount: None,
            commission: None,
        };
        view.cause(&Cause::Change(usual))
    };
    let early = placed - Duration::seconds(1);
    assert_eq!(decide(early), Err(CauseError::BeforeOrder { at: early, placed }));
    assert!(decide(placed).is_ok());
}

#[test]
fn payments_before_a_connection_was_lost_stay_counted() {
    let world = world(1, 10_000);
    let lost_at = noon() - Duration::days(10);
    let program = world.at(noon()).expect("in range").programs().find(|program| program.state == ProgramState::Healthy);
    let program = program.expect("there are some").id;
    let setup = SetupCause { program: Some(program), step: SetupStep::StripeDisconnected, at: None };
    let mut ledger = Ledger::new();
    for event in world.at(lost_at).expect("in range").cause(&Cause::Setup(setup)).expect("it can be lost") {
        ledger.apply(&world, lost_at, &event);
    }
    let events = |view: View<'_>, from, until| view.payment_events(program, from, until);
    let (before, view) = (world.at(noon()).expect("in range"), world.with(&ledger, noon()).expect("in range"));
    let month = noon() - Duration::days(30);
    assert!(!view.stripe(program).is_connected() && view.stripe(program).disconnected_at == Some(lost_at));
    assert_eq!(events(view, month, noon()), events(before, month, lost_at));
    assert!(events(view, month, noon()).succeeded > 0);
    assert_eq!(events(view, lost_at, noon()), PaymentEventCounts::default());
    assert_eq!(view.first_payment_event(program), before.first_payment_event(program));
}

#[test]
fn some_visitors_came_through_an_advertisement() {
    let world = world(1, 10_000);
    let view = world.at(noon()).expect("in range");
    let orders: Vec<_> = all_orders(view).into_iter().map(|id| view.order(id)).collect();
    let clicked = orders.iter().filter(|order| order.clicked_at.is_some()).count();
    let mut visits = BTreeSet::new();
    for order in &orders {
        let Some(id) = order.google_click.map(|id| id.to_string()) else { continue };
        assert!(order.clicked_at.is_some() && id.len() == 58 && !id.contains("AAAAAA"), "{id}");
        visits.insert((id, order.clicked_at));
    }
    let ids: BTreeSet<_> = visits.iter().map(|(id, _)| id).collect();
    assert!(ids.len() == visits.len() && (clicked / 20..clicked / 8).contains(&ids.len()), "{} {clicked}", ids.len());
}
