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
        let of_order = |order| {
            let facts = self.facts(order);
            Some((facts.partner?, facts.customer, facts.status != OrderStatus::Declined))
        };
        let leads = self.ledger().program(program).map(|own| own.leads_from(0, usize::MAX)).unwrap_or_default();
        let of_lead = |customer| Some((self.ledger().people().get(customer)?.partner?, customer, false));
        let leads = leads.into_iter().filter_map(|(_, customer)| of_lead(customer));
        let mut known: Vec<(PartnerId, CustomerId, bool)> =
            self.orders_of(program).filter_map(of_order).chain(leads).collect();
        known.sort_unstable();
        let mut counts = BTreeMap::<_, PartnerCustomers>::new();
        for orders in known.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            let count = counts.entry(orders[0].0).or_default();
            count.customers += 1;
            count.paying += u64::from(orders.iter().any(|(_, _, pays)| *pays));
        }
        counts
    }
}
