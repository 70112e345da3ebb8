//! The orders at one second: which are visible and what status they have, counted so that any page can be found
//! quickly.
//!
//! The snapshot of the last second is kept. For another second, forward or back, only the orders that changed in
//! between are updated; if there are too many, the snapshot is rebuilt. Views stay pure functions of the world and
//! their time.

use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::class::{CLASSES, HIDDEN, class_of};
use super::{Columns, OrderStatus};
use crate::error::WorldError;
use crate::index::Tally;
use crate::program::PROGRAM_COUNT;
use crate::time::{DELAY, NEVER};
use crate::view::View;
use crate::world::World;

/// The snapshot is rebuilt if more than one order in this many has changed.
const LEAP: usize = 16;

/// The number of conversion classes: programs × click or coupon × declined or not.
const CONVERSIONS: usize = PROGRAM_COUNT * 4;

/// The snapshot that was used last.
#[derive(Debug, Default)]
pub(crate) struct SnapshotCache(RwLock<Option<Snapshot>>);

/// The orders at one second.
#[derive(Debug)]
pub(crate) struct Snapshot {
    second: u32,
    /// Classes of orders, sorted by time. Only those of visible orders have a meaning.
    pub(crate) placed: Tally,
    /// Classes of orders with a click, sorted by the time of the click.
    pub(crate) clicked: Tally,
    /// Conversion classes of orders, sorted by time.
    programs: Tally,
}

impl SnapshotCache {
    /// Calls `show` with the snapshot at the second.
    pub(crate) fn at<R>(&self, columns: &Columns, second: u32, show: impl FnOnce(&Snapshot) -> R) -> R {
        if let Some(snapshot) = &*self.0.read().unwrap_or_else(PoisonError::into_inner)
            && snapshot.second == second
        {
            return show(snapshot);
        }
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Taken out, so that a panic half-way leaves no wrong snapshot behind.
        let snapshot = match kept.take() {
            Some(snapshot) => snapshot.moved(columns, second),
            None => Snapshot::new(columns, second),
        };
        show(kept.insert(snapshot))
    }
}

impl Snapshot {
    fn new(columns: &Columns, second: u32) -> Self {
        let orders = || (0..columns.len()).into_par_iter();
        let width = usize::from(CLASSES) + 1;
        let (placed, (clicked, programs)) = rayon::join(
            || Tally::new(orders().map(|order| seen_class(columns, order, second)).collect(), width),
            || {
                rayon::join(
                    || Tally::of(&columns.by_clicked, width, |order| clicked_class(columns, *order as usize, second)),
                    || Tally::new(orders().map(|order| conversion_of(columns, order, second)).collect(), CONVERSIONS),
                )
            },
        );
        Self { second, placed, clicked, programs }
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
            self.note_clicked(columns, order);
        }
        for order in &columns.by_decided[decided] {
            let order = *order as usize;
            self.placed.set(order, seen_class(columns, order, second));
            self.programs.set(order, conversion_of(columns, order, second));
            self.note_clicked(columns, order);
        }
        self
    }

    fn note_clicked(&mut self, columns: &Columns, order: usize) {
        if let Some(place) = columns.place_by_click(order) {
            self.clicked.set(place, clicked_class(columns, order, self.second));
        }
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
        world.snapshots.at(&world.columns, self.second, show)
    }
}

impl World {
    /// Builds the snapshot for a point in time, so that the first query at that time is fast.
    pub fn prepare(&self, now: DateTime<Utc>) -> Result<(), WorldError> {
        self.at(now)?.snapshot(|_| ());
        Ok(())
    }
}

fn status(columns: &Columns, order: usize, second: u32) -> OrderStatus {
    match (columns.is_decided(order, second), columns.ends_declined(order)) {
        (false, _) => OrderStatus::Pending,
        (true, false) => OrderStatus::Approved,
        (true, true) => OrderStatus::Declined,
    }
}

fn seen_class(columns: &Columns, order: usize, second: u32) -> u8 {
    class_of(columns, order, status(columns, order, second))
}

fn clicked_class(columns: &Columns, order: usize, second: u32) -> u8 {
    if columns.placed[order] + DELAY <= second { seen_class(columns, order, second) } else { HIDDEN }
}

fn conversion_of(columns: &Columns, order: usize, second: u32) -> u8 {
    let coupon = columns.clicked[order] == NEVER;
    conversion_class(usize::from(columns.program[order]), coupon, columns.is_declined(order, second))
}

fn conversion_class(program: usize, coupon: bool, declined: bool) -> u8 {
    u8::try_from(program << 2).expect("the roster is short") | u8::from(coupon) << 1 | u8::from(declined)
}
