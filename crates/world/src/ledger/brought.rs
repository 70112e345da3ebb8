//! What the ledger adds to the figures of each partner of a program, kept up to date event by event.

use imbl::OrdMap;

use crate::identifiers::{CustomerId, OrderId, PartnerId};
use crate::order::{Facts, OrderStatus};
use crate::partner::PartnerSums;

/// What the ledger knows of the figures of a program's partners.
#[derive(Debug, Clone, Default)]
pub(crate) struct Brought {
    partners: OrdMap<PartnerId, Earned>,
    /// Which customers of the ledger which partners have brought.
    added: OrdMap<(PartnerId, CustomerId), Bond>,
    /// The customers of the simulation who have orders in the ledger, or changed ones, in the same way.
    simulated: OrdMap<(PartnerId, CustomerId), Bond>,
}

/// What the ledger adds to a partner. Money is in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Earned {
    /// The orders that were added, and the new versions of those that were changed; the customers of the ledger.
    pub(crate) sums: PartnerSums,
    /// Clicks on their links.
    pub(crate) clicks: u64,
    /// The sum of their bonuses.
    pub(crate) bonuses: i64,
    /// What was paid to them, at once or after a request in the ledger.
    pub(crate) paid: i64,
    /// What was requested in the ledger and is not yet paid.
    pub(crate) requested: i64,
}

/// What ties a customer to a partner.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bond {
    /// Orders that were added.
    pub(crate) added: u32,
    /// Orders that are not declined, added or changed.
    pub(crate) counting: u32,
    /// Whether they have signed up and belong to the partner.
    is_lead: bool,
}

impl Bond {
    /// What it adds to the sums of the partner, if the simulation does not know the customer.
    fn sums(self) -> PartnerSums {
        PartnerSums {
            customers: i64::from(self.added > 0 || self.is_lead),
            paying: i64::from(self.counting > 0),
            ..PartnerSums::default()
        }
    }
}

impl Brought {
    /// Takes note of an order of the ledger and of the version that it replaces.
    pub(super) fn put(&mut self, order: OrderId, before: Option<&Facts>, facts: &Facts) {
        let counts = |facts: &Facts| u32::from(facts.status != OrderStatus::Declined);
        let added = u32::from(order.is_of_the_ledger());
        if let Some((partner, before)) = before.and_then(|before| Some((before.partner?, before))) {
            self.of(partner).sums -= PartnerSums::of(before);
            self.tie(partner, before.customer, |bond| {
                bond.added -= added;
                bond.counting -= counts(before);
            });
        }
        if let Some(partner) = facts.partner {
            self.of(partner).sums += PartnerSums::of(facts);
            self.tie(partner, facts.customer, |bond| {
                bond.added += added;
                bond.counting += counts(facts);
            });
        }
    }

    /// Somebody of the ledger who has signed up belongs to one partner, if to any, and no longer to another.
    pub(super) fn lead(&mut self, lead: CustomerId, before: Option<PartnerId>, partner: Option<PartnerId>) {
        if before == partner {
            return;
        }
        for (partner, is_lead) in [(before, false), (partner, true)] {
            if let Some(partner) = partner {
                self.tie(partner, lead, |bond| bond.is_lead = is_lead);
            }
        }
    }

    /// What the ledger adds to a partner, to be changed.
    pub(super) fn of(&mut self, partner: PartnerId) -> &mut Earned {
        self.partners.entry(partner).or_default()
    }

    /// What the ledger adds to each partner of whom it knows something.
    pub(crate) fn partners(&self) -> impl Iterator<Item = (PartnerId, Earned)> {
        self.partners.iter().map(|(partner, earned)| (*partner, *earned))
    }

    /// The customers of the simulation who have orders in the ledger, or changed ones, with the partners of these.
    pub(crate) fn simulated(&self) -> impl Iterator<Item = (PartnerId, CustomerId, Bond)> {
        self.simulated.iter().map(|((partner, customer), bond)| (*partner, *customer, *bond))
    }

    fn tie(&mut self, partner: PartnerId, customer: CustomerId, change: impl FnOnce(&mut Bond)) {
        let key = (partner, customer);
        if !customer.is_of_the_ledger() {
            change(self.simulated.entry(key).or_default());
            return;
        }
        let bond = self.added.entry(key).or_default();
        let before = bond.sums();
        change(bond);
        let after = bond.sums();
        if before != after {
            let sums = &mut self.of(partner).sums;
            *sums += after;
            *sums -= before;
        }
    }
}
