//! The totals of a program.

mod history;

use chrono::{DateTime, Utc};

pub(crate) use self::history::History;
use crate::identifiers::{CustomerId, OrderId, ProgramId};
use crate::ledger::{ProgramLedger, Sums};
use crate::order::Snapshot;
use crate::program::ProgramKind;
use crate::time::DELAY;
use crate::view::View;

/// The totals of a program. Money is in minor units of the program's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Pending and approved orders.
    pub orders: u64,
    /// The sum of their amounts.
    pub revenue: i64,
    /// The sum of their commissions and of all bonuses, which are all rewards.
    pub commissions: i64,
    /// Rewards that were paid.
    pub reward_paid: i64,
    /// Rewards whose payout was requested but not yet paid.
    pub reward_in_review: i64,
    /// All other rewards.
    pub reward_unclaimed: i64,
    /// Customers who ordered, and people who signed up but did not order.
    pub signups: u64,
    /// Customers with a pending or approved order.
    pub paying_customers: u64,
    /// Clicks of all time.
    pub clicks: u64,
    /// Customers who ordered.
    pub customers: u64,
    /// Customers who brought a friend.
    pub referring_customers: u64,
    /// Customers whom a friend brought. Together with `referring_customers` never more than `customers`.
    pub referred_customers: u64,
    /// How many rewards the program offers.
    pub active_rewards: u64,
}

/// Numbers of conversions (pending and approved orders), by what attributed them to a partner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConversionCounts {
    /// A click.
    pub by_click: u64,
    /// A coupon.
    pub by_coupon: u64,
}

impl<'w> View<'w> {
    /// The totals of the program.
    pub fn totals(&self, program: ProgramId) -> Totals {
        let world = self.world();
        let simulated = world.history_of(program).totals(world.settings().seed, &world.columns, self.second);
        let totals = self.with_ledger(program, simulated);
        let payouts = self.payouts(program);
        let traffic = world.traffic_of(program);
        let clicks = self.clicks_until(program, self.second + 1);
        let (reward_paid, reward_in_review) = (payouts.finished.amount, payouts.in_review());
        Totals {
            reward_paid,
            reward_in_review,
            reward_unclaimed: totals.commissions - reward_paid - reward_in_review,
            signups: totals.signups + traffic.idle_signups.before(self.second + 1),
            clicks: clicks.redirect + clicks.direct,
            active_rewards: if self.program(program).kind == ProgramKind::ReferAFriend { 2 } else { 0 },
            ..totals
        }
    }

    /// Pending and approved orders placed in the range. `from` is included, `until` is not.
    pub fn conversions(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> ConversionCounts {
        let (from, until) = self.range(from, until);
        let simulated = self.simulated_conversions(program, from, until);
        let Some(own) = self.ledger().program(program) else { return simulated };
        ConversionCounts {
            by_click: simulated.by_click + own.conversions(false, from, until) as u64,
            by_coupon: simulated.by_coupon + own.conversions(true, from, until) as u64,
        }
    }

    /// The conversions of the simulation, without orders that the ledger has changed.
    fn simulated_conversions(&self, program: ProgramId, from: u32, until: u32) -> ConversionCounts {
        if program.is_of_the_ledger() {
            return ConversionCounts::default();
        }
        let columns = &self.world().columns;
        let place = |second: u32| columns.placed_before(second);
        let (first, last) = (place(from), place(until).min(columns.visible(self.second)));
        let count = |snapshot: &Snapshot, coupon| {
            snapshot.conversions(columns, program.index(), coupon, first, last.max(first)) as u64
        };
        self.snapshot(|orders| ConversionCounts { by_click: count(orders, false), by_coupon: count(orders, true) })
    }

    /// When the first order that is not declined was placed.
    pub fn first_conversion(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        let world = self.world();
        let own = self.ledger().program(program);
        let is_changed = |order| own.is_some_and(|own| own.changed.contains(&OrderId(order)));
        let simulated = world.history_of(program).first_conversion(&world.columns, self.second, is_changed);
        let second = [simulated, own.and_then(ProgramLedger::first_conversion)].into_iter().flatten().min()?;
        Some(world.timeline.time(second))
    }

    /// The simulation's totals of orders and customers, with what the ledger adds and changes.
    fn with_ledger(&self, program: ProgramId, simulated: Totals) -> Totals {
        let Some(own) = self.ledger().program(program) else {
            return Totals { signups: simulated.customers, ..simulated };
        };
        let mut sums = own.added;
        let mut before = Sums::default();
        for order in &own.changed {
            before = before.plus(Sums::of(&self.simulated_facts(*order)));
            sums = sums.plus(Sums::of(&self.facts(*order)));
        }
        let (mut paying, mut no_longer_paying) = (own.paying, 0);
        for (customer, bought) in own.simulated_customers() {
            let paid = self.pays_in_the_simulation(customer, |_| true);
            let unchanged = |order| !own.changed.contains(&order);
            let pays = bought.counting > 0 || self.pays_in_the_simulation(customer, unchanged);
            paying += u64::from(pays && !paid);
            no_longer_paying += u64::from(paid && !pays);
        }
        Totals {
            orders: simulated.orders + sums.orders - before.orders,
            revenue: simulated.revenue + sums.amount - before.amount,
            commissions: simulated.commissions + sums.commission - before.commission + own.rewarded,
            customers: simulated.customers + own.customers,
            paying_customers: simulated.paying_customers + paying - no_longer_paying,
            signups: simulated.customers + own.signups(),
            ..simulated
        }
    }

    /// Whether one of a simulated customer's orders is visible and not declined in the simulation, among those that the
    /// test admits.
    fn pays_in_the_simulation(&self, customer: CustomerId, admits: impl Fn(OrderId) -> bool) -> bool {
        let world = self.world();
        let visible = world.columns.visible(self.second);
        let orders = world.customers().orders(customer.0).iter().take_while(|order| (**order as usize) < visible);
        orders
            .into_iter()
            .any(|order| admits(OrderId(*order)) && !world.columns.is_declined(*order as usize, self.second))
    }

    /// The program's visible orders of the simulation placed in the range.
    pub(crate) fn placed(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> &'w [u32] {
        let world = self.world();
        let (from, until) = self.range(from, until);
        let until = until.min((self.second + 1).saturating_sub(DELAY));
        world.history_of(program).placed_between(&world.columns, from, until)
    }
}
