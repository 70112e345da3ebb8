//! The clients against a listener that records what they send and answers what it is told.

mod errors;
mod listener;
mod requests;
