//! Keeping secrets out of whatever is written.

mod exchange;
mod form;
mod names;
mod secrets;

pub use exchange::{exchange_secrets, redacted_header, redacted_target};
pub(crate) use form::Form;
pub use names::{is_secret_header, is_secret_parameter};
pub use secrets::Secrets;

/// What stands in the place of a secret that does not show at all.
pub(crate) const BLOT: &str = "[redacted]";
