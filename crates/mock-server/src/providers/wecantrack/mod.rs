//! wecantrack: the transactions of every network.

mod account;
mod clickouts;
mod clicks;
mod edges;
mod failure;
mod generated_links;
mod link;
mod networks;
mod plugin;
mod query;
mod scripts;
mod sent_events;
mod shown;
mod transactions;
mod website;
mod website_writes;
mod websites;
