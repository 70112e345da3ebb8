//! All orders, sorted by time, and the indexes of their clicks and decisions.
//!
//! Everything about an order is derived until something needs all orders. Then they are stored, once, and read from
//! memory from then on. Both show the same.

use std::sync::{Arc, OnceLock};

use super::revision::{Decision, Revision, RevisionKind};
use super::row::{DECLINED, DIRECT, REPEATED, REVISED, Row};
use super::source::Source;
use super::store::Store;
use crate::index::sorted_by_day;
use crate::network::ACCOUNT_WITHOUT_REFERENCES;
use crate::program::Program;
use crate::time::{DELAY, NEVER, Rhythm};

/// All orders, sorted by time. Times are in seconds since the world begins, money is in minor units.
#[derive(Debug)]
pub(crate) struct Columns {
    source: Source,
    length: usize,
    store: OnceLock<Arc<Store>>,
    /// The first orders, which another world has stored.
    earlier: Option<Arc<Store>>,
    /// Orders with a click, sorted by its time.
    by_clicked: OnceLock<Vec<u32>>,
    /// The first decisions about all orders and their late changes, sorted by their time and then by order.
    by_decided: OnceLock<Vec<Decision>>,
}

/// Methods that show one fact of an order: read from its column if orders are stored, otherwise derived.
macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident: $fact:ty,)*) => {
        $($(#[$doc])*
        pub(crate) fn $name(&self, order: usize) -> $fact {
            match self.store.get() {
                Some(store) => store.$name[order],
                None => self.derived(order).$name,
            }
        })*
    };
}

impl Columns {
    /// The orders of all days, `size` of them in 24 months. The days before an order do not depend on those after it.
    pub(crate) fn new(seed: u64, size: u32, rhythm: &Rhythm, programs: &Arc<[Program]>) -> Self {
        let source = Source::new(seed, size, rhythm, programs);
        Self {
            length: source.len(),
            source,
            store: OnceLock::new(),
            earlier: None,
            by_clicked: OnceLock::new(),
            by_decided: OnceLock::new(),
        }
    }

    /// The same orders, and the knowledge of those that the same world, which ends earlier, has stored.
    pub(crate) fn following(self, shorter: &Self) -> Self {
        Self { earlier: shorter.store.get().cloned(), ..self }
    }

    facts! {
        /// When the order is placed.
        placed: u32,
        /// When the visitor clicked: [`NEVER`] for an order without a click.
        clicked: u32,
        /// When the first decision is made.
        decided: u32,
        /// The amount until it is corrected.
        amount: i32,
        /// The place of the partner in the program.
        partner: u16,
        program: u8,
        account: u8,
        website: u8,
        flags: u8,
    }

    /// The customer, numbered by their first order.
    pub(crate) fn customer(&self, order: usize) -> u32 {
        match self.store.get() {
            Some(store) => store.customer[order],
            None => self.source.customer(number_of(order)),
        }
    }

    /// The commission until it is corrected.
    pub(crate) fn commission(&self, order: usize) -> i32 {
        match self.store.get() {
            Some(store) => self.source.commission(store.program[order], store.amount[order]),
            None => self.derived(order).commission,
        }
    }

    /// Everything about an order but its customer. Cheaper than asking for one fact after the other.
    pub(crate) fn row(&self, order: usize) -> Row {
        let Some(store) = self.store.get() else { return self.derived(order) };
        Row {
            placed: store.placed[order],
            clicked: store.clicked[order],
            decided: store.decided[order],
            amount: store.amount[order],
            commission: self.source.commission(store.program[order], store.amount[order]),
            partner: store.partner[order],
            program: store.program[order],
            account: store.account[order],
            website: store.website[order],
            flags: store.flags[order],
            ..Row::default()
        }
    }

    /// The order, whether orders are stored or not.
    fn derived(&self, order: usize) -> Row {
        assert!(order < self.length, "there is no order {order}");
        self.source.row(number_of(order))
    }

    /// Stores all orders, unless they are. Who looks at most of them calls it first.
    pub(crate) fn store(&self) -> &Self {
        self.store.get_or_init(|| Arc::new(Store::fill(&self.source, self.earlier.as_deref())));
        self
    }

    /// Orders with a click, sorted by its time and then by order.
    pub(crate) fn by_clicked(&self) -> &[u32] {
        self.by_clicked.get_or_init(|| {
            let columns = self.store();
            let of_order = |order: usize, event: &mut dyn FnMut(u32, u32)| {
                let clicked = columns.clicked(order);
                if clicked != NEVER {
                    event(clicked, number_of(order));
                }
            };
            let key = |order: u32| u64::from(columns.clicked(order as usize)) << 32 | u64::from(order);
            sorted_by_day(columns.len(), of_order, key)
        })
    }

