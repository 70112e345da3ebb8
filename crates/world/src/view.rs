//! The world as seen at an instant.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::clicks::{Click, ClickCounts, ClickKind};
use crate::customers::CustomerCode;
use crate::dice::{Dice, Purpose};
use crate::identifiers::{CustomerId, OrderId, ProgramId};
use crate::order::{self, Order, OrderReference};
use crate::partners::{PartnerCounts, approved, present};
use crate::payouts::PayoutCounts;
use crate::present::Present;
use crate::program::{Program, ProgramKind};
use crate::query::{self, OrderPage, OrderQuery};
use crate::setup::{StripeAccount, StripeStatus, TestEvent};
use crate::timeline::{DAY, DELAY};
use crate::totals::{ConversionCounts, NewsletterCounts, PaymentEventCounts, Totals};
use crate::tracker::{self, Tracker, TrackerKey};
use crate::tracker_list::{self, TrackerList, TrackerQuery};
use crate::world::World;

/// The world as seen at an instant: what has not happened by then is not visible. It is small and free to copy.
#[derive(Debug, Clone, Copy)]
pub struct View<'w> {
    world: &'w World,
    pub(crate) second: u32,
}

impl<'w> View<'w> {
    pub(crate) const fn new(world: &'w World, second: u32) -> Self {
        Self { world, second }
    }

