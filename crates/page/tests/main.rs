//! Tests of the pages: their content, their safety and their size.

mod budget;
mod completeness;
mod cycles;
mod fixtures;
mod hostile;
mod places;
mod samples;
mod search;
