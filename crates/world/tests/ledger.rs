//! The ledger: after any sequence of events, every figure is what brute force counts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use trackside_world::{
    Cause, CauseError, ChangeCause, ChangeKind, ClickCause, ClickKind, DateKind, Event, Ledger, OrderId, OrderQuery,
    OrderStatus, PartnerChange, PartnerStatus, PartnerStep, ProgramState, SaleCause, SetupCause, SetupStep, StatusSet,
    StripeStatus, SurveyStep, TrackerQuery, TrackerStatus, View, World, undone_with,
};

use crate::balances::{check_balances, check_payouts};
use crate::customers::check_search;
use crate::feedback::{check_feedback, check_solicitation};
use crate::steps::{Step, again, steps};
use crate::worlds::{all_orders, noon, world};

/// The events so far, with the times at which they were recorded.
#[derive(Default)]
pub(crate) struct Book {
    pub(crate) entries: Vec<(DateTime<Utc>, Event)>,
    pub(crate) ledger: Ledger,
}

impl Book {
    /// Causes something at a time, and returns its events.
    pub(crate) fn cause(&mut self, world: &World, now: DateTime<Utc>, cause: &Cause) -> Result<Vec<Event>, CauseError> {
        let events = world.with(&self.ledger, now).expect("in range").cause(cause)?;
        for event in &events {
            self.ledger.apply(world, now, event);
            self.entries.push((now, event.clone()));
        }
        Ok(events)
    }

    /// Undoes the event at a place, and all that build upon it.
    pub(crate) fn undo(&mut self, world: &World, place: usize) {
        let undone = undone_with(self.entries.iter().map(|(_, event)| event), &BTreeSet::from([place]));
        let mut places = 0..;
        self.entries.retain(|_| places.next().is_some_and(|place| !undone.contains(&place)));
        self.ledger = self.replayed(world);
    }

    /// A fresh ledger with the same events, read back from JSON.
    pub(crate) fn replayed(&self, world: &World) -> Ledger {
        let mut ledger = Ledger::new();
        for (recorded, event) in &self.entries {
            let text = serde_json::to_string(event).expect("an event is JSON");
            ledger.apply(world, *recorded, &serde_json::from_str(&text).expect("what was written can be read"));
        }
        ledger
    }
}

#[test]
fn what_might_have_happened_leaves_no_trace() {
    let (world, now, mut book) = (world(1, 400), noon(), Book::default());
    let pending = {
        let view = world.with(&book.ledger, now).expect("in range");
        let pending = |order: &OrderId| view.order(*order).status == OrderStatus::Pending;
        all_orders(view).into_iter().filter(pending).take(4).collect::<Vec<_>>()
    };
    book.cause(&world, now, &change(pending[0], ChangeKind::Approved)).expect("it can be approved");
    for order in &pending[2..] {
        let view = world.with(&book.ledger, now).expect("in range");
        check(view);
        let might = view.cause(&change(pending[1], ChangeKind::Declined)).expect("it can be declined");
        let after = view.after(&might);
        check(after.view());
        let more = after.view().cause(&change(*order, ChangeKind::Declined)).expect("so can another");
        check(after.view().after(&more).view());
        check(after.view());
        // Another order is changed instead.
        book.cause(&world, now, &change(*order, ChangeKind::Declined)).expect("it can be declined");
        check(world.with(&book.ledger, now).expect("in range"));
    }
}

fn sale(amount: i64) -> Cause {
    Cause::Sale(SaleCause { amount: Some(amount), ..SaleCause::default() })
}

pub(crate) fn change(order: OrderId, kind: ChangeKind) -> Cause {
    let amount = (kind == ChangeKind::Corrected).then_some(1234);
    let order = Some(order);
    Cause::Change(ChangeCause { order, program: None, kind, at: None, reason: None, amount, commission: None })
}

pub(crate) fn sold(events: &[Event]) -> OrderId {
    let sale = events.iter().find_map(|event| if let Event::Sale(sale) = event { Some(sale.order) } else { None });
    sale.expect("a sale")
}

