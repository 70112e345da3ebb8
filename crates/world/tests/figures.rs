//! Figures: every number is what brute force counts.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Duration};
use trackside_world::{ClickKind, OrderStatus, ProgramState, View};

use crate::balances::check_balances;
use crate::worlds::{all_orders, noon, views, world, worlds};

#[test]
fn totals_are_sums_of_orders() {
    for world in worlds() {
        for view in views(&world) {
            let orders: Vec<_> = all_orders(view).into_iter().map(|id| view.order(id)).collect();
            for program in view.programs() {
                let context = format!("{} of seed {} at {}", program.state.name(), world.settings().seed, view.now());
                let own = || orders.iter().filter(|order| order.program.id == program.id);
                let counting: Vec<_> = own().filter(|order| order.status != OrderStatus::Declined).collect();
                let totals = view.totals(program.id);
                assert_eq!(totals.orders, counting.len() as u64, "{context}");
                assert_eq!(totals.revenue, counting.iter().map(|order| order.amount.minor).sum::<i64>(), "{context}");
                assert_eq!(
                    totals.commissions,
                    counting.iter().map(|order| order.commission.minor).sum::<i64>(),
                    "{context}"
                );
                let customers: BTreeSet<_> = own().map(|order| order.customer).collect();
                let paying: BTreeSet<_> = counting.iter().map(|order| order.customer).collect();
                assert_eq!(
                    (totals.customers, totals.paying_customers),
                    (customers.len() as u64, paying.len() as u64),
                    "{context}"
                );
                assert!(totals.paying_customers <= totals.signups && totals.customers <= totals.signups, "{context}");
                assert!(totals.referring_customers + totals.referred_customers <= totals.customers, "{context}");
                assert_eq!(
                    totals.reward_paid + totals.reward_in_review + totals.reward_unclaimed,
                    totals.commissions,
                    "{context}"
                );
                // A partner who was paid owes the commissions of goods that come back.
                let owed: i64 = counting.iter().map(|order| order.commission.minor.min(0)).sum();
                assert!(
                    totals.reward_unclaimed >= owed && totals.reward_in_review >= 0 && totals.reward_paid >= 0,
                    "{context}: {totals:?}"
                );
                let clicked: BTreeSet<_> =
                    own().filter_map(|order| Some((order.clicked_at?, order.reference_code))).collect();
                let (clicks, clicked) = (totals.clicks, clicked.len() as u64);
                assert!(clicks >= clicked, "{context}: {clicks} clicks for {clicked} orders");
            }
        }
    }
}

#[test]
fn what_partners_have_brought_is_counted_at_any_time() {
    // Enough orders for several rows of stored sums, and enough times for every place between them.
    let world = world(7, 30_000);
    let times = [-500, -200, -100, -31, -1, 0, 20, 80].map(|days| noon() + Duration::hours(24 * days + days % 7));
    for now in times.into_iter().chain([world.begins(), world.horizon()]) {
        let view = world.at(now).expect("in range");
        let orders: Vec<_> = all_orders(view).into_iter().map(|id| view.order(id)).collect();
        for program in view.programs() {
            check_balances(view, program.id, &orders);
        }
    }
}

#[test]
fn conversions_and_payments_count_a_window() {
    let world = world(7, 6000);
    for view in views(&world) {
        let (from, until) = (view.now() - Duration::days(30), view.now() + Duration::seconds(1));
        let orders: Vec<_> =
            all_orders(view).into_iter().map(|id| view.order(id)).filter(|order| from <= order.placed_at).collect();
        for program in view.programs() {
            let own = || orders.iter().filter(|order| order.program.id == program.id);
            let counting = || own().filter(|order| order.status != OrderStatus::Declined);
            let conversions = view.conversions(program.id, from, until);
            assert_eq!(conversions.by_click, counting().filter(|order| order.clicked_at.is_some()).count() as u64);
            assert_eq!(conversions.by_coupon, counting().filter(|order| order.clicked_at.is_none()).count() as u64);
            let events = view.payment_events(program.id, from, until);
            assert_eq!(events.succeeded, own().count() as u64);
            assert!(view.stripe(program.id).is_connected() || events.skipped == 0);
            assert_eq!(view.first_conversion(program.id).is_some(), view.totals(program.id).orders > 0);
        }
    }
}

