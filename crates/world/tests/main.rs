//! What holds in every world, whatever the seed, the size and the clock.

mod activity;
mod clock;
mod edges;
mod figures;
mod ledger;
mod listings;
mod partners;
mod pinned;
mod programs;
mod records;
mod same_world;
mod surveys;
mod visibility;
mod worlds;
