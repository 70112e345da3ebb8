//! The tests of the checker, in one binary.

mod baseline;
mod budget;
mod command;
mod domain;
mod har;
mod hostile;
mod redaction;
mod report;
mod rules;
mod wire;
mod wire_server;
