//! The orders at one second: which are visible and what status they have, counted so that any page can be found
//! quickly.
//!
//! A count is made when a query first needs it, and kept for the last second. For another second, forward or back, only
//! the orders that changed in between are updated; if there are too many, it is made again. Views stay pure functions of
//! the world and their time.

use std::collections::BTreeSet;
use std::sync::{OnceLock, PoisonError, RwLock};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::class::{CLASSES, HIDDEN, class_of, decided_class, decisions};
use super::{Columns, Decision};
use crate::identifiers::OrderId;
use crate::index::Tally;
use crate::ledger::{EMPTY, Ledger, Lineage};
use crate::program::PROGRAM_COUNT;
use crate::time::{DELAY, NEVER};
use crate::view::View;

/// The snapshot is rebuilt if more than one order in this many has changed.
const LEAP: usize = 16;

/// The number of classes, with the one of hidden orders.
const WIDTH: usize = CLASSES as usize + 1;

/// The number of conversion classes: [`CHANGED`], and programs × click or coupon × declined or not.
const CONVERSIONS: usize = 1 + PROGRAM_COUNT * 4;

/// The conversion class of an order that the ledger has changed.
const CHANGED: u8 = 0;

/// The snapshot that was used last.
#[derive(Debug, Default)]
pub(crate) struct SnapshotCache(RwLock<Option<Snapshot>>);

/// The simulated orders at one second, without those that the ledger has changed. Each tally is made when it is first
/// needed.
#[derive(Debug)]
pub(crate) struct Snapshot {
    second: u32,
    /// The ledger whose changes are taken out.
    lineage: Lineage,
    /// The orders that are taken out, in the order in which the ledger has changed them.
    in_order: Vec<OrderId>,
    /// The same.
    changed: BTreeSet<u32>,
    tallies: Tallies,
}

#[derive(Debug, Default)]
struct Tallies {
    /// Classes of orders, sorted by time. Only those of visible orders have a meaning.
    placed: OnceLock<Tally>,
    /// Classes of orders with a click, sorted by the time of the click.
    clicked: OnceLock<Tally>,
    /// The class that each order has after a decision, sorted by the time of the decision. The first one is hidden once
    /// there is a late change.
    decided: OnceLock<Tally>,
    /// Conversion classes of orders, sorted by time.
    programs: OnceLock<Tally>,
}

impl SnapshotCache {
    /// Calls `show` with the snapshot at the second, without what the ledger has changed.
    pub(crate) fn at<R>(
        &self,
        columns: &Columns,
        ledger: &Ledger,
        second: u32,
        show: impl FnOnce(&Snapshot) -> R,
    ) -> R {
        if let Some(snapshot) = &*self.0.read().unwrap_or_else(PoisonError::into_inner)
            && snapshot.second == second
            && snapshot.is_without(ledger)
        {
            return show(snapshot);
        }
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Taken out, so that a panic half-way leaves no wrong snapshot behind.
        let snapshot = match kept.take() {
            Some(snapshot) => snapshot.moved(columns, second),
            None => Snapshot::new(second),
        };
        show(kept.insert(snapshot.without(columns, ledger)))
    }
}

impl Snapshot {
    fn new(second: u32) -> Self {
        let (lineage, in_order, changed) = (EMPTY.lineage(), Vec::new(), BTreeSet::new());
        Self { second, lineage, in_order, changed, tallies: Tallies::default() }
    }

    /// Classes of orders, sorted by time. Only those of visible orders have a meaning.
    pub(crate) fn placed(&self, columns: &Columns) -> &Tally {
        self.tallies.placed.get_or_init(|| {
            let class = |order| seen_class(columns, order, self.second);
            let mut tally = Tally::new(of_all(columns.store(), class), WIDTH);
            self.changed.iter().for_each(|order| tally.set(*order as usize, HIDDEN));
            tally
        })
    }

    /// Classes of orders with a click, sorted by the time of the click.
    pub(crate) fn clicked(&self, columns: &Columns) -> &Tally {
        self.tallies.clicked.get_or_init(|| {
            let class = |order: &u32| clicked_class(columns, *order as usize, self.second);
            let mut tally = Tally::of(columns.by_clicked(), WIDTH, class);
            let places = self.changed.iter().filter_map(|order| columns.place_by_click(*order as usize));
            places.for_each(|place| tally.set(place, HIDDEN));
            tally
        })
    }

    /// The class that each order has after a decision, sorted by the time of the decision.
    pub(crate) fn decided(&self, columns: &Columns) -> &Tally {
        self.tallies.decided.get_or_init(|| {
            let mut tally = decisions(columns, self.second);
            let places = self.changed.iter().flat_map(|order| places_by_decision(columns, *order as usize));
            places.for_each(|(_, place)| tally.set(place, HIDDEN));
            tally
        })
    }

    /// Conversion classes of orders, sorted by time.
    fn programs(&self, columns: &Columns) -> &Tally {
        self.tallies.programs.get_or_init(|| {
            let class = |order| conversion_of(columns, order, self.second);
            let mut tally = Tally::new(of_all(columns.store(), class), CONVERSIONS);
            self.changed.iter().for_each(|order| tally.set(*order as usize, CHANGED));
            tally
        })
    }