/// Compares every figure of a view with what its orders, looked at one by one, come to.
pub(crate) fn check(view: View<'_>) {
    let ids = all_orders(view);
    let orders: Vec<_> = ids.iter().map(|id| view.order(*id)).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "each order once");
    let (month, end) = (view.now() - Duration::days(30), view.now() + Duration::seconds(1));
    for program in view.programs() {
        let own = || orders.iter().filter(|order| order.program.id == program.id);
        let counting = || own().filter(|order| order.status != OrderStatus::Declined);
        let totals = view.totals(program.id);
        let customers: BTreeSet<_> = own().map(|order| order.customer).collect();
        let paying: BTreeSet<_> = counting().map(|order| order.customer).collect();
        let expected = (
            counting().count() as u64,
            counting().map(|order| order.amount.minor).sum::<i64>(),
            counting().map(|order| order.commission.minor).sum::<i64>()
                + view.bonuses(program.id).map(|bonus| bonus.amount).sum::<i64>(),
            customers.len() as u64,
            paying.len() as u64,
        );
        let found = (totals.orders, totals.revenue, totals.commissions, totals.customers, totals.paying_customers);
        assert_eq!(found, expected, "{} at {}", program.name, view.now());
        assert!(totals.signups >= totals.customers, "{}", program.name);
        assert_eq!(
            totals.reward_paid + totals.reward_in_review + totals.reward_unclaimed,
            totals.commissions,
            "{}",
            program.name
        );
        check_balances(view, program.id, &orders);
        check_search(view, program.id);
        let recent = || counting().filter(|order| (month..end).contains(&order.placed_at));
        let conversions = view.conversions(program.id, month, end);
        assert_eq!(conversions.by_click, recent().filter(|order| order.clicked_at.is_some()).count() as u64);
        assert_eq!(conversions.by_coupon, recent().filter(|order| order.clicked_at.is_none()).count() as u64);
        assert_eq!(view.first_conversion(program.id), counting().map(|order| order.placed_at).min());
        if view.stripe(program.id).is_connected() {
            let placed = own().filter(|order| (month..end).contains(&order.placed_at)).count() as u64;
            assert_eq!(view.payment_events(program.id, month, end).succeeded, placed, "{}", program.name);
        }
        let partners = view.partners(program.id);
        let all = partners.active + partners.pending + partners.archived + partners.deleted;
        assert_eq!(all, view.all_partners(program.id).count() as u64, "{}", program.name);
        for partner in view.all_partners(program.id) {
            assert_eq!(view.partner_by_code(program.id, partner.code), Some(partner.id), "{}", program.name);
        }
        let clicks = view.clicks(program.id, view.world().begins(), end);
        assert_eq!(clicks.redirect + clicks.direct, totals.clicks);
    }
    for id in &ids {
        let order = view.order(*id);
        assert_eq!(view.order_by_uuid(view.order_uuid(*id)), Some(*id));
        assert_eq!(view.customer_by_uuid(view.customer_uuid(order.customer)), Some(order.customer));
        if let Some(reference) = order.order_reference {
            // The second report of an order has the reference of the first.
            let found = view.order_by_reference(&reference.to_string()).expect("it is visible");
            assert!(found <= *id && view.order(found).order_reference == Some(reference), "{found:?} for {id:?}");
        }
    }
    check_queries(view, &ids);
    check_trackers(view, &ids);
}

