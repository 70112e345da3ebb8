//! The worlds that are measured, each built once.

use std::fmt;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use trackside_world::{Settings, View, World};

/// A size of world.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Size {
    /// 10,000 orders.
    Small,
    /// 1,000,000 orders.
    Large,
}

/// Both sizes.
pub(crate) const SIZES: [Size; 2] = [Size::Small, Size::Large];

static SMALL: LazyLock<World> = LazyLock::new(|| build(10_000));
static LARGE: LazyLock<World> = LazyLock::new(|| build(1_000_000));

impl Size {
    /// The world of this size, as seen at noon of its first day.
    pub(crate) fn view(self) -> View<'static> {
        let world = match self {
            Self::Small => &*SMALL,
            Self::Large => &*LARGE,
        };
        world.at(noon()).expect("noon is in the world's time")
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Small => "10k",
            Self::Large => "1M",
        })
    }
}

/// Builds a world around noon.
pub(crate) fn build(orders: u32) -> World {
    World::build(&Settings { seed: 1, orders, anchor: noon(), simulated: true }).expect("the settings are in range")
}

/// The instant at which the worlds are seen.
pub(crate) fn noon() -> DateTime<Utc> {
    instant("2026-06-08T12:00:00Z")
}

/// A literal instant.
pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("a literal instant")
}
