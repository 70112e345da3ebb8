//! The clients against a listener that records what they send and answers what it is told, and how they are made.

mod errors;
mod listener;
mod requests;
mod settings;
mod webhooks;
