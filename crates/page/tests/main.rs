//! Tests of the pages: their content, their safety and their size.

mod budget;
mod completeness;
mod cycles;
mod fixtures;
mod hostile;
mod places;
mod repeated;
mod samples;
mod search;
