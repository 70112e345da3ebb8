//! Removes secrets from everything that is written.

mod exchange;
mod form;
mod names;
mod secrets;

pub use exchange::{exchange_secrets, redacted_header, redacted_target};
pub(crate) use form::Form;
pub use names::{is_secret_header, is_secret_parameter};
pub use secrets::Secrets;

/// The replacement for a secret that is not shown at all.
pub(crate) const BLOT: &str = "[redacted]";
