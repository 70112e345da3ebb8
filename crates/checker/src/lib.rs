//! Holds a server, a recording, or a change of a document against the contract, and says what departs from it.
//!
//! The crate knows no provider: whatever it asks, expects and relates stands in the OpenAPI document.

mod finding;

pub use finding::{Evidence, Finding, Level};
