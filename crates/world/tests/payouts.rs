//! What partners are owed, and payouts that somebody makes.

use std::collections::BTreeSet;

use trackside_world::{
    BonusCause, Cause, CauseError, ChangeCause, ChangeKind, Event, JoinCause, NewPayout, OrderStatus, PartnerId,
    PayoutCause, PayoutChange, PayoutDecision, PayoutDecisionCause, PayoutMethod, PayoutStatus, PayoutStep,
    ProgramCause, ProgramId, SaleCause, View, World, undone_with,
};

use crate::ledger::{Book, check, sold};
use crate::worlds::{all_orders, noon, views, world, worlds};

fn pay(program: ProgramId, partner: Option<PartnerId>, amount: Option<i64>) -> Cause {
    Cause::Payout(PayoutCause { program: Some(program), partner, amount, ..PayoutCause::default() })
}

fn paid(book: &mut Book, world: &World, cause: &Cause) -> NewPayout {
    match &book.cause(world, noon(), cause).expect("a payout")[0] {
        Event::Payout(payout) => payout.clone(),
        other => panic!("{other:?}"),
    }
}

/// What is approved and unpaid in all, from the orders one by one and the payouts by status.
fn owed(view: View<'_>, program: ProgramId) -> i64 {
    let orders = all_orders(view).into_iter().map(|id| view.order(id));
    let approved = orders.filter(|order| order.program.id == program && order.status == OrderStatus::Approved);
    let earned = approved.filter(|order| !order.partner_code.is_empty()).map(|order| order.commission.minor);
    let totals = view.totals(program);
    earned.sum::<i64>() - totals.reward_paid - totals.reward_in_review
}

#[test]
fn what_partners_are_owed_adds_up() {
    for world in worlds().iter().skip(1) {
        for view in views(world) {
            for program in view.programs() {
                let unpaid = view.unpaid(program.id);
                assert!(unpaid.values().all(|amount| *amount >= 0), "{}: {unpaid:?}", program.name);
                assert_eq!(unpaid.values().sum::<i64>(), owed(view, program.id), "{} at {}", program.name, view.now());
            }
        }
    }
}

#[test]
fn a_payout_pays_what_is_owed_and_no_more() {
    let world = world(1, 2000);
    let mut book = Book::default();
    let before = world.at(noon()).expect("in range");
    let program = before.programs().next().expect("a program").id;
    let (old, owed_before) = (before.totals(program), before.unpaid(program));
    let most = *owed_before.values().max().expect("partners");
    let first = paid(&mut book, &world, &pay(program, None, None));
    assert_eq!((first.amount, first.method, first.at), (most, PayoutMethod::BankTransfer, noon()));
    assert_eq!(owed_before[&first.partner], most);
    let view = world.with(&book.ledger, noon()).expect("in range");
    let (new, payouts) = (view.totals(program), view.payouts(program));
    assert_eq!((new.reward_paid, new.reward_unclaimed), (old.reward_paid + most, old.reward_unclaimed - most));
    assert_eq!(payouts.finished.count, before.payouts(program).finished.count + 1);
    assert_eq!(view.made_payouts(program).collect::<Vec<_>>(), [&first]);
    assert_eq!(view.unpaid(program)[&first.partner], 0);
    assert_eq!(view.cause(&pay(program, Some(first.partner), None)), Err(CauseError::NothingToPay));
    check(view);

    let (second, unpaid) =
        view.unpaid(program).into_iter().max_by_key(|(_, amount)| *amount).expect("another partner is owed something");
    for amount in [0, -1, unpaid + 1] {
        let refused = view.cause(&pay(program, Some(second), Some(amount)));
        assert_eq!(refused, Err(CauseError::PayoutOutOfRange { unpaid }), "{amount}");
    }
    paid(&mut book, &world, &pay(program, Some(second), Some(1)));
    let view = world.with(&book.ledger, noon()).expect("in range");
    assert_eq!(view.unpaid(program)[&second], unpaid - 1);
    assert_eq!(view.unpaid(program).values().sum::<i64>(), owed(view, program));
}

