//! The world at one point in time.
//!
//! The methods that show a domain are in that domain's folder, in an `impl View` of its own.

use chrono::{DateTime, Utc};

use crate::ledger::{Event, Ledger};
use crate::world::World;

/// The world at one point in time: the simulation and the ledger. Nothing that happens later is visible. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct View<'w> {
    world: &'w World,
    ledger: &'w Ledger,
    pub(crate) second: u32,
}

/// The world as it would be after some events.
#[derive(Debug)]
pub struct After<'w> {
    world: &'w World,
    ledger: Ledger,
    second: u32,
}

impl After<'_> {
    /// The world after the events.
    pub fn view(&self) -> View<'_> {
        View::new(self.world, &self.ledger, self.second)
    }
}

impl<'w> View<'w> {
    pub(crate) const fn new(world: &'w World, ledger: &'w Ledger, second: u32) -> Self {
        Self { world, ledger, second }
    }

    /// What happened beside the simulation.
    pub fn ledger(&self) -> &'w Ledger {
        self.ledger
    }

    /// The world at the same time after these events, which are recorded now.
    pub fn after(&self, events: &[Event]) -> After<'w> {
        let mut ledger = self.ledger.branch();
        for event in events {
            ledger.apply(self.world, self.now(), event);
        }
        After { world: self.world, ledger, second: self.second }
    }

    /// The time of the view, in whole seconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.world.timeline.time(self.second)
    }

    /// The whole world.
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// The time of an offset, if it is not after the time of the view.
    pub(crate) fn reached(&self, offset: i64) -> Option<DateTime<Utc>> {
        (offset <= i64::from(self.second)).then(|| self.world.timeline.time_of_offset(offset))
    }

    /// The offsets of a range of times, cut off after the time of the view.
    pub(crate) fn range(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> (u32, u32) {
        let timeline = self.world.timeline;
        let until = timeline.at_or_after(until).min(self.second + 1);
        (timeline.at_or_after(from).min(until), until)
    }
}
