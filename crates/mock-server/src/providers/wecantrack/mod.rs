//! wecantrack: the transactions of every network.

mod failure;
mod query;
mod transactions;