#[test]
fn clicks_add_up_and_the_last_one_is_the_last() {
    let world = world(1, 10_000);
    for view in views(&world) {
        for program in view.programs() {
            let end = view.now() + Duration::seconds(1);
            let middle = view.now() - Duration::hours(55);
            let [whole, early, late] = [(world.begins(), end), (world.begins(), middle), (middle, end)]
                .map(|(from, until)| view.clicks(program.id, from, until));
            assert_eq!((whole.redirect, whole.direct), (early.redirect + late.redirect, early.direct + late.direct));
            assert_eq!(whole.redirect + whole.direct, view.totals(program.id).clicks);
            for (kind, count) in [(ClickKind::Redirect, whole.redirect), (ClickKind::Direct, whole.direct)] {
                let last = view.last_click(program.id, kind);
                assert_eq!(last.is_some(), count > 0);
                let Some(last) = last else { continue };
                assert!(last.at <= view.now());
                let after = view.clicks(program.id, last.at + Duration::seconds(1), end);
                assert_eq!(
                    if kind == ClickKind::Redirect { after.redirect } else { after.direct },
                    0,
                    "nothing follows the last click"
                );
                let at = view.clicks(program.id, last.at, last.at + Duration::seconds(1));
                assert!(
                    if kind == ClickKind::Redirect { at.redirect } else { at.direct } > 0,
                    "it is counted in its second"
                );
                assert!(view.first_click(program.id).is_some_and(|first| first <= last.at));
            }
        }
    }
}

#[test]
fn clicks_come_before_orders_from_the_first_day_on() {
    for (seed, orders) in [(1, 50), (2, 10_000), (3, 100_000)] {
        let world = world(seed, orders);
        for quarters in 0..24 * 4 * 5 {
            let view = world.at(world.begins() + Duration::minutes(15 * quarters)).expect("in range");
            let mut clicked = vec![BTreeSet::new(); 64];
            for id in all_orders(view) {
                let order = view.order(id);
                let second_day = world.begins() + Duration::days(1);
                assert!(order.clicked_at.is_none_or(|clicked| clicked >= second_day), "{id:?} of {orders}");
                clicked[order.program.id.index()].extend(order.clicked_at.map(|at| (at, order.reference_code)));
            }
            for program in view.programs() {
                let clicks = view.totals(program.id).clicks;
                let clicked = clicked[program.id.index()].len() as u64;
                assert!(clicks >= clicked, "{} of {orders} at {}: {clicks} {clicked}", program.name, view.now());
            }
        }
    }
}

#[test]
fn figures_never_shrink_without_a_decision() {
    let world = world(2, 3000);
    let mut before = None;
    for hours in (0..24 * 20).step_by(5) {
        let view = world.at(noon() + Duration::hours(hours)).expect("in range");
        let clicks: Vec<u64> = view.programs().map(|program| view.totals(program.id).clicks).collect();
        let signups: Vec<u64> = view.programs().map(|program| view.totals(program.id).signups).collect();
        if let Some((earlier_clicks, earlier_signups)) = before.replace((clicks.clone(), signups.clone())) {
            let shrinks =
                |earlier: Vec<u64>, later: &[u64]| earlier.iter().zip(later).any(|(earlier, later)| later < earlier);
            assert!(!shrinks(earlier_clicks, &clicks) && !shrinks(earlier_signups, &signups), "at {}", view.now());
        }
    }
}

#[test]
fn payouts_come_to_what_is_paid_and_reviewed() {
    let world = world(1, 10_000);
    let mut seen = [false; 6];
    for day in 0..60 {
        let view = world.at(noon() - Duration::days(60 - day)).expect("in range");
        for program in view.programs() {
            let (payouts, totals) = (view.payouts(program.id), view.totals(program.id));
            assert_eq!(payouts.finished.amount, totals.reward_paid);
            let review = [payouts.requested, payouts.approved, payouts.resubmit_requested, payouts.resubmitted];
            assert_eq!(review.iter().map(|count| count.amount).sum::<i64>(), totals.reward_in_review);
            let all = [
                payouts.requested,
                payouts.approved,
                payouts.finished,
                payouts.rejected,
                payouts.resubmit_requested,
                payouts.resubmitted,
            ];
            for (seen, count) in seen.iter_mut().zip(all) {
                *seen |= count.count > 0;
                assert_eq!(count.count == 0, count.amount == 0);
            }
        }
    }
    assert_eq!(seen, [true; 6], "every status occurs");
}

