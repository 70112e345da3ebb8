//! The tests of the checker, in one binary.

mod baseline;
mod har;
mod redaction;
mod report;
