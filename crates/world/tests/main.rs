//! What holds in every world, whatever the seed, the size and the clock.

mod activity;
mod balances;
mod clock;
mod customers;
mod edges;
mod feedback;
mod figures;
mod last_clicks;
mod ledger;
mod listings;
mod owners;
mod partners;
mod payouts;
mod pinned;
mod programs;
mod records;
mod refusals;
mod same_world;
mod steps;
mod survey_steps;
mod surveys;
mod visibility;
mod worlds;