#[test]
fn payouts_are_asked_for_in_the_first_days_of_a_month_for_what_was_approved_before() {
    let world = world(1, 10_000);
    let everything = |view: View<'_>, program| {
        let payouts = view.payouts(program);
        let all = [
            payouts.requested,
            payouts.approved,
            payouts.finished,
            payouts.rejected,
            payouts.resubmit_requested,
            payouts.resubmitted,
        ];
        (all.iter().map(|count| count.count).sum::<u64>(), all.iter().map(|count| count.amount).sum::<i64>())
    };
    let mut asked = 0;
    let mut day = world.begins() + Duration::days(1);
    while day <= world.horizon() {
        let (before, after) = [day - Duration::days(1), day].map(|now| world.at(now).expect("in range")).into();
        // What is there at midnight happened on the day before.
        let day_of_month = before.now().day();
        let month = before.now() - Duration::days(i64::from(day_of_month) - 1);
        for program in after.programs() {
            let (old, new) = (everything(before, program.id), everything(after, program.id));
            assert!(new.1 >= i64::try_from(new.0).expect("few") * program.payout_threshold, "{}", program.name);
            if old == new {
                continue;
            }
            asked += new.0 - old.0;
            assert!((2..=6).contains(&day_of_month), "{} at {}", program.name, before.now());
            let approved = world.at(month.max(world.begins())).expect("in range");
            let approved: i64 = all_orders(approved)
                .into_iter()
                .map(|id| approved.order(id))
                .filter(|order| order.program.id == program.id && order.status == OrderStatus::Approved)
                .map(|order| order.commission.minor.max(0))
                .sum();
            assert!(new.1 <= approved, "{} at {}: {} of {approved}", program.name, before.now(), new.1);
        }
        day += Duration::days(1);
    }
    assert!(asked > 200, "{asked}");
}

#[test]
fn programs_do_what_their_state_says() {
    let world = world(1, 10_000);
    let view = world.at(noon()).expect("in range");
    for program in view.programs() {
        let (totals, week) = (view.totals(program.id), view.clicks(program.id, noon() - Duration::days(7), noon()));
        let partners = view.partners(program.id);
        let context = format!("{}: {totals:?} {week:?} {partners:?}", program.state.name());
        match program.state {
            ProgramState::Healthy | ProgramState::Busy | ProgramState::ConsentRequired => {
                assert!(
                    totals.orders > 100
                        && week.redirect > 0
                        && week.direct > 0
                        && partners.active > 5
                        && totals.reward_paid > 0,
                    "{context}"
                );
            }
            ProgramState::ScriptMissing => {
                assert!(
                    week.direct == 0
                        && week.redirect > 0
                        && totals.orders > 0
                        && view.script_verified_at(program.id).is_none(),
                    "{context}"
                );
            }
            ProgramState::ClicksWithoutConversions => assert!(totals.orders == 0 && week.redirect > 0, "{context}"),
            ProgramState::CouponOnly => assert!(totals.orders > 0 && totals.clicks == 0, "{context}"),
            ProgramState::NoPartners => {
                assert!(partners.active + partners.pending == 0 && totals.orders == 0, "{context}");
            }
            ProgramState::Empty | ProgramState::Newsletter => {
                assert!(totals.orders == 0 && totals.clicks == 0, "{context}");
            }
            ProgramState::Fresh
            | ProgramState::StripeNotConnected
            | ProgramState::StripePending
            | ProgramState::StripeDisconnected => {
                assert!(totals.orders == 0 && !view.stripe(program.id).is_connected(), "{context}");
            }
            ProgramState::ReferAFriend => {
                assert!(totals.referring_customers > 0 && totals.referred_customers > 0, "{context}");
            }
            ProgramState::Added => panic!("only the ledger adds programs: {context}"),
        }
    }
}
