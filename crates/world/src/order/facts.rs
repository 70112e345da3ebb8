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
        let program = &world.programs[usize::from(columns.program(index))];
        let status = columns.status(index, self.second);
        let (placed, clicked) = (columns.placed(index), columns.clicked(index));
        let revision = columns.revision_by(index, self.second);
        let modified = match (status, revision) {
            (OrderStatus::Pending, _) => placed,
            (_, None) => columns.decided(index),
            (_, Some(revision)) => revision.second,
        };
        let (amount, commission) = match revision.map(|revision| revision.kind) {
            Some(RevisionKind::Corrected { amount, commission }) => (amount, commission),
            _ => (columns.amount(index), columns.commission(index)),
        };
        let account = AccountId(columns.account(index));
        let partner = PartnerId(columns.partner(index));
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
            website: WebsiteId(columns.website(index)),
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
