//! The orders of the ledger: those that were added, and the new versions of those that changed.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use super::event::{ChangeKind, NewSale, OrderChange};
use crate::click::Clickout;
use crate::identifiers::{CustomerId, OrderId};
use crate::index::Blocks;
use crate::network;
use crate::order::{CLASSES, Facts, OrderStatus, class};
use crate::survey::Mask;
use crate::time::Timeline;
use crate::world::World;

/// The orders of the ledger, and indexes by their dates.
#[derive(Debug, Clone)]
pub(crate) struct Orders {
    versions: OrdMap<OrderId, Arc<Version>>,
    /// By the shops' own identifiers of transactions.
    transactions: OrdSet<(Arc<str>, OrderId)>,
    /// Those that were added, by their customers.
    customers: OrdSet<(CustomerId, OrderId)>,
    /// By the time of placing.
    pub(crate) placed: Blocks,
    /// By the time of the last change.
    pub(crate) changed: Blocks,
    /// By the time of the click, without those that have none.
    pub(crate) clicked: Blocks,
    /// By the time of the decision, without those that have none.
    pub(crate) validated: Blocks,
}

/// An order of the ledger, or what became of one of the simulation.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) facts: Facts,
    /// When it was recorded that there is such an order, or that one of the simulation has changed.
    pub(crate) recorded: u32,
    /// Why it was declined.
    pub(crate) reason: Option<Arc<str>>,
    /// What last happened to it, if anything.
    pub(crate) change: Option<ChangeKind>,
    /// The shop's own identifier of the transaction.
    pub(crate) transaction: Option<Arc<str>>,
    /// The surveys that apply to it, if it was added.
    pub(crate) surveys: Mask,
    /// The clickout that brought the customer.
    pub(crate) clickout: Option<Clickout>,
}

impl Default for Orders {
    fn default() -> Self {
        let blocks = || Blocks::new(usize::from(CLASSES));
        Self {
            versions: OrdMap::default(),
            transactions: OrdSet::default(),
            customers: OrdSet::default(),
            placed: blocks(),
            changed: blocks(),
            clicked: blocks(),
            validated: blocks(),
        }
    }
}

impl Orders {
    pub(crate) fn get(&self, order: OrderId) -> Option<&Version> {
        self.versions.get(&order).map(|version| &**version)
    }

    /// The orders of the ledger with the shop's own identifier of the transaction.
    pub(crate) fn by_transaction(&self, transaction: &str) -> impl DoubleEndedIterator<Item = OrderId> {
        let transaction: Arc<str> = transaction.into();
        let same = (Arc::clone(&transaction), OrderId(0))..=(transaction, OrderId(u32::MAX));
        self.transactions.range(same).map(|(_, order)| *order)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// The orders that were added, the last one first.
    pub(crate) fn added(&self) -> impl Iterator<Item = OrderId> {
        self.versions.keys().rev().copied().take_while(|order| order.is_of_the_ledger())
    }

    /// The orders of a customer that were added.
    pub(crate) fn of_customer(&self, customer: CustomerId) -> impl Iterator<Item = OrderId> {
        let theirs = (customer, OrderId::FIRST_OF_THE_LEDGER)..=(customer, OrderId(u32::MAX));
        self.customers.range(theirs).map(|(_, order)| *order)
    }

    /// The last order, by number.
    pub(super) fn last(&self) -> Option<OrderId> {
        self.versions.get_max().map(|(order, _)| *order)
    }

    /// Adds an order, or replaces its version. Returns the facts of the version that it replaces.
    pub(super) fn put(&mut self, order: OrderId, version: Version) -> Option<Facts> {
        let facts = &version.facts;
        let class = class(facts.account, facts.website, facts.status);
        let before = self.versions.get(&order).map(|before| before.facts.clone());
        if let Some(before) = &before {
            self.placed.remove(key(before.placed, order));
            self.changed.remove(key(before.updated, order));
            before.clicked.inspect(|second| self.clicked.remove(key(*second, order)));
            before.validated.inspect(|second| self.validated.remove(key(*second, order)));
        }
        self.placed.insert(key(facts.placed, order), class);
        self.changed.insert(key(facts.updated, order), class);
        facts.clicked.inspect(|second| self.clicked.insert(key(*second, order), class));
        facts.validated.inspect(|second| self.validated.insert(key(*second, order), class));
        if let Some(transaction) = version.transaction.as_ref().filter(|_| before.is_none()) {
            self.transactions.insert((Arc::clone(transaction), order));
        }
        if order.is_of_the_ledger() && before.is_none() {
            self.customers.insert((version.facts.customer, order));
        }
        self.versions.insert(order, Arc::new(version));
        before
    }
}

/// The key of an order in an index by time.
pub(crate) fn key(second: u32, order: OrderId) -> u64 {
    u64::from(second) << 32 | u64::from(order.0)
}

impl Version {
    /// The order that a sale makes.
    pub(super) fn of_sale(sale: &NewSale, timeline: Timeline, recorded: u32, surveys: Mask) -> Self {
        let second = |time| timeline.at_or_before(time).unwrap_or_default();
        let facts = Facts {
            program: sale.program,
            customer: sale.customer,
            partner: sale.partner,
            placed: second(sale.placed_at),
            clicked: sale.clicked_at.map(second),
            modified: recorded,
            updated: recorded,
            validated: None,
            status: OrderStatus::Pending,
            amount: sale.amount,
            commission: sale.commission,
            account: sale.account,
            website: sale.website,
        };
        let transaction = sale.transaction.as_deref().map(Arc::from);
        Self { facts, recorded, reason: None, change: None, transaction, surveys, clickout: sale.clickout }
    }

    /// The order after a change.
    pub(super) fn changed(mut self, change: &OrderChange, world: &World, recorded: u32) -> Self {
        let facts = &mut self.facts;
        if let Some(status) = change.kind.status() {
            let at = world.timeline.at_or_before(change.at).unwrap_or_default();
            facts.status = status;
            facts.validated = network::is_dated(world, facts.account, status).then_some(at);
            self.reason = change.reason.as_deref().filter(|_| status == OrderStatus::Declined).map(Arc::from);
        }
        facts.amount = change.amount.unwrap_or(facts.amount);
        facts.commission = change.commission.unwrap_or(facts.commission);
        (facts.modified, facts.updated) = (recorded, recorded);
        self.change = Some(change.kind);
        self
    }
}
