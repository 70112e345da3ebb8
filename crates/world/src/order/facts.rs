//! What is known of an order at one point in time, whether it is simulated or of the ledger.

use super::{Columns, OrderStatus, RevisionKind};
use crate::identifiers::{AccountId, CustomerId, OrderId, PartnerId, ProgramId, WebsiteId};
use crate::network;
use crate::time::{DELAY, NEVER};
use crate::view::View;

/// The facts of an order. Times are in seconds since the world begins, money is in minor units.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) program: ProgramId,
    pub(crate) customer: CustomerId,
    /// The partner who is rewarded, if there is one.
    pub(crate) partner: Option<PartnerId>,
    pub(crate) placed: u32,
    /// When the visitor clicked. `None` if a coupon attributed the order.
    pub(crate) clicked: Option<u32>,
    /// When the network last changed it.
    pub(crate) modified: u32,
    /// When its last change became visible.
    pub(crate) updated: u32,
    /// When it was approved or declined, if it was and the network says when.
    pub(crate) validated: Option<u32>,
    pub(crate) status: OrderStatus,
    pub(crate) amount: i64,
    pub(crate) commission: i64,
    pub(crate) account: AccountId,
    pub(crate) website: WebsiteId,
}

impl View<'_> {
    /// The facts of an order.
    pub(crate) fn facts(&self, order: OrderId) -> Facts {
        match self.ledger().orders().get(order) {
            Some(version) => version.facts.clone(),
            None => self.simulated_facts(order),
        }
    }

    /// The facts of an order of the simulation, whatever the ledger says.
    pub(crate) fn simulated_facts(&self, order: OrderId) -> Facts {
        let (world, columns, index) = (self.world(), &self.world().columns, order.index());
        let row = columns.row(index);
        let program = &world.programs[usize::from(row.program)];
        let (placed, clicked) = (row.placed, row.clicked);
        let revision = columns.revision_of(index, &row).filter(|revision| revision.second + DELAY <= self.second);
        let is_declined = row.is_declined_at_first() || revision.is_some_and(|revision| revision.is_reversal());
        let (status, modified) = if row.decided + DELAY > self.second {
            (OrderStatus::Pending, placed)
        } else {
            let status = if is_declined { OrderStatus::Declined } else { OrderStatus::Approved };
            (status, revision.map_or(row.decided, |revision| revision.second))
        };
        let (amount, commission) = match revision.map(|revision| revision.kind) {
            Some(RevisionKind::Corrected { amount, commission }) => (amount, commission),
            _ => (row.amount, row.commission),
        };
        let account = AccountId(row.account);
        let partner = PartnerId(row.partner);
        Facts {
            program: program.id,
            customer: CustomerId(columns.customer(index)),
            partner: (partner.index() < program.partners.len()).then_some(partner),
            placed,
            clicked: (clicked != NEVER).then_some(clicked),
            modified,
            updated: modified + DELAY,
            validated: network::is_dated(world, account, status).then_some(modified),
            status,
            amount: amount.into(),
            commission: commission.into(),
            account,
            website: WebsiteId(row.website),
        }
    }

    /// Whether there is such an order at the time of the view.
    pub fn has_order(&self, order: OrderId) -> bool {
        if order.is_of_the_ledger() {
            self.ledger().orders().get(order).is_some()
        } else {
            order.index() < self.world().columns.visible(self.second)
        }
    }
}

impl Columns {
    /// The status of an order at the second.
    pub(crate) fn status(&self, order: usize, second: u32) -> OrderStatus {
        match () {
            () if self.decided(order) + DELAY > second => OrderStatus::Pending,
            () if self.is_declined(order, second) => OrderStatus::Declined,
            () => OrderStatus::Approved,
        }
    }
}