    /// The instant, in whole seconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.world.timeline.instant(self.second)
    }

    /// The world that is seen.
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// The programs that have been created.
    pub fn programs(&self) -> impl Iterator<Item = &'w Program> + use<'w> {
        let now = i64::from(self.second);
        self.world.programs.iter().filter(move |program| program.setup.created <= now)
    }

    /// The program at the place.
    ///
    /// # Panics
    /// When the id is of another world.
    pub fn program(&self, id: ProgramId) -> &'w Program {
        &self.world.programs[id.index()]
    }

    /// The program with the UUID.
    pub fn program_by_uuid(&self, uuid: Uuid) -> Option<&'w Program> {
        self.programs().find(|program| program.uuid == uuid)
    }

    /// The program with the number.
    pub fn program_by_number(&self, number: i64) -> Option<&'w Program> {
        self.programs().find(|program| program.number == number)
    }

    /// The program with the code.
    pub fn program_by_code(&self, code: &str) -> Option<&'w Program> {
        self.programs().find(|program| program.code == code)
    }

    /// Finds orders: the part of them from `offset` on, `limit` at most, sorted by the asked date and then by place.
    pub fn orders(&self, query: &OrderQuery, offset: usize, limit: usize) -> OrderPage {
        query::find(*self, query, offset, limit)
    }

    /// The order at the place, as it stands now.
    ///
    /// # Panics
    /// When the id is of another world.
    pub fn order(&self, id: OrderId) -> Order<'w> {
        order::order(*self, id)
    }

    /// The order with the public reference.
    pub fn order_by_reference(&self, reference: &str) -> Option<OrderId> {
        let parsed = OrderReference::parse(reference)?;
        let id = OrderId(self.world.reference_digits.index(parsed.digits));
        let known =
            id.index() < self.world.columns.visible(self.second) && self.world.columns.has_reference(id.index());
        (known && order::reference(*self, id) == parsed).then_some(id)
    }

    /// The public code of a customer.
    pub fn customer_code(&self, customer: CustomerId) -> CustomerCode {
        CustomerCode(self.world.customer_digits.digits(customer.0))
    }

    /// The customer with the public code.
    pub fn customer_by_code(&self, code: &str) -> Option<CustomerId> {
        let index = self.world.customer_digits.index(CustomerCode::parse(code)?.0);
        let known = (index as usize) < self.world.customers.len()
            && self.world.customers.seen(index, &self.world.columns) <= self.second;
        known.then_some(CustomerId(index))
    }

    /// What the program's business adds up to.
    pub fn totals(&self, program: ProgramId) -> Totals {
        let totals = self.world.ledgers[program.index()].totals(&self.world.columns, self.second);
        let payouts = self.payouts(program);
        let bulk = &self.world.bulk[program.index()];
        let clicks = bulk.clicks_before(self.second + 1);
        let (reward_paid, reward_in_review) = (payouts.finished.amount, payouts.in_review());
        Totals {
            reward_paid,
            reward_in_review,
            reward_unclaimed: totals.commissions - reward_paid - reward_in_review,
            signups: totals.customers + bulk.idle_signups.before(self.second + 1),
            clicks: clicks.redirect + clicks.direct,
            active_rewards: if self.program(program).kind == ProgramKind::ReferAFriend { 2 } else { 0 },
            ..totals
        }
    }

    /// Clicks from one instant to before another.
    pub fn clicks(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> ClickCounts {
        let bulk = &self.world.bulk[program.index()];
        let (from, until) = self.range(from, until);
        let (before, after) = (bulk.clicks_before(from), bulk.clicks_before(until));
        ClickCounts { redirect: after.redirect - before.redirect, direct: after.direct - before.direct }
    }

    /// Pending and approved orders placed from one instant to before another.
    pub fn conversions(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> ConversionCounts {
        let columns = &self.world.columns;
        let (from, until) = self.range(from, until);
        let place = |second: u32| columns.placed.partition_point(|placed| *placed < second);
        let (first, last) = (place(from), place(until).min(columns.visible(self.second)));
        let count =
            |present: &Present, coupon| present.conversions(program.index(), coupon, first, last.max(first)) as u64;
        self.present(|present| ConversionCounts { by_click: count(present, false), by_coupon: count(present, true) })
    }

    /// What Stripe told of from one instant to before another; nothing unless the account is connected.
    pub fn payment_events(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> PaymentEventCounts {
        if !self.stripe(program).is_connected() {
            return PaymentEventCounts::default();
        }
        let succeeded = self.placed(program, from, until).len() as u64;
        let skipped = &self.world.bulk[program.index()].skipped;
        let (from, until) = self.range(from, until);
        PaymentEventCounts { succeeded, skipped: skipped.before(until) - skipped.before(from) }
    }

    /// The last click of the kind.
    pub fn last_click(&self, program: ProgramId, kind: ClickKind) -> Option<Click<'w>> {
        let bulk = &self.world.bulk[program.index()];
        let counter = if kind == ClickKind::Redirect { &bulk.redirect } else { &bulk.direct };
        let (number, second) = counter.last(self.second)?;
        let partners = &self.program(program).partners;
        let approved = approved(partners, second.into());
        let index = (number << 1 | u64::from(kind == ClickKind::Direct)) ^ u64::from(program.0) << 48;
        let mut dice = Dice::new(self.world.settings().seed, Purpose::Clicker, index);
        let chosen = dice.below(u32::try_from(approved.max(1)).expect("few partners")) as usize;
        let chosen = present(partners, chosen, second.into());
        // A program without partners has links of its own.
        let partner_code = partners.get(chosen).map_or("direct", |partner| &partner.code);
        Some(Click { partner_code, at: self.world.timeline.instant(second), entry_host: self.program(program).host() })
    }

    /// When the first click arrived.
    pub fn first_click(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        let bulk = &self.world.bulk[program.index()];
        self.reached([bulk.redirect.first(), bulk.direct.first()].into_iter().flatten().min()?.into())
    }

    /// When Stripe first told of a payment; nothing unless the account is connected.
    pub fn first_payment_event(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        if !self.stripe(program).is_connected() {
            return None;
        }
        let order = self.world.ledgers[program.index()]
            .orders
            .first()
            .map(|order| self.world.columns.placed[*order as usize] + DELAY);
        let first = [order, self.world.bulk[program.index()].skipped.first()].into_iter().flatten().min()?;
        self.reached(first.into())
    }

    /// When the first order was placed that still counts.
    pub fn first_conversion(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        let second = self.world.ledgers[program.index()].first_conversion(&self.world.columns, self.second)?;
        Some(self.world.timeline.instant(second))
    }

    /// Partners by status.
    pub fn partners(&self, program: ProgramId) -> PartnerCounts {
        let mut counts = PartnerCounts::default();
        for partner in &self.program(program).partners {
            partner.count(self.second.into(), &mut counts);
        }
        counts
    }

    /// Payouts by status.
    pub fn payouts(&self, program: ProgramId) -> PayoutCounts {
        self.world.payouts[program.index()].counts(self.second)
    }

    /// The program's account at Stripe.
    pub fn stripe(&self, program: ProgramId) -> StripeAccount {
        let setup = &self.program(program).setup.stripe;
        let reached = |at: Option<i64>| at.is_some_and(|at| at <= i64::from(self.second));
        let status = match () {
            () if setup.is_connected(self.second.into()) => StripeStatus::Connected,
            () if reached(setup.disconnected) => StripeStatus::Disconnected,
            () if reached(setup.pending) => StripeStatus::Pending,
            () => StripeStatus::NotConnected,
        };
        let connected = status == StripeStatus::Connected;
        StripeAccount {
            account_id: (status != StripeStatus::NotConnected).then(|| setup.account_id.clone()),
            charges_enabled: connected,
            payouts_enabled: connected,
            details_submitted: connected || status == StripeStatus::Disconnected,
            connected_at: setup.connected.and_then(|at| self.reached(at)),
            status,
        }
    }

    /// When the program's settings were last changed; its creation when they have not been.
    pub fn edited_at(&self, program: ProgramId) -> DateTime<Utc> {
        let program = self.program(program);
        self.reached(program.setup.edited).unwrap_or(program.created_at)
    }

    /// When the tracking script was first seen.
    pub fn script_verified_at(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        self.reached(self.program(program).setup.script?)
    }

    /// Clicks that were sent to try the set-up, the oldest first, ten at most.
    pub fn test_clicks(&self, program: ProgramId) -> Vec<TestEvent> {
        self.test_events(&self.program(program).setup.test_clicks)
    }

    /// Leads that were sent to try the set-up, the oldest first, ten at most.
    pub fn test_leads(&self, program: ProgramId) -> Vec<TestEvent> {
        self.test_events(&self.program(program).setup.test_leads)
    }

    /// The figures of a newsletter; nothing of other programs.
    pub fn newsletter(&self, program: ProgramId) -> NewsletterCounts {
        if self.program(program).kind != ProgramKind::Newsletter {
            return NewsletterCounts::default();
        }
        let days =
            u64::try_from((i64::from(self.second) - self.program(program).setup.created).max(0) / i64::from(DAY))
                .expect("not negative");
        let subscribers = 120 + days * 7 / 4;
        NewsletterCounts { subscribers, referring: subscribers * 17 / 100, referred: subscribers * 29 / 100 }
    }

    /// Finds trackers, the newest first.
    pub fn trackers(&self, query: &TrackerQuery) -> TrackerList<'w> {
        TrackerList::new(*self, query)
    }

    /// The newest order of the program for which the shop sends a survey.
    pub fn newest_surveyed_order(&self, program: ProgramId) -> Option<OrderId> {
        tracker_list::newest_surveyed(*self, &self.world.ledgers[program.index()].orders)
    }

    /// The tracker as it stands now.
    pub fn tracker(&self, key: TrackerKey) -> Tracker<'w> {
        tracker::tracker(*self, key)
    }

    /// When a tracker that the shop sends is created.
    pub fn tracker_created_at(&self, key: TrackerKey) -> DateTime<Utc> {
        tracker_list::created_at(*self, key)
    }

    /// The tracker with the UUID: one that the shop sends, or one that exists once somebody asks for its link.
    pub fn tracker_by_id(&self, id: Uuid) -> Option<TrackerKey> {
        tracker::by_id(*self, id)
    }

    /// What a request for the survey links of an order yields: one tracker for each survey that applies.
    pub fn external_trackers(&self, order: OrderId) -> Vec<TrackerKey> {
        tracker::external(*self, order)
    }

    /// A tracker whose link was asked for at the instant.
    pub fn external_tracker(&self, key: TrackerKey, created_at: DateTime<Utc>) -> Tracker<'w> {
        tracker::external_tracker(*self, key, created_at)
    }

    /// Shows what the clock makes of the orders.
    pub(crate) fn present<R>(&self, show: impl FnOnce(&Present) -> R) -> R {
        self.world.present.at(&self.world.columns, self.second, show)
    }

    fn test_events(&self, events: &[(i64, i64)]) -> Vec<TestEvent> {
        events.iter().filter_map(|(id, at)| self.reached(*at).map(|at| TestEvent { id: *id, at })).collect()
    }

    fn reached(&self, offset: i64) -> Option<DateTime<Utc>> {
        (offset <= i64::from(self.second)).then(|| self.world.timeline.before_or_after(offset))
    }

    /// The seconds of a range, which ends with what is visible.
    fn range(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> (u32, u32) {
        let timeline = self.world.timeline;
        let until = timeline.at_or_after(until).min(self.second + 1);
        (timeline.at_or_after(from).min(until), until)
    }

    /// The program's orders that are seen and were placed in the range.
    fn placed(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> &'w [u32] {
        let (from, until) = self.range(from, until);
        let until = until.min((self.second + 1).saturating_sub(DELAY));
        self.world.ledgers[program.index()].placed_between(&self.world.columns, from, until)
    }
}
