//! The orders at one second: which are visible and what status they have, counted so that any page can be found
//! quickly.
//!
//! The snapshot of the last second is kept. For another second, forward or back, only the orders that changed in
//! between are updated; if there are too many, the snapshot is rebuilt. Views stay pure functions of the world and
//! their time.

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::class::{CLASSES, HIDDEN, class_of, decided_class, decisions};
use super::{Columns, Decision};
use crate::error::WorldError;
use crate::identifiers::OrderId;
use crate::index::Tally;
use crate::ledger::{EMPTY, Ledger, Lineage};
use crate::program::PROGRAM_COUNT;
use crate::time::{DELAY, NEVER};
use crate::view::View;
use crate::world::World;

/// The snapshot is rebuilt if more than one order in this many has changed.
const LEAP: usize = 16;

/// The number of conversion classes: [`CHANGED`], and programs × click or coupon × declined or not.
const CONVERSIONS: usize = 1 + PROGRAM_COUNT * 4;

/// The conversion class of an order that the ledger has changed.
const CHANGED: u8 = 0;

/// The snapshot that was used last.
#[derive(Debug, Default)]
pub(crate) struct SnapshotCache(RwLock<Option<Snapshot>>);

/// The simulated orders at one second, without those that the ledger has changed.
#[derive(Debug)]
pub(crate) struct Snapshot {
    second: u32,
    /// The ledger whose changes are taken out.
    lineage: Lineage,
    /// The orders that are taken out, in the order in which the ledger has changed them.
    in_order: Vec<OrderId>,
    /// The same.
    changed: BTreeSet<u32>,
    /// Classes of orders, sorted by time. Only those of visible orders have a meaning.
    pub(crate) placed: Tally,
    /// Classes of orders with a click, sorted by the time of the click.
    pub(crate) clicked: Tally,
    /// The class that each order has after a decision, sorted by the time of the decision. The first one is hidden once
    /// there is a late change.
    pub(crate) decided: Tally,
    /// Conversion classes of orders, sorted by time.
    programs: Tally,
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
            None => Snapshot::new(columns, second),
        };
        show(kept.insert(snapshot.without(columns, ledger)))
    }
}

impl Snapshot {
    fn new(columns: &Columns, second: u32) -> Self {
        let orders = || (0..columns.len()).into_par_iter();
        let width = usize::from(CLASSES) + 1;
        let programs = || orders().map(|order| conversion_of(columns, order, second)).collect();
        let ((placed, decided), (clicked, programs)) = rayon::join(
            || {
                rayon::join(
                    || Tally::new(orders().map(|order| seen_class(columns, order, second)).collect(), width),
                    || decisions(columns, second),
                )
            },
            || {
                rayon::join(
                    || Tally::of(&columns.by_clicked, width, |order| clicked_class(columns, *order as usize, second)),
                    || Tally::new(programs(), CONVERSIONS),
                )
            },
        );
        let (lineage, in_order, changed) = (EMPTY.lineage(), Vec::new(), BTreeSet::new());
        Self { second, lineage, in_order, changed, placed, clicked, decided, programs }
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
        self.placed.set(order, unless_changed(seen_class(columns, order, second)));
        self.programs.set(order, if is_changed { CHANGED } else { conversion_of(columns, order, second) });
        if let Some(place) = columns.place_by_click(order) {
            self.clicked.set(place, unless_changed(clicked_class(columns, order, second)));
        }
        let late = columns.is_revised(order).then(|| Decision::late(order));
        for decision in [Some(Decision::first(order)), late].into_iter().flatten() {
            let place = columns.place_by_decision(decision);
            self.decided.set(place, unless_changed(decided_class(columns, decision, second)));
        }
    }

    fn moved(mut self, columns: &Columns, second: u32) -> Self {
        let (from, until) = (self.second.min(second), self.second.max(second));
        let seen = columns.visible(from)..columns.visible(until);
        let decided = columns.decided_by(from)..columns.decided_by(until);
        if (seen.len() + decided.len()) * LEAP > columns.len() {
            return Self::new(columns, second);
        }
        self.second = second;
        for order in seen {
            self.note(columns, order);
        }
        for decision in &columns.by_decided[decided] {
            self.note(columns, decision.order());
        }
        self
    }

    /// How many of the program's orders from `from` to before `until` are attributed by a coupon, or by a click, and
    /// not declined.
    pub(crate) fn conversions(&self, program: usize, coupon: bool, from: usize, until: usize) -> usize {
        self.programs.count_class(conversion_class(program, coupon, false), from, until)
    }
}

impl View<'_> {
    /// Calls `show` with the snapshot at the time of the view.
    pub(crate) fn snapshot<R>(&self, show: impl FnOnce(&Snapshot) -> R) -> R {
        let world = self.world();
        world.snapshots.at(&world.columns, self.ledger(), self.second, show)
    }
}

impl World {
    /// Builds the snapshot for a point in time, so that the first query at that time is fast.
    pub fn prepare(&self, now: DateTime<Utc>) -> Result<(), WorldError> {
        self.at(now)?.snapshot(|_| ());
        Ok(())
    }
}

fn seen_class(columns: &Columns, order: usize, second: u32) -> u8 {
    class_of(columns, order, columns.status(order, second))
}

fn clicked_class(columns: &Columns, order: usize, second: u32) -> u8 {
    if columns.placed[order] + DELAY <= second { seen_class(columns, order, second) } else { HIDDEN }
}

fn conversion_of(columns: &Columns, order: usize, second: u32) -> u8 {
    let coupon = columns.clicked[order] == NEVER;
    conversion_class(usize::from(columns.program[order]), coupon, columns.is_declined(order, second))
}

fn conversion_class(program: usize, coupon: bool, declined: bool) -> u8 {
    let place = u8::try_from(program << 2).expect("the roster is short") | u8::from(coupon) << 1 | u8::from(declined);
    place + 1
}
