//! What each partner of a program has brought.
//!
//! It is what they have brought in the simulation, as [`history`](super::history) knows it, without the orders that the
//! ledger has changed, and what the ledger adds. So it takes as long whatever the number of orders.

use std::collections::BTreeMap;

use super::PartnerSums;
use crate::identifiers::{CustomerId, OrderId, PartnerId, ProgramId};
use crate::ledger::{Bond, ProgramLedger};
use crate::order::OrderStatus;
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
    /// Everybody who has signed up or ordered. Whom two partners have brought, one after the other, counts for both.
    pub customers: u64,
    /// Those with a pending or approved order.
    pub paying_customers: u64,
}

impl View<'_> {
    /// What each partner of a program has brought. Partners who have brought nothing may be missing.
    pub fn partner_figures(&self, program: ProgramId) -> BTreeMap<PartnerId, PartnerFigures> {
        let mut figures = BTreeMap::<_, PartnerFigures>::new();
        for (partner, sums) in self.partner_sums(program) {
            let count = |number: i64| u64::try_from(number).expect("a number of orders or customers");
            let figures = figures.entry(partner).or_default();
            (figures.orders, figures.approved_orders) = (count(sums.orders), count(sums.approved_orders));
            (figures.customers, figures.paying_customers) = (count(sums.customers), count(sums.paying));
            (figures.revenue, figures.commission, figures.approved) = (sums.revenue, sums.commission, sums.approved);
        }
        for (partner, clicks) in self.simulated_clicks_by_partner(program) {
            figures.entry(partner).or_default().clicks += clicks;
        }
        let own = self.ledger().program(program);
        for (partner, earned) in own.into_iter().flat_map(|own| own.brought().partners()) {
            let figures = figures.entry(partner).or_default();
            figures.clicks += earned.clicks;
            figures.commission += earned.bonuses;
            figures.approved += earned.bonuses;
        }
        figures
    }

    /// The orders and customers of each partner of a program. Partners who have none may be missing.
    pub(crate) fn partner_sums(&self, program: ProgramId) -> BTreeMap<PartnerId, PartnerSums> {
        let simulated = self.simulated_partner_sums(program);
        let mut sums: BTreeMap<_, _> = (0..).map(PartnerId).zip(simulated).collect();
        let Some(own) = self.ledger().program(program) else { return sums };
        for (partner, earned) in own.brought().partners() {
            *sums.entry(partner).or_default() += earned.sums;
        }
        for facts in own.changed.iter().map(|order| self.simulated_facts(*order)) {
            if let Some(partner) = facts.partner {
                *sums.entry(partner).or_default() -= PartnerSums::of(&facts);
            }
        }
        for (partner, customer, bond) in own.brought().simulated() {
            let sums = sums.entry(partner).or_default();
            let (before, after) = self.simulated_bond(own, partner, customer, bond);
            *sums += after;
            *sums -= before;
        }
        sums
    }

    /// What a customer of the simulation adds to the sums of a partner: in the simulation, and with the ledger.
    fn simulated_bond(
        &self,
        own: &ProgramLedger,
        partner: PartnerId,
        customer: CustomerId,
        bond: Bond,
    ) -> (PartnerSums, PartnerSums) {
        let columns = &self.world().columns;
        let visible = columns.visible(self.second);
        let theirs = self.world().customers().orders(customer.0).iter().map(|order| OrderId(*order));
        let theirs = theirs.take_while(|order| order.index() < visible);
        let (mut before, mut after) = (PartnerSums::default(), PartnerSums::default());
        (after.customers, after.paying) = (i64::from(bond.added > 0), i64::from(bond.counting > 0));
        for order in theirs.filter(|order| columns.partner(order.index()) == partner.0) {
            (before.customers, after.customers) = (1, 1);
            if columns.status(order.index(), self.second) != OrderStatus::Declined {
                before.paying = 1;
                after.paying |= i64::from(!own.changed.contains(&order));
            }
        }
        (before, after)
    }
}

impl<'w> View<'w> {
    /// Every visible order of a program: those of the simulation by the time of placing, then those of the ledger, the last
    /// placed first.
    pub(crate) fn orders_of(&self, program: ProgramId) -> impl Iterator<Item = OrderId> + use<'w> {
        let visible = self.world().columns.visible(self.second);
        let simulated = self.world().history_of(program).orders.iter().copied();
        let simulated = simulated.take_while(move |order| (*order as usize) < visible).map(OrderId);
        let own = self.ledger().program(program);
        simulated.chain(own.into_iter().flat_map(ProgramLedger::added_orders))
    }

    /// Every visible order of a program by the time of placing, the last one first. Only those that are taken are looked at.
    pub fn newest_orders_of(&self, program: ProgramId) -> impl Iterator<Item = OrderId> + use<'w> {
        let columns = &self.world().columns;
        let simulated = self.world().newest_of(program, columns.visible(self.second));
        let simulated = simulated.map(|order| (columns.placed(order as usize), order));
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
