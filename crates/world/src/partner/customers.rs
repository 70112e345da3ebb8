//! How many customers each partner of a program has brought.

use std::collections::BTreeMap;

use crate::identifiers::{CustomerId, PartnerId, ProgramId};
use crate::order::OrderStatus;
use crate::view::View;

/// How many customers a partner has brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartnerCustomers {
    /// Everybody who has signed up or ordered.
    pub customers: u64,
    /// Those with a pending or approved order.
    pub paying: u64,
}

impl View<'_> {
    /// How many customers each partner of a program has brought. Partners who have brought nobody may be missing. Whom two
    /// partners have brought, one after the other, counts for both.
    pub fn partner_customers(&self, program: ProgramId) -> BTreeMap<PartnerId, PartnerCustomers> {
        let mut known = BTreeMap::<(PartnerId, CustomerId), bool>::new();
        for order in self.orders_of(program) {
            let facts = self.facts(order);
            if let Some(partner) = facts.partner {
                *known.entry((partner, facts.customer)).or_default() |= facts.status != OrderStatus::Declined;
            }
        }
        let leads = self.ledger().program(program).map(|own| own.leads_from(0, usize::MAX)).unwrap_or_default();
        for (_, customer) in leads {
            if let Some(partner) = self.ledger().people().get(customer).and_then(|person| person.partner) {
                known.entry((partner, customer)).or_default();
            }
        }
        let mut counts = BTreeMap::<_, PartnerCustomers>::new();
        for ((partner, _), pays) in known {
            let count = counts.entry(partner).or_default();
            count.customers += 1;
            count.paying += u64::from(pays);
        }
        counts
    }
}