/// Compares programs and partners with what the events, read one by one, say of them.
fn check_book(world: &World, book: &Book, now: DateTime<Utc>) {
    let (simulated, view) = (world.at(now).expect("in range"), world.with(&book.ledger, now).expect("in range"));
    let mut programs: Vec<_> = simulated.programs().map(|program| program.id).collect();
    let mut partners: BTreeMap<_, _> = programs
        .iter()
        .flat_map(|program| simulated.all_partners(*program).map(|partner| ((*program, partner.id), partner.status)))
        .collect();
    for (_, event) in &book.entries {
        match event {
            Event::Program(new) => {
                programs.push(new.program);
                for found in [
                    view.program_by_uuid(new.uuid),
                    view.program_by_number(new.number),
                    view.program_by_code(&new.code),
                ] {
                    let found = found.map(|program| (program.id, &program.name, &program.website, program.created_at));
                    assert_eq!(found, Some((new.program, &new.name, &new.website, new.created_at)));
                }
            }
            Event::Partner(change) => {
                let key = (change.program, change.partner);
                let is_simulated = !change.partner.is_of_the_ledger();
                let steps = book.entries.iter().filter_map(|(_, event)| match event {
                    Event::Partner(other) if (other.program, other.partner) == key => Some(other),
                    _ => None,
                });
                let status = standing(steps, is_simulated);
                let by_simulation = simulated.has_program(key.0).then(|| simulated.partner(key.0, key.1)).flatten();
                match (by_simulation.map(|known| known.status), status) {
                    // What comes after the simulation has put somebody aside is checked in `partners.rs`.
                    (Some(PartnerStatus::Archived | PartnerStatus::Deleted), _) => {
                        let seen = view.partner(key.0, key.1).expect("they have joined");
                        partners.insert(key, seen.status);
                    }
                    (_, Some(status)) => _ = partners.insert(key, status),
                    (_, None) => {}
                }
            }
            _ => {}
        }
    }
    for program in &programs {
        check_payouts(simulated, view, book, *program);
    }
    programs.sort_unstable();
    assert_eq!(view.programs().map(|program| program.id).collect::<Vec<_>>(), programs);
    let seen = view.programs().flat_map(|program| view.all_partners(program.id).map(move |known| (program.id, known)));
    let seen: BTreeMap<_, _> = seen.map(|(program, known)| ((program, known.id), known.status)).collect();
    assert_eq!(seen, partners);
    check_surveys(view, book);
}

/// What the steps of a partner have made of them, if it is not left to the simulation.
fn standing<'e>(steps: impl Iterator<Item = &'e PartnerChange>, is_simulated: bool) -> Option<PartnerStatus> {
    let (mut status, mut was_approved) = (None, false);
    for change in steps {
        status = match change.step {
            _ if status == Some(PartnerStatus::Deleted) => status,
            PartnerStep::Approved => Some(PartnerStatus::Active),
            PartnerStep::Blocked => Some(PartnerStatus::Blocked),
            PartnerStep::Archived => Some(PartnerStatus::Archived),
            PartnerStep::Deleted => Some(PartnerStatus::Deleted),
            PartnerStep::Restored if was_approved => Some(PartnerStatus::Active),
            PartnerStep::Restored if is_simulated => None,
            PartnerStep::Joined(_) | PartnerStep::Restored => Some(PartnerStatus::Pending),
            PartnerStep::Revised(_) => status,
        };
        was_approved |= status == Some(PartnerStatus::Active);
    }
    status
}

/// Surveys have come as far as events have brought them, and exactly those are cancelled that were not sent when an event
/// declined their order.
fn check_surveys(view: View<'_>, book: &Book) {
    let mut steps: BTreeMap<_, BTreeSet<SurveyStep>> = BTreeMap::new();
    for (_, event) in &book.entries {
        if let Event::Survey(change) = event {
            steps.entry((change.order, change.survey)).or_default().insert(change.step);
        }
    }
    let is_changed =
        |order| book.entries.iter().any(|(_, event)| matches!(event, Event::Change(change) if change.order == order));
    for key in view.trackers(&TrackerQuery::default()).page(0, usize::MAX) {
        let (tracker, order) = (view.tracker(key), view.order(key.order()));
        let place = order.program.surveys.iter().position(|survey| survey.id == tracker.survey.id).expect("a survey");
        let furthest = steps.get(&(order.id, u8::try_from(place).expect("few"))).and_then(BTreeSet::last).copied();
        let reached = match tracker.status {
            TrackerStatus::Sent => Some(SurveyStep::Sent),
            TrackerStatus::Opened => Some(SurveyStep::Opened),
            TrackerStatus::Completed => Some(SurveyStep::Completed),
            _ => None,
        };
        assert!(reached >= furthest, "{tracker:?} has {furthest:?}");
        let unsent = order.status == OrderStatus::Declined && is_changed(order.id) && tracker.sent_at.is_none();
        assert_eq!(tracker.status == TrackerStatus::Cancelled, unsent, "{tracker:?}");
    }
    check_feedback(view);
    check_solicitation(view, is_changed);
}

