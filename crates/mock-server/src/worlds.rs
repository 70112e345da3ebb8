//! The world, simulated further whenever the clock gets there.

use std::sync::OnceLock;

use chrono::{DateTime, Duration, Utc};
use trackside_world::{Settings, View, World, WorldError};

/// How much further than the clock a world is simulated, so that a clock that ticks or moves in small steps does not
/// build one after the other.
const RESERVE: Duration = Duration::days(365);

/// The world, and the same world simulated further. A further one changes nothing of what comes before, so it does not
/// matter which one shows a time. All of them stay in memory until the sandbox stops.
#[derive(Debug)]
pub(crate) struct Worlds {
    world: World,
    further: OnceLock<Box<Self>>,
}

impl Worlds {
    /// Builds the world so far that it can show a time.
    pub(crate) fn build(settings: &Settings, until: DateTime<Utc>) -> Result<Self, WorldError> {
        Ok(Self { world: World::build_until(settings, until)?, further: OnceLock::new() })
    }

    /// The world as it was first built.
    pub(crate) fn first(&self) -> &World {
        &self.world
    }

    /// The world at a time. Times outside of its range give its first or last moment.
    pub(crate) fn at(&self, time: DateTime<Utc>) -> View<'_> {
        let time = time.clamp(self.world.begins(), self.world.last());
        let mut worlds = self;
        while time > worlds.world.horizon() {
            worlds = worlds.further.get_or_init(|| worlds.extended(time));
        }
        worlds.world.at(time).expect("the time is in the world's range")
    }

    fn extended(&self, time: DateTime<Utc>) -> Box<Self> {
        let until = (time + RESERVE).min(self.world.last());
        let world = self.world.extended(until).expect("these settings have given a world before");
        Box::new(Self { world, further: OnceLock::new() })
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};
    use trackside_world::Settings;

    use super::Worlds;

    #[test]
    fn the_world_is_simulated_further_when_the_clock_gets_there() {
        let anchor: DateTime<Utc> = "2026-06-08T12:00:00Z".parse().expect("a literal time");
        let worlds =
            Worlds::build(&Settings { seed: 1, orders: 200, anchor, simulated: true }, anchor).expect("in range");
        let totals = |time| {
            let view = worlds.at(time);
            view.programs().map(|program| view.totals(program.id).orders).sum::<u64>()
        };
        let near = totals(anchor + Duration::days(90));
        assert!(totals(anchor + Duration::days(200)) > near);
        assert!(totals(anchor + Duration::days(3000)) > totals(anchor + Duration::days(700)));
        assert_eq!(totals(anchor + Duration::days(90)), near, "what comes before stays");
        let last = worlds.first().last();
        assert_eq!(worlds.at(last + Duration::days(1)).now(), last);
        assert_eq!(worlds.at(anchor - Duration::days(9000)).now(), worlds.first().begins());
    }
}
