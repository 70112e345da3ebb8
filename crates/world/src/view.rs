//! The world as seen at an instant.
//!
//! What a view shows stands beside what it shows: each domain has an `impl View` of its own.

use chrono::{DateTime, Utc};

use crate::world::World;

/// The world as seen at an instant: what has not happened by then is not visible. It is small and free to copy.
#[derive(Debug, Clone, Copy)]
pub struct View<'w> {
    world: &'w World,
    pub(crate) second: u32,
}

impl<'w> View<'w> {
    pub(crate) const fn new(world: &'w World, second: u32) -> Self {
        Self { world, second }
    }

    /// The instant, in whole seconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.world.timeline.instant(self.second)
    }

    /// The world that is seen.
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// The instant of an offset, once it has been reached.
    pub(crate) fn reached(&self, offset: i64) -> Option<DateTime<Utc>> {
        (offset <= i64::from(self.second)).then(|| self.world.timeline.before_or_after(offset))
    }

    /// The seconds of a range, which ends with what is visible.
    pub(crate) fn range(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> (u32, u32) {
        let timeline = self.world.timeline;
        let until = timeline.at_or_after(until).min(self.second + 1);
        (timeline.at_or_after(from).min(until), until)
    }
}
