//! The tests of the checker, in one binary.

mod domain;