    /// Whether exactly the orders are taken out that the ledger has changed.
    fn is_without(&self, ledger: &Ledger) -> bool {
        let changed = ledger.changed().len();
        self.in_order.len() == changed && self.common(ledger) == changed
    }

    /// How many of the first orders that are taken out are the first that the ledger has changed.
    fn common(&self, ledger: &Ledger) -> usize {
        self.lineage.common(self.in_order.len(), (ledger.lineage(), ledger.changed().len()))
    }

    /// Takes out the orders that the ledger has changed, and puts back the others.
    fn without(mut self, columns: &Columns, ledger: &Ledger) -> Self {
        if self.is_without(ledger) {
            return self;
        }
        let common = self.common(ledger);
        for order in self.in_order.split_off(common) {
            self.changed.remove(&order.0);
            self.note(columns, order.index());
        }
        self.lineage = ledger.lineage();
        for order in ledger.changed().iter().skip(common) {
            self.in_order.push(*order);
            self.changed.insert(order.0);
            self.note(columns, order.index());
        }
        self
    }

    /// Brings the classes of an order up to date.
    fn note(&mut self, columns: &Columns, order: usize) {
        let number = u32::try_from(order).expect("orders are numbered by 32 bits");
        let (is_changed, second) = (self.changed.contains(&number), self.second);
        let unless_changed = |class: u8| if is_changed { HIDDEN } else { class };
        let Tallies { placed, clicked, decided, programs } = &mut self.tallies;
        if let Some(placed) = placed.get_mut() {
            placed.set(order, unless_changed(seen_class(columns, order, second)));
        }
        if let Some(programs) = programs.get_mut() {
            programs.set(order, if is_changed { CHANGED } else { conversion_of(columns, order, second) });
        }
        if let Some(clicked) = clicked.get_mut()
            && let Some(place) = columns.place_by_click(order)
        {
            clicked.set(place, unless_changed(clicked_class(columns, order, second)));
        }
        if let Some(decided) = decided.get_mut() {
            for (decision, place) in places_by_decision(columns, order) {
                decided.set(place, unless_changed(decided_class(columns, decision, second)));
            }
        }
    }

    fn moved(mut self, columns: &Columns, second: u32) -> Self {
        let (from, until) = (self.second.min(second), self.second.max(second));
        self.second = second;
        if self.tallies.are_unmade() {
            return self;
        }
        let seen = columns.visible(from)..columns.visible(until);
        if seen.len() * LEAP > columns.len() {
            return Self::new(second);
        }
        let decided = columns.decided_by(from)..columns.decided_by(until);
        if (seen.len() + decided.len()) * LEAP > columns.len() {
            return Self::new(second);
        }
        for order in seen {
            self.note(columns, order);
        }
        for decision in &columns.by_decided()[decided] {
            self.note(columns, decision.order());
        }
        self
    }

    /// How many of the program's orders from `from` to before `until` are attributed by a coupon, or by a click, and
    /// not declined.
    pub(crate) fn conversions(
        &self,
        columns: &Columns,
        program: usize,
        coupon: bool,
        from: usize,
        until: usize,
    ) -> usize {
        self.programs(columns).count_class(conversion_class(program, coupon, false), from, until)
    }
}

impl Tallies {
    fn are_unmade(&self) -> bool {
        let Self { placed, clicked, decided, programs } = self;
        [placed, clicked, decided, programs].into_iter().all(|tally| tally.get().is_none())
    }
}

impl View<'_> {
    /// Calls `show` with the snapshot at the time of the view.
    pub(crate) fn snapshot<R>(&self, show: impl FnOnce(&Snapshot) -> R) -> R {
        let world = self.world();
        world.snapshots.at(&world.columns, self.ledger(), self.second, show)
    }
}

/// The class of each order, computed on all cores.
fn of_all(columns: &Columns, class: impl Fn(usize) -> u8 + Sync + Send) -> Vec<u8> {
    (0..columns.len()).into_par_iter().map(class).collect()
}

/// The decisions about an order, and their positions among all decisions.
fn places_by_decision(columns: &Columns, order: usize) -> impl Iterator<Item = (Decision, usize)> {
    let late = columns.is_revised(order).then(|| Decision::late(order));
    let decisions = [Some(Decision::first(order)), late].into_iter().flatten();
    decisions.map(|decision| (decision, columns.place_by_decision(decision)))
}

fn seen_class(columns: &Columns, order: usize, second: u32) -> u8 {
    class_of(columns, order, columns.status(order, second))
}

fn clicked_class(columns: &Columns, order: usize, second: u32) -> u8 {
    if columns.placed(order) + DELAY <= second { seen_class(columns, order, second) } else { HIDDEN }
}

fn conversion_of(columns: &Columns, order: usize, second: u32) -> u8 {
    let coupon = columns.clicked(order) == NEVER;
    conversion_class(usize::from(columns.program(order)), coupon, columns.is_declined(order, second))
}

fn conversion_class(program: usize, coupon: bool, declined: bool) -> u8 {
    let place = u8::try_from(program << 2).expect("the roster is short") | u8::from(coupon) << 1 | u8::from(declined);
    place + 1
}