#[test]
fn a_new_partner_is_paid_for_an_approved_sale() {
    let world = world(1, 0);
    let mut book = Book::default();
    let cause = |book: &mut Book, cause: Cause| book.cause(&world, noon(), &cause).expect("possible");
    let program = match &cause(&mut book, Cause::Program(ProgramCause::default()))[0] {
        Event::Program(new) => new.program,
        other => panic!("{other:?}"),
    };
    let join = JoinCause { program: Some(program), ..JoinCause::default() };
    let partner = match &cause(&mut book, Cause::Join(join))[0] {
        Event::Partner(change) => change.partner,
        other => panic!("{other:?}"),
    };
    let sale = SaleCause {
        program: Some(program),
        partner: Some(partner),
        amount: Some(20_000),
        coupon: true,
        ..SaleCause::default()
    };
    let order = sold(&cause(&mut book, Cause::Sale(sale)));
    let view = |book: &Book, cause: &Cause| world.with(&book.ledger, noon()).expect("in range").cause(cause);
    assert_eq!(view(&book, &pay(program, None, None)), Err(CauseError::NothingToPay), "it is pending");
    let change = |kind| ChangeCause {
        order: Some(order),
        program: None,
        kind,
        at: None,
        reason: None,
        amount: None,
        commission: None,
    };
    cause(&mut book, Cause::Change(change(ChangeKind::Approved)));
    let payout = paid(&mut book, &world, &pay(program, None, None));
    assert_eq!((payout.partner, payout.amount), (partner, 2000));
    cause(&mut book, Cause::Change(change(ChangeKind::Reversed)));
    let after = world.with(&book.ledger, noon()).expect("in range");
    assert_eq!((after.unpaid(program)[&partner], after.totals(program).reward_unclaimed), (-2000, -2000));
    check(after);
    // 0: program, 1: joined, 2: sale, 3: approved, 4: payout, 5: reversed
    for (undone, all) in [(0, &[0, 1, 2, 3, 4, 5][..]), (1, &[1, 2, 3, 4, 5]), (2, &[2, 3, 5]), (4, &[4])] {
        let found = undone_with(book.entries.iter().map(|(_, event)| event), &BTreeSet::from([undone]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), all, "{undone}");
    }
    let unknown = Event::Payout(NewPayout { partner: PartnerId(u16::MAX), ..payout.clone() });
    assert!(book.ledger.admits(&world, &Event::Payout(payout)) && !book.ledger.admits(&world, &unknown));
}

fn decide(payout: Option<u64>, decision: PayoutDecision) -> Cause {
    Cause::PayoutDecision(PayoutDecisionCause { program: None, payout, decision, at: None })
}

#[test]
fn a_bonus_is_owed_at_once_and_counts_as_a_reward() {
    let world = world(1, 2000);
    let mut book = Book::default();
    let before = world.at(noon()).expect("in range");
    let program = before.programs().next().expect("a program").id;
    let bonus = |amount| Cause::Bonus(BonusCause { program: Some(program), amount, ..BonusCause::default() });
    for amount in [0, -1, i64::MAX] {
        let refused = before.cause(&bonus(Some(amount)));
        assert!(matches!(refused, Err(CauseError::BonusOutOfRange { .. })), "{amount}: {refused:?}");
    }
    let given = match &book.cause(&world, noon(), &bonus(Some(1_234))).expect("a bonus")[0] {
        Event::Bonus(given) => *given,
        other => panic!("{other:?}"),
    };
    let view = world.with(&book.ledger, noon()).expect("in range");
    let of = |view: View<'_>| {
        let (totals, figures) = (view.totals(program), view.partner_figures(program));
        let figures = figures.get(&given.partner).copied().unwrap_or_default();
        let owed = view.unpaid(program).get(&given.partner).copied().unwrap_or_default();
        let today = view.activity_by_day(program, noon(), noon() + chrono::Duration::days(1));
        let earned: i64 = today.iter().map(|day| day.commission).sum();
        [totals.commissions, totals.reward_unclaimed, figures.commission, figures.approved, owed, earned]
    };
    assert_eq!(of(view), of(before).map(|sum| sum + 1_234));
    assert_eq!(view.totals(program).orders, before.totals(program).orders);
    check(view);
    let unknown = Event::Bonus(trackside_world::NewBonus { partner: PartnerId(u16::MAX), ..given });
    assert!(book.ledger.admits(&world, &Event::Bonus(given)) && !book.ledger.admits(&world, &unknown));
}