    /// The first decisions about all orders and their late changes, sorted by their time and then by order.
    pub(crate) fn by_decided(&self) -> &[Decision] {
        self.by_decided.get_or_init(|| {
            let columns = self.store();
            let of_order = |order: usize, event: &mut dyn FnMut(u32, u32)| {
                event(columns.decided(order), Decision::first(order).number());
                if let Some(revision) = columns.revision(order) {
                    event(revision.second, Decision::late(order).number());
                }
            };
            let key = |number: u32| {
                let decision = Decision::numbered(number);
                u64::from(columns.made_at(decision)) << 32 | decision.order() as u64
            };
            sorted_by_day(columns.len(), of_order, key).into_iter().map(Decision::numbered).collect()
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// How many orders are placed before the second. They come first.
    pub(crate) fn placed_before(&self, second: u32) -> usize {
        self.source.placed_before(second)
    }

    /// How many orders are visible at the second. They come first.
    pub(crate) fn visible(&self, now: u32) -> usize {
        self.placed_before((now + 1).saturating_sub(DELAY))
    }

    /// Whether the order is visible.
    pub(crate) fn is_visible(&self, order: usize, now: u32) -> bool {
        self.placed(order) + DELAY <= now
    }

    /// Whether the first decision declines the order.
    pub(crate) fn is_declined_at_first(&self, order: usize) -> bool {
        self.flags(order) & DECLINED != 0
    }

    /// Whether the network changes the order after it has approved it.
    pub(crate) fn is_revised(&self, order: usize) -> bool {
        self.flags(order) & REVISED != 0
    }

    /// The late change of the order, if there is one sooner or later.
    pub(crate) fn revision(&self, order: usize) -> Option<Revision> {
        self.is_revised(order).then(|| self.source.revision(order, &self.row(order)))
    }

    /// The late change of an order, everything about which is known.
    pub(crate) fn revision_of(&self, order: usize, row: &Row) -> Option<Revision> {
        (row.flags & REVISED != 0).then(|| self.source.revision(order, row))
    }

    /// The late change of the order, if it is visible at the second.
    pub(crate) fn revision_by(&self, order: usize, now: u32) -> Option<Revision> {
        self.revision(order).filter(|revision| revision.second + DELAY <= now)
    }

    /// When the order is declined, if it is sooner or later.
    pub(crate) fn declined_at(&self, order: usize) -> Option<u32> {
        if self.is_declined_at_first(order) {
            return Some(self.decided(order));
        }
        self.revision(order).filter(Revision::is_reversal).map(|revision| revision.second)
    }

    /// Whether the order is visibly declined at the second.
    pub(crate) fn is_declined(&self, order: usize, now: u32) -> bool {
        self.declined_at(order).is_some_and(|second| second + DELAY <= now)
    }

    /// When the order changes for the last time, and its commission from then on.
    pub(crate) fn settled(&self, order: usize) -> (u32, i32) {
        match self.revision(order) {
            None => (self.decided(order), self.commission(order)),
            Some(Revision { second, kind: RevisionKind::Reversed, .. }) => (second, 0),
            Some(Revision { second, kind: RevisionKind::Corrected { commission, .. }, .. }) => (second, commission),
        }
    }

    /// Whether the network reports the order before this one once more.
    pub(crate) fn is_repeated(&self, order: usize) -> bool {
        self.flags(order) & REPEATED != 0
    }

    /// Whether the shop knows such a purchase: not if it is the second report of an order, or returned goods.
    pub(crate) fn is_purchase(&self, order: usize) -> bool {
        !self.is_repeated(order) && self.amount(order) >= 0
    }

    /// When a decision is made.
    pub(crate) fn made_at(&self, decision: Decision) -> u32 {
        let order = decision.order();
        let late = decision.is_late().then(|| self.revision(order)).flatten();
        late.map_or_else(|| self.decided(order), |revision| revision.second)
    }

    /// Whether the click was recorded on the landing page.
    pub(crate) fn is_direct(&self, order: usize) -> bool {
        self.flags(order) & DIRECT != 0
    }

    /// Whether the order's network passes its reference on.
    pub(crate) fn has_reference(&self, order: usize) -> bool {
        self.account(order) != ACCOUNT_WITHOUT_REFERENCES.0
    }

    /// How many decisions are visible at the second. They come first in `by_decided`.
    pub(crate) fn decided_by(&self, now: u32) -> usize {
        self.by_decided().partition_point(|decision| self.made_at(*decision) + DELAY <= now)
    }

    /// The position of a decision in `by_decided`.
    pub(crate) fn place_by_decision(&self, decision: Decision) -> usize {
        let key = |decision: Decision| (self.made_at(decision), decision.order());
        self.by_decided().binary_search_by_key(&key(decision), |other| key(*other)).expect("it holds every decision")
    }

    /// The order's position in `by_clicked`.
    pub(crate) fn place_by_click(&self, order: usize) -> Option<usize> {
        let key = |order: usize| (self.clicked(order), order);
        self.by_clicked().binary_search_by_key(&key(order), |other| key(*other as usize)).ok()
    }
}

fn number_of(order: usize) -> u32 {
    u32::try_from(order).expect("orders are numbered by 32 bits")
}

#[cfg(test)]
mod tests {
    use super::{Columns, Decision, NEVER};
    use crate::world::{Settings, World};

    fn world(orders: u32) -> World {
        let anchor = "2026-06-08T12:00:00Z".parse().expect("a literal time");
        World::build(&Settings { seed: 11, orders, anchor, simulated: true }).expect("in range")
    }

    /// All facts of an order, and what follows from them.
    fn facts(columns: &Columns, order: usize) -> impl PartialEq + std::fmt::Debug {
        let times = (columns.placed(order), columns.clicked(order), columns.decided(order));
        let money = (columns.amount(order), columns.commission(order), columns.settled(order));
        let places = (columns.program(order), columns.account(order), columns.website(order), columns.flags(order));
        (times, money, places, columns.partner(order), columns.customer(order), columns.declined_at(order))
    }

    #[test]
    fn what_is_derived_is_what_is_stored() {
        for orders in [0, 1, 60, 9000] {
            let (derived, stored) = (world(orders), world(orders));
            let (derived, stored) = (&derived.columns, stored.columns.store());
            for order in 0..stored.len() {
                assert_eq!(facts(derived, order), facts(stored, order), "order {order} of {orders}");
            }
            assert!(derived.store.get().is_none(), "a fact of one order stores none");
        }
    }

    #[test]
    fn what_another_world_has_stored_is_what_is_derived() {
        let shorter = world(4000);
        for stores in [false, true] {
            if stores {
                shorter.columns.store();
            }
            let longer = shorter.extended(shorter.settings().anchor + chrono::Duration::days(400)).expect("in range");
            assert_eq!(longer.columns.earlier.is_some(), stores);
            let derived = shorter.extended(longer.settings().anchor + chrono::Duration::days(400)).expect("in range");
            let stored = longer.columns.store();
            assert!(stored.len() > shorter.columns.len() + 1000);
            for order in 0..stored.len() {
                assert_eq!(facts(&derived.columns, order), facts(stored, order), "order {order}");
            }
        }
    }

    #[test]
    fn orders_are_found_by_their_time_without_looking_at_others() {
        for orders in [0, 3, 700, 200_000] {
            let world = world(orders);
            let columns = &world.columns;
            let placed: Vec<u32> = {
                let stored = super::Store::fill(&columns.source, None);
                stored.placed
            };
            assert!(placed.is_sorted());
            let around = placed.iter().step_by(1 + placed.len() / 4000).flat_map(|at| [at - 1, *at, at + 1]);
            for second in around.chain([0, 1, 86_399, 86_400, NEVER - 1, NEVER]) {
                let expected = placed.partition_point(|at| *at < second);
                assert_eq!(columns.placed_before(second), expected, "before {second} of {orders}");
            }
        }
    }

    #[test]
    fn indexes_hold_everything_sorted() {
        let world = world(5000);
        let columns = &world.columns;
        let clicked: Vec<_> =
            columns.by_clicked().iter().map(|order| (columns.clicked(*order as usize), *order)).collect();
        assert!(clicked.is_sorted() && clicked.len() > 3000);
        assert_eq!(clicked.len(), (0..columns.len()).filter(|order| columns.clicked(*order) != NEVER).count());
        let key = |decision: &Decision| (columns.made_at(*decision), decision.order());
        assert!(columns.by_decided().is_sorted_by_key(key));
        let late = columns.by_decided().iter().filter(|decision| decision.is_late()).count();
        assert_eq!(late, (0..columns.len()).filter(|order| columns.is_revised(*order)).count());
        assert_eq!(columns.by_decided().len(), columns.len() + late);
    }
}