/// The list of trackers, by pages and by orders, is every tracker of every order, the newest first.
fn check_trackers(view: View<'_>, ids: &[OrderId]) {
    let list = view.trackers(&TrackerQuery::default());
    let all = list.page(0, usize::MAX);
    assert_eq!(list.total(), all.len());
    assert!(all.is_sorted_by_key(|key| std::cmp::Reverse(view.tracker_created_at(*key))));
    let by_pages: Vec<_> = (0..=all.len() / 7).flat_map(|page| list.page(page * 7, 7)).collect();
    assert_eq!(by_pages, all);
    let by_order: usize = ids
        .iter()
        .map(|id| {
            let orders = Some(vec![*id]);
            view.trackers(&TrackerQuery { orders, ..TrackerQuery::default() }).total()
        })
        .sum();
    assert_eq!(by_order, all.len());
    for key in &all {
        let tracker = view.tracker(*key);
        assert_eq!(view.tracker_by_id(tracker.id), Some(*key));
        assert_eq!(tracker.customer_uuid, view.customer_uuid(view.order(key.order()).customer));
    }
}

/// Compares pages of every kind of date and filter with the same orders, filtered and sorted one by one.
fn check_queries(view: View<'_>, ids: &[OrderId]) {
    let ranges = [
        (view.world().begins(), view.now()),
        (view.now() - Duration::days(40), view.now() - Duration::days(2)),
        (view.now() - Duration::hours(3), view.now()),
    ];
    for kind in [DateKind::Placed, DateKind::Modified, DateKind::Clicked, DateKind::Validated, DateKind::Updated] {
        for (from, until) in ranges {
            for status in [None, Some(OrderStatus::Declined), Some(OrderStatus::Pending)] {
                let statuses = status.map(|status| [status].into_iter().collect::<StatusSet>());
                let query = OrderQuery { statuses, ..OrderQuery::between(kind, from, until) };
                let mut expected: Vec<_> = ids
                    .iter()
                    .map(|id| view.order(*id))
                    .filter(|order| status.is_none_or(|status| order.status == status))
                    .filter_map(|order| {
                        let date = match kind {
                            DateKind::Placed => Some(order.placed_at),
                            DateKind::Modified => Some(order.modified_at),
                            DateKind::Clicked => order.clicked_at,
                            DateKind::Validated => order.validated_at,
                            DateKind::Updated => Some(order.updated_at),
                        };
                        date.filter(|date| (from..=until).contains(date)).map(|date| (date, order.id))
                    })
                    .collect();
                expected.sort_unstable();
                let expected: Vec<_> = expected.into_iter().map(|(_, id)| id).collect();
                for (offset, limit) in [(0, usize::MAX), (1, 7), (expected.len() / 2, 20), (expected.len(), 5)] {
                    let page = view.orders(&query, offset, limit);
                    let end = expected.len().min(offset.saturating_add(limit));
                    assert_eq!(page.total, expected.len(), "{query:?}");
                    assert_eq!(page.orders, expected.get(offset..end).unwrap_or_default(), "{query:?} from {offset}");
                }
            }
        }
    }
}

#[test]
fn a_sale_is_seen_at_once_and_a_refund_takes_it_back() {
    let world = world(1, 400);
    let mut book = Book::default();
    let before = world.at(noon()).expect("in range");
    let events = book.cause(&world, noon(), &sale(12_300)).expect("a sale");
    let order = sold(&events);
    let view = world.with(&book.ledger, noon()).expect("in range");
    let sold = view.order(order);
    let program = sold.program.id;
    assert_eq!((sold.status, sold.amount.minor, sold.placed_at), (OrderStatus::Pending, 12_300, noon()));
    assert_eq!(sold.commission.minor, (12_300 * i64::from(sold.program.commission_percent) + 5000) / 10_000);
    let (old, new) = (before.totals(program), view.totals(program));
    assert_eq!((new.orders, new.revenue, new.clicks), (old.orders + 1, old.revenue + 12_300, old.clicks + 1));
    assert_eq!((new.customers, new.signups), (old.customers + 1, old.signups + 1));
    check(view);
    book.cause(&world, noon(), &change(order, ChangeKind::Refunded)).expect("a refund");
    let view = world.with(&book.ledger, noon()).expect("in range");
    assert_eq!((view.order(order).status, view.order(order).decline_reason), (OrderStatus::Declined, Some("refunded")));
    assert_eq!((view.totals(program).revenue, view.totals(program).orders), (old.revenue, old.orders));
    check(view);
}

