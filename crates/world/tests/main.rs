//! What holds in every world, whatever the seed, the size and the clock.

mod activity;
mod clock;
mod edges;
mod feedback;
mod figures;
mod ledger;
mod listings;
mod partners;
mod payouts;
mod pinned;
mod programs;
mod records;
mod same_world;
mod survey_steps;
mod surveys;
mod visibility;
mod worlds;
