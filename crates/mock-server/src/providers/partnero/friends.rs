//! Who brought whom in a refer-a-friend program: what the simulation says, and what clients have said.

use std::collections::BTreeMap;

use trackside_schemas::partnero::ReferralSnapshot;
use trackside_world::{CustomerId, OrderId, OrderStatus, Program, ProgramId, ProgramKind, Totals, View};

use super::customer_identity::{CustomerRecord, customer_of, is_there};
use crate::serve::Record as _;

/// Who brought whom. Customers who were deleted are left out.
pub(super) struct Friends<'w> {
    view: View<'w>,
    /// Whom clients have created with a referring customer, by that one.
    added: BTreeMap<CustomerId, Vec<CustomerId>>,
}

/// What a customer's friends have bought. Money is in minor units of the program's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Brought {
    pub(super) friends: u64,
    /// Those who have bought something.
    pub(super) paid: u64,
    pub(super) sales: u64,
    pub(super) revenue: i64,
    /// What the customer has earned.
    pub(super) rewards: i64,
}

impl<'w> Friends<'w> {
    /// The friends in a program.
    pub(super) fn of(view: View<'w>, program: ProgramId) -> Self {
        let mut added = BTreeMap::<_, Vec<_>>::new();
        // In other programs nobody brings friends, and there may be many records.
        let has_friends = view.program(program).kind == ProgramKind::ReferAFriend;
        let records = has_friends.then(|| CustomerRecord::all(view)).into_iter().flatten();
        for (number, record) in records.filter(|(_, record)| !record.is_deleted) {
            let (Some(referrer), Some(customer)) = (record.referrer, customer_of(number)) else { continue };
            if view.program_of(customer) == Some(program) {
                added.entry(referrer).or_default().push(customer);
            }
        }
        Self { view, added }
    }

    /// Who brought a customer.
    pub(super) fn referrer(&self, customer: CustomerId) -> Option<CustomerId> {
        let given = CustomerRecord::of(self.view, customer).referrer;
        given.or_else(|| self.view.referrer_of(customer)).filter(|referrer| is_there(self.view, *referrer))
    }

    /// Whom a customer brought, the oldest first.
    pub(super) fn brought(&self, customer: CustomerId) -> Vec<CustomerId> {
        let (view, added) = (self.view, self.added.get(&customer).into_iter().flatten().copied());
        let mut friends: Vec<_> =
            view.friends_of(customer).filter(|friend| is_there(view, *friend)).chain(added).collect();
        friends.sort_by_key(|friend| view.customer_since(*friend));
        friends
    }

    /// What a customer's friends have bought.
    pub(super) fn figures(&self, customer: CustomerId) -> Brought {
        let (view, mut figures) = (self.view, Brought::default());
        for friend in self.brought(customer) {
            let counts = |order: &OrderId| view.order(*order).status != OrderStatus::Declined;
            let orders: Vec<_> = view.purchases_of(friend).into_iter().filter(counts).collect();
            figures.friends += 1;
            figures.paid += u64::from(!orders.is_empty());
            figures.sales += orders.len() as u64;
            for order in orders.into_iter().map(|order| view.order(order)) {
                figures.revenue += order.amount.minor;
                figures.rewards += order.commission.minor;
            }
        }
        figures
    }
}

/// What is counted of a refer-a-friend program: the totals of its customers who bought something, those who only signed
/// up, and who was deleted or brought here.
pub(super) fn snapshot(view: View<'_>, program: &Program, totals: &Totals) -> ReferralSnapshot {
    let friends = Friends::of(view, program.id);
    let had_friends = |customer: CustomerId| view.friends_of(customer).next().is_some();
    let (mut deleted, mut deleted_referring, mut deleted_referred) = (0, 0, 0);
    for (number, record) in CustomerRecord::all(view).filter(|(_, record)| record.is_deleted) {
        let customer = customer_of(number).filter(|customer| view.program_of(*customer) == Some(program.id));
        let Some(customer) = customer.filter(|customer| view.is_lead(*customer)) else { continue };
        deleted += 1;
        deleted_referring += u64::from(had_friends(customer));
        // Who was brought here is no longer among the friends.
        deleted_referred += u64::from(record.referrer.is_none() && view.referrer_of(customer).is_some());
    }
    let referring = friends.added.keys().filter(|customer| is_there(view, **customer) && !had_friends(**customer));
    let referred = friends.added.values().map(Vec::len).sum::<usize>() as u64;
    ReferralSnapshot {
        customers: (view.customers_of(program.id).len() as u64).saturating_sub(deleted),
        referring_customers: (totals.referring_customers + referring.count() as u64).saturating_sub(deleted_referring),
        referred_customers: (totals.referred_customers + referred).saturating_sub(deleted_referred),
        sales: totals.orders,
    }
}