#[test]
fn orders_of_the_simulation_change_as_well() {
    let world = world(1, 400);
    let view = world.at(noon()).expect("in range");
    let of_status = |status| all_orders(view).into_iter().rev().find(|id| view.order(*id).status == status);
    let (pending, approved) = (of_status(OrderStatus::Pending), of_status(OrderStatus::Approved));
    let (pending, approved) = (pending.expect("a pending order"), approved.expect("an approved order"));
    let mut book = Book::default();
    for (order, kind, status) in [
        (pending, ChangeKind::Corrected, OrderStatus::Pending),
        (pending, ChangeKind::Approved, OrderStatus::Approved),
        (approved, ChangeKind::Reversed, OrderStatus::Declined),
        (approved, ChangeKind::Reopened, OrderStatus::Pending),
    ] {
        book.cause(&world, noon(), &change(order, kind)).expect("possible");
        let view = world.with(&book.ledger, noon()).expect("in range");
        assert_eq!((view.order(order).status, view.order(order).updated_at), (status, noon()), "{kind:?}");
        check(view);
    }
    assert_eq!(world.with(&book.ledger, noon()).expect("in range").order(pending).amount.minor, 1234);
    assert_eq!(world.at(noon()).expect("in range").order(pending).status, OrderStatus::Pending, "without the ledger");
    let again = book.cause(&world, noon(), &change(pending, ChangeKind::Approved));
    let (status, kind) = (OrderStatus::Approved, ChangeKind::Approved);
    assert_eq!(again, Err(CauseError::NoSuchChange { order: pending, status, kind }));
}

#[test]
fn the_last_click_wins_while_it_counts() {
    let world = world(1, 100);
    let mut book = Book::default();
    let program = world.at(noon()).expect("in range").programs().next().expect("a program").id;
    let click = |partner, visitor| {
        Cause::Click(ClickCause { program: Some(program), partner: Some(partner), visitor, ..ClickCause::default() })
    };
    let clicked = |events: Vec<Event>| match &events[0] {
        Event::Click(click) => (click.visitor, click.partner.expect("a partner")),
        other => panic!("{other:?}"),
    };
    let partner = |index| trackside_world::PartnerId(index);
    let (visitor, first) = clicked(book.cause(&world, noon(), &click(partner(1), None)).expect("a click"));
    let later = noon() + Duration::hours(5);
    let (same, second) = clicked(book.cause(&world, later, &click(partner(2), Some(visitor))).expect("a click"));
    assert_eq!((same, first, second), (visitor, partner(1), partner(2)));
    let buy = |book: &mut Book, now| {
        let cause = Cause::Sale(SaleCause { customer: Some(visitor), ..SaleCause::default() });
        let order = sold(&book.cause(&world, now, &cause).expect("a sale"));
        let view = world.with(&book.ledger, now).expect("in range");
        (view.order(order).partner_code.to_owned(), view.order(order).clicked_at)
    };
    let days = world.at(noon()).expect("in range").program(program).cookie_days;
    let (code, at) = buy(&mut book, later + Duration::days(1));
    assert_eq!(at, Some(later));
    assert_eq!(Some(code), world.at(noon()).expect("in range").partner_code(program, partner(2)).map(str::to_owned));
    let (code, at) = buy(&mut book, later + Duration::days(i64::from(days)) + Duration::seconds(1));
    assert_eq!((code.as_str(), at), ("", None), "the click no longer counts");
}

