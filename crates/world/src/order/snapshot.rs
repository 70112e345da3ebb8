//! What the clock makes of the orders: which are seen and what has become of them, counted so that any listing can be found in it.
//!
//! It is kept for one second and moved with the clock: a step costs what changed in it, in either direction; a leap over much of the world is made anew.
//! Whoever asks for another second gets an answer for that second, so that a view stays a pure function of the world and its instant.

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

/// A leap that changes more than one in so many orders is made anew.
const LEAP: usize = 16;

/// How many classes of conversions there are: programs × click or coupon × declined or not.
const CONVERSIONS: usize = PROGRAM_COUNT * 4;

/// The snapshot of whoever asked last.
#[derive(Debug, Default)]
pub(crate) struct SnapshotCache(RwLock<Option<Snapshot>>);

/// The orders as they stand at a second.
#[derive(Debug)]
pub(crate) struct Snapshot {
    second: u32,
    /// By channel and status, in the order of time. Only the visible first part means anything.
    pub(crate) placed: Tally,
    /// By channel and status, in the order of clicks.
    pub(crate) clicked: Tally,
    /// By program, what tied them to a partner, and whether they are declined, in the order of time.
    programs: Tally,
}

impl SnapshotCache {
    /// Shows the snapshot at the second.
    pub(crate) fn at<R>(&self, columns: &Columns, second: u32, show: impl FnOnce(&Snapshot) -> R) -> R {
        if let Some(snapshot) = &*self.0.read().unwrap_or_else(PoisonError::into_inner)
            && snapshot.second == second
        {
            return show(snapshot);
        }
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Taken out, so that a panic half-way leaves nothing behind rather than something wrong.
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

    /// How many of the program's orders from one place to before another are tied by a coupon or not, and not declined.
    pub(crate) fn conversions(&self, program: usize, coupon: bool, from: usize, until: usize) -> usize {
        self.programs.count_class(conversion_class(program, coupon, false), from, until)
    }
}

impl View<'_> {
    /// Shows what the clock makes of the orders.
    pub(crate) fn snapshot<R>(&self, show: impl FnOnce(&Snapshot) -> R) -> R {
        let world = self.world();
        world.snapshots.at(&world.columns, self.second, show)
    }
}

impl World {
    /// Counts what the instant makes of the orders, so that the first listing at it does not wait.
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
