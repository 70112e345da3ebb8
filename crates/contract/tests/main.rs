//! The judge held against small documents made for the purpose.

mod bodies;
mod documents;
mod doubtful;
mod events;
mod exchanges;
mod facts;
mod finding;
mod hostile;
mod later;
mod operations;
mod questions;
mod support;
mod variants;
mod webhooks;