#[test]
fn a_program_is_set_up_by_events() {
    let world = world(1, 100);
    let mut book = Book::default();
    let fresh = |view: View<'_>| view.programs().find(|program| program.state == ProgramState::Fresh).expect("one").id;
    let program = fresh(world.at(noon()).expect("in range"));
    let mut step = |step| {
        book.cause(&world, noon(), &Cause::Setup(SetupCause { program: None, step, at: None })).expect("a step");
        let view = world.with(&book.ledger, noon()).expect("in range");
        (view.stripe(program).status, view.script_verified_at(program), view.test_clicks(program).len())
    };
    assert_eq!(step(SetupStep::ScriptVerified), (StripeStatus::NotConnected, Some(noon()), 0));
    assert_eq!(step(SetupStep::TestClick), (StripeStatus::NotConnected, Some(noon()), 1));
    assert_eq!(step(SetupStep::StripePending).0, StripeStatus::Pending);
    assert_eq!(step(SetupStep::StripeConnected).0, StripeStatus::Connected);
    assert_eq!(step(SetupStep::StripeDisconnected).0, StripeStatus::Disconnected);
    for _ in 0..12 {
        step(SetupStep::TestClick);
    }
    assert_eq!(step(SetupStep::TestLead).2, 10, "ten at most");
}

#[test]
fn what_builds_upon_an_event_is_undone_with_it() {
    let world = world(1, 400);
    let mut book = Book::default();
    let view = world.at(noon()).expect("in range");
    let pending = all_orders(view).into_iter().rev().find(|id| view.order(*id).status == OrderStatus::Pending);
    let pending = pending.expect("a pending order");
    let sale = sold(&book.cause(&world, noon(), &sale(5000)).expect("a sale"));
    book.cause(&world, noon(), &change(sale, ChangeKind::Approved)).expect("approved");
    book.cause(&world, noon(), &change(pending, ChangeKind::Approved)).expect("approved");
    book.cause(&world, noon(), &change(sale, ChangeKind::Reversed)).expect("reversed");
    book.cause(&world, noon(), &change(pending, ChangeKind::Reversed)).expect("reversed");
    let click = ClickCause { visitor: view.order(pending).customer.into(), ..ClickCause::default() };
    book.cause(&world, noon(), &Cause::Click(click)).expect("a known customer clicks");
    // 0: click, 1: sale, 2: approved, 3: the other approved, 4: reversed, 5: the other reversed, 6: click
    for (undone, all) in [(0, &[0, 1, 2, 4][..]), (1, &[1, 2, 4]), (2, &[2, 4]), (3, &[3, 5]), (4, &[4]), (6, &[6])] {
        let found = undone_with(book.entries.iter().map(|(_, event)| event), &BTreeSet::from([undone]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), all, "{undone}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn after_any_sequence_the_figures_are_what_brute_force_counts(steps in steps()) {
        let world = world(3, 300);
        let (mut book, mut now) = (Book::default(), noon());
        for step in steps {
            match step {
                Step::Cause(cause) => _ = book.cause(&world, now, &cause),
                Step::Change(place, kind) => {
                    let ids = all_orders(world.with(&book.ledger, now).expect("in range"));
                    _ = book.cause(&world, now, &change(ids[ids.len() - 1 - place % ids.len()], kind));
                }
                Step::Wait(seconds) => now = (now + Duration::seconds(seconds)).min(world.horizon()),
                Step::Back(seconds) => {
                    now -= Duration::seconds(seconds);
                    book.entries.retain(|(recorded, _)| *recorded <= now);
                    book.ledger = book.replayed(&world);
                }
                Step::Again(place, what) => {
                    let events = again(world.with(&book.ledger, now).expect("in range"), place, what);
                    for event in events.into_iter().flatten() {
                        book.ledger.apply(&world, now, &event);
                        book.entries.push((now, event));
                    }
                }
                Step::Undo(place) => {
                    let place = place % book.entries.len().max(1);
                    book.undo(&world, place);
                }
            }
            check(world.with(&book.ledger, now).expect("in range"));
            check_book(&world, &book, now);
        }
        let (ledger, replayed) = (&book.ledger, book.replayed(&world));
        let [ours, theirs] = [ledger, &replayed].map(|ledger| {
            let view = world.with(ledger, now).expect("in range");
            let orders: Vec<_> = all_orders(view).into_iter().map(|id| format!("{:?}", view.order(id))).collect();
            let clicks: Vec<_> = view.programs().map(|program| view.last_click(program.id, ClickKind::Redirect)).collect();
            let partners: Vec<_> =
                view.programs().map(|program| (program, view.all_partners(program.id).collect::<Vec<_>>())).collect();
            format!("{orders:?} {clicks:?} {partners:?}")
        });
        prop_assert_eq!(ours, theirs);
    }
}
