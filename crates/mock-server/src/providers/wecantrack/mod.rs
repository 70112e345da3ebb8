//! wecantrack: the transactions of every network.

mod edges;
mod failure;
mod networks;
mod query;
mod transactions;
mod websites;
