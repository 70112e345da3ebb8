//! Payments that Stripe reports.

use chrono::{DateTime, Utc};

use crate::identifiers::ProgramId;
use crate::ledger::ProgramLedger;
use crate::program::StripeStatus;
use crate::time::DELAY;
use crate::view::View;

/// Numbers of payments that Stripe reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PaymentEventCounts {
    /// Payments for orders that a partner brought, also if they were declined later.
    pub succeeded: u64,
    /// All other payments.
    pub skipped: u64,
}

impl View<'_> {
    /// Payments that Stripe reported in the range: none before the account is connected, and none after the connection is
    /// lost. `from` is included, `until` is not.
    pub fn payment_events(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> PaymentEventCounts {
        let Some(end) = self.payments_end(program) else { return PaymentEventCounts::default() };
        let (from, until) = (from.min(end), until.min(end));
        let simulated = self.placed(program, from, until).len();
        let skipped = &self.world().traffic_of(program).skipped;
        let (from, until) = self.range(from, until);
        let added = self.ledger().program(program).map_or(0, |own| own.placed(from, until));
        let succeeded = (simulated + added) as u64;
        PaymentEventCounts { succeeded, skipped: skipped.before(until) - skipped.before(from) }
    }

    /// When Stripe first reported a payment: `None` if the account was never connected.
    pub fn first_payment_event(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        let end = self.payments_end(program)?;
        let world = self.world();
        let order = world.history_of(program).orders.first();
        let order = order.map(|order| world.columns.placed(*order as usize) + DELAY);
        let added = self.ledger().program(program).and_then(ProgramLedger::first_placed);
        let first = [order, added, world.traffic_of(program).skipped.first()].into_iter().flatten().min()?;
        self.reached(first.into()).filter(|first| *first < end)
    }

    /// Until when Stripe reports payments: the time after which nothing is seen, or when the connection was lost. `None` if
    /// the account was never connected.
    fn payments_end(&self, program: ProgramId) -> Option<DateTime<Utc>> {
        let account = self.stripe(program);
        match account.status {
            StripeStatus::Connected => Some(DateTime::<Utc>::MAX_UTC),
            _ => account.disconnected_at,
        }
    }
}
