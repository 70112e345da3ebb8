//! Clicks, leads and sales one by one and day by day agree with the figures.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use trackside_world::{
    Activity, ActivityKind, ActivityQuery, Cause, ChangeCause, ChangeKind, ClickCause, LeadCause, SaleCause, Settings,
    View, Visitor, World,
};

const KINDS: [ActivityKind; 3] = [ActivityKind::Click, ActivityKind::Lead, ActivityKind::Sale];

const ALL: ActivityQuery = ActivityQuery { kind: None, from: None, until: None, skip: 0, take: usize::MAX };

fn now() -> DateTime<Utc> {
    "2026-06-08T12:34:56Z".parse().expect("a literal time")
}

fn world() -> World {
    World::build(&Settings { seed: 1, orders: 1500, anchor: now(), simulated: true }).expect("in range")
}

fn check(view: View<'_>) {
    for program in view.programs() {
        let context = &program.name;
        let all = view.activity(program.id, &ALL);
        assert_eq!(all.rows.len() as u64, all.total, "{context}");
        assert!(all.rows.iter().is_sorted_by(|newer, older| newer.at >= older.at), "{context}");
        assert!(all.rows.iter().all(|row| row.at <= view.now()), "{context}");
        let numbers: BTreeSet<_> = all.rows.iter().map(|row| (row.kind, row.number)).collect();
        assert_eq!(numbers.len(), all.rows.len(), "{context}: no number comes twice");
        let of_kind = |kind| all.rows.iter().filter(|row| row.kind == kind).collect::<Vec<&Activity>>();

        let totals = view.totals(program.id);
        assert_eq!(of_kind(ActivityKind::Click).len() as u64, totals.clicks, "{context}");
        assert_eq!(of_kind(ActivityKind::Lead).len() as u64, totals.signups, "{context}");
        for click in of_kind(ActivityKind::Click) {
            if let Some(order) = click.order {
                assert_eq!(view.order(order).clicked_at, Some(click.at), "{context}");
                assert_eq!(Visitor::Known(view.order(order).customer), click.visitor, "{context}");
            }
        }
        for sale in of_kind(ActivityKind::Sale) {
            assert_eq!(view.order(sale.order.expect("an order")).placed_at, sale.at, "{context}");
        }
        for kind in KINDS {
            let last = view.last_activity(program.id, kind);
            assert_eq!(last.as_ref(), of_kind(kind).first().copied(), "{context} {kind:?}");
            let (from, until) = (view.now() - Duration::days(40), view.now() - Duration::hours(7));
            let expected = of_kind(kind).iter().filter(|row| (from..until).contains(&row.at)).count();
            assert_eq!(view.count_activity(program.id, kind, from, until), expected as u64, "{context} {kind:?}");
        }
        for (skip, take) in [(0, 1), (1, 10), (13, 7), (all.total.saturating_sub(3), 10), (all.total + 5, 10)] {
            let page = view.activity(program.id, &ActivityQuery { skip, take, ..ALL });
            let skip = usize::try_from(skip).expect("few rows");
            let expected: Vec<_> = all.rows.iter().skip(skip).take(take).copied().collect();
            assert_eq!((page.rows, page.total), (expected, all.total), "{context} {skip} {take}");
        }

        let days = view.activity_by_day(program.id, view.world().begins(), view.now() + Duration::days(1));
        let sum = |figure: fn(&trackside_world::ActivityOfDay) -> u64| days.iter().map(figure).sum::<u64>();
        assert_eq!(sum(|day| day.clicks), totals.clicks, "{context}");
        assert_eq!(sum(|day| day.leads), totals.signups, "{context}");
        assert_eq!(sum(|day| day.conversions), totals.orders, "{context}");
        assert_eq!(days.iter().map(|day| day.revenue).sum::<i64>(), totals.revenue, "{context}");
        assert_eq!(days.iter().map(|day| day.commission).sum::<i64>(), totals.commissions, "{context}");
        assert!(days.windows(2).all(|pair| pair[1].day - pair[0].day == Duration::days(1)), "{context}");
    }
}

#[test]
fn single_events_and_days_add_up_to_the_totals() {
    let world = world();
    for days in [-400, 0, 3, 60] {
        check(world.at(now() + Duration::days(days)).expect("in range"));
    }
}

#[test]
fn what_the_ledger_adds_is_listed_too() {
    let world = world();
    let view = world.at(now()).expect("in range");
    let bought = view.activity(
        view.programs().next().expect("a program").id,
        &ActivityQuery { kind: Some(ActivityKind::Sale), ..ALL },
    );
    let refund = ChangeCause {
        order: bought.rows[3].order,
        program: None,
        kind: ChangeKind::Refunded,
        at: None,
        reason: None,
        amount: None,
        commission: None,
    };
    let causes = [
        Cause::Click(ClickCause { direct: true, ..ClickCause::default() }),
        Cause::Lead(LeadCause::default()),
        Cause::Sale(SaleCause { at: Some(now() - Duration::days(3)), ..SaleCause::default() }),
        Cause::Sale(SaleCause { coupon: true, ..SaleCause::default() }),
        Cause::Change(refund),
    ];
    let (mut events, mut before) = (Vec::new(), 0);
    for cause in causes {
        let after = view.after(&events);
        events.extend(after.view().cause(&cause).expect("it can happen"));
        let after = view.after(&events);
        check(after.view());
        let total: u64 = view.programs().map(|program| after.view().activity(program.id, &ALL).total).sum();
        assert!(total >= before);
        before = total;
    }
    // A click; a click and a lead; a click, a lead and a sale; a lead and a sale.
    let simulated: u64 = view.programs().map(|program| view.activity(program.id, &ALL).total).sum();
    assert_eq!(before - simulated, 1 + 2 + 3 + 2);
}

#[test]
fn a_part_of_an_order_can_be_refunded() {
    let world = world();
    let view = world.at(now()).expect("in range");
    let sale = SaleCause { amount: Some(10_000), commission: Some(1_501), ..SaleCause::default() };
    let mut events = view.cause(&Cause::Sale(sale)).expect("it can happen");
    let after = view.after(&events);
    let order = after.view().ledger().next_order();
    let order = trackside_world::OrderId(order.0 - 1);
    let refund = |amount| {
        Cause::Change(ChangeCause {
            order: Some(order),
            program: None,
            kind: ChangeKind::Refunded,
            at: None,
            reason: None,
            amount: Some(amount),
            commission: None,
        })
    };
    for refused in [0, -5, 10_001] {
        assert!(after.view().cause(&refund(refused)).is_err(), "{refused}");
    }
    events.extend(after.view().cause(&refund(4_000)).expect("a part"));
    let after = view.after(&events);
    let shown = after.view().order(order);
    assert_eq!((shown.amount.minor, shown.commission.minor), (6_000, 901));
    assert_eq!(shown.status, trackside_world::OrderStatus::Pending);
    events.extend(after.view().cause(&refund(6_000)).expect("the rest"));
    assert_eq!(view.after(&events).view().order(order).status, trackside_world::OrderStatus::Declined);
}
