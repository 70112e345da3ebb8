//! Tests of the pages: what they show, what they never do, and what they weigh.

mod budget;
mod completeness;
mod cycles;
mod fixtures;
mod hostile;
mod places;
mod samples;
