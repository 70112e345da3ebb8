//! The tests of the checker, in one binary.

mod baseline;
mod budget;
mod command;
mod domain;
mod fake;
mod har;
mod hostile;
mod paging;
mod redaction;
mod report;
mod rules;
mod sandbox;
mod situations;
mod wire;
mod wire_server;
