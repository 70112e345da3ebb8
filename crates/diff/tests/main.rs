//! The tests of the comparison, in one binary.
