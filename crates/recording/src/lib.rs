//! Records HTTP exchanges without their secrets.
//!
//! | module | what it does |
//! |---|---|
//! | [`redaction`] | keeps secrets out of whatever is written |
//! | [`curl`] | a request as a line for a shell |
//! | [`har`] | exchanges as HAR 1.2 |
//!
//! **Invariant:** knows no provider and no server. It finds secrets by common names, by the names in a document's
//! security schemes, and by their values.

mod curl;
pub mod har;
mod harmless;
pub mod redaction;
mod variable;

pub use curl::curl;
pub use harmless::is_harmless;
pub use redaction::Secrets;
pub use variable::variable_name;
