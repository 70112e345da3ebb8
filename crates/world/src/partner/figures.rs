//! What each partner of a program has brought.

use std::collections::BTreeMap;

use crate::identifiers::{OrderId, PartnerId, ProgramId};
use crate::ledger::ProgramLedger;
use crate::order::{Facts, OrderStatus};
use crate::view::View;

/// What a partner has brought. Money is in minor units of the program's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartnerFigures {
    /// Clicks on their links.
    pub clicks: u64,
    /// Pending and approved orders.
    pub orders: u64,
    /// The sum of their amounts.
    pub revenue: i64,
    /// The sum of their commissions, and of the partner's bonuses.
    pub commission: i64,
    /// The sum of the commissions of approved orders, and of the partner's bonuses.
    pub approved: i64,
    /// How many orders are approved.
    pub approved_orders: u64,
}

impl PartnerFigures {
    fn add(&mut self, facts: &Facts) {
        if facts.status == OrderStatus::Declined {
            return;
        }
        self.orders += 1;
        self.revenue += facts.amount;
        self.commission += facts.commission;
        if facts.status == OrderStatus::Approved {
            self.approved += facts.commission;
            self.approved_orders += 1;
        }
    }
}

impl View<'_> {
    /// What each partner of a program has brought. Partners who have brought nothing may be missing.
    pub fn partner_figures(&self, program: ProgramId) -> BTreeMap<PartnerId, PartnerFigures> {
        let mut figures = BTreeMap::<_, PartnerFigures>::new();
        for (partner, clicks) in self.clicks_by_partner(program) {
            figures.entry(partner).or_default().clicks += clicks;
        }
        for order in self.orders_of(program) {
            let facts = self.facts(order);
            if let Some(partner) = facts.partner {
                figures.entry(partner).or_default().add(&facts);
            }
        }
        for bonus in self.bonuses(program) {
            let figures = figures.entry(bonus.partner).or_default();
            figures.commission += bonus.amount;
            figures.approved += bonus.amount;
        }
        figures
    }

    /// Every visible order of a program: those of the simulation by the time of placing, then those of the ledger, the last
    /// placed first.
    pub(crate) fn orders_of(&self, program: ProgramId) -> impl Iterator<Item = OrderId> {
        let visible = self.world().columns.visible(self.second);
        let simulated = self.world().history_of(program).orders.iter().copied();
        let simulated = simulated.take_while(move |order| (*order as usize) < visible).map(OrderId);
        let own = self.ledger().program(program);
        simulated.chain(own.into_iter().flat_map(ProgramLedger::added_orders))
    }
}

impl<'w> View<'w> {
    /// Every visible order of a program by the time of placing, the last one first. Only those that are taken are looked at.
    pub fn newest_orders_of(&self, program: ProgramId) -> impl Iterator<Item = OrderId> + use<'w> {
        let columns = &self.world().columns;
        let (visible, history) = (columns.visible(self.second), self.world().history_of(program));
        let seen = history.orders.partition_point(|order| (*order as usize) < visible);
        let simulated = history.orders[..seen].iter().rev().map(|order| (columns.placed[*order as usize], *order));
        let added = self.ledger().program(program).map(|own| own.added_from(0, usize::MAX)).unwrap_or_default();
        let mut added = added.into_iter().rev().peekable();
        let mut simulated = simulated.map(|(placed, order)| (placed, OrderId(order))).peekable();
        std::iter::from_fn(move || {
            let is_added = match (added.peek(), simulated.peek()) {
                (Some(added), Some(simulated)) => added >= simulated,
                (added, _) => added.is_some(),
            };
            if is_added { added.next() } else { simulated.next() }.map(|(_, order)| order)
        })
    }
}
