//! The tests of the comparison, in one binary.

mod alarms;
mod directions;
mod documents;
mod errors;
mod generated;
mod hostile;
mod later;
mod lifecycle;
mod mutations;
mod operations;
mod page;
mod registry;
mod resolved;
mod specs;
mod unchanged;
mod unclassified;
mod unions;
mod values;
mod webhooks;
