//! The world at one point in time.
//!
//! The methods that show a domain are in that domain's folder, in an `impl View` of its own.

use chrono::{DateTime, Utc};

use crate::world::World;

/// The world at one point in time. Nothing that happens later is visible. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct View<'w> {
    world: &'w World,
    pub(crate) second: u32,
}

impl<'w> View<'w> {
    pub(crate) const fn new(world: &'w World, second: u32) -> Self {
        Self { world, second }
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