#[test]
fn a_payout_is_requested_then_approved_then_paid() {
    let world = world(1, 2000);
    let mut book = Book::default();
    let before = world.at(noon()).expect("in range");
    let program = before.programs().next().expect("a program").id;
    let request = Cause::PayoutRequest(PayoutCause { program: Some(program), ..PayoutCause::default() });
    let change = match &book.cause(&world, noon(), &request).expect("a request")[0] {
        Event::PayoutChange(change) => *change,
        other => panic!("{other:?}"),
    };
    let PayoutStep::Requested(asked) = change.step else { panic!("{change:?}") };
    let status = |book: &Book| {
        let view = world.with(&book.ledger, noon()).expect("in range");
        check(view);
        let payout = view.payout(program, change.payout).expect("it is listed");
        assert_eq!((payout.partner, payout.amount, payout.method), (asked.partner, asked.amount, asked.method));
        assert_eq!(view.unpaid(program)[&asked.partner], 0, "what is requested is no longer owed");
        let (new, old) = (view.totals(program), before.totals(program));
        (payout.status, new.reward_in_review - old.reward_in_review, new.reward_paid - old.reward_paid)
    };
    assert_eq!(status(&book), (PayoutStatus::Requested, asked.amount, 0));
    let (number, view) = (change.payout, world.with(&book.ledger, noon()).expect("in range"));
    let early = CauseError::NoSuchPayoutStep { status: PayoutStatus::Requested, decision: PayoutDecision::Paid };
    assert_eq!(view.cause(&decide(Some(number), PayoutDecision::Paid)), Err(early));
    let unknown = view.cause(&decide(Some(number + 1), PayoutDecision::Approved));
    assert_eq!(unknown, Err(CauseError::UnknownPayout));
    book.cause(&world, noon(), &decide(None, PayoutDecision::Approved)).expect("it awaits a decision");
    assert_eq!(status(&book), (PayoutStatus::Approved, asked.amount, 0));
    book.cause(&world, noon(), &decide(Some(number), PayoutDecision::Paid)).expect("it is approved");
    assert_eq!(status(&book), (PayoutStatus::Paid, 0, asked.amount));
    // 0: requested, 1: approved, 2: paid
    for (undone, all) in [(0, &[0, 1, 2][..]), (1, &[1, 2]), (2, &[2])] {
        let found = undone_with(book.entries.iter().map(|(_, event)| event), &BTreeSet::from([undone]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), all, "{undone}");
    }
    let again = Event::PayoutChange(change);
    let other = Event::PayoutChange(PayoutChange { payout: change.payout + 1, ..change });
    let of_no_partner = Event::PayoutChange(PayoutChange { payout: 0xffff << 8, step: PayoutStep::Approved, ..change });
    assert!(!book.ledger.admits(&world, &again) && book.ledger.admits(&world, &other));
    assert!(!book.ledger.admits(&world, &of_no_partner));
    assert_eq!(book.ledger.next_payout(program), change.payout + 1);
}

#[test]
fn a_request_of_the_simulation_is_paid_earlier_than_planned() {
    let world = world(1, 2000);
    let (mut book, mut now) = (Book::default(), noon());
    let requested = loop {
        let view = world.at(now).expect("in range");
        let mut all = view.programs().flat_map(|program| view.payout_list(program.id));
        match all.find(|payout| payout.status == PayoutStatus::Requested) {
            Some(payout) => break payout,
            None => now += chrono::Duration::hours(12),
        }
    };
    for (decision, status) in
        [(PayoutDecision::Approved, PayoutStatus::Approved), (PayoutDecision::Paid, PayoutStatus::Paid)]
    {
        book.cause(&world, now, &decide(Some(requested.number), decision)).expect("possible");
        for later in [0, 1, 5, 20] {
            let view = world.with(&book.ledger, now + chrono::Duration::days(later)).expect("in range");
            check(view);
            let found = view.payout(requested.program, requested.number).expect("it stays").status;
            // The simulation pays what is approved sooner or later.
            assert!(found == status || later > 0 && found == PayoutStatus::Paid, "{found:?} after {later} days");
        }
    }
    let view = world.with(&book.ledger, now).expect("in range");
    let owed = world.at(now).expect("in range").unpaid(requested.program);
    assert_eq!(view.unpaid(requested.program), owed, "it was claimed before");
}
