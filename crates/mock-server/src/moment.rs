//! The world at one time, with what was recorded until then.

use chrono::{DateTime, Utc};
use trackside_world::{View, World};

use crate::store::{Held, Position};
use crate::worlds::Worlds;

/// The world at one time, with what was recorded until then. It does not change while it is held, and holds up nobody.
#[derive(Debug)]
pub struct Moment<'s> {
    world: &'s World,
    time: DateTime<Utc>,
    held: Held,
}

impl<'s> Moment<'s> {
    pub(crate) fn new(worlds: &'s Worlds, held: Held, time: DateTime<Utc>) -> Self {
        let simulated = worlds.at(time);
        Self { world: simulated.world(), time: simulated.now(), held }
    }

    /// The world at this time.
    pub fn view(&self) -> View<'_> {
        self.world.with(&self.held.ledger, self.time).expect("the time is in the world's range")
    }

    /// The position of the log at which this is the world.
    pub(crate) fn position(&self) -> Position {
        self.held.position
    }

    /// The number of the entry of the ledger that is recorded next.
    pub(crate) fn next_entry(&self) -> u64 {
        self.held.next_id
    }
}
