//! What partners are owed: rewards, balances and payouts against a list of what happened.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use trackside_world::{
    ActivityKind, ActivityQuery, Event, Order, OrderId, OrderStatus, PartnerFigures, PartnerId, PayoutCounts,
    PayoutStatus, PayoutStep, ProgramId, View,
};

use crate::ledger::Book;

/// What partners are owed and were paid, and payouts by status, are what orders, bonuses and payouts come to, one by one.
pub(crate) fn check_balances(view: View<'_>, program: ProgramId, orders: &[Order<'_>]) {
    let brought = brought(view, program, orders);
    let mut unpaid: BTreeMap<PartnerId, i64> =
        brought.iter().map(|(partner, figures)| (*partner, figures.approved)).collect();
    let mut paid = BTreeMap::<PartnerId, i64>::new();
    let mut counts = PayoutCounts::default();
    for payout in view.payout_list(program) {
        let of_status = match payout.status {
            PayoutStatus::Requested => &mut counts.requested,
            PayoutStatus::Approved => &mut counts.approved,
            PayoutStatus::Paid => &mut counts.finished,
            PayoutStatus::Rejected => &mut counts.rejected,
            PayoutStatus::ResubmitRequested => &mut counts.resubmit_requested,
            PayoutStatus::Resubmitted => &mut counts.resubmitted,
        };
        of_status.count += 1;
        of_status.amount += payout.amount;
        let is_over = matches!(payout.status, PayoutStatus::Paid | PayoutStatus::Rejected);
        assert_eq!(payout.finished_at, is_over.then_some(payout.changed_at), "{payout:?}");
        assert_eq!(view.payout_by_uuid(view.payout_uuid(&payout)), Some(payout.number));
        if payout.status != PayoutStatus::Rejected {
            *unpaid.entry(payout.partner).or_default() -= payout.amount;
        }
        if payout.status == PayoutStatus::Paid {
            *paid.entry(payout.partner).or_default() += payout.amount;
        }
    }
    assert_eq!(view.payouts(program), counts);
    let without_zeros =
        |sums: BTreeMap<PartnerId, i64>| sums.into_iter().filter(|(_, sum)| *sum != 0).collect::<Vec<_>>();
    assert_eq!(without_zeros(view.unpaid(program)), without_zeros(unpaid));
    assert_eq!(without_zeros(view.paid(program)), without_zeros(paid));
    let mut found = view.partner_figures(program);
    found.retain(|_, figures| *figures != PartnerFigures::default());
    assert_eq!(found, brought, "{program:?} at {}", view.now());
    let newest: Vec<_> = view.newest_orders_of(program).collect();
    let mut expected: Vec<_> = orders.iter().filter(|order| order.program.id == program).collect();
    expected.sort_unstable_by_key(|order| (Reverse(order.placed_at), Reverse(order.id)));
    assert_eq!(newest, expected.into_iter().map(|order| order.id).collect::<Vec<_>>());
}

/// What partners have brought: their orders, clicks, customers and bonuses, counted one by one.
fn brought(view: View<'_>, program: ProgramId, orders: &[Order<'_>]) -> BTreeMap<PartnerId, PartnerFigures> {
    let mut brought = BTreeMap::<PartnerId, PartnerFigures>::new();
    let (mut customers, mut paying) = (BTreeSet::new(), BTreeSet::new());
    for order in orders.iter().filter(|order| order.program.id == program) {
        let Some(partner) = view.partner_by_code(program, order.partner_code) else { continue };
        customers.insert((partner, order.customer));
        if order.status == OrderStatus::Declined {
            continue;
        }
        paying.insert((partner, order.customer));
        let figures = brought.entry(partner).or_default();
        figures.orders += 1;
        figures.revenue += order.amount.minor;
        figures.commission += order.commission.minor;
        if order.status == OrderStatus::Approved {
            figures.approved += order.commission.minor;
            figures.approved_orders += 1;
        }
    }
    let leads = view.customers_of(program).filter(|customer| customer.is_of_the_ledger());
    customers.extend(leads.filter_map(|customer| Some((view.partner_of(customer)?, customer))));
    for (partner, _) in &customers {
        brought.entry(*partner).or_default().customers += 1;
    }
    for (partner, _) in &paying {
        brought.entry(*partner).or_default().paying_customers += 1;
    }
    let every = ActivityQuery { kind: Some(ActivityKind::Click), from: None, until: None, skip: 0, take: usize::MAX };
    for click in view.activity(program, &every).rows {
        // That of a click which led to an order is recorded with the order, which may not be visible yet: clicks with an
        // odd number have that of their order.
        let order = || u32::try_from(click.number >> 1).ok().filter(|_| click.number & 1 == 1).map(OrderId);
        let of_order = || view.partner_by_code(program, view.order(order()?).partner_code);
        if let Some(partner) = click.partner.or_else(of_order) {
            brought.entry(partner).or_default().clicks += 1;
        }
    }
    for bonus in view.bonuses(program) {
        let figures = brought.entry(bonus.partner).or_default();
        figures.commission += bonus.amount;
        figures.approved += bonus.amount;
    }
    brought
}

/// The payouts of a program: those of the simulation as far as no step by hand has come first, then those of the book.
pub(crate) fn check_payouts(simulated: View<'_>, view: View<'_>, book: &Book, program: ProgramId) {
    let is_simulated = simulated.has_program(program);
    let before = if is_simulated { simulated.payout_list(program) } else { Vec::new() };
    let mut expected: BTreeMap<u64, (PartnerId, i64, PayoutStatus)> =
        before.iter().map(|payout| (payout.number, (payout.partner, payout.amount, payout.status))).collect();
    let (mut made, mut bonuses) = (Vec::new(), Vec::new());
    for (_, event) in &book.entries {
        match event {
            Event::Payout(payout) if payout.program == program => {
                made.push((payout.partner, payout.amount, PayoutStatus::Paid));
            }
            Event::PayoutChange(change) if change.program == program => match change.step {
                PayoutStep::Requested(new) => {
                    let requested = (new.partner, new.amount, PayoutStatus::Requested);
                    assert_eq!(expected.insert(change.payout, requested), None, "its number is new");
                }
                PayoutStep::Approved | PayoutStep::Paid => {
                    let known = expected.get_mut(&change.payout).expect("it is known");
                    if known.2 != PayoutStatus::Paid {
                        let is_approved = change.step == PayoutStep::Approved;
                        known.2 = if is_approved { PayoutStatus::Approved } else { PayoutStatus::Paid };
                    }
                }
            },
            Event::Bonus(bonus) if bonus.program == program => bonuses.push(*bonus),
            _ => {}
        }
    }
    let mut found: Vec<_> = view.payout_list(program);
    let last = found.split_off(found.len() - made.len());
    assert_eq!(last.iter().map(|made| (made.partner, made.amount, made.status)).collect::<Vec<_>>(), made);
    let found: BTreeMap<_, _> =
        found.iter().map(|payout| (payout.number, (payout.partner, payout.amount, payout.status))).collect();
    assert_eq!(found, expected);
    assert_eq!(view.bonuses(program).copied().collect::<Vec<_>>(), bonuses);
}
