//! Sales as few facts about many orders.

use chrono::{DateTime, Utc};

use super::OrderStatus;
use crate::identifiers::{CustomerId, OrderId, PartnerId, ProgramId};
use crate::ledger::ChangeKind;
use crate::view::View;

/// An order that a partner brought, without what takes long to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    /// The order.
    pub order: OrderId,
    /// The program.
    pub program: ProgramId,
    /// Who brought it.
    pub partner: PartnerId,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Whether a coupon attributed it, not a click.
    pub by_coupon: bool,
    /// Its status.
    pub status: OrderStatus,
    /// What last happened to it in the ledger, if anything.
    pub change: Option<ChangeKind>,
    /// Whether it was approved before it was declined.
    pub was_approved: bool,
    /// The order value, in minor units.
    pub amount: i64,
    /// What the partner earns, in minor units.
    pub commission: i64,
}

impl View<'_> {
    /// The sales of one program, or of all, in no order.
    pub fn sales(&self, program: Option<ProgramId>) -> impl Iterator<Item = Sale> {
        let programs =
            self.programs().map(|known| known.id).filter(move |known| program.is_none_or(|only| only == *known));
        programs.flat_map(|program| self.orders_of(program)).filter_map(|order| self.sale(order))
    }

    /// The sale that an order is, if a partner brought it.
    pub fn sale(&self, order: OrderId) -> Option<Sale> {
        let facts = self.facts(order);
        let columns = &self.world().columns;
        let is_declined_late = || {
            let revision = columns.revision_by(order.index(), self.second);
            revision.is_some_and(|revision| revision.is_reversal())
        };
        Some(Sale {
            order,
            program: facts.program,
            partner: facts.partner?,
            placed_at: self.world().timeline.time(facts.placed),
            by_coupon: facts.clicked.is_none(),
            status: facts.status,
            change: self.last_change(order),
            was_approved: facts.status == OrderStatus::Declined && !order.is_of_the_ledger() && is_declined_late(),
            amount: facts.amount,
            commission: facts.commission,
        })
    }
}

/// Any order as few facts, whether a partner brought it or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderOutline {
    /// The program.
    pub program: ProgramId,
    /// Who placed it.
    pub customer: CustomerId,
    /// Who brought it, if a partner did.
    pub partner: Option<PartnerId>,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// When its last change became visible.
    pub updated_at: DateTime<Utc>,
    /// Its status.
    pub status: OrderStatus,
    /// Whether the simulation approved it before it declined it.
    pub was_approved: bool,
    /// The order value, in minor units.
    pub amount: i64,
    /// The commission, in minor units.
    pub commission: i64,
}

impl View<'_> {
    /// Few facts about an order.
    pub fn order_outline(&self, order: OrderId) -> OrderOutline {
        let (facts, timeline) = (self.facts(order), self.world().timeline);
        OrderOutline {
            program: facts.program,
            customer: facts.customer,
            partner: facts.partner,
            placed_at: timeline.time(facts.placed),
            updated_at: timeline.time(facts.updated),
            status: facts.status,
            was_approved: self.sale(order).is_some_and(|sale| sale.was_approved),
            amount: facts.amount,
            commission: facts.commission,
        }
    }
}
