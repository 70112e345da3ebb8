//! The tests of the checker, in one binary.

mod domain;
mod hostile;
mod wire;
mod wire_server;
