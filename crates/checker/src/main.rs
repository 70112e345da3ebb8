//! `trackside-contract`: the checker as a program.

fn main() {}
